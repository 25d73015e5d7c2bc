//! Mail that came in (inbox): where it stands, and what is known of who sent it.

use crate::{MailId, MessageId, TicketId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Where a mail stands that came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailState {
    /// As it came; nobody looked at it yet.
    Stored,
    /// It belongs to a question, and somebody of the desk decides whether it is taken over.
    Held,
    /// Nobody knows which question it belongs to: somebody of the desk decides.
    Unsorted,
    /// It stands in a question as a message.
    Taken,
    /// A machine wrote it: it is shown where it belongs, and nothing happens because of it.
    Noted,
    /// Somebody of the desk decided that it is not taken over.
    Dropped,
}

impl MailState {
    /// Every state.
    pub const ALL: [Self; 6] = [Self::Stored, Self::Held, Self::Unsorted, Self::Taken, Self::Noted, Self::Dropped];

    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stored => "stored",
            Self::Held => "held",
            Self::Unsorted => "unsorted",
            Self::Taken => "taken",
            Self::Noted => "noted",
            Self::Dropped => "dropped",
        }
    }

    /// Shown to people of the desk.
    pub fn label(self) -> &'static str {
        match self {
            Self::Stored => "nog niet gelezen",
            Self::Held => "wacht op een besluit",
            Self::Unsorted => "hoort bij geen bekende vraag",
            Self::Taken => "overgenomen",
            Self::Noted => "automatisch bericht",
            Self::Dropped => "niet overgenomen",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Does it wait for a decision of somebody?
    pub fn is_undecided(self) -> bool {
        matches!(self, Self::Held | Self::Unsorted)
    }
}

/// What the server that took a mail says of its sender (`Authentication-Results`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SenderProof {
    /// It came from whom it says.
    Passed,
    /// It did not.
    Failed,
    /// Nothing that the desk believes.
    Unknown,
}

impl SenderProof {
    /// Every word.
    pub const ALL: [Self; 3] = [Self::Passed, Self::Failed, Self::Unknown];

    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
        }
    }

    /// Shown to people of the desk.
    pub fn label(self) -> &'static str {
        match self {
            Self::Passed => "de mailserver bevestigt de afzender",
            Self::Failed => "de mailserver zegt dat de afzender niet klopt",
            Self::Unknown => "de afzender is niet gecontroleerd",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|proof| proof.as_str() == word)
    }
}

/// What was read in a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadMail {
    /// Name of the sender, as the mail says it; empty where it says none.
    pub from_name: String,
    /// Address of the sender, as the mail says it; empty where it says none.
    pub from_email: String,
    /// Subject, on one line.
    pub subject: String,
    /// What is new in it.
    pub text: String,
    /// What it quotes.
    pub tail: String,
    /// Is the sender who it says?
    pub proof: SenderProof,
}

/// A mail that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomingMail {
    /// Which.
    pub id: MailId,
    /// When it came in.
    pub received_at: DateTime<Utc>,
    /// Where it stands.
    pub state: MailState,
    /// To which question it belongs.
    pub ticket: Option<TicketId>,
    /// As which message it stands there.
    pub message: Option<MessageId>,
    /// What was read in it; none while nobody looked.
    pub read: Option<ReadMail>,
    /// Why it stands there, and what else is to be known of it, a sentence on each line.
    pub remarks: String,
    /// How often it was looked at in vain.
    pub attempts: i32,
}
