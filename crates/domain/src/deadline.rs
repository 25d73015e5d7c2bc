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
        }
    }
}

/// One promise of one ticket, stored with its derivation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// What was promised.
    pub metric: Metric,
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
    /// Set to `due_at` once the promise was broken.
    pub breached_at: Option<DateTime<Utc>>,
    /// Since when we wait for the asker.
    pub paused_at: Option<DateTime<Utc>>,
    /// By how many working days a lead extended it; part of `due_at`.
    pub extra_days: u32,
}

impl Deadline {
    /// How the promise stands at this instant. Derived, so that it is right between two sweeps as well.
    pub fn state(&self, now: DateTime<Utc>) -> DeadlineState {
        match self.met_at {
            Some(met) if met <= self.due_at => DeadlineState::Met,
            Some(_) => DeadlineState::Missed,
            // A wait that began after the due instant does not mend a broken promise.
            None => match self.paused_at {
                Some(paused) if paused <= self.due_at => DeadlineState::Paused,
                _ if self.due_at < now => DeadlineState::Missed,
                _ if self.remind_at <= now => DeadlineState::DueSoon,
                _ => DeadlineState::Running,
            },
        }
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
