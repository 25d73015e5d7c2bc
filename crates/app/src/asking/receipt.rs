//! What whoever puts a question gets back (receipt), or why it was not taken.

use crate::app::ATTEMPTS;
use crate::refusal::Limit;
use crate::{Refusal, refusal};
use chrono::{DateTime, Utc};
use domain::Reference;
use std::time::Duration;
use store::{Trouble, Unavailable};

/// What the asker gets back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// What to say over the phone.
    pub reference: Reference,
    /// The asker's own link, with its secret.
    pub tracking_url: String,
    /// By when somebody reacts.
    pub first_response_due_at: DateTime<Utc>,
    /// By when there is an answer.
    pub answer_due_at: DateTime<Utc>,
    /// False when the same submission key had been used before: this is the earlier ticket's receipt.
    pub is_new: bool,
}

/// What became of taking a question in.
pub(crate) enum Taken {
    /// It is stored; or it was, before, under its key.
    Receipt(Receipt),
    /// Its sender must wait this long first.
    Wait(Duration),
    /// The chosen expert's week was filled by somebody else's question at the same moment.
    Overtaken,
    /// Its key was used for another question.
    UsedKey,
}

impl Taken {
    /// What its sender is told.
    pub(crate) fn answer(self) -> Result<Receipt, Refusal> {
        match self {
            Self::Receipt(receipt) => Ok(receipt),
            Self::Wait(wait) => Err(Refusal::Limited(Limit::Sender, wait)),
            Self::UsedKey => Err(refusal::used_submission_key()),
            Self::Overtaken => Err(overtaken()),
        }
    }
}

/// Five times in a row others were first.
fn overtaken() -> Refusal {
    // A new question is nobody else's: whoever sends it only has to send it again.
    let detail = format!("overtaken {ATTEMPTS} times by other questions");
    Refusal::Unavailable(Unavailable { trouble: Trouble::Overtaken, detail })
}
