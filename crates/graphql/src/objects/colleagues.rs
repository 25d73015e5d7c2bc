//! Colleagues who are asked about a question (collaborators), as the API says it.

use async_graphql::Enum;

/// As what a colleague is asked.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InvitedAs {
    /// To read, and to think along in notes.
    ThinksAlong,
    /// To answer a part, in a note: whoever has the question sends it with the rest.
    Second,
}

impl From<InvitedAs> for domain::InvitedAs {
    fn from(invited_as: InvitedAs) -> Self {
        match invited_as {
            InvitedAs::ThinksAlong => Self::ThinksAlong,
            InvitedAs::Second => Self::Second,
        }
    }
}
