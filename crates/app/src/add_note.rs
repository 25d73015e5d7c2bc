//! A note for colleagues.

use crate::change::{Outcome, change_ticket, checked_text};
use crate::policy::Action;
use crate::{App, Caller, Refusal};
use domain::{EventKind, MessageKind, Reference, Ticket};
use serde_json::json;

impl App {
    /// Adds a note that the asker never sees. No clock stops or runs because of it.
    pub async fn add_note(&self, caller: &Caller, reference: Reference, body: &str) -> Result<Ticket, Refusal> {
        let body = checked_text("body", body, "Schrijf uw notitie.")?;
        change_ticket!(self, caller, reference, Action::AddNote, |_, ticket, now| {
            let mut outcome = Outcome::default();
            outcome.change.reindex = true;
            outcome.message = Some(self.message(caller, ticket, MessageKind::Note, &body, now));
            outcome.event(EventKind::Noted, json!({}));
            Ok(outcome)
        })
    }
}
