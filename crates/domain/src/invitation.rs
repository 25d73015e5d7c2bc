//! Colleagues who are asked about a question (mention, collaborator): to think along, or to answer a part of it.

use crate::PersonId;
use chrono::{DateTime, Utc};

/// As what somebody was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InvitedAs {
    /// To read, and to think along in notes.
    ThinksAlong,
    /// To answer a part of it: whoever has the question sends that with the rest.
    Second,
}

impl InvitedAs {
    /// Every way.
    pub const ALL: [Self; 2] = [Self::ThinksAlong, Self::Second];

    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ThinksAlong => "THINKS_ALONG",
            Self::Second => "SECOND",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.as_str() == word)
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::ThinksAlong => "denkt mee",
            Self::Second => "tweede deskundige",
        }
    }
}

/// Somebody who was asked, until they leave or are taken off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Who.
    pub person: PersonId,
    /// As what.
    pub invited_as: InvitedAs,
    /// What they were asked; empty where a note says it.
    pub asks: String,
    /// By whom.
    pub invited_by: PersonId,
    /// When.
    pub invited_at: DateTime<Utc>,
}
