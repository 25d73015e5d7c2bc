//! Going on with the next question (work queue) once one is done.

use crate::policy::{self, Action};
use crate::{App, Caller, Refusal, TicketSearch};
use domain::{Reference, TicketStatus};

impl App {
    /// The question that comes after this one in the caller's own inbox, of those in which something is to be done: the next
    /// in urgency, and after the last the first. None when there is no other.
    pub async fn next_question(&self, caller: &Caller, done: Reference) -> Result<Option<Reference>, Refusal> {
        policy::check(&caller.actor, Action::ListTickets)?;
        let mine = TicketSearch { status: vec![TicketStatus::Assigned], mine: true, ..TicketSearch::default() };
        let place = store::tickets::place(&self.store, done.ticket).await?;
        for after in [place, None] {
            let page = self.list_tickets(caller, &mine, 2, after).await?;
            let mut others = page.items.into_iter().filter(|(_, ticket)| ticket.id != done.ticket);
            if let Some((_, next)) = others.next() {
                return Ok(Some(next.reference));
            }
        }
        Ok(None)
    }
}
