//! That a lead saw a rise, and what they made of it (acknowledgement, annotation).

use crate::{PersonId, TopicKey};
use chrono::{DateTime, NaiveDate, Utc};

/// What somebody wrote with a topic that rose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RiseNote {
    /// Which topic.
    pub topic: TopicKey,
    /// First day of the week in which it began to rise, as it was told then.
    pub since: NaiveDate,
    /// In their words.
    pub note: String,
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: DateTime<Utc>,
}
