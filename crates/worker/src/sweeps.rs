//! Sweeps: each re-reads the state and changes what needs it, at its own pace (scheduling).

use crate::stop::{Stop, jittered};
use app::{App, Refusal};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use std::time::Duration;

/// One kind of sweep.
pub struct Sweep {
    /// What it is called in the log and by doctor.
    pub name: &'static str,
    /// How long it rests between two rounds.
    pub rests: Duration,
    /// One round; how much it changed.
    pub round: Round,
}

/// See [`Sweep::round`].
pub type Round = for<'a> fn(&'a App) -> BoxFuture<'a, Result<usize, Refusal>>;

/// Every sweep, in the order in which one round of all of them is done.
///
/// They rest as long as nobody minds: what a person waits for (an expert, a text to be found) a moment, what happens on a day
/// or at night longer.
pub const SWEEPS: [Sweep; 17] = [
    // Who left may still be let in for so long.
    Sweep::every(2, "refresh", |app| refresh(app).boxed()),
    // Whoever wrote looks for it, and an answer may depend on it.
    Sweep::every(2, "sort mail", |app| app.sort_mail().boxed()),
    // Leads read of it; it is written down at its own moment, whenever that is done.
    Sweep::every(5, "record breaches", |app| app.record_breaches().boxed()),
    // Somebody changed the calendar, and looks at what became of it.
    Sweep::every(5, "recount promises", |app| app.recount_promises().boxed()),
    // A day before a promise ends, or two.
    Sweep::every(10, "send reminders", |app| app.send_reminders().boxed()),
    // Half past seven in the morning, by the minute.
    Sweep::every(10, "gather letters", |app| app.gather_letters().boxed()),
    // Leads read it in the morning.
    Sweep::every(30, "weekly figures", |app| app.send_weekly_figures().boxed()),
    // Terms of days.
    Sweep::every(15, "heed silence", |app| app.heed_silence().boxed()),
    // Somebody is ill, and their questions with a promise of these days go to others.
    Sweep::every(5, "apply absences", |app| app.apply_absences().boxed()),
    // An asker waits. A round that finds nothing changed costs three statements.
    Sweep::every(2, "route waiting", |app| app.route_waiting().boxed()),
    // After ten corrections: hours, or days.
    Sweep::every(15, "learn", |app| app.learn_if_due().boxed()),
    // Whoever wrote something looks for it.
    Sweep::every(2, GOES_ON, |app| app.index_texts().boxed()),
    // Until then a day is counted at each reading.
    Sweep::every(5, "count days", |app| app.count_days().boxed()),
    // Nobody misses one that left months ago.
    Sweep::every(60, "forget letters", |app| app.forget_letters().boxed()),
    // What nobody has lies in nobody's way, and looking through a bucket takes a while.
    Sweep::every(600, "sweep files", |app| app.sweep_files().boxed()),
    // Terms of months: once an hour is often enough, and a desk that begins with it has many to erase.
    Sweep::every(3_600, "retention", |app| app.sweep_retention().boxed()),
    // What has expired serves nobody already.
    Sweep::every(60, "forget sessions", |app| app.forget_sessions().map(|done| done.map(|()| 0)).boxed()),
];

async fn refresh(app: &App) -> Result<usize, Refusal> {
    app.refresh().await?;
    app.use_newest_model().await.map(|()| 0)
}

/// A round of it takes so many; one that found something is followed by another at once.
const GOES_ON: &str = "index texts";
/// Fitting a model takes a while, and is nothing that could be left half done: it is dropped when there is no time.
const MAY_BE_DROPPED: &str = "learn";

impl Sweep {
    const fn every(seconds: u64, name: &'static str, round: Round) -> Self {
        Self { name, rests: Duration::from_secs(seconds), round }
    }

    /// A round, until told to stop. One that fails, or panics, is written down for doctor and tried again next time. It is boxed:
    /// carried by value through the layers that watch over it, its state would be copied again and again, and outgrow the stack
    /// of a thread.
    pub(crate) async fn once(&self, app: &App, stop: &Stop) -> usize {
        if stop.is_told() {
            return 0;
        }
        let mut changed = 0;
        let round = async { changed = app.run_task(self.name, (self.round)(app)).await };
        if self.name == MAY_BE_DROPPED {
            stop.comes_before(round).await;
        } else {
            round.await;
        }
        if changed > 0 {
            tracing::info!(sweep = self.name, changed, "swept");
        }
        changed
    }

    /// Round after round, until told to stop: no other sweep waits for it, nor it for others.
    pub(crate) async fn keep_on(&self, app: &App, stop: &Stop) {
        loop {
            let changed = self.once(app, stop).await;
            let rest = if self.name == GOES_ON && changed > 0 { Duration::ZERO } else { jittered(self.rests) };
            if stop.comes_before(tokio::time::sleep(rest)).await {
                return;
            }
        }
    }
}
