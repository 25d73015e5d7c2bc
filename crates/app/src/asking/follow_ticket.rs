//! The asker follows a question through its tracking link.

use crate::answering::read_ticket::{TicketPlace, TicketView};
use crate::asking::receipt::Receipt;
use crate::{App, Caller, Refusal, secrets};
use domain::{Actor, Origin, Ticket};

impl App {
    /// What the holder of this secret may do: be the asker of one ticket. Hidden when the secret opens nothing.
    pub async fn asker_of(&self, secret: &str, origin: Origin) -> Result<Caller, Refusal> {
        Ok(Caller::new(Actor::Asker(self.opened_by(secret).await?.id), origin))
    }

    /// The ticket that this secret opens, with the last of its public messages, and the receipt that belongs to it.
    pub async fn follow_ticket(&self, secret: &str) -> Result<(TicketView, Receipt), Refusal> {
        self.follow_ticket_at(secret, TicketPlace::default()).await
    }

    /// The same for somebody who reads further back.
    pub async fn follow_ticket_at(&self, secret: &str, place: TicketPlace) -> Result<(TicketView, Receipt), Refusal> {
        let ticket = self.opened_by(secret).await?;
        let caller = Caller::new(Actor::Asker(ticket.id), Origin::Web);
        let view = self.view_ticket_at(&caller, ticket.reference, place).await?;
        let receipt = self.receipt_for(&view.ticket);
        Ok((view, receipt))
    }

    /// Unknown, replaced, and too long after closing: all three look alike.
    async fn opened_by(&self, secret: &str) -> Result<Ticket, Refusal> {
        let ticket = store::tickets::by_tracking_hash(&self.store, &secrets::hash(secret)).await?;
        ticket.filter(|ticket| self.link_opens(ticket)).ok_or(Refusal::Hidden)
    }

    /// Does the link to this question still open it?
    pub(crate) fn link_opens(&self, ticket: &Ticket) -> bool {
        let closed = ticket.standing.closed_at();
        closed.is_none_or(|closed| self.clock.now() < closed + self.settings.auth.link_after_closing)
    }
}
