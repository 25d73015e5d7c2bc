//! The same period before (year over year): a year earlier or just before it, beside what is asked.

use super::words::{number, percent, tenths};
use crate::visitor::Visitor;
use app::{Bucket, Measure, Refusal, TrendsQuery, TrendsReport};
use chrono::{Days, Months, NaiveDate};
use domain::{Within, is_known_day, long_day_in_words};

/// Fewer than so many, then or now: numbers are told, and not by which part they rose.
const FEW: i64 = 20;

/// Which period stands beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Beside {
    Year,
    Before,
}

/// By their names in the address, and as the list calls them.
pub(crate) const BESIDE: [(&str, &str, Beside); 2] =
    [("jaar", "een jaar eerder", Beside::Year), ("vorige", "de periode ervoor", Beside::Before)];

/// What was measured then.
pub(crate) struct Earlier {
    beside: Beside,
    query: TrendsQuery,
    /// None when all of it lies before anything was kept.
    pub report: Option<TrendsReport>,
    /// The first day that anything was kept of, where that is behind its first.
    pub since: Option<NaiveDate>,
}

/// What a row was then.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Then {
    pub values: Vec<Option<f64>>,
    pub total: Option<f64>,
    pub rests_on: i64,
    /// What lay in its region then.
    pub within: Option<Within>,
}

impl Beside {
    /// The same days of that period, as far as this one has come; none of what has not begun.
    fn query(self, query: &TrendsQuery, today: NaiveDate) -> Option<TrendsQuery> {
        let to = query.to.min(query.as_of.unwrap_or(today));
        let many = u32::try_from(query.bucket.starts(query.from, query.to).len()).ok()?;
        let back = |day: NaiveDate| match (self, query.bucket) {
            (Self::Year, Bucket::Month | Bucket::Quarter) => day.checked_sub_months(Months::new(12)),
            // So many whole weeks, that weekends fall on weekends.
            (Self::Year, Bucket::Week | Bucket::Day) => day.checked_sub_days(Days::new(7 * 52)),
            (Self::Before, Bucket::Month) => day.checked_sub_months(Months::new(many)),
            (Self::Before, Bucket::Quarter) => day.checked_sub_months(Months::new(3 * many)),
            (Self::Before, Bucket::Week) => day.checked_sub_days(Days::new(7 * u64::from(many))),
            (Self::Before, Bucket::Day) => day.checked_sub_days(Days::new(u64::from(many))),
        };
        // The day behind the last, so that the end of a month is the end of a month.
        let (from, to) = (back(query.from)?, back(to.succ_opt()?)?.pred_opt()?);
        (from <= to).then(|| TrendsQuery { from, to, ..query.clone() })
    }

    /// When it was, in words.
    fn when(self) -> &'static str {
        match self {
            Self::Year => "een jaar eerder",
            Self::Before => "in de periode ervoor",
        }
    }
}

/// Measures it; nothing where nobody asked, or where the period has not begun.
pub(crate) async fn read(
    visitor: &Visitor,
    (query, beside): (&TrendsQuery, Option<Beside>),
    today: NaiveDate,
) -> Result<Option<Earlier>, Refusal> {
    let Some((beside, query)) = beside.and_then(|beside| Some((beside, beside.query(query, today)?))) else {
        return Ok(None);
    };
    let first = visitor.app.figures_since(&visitor.caller).await?;
    let is_kept = is_known_day(query.from) && first.is_some_and(|first| first <= query.to);
    let report = if is_kept { Some(visitor.app.read_trends(&visitor.caller, &query).await?) } else { None };
    let since = first.filter(|first| is_kept && query.from < *first);
    Ok(Some(Earlier { beside, query, report, since }))
}

impl Earlier {
    /// What the column with its totals is called.
    pub(crate) fn head(&self) -> String {
        format!("Totaal {}", self.beside.when())
    }

    /// A row as it was then, at each of as many steps.
    pub(crate) fn of_row(&self, key: &str, is_whole: bool, steps: usize) -> Option<Then> {
        let report = self.report.as_ref()?;
        let measure = self.query.measure;
        let named = match (&report.whole, is_whole) {
            (Some(whole), true) => Some(whole),
            (None, true) => report.series.first(),
            (_, false) => report.series.iter().find(|named| named.key == key),
        };
        let starts = self.query.bucket.starts(self.query.from, self.query.to);
        let value = |at: usize| {
            let start = *starts.get(at)?;
            let is_kept = self.since.is_none_or(|since| self.query.bucket.next(start) > since);
            let value = named.map_or(measure.is_count().then_some(0.0), |named| named.series.points.get(at)?.value);
            value.filter(|_| is_kept)
        };
        let rests_on = named.map_or(0, |named| named.series.rests_on);
        let total = named.map_or(0.0, |named| named.series.total);
        Some(Then {
            values: (0..steps).map(value).collect(),
            total: (measure.is_count() || rests_on > 0).then_some(total),
            rests_on,
            within: report
                .regions
                .as_ref()
                .and_then(|on| if is_whole { Some(on.whole) } else { on.regions.get(key).copied() }),
        })
    }

    /// The rows that there were then.
    pub(crate) fn keys(&self) -> impl Iterator<Item = (&str, &str)> {
        let series = self.report.iter().flat_map(|report| &report.series);
        series.map(|named| (named.key.as_str(), named.label.as_str()))
    }

