//! Are the days that were counted what the tables say? For doctor.

use crate::{App, Refusal};
use chrono::NaiveDate;
use domain::{FactKind, amsterdam_day};
use std::collections::{BTreeMap, BTreeSet};
use trends::DayFacts;

/// So many of the newest days are counted again, and as many of those before them, evenly spread.
const LOOKED_AT: usize = 31;
/// How many days are held in memory at once.
const AT_ONCE: usize = 8;

impl App {
    /// Counts days again, and gives those that are not what was kept of them; the next sweep counts these. Also how many
    /// were looked at.
    pub(crate) async fn wrong_days(&self) -> Result<(Vec<NaiveDate>, usize), Refusal> {
        let today = amsterdam_day(self.clock.now());
        let all = store::day_facts::all_counted(&self.store, today).await?;
        let (newest, older) = all.split_at(all.len().min(LOOKED_AT));
        let step = older.len().div_ceil(LOOKED_AT).max(1);
        let looked_at: Vec<NaiveDate> = newest.iter().chain(older.iter().step_by(step)).copied().collect();
        let mut wrong = BTreeSet::new();
        for days in looked_at.chunks(AT_ONCE) {
            for kind in FactKind::ALL {
                let kept = store::day_facts::contents(&self.store, kind, days).await?;
                let kept: BTreeMap<NaiveDate, Option<DayFacts>> =
                    kept.into_iter().map(|kept| (kept.day, DayFacts::decode(&kept.content))).collect();
                let mut counted = self.count(&self.store, kind, days).await?;
                for day in days {
                    let counted = counted.remove(day).unwrap_or_default();
                    if kept.get(day).and_then(Option::as_ref) != Some(&counted) {
                        wrong.insert(*day);
                    }
                }
            }
        }
        // What is to be counted again anyway is not wrong.
        for day in store::day_facts::stale(&self.store, today, u32::MAX).await? {
            wrong.remove(&day);
        }
        let wrong: Vec<NaiveDate> = wrong.into_iter().collect();
        if !wrong.is_empty() {
            self.count_again(&wrong).await?;
        }
        Ok((wrong, looked_at.len()))
    }
}
