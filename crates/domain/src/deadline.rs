//! Promises: by when we react, and by when we answer.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What is promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Metric {
    /// A first reaction by a human being.
    FirstResponse,
    /// The answer.
    Answer,
}

impl Metric {
    /// Both, in the order in which they fall due.
    pub const ALL: [Self; 2] = [Self::FirstResponse, Self::Answer];

    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FirstResponse => "FIRST_RESPONSE",
            Self::Answer => "ANSWER",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|metric| metric.as_str() == word)
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::FirstResponse => "Eerste reactie",
            Self::Answer => "Antwoord",
        }
    }
}

/// How a promise stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DeadlineState {
    /// Time left.
    Running,
    /// Waiting for the asker.
    Paused,
    /// Less than a working day left (first response), or two (answer).
    DueSoon,
    /// Kept.
    Met,
    /// Not kept, whether or not it was met later.
    Missed,
    /// The question was closed without it before its moment came: neither kept nor broken.
    Withdrawn,
}

impl DeadlineState {
    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Running => "Loopt",
            Self::Paused => "Staat stil",
            Self::DueSoon => "Bijna te laat",
            Self::Met => "Gehaald",
            Self::Missed => "Te laat",
            Self::Withdrawn => "Vervallen",
        }
    }
}

/// What became of a promise. Once it is known it never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PromiseOutcome {
    /// Kept in time.
    Kept,
    /// Its moment passed while its clock ran.
    Broken,
    /// The question was closed without it before its moment came.
    Withdrawn,
}

impl PromiseOutcome {
    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Kept => "KEPT",
            Self::Broken => "BROKEN",
            Self::Withdrawn => "WITHDRAWN",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Kept, Self::Broken, Self::Withdrawn].into_iter().find(|outcome| outcome.as_str() == word)
    }
}

/// One promise of one ticket in one round, stored with its derivation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// In which round of the ticket: the first begins at receipt, another each time it is opened again.
    pub round: i32,
    /// What became of it; none while that is open.
    pub outcome: Option<PromiseOutcome>,
    /// The moment it is counted from: receipt, or the moment the question was opened again.
    pub counted_from: DateTime<Utc>,
    /// When it falls due: closing time of a working day.
    pub due_at: DateTime<Utc>,
    /// From when on it counts as due soon.
    pub remind_at: DateTime<Utc>,
    /// How the day was found, in Dutch.
    pub derivation: String,
    /// Which version of the working calendar was used.
    pub calendar_version: i32,
    /// When it was kept (possibly too late).
    pub met_at: Option<DateTime<Utc>>,
    /// How many minutes of work that took, by the calendar of then; none of promises from before this was written down.
    #[serde(default)]
    pub worked_minutes: Option<i32>,
    /// Set to `due_at` once the ledger says that the promise was broken.
    pub breached_at: Option<DateTime<Utc>>,
    /// Since when we wait for the asker.
    pub paused_at: Option<DateTime<Utc>>,
    /// By how many working days a lead extended it; part of `due_at`.
    pub extra_days: u32,
}

impl Deadline {
    /// How the promise stands at this instant. Derived, so that it is right between two sweeps as well.
    pub fn state(&self, now: DateTime<Utc>) -> DeadlineState {
        match self.outcome_at(now) {
            Some(PromiseOutcome::Kept) => DeadlineState::Met,
            Some(PromiseOutcome::Broken) => DeadlineState::Missed,
            Some(PromiseOutcome::Withdrawn) => DeadlineState::Withdrawn,
            None if self.paused_at.is_some() => DeadlineState::Paused,
            None if self.remind_at <= now => DeadlineState::DueSoon,
            None => DeadlineState::Running,
        }
    }

    /// What became of it by now, whether or not anybody wrote it down; none while it can still be kept.
    pub fn outcome_at(&self, now: DateTime<Utc>) -> Option<PromiseOutcome> {
        // A wait that began after the due instant does not mend a broken promise.
        let ran = self.paused_at.is_none_or(|paused| self.due_at < paused);
        self.outcome.or((ran && self.due_at < now).then_some(PromiseOutcome::Broken))
    }

    /// Can it still be kept, moved or withdrawn?
    pub fn is_open(&self, now: DateTime<Utc>) -> bool {
        self.outcome_at(now).is_none()
    }

    /// Does somebody still have to do what was promised, be it too late?
    pub fn is_unmet(&self) -> bool {
        self.met_at.is_none() && self.outcome != Some(PromiseOutcome::Withdrawn)
    }

    /// What was promised is done: the promise is kept, unless its moment has passed.
    pub fn met(self, at: DateTime<Utc>) -> Self {
        let outcome = self.outcome_at(at).unwrap_or(PromiseOutcome::Kept);
        Self { met_at: Some(at), paused_at: None, outcome: Some(outcome), ..self }
    }

