//! One ticket, as far as the reader may see it.

use crate::policy::{self, Action};
use crate::{App, Caller, Refusal, names};
use domain::{Event, Message, MessageId, Reference, Ticket, TicketId};
use store::Reads;
use store::decisions::StoredDecision;
use store::jobs::DeadJob;

/// A ticket with everything its page shows.
#[derive(Debug, Clone)]
pub struct TicketView {
    /// The ticket.
    pub ticket: Ticket,
    /// What was said, oldest first; notes only for staff.
    pub messages: Vec<Message>,
    /// Why this expert; staff only.
    pub routing: Option<RoutingView>,
    /// What happened, oldest first; staff only.
    pub events: Vec<Event>,
    /// Letters about it that could not be delivered; staff only.
    pub dead_letters: Vec<DeadJob>,
    /// May the reader answer, hand over, correct, close?
    pub may_answer: bool,
}

/// The newest routing decision, and how many there were.
#[derive(Debug, Clone)]
pub struct RoutingView {
    /// The newest.
    pub latest: StoredDecision,
}

/// Messages on a ticket page: more than any ticket has had, and a bound all the same.
const MESSAGES_PER_PAGE: u32 = 200;

impl App {
    /// A ticket by its reference. Hidden when there is none, and when the reader may not know of it.
    pub async fn read_ticket(&self, caller: &Caller, reference: Reference) -> Result<Ticket, Refusal> {
        self.ticket(&self.store, caller, reference).await
    }

    /// A ticket by its number, for those who were told that it changed. Hidden like [`App::read_ticket`].
    pub async fn read_changed_ticket(&self, caller: &Caller, id: TicketId) -> Result<Ticket, Refusal> {
        let found = store::tickets::find(&self.store, id, &policy::scope(&caller.actor)).await?;
        let ticket = found.ok_or(Refusal::Hidden)?;
        policy::check(&caller.actor, Action::ReadTicket(&ticket))?;
        Ok(ticket)
    }

    /// A ticket with its messages, decision and history.
    pub async fn view_ticket(&self, caller: &Caller, reference: Reference) -> Result<TicketView, Refusal> {
        let ticket = self.ticket(&self.store, caller, reference).await?;
        let inside = policy::check(&caller.actor, Action::ReadInside(&ticket)).is_ok();
        let (messages, _) = store::messages::page(&self.store, ticket.id, inside, MESSAGES_PER_PAGE, None).await?;
        let mut view = TicketView {
            may_answer: policy::check(&caller.actor, Action::Reply(&ticket)).is_ok(),
            messages,
            routing: None,
            events: Vec::new(),
            dead_letters: Vec::new(),
            ticket,
        };
        if inside {
            view.events = store::events::of_ticket(&self.store, view.ticket.id).await?;
            view.dead_letters = store::jobs::dead_of(&self.store, &[view.ticket.id]).await?;
            let latest = store::decisions::latest(&self.store, &[view.ticket.id]).await?.pop();
            view.routing = latest.map(|latest| RoutingView { latest });
        }
        self.note_reading(caller, &view.ticket).await;
        Ok(view)
    }

    /// Messages of a ticket the caller has read, oldest first; notes only for staff. The flag says whether more follow.
    pub async fn read_messages(
        &self,
        caller: &Caller,
        ticket: &Ticket,
        first: u32,
        after: Option<MessageId>,
    ) -> Result<(Vec<Message>, bool), Refusal> {
        policy::check(&caller.actor, Action::ReadTicket(ticket))?;
        let inside = policy::check(&caller.actor, Action::ReadInside(ticket)).is_ok();
        let page = store::messages::page(&self.store, ticket.id, inside, first, after).await?;
        self.note_reading(caller, ticket).await;
        Ok(page)
    }

    /// The newest decision of each of these tickets; none where the caller may not look inside.
    pub async fn read_routing(&self, caller: &Caller, tickets: &[Ticket]) -> Result<Vec<StoredDecision>, Refusal> {
        let ids: Vec<_> = tickets
            .iter()
            .filter(|ticket| policy::check(&caller.actor, Action::ReadInside(ticket)).is_ok())
            .map(|ticket| ticket.id)
            .collect();
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        Ok(store::decisions::latest(&self.store, &ids).await?)
    }

    pub(crate) async fn ticket(
        &self,
        from: &impl Reads,
        caller: &Caller,
        reference: Reference,
    ) -> Result<Ticket, Refusal> {
        let found = store::tickets::find(from, reference.ticket, &policy::scope(&caller.actor)).await?;
        let ticket = found.filter(|ticket| names(reference, ticket)).ok_or(Refusal::Hidden)?;
        policy::check(&caller.actor, Action::ReadTicket(&ticket))?;
        Ok(ticket)
    }
}
