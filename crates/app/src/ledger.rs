//! The one door to the ledger (event log, audit trail): every verb writes through it, and no other file does.

use crate::{Caller, Refusal};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    ActKey, Actor, DeskEvent, Event, Happened, Message, Origin, PersonId, Ticket, TicketEvent, TicketId, amsterdam_day,
};
use std::collections::HashSet;
use store::Tx;
use store::arrivals::Arrival;
use store::sign_in_failures::{self, Failures};
use store::tickets::{Beside, TicketChange};

/// So many lines a day strangers can cause of one kind about one account or domain before they become seldom.
const EACH: i32 = 20;

/// How many readings this process remembers: those cost no statement any more.
const REMEMBERED: usize = 10_000;

/// Who read what on a day, as far as this process knows it to be written down.
#[derive(Debug, Default)]
pub(crate) struct Readings {
    day: NaiveDate,
    known: HashSet<(PersonId, TicketId)>,
}

impl Readings {
    /// Those of this day.
    pub(crate) fn on(&mut self, day: NaiveDate) -> &mut HashSet<(PersonId, TicketId)> {
        if self.day != day || self.known.len() >= REMEMBERED {
            *self = Self { day, known: HashSet::new() };
        }
        &mut self.known
    }
}

/// What the caller did to a question.
pub(crate) fn on_ticket(caller: &Caller, ticket: TicketId, what: TicketEvent, at: DateTime<Utc>) -> Event {
    by(caller, Happened::Ticket(ticket, what), at)
}

/// What the caller did that is not about a question.
pub(crate) fn at_desk(caller: &Caller, what: DeskEvent, at: DateTime<Utc>) -> Event {
    by(caller, Happened::Desk(what), at)
}

/// What the desk did by itself, in the background.
pub(crate) fn by_worker(what: Happened, at: DateTime<Utc>) -> Event {
    by(&Caller::system(Origin::Worker), what, at)
}

fn by(caller: &Caller, what: Happened, at: DateTime<Utc>) -> Event {
    Event { what, at, actor: caller.actor.clone(), origin: caller.origin }
}

/// Writes these lines.
pub(crate) async fn write(tx: &Tx, events: &[Event]) -> Result<(), Refusal> {
    Ok(store::events::append(tx, events).await?)
}

/// Writes the first lines of a question, with everything else that comes of it; `false` when somebody else came first.
pub(crate) async fn write_arrival(tx: &Tx, arrival: &Arrival<'_>) -> Result<bool, Refusal> {
    Ok(store::arrivals::write(tx, arrival).await?)
}

/// Writes one line about the desk, of now.
pub(crate) async fn write_at_desk(tx: &Tx, caller: &Caller, what: DeskEvent, at: DateTime<Utc>) -> Result<(), Refusal> {
    write(tx, &[at_desk(caller, what, at)]).await
}

/// One change of a ticket, and what comes of it.
pub(crate) struct Changed<'a> {
    pub change: &'a TicketChange,
    pub message: Option<&'a Message>,
    pub happened: &'a [TicketEvent],
    /// Under which key it was asked for, and the fingerprint of what was asked.
    pub act: Option<(ActKey, [u8; 32])>,
}

/// Writes one change of a ticket with what came of it; `false` when the ticket had moved on.
pub(crate) async fn write_change(
    tx: &Tx,
    caller: &Caller,
    ticket: &Ticket,
    changed: &Changed<'_>,
    at: DateTime<Utc>,
) -> Result<bool, Refusal> {
    let Changed { change, message, act, .. } = *changed;
    let happened = changed.happened.iter();
    let events: Vec<Event> = happened.map(|what| on_ticket(caller, ticket.id, what.clone(), at)).collect();
    let beside = Beside { message, events: &events, act };
    Ok(store::tickets::change_with(tx, ticket, at, change, beside).await?)
}

/// Writes that the caller read a question, unless it stands there for this person and this day already.
pub(crate) async fn write_reading(
    tx: &Tx,
    caller: &Caller,
    ticket: TicketId,
    at: DateTime<Utc>,
) -> Result<(), Refusal> {
    let event = on_ticket(caller, ticket, TicketEvent::QuestionRead {}, at);
    Ok(store::events::append_reading(tx, &event).await?)
}

/// Writes a line that a stranger can cause. The ledger is never cut, so a flood may not make it grow: of one kind about
/// one target, each of the first twenty lines of a day is written, and from then on the 50th, 100th, 200th, …; the count
/// that `what` is given says the how many-th it is.
pub(crate) async fn write_counted(
    tx: &Tx,
    target: &str,
    at: DateTime<Utc>,
    what: impl Fn(i32) -> DeskEvent,
) -> Result<(), Refusal> {
    let count = counted_today(tx, target, &what(0), at).await?;
    if !is_told(count) {
        return Ok(());
    }
    let stranger = Caller::new(Actor::Anonymous, Origin::Web);
    write_at_desk(tx, &stranger, what(count), at).await
}

/// Writes a line that a stranger can cause again and again: once a day for each target.
pub(crate) async fn write_once_a_day(tx: &Tx, target: &str, at: DateTime<Utc>, what: DeskEvent) -> Result<(), Refusal> {
    if counted_today(tx, target, &what, at).await? > 1 {
        return Ok(());
    }
    write_at_desk(tx, &Caller::new(Actor::Anonymous, Origin::Web), what, at).await
}

/// The how many-th of its kind about this target it is today.
async fn counted_today(tx: &Tx, target: &str, what: &DeskEvent, at: DateTime<Utc>) -> Result<i32, Refusal> {
    let key = format!("log {} {target} {}", what.kind().as_str(), amsterdam_day(at));
    let held = sign_in_failures::hold(tx, std::slice::from_ref(&key), at).await?;
    let count = held.first().map_or(0, |held| held.count).saturating_add(1);
    sign_in_failures::save(tx, &[Failures { key, count, last_at: at }]).await?;
    Ok(count)
}

/// Each of the first, and then 50, 100, 200, 500, 1000, …
fn is_told(count: i32) -> bool {
    let mut rest = count;
    while rest > 99 && rest % 10 == 0 {
        rest /= 10;
    }
    count <= EACH || [10, 20, 50].contains(&rest)
}

#[cfg(test)]
mod tests {
    use super::is_told;

    #[test]
    fn a_million_lines_become_a_few_dozen() {
        let told: Vec<i32> = (1..=1_000_000).filter(|count| is_told(*count)).collect();
        assert_eq!(told[..20], (1..=20).collect::<Vec<_>>());
        assert_eq!(told[20..27], [50, 100, 200, 500, 1_000, 2_000, 5_000]);
        assert_eq!(told.len(), 34);
    }
}
