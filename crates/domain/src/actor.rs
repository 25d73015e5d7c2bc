//! Who does something, and through which door.

use crate::{PersonId, Role, TicketId};
use serde::{Deserialize, Serialize};

/// Who does something. Every verb takes one, and policy decides by it alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// Nobody in particular.
    Anonymous,
    /// Whoever holds the tracking link of this one ticket.
    Asker(TicketId),
    /// A signed-in member of staff.
    Staff {
        /// Who.
        id: PersonId,
        /// As what.
        roles: Vec<Role>,
    },
    /// The desk itself: sweeps, imports, the operator at the command line.
    System,
}

impl Actor {
    /// Does the actor have this role?
    pub fn has(&self, role: Role) -> bool {
        matches!(self, Self::Staff { roles, .. } if roles.contains(&role))
    }

    /// The member of staff, if it is one.
    pub fn person(&self) -> Option<PersonId> {
        match self {
            Self::Staff { id, .. } => Some(*id),
            Self::Anonymous | Self::Asker(_) | Self::System => None,
        }
    }
}

/// Through which door something was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// A page.
    Web,
    /// The public API.
    Api,
    /// The command line.
    Cli,
    /// The worker.
    Worker,
    /// A mail.
    Mail,
}

impl Origin {
    /// Those through which questions come in (channels).
    pub const OF_QUESTIONS: [Self; 4] = [Self::Web, Self::Mail, Self::Api, Self::Cli];

    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Api => "api",
            Self::Cli => "cli",
            Self::Worker => "worker",
            Self::Mail => "mail",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Web, Self::Api, Self::Cli, Self::Worker, Self::Mail].into_iter().find(|origin| origin.as_str() == word)
    }
}
