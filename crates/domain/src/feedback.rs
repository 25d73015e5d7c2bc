//! "Heeft dit u geholpen?" (satisfaction survey): what an asker says of an answer, and what they ask the desk to decide.

use crate::MessageId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Did the answer help?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Helped {
    /// It did.
    Yes,
    /// In part.
    Partly,
    /// It did not.
    No,
}

impl Helped {
    /// Every answer, the best first.
    pub const ALL: [Self; 3] = [Self::Yes, Self::Partly, Self::No];

    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Partly => "partly",
            Self::No => "no",
        }
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Yes => "Ja",
            Self::Partly => "Een beetje",
            Self::No => "Nee",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|helped| helped.as_str() == word)
    }
}

/// A reason to choose why an answer did not help (reference data).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct HelpReason {
    /// Never changes.
    pub key: String,
    /// What people read.
    pub label: String,
    /// Does whoever chooses it ask that the question is opened again?
    #[serde(default)]
    pub asks_to_reopen: bool,
}

/// What became of asking that a question is opened again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AskedToReopen {
    /// Nobody asked.
    Never,
    /// Somebody at the desk has to decide.
    Waits,
    /// It was opened again.
    Reopened,
    /// Somebody decided that it stays as it is, and told the asker why.
    Declined,
}

impl AskedToReopen {
    const ALL: [Self; 4] = [Self::Never, Self::Waits, Self::Reopened, Self::Declined];

    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::Waits => "waits",
            Self::Reopened => "reopened",
            Self::Declined => "declined",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|asked| asked.as_str() == word)
    }
}

/// What an asker said of one answer; the last thing they said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feedback {
    /// The answer.
    pub answer: MessageId,
    /// Did it help?
    pub helped: Helped,
    /// Why not: the key of a reason.
    pub reason: Option<String>,
    /// Did they ask that the question is opened again?
    pub asked_to_reopen: AskedToReopen,
    /// When they said so.
    pub said_at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_read_back_as_what_was_stored() {
        for helped in Helped::ALL {
            assert_eq!(Helped::parse(helped.as_str()), Some(helped));
        }
        for asked in AskedToReopen::ALL {
            assert_eq!(AskedToReopen::parse(asked.as_str()), Some(asked));
        }
        assert_eq!((Helped::parse("maybe"), AskedToReopen::parse("")), (None, None));
    }
}
