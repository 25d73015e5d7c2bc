//! The letters about a question (delivery history): to whom, where each stands, and what mail servers said of every try.

use crate::policy::{self, Action};
use crate::{App, Caller, Refusal};
use domain::{Reference, Ticket};
use store::jobs::LetterLine;

/// So many letters are shown, the newest: a question of years has fewer.
const SHOWN: u64 = 100;

/// The letters about a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionLetters {
    /// The question.
    pub ticket: Ticket,
    /// Newest first.
    pub letters: Vec<LetterLine>,
    /// Are there older ones?
    pub has_more: bool,
}

impl App {
    /// The letters about a question, for whoever may look inside it.
    pub async fn read_letters(&self, caller: &Caller, reference: Reference) -> Result<QuestionLetters, Refusal> {
        let ticket = self.ticket(&self.store, caller, reference).await?;
        policy::check(&caller.actor, Action::ReadInside(&ticket))?;
        let mut letters = store::jobs::about(&self.store, ticket.id, SHOWN + 1).await?;
        let has_more = letters.len() as u64 > SHOWN;
        letters.truncate(SHOWN as usize);
        Ok(QuestionLetters { ticket, letters, has_more })
    }
}
