//! A note for colleagues.

use crate::answering::ask_colleague::Asked;
use crate::attaching::written::Written;
use crate::changing::change::{Opened, checked_text};
use crate::changing::outcome::Outcome;
use crate::policy::{self, Action};
use crate::{App, Caller, Refusal, SeenTicket};
use domain::{DraftKind, InvitedAs, MessageKind, PersonId, Ticket, TicketEvent};

impl App {
    /// Adds a note that the asker never sees. No clock stops or runs because of it. Colleagues with an @ in front of their
    /// name are asked to think along.
    pub async fn add_note(
        &self,
        caller: &Caller,
        on: impl Into<SeenTicket>,
        written: impl Into<Written<'_>>,
    ) -> Result<Ticket, Refusal> {
        self.add_note_asking(caller, on, written, None).await
    }

    /// The same, and asks this expert to think along as well.
    pub async fn add_note_asking(
        &self,
        caller: &Caller,
        on: impl Into<SeenTicket>,
        written: impl Into<Written<'_>>,
        also: Option<PersonId>,
    ) -> Result<Ticket, Refusal> {
        let (on, written) = (on.into(), written.into());
        let added = self.note_down(caller, on, written, also).await;
        self.keeping_unsent(caller, on, DraftKind::Note, written.text, added).await
    }

    async fn note_down(
        &self,
        caller: &Caller,
        on: SeenTicket,
        written: Written<'_>,
        also: Option<PersonId>,
    ) -> Result<Ticket, Refusal> {
        let claim = self.claim_files(caller, written.sent).await?;
        let chosen = also.map(|also| also.to_string());
        let said: Vec<&str> = ["note", written.text].into_iter().chain(chosen.as_deref()).collect();
        let said = claim.said_after(&said);
        let open = match self.open_change(caller, on, &said, |ticket| Action::AddNote(ticket)).await? {
            Opened::Now(open) => open,
            Opened::Before(ticket) => return Ok(ticket),
        };
        let body = claim.checked(checked_text(caller, "body", written.text, "Schrijf uw notitie."))?;
        let named = self.named_in(caller, &body, also)?;
        if !named.is_empty() {
            policy::check(&caller.actor, Action::AskAlong(&open.ticket))?;
        }
        let ticket = &open.ticket;
        let now = open.now;
        let mut outcome = Outcome::default();
        outcome.change.reindex = true;
        outcome.message = Some(self.message(caller, ticket, MessageKind::Note, &body, now));
        outcome.event(TicketEvent::Noted {});
        outcome.attach(self.take_files(&open.tx, Some(ticket.id), claim).await?);
        outcome.ends_draft = Some(DraftKind::Note);
        let asked = Asked { invited_as: InvitedAs::ThinksAlong, asks: "", words: &body, path: "body" };
        self.bring_in(caller, &open, &named, &asked, &mut outcome).await?;
        self.finish_change(caller, open, outcome).await
    }
}
