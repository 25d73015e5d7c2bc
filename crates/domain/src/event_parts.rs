//! What events say besides that something happened (event payloads): who, which part, in which words.

use crate::{JobId, Metric, OrganisationKind, PersonId, Place};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A part of what is known of who asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactPart {
    /// Their name.
    Name,
    /// Their e-mail address.
    Email,
    /// Their telephone number.
    Phone,
    /// What their organisation is called.
    Organisation,
}

/// A part of where a question comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OriginPart {
    /// From which municipality or region.
    Place,
    /// What sort of organisation asks.
    Kind,
    /// Which organisation asks.
    Organisation,
    /// In which language.
    Language,
}

impl OriginPart {
    /// Do figures tell questions apart by it?
    pub fn is_counted(self) -> bool {
        match self {
            Self::Place | Self::Kind => true,
            Self::Organisation | Self::Language => false,
        }
    }
}

/// From where a question was taken to come: the words of figures, and never who asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OriginWas {
    /// From what sort of organisation.
    pub kind: OrganisationKind,
    /// About which place.
    pub place: Place,
}

/// A letter, as the ledger names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterAbout {
    /// Which.
    pub job: JobId,
    /// The stored word of its kind, which may be of another version of the program.
    pub letter: String,
    /// Whom of the desk it was for; none for letters to askers.
    pub person: Option<PersonId>,
}

/// Who was reminded of what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Reminded {
    /// The asker, that we wait for them.
    Asker {
        /// Always the same word.
        who: TheAsker,
        /// When the question is closed, if it is.
        closes_at: Option<DateTime<Utc>>,
    },
    /// Whoever hears of the question, of a promise that comes near.
    Promise {
        /// Which.
        metric: Metric,
    },
}

/// Who opened a question again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Reopened {
    /// The asker, by writing.
    ByAsker {
        /// Always the same word.
        by: TheAsker,
    },
    /// Somebody at the desk.
    ByDesk {
        /// Why, in their words.
        reason: String,
    },
}

/// The word `asker`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TheAsker {
    /// The only one.
    #[serde(rename = "asker")]
    Asker,
}

/// Why something was erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErasedBecause {
    /// It was kept long enough.
    Term,
    /// Somebody asked for it.
    Request,
}
