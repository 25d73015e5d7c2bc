//! What stands on the one page for whoever leads (dashboard): each figure beside the same of a quarter earlier.

use crate::figures::report::Rising;
use chrono::NaiveDate;
use domain::{Became, RegionRef, RiseNote, TopicKey};
use trends::Measure;

/// A figure, and what it was the period before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Compared<T> {
    /// Of the newest period, or now.
    pub now: T,
    /// Of the period before, or a period ago.
    pub before: T,
}

/// How many of the promises of a period were kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PromisesKept {
    /// How many were promised for the period and can be judged.
    pub promised: i64,
    /// How many of those were kept.
    pub kept: i64,
}

/// How long answers took, in minutes in which the desk was open.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Took {
    /// How many answers.
    pub answers: i64,
    /// The middle one; none where there were no answers.
    pub middle: Option<f64>,
    /// Nine of ten took no longer; none where there were no answers.
    pub most: Option<i32>,
}

/// Open questions of one age.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgeBand {
    /// Days since receipt, at least.
    pub from: i64,
    /// Fewer days than this; none where there is no end.
    pub below: Option<i64>,
    /// How many are open.
    pub open: Compared<i64>,
}

/// Where fewer experts are present than there should be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Thin {
    /// Themes times provinces that were looked at.
    pub of: usize,
    /// Those with too few experts today.
    pub now: Vec<(TopicKey, RegionRef)>,
    /// How many have too few on some day of the coming weeks.
    pub soon: usize,
}

/// Everything on the page.
#[derive(Debug, Clone)]
pub struct Overview {
    /// First and last day of the newest whole weeks.
    pub period: (NaiveDate, NaiveDate),
    /// The same of as many weeks before.
    pub before: (NaiveDate, NaiveDate),
    /// How many weeks each is.
    pub weeks: usize,
    /// Questions that came in.
    pub received: Compared<i64>,
    /// Questions open today, and as long ago as a period is.
    pub open: Compared<i64>,
    /// By how long they have been open; together all that are open.
    pub backlog: Vec<AgeBand>,
    /// First reactions.
    pub reactions: Compared<PromisesKept>,
    /// Answers.
    pub answers: Compared<PromisesKept>,
    /// What became of each answer promised for the period.
    pub became: Vec<(Became, Compared<i64>)>,
    /// What askers said of the answers that they got for the first time.
    pub judged: Vec<(Became, Compared<i64>)>,
    /// How often a question was opened again.
    pub reopened: Compared<i64>,
    /// How long answers took.
    pub took: Compared<Took>,
    /// Minutes of a usual day of work.
    pub usual_day: f64,
    /// Topics that rise.
    pub rising: Vec<Rising>,
    /// What leads wrote before, with topics that do not rise now; newest first.
    pub earlier_notes: Vec<RiseNote>,
    /// Where expertise is thin; of earlier nothing is kept.
    pub thin: Thin,
}

impl Overview {
    /// What is added up in it, in the words that stand beside each figure elsewhere.
    pub const MEASURES: [Measure; 8] = [
        Measure::Received,
        Measure::Open,
        Measure::AnsweredInTimeShare,
        Measure::FirstResponseInTimeShare,
        Measure::MedianWorkingDaysToAnswer,
        Measure::AnswersPromised,
        Measure::AnswersJudged,
        Measure::Reopened,
    ];
}
