//! A note for colleagues.

use crate::changing::change::{Opened, checked_text};
use crate::changing::outcome::Outcome;
use crate::policy::Action;
use crate::{App, Caller, Refusal, SeenTicket};
use domain::{DraftKind, MessageKind, Ticket, TicketEvent};

impl App {
    /// Adds a note that the asker never sees. No clock stops or runs because of it.
    pub async fn add_note(&self, caller: &Caller, on: impl Into<SeenTicket>, body: &str) -> Result<Ticket, Refusal> {
        let on = on.into();
        let added = self.note_down(caller, on, body).await;
        self.keeping_unsent(caller, on, DraftKind::Note, body, added).await
    }

    async fn note_down(&self, caller: &Caller, on: SeenTicket, body: &str) -> Result<Ticket, Refusal> {
        let open = match self.open_change(caller, on, &["note", body], |ticket| Action::AddNote(ticket)).await? {
            Opened::Now(open) => open,
            Opened::Before(ticket) => return Ok(ticket),
        };
        let body = checked_text(caller, "body", body, "Schrijf uw notitie.")?;
        let ticket = &open.ticket;
        let now = open.now;
        let mut outcome = Outcome::default();
        outcome.change.reindex = true;
        outcome.message = Some(self.message(caller, ticket, MessageKind::Note, &body, now));
        outcome.event(TicketEvent::Noted {});
        outcome.ends_draft = Some(DraftKind::Note);
        self.finish_change(caller, open, outcome).await
    }
}
