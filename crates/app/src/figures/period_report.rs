//! What stands in the report of a period (report for others): nobody is named, and nothing small is told.
//!
//! Small numbers are hidden while it is put together, so that no page, file or command can show them.

use crate::figures::gather::{Buckets, Name};
use crate::figures::report::TrendsBy;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use trends::{Cell, Gather, Period, Share, Spread, Tally, hide, may_tell_percentile};

/// The middle of some durations.
const MIDDLE: i64 = 50;
/// What nine of ten durations do not exceed.
pub(crate) const MOST: u32 = 90;

/// The report.
#[derive(Debug, Clone, PartialEq)]
pub struct PeriodReport {
    /// Which period.
    pub period: Period,
    /// The day up to which it counts, where it still runs.
    pub still_runs: Option<NaiveDate>,
    /// The desk as a whole: in the period, in the one before, and a year earlier where there is something of then.
    pub desk: Vec<DeskLine>,
    /// The months of the period, where it is longer than one.
    pub months: Vec<MonthLine>,
    /// By theme, group, kind of organisation and province.
    pub tables: Vec<PartTable>,
    /// The day whose regions count.
    pub regions_of: NaiveDate,
    /// Minutes of a usual day of work.
    pub usual_day: f64,
}

/// The desk as a whole in one period.
#[derive(Debug, Clone, PartialEq)]
pub struct DeskLine {
    /// Which.
    pub period: Period,
    /// Questions that came in.
    pub received: Cell,
    /// Questions answered for the first time.
    pub answered: Cell,
    /// Questions open at its end.
    pub open: Cell,
    /// Promised first reactions that came in time.
    pub reactions: Share,
    /// Promised answers that came in time.
    pub answers: Share,
    /// How long answers took.
    pub took: AnswersTook,
}

/// How long answers took, in minutes in which the desk was open.
#[derive(Debug, Clone, PartialEq)]
pub struct AnswersTook {
    /// How many answers.
    pub answers: Cell,
    /// The middle one; none where there are too few.
    pub middle: Option<f64>,
    /// Nine of ten took no longer; none where there are too few.
    pub most: Option<i32>,
}

/// One month of the period.
#[derive(Debug, Clone, PartialEq)]
pub struct MonthLine {
    /// Its first day.
    pub first: NaiveDate,
    /// Questions that came in.
    pub received: Cell,
    /// Questions answered for the first time.
    pub answered: Cell,
}

/// The same questions by part.
#[derive(Debug, Clone, PartialEq)]
pub struct PartTable {
    /// What they are split by.
    pub by: TrendsBy,
    /// Those with most questions first, and then, by name, those of which that is hidden: their place tells nothing.
    pub rows: Vec<PartLine>,
}

/// One part.
#[derive(Debug, Clone, PartialEq)]
pub struct PartLine {
    /// What people read.
    pub label: String,
    /// Questions that came in, in each of the periods.
    pub received: Vec<Cell>,
    /// Questions answered for the first time, in the period.
    pub answered: Cell,
    /// Questions open at its end.
    pub open: Cell,
    /// How long the middle answer took; none where there are too few.
    pub middle: Option<f64>,
}

/// What facts of one kind come to by month: of the desk, and by part of each split.
pub(crate) struct ByMonth<G> {
    pub whole: Buckets<G>,
    pub parts: Vec<BTreeMap<Name, Buckets<G>>>,
}

/// Everything in one of the periods.
pub(crate) fn within<G: Gather>(months: &Buckets<G>, period: Period) -> G {
    let mut all = G::default();
    for (_, inside) in months.range(period.first()..=period.last()) {
        all.merge(inside);
    }
    all
}

/// What was counted for a report.
pub(crate) struct Counts {
    pub received: ByMonth<Tally>,
    pub answered: ByMonth<Tally>,
    pub took: ByMonth<Spread>,
    pub reactions: Buckets<Tally>,
    pub answers: Buckets<Tally>,
    /// At the end of each period.
    pub open: Vec<i64>,
    /// At the end of the first of them, by part of each split.
    pub open_parts: Vec<BTreeMap<Name, i64>>,
}

