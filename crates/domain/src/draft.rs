//! What somebody is writing about a question (draft), before they send it.

use crate::PersonId;
use chrono::{DateTime, Utc};

/// What a draft is to become.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DraftKind {
    /// A message to the asker.
    Answer,
    /// A note for colleagues.
    Note,
}

impl DraftKind {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::Answer, Self::Note];

    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Answer => "ANSWER",
            Self::Note => "NOTE",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// What people read: somebody writes …
    pub fn label(self) -> &'static str {
        match self {
            Self::Answer => "een antwoord",
            Self::Note => "een notitie",
        }
    }
}

/// What somebody is writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Who.
    pub person: PersonId,
    /// What it is to become.
    pub kind: DraftKind,
    /// As far as it is written.
    pub body: String,
    /// The revision of the question that its writer saw.
    pub revision: i32,
    /// When it was kept.
    pub kept_at: DateTime<Utc>,
}
