//! The days of a period, as facts: those that were counted as they are kept (in memory, or in the database), every other
//! one counted now, by the same function that the sweep counts with (lambda architecture in small).

use crate::promises::counting::worked_minutes;
use crate::{App, Refusal};
use chrono::NaiveDate;
use domain::{Fact, FactKind, TicketId, amsterdam_day};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::Reads;
use store::facts::Found;
use trends::DayFacts;

/// How many days are read, gone through and let go of at once.
const AT_ONCE: usize = 64;
/// Tickets per look-up of waits: well within what both databases take in one statement.
const TICKETS_PER_LOOKUP: usize = 5_000;

/// Which days of a period were counted, and which are to be counted now.
pub(crate) struct Days {
    /// Each as it was counted which time.
    pub counted: Vec<(NaiveDate, i64)>,
    /// They changed since, or were never counted; today and later never are.
    pub to_count: Vec<NaiveDate>,
    /// Those that were counted just now, as they were at another moment.
    pub found: BTreeMap<NaiveDate, DayFacts>,
}

impl App {
    /// The days of this period, both included.
    pub(crate) async fn days(
        &self,
        reads: &impl Reads,
        kind: FactKind,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Days, Refusal> {
        let today = amsterdam_day(self.clock.now());
        let store::day_facts::Counted { days: mut counted, since } =
            store::day_facts::counted(reads, kind, from, to).await?;
        counted.retain(|(day, _)| *day < today);
        let known: BTreeSet<NaiveDate> = counted.iter().map(|(day, _)| *day).collect();
        let from = since.map_or(from, |since| from.max(since));
        let to_count = from.iter_days().take_while(|day| *day <= to).filter(|day| !known.contains(day)).collect();
        Ok(Days { counted, to_count, found: BTreeMap::new() })
    }

    /// Goes through the facts of these days, each as it was counted which time, if it was. What was counted and cannot be
    /// read is counted now, and by the sweep.
    pub(crate) async fn visit(
        &self,
        reads: &impl Reads,
        kind: FactKind,
        days: &Days,
        mut visit: impl FnMut(NaiveDate, &DayFacts, Option<i64>) + Send,
    ) -> Result<(), Refusal> {
        for (day, facts) in &days.found {
            visit(*day, facts, None);
        }
        let mut unreadable = Vec::new();
        for some in days.counted.chunks(AT_ONCE) {
            let mut missing = Vec::new();
            for (day, version) in some {
                match self.kept_days.get(kind, *day, *version) {
                    Some(facts) => visit(*day, &facts, Some(*version)),
                    None => missing.push(*day),
                }
            }
            if missing.is_empty() {
                continue;
            }
            let mut kept: BTreeMap<NaiveDate, _> = store::day_facts::contents(reads, kind, &missing)
                .await?
                .into_iter()
                .map(|kept| (kept.day, kept))
                .collect();
            for day in missing {
                let found = kept.remove(&day).and_then(|kept| Some((kept.version, DayFacts::decode(&kept.content)?)));
                let Some((version, facts)) = found else {
                    unreadable.push(day);
                    continue;
                };
                visit(day, &facts, Some(version));
                self.kept_days.put(kind, day, version, Arc::new(facts));
            }
        }
        let to_count: Vec<NaiveDate> = days.to_count.iter().chain(&unreadable).copied().collect();
        for (day, facts) in self.count(reads, kind, &to_count).await? {
            visit(day, &facts, None);
        }
        if !unreadable.is_empty() {
            tracing::warn!(days = unreadable.len(), "facts of days cannot be read: they are counted again");
            self.count_again(&unreadable).await?;
        }
        Ok(())
    }

    /// What counts on these days, from the tables themselves (one statement); days on which nothing does are not among them.
    pub(crate) async fn count(
        &self,
        reads: &impl Reads,
        kind: FactKind,
        days: &[NaiveDate],
    ) -> Result<BTreeMap<NaiveDate, DayFacts>, Refusal> {
        self.in_columns(reads, store::facts::of_days(reads, kind, days, self.clock.now()).await?).await
    }

    /// Facts by the day on which they count.
    pub(crate) async fn in_columns(
        &self,
        reads: &impl Reads,
        mut found: Vec<Found>,
    ) -> Result<BTreeMap<NaiveDate, DayFacts>, Refusal> {
        self.count_work(reads, &mut found).await?;
        let mut by_day: BTreeMap<NaiveDate, Vec<Fact>> = BTreeMap::new();
        for found in found {
            by_day.entry(found.day).or_default().push(found.fact);
        }
        let columns = |(day, facts): (NaiveDate, Vec<Fact>)| {
            let facts = DayFacts::of(facts).ok_or_else(|| Refusal::Internal(format!("too much differs on {day}")))?;
            Ok((day, facts))
        };
        by_day.into_iter().map(columns).collect()
    }

    /// Of promises that were met before it was written down with them, how much work that took.
    async fn count_work(&self, reads: &impl Reads, found: &mut [Found]) -> Result<(), Refusal> {
        let picture = self.picture();
        let mut unworked: Vec<&mut Found> = found.iter_mut().filter(|found| found.unworked.is_some()).collect();
        for some in unworked.chunks_mut(TICKETS_PER_LOOKUP) {
            let tickets: Vec<TicketId> = some.iter().map(|found| found.fact.ticket).collect();
            let waits = store::tickets::waits_of(reads, &tickets).await?;
            for found in some {
                let Some((from, met)) = found.unworked.take() else { continue };
                let waits = waits.get(&found.fact.ticket).map_or(&[][..], Vec::as_slice);
                found.fact.value = worked_minutes(from, met, waits, &picture.promises.calendar);
            }
        }
        Ok(())
    }

    /// These days are to be counted by the next sweep.
    pub(crate) async fn count_again(&self, days: &[NaiveDate]) -> Result<(), Refusal> {
        let tx = self.store.write().await?;
        store::day_facts::mark(&tx, days).await?;
        Ok(tx.commit().await?)
    }
}
