//! Which questions press: too late, or nearly (overdue, due soon). Everybody who says so means this.

use crate::{DeadlineState, Promises, Ticket};
use chrono::{DateTime, Utc};

/// How a question presses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pressing {
    /// A promise that somebody still has to keep was broken.
    Late,
    /// None was, and one will fall due soon.
    Soon,
}

impl Pressing {
    /// Both, the worst first.
    pub const ALL: [Self; 2] = [Self::Late, Self::Soon];

    /// The word in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Late => "te-laat",
            Self::Soon => "binnenkort",
        }
    }

    /// Reads the word of an address.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|pressing| pressing.as_str() == word)
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Late => "Te laat",
            Self::Soon => "Bijna te laat",
        }
    }
}

impl Promises {
    /// How these promises press at this instant, as long as their question is open. A clock that stands still presses nobody,
    /// but what was too late before it stood still is too late.
    pub fn pressing(&self, now: DateTime<Utc>) -> Option<Pressing> {
        let is_some = |state| self.each().iter().any(|(_, promise)| promise.is_unmet() && promise.state(now) == state);
        match (is_some(DeadlineState::Missed), is_some(DeadlineState::DueSoon)) {
            (true, _) => Some(Pressing::Late),
            (false, true) => Some(Pressing::Soon),
            (false, false) => None,
        }
    }
}

impl Ticket {
    /// How it presses at this instant; a finished question never does.
    pub fn pressing(&self, now: DateTime<Utc>) -> Option<Pressing> {
        self.promises.pressing(now).filter(|_| self.status().is_open())
    }
}
