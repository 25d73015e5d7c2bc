//! An asker asked to open a question again; somebody at the desk decides that it stays as it is, and says why.

use crate::changing::change::{Opened, checked_text};
use crate::changing::outcome::Outcome;
use crate::letters::{About, Says, Status, StatusChange};
use crate::policy::{self, Action};
use crate::{App, Caller, Refusal, SeenTicket};
use domain::{AskedToReopen, Feedback, Reference, Ticket, TicketEvent, TicketId};

/// Most questions of which the inbox says that their asker waits for a decision.
const NAMED: u64 = 5;

impl App {
    /// Leaves it as it is; the asker reads why by letter.
    pub async fn leave_closed(
        &self,
        caller: &Caller,
        on: impl Into<SeenTicket>,
        reason: &str,
    ) -> Result<Ticket, Refusal> {
        let said = ["leave closed", reason];
        let open = match self.open_change(caller, on.into(), &said, |ticket| Action::Reopen(ticket)).await? {
            Opened::Now(open) => open,
            Opened::Before(ticket) => return Ok(ticket),
        };
        let reason = checked_text(caller, "reason", reason, "Schrijf waarom de vraag gesloten blijft.")?;
        let ticket = &open.ticket;
        if !store::feedback::settle(&open.tx, ticket.id, AskedToReopen::Declined).await? {
            return Err(Refusal::Conflict("De vraagsteller vraagt niet meer om heropening.".to_owned()));
        }
        let mut outcome = Outcome::default();
        outcome.event(TicketEvent::ReopeningDeclined { reason: reason.clone() });
        let link = self.tracking_url(ticket.submission_key, ticket.link_number);
        let says = Says::StatusChange(StatusChange { to: Status::StaysAsItIs { reason: &reason }, link: &link });
        outcome.letters.push(self.letter(&About::from(ticket), &ticket.contact, &says, open.now));
        self.finish_change(caller, open, outcome).await
    }

    /// Questions that the caller may decide about: their askers ask to open them again. The first few.
    pub async fn asked_to_reopen(&self, caller: &Caller) -> Result<Vec<(Reference, String)>, Refusal> {
        policy::check(&caller.actor, Action::ListTickets)?;
        Ok(store::feedback::waiting(&self.store, &policy::scope(&caller.actor), NAMED).await?)
    }

    /// What was said of the answers to these tickets, which the caller has read; of others nothing.
    pub async fn read_feedback(
        &self,
        caller: &Caller,
        tickets: &[Ticket],
    ) -> Result<Vec<(TicketId, Feedback)>, Refusal> {
        let may = |ticket: &&Ticket| {
            ticket.first_answered_at.is_some() && policy::check(&caller.actor, Action::ReadTicket(ticket)).is_ok()
        };
        let ids: Vec<TicketId> = tickets.iter().filter(may).map(|ticket| ticket.id).collect();
        Ok(store::feedback::of(&self.store, &ids).await?)
    }
}
