//! The report of a month, a quarter or a year, for others to read: each figure beside the same of the period before and of a
//! year earlier, small ones hidden.

use crate::figures::gather::{Name, named};
use crate::figures::parts::{names_of, split_of};
use crate::figures::period_report::{ByMonth, Counts, PeriodReport};
use crate::figures::read_trends::too_long;
use crate::figures::report::{MOST_DAYS, TrendsBy};
use crate::policy::{self, Action};
use crate::{App, Caller, Picture, Refusal};
use chrono::{Days, NaiveDate};
use domain::{Axis, Complaints, FactKind, LayoutKey, Split, amsterdam_day};
use std::collections::BTreeMap;
use store::{Figures, TicketFilter};
use trends::{Bucket, Keep, Period, Sieve, Tally};

/// What is counted, and how.
struct Wanted<'a> {
    reads: &'a Figures,
    picture: &'a Picture,
    /// The period, the one before, and the same of a year earlier.
    periods: &'a [Period],
    splits: &'a [TrendsBy],
    /// The last day that counts, whose regions count too.
    day: NaiveDate,
    today: NaiveDate,
}

impl App {
    /// The report of a period, written as `2026-09`, `2026-K3` or `2026`. Some dozens of statements, whatever there is.
    pub async fn read_period_report(&self, caller: &Caller, period: &str) -> Result<PeriodReport, Refusal> {
        policy::check(&caller.actor, Action::ReadTrends)?;
        let today = amsterdam_day(self.clock.now());
        let Ok(period) = period.trim().parse::<Period>() else {
            let known = "Kies een maand (2026-09), een kwartaal (2026-K3) of een jaar (2026).";
            return Err(Complaints::one("period", "INVALID", known).into());
        };
        if today < period.first() {
            return Err(Complaints::one("period", "OUT_OF_RANGE", "Deze periode is nog niet begonnen.").into());
        }
        if (today - period.year_earlier().first()).num_days() > MOST_DAYS {
            return Err(Complaints::one("period", "OUT_OF_RANGE", "Kies een periode van de laatste negen jaar.").into());
        }
        let _turn = self.turn().await?;
        let reads = self.store.figures().await?;
        self.period_report(&reads, period, today).await.map_err(too_long)
    }

    async fn period_report(&self, reads: &Figures, period: Period, today: NaiveDate) -> Result<PeriodReport, Refusal> {
        let picture = self.picture();
        let day = period.last().min(today);
        let mut periods = vec![period, period.before(), period.year_earlier()];
        periods.dedup();
        let splits = splits(&picture);
        let wanted = Wanted { reads, picture: &picture, periods: &periods, splits: &splits, day, today };
        let (open, open_parts) = self.open_at_ends(&wanted).await?;
        let counts = Counts {
            received: self.by_month(&wanted, FactKind::Received).await?,
            answered: self.by_month(&wanted, FactKind::Answered).await?,
            took: self.by_month(&wanted, FactKind::AnswerMet).await?,
            reactions: self.by_month(&wanted.undivided(), FactKind::ReactionDue).await?.whole,
            answers: self.by_month(&wanted.undivided(), FactKind::AnswerDue).await?.whole,
            open,
            open_parts,
        };
        let mut desk: Vec<_> = periods.iter().enumerate().map(|(at, period)| counts.desk_line(at, *period)).collect();
        // Of a desk that is younger there is no year earlier.
        if desk.len() > 2 && desk.last().is_some_and(|line| line.is_empty()) {
            desk.pop();
        }
        let months = Bucket::Month.starts(period.first(), day);
        let tables = splits.iter().enumerate().map(|(at, by)| counts.table(at, by.clone(), &periods[..desk.len()]));
        Ok(PeriodReport {
            period,
            still_runs: (today <= period.last()).then_some(today),
            months: if months.len() > 1 { counts.months(&months) } else { Vec::new() },
            tables: tables.collect(),
            regions_of: day,
            usual_day: picture.promises.calendar.usual_day().as_seconds_f64() / 60.0,
            desk,
        })
    }

