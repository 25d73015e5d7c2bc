//! One ticket, as far as the reader may see it.

use crate::answering::siblings::Sibling;
use crate::answers::find_published::FoundAnswer;
use crate::policy::{self, Action};
use crate::{App, Caller, Foreseen, Refusal};
use chrono::{DateTime, Utc};
use domain::{
    Attachment, Draft, Ending, Feedback, IncomingMail, Invitation, Message, MessageId, PersonId, Recorded, Reference,
    Ticket, TicketId,
};
use store::Reads;
use store::decisions::StoredDecision;
use store::earlier::EarlierQuestion;
use store::jobs::DeadJob;
use store::messages::Shown;

/// A ticket with everything its page shows.
#[derive(Debug, Clone)]
pub struct TicketView {
    /// The ticket.
    pub ticket: Ticket,
    /// The question itself, when it is not among the messages shown.
    pub question: Option<Message>,
    /// What was said, a page of it, oldest first; notes only for staff.
    pub messages: Vec<Message>,
    /// What came with them.
    pub files: Vec<Attachment>,
    /// Before which message there is more.
    pub earlier_messages: Option<MessageId>,
    /// Why this expert; staff only.
    pub routing: Option<RoutingView>,
    /// What happened, a page of it, oldest first; staff only.
    pub events: Vec<Recorded>,
    /// Before which line of the ledger there is more.
    pub earlier_events: Option<i64>,
    /// Letters about it that could not be delivered; staff only.
    pub dead_letters: Vec<DeadJob>,
    /// Mail that belongs to it, in the order in which it came; staff only.
    pub mail: Vec<IncomingMail>,
    /// What people of the desk are writing about it, the newest first; staff only.
    pub drafts: Vec<Draft>,
    /// Which colleagues were asked about it, and what; staff only.
    pub invited: Vec<Invitation>,
    /// What was said of its answers, in the order in which it was said.
    pub feedback: Vec<Feedback>,
    /// Whom the expert of now took it over from; asker only, whose history it is.
    pub taken_over: Option<TakenOver>,
    /// What the desk does by itself if the asker says nothing.
    pub foreseen: Foreseen,
    /// What the same body asked before, as far as the reader may read it; staff only.
    pub earlier: Vec<EarlierQuestion>,
    /// In which earlier question it ended, if the reader may know of that one; staff only.
    pub merged_into: Option<Reference>,
    /// Can that still be undone?
    pub can_be_unmerged: bool,
    /// Which questions ended in this one; staff only.
    pub merged_here: Vec<Reference>,
    /// What it was split off from, and what was split off from it, as far as the reader may know of them.
    pub siblings: Vec<Sibling>,
    /// May the reader answer, hand over, correct, close?
    pub may_answer: bool,
    /// The text blocks that the reader may put in an answer: number and name, what is used most first.
    pub text_blocks: Vec<(i64, String)>,
    /// Published answers that fit it; for whoever may answer.
    pub fitting: Vec<FoundAnswer>,
}

/// A question has another expert than it had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakenOver {
    /// Since when.
    pub at: DateTime<Utc>,
    /// Who had it before.
    pub from: PersonId,
}

/// The newest routing decision, and how many there were.
#[derive(Debug, Clone)]
pub struct RoutingView {
    /// The newest.
    pub latest: StoredDecision,
}

/// Where in a ticket somebody reads: at the end, or before this message and this line of its history.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TicketPlace {
    /// Messages before this one.
    pub messages_before: Option<MessageId>,
    /// Events before this one.
    pub events_before: Option<i64>,
}

/// From which end messages are read, and how far one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessagesFrom {
    /// From the first, or from after this one.
    Start(Option<MessageId>),
    /// From the last, or from before this one.
    End(Option<MessageId>),
}

/// Messages and events on a page of a ticket: more than most tickets have.
const ROWS: u32 = 50;

/// Mail on a page of a ticket: the last ones, more than ever belonged to one.
const MAIL: u64 = 200;

