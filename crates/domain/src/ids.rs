//! Names for things in the database, one type each so that they cannot be mixed up.

use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    };
}

uuid_id!(
    /// A person of the desk: expert, lead or administrator.
    PersonId
);
uuid_id!(
    /// An organisation that asks questions.
    OrganisationId
);
uuid_id!(
    /// One message in a ticket.
    MessageId
);
uuid_id!(
    /// One file that came in; nobody guesses it.
    FileId
);
uuid_id!(
    /// One routing decision.
    DecisionId
);
uuid_id!(
    /// One piece of background work that touches the outside world.
    JobId
);
uuid_id!(
    /// One mail that came in.
    MailId
);
uuid_id!(
    /// One published answer.
    AnswerId
);
uuid_id!(
    /// Chosen by the sender of a question: the same key gives the same ticket.
    SubmissionKey
);
uuid_id!(
    /// Chosen by the sender of an act on a ticket: the same key does it once.
    ActKey
);

/// The running number of a ticket; with the year of receipt it makes the [`Reference`](crate::Reference).
///
/// Numbers are handed out by the database and may have gaps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TicketId(pub i64);

impl fmt::Display for TicketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