    /// Everything of a kind in the periods.
    async fn by_month<G: Keep + Send + Sync>(
        &self,
        wanted: &Wanted<'_>,
        kind: FactKind,
    ) -> Result<ByMonth<G>, Refusal> {
        let first = wanted.periods.iter().map(|period| period.first()).min().unwrap_or(wanted.day);
        let of_them = |day: NaiveDate| wanted.periods.iter().any(|period| period.holds(day));
        self.gathered(wanted, kind, (first, wanted.day), of_them).await
    }

    async fn gathered<G: Keep + Send + Sync>(
        &self,
        wanted: &Wanted<'_>,
        kind: FactKind,
        (from, to): (NaiveDate, NaiveDate),
        counts: impl Fn(NaiveDate) -> bool,
    ) -> Result<ByMonth<G>, Refusal> {
        let mut days = self.days(wanted.reads, kind, from, to).await?;
        days.counted.retain(|(day, _)| counts(*day));
        days.to_count.retain(|day| counts(*day));
        let mut by_month = ByMonth { whole: BTreeMap::new(), parts: Vec::new() };
        for by in wanted.splits {
            let days = (&days, Bucket::Month);
            let gathered = self.gather_days::<G>(wanted.reads, kind, days, &Sieve::default(), split_of(by)).await?;
            by_month.parts.push(named(by, wanted.picture, wanted.day, gathered.parts));
            by_month.whole = gathered.whole;
        }
        Ok(by_month)
    }

    /// How many were open at the end of each period, and by part at the end of the first of them: those of today without what
    /// changed since.
    async fn open_at_ends(&self, wanted: &Wanted<'_>) -> Result<(Vec<i64>, Vec<BTreeMap<Name, i64>>), Refusal> {
        let everything = TicketFilter::default();
        let ends = |period: &Period| period.last().min(wanted.today);
        let since = wanted.periods.iter().map(ends).min().unwrap_or(wanted.today) + Days::new(1);
        let changes = self.gathered::<Tally>(wanted, FactKind::OpenChange, (since, wanted.today), |_| true).await?;
        let changed = |months: &BTreeMap<NaiveDate, Tally>, end: NaiveDate| -> i64 {
            months.iter().filter(|(start, _)| end < **start).map(|(_, change)| change.sum).sum()
        };
        let now = store::counts::open_now(wanted.reads, &everything, Split::None).await?;
        let now: i64 = now.iter().map(|(_, count)| count).sum();
        let open = wanted.periods.iter().map(|period| now - changed(&changes.whole, ends(period))).collect();
        let mut parts = Vec::new();
        for (by, changes) in wanted.splits.iter().zip(&changes.parts) {
            let mut then: BTreeMap<Name, i64> = BTreeMap::new();
            for (part, count) in store::counts::open_now(wanted.reads, &everything, split_of(by)).await? {
                for name in names_of(by, wanted.picture, wanted.day, &part) {
                    *then.entry(name).or_default() += count;
                }
            }
            for (name, months) in changes {
                *then.entry(name.clone()).or_default() -= changed(months, wanted.day);
            }
            parts.push(then);
        }
        Ok((open, parts))
    }
}

impl Wanted<'_> {
    /// The same, not split.
    fn undivided(&self) -> Self {
        Self { splits: &[TrendsBy::Nothing], ..*self }
    }
}

/// What a report is split by.
fn splits(picture: &Picture) -> Vec<TrendsBy> {
    let province = LayoutKey("provincie".to_owned());
    let mut splits = vec![TrendsBy::Topic(Axis::Theme), TrendsBy::Topic(Axis::Group), TrendsBy::OrganisationKind];
    if picture.geography.layouts.contains_key(&province) {
        splits.push(TrendsBy::Region(province));
    }
    splits
}
