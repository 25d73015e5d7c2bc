//! What every verb that changes a ticket shares: hold, check, change, write down, commit.

use crate::changing::outcome::Outcome;
use crate::changing::seen::{self, SeenTicket};
use crate::ledger::Changed;
use crate::policy::{self, Action};
use crate::{App, Caller, Refusal, ledger, refusal};
use chrono::{DateTime, Utc};
use domain::{
    ActKey, Actor, Complaints, Message, MessageId, MessageKind, Shape, Standing, Ticket, TicketId, Transition,
    take_text,
};
use store::acts::Known;
use store::jobs::Job;
use store::{Scope, Tx};

/// Longest message, in characters; the same as the longest question.
pub const MESSAGE_MAX: usize = 20_000;

/// A ticket held for a change. Dropped, nothing happened.
pub(crate) struct Change {
    pub tx: Tx,
    pub ticket: Ticket,
    pub now: DateTime<Utc>,
    /// Under which key it is done, and the fingerprint of what is done.
    pub act: Option<(ActKey, [u8; 32])>,
}

/// What comes of wanting to change a ticket.
pub(crate) enum Opened {
    /// It is held, and may be changed.
    Now(Change),
    /// This act was done before, under the same key: the ticket as it is.
    Before(Ticket),
}

impl App {
    /// Begins a change: reads the ticket, holds it, and checks that it was not done before, that the caller may do
    /// this, and that they have seen what is new. `said` is the name of the act and every word of it.
    pub(crate) async fn open_change(
        &self,
        caller: &Caller,
        on: SeenTicket,
        said: &[&str],
        action: for<'t> fn(&'t Ticket) -> Action<'t>,
    ) -> Result<Opened, Refusal> {
        self.open_change_behind(caller, on, None, said, action).await
    }

    /// The same of a ticket that is held together with an earlier one, which is held first: whoever holds several goes by
    /// their numbers, and nobody waits for each other.
    pub(crate) async fn open_change_behind(
        &self,
        caller: &Caller,
        on: SeenTicket,
        first: Option<TicketId>,
        said: &[&str],
        action: for<'t> fn(&'t Ticket) -> Action<'t>,
    ) -> Result<Opened, Refusal> {
        let tx = self.store.write().await?;
        if let Some(first) = first {
            store::tickets::hold(&tx, first, &policy::scope(&caller.actor)).await?;
        }
        store::tickets::hold(&tx, on.reference.ticket, &policy::scope(&caller.actor)).await?;
        let ticket = self.ticket(&tx, caller, on.reference).await?;
        let act = on.key.map(|key| (key, seen::fingerprint(caller, said)));
        if let Some((key, fingerprint)) = &act {
            // First of all: whoever handed the ticket over or closed it may no longer do so.
            match store::acts::known(&tx, ticket.id, *key, fingerprint).await? {
                Known::New => {}
                Known::Same => return Ok(Opened::Before(ticket)),
                Known::Other => return Err(refusal::used_key()),
            }
        }
        let wanted = action(&ticket);
        policy::check(&caller.actor, wanted)?;
        // What is left of it can still be held.
        let can_be_held = matches!(wanted, Action::Hold(_)) && ticket.texts_erased_at.is_none();
        if ticket.contact_erased_at.is_some() && !can_be_held {
            return Err(refusal::erased());
        }
        seen::check(&tx, caller, &ticket, on.seen).await?;
        Ok(Opened::Now(Change { tx, ticket, now: self.clock.now(), act }))
    }

    /// Ends a change: everything it comes to is stored as one, or nothing is.
    pub(crate) async fn finish_change(
        &self,
        caller: &Caller,
        change: Change,
        outcome: Outcome,
    ) -> Result<Ticket, Refusal> {
        let Change { tx, ticket, now, act } = change;
        if !self.carry_out(&tx, caller, &ticket, &outcome, act, now).await? {
            tx.rollback().await?;
            return Err(refusal::overtaken());
        }
        let changed = store::tickets::after(&tx, &ticket, &outcome.change).await?.ok_or(Refusal::Hidden)?;
        tx.commit().await?;
        self.announce(ticket.id);
        Ok(changed)
    }

    /// Holds a ticket as it is now, for a sweep; none when there is no such ticket.
    pub(crate) async fn hold_now(&self, id: TicketId) -> Result<Option<Change>, Refusal> {
        let tx = self.store.write().await?;
        store::tickets::hold(&tx, id, &Scope::Everything).await?;
        let found = store::tickets::find(&tx, id, &Scope::Everything).await?;
        Ok(found.map(|ticket| Change { tx, ticket, now: self.clock.now(), act: None }))
    }

    /// Holds a ticket that was read before; when it has moved on since, nothing comes of the change.
    pub(crate) async fn hold_as_read(&self, ticket: &Ticket) -> Result<Change, Refusal> {
        let tx = self.store.write().await?;
        store::tickets::hold(&tx, ticket.id, &Scope::Everything).await?;
        Ok(Change { tx, ticket: ticket.clone(), now: self.clock.now(), act: None })
    }

    /// Ends a change that the desk makes by itself: everything it comes to is stored as one. `false`, and nothing is,
    /// when the ticket had moved on.
    pub(crate) async fn end_change(&self, caller: &Caller, change: Change, outcome: &Outcome) -> Result<bool, Refusal> {
        let Change { tx, ticket, now, .. } = change;
        if !self.carry_out(&tx, caller, &ticket, outcome, None, now).await? {
            tx.rollback().await?;
            return Ok(false);
        }
        tx.commit().await?;
        self.announce(ticket.id);
        Ok(true)
    }

    /// Rows, message, events, key and letters of one change; `false` when the ticket had moved on.
    pub(crate) async fn carry_out(
        &self,
        tx: &Tx,
        caller: &Caller,
        ticket: &Ticket,
        outcome: &Outcome,
        act: Option<(ActKey, [u8; 32])>,
        now: DateTime<Utc>,
    ) -> Result<bool, Refusal> {
        let (change, message, happened) = (&outcome.change, outcome.message.as_ref(), &outcome.events);
        if !ledger::write_change(tx, caller, ticket, &Changed { change, message, happened, act }, now).await? {
            return Ok(false);
        }
        if let Some(message) = message {
            store::attachments::insert(tx, ticket.id, message.id, &outcome.files).await?;
            if let Some(mail) = &outcome.mail
                && !store::incoming::take(tx, mail, ticket.id, message.id).await?
            {
                return Ok(false);
            }
        }
        if let (Some(kind), Some(person)) = (outcome.ends_draft, caller.actor.person()) {
            store::drafts::end(tx, ticket.id, person, kind).await?;
        }
        let told = self.tell_of_change(tx, ticket, outcome, now).await?;
        let letters: Vec<Job> = outcome.letters.iter().cloned().chain(told).collect();
        store::jobs::enqueue(tx, &letters, now).await?;
        Ok(true)
    }

    /// A message by the caller, or by the ticket's asker.
    pub(crate) fn message(
        &self,
        caller: &Caller,
        ticket: &Ticket,
        kind: MessageKind,
        body: &str,
        now: DateTime<Utc>,
    ) -> Message {
        let author = caller.actor.person();
        Message {
            id: MessageId(self.ids.uuid(now)),
            kind,
            author,
            author_name: match (&caller.actor, author) {
                (_, Some(person)) => self.picture().name(person).to_owned(),
                (Actor::Asker(_), None) => ticket.contact.name.clone(),
                (Actor::Anonymous | Actor::System | Actor::Staff { .. }, None) => "Het loket".to_owned(),
            },
            body: body.to_owned(),
            sent_at: now,
        }
    }
}

/// Where a step leads, or a conflict in words.
pub(crate) fn step(standing: Standing, transition: Transition) -> Result<Standing, Refusal> {
    standing.after(transition).map_err(|why| Refusal::Conflict(why.to_owned()))
}

/// A message as typed, or what is wrong with it.
pub(crate) fn checked_text(caller: &Caller, path: &str, text: &str, missing: &str) -> Result<String, Complaints> {
    let mut complaints = Complaints::default();
    let text = take_text(&mut complaints, path, text, Shape::Prose, MESSAGE_MAX, missing, caller.numbers);
    complaints.or(|| text)
}