impl Counts {
    /// One period of the desk; `at` is its place among them.
    pub(crate) fn desk_line(&self, at: usize, period: Period) -> DeskLine {
        let share = |months: &Buckets<Tally>| {
            let tally = within(months, period);
            Share::of(tally.sum, tally.count)
        };
        let took = within(&self.took.whole, period);
        DeskLine {
            period,
            received: Cell::of(within(&self.received.whole, period).sum),
            answered: Cell::of(within(&self.answered.whole, period).sum),
            open: Cell::of(self.open.get(at).copied().unwrap_or(0)),
            reactions: share(&self.reactions),
            answers: share(&self.answers),
            took: AnswersTook {
                answers: Cell::of(took.many()),
                middle: middle(&took),
                most: took.percentile(MOST).filter(|_| may_tell_percentile(MOST.into(), took.many())),
            },
        }
    }

    /// The months that begin on these days.
    pub(crate) fn months(&self, starts: &[NaiveDate]) -> Vec<MonthLine> {
        let column = |months: &Buckets<Tally>| {
            let counts: Vec<i64> = starts.iter().map(|start| months.get(start).map_or(0, |tally| tally.sum)).collect();
            hide(&counts)
        };
        let both = column(&self.received.whole).into_iter().zip(column(&self.answered.whole));
        let line =
            |(first, (received, answered)): (&NaiveDate, (Cell, Cell))| MonthLine { first: *first, received, answered };
        starts.iter().zip(both).map(line).collect()
    }

    /// The table of one split; `at` is its place among them. Every column is hidden by itself.
    pub(crate) fn table(&self, at: usize, by: TrendsBy, periods: &[Period]) -> PartTable {
        let (received, answered, took) = (&self.received.parts[at], &self.answered.parts[at], &self.took.parts[at]);
        let open = &self.open_parts[at];
        // In the order of their keys, which follows from nothing that was counted.
        let names: BTreeSet<&Name> = received.keys().chain(answered.keys()).chain(open.keys()).collect();
        let column = |parts: &BTreeMap<Name, Buckets<Tally>>, period: Period| {
            let count = |name: &&Name| parts.get(*name).map_or(0, |months| within(months, period).sum);
            hide(&names.iter().map(count).collect::<Vec<i64>>())
        };
        let received: Vec<Vec<Cell>> = periods.iter().map(|period| column(received, *period)).collect();
        let answered = column(answered, periods[0]);
        let open = hide(&names.iter().map(|name| open.get(*name).copied().unwrap_or(0)).collect::<Vec<i64>>());
        let line = |(row, name): (usize, &&Name)| PartLine {
            label: name.1.clone(),
            received: received.iter().map(|column| column[row]).collect(),
            answered: answered[row],
            open: open[row],
            middle: answered[row]
                .shown()
                .and_then(|_| took.get(*name))
                .and_then(|months| middle(&within(months, periods[0]))),
        };
        let mut rows: Vec<PartLine> = names.iter().enumerate().map(line).collect();
        rows.retain(|line| {
            line.received.iter().chain([&line.answered, &line.open]).any(|cell| *cell != Cell::Shown(0))
        });
        rows.sort_by(|left, right| {
            let shown = |line: &PartLine| line.received.first().and_then(|cell| cell.shown());
            shown(right).cmp(&shown(left)).then_with(|| left.label.cmp(&right.label))
        });
        PartTable { by, rows }
    }
}

fn middle(took: &Spread) -> Option<f64> {
    took.middle().filter(|_| may_tell_percentile(MIDDLE, took.many()))
}

impl DeskLine {
    /// Nothing at all is known of it: there was no desk then.
    pub(crate) fn is_empty(&self) -> bool {
        let none = Share::TooFew(Cell::Shown(0));
        [self.received, self.answered, self.open].iter().all(|cell| *cell == Cell::Shown(0)) && self.answers == none
    }
}
