//! One bad row never stops the rest: what a sweep cannot handle, by error or by panic, is written down, left alone for a
//! while and shown by doctor.

use crate::policy::{self, Action};
use crate::{App, Fault, Refusal};
use chrono::Duration;
use domain::{Actor, TicketId};
use futures_util::FutureExt;
use std::any::Any;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::AssertUnwindSafe;
use store::setbacks::Setback;

/// After so many failures in a row a row is set aside, and the operator is told.
const TRIES: i32 = 3;
/// So many refusals in a row because of the database mean that it is away, and not that the rows are bad.
const AWAY: usize = 3;
/// Longest reason that is kept, in characters.
const REASON: usize = 500;

impl App {
    /// Puts a fault into background work from now on, to see that the work survives it. For tests: no setting, page or
    /// subcommand leads here.
    #[doc(hidden)]
    pub fn inject_fault(&self, fault: Fault) {
        *self.fault.write().expect("no code panics while it puts a fault in") = Some(fault);
    }

    /// Where a test may let background work fail.
    #[doc(hidden)]
    pub fn provoke(&self, task: &str, ticket: Option<TicketId>) -> Result<(), Refusal> {
        // A fault that panics does so while it is only read: the lock stays whole.
        match &*self.fault.read().expect("no code panics while it puts a fault in") {
            Some(fault) => fault(task, ticket),
            None => Ok(()),
        }
    }

    /// From now on every sweep ends after the row it is at.
    pub fn stop_sweeping(&self) {
        self.stopping.store(true, std::sync::atomic::Ordering::SeqCst);
    }

    pub(crate) fn must_stop(&self) -> bool {
        self.stopping.load(std::sync::atomic::Ordering::SeqCst)
    }

    /// What was set aside may be tried again: when a worker starts, whatever was in the way may have been mended.
    pub async fn try_again_what_was_set_aside(&self) -> Result<(), Refusal> {
        policy::check(&Actor::System, Action::Operate)?;
        let tx = self.store.write().await?;
        store::setbacks::try_all_again(&tx, self.clock.now()).await?;
        Ok(tx.commit().await?)
    }

    /// Does one task of the worker. Whatever happens in it, also a panic, is counted, logged and written down for doctor;
    /// nothing comes out. How much it changed.
    pub async fn run_task(&self, task: &'static str, work: impl Future<Output = Result<usize, Refusal>>) -> usize {
        let failed = match caught(task, async {
            self.provoke(task, None)?;
            work.await
        })
        .await
        {
            Ok(changed) => {
                self.ended_well(task).await;
                return changed;
            }
            Err(failed) => failed,
        };
        tracing::error!(task, error = %failed, "a task failed");
        if !matches!(failed, Refusal::Unavailable(_)) {
            self.note_setback(task, None, &failed).await;
            self.troubled.lock().expect("no code panics while it holds the list").insert(task);
        }
        0
    }

    async fn ended_well(&self, task: &'static str) {
        // The database is asked only when there is something to take back.
        if self.troubled.lock().expect("no code panics while it holds the list").remove(task) {
            self.forget_setback(task, None).await;
        }
    }

    /// Every row and task that failed several times in a row, or a while ago and was not well since.
    pub async fn set_aside(&self) -> Result<Vec<Setback>, Refusal> {
        let all = store::setbacks::all(&self.store).await?;
        let long_ago = self.clock.now() - pause_after(TRIES);
        Ok(all.into_iter().filter(|setback| setback.attempts >= TRIES || setback.at < long_ago).collect())
    }

    pub(crate) async fn begin_sweep(&self, task: &'static str) -> Result<Sweep<'_>, Refusal> {
        let failed = store::setbacks::of_task(&self.store, task).await?;
        let failed = failed.into_iter().filter_map(|setback| Some((setback.ticket?, setback))).collect();
        Ok(Sweep { app: self, task, failed, left: BTreeSet::new(), fresh: false, unavailable: 0 })
    }

    async fn note_setback(&self, task: &str, ticket: Option<TicketId>, why: &Refusal) {
        let noted = async {
            let now = self.clock.now();
            let known = store::setbacks::find(&self.store, task, ticket).await?;
            let attempts = known.map_or(0, |known| known.attempts).saturating_add(1);
            let (task, reason) = (task.to_owned(), short(&why.to_string()));
            let setback = Setback { task, ticket, attempts, reason, at: now, again_at: now + pause_after(attempts) };
            let tx = self.store.write().await?;
            store::setbacks::note(&tx, &setback).await?;
            tx.commit().await
        };
        if let Err(error) = noted.await {
            tracing::error!(task, ?ticket, %error, "cannot write down that it failed");
        }
    }

    async fn forget_setback(&self, task: &str, ticket: Option<TicketId>) {
        let forgotten = async {
            let tx = self.store.write().await?;
            store::setbacks::clear(&tx, task, ticket).await?;
            tx.commit().await
        };
        if let Err(error) = forgotten.await {
            tracing::error!(task, ?ticket, %error, "cannot take back that it failed");
        }
    }
}

/// One round of a sweep over tickets.
pub(crate) struct Sweep<'a> {
    app: &'a App,
    task: &'static str,
    /// What failed in earlier rounds.
    failed: BTreeMap<TicketId, Setback>,
    /// What failed in this round, or was changed by somebody else meanwhile: not again in this round.
    left: BTreeSet<TicketId>,
    /// Did a row fail in this round?
    fresh: bool,
    /// Refusals of the database in a row.
    unavailable: usize,
}

