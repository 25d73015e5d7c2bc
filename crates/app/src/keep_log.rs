//! Lines of the log (audit trail) that belong to no change: who was refused, who read, what left the desk.

use crate::policy::{self, Action};
use crate::throttle::Browser;
use crate::{App, Caller, Refusal};
use chrono::NaiveDate;
use domain::{Actor, Event, EventKind, Origin, PersonId, Ticket, TicketId, amsterdam_day};
use serde_json::{Value, json};
use std::collections::HashSet;
use store::Tx;
use store::sign_in_failures::{self, Failures};

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
    fn on(&mut self, day: NaiveDate) -> &mut HashSet<(PersonId, TicketId)> {
        if self.day != day || self.known.len() >= REMEMBERED {
            *self = Self { day, known: HashSet::new() };
        }
        &mut self.known
    }
}

impl App {
    /// Appends a line that a stranger can cause. The ledger is never cut, so a flood may not make it grow: of one kind
    /// about one target, each of the first twenty lines of a day is written, and from then on the 50th, 100th, 200th, …;
    /// `count` in a line says the how many-th it is.
    pub(crate) async fn append_counted(&self, tx: &Tx, target: &str, event: Event) -> Result<(), Refusal> {
        let key = format!("log {} {target} {}", event.kind.as_str(), amsterdam_day(event.at));
        let held = sign_in_failures::hold(tx, std::slice::from_ref(&key), event.at).await?;
        let count = held.first().map_or(0, |held| held.count).saturating_add(1);
        sign_in_failures::save(tx, &[Failures { key, count, last_at: event.at }]).await?;
        if !is_told(count) {
            return Ok(());
        }
        let mut event = event;
        if let Value::Object(detail) = &mut event.detail {
            detail.insert("count".to_owned(), count.into());
        }
        Ok(store::events::append(tx, &[(event, 0)]).await?)
    }

    /// Writes down that somebody was refused: whose account it was, if there is one, and never what was typed. Where an
    /// account does not exist, people type passwords into the wrong field.
    pub(crate) async fn note_failed_sign_in(
        &self,
        from: &Browser,
        person: Option<PersonId>,
        why: &str,
    ) -> Result<(), Refusal> {
        let detail = json!({ "person": person, "why": why, "address": from.address.to_canonical().to_string() });
        let event = Event {
            ticket: None,
            kind: EventKind::SignInFailed,
            at: self.clock.now(),
            actor: Actor::Anonymous,
            origin: Origin::Web,
            detail,
        };
        let target = person.map_or_else(|| "nobody".to_owned(), |person| person.to_string());
        let tx = self.store.write().await?;
        self.append_counted(&tx, &target, event).await?;
        Ok(tx.commit().await?)
    }

    /// Writes down that a member of staff read this question, with who asked it: once a day for each of them, in at most
    /// one statement. Work does not stop when it cannot be written: the operator hears of it.
    pub(crate) async fn note_reading(&self, caller: &Caller, ticket: &Ticket) {
        let Actor::Staff { id, .. } = &caller.actor else { return };
        let (now, reading) = (self.clock.now(), (*id, ticket.id));
        let day = amsterdam_day(now);
        if self.readings.lock().expect("no code panics while it holds the list").on(day).contains(&reading) {
            return;
        }
        let event = Event {
            ticket: Some(ticket.id),
            kind: EventKind::QuestionRead,
            at: now,
            actor: caller.actor.clone(),
            origin: caller.origin,
            detail: json!({}),
        };
        self.run_task("log of readings", async {
            let tx = self.store.write().await?;
            store::events::append_reading(&tx, &event).await?;
            tx.commit().await?;
            self.readings.lock().expect("no code panics while it holds the list").on(day).insert(reading);
            Ok(1)
        })
        .await;
    }

    /// Writes down that the log leaves the desk as a file, and what of it. What cannot be written down does not leave.
    pub async fn note_log_export(
        &self,
        caller: &Caller,
        filter: &store::events::LogFilter,
        before: Option<i64>,
    ) -> Result<(), Refusal> {
        policy::check(&caller.actor, Action::ReadLog)?;
        let filter = json!({
            "person": filter.person, "kind": filter.kind.map(EventKind::as_str), "day": filter.day, "before": before
        });
        let detail = json!({ "what": "log", "filter": filter });
        let event = crate::learn::desk_event(caller, EventKind::Exported, detail, self.clock.now());
        let tx = self.store.write().await?;
        store::events::append(&tx, &[(event, 0)]).await?;
        Ok(tx.commit().await?)
    }
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
