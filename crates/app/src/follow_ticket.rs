//! The asker follows a question through its tracking link.

use crate::read_ticket::TicketView;
use crate::submit_question::Receipt;
use crate::{App, Caller, Refusal, secrets};
use domain::{Actor, Origin};

impl App {
    /// What the holder of this secret may do: be the asker of one ticket. Hidden when the secret opens nothing.
    pub async fn asker_of(&self, secret: &str, origin: Origin) -> Result<Caller, Refusal> {
        let ticket = store::tickets::by_tracking_hash(&self.store, &secrets::hash(secret)).await?;
        let ticket = ticket.ok_or(Refusal::Hidden)?;
        Ok(Caller::new(Actor::Asker(ticket.id), origin))
    }

    /// The ticket that this secret opens, with its public messages, and the receipt that belongs to it.
    pub async fn follow_ticket(&self, secret: &str) -> Result<(TicketView, Receipt), Refusal> {
        let ticket = store::tickets::by_tracking_hash(&self.store, &secrets::hash(secret)).await?;
        let ticket = ticket.ok_or(Refusal::Hidden)?;
        let caller = Caller::new(Actor::Asker(ticket.id), Origin::Web);
        let view = self.view_ticket(&caller, ticket.reference).await?;
        let receipt = self.receipt_for(&view.ticket, false);
        Ok((view, receipt))
    }
}