/// Earlier questions of the same body on a page.
const EARLIER: u32 = 6;

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

    /// A ticket with the last of its messages and history, and its decision.
    pub async fn view_ticket(&self, caller: &Caller, reference: Reference) -> Result<TicketView, Refusal> {
        self.view_ticket_at(caller, reference, TicketPlace::default()).await
    }

    /// The same for somebody who reads further back.
    pub async fn view_ticket_at(
        &self,
        caller: &Caller,
        reference: Reference,
        place: TicketPlace,
    ) -> Result<TicketView, Refusal> {
        let ticket = self.ticket(&self.store, caller, reference).await?;
        let inside = policy::check(&caller.actor, Action::ReadInside(&ticket)).is_ok();
        let shown = shown(inside);
        let before = place.messages_before;
        let (messages, more) = store::messages::page_before(&self.store, ticket.id, shown, ROWS, before).await?;
        let mut view = TicketView {
            may_answer: policy::check(&caller.actor, Action::Reply(&ticket)).is_ok(),
            question: None,
            files: Vec::new(),
            earlier_messages: messages.first().map(|first| first.id).filter(|_| more),
            messages,
            routing: None,
            events: Vec::new(),
            earlier_events: None,
            dead_letters: Vec::new(),
            mail: Vec::new(),
            drafts: Vec::new(),
            invited: Vec::new(),
            earlier: Vec::new(),
            merged_into: None,
            can_be_unmerged: ticket.can_be_unmerged(self.clock.now()),
            merged_here: Vec::new(),
            siblings: Vec::new(),
            feedback: Vec::new(),
            taken_over: None,
            foreseen: self.foreseen_now(&self.store, &ticket).await?,
            text_blocks: Vec::new(),
            fitting: Vec::new(),
            ticket,
        };
        view.feedback = self.feedback_of(&view.ticket).await?;
        view.siblings = self.siblings_for(caller, &view.ticket, shown).await?;
        if more {
            let (first, _) = store::messages::page(&self.store, view.ticket.id, shown, 1, None).await?;
            view.question = first.into_iter().next();
        }
        let said: Vec<Message> = view.question.iter().chain(&view.messages).cloned().collect();
        view.files = self.files_of(&self.store, &said).await?;
        if inside {
            let (events, more) =
                store::events::page_before(&self.store, view.ticket.id, ROWS, place.events_before).await?;
            view.earlier_events = events.first().map(|(number, _)| *number).filter(|_| more);
            view.events = events.into_iter().map(|(_, event)| event).collect();
            view.dead_letters = store::jobs::dead_of(&self.store, &[view.ticket.id]).await?;
            view.mail = store::incoming::of_ticket(&self.store, view.ticket.id, MAIL).await?;
            let latest = store::decisions::latest(&self.store, &[view.ticket.id]).await?.pop();
            view.routing = latest.map(|latest| RoutingView { latest });
            view.invited = store::invitations::of(&self.store, view.ticket.id).await?;
            view.earlier = self.earlier(caller, &view.ticket).await?;
            if let Some(Ending::MergedInto(into)) = view.ticket.standing.ending() {
                let found = store::tickets::find(&self.store, into, &policy::scope(&caller.actor)).await?;
                view.merged_into = found.map(|into| into.reference);
            }
            let here = self.merged_here(&self.store, view.ticket.id).await?;
            view.merged_here = here.into_iter().map(|merged| merged.reference).collect();
        } else {
            view.taken_over = self.taken_over(&view.ticket).await?;
        }
        if policy::check(&caller.actor, Action::ReadDrafts(&view.ticket)).is_ok() {
            view.drafts = store::drafts::of(&self.store, view.ticket.id).await?;
        }
        if let Some(person) = caller.actor.person().filter(|_| view.may_answer) {
            view.text_blocks = store::text_blocks::names_for(&self.store, person).await?;
            let asked = said.first().map_or("", |first| first.body.as_str());
            view.fitting = self.answers_beside(caller, &view.ticket, asked).await?;
        }
        self.note_reading(caller, &view.ticket).await;
        Ok(view)
    }

    /// Whom the expert of a question took it over from, if anybody had it before.
    async fn taken_over(&self, ticket: &Ticket) -> Result<Option<TakenOver>, Refusal> {
        let takings = store::events::takings(&self.store, ticket.id, 2).await?;
        let [(at, expert), (_, from)] = takings[..] else { return Ok(None) };
        Ok((ticket.assignee == Some(expert) && from != expert).then_some(TakenOver { at, from }))
    }

    /// Messages of a ticket the caller has read, oldest first; notes only for staff. The flag says whether there are more
    /// in the direction of reading.
    pub async fn read_messages(
        &self,
        caller: &Caller,
        ticket: &Ticket,
        most: u32,
        from: MessagesFrom,
    ) -> Result<(Vec<Message>, bool), Refusal> {
        policy::check(&caller.actor, Action::ReadTicket(ticket))?;
        let shown = shown(policy::check(&caller.actor, Action::ReadInside(ticket)).is_ok());
        let page = match from {
            MessagesFrom::Start(after) => store::messages::page(&self.store, ticket.id, shown, most, after).await?,
            MessagesFrom::End(before) => {
                store::messages::page_before(&self.store, ticket.id, shown, most, before).await?
            }
        };
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

    /// The latest questions of the same body that the caller may read.
    async fn earlier(&self, caller: &Caller, ticket: &Ticket) -> Result<Vec<EarlierQuestion>, Refusal> {
        let own = policy::scope(&caller.actor);
        let seen = [own, policy::answered_scope(&caller.actor, self.settings.reading)];
        let asked = (ticket.id, ticket.organisation);
        Ok(store::earlier::of_the_same_body(&self.store, asked, &seen, EARLIER).await?)
    }

    /// Only what was answered can have been judged.
    async fn feedback_of(&self, ticket: &Ticket) -> Result<Vec<Feedback>, Refusal> {
        if ticket.first_answered_at.is_none() {
            return Ok(Vec::new());
        }
        let said = store::feedback::of(&self.store, &[ticket.id]).await?;
        Ok(said.into_iter().map(|(_, said)| said).collect())
    }

    pub(crate) async fn ticket(
        &self,
        from: &impl Reads,
        caller: &Caller,
        reference: Reference,
    ) -> Result<Ticket, Refusal> {
        let found = store::tickets::find(from, reference.ticket, &policy::scope(&caller.actor)).await?;
        let ticket = found.filter(|ticket| ticket.reference == reference).ok_or(Refusal::Hidden)?;
        policy::check(&caller.actor, Action::ReadTicket(&ticket))?;
        Ok(ticket)
    }
}

/// What somebody reads of a conversation: whoever may look inside, reads the notes.
pub(crate) fn shown(inside: bool) -> Shown {
    if inside { Shown::WithNotes } else { Shown::ToAsker }
}
