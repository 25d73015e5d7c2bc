//! The sweeps that watch over promises: experts are reminded, broken promises are written down and told once.

use crate::letters::may_be_told::leads;
use crate::letters::may_be_told::whose;
use crate::letters::{About, Breach, Reminder as ReminderLetter, Says};
use crate::policy::{self, Action};
use crate::running::set_aside::Sweep;
use crate::{App, Picture, Refusal, ledger};
use chrono::{DateTime, Utc};
use domain::{Actor, Event, Happened, Person, Reminded, Ticket, TicketEvent, TicketId, amsterdam_day};
use std::collections::HashMap;
use store::Tx;
use store::deadlines::{Due, Watch};
use store::jobs::Job;
use store::reminders::{Reminder, ReminderKind};

/// How many one transaction handles.
const BATCH: u32 = 100;

impl App {
    /// Reminds whoever hears of the question (see `may_be_told`) of each promise that comes near. In opening hours only. How many promises.
    pub async fn send_reminders(&self) -> Result<usize, Refusal> {
        policy::check(&Actor::System, Action::Operate)?;
        if !self.picture().promises.calendar.is_open_at(self.clock.now()) {
            return Ok(0);
        }
        self.watch(ReminderKind::DueSoon, self.begin_sweep("send reminders").await?).await
    }

    /// Writes down every promise that was broken until now, each at its own deadline, and tells the leads of it once.
    /// How many.
    pub async fn record_breaches(&self) -> Result<usize, Refusal> {
        policy::check(&Actor::System, Action::Operate)?;
        self.watch(ReminderKind::Missed, self.begin_sweep("record breaches").await?).await
    }

    /// A hundred at once; when one of them fails, ticket by ticket.
    async fn watch(&self, kind: ReminderKind, mut sweep: Sweep<'_>) -> Result<usize, Refusal> {
        let (now, mut told) = (self.clock.now(), 0);
        let seen = match kind {
            ReminderKind::DueSoon => Watch::Near,
            ReminderKind::Missed => Watch::Due,
        };
        loop {
            if self.must_stop() {
                return Ok(told);
            }
            let left = sweep.left_alone();
            let at_once = async {
                let promises = seen.besides(&left, &self.store, now, BATCH).await?;
                for promise in &promises {
                    self.provoke(sweep.task(), Some(promise.ticket))?;
                }
                Ok((promises.len(), self.claim(&promises, kind, now).await?))
            };
            match sweep.batch(Box::pin(at_once)).await? {
                Some((found, claimed)) => {
                    told += claimed;
                    if found < BATCH as usize {
                        break;
                    }
                }
                None => {
                    let (before, tickets) = (told, seen.tickets(&left, &self.store, now, BATCH).await?);
                    for ticket in tickets {
                        if self.must_stop() {
                            return Ok(told);
                        }
                        let alone = async { self.claim(&seen.of(ticket, &self.store, now).await?, kind, now).await };
                        told += sweep.row(ticket, Box::pin(alone)).await?.unwrap_or(0);
                    }
                    if told == before && sweep.left_alone() == left {
                        break;
                    }
                }
            }
        }
        sweep.end().await;
        Ok(told)
    }

    /// Claims these promises and tells of them, as one. How many were not claimed meanwhile.
    async fn claim(&self, promises: &[Due], kind: ReminderKind, now: DateTime<Utc>) -> Result<usize, Refusal> {
        if promises.is_empty() {
            return Ok(0);
        }
        let tx = self.store.write().await?;
        let claimed = match kind {
            ReminderKind::DueSoon => store::deadlines::claim_reminders(&tx, promises).await?,
            ReminderKind::Missed => store::deadlines::breach(&tx, promises).await?,
        };
        let told = self.tell(&tx, &claimed, kind, now).await?;
        tx.commit().await?;
        self.announce_all(&told);
        Ok(claimed.len())
    }

    /// Events and letters about these promises. Which tickets they belong to.
    async fn tell(
        &self,
        tx: &Tx,
        promises: &[Due],
        kind: ReminderKind,
        now: DateTime<Utc>,
    ) -> Result<Vec<TicketId>, Refusal> {
        let ids: Vec<TicketId> = promises.iter().map(|promise| promise.ticket).collect();
        let tickets: HashMap<TicketId, Ticket> =
            store::tickets::these(tx, &ids).await?.into_iter().map(|ticket| (ticket.id, ticket)).collect();
        let picture = self.picture_at(tx, store::versions::current(tx).await?).await?;
        let about: Vec<&Ticket> = tickets.values().collect();
        let hears = match kind {
            ReminderKind::DueSoon => self.who_hears(tx, &picture, &about, now).await?,
            ReminderKind::Missed => {
                let leads = leads(&picture, amsterdam_day(now));
                about.iter().map(|ticket| (ticket.id, leads.clone())).collect()
            }
        };
        let (mut letters, mut reminders, mut events) = (Vec::new(), Vec::new(), Vec::new());
        for promise in promises {
            let Some(ticket) = tickets.get(&promise.ticket) else { continue };
            // Taken in without letters: what it came with is watched, and nobody is written to about it.
            let spared = ticket.quiet && ticket.promises.round() == 1;
            if spared && kind == ReminderKind::DueSoon {
                continue;
            }
            events.push(event(promise, kind, now));
            if spared {
                continue;
            }
            for person in hears.get(&ticket.id).into_iter().flatten() {
                let letter = self.promise_letter(&picture, ticket, promise, kind, person, now);
                reminders.push(Reminder {
                    ticket: promise.ticket,
                    metric: promise.metric,
                    kind,
                    recipient: person.id,
                    target_at: promise.due_at,
                    job: letter.id,
                });
                letters.push(letter);
            }
        }
        let new = store::reminders::note(tx, &reminders, now).await?;
        letters.retain(|letter| new.contains(&letter.id));
        ledger::write(tx, &events).await?;
        store::jobs::enqueue(tx, &letters, now).await?;
        Ok(ids)
    }

    fn promise_letter(
        &self,
        picture: &Picture,
        ticket: &Ticket,
        promise: &Due,
        kind: ReminderKind,
        person: &Person,
        now: DateTime<Utc>,
    ) -> Job {
        let about = About::from(ticket);
        match kind {
            ReminderKind::DueSoon => {
                let whose = whose(picture, ticket, person);
                let says = ReminderLetter { metric: promise.metric, due_at: promise.due_at, whose };
                self.letter(&about, person, &Says::Reminder(says), now)
            }
            ReminderKind::Missed => {
                let expert = ticket.assignee.map(|expert| picture.name(expert));
                let says = Breach { metric: promise.metric, due_at: promise.due_at, expert };
                let letter = self.letter(&about, person, &Says::Breach(says), now);
                // A promise ends when the desk closes; whoever reads this does so when it opens.
                Job { run_at: picture.promises.calendar.open_from(now), ..letter }
            }
        }
    }

    fn announce_all(&self, tickets: &[TicketId]) {
        for ticket in tickets {
            self.announce(*ticket);
        }
    }
}

fn event(promise: &Due, kind: ReminderKind, now: DateTime<Utc>) -> Event {
    let metric = promise.metric;
    let (what, at) = match kind {
        ReminderKind::DueSoon => (TicketEvent::Reminded(Reminded::Promise { metric }), now),
        ReminderKind::Missed => (TicketEvent::Breached { metric }, promise.due_at),
    };
    ledger::by_worker(Happened::Ticket(promise.ticket, what), at)
}
