//! The sweep that counts days of which something changed (materializes the rollup).

use crate::policy::{self, Action};
use crate::running::set_aside::caught;
use crate::{App, Refusal};
use chrono::NaiveDate;
use domain::{Actor, FactKind, amsterdam_day};
use std::collections::BTreeSet;
use store::Tx;

/// The name of this sweep.
const TASK: &str = "count days";
/// How many days one round counts.
const MOST: u32 = 100;

impl App {
    /// Counts the days before today of which something changed since they were counted, each in a transaction of its own
    /// with the marks that it takes away: a crash loses neither. How many. A day that cannot be counted keeps its mark, and
    /// figures count it as they read it; the others are counted all the same.
    pub async fn count_days(&self) -> Result<usize, Refusal> {
        policy::check(&Actor::System, Action::Operate)?;
        let today = amsterdam_day(self.clock.now());
        store::day_facts::thin_out(&self.store, today).await?;
        self.mark_quiet_days(today).await?;
        let (mut counted, mut failed) = (0, None);
        for day in store::day_facts::stale(&self.store, today, MOST).await? {
            if self.must_stop() {
                break;
            }
            match caught(TASK, Box::pin(self.count_day(day))).await {
                Ok(was_stale) => counted += usize::from(was_stale),
                Err(away @ Refusal::Unavailable(_)) => return Err(away),
                Err(why) => {
                    tracing::error!(%day, error = %why, "a day cannot be counted");
                    failed = Some(Refusal::Internal(format!("{day}: {why}")));
                }
            }
        }
        failed.map_or(Ok(counted), Err)
    }

    /// Once a day: a day on which nothing happened has no mark and was never counted, and whoever reads figures would have to
    /// look whether that is so. It is counted as well.
    async fn mark_quiet_days(&self, today: NaiveDate) -> Result<(), Refusal> {
        if *self.quiet_until.lock().expect("no code panics while it says this") == Some(today) {
            return Ok(());
        }
        if let Some(first) = store::counts::first_received(&self.store).await? {
            let known: BTreeSet<NaiveDate> =
                store::day_facts::all_counted(&self.store, today).await?.into_iter().collect();
            let quiet: Vec<NaiveDate> =
                first.iter_days().take_while(|day| *day < today).filter(|day| !known.contains(day)).collect();
            self.count_again(&quiet).await?;
        }
        *self.quiet_until.lock().expect("no code panics while it says this") = Some(today);
        Ok(())
    }

    /// `false` when somebody else is counting, or has counted it.
    async fn count_day(&self, day: NaiveDate) -> Result<bool, Refusal> {
        let tx = self.store.write().await?;
        let counted = self.count_in(&tx, day).await;
        if matches!(counted, Ok(true)) {
            tx.commit().await?;
        } else {
            // At once, or the next day would still find somebody counting.
            tx.rollback().await?;
        }
        counted
    }

    async fn count_in(&self, tx: &Tx, day: NaiveDate) -> Result<bool, Refusal> {
        if !store::day_facts::hold(tx).await? || store::day_facts::take_marks(tx, &[day]).await?.is_empty() {
            return Ok(false);
        }
        for kind in FactKind::ALL {
            let facts = self.count(tx, kind, &[day]).await?.remove(&day).unwrap_or_default();
            store::day_facts::put(tx, kind, day, facts.len(), facts.encode()).await?;
        }
        Ok(true)
    }
}
