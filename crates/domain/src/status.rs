//! Where a ticket stands, in one word (status).

use serde::{Deserialize, Serialize};

/// Where a ticket stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TicketStatus {
    /// Nobody has it yet.
    Unassigned,
    /// An expert has it.
    Assigned,
    /// An expert asked the asker something; the clock stands still.
    WaitingForAsker,
    /// An answer was sent.
    Answered,
    /// Done.
    Closed,
}

impl TicketStatus {
    /// Every status.
    pub const ALL: [Self; 5] = [Self::Unassigned, Self::Assigned, Self::WaitingForAsker, Self::Answered, Self::Closed];

    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unassigned => "UNASSIGNED",
            Self::Assigned => "ASSIGNED",
            Self::WaitingForAsker => "WAITING_FOR_ASKER",
            Self::Answered => "ANSWERED",
            Self::Closed => "CLOSED",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Unassigned => "Nog niet toegewezen",
            Self::Assigned => "In behandeling",
            Self::WaitingForAsker => "Wacht op vraagsteller",
            Self::Answered => "Beantwoord",
            Self::Closed => "Gesloten",
        }
    }

    /// Those in which somebody at the desk still has to do something.
    pub const OPEN: [Self; 3] = [Self::Unassigned, Self::Assigned, Self::WaitingForAsker];
    /// Those in which nobody has to.
    pub const DONE: [Self; 2] = [Self::Answered, Self::Closed];

    /// Does somebody at the desk still have to do something?
    pub fn is_open(self) -> bool {
        Self::OPEN.contains(&self)
    }
}
