//! How the desk is doing, on one page (overview, dashboard), as the API shows it: the numbers of the page.

use crate::errors::InputError;
use crate::scalars::Date;
use crate::trend_objects::{RiseNote, RisingTopic, note, rising_topic};
use app::{AgeBand, Compared, Overview, Picture, PromisesKept, Rising, Took};
use async_graphql::{InputObject, SimpleObject};
use domain::Became;

/// The last whole weeks beside as many before them, of the whole desk; nobody is named. What is open is that of today, beside
/// as long ago. definitions: what each figure means, in Dutch.
#[derive(SimpleObject)]
pub(crate) struct FiguresOverview {
    from: Date,
    to: Date,
    from_before: Date,
    to_before: Date,
    weeks: i32,
    received: ComparedCount,
    open: ComparedCount,
    reopened: ComparedCount,
    /// Open questions by how long ago they came in.
    backlog: Vec<OpenOfAge>,
    reactions: ComparedPromises,
    answers: ComparedPromises,
    /// What became of each answer promised for the period; each promise in exactly one.
    promised: Vec<OutcomeCount>,
    /// What askers said of the first answers of the period.
    judged: Vec<OutcomeCount>,
    time_to_answer: ComparedTime,
    rising: Vec<RisingTopic>,
    thin: ThinExpertise,
    definitions: Vec<&'static str>,
}

#[derive(SimpleObject)]
pub(crate) struct ComparedCount {
    now: i32,
    before: i32,
}

/// days: at least so many; below: fewer than so many, or null.
#[derive(SimpleObject)]
pub(crate) struct OpenOfAge {
    days: i32,
    below: Option<i32>,
    open: ComparedCount,
}

/// promised: for the period, of which it is known whether they were kept.
#[derive(SimpleObject)]
pub(crate) struct PromisesOfPeriod {
    promised: i32,
    kept: i32,
}

#[derive(SimpleObject)]
pub(crate) struct ComparedPromises {
    now: PromisesOfPeriod,
    before: PromisesOfPeriod,
}

/// key: in_time, late, overdue, referred or closed_unanswered of a promise; helped, helped_partly, helped_not or not_said
/// of an answer.
#[derive(SimpleObject)]
pub(crate) struct OutcomeCount {
    key: &'static str,
    label: &'static str,
    count: ComparedCount,
}

/// In working days: the middle one, and what nine of ten did not exceed. Null where there were no answers.
#[derive(SimpleObject)]
pub(crate) struct TimeToAnswer {
    answers: i32,
    median: Option<f64>,
    nine_of_ten: Option<f64>,
}

#[derive(SimpleObject)]
pub(crate) struct ComparedTime {
    now: TimeToAnswer,
    before: TimeToAnswer,
}

/// Themes times provinces with fewer than two experts present: today, and on some day of the coming six weeks.
#[derive(SimpleObject)]
pub(crate) struct ThinExpertise {
    of: i32,
    now: i32,
    soon: i32,
}

/// topic: the key of a topic that rises now.
#[derive(InputObject)]
pub(crate) struct NoteRiseInput {
    pub topic: String,
    pub note: String,
    /// True when a number in the text that looks like a citizen number (BSN) is none. Without it: POSSIBLE_BSN.
    pub no_bsn: Option<bool>,
}

/// notes: what leads wrote with the topic, newest first.
#[derive(SimpleObject)]
pub(crate) struct NoteRisePayload {
    pub notes: Vec<RiseNote>,
    pub errors: Vec<InputError>,
}

impl NoteRisePayload {
    pub(crate) fn of(notes: &[domain::RiseNote], picture: &Picture) -> Self {
        Self { notes: notes.iter().map(|written| note(written, picture)).collect(), errors: Vec::new() }
    }
}

impl FiguresOverview {
    pub(crate) fn of(overview: &Overview, picture: &Picture) -> Self {
        let rising = |rising: &Rising| rising_topic(rising, picture);
        Self {
            from: Date(overview.period.0),
            to: Date(overview.period.1),
            from_before: Date(overview.before.0),
            to_before: Date(overview.before.1),
            weeks: count(overview.weeks),
            received: counts(overview.received),
            open: counts(overview.open),
            reopened: counts(overview.reopened),
            backlog: overview.backlog.iter().map(of_age).collect(),
            reactions: promises(overview.reactions),
            answers: promises(overview.answers),
            promised: overview.became.iter().map(outcome).collect(),
            judged: overview.judged.iter().map(outcome).collect(),
            time_to_answer: ComparedTime {
                now: time(overview.took.now, overview.usual_day),
                before: time(overview.took.before, overview.usual_day),
            },
            rising: overview.rising.iter().filter_map(rising).collect(),
            thin: ThinExpertise {
                of: count(overview.thin.of),
                now: count(overview.thin.now.len()),
                soon: count(overview.thin.soon),
            },
            definitions: Overview::MEASURES.map(app::Measure::definition).to_vec(),
        }
    }
}

fn count(many: impl TryInto<i32>) -> i32 {
    many.try_into().unwrap_or(i32::MAX)
}

fn counts(compared: Compared<i64>) -> ComparedCount {
    ComparedCount { now: count(compared.now), before: count(compared.before) }
}

fn of_age(band: &AgeBand) -> OpenOfAge {
    OpenOfAge { days: count(band.from), below: band.below.map(count), open: counts(band.open) }
}

fn promises(compared: Compared<PromisesKept>) -> ComparedPromises {
    let of = |kept: PromisesKept| PromisesOfPeriod { promised: count(kept.promised), kept: count(kept.kept) };
    ComparedPromises { now: of(compared.now), before: of(compared.before) }
}

fn outcome((became, many): &(Became, Compared<i64>)) -> OutcomeCount {
    OutcomeCount { key: became.as_str(), label: became.label(), count: counts(*many) }
}

fn time(took: Took, usual_day: f64) -> TimeToAnswer {
    TimeToAnswer {
        answers: count(took.answers),
        median: took.middle.map(|minutes| minutes / usual_day),
        nine_of_ten: took.most.map(|minutes| f64::from(minutes) / usual_day),
    }
}