impl Sweep<'_> {
    pub(crate) fn task(&self) -> &'static str {
        self.task
    }

    /// The tickets that this round leaves alone.
    pub(crate) fn left_alone(&self) -> Vec<TicketId> {
        let now = self.app.clock.now();
        let set_aside = self.failed.iter().filter(|(_, setback)| setback.again_at > now).map(|(ticket, _)| *ticket);
        set_aside.chain(self.left.iter().copied()).collect::<BTreeSet<_>>().into_iter().collect()
    }

    pub(crate) fn leaves(&self, ticket: TicketId) -> bool {
        self.left.contains(&ticket)
            || self.failed.get(&ticket).is_some_and(|setback| setback.again_at > self.app.clock.now())
    }

    /// Is there a ticket that failed, in this round or before?
    pub(crate) fn has_failed(&self) -> bool {
        !self.failed.is_empty() || self.fresh
    }

    /// The round went to its end: what might have been tried and did not fail is well again, or needs nothing any more.
    pub(crate) async fn end(self) {
        if self.app.must_stop() {
            return;
        }
        let now = self.app.clock.now();
        for (ticket, setback) in &self.failed {
            if setback.again_at <= now && !self.left.contains(ticket) {
                self.app.forget_setback(self.task, Some(*ticket)).await;
            }
        }
    }

    /// Several rows at once; none when one of them failed: then each is to be tried by itself. What the database says no
    /// to because it is away is an error.
    pub(crate) async fn batch<T>(&self, work: impl Future<Output = Result<T, Refusal>>) -> Result<Option<T>, Refusal> {
        match caught(self.task, work).await {
            Ok(done) => Ok(Some(done)),
            Err(refusal @ Refusal::Unavailable(_)) => Err(refusal),
            Err(refusal) => {
                tracing::warn!(task = self.task, error = %refusal, "a row failed: each is tried by itself");
                Ok(None)
            }
        }
    }

    /// What belongs to one ticket; none when it failed. Only a database that is away is an error.
    pub(crate) async fn row<T>(
        &mut self,
        ticket: TicketId,
        work: impl Future<Output = Result<T, Refusal>>,
    ) -> Result<Option<T>, Refusal> {
        let (app, task) = (self.app, self.task);
        match caught(task, async {
            app.provoke(task, Some(ticket))?;
            work.await
        })
        .await
        {
            Ok(done) => {
                self.unavailable = 0;
                if self.failed.remove(&ticket).is_some() {
                    app.forget_setback(task, Some(ticket)).await;
                }
                Ok(Some(done))
            }
            Err(refusal) => {
                self.left.insert(ticket);
                self.fresh = true;
                tracing::error!(task, ticket = ticket.0, error = %refusal, "a row failed");
                match refusal {
                    Refusal::Unavailable(_) => {
                        self.unavailable += 1;
                        if self.unavailable >= AWAY { Err(refusal) } else { Ok(None) }
                    }
                    // Somebody else changed it in the same moment; it is still there next time.
                    Refusal::Conflict(_) => Ok(None),
                    other => {
                        app.note_setback(task, Some(ticket), &other).await;
                        Ok(None)
                    }
                }
            }
        }
    }
}

/// Does the work; an error and a panic are counted, a panic becomes an error.
pub(crate) async fn caught<T>(
    task: &'static str,
    work: impl Future<Output = Result<T, Refusal>>,
) -> Result<T, Refusal> {
    let (how, refusal) = match AssertUnwindSafe(work).catch_unwind().await {
        Ok(Ok(done)) => return Ok(done),
        Ok(Err(refusal)) => ("error", refusal),
        Err(panic) => ("panic", Refusal::Internal(format!("panic: {}", said(&*panic)))),
    };
    metrics::counter!("background_failures_total", "task" => task, "how" => how).increment(1);
    Err(refusal)
}

/// What a panic said.
pub fn said(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no words")
}

/// Fit to be stored and shown: on one line, and not too long.
pub(crate) fn short(text: &str) -> String {
    let plain: String = text.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).take(REASON).collect();
    plain.trim().to_owned()
}

/// At once for the first tries; then ten minutes, twenty, … at most six hours.
fn pause_after(attempts: i32) -> Duration {
    match u32::try_from(attempts - TRIES) {
        Err(_) => Duration::zero(),
        Ok(doublings) => Duration::minutes((10_i64 << doublings.min(6)).min(6 * 60)),
    }
}
