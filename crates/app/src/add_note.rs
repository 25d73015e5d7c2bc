//! A note for colleagues.

use crate::change::{Outcome, checked_text};
use crate::policy::Action;
use crate::{App, Caller, Refusal};
use domain::{EventKind, MessageKind, Reference, Ticket};
use serde_json::json;

impl App {
    /// Adds a note that the asker never sees. No clock stops or runs because of it.
    pub async fn add_note(&self, caller: &Caller, reference: Reference, body: &str) -> Result<Ticket, Refusal> {
        let open = self.open_change(caller, reference, |ticket| Action::AddNote(ticket)).await?;
        let body = checked_text("body", body, "Schrijf uw notitie.")?;
        let ticket = &open.ticket;
        let now = open.now;
        let mut outcome = Outcome::default();
        outcome.change.reindex = true;
        outcome.message = Some(self.message(caller, ticket, MessageKind::Note, &body, now));
        outcome.event(EventKind::Noted, json!({}));
        self.finish_change(caller, open, outcome).await
    }
}
