//! What askers say of answers (feedback, satisfaction), as the API shows it.

use super::loaders::Said;
use async_graphql::{Enum, ID, SimpleObject};
use chrono::{DateTime, Utc};

#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::Helped")]
pub(crate) enum Helped {
    Yes,
    Partly,
    No,
}

/// What became of asking that a question is opened again.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::AskedToReopen")]
pub(crate) enum AskedToReopen {
    /// Nobody asked.
    Never,
    /// Somebody at the desk has to decide.
    Waits,
    Reopened,
    Declined,
}

/// What an asker said of one answer; the last thing they said of it.
#[derive(SimpleObject)]
pub(crate) struct Feedback {
    /// The message with the answer.
    answer_id: ID,
    helped: Helped,
    /// Why not, as the asker read it.
    reason: Option<String>,
    asked_to_reopen: AskedToReopen,
    said_at: DateTime<Utc>,
}

impl From<Said> for Feedback {
    fn from(said: Said) -> Self {
        let label =
            |key: &str| app::help_reasons().iter().find(|known| known.key == key).map(|known| known.label.clone());
        Self {
            answer_id: said.answer.to_string().into(),
            helped: said.helped.into(),
            reason: said.reason.map(|key| label(&key).unwrap_or(key)),
            asked_to_reopen: said.asked_to_reopen.into(),
            said_at: said.said_at,
        }
    }
}