    /// What stands beside the figures, and what it says of all of them together.
    pub(crate) fn in_words(&self, now: Option<(Option<f64>, i64)>, then: Option<&Then>) -> Vec<String> {
        let (from, to) = (long_day_in_words(self.query.from), long_day_in_words(self.query.to));
        let when = self.beside.when();
        if self.report.is_none() {
            return vec![format!("Van {from} tot en met {to} werd dit nog niet bijgehouden.")];
        }
        let weeks = match (self.beside, self.query.bucket) {
            (Beside::Year, Bucket::Week | Bucket::Day) => {
                " Dat is 52 weken eerder, zodat weekenden naast weekenden staan."
            }
            _ => "",
        };
        let mut words =
            vec![format!("De lege kolommen en dunne lijnen zijn van {when}: {from} tot en met {to}.{weeks}")];
        if let Some(since) = self.since {
            words.push(format!(
                "Het loket houdt dit bij sinds {}. Het totaal {when} is daarom niet heel.",
                long_day_in_words(since)
            ));
        } else if let (Some((Some(total), rests_on)), Some(then)) = (now, then)
            && let Some(before) = then.total
        {
            words.push(compared(self.query.measure, when, (total, rests_on), (before, then.rests_on)));
        }
        words
    }
}

/// By how much it rose or fell. Of few things nobody is told by which part.
fn compared(measure: Measure, when: &str, now: (f64, i64), then: (f64, i64)) -> String {
    let are_few = now.1.min(then.1) < FEW;
    let both = |written: &dyn Fn(f64) -> String| format!("Nu {}, {when} {}", written(now.0), written(then.0));
    let by = (now.0 - then.0).abs();
    if measure.is_share() && are_few {
        let kept = |(share, many): (f64, i64)| format!("{} van de {many}", number((share * many as f64).round()));
        return format!("Nu {}, {when} {}.", kept(now), kept(then));
    }
    let (both, by, part, more, less) = match measure {
        measure if measure.is_share() => {
            let points = ((now.0 * 100.0).round() - (then.0 * 100.0).round()).abs();
            (both(&percent), format!("{} procentpunt", number(points)), String::new(), "hoger", "lager")
        }
        measure if measure.is_count() => {
            let part = if are_few { String::new() } else { format!(" ({})", percent(by / then.0)) };
            (both(&number), number(by), part, "meer", "minder")
        }
        _ if are_few => return format!("{}.", both(&tenths)),
        _ => (both(&tenths), tenths(by), String::new(), "langer", "korter"),
    };
    if by == "0" || by.starts_with("0 ") {
        return format!("{both}: even veel.");
    }
    format!("{both}: {by} {}{part}.", if now.0 > then.0 { more } else { less })
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::{TicketSearch, TrendsBy};

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn beside(beside: Beside, bucket: Bucket, from: &str, to: &str, today: &str) -> Option<(String, String)> {
        let (by, filter) = (TrendsBy::Nothing, TicketSearch::default());
        let query =
            TrendsQuery { from: day(from), to: day(to), bucket, measure: Measure::Received, by, filter, as_of: None };
        let earlier = beside.query(&query, day(today))?;
        let steps = |query: &TrendsQuery| bucket.starts(query.from, query.to).len();
        assert!(steps(&earlier) <= steps(&query), "{earlier:?}");
        Some((earlier.from.to_string(), earlier.to.to_string()))
    }

    #[test]
    fn the_period_before_has_the_same_steps_and_goes_as_far_as_this_one_has_come() {
        let of = |from: &str, to: &str| Some((from.to_owned(), to.to_owned()));
        let (year, before) = (Beside::Year, Beside::Before);
        let today = "2026-11-20";
        assert_eq!(beside(year, Bucket::Month, "2025-12-01", "2026-11-30", today), of("2024-12-01", "2025-11-20"));
        assert_eq!(beside(year, Bucket::Month, "2024-02-01", "2024-02-29", today), of("2023-02-01", "2023-02-28"));
        assert_eq!(beside(before, Bucket::Month, "2026-01-01", "2026-02-28", today), of("2025-11-01", "2025-12-31"));
        assert_eq!(beside(before, Bucket::Quarter, "2026-04-01", "2026-09-30", today), of("2025-10-01", "2026-03-31"));
        assert_eq!(beside(year, Bucket::Week, "2026-11-02", "2026-11-15", today), of("2025-11-03", "2025-11-16"));
        assert_eq!(beside(before, Bucket::Day, "2026-11-10", "2026-11-19", today), of("2026-10-31", "2026-11-09"));
        assert_eq!(beside(year, Bucket::Month, "2026-12-01", "2026-12-31", today), None, "it has not begun");
    }

    #[test]
    fn it_says_by_how_much_something_rose_and_of_few_things_only_how_many() {
        let said = |measure, now, then| compared(measure, "een jaar eerder", now, then);
        assert_eq!(said(Measure::Received, (120.0, 120), (100.0, 100)), "Nu 120, een jaar eerder 100: 20 meer (20 %).");
        assert_eq!(said(Measure::Received, (12.0, 12), (100.0, 100)), "Nu 12, een jaar eerder 100: 88 minder.");
        assert_eq!(said(Measure::Open, (30.0, 30), (30.0, 30)), "Nu 30, een jaar eerder 30: even veel.");
        assert_eq!(
            said(Measure::AnsweredInTimeShare, (0.9, 30), (0.8, 40)),
            "Nu 90 %, een jaar eerder 80 %: 10 procentpunt hoger."
        );
        assert_eq!(
            said(Measure::AnsweredInTimeShare, (0.9, 10), (0.8, 40)),
            "Nu 9 van de 10, een jaar eerder 32 van de 40."
        );
        assert_eq!(
            said(Measure::MedianWorkingDaysToAnswer, (1.5, 30), (2.0, 30)),
            "Nu 1,5, een jaar eerder 2: 0,5 korter."
        );
    }
}