    /// The question is closed without it: withdrawn, unless its moment has passed.
    pub fn dropped(self, at: DateTime<Utc>) -> Self {
        let outcome = self.outcome_at(at).unwrap_or(PromiseOutcome::Withdrawn);
        Self { paused_at: None, outcome: Some(outcome), ..self }
    }
}

/// The two promises of a ticket that hold now: of each metric the one of its latest round. There are always both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promises {
    /// By when somebody reacts.
    pub first_response: Deadline,
    /// By when there is an answer.
    pub answer: Deadline,
}

impl Promises {
    /// Both, each made by `promise`.
    pub fn make(mut promise: impl FnMut(Metric) -> Deadline) -> Self {
        Self { first_response: promise(Metric::FirstResponse), answer: promise(Metric::Answer) }
    }

    /// The promise of one metric.
    pub fn of(&self, metric: Metric) -> &Deadline {
        match metric {
            Metric::FirstResponse => &self.first_response,
            Metric::Answer => &self.answer,
        }
    }

    /// Both, in the order in which they fall due.
    pub fn each(&self) -> [(Metric, &Deadline); 2] {
        Metric::ALL.map(|metric| (metric, self.of(metric)))
    }

    /// The promise that ends first of those that run.
    pub fn first_due(&self) -> Option<(Metric, DateTime<Utc>)> {
        let running = self.each().into_iter().filter(|(_, promise)| promise.is_unmet() && promise.paused_at.is_none());
        running.map(|(metric, promise)| (metric, promise.due_at)).min_by_key(|(_, due_at)| *due_at)
    }

    /// Both, each as `change` makes it.
    pub fn map(&self, mut change: impl FnMut(Metric, &Deadline) -> Deadline) -> Self {
        Self::make(|metric| change(metric, self.of(metric)))
    }

    /// The same, with another promise of one metric.
    pub fn with(&self, metric: Metric, promise: &Deadline) -> Self {
        self.map(|each, old| if each == metric { promise.clone() } else { old.clone() })
    }

    /// Those that can still be kept, moved or withdrawn.
    pub fn open(&self, now: DateTime<Utc>) -> impl Iterator<Item = (Metric, &Deadline)> {
        self.each().into_iter().filter(move |(_, promise)| promise.is_open(now))
    }

    /// The one that falls due first of those that somebody still has to keep, be it too late.
    pub fn next_unmet(&self) -> Option<(Metric, &Deadline)> {
        self.each().into_iter().filter(|(_, promise)| promise.is_unmet()).min_by_key(|(_, promise)| promise.due_at)
    }

    /// In which round the ticket is: the latest that one of them was made in.
    pub fn round(&self) -> i32 {
        self.first_response.round.max(self.answer.round)
    }
}

/// A stretch of time in which we wait for the asker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wait {
    /// We asked something.
    pub from: DateTime<Utc>,
    /// The asker reacted; none while we still wait.
    pub to: Option<DateTime<Utc>>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;
    use proptest::prelude::*;

    fn at(hours: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::hours(hours)
    }

    fn promise(due: i64, met: Option<i64>, round: i32) -> Deadline {
        let open = Deadline {
            round,
            outcome: None,
            counted_from: at(0),
            due_at: at(due),
            remind_at: at(due - 1),
            derivation: String::new(),
            calendar_version: 1,
            met_at: None,
            worked_minutes: None,
            breached_at: None,
            paused_at: None,
            extra_days: 0,
        };
        match met {
            Some(met) => open.met(at(met)),
            None => open,
        }
    }

    proptest! {
        #[test]
        fn the_next_promise_is_the_nearest_that_somebody_must_still_keep(
            first in (0..9_i64, prop::option::of(0..9_i64)),
            answer in (0..9_i64, prop::option::of(0..9_i64)),
        ) {
            let promises = Promises { first_response: promise(first.0, first.1, 1), answer: promise(answer.0, answer.1, 2) };
            let unmet = [first, answer].into_iter().filter(|(_, met)| met.is_none()).map(|(due, _)| at(due));
            prop_assert_eq!(promises.next_unmet().map(|(_, next)| next.due_at), unmet.min());
            prop_assert_eq!(promises.round(), 2);
        }

        #[test]
        fn another_promise_of_one_metric_leaves_that_of_the_other(due in 0..9_i64, other in 0..9_i64) {
            let both = Promises::make(|_| promise(due, None, 1));
            for (metric, rest) in [(Metric::Answer, Metric::FirstResponse), (Metric::FirstResponse, Metric::Answer)] {
                let changed = both.with(metric, &promise(other, None, 2));
                prop_assert_eq!(changed.of(metric), &promise(other, None, 2));
                prop_assert_eq!(changed.of(rest), both.of(rest));
            }
        }
    }
}
