//! Letters that could not be delivered (bounces, dead letters), as the API shows them.

use async_graphql::{ID, SimpleObject};
use chrono::{DateTime, Utc};

/// A letter that could not be delivered, and that nobody dealt with since.
#[derive(SimpleObject)]
pub(crate) struct UndeliveredLetter {
    id: ID,
    /// RECEIPT, ANSWER, ASSIGNMENT, …
    kind: String,
    /// What the mail server said.
    reason: String,
    given_up_at: DateTime<Utc>,
}

impl From<app::DeadJob> for UndeliveredLetter {
    fn from(dead: app::DeadJob) -> Self {
        Self { id: dead.id.to_string().into(), kind: dead.kind.to_uppercase(), reason: dead.why, given_up_at: dead.at }
    }
}
