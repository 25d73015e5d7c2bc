//! What can happen to a question (domain event), each with its particulars.
//!
//! The names of the variants and of their fields are what stands in the ledger: a row of any age is read as it was
//! written. A new field gets a default, and is left out where it says nothing, so that old rows stay the same.

use crate::{ClosedBecause, DecisionCause, EventKind, JobId, LetterKind, Metric, PersonId, TicketId, TopicKey};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize};

/// What happened to a question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "detail", rename_all = "snake_case")]
pub enum TicketEvent {
    /// It came in.
    Received {},
    /// Routing decided.
    Routed {
        /// Why it was decided again; none when it came in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cause: Option<DecisionCause>,
        /// The expert, if one was found.
        chosen: Option<PersonId>,
    },
    /// An expert got it.
    Assigned {
        /// Who.
        expert: PersonId,
        /// Who had it, or that nobody did; nothing is said of it when it came in.
        #[serde(default, deserialize_with = "said", skip_serializing_if = "Option::is_none")]
        from: Option<Option<PersonId>>,
    },
    /// An expert lost it, and nobody else has it yet.
    Released {
        /// Who had it.
        from: Option<PersonId>,
    },
    /// Topics were confirmed or corrected.
    TopicsSet {
        /// Those it had.
        before: Vec<TopicKey>,
        /// Those it has.
        after: Vec<TopicKey>,
    },
    /// A human reacted for the first time.
    FirstResponse {},
    /// We asked the asker something; the clock stands still.
    Waiting {},
    /// The clock runs again.
    Resumed {},
    /// The asker wrote.
    AskerReacted {
        /// `false` when they only let something be known.
        #[serde(default = "yes", skip_serializing_if = "is_yes")]
        asks: bool,
    },
    /// The asker was told that somebody is at work, and when the answer comes.
    InterimSent {},
    /// An answer was sent.
    Answered {
        /// Was it the first ever?
        first: bool,
        /// Was the promise of an answer kept?
        in_time: bool,
        /// Did the question stand as answered already? Then it was not open any more.
        #[serde(default, skip_serializing_if = "is_no")]
        again: bool,
    },
    /// A note for colleagues was added.
    Noted {},
    /// A reminder was sent.
    Reminded(Reminded),
    /// A promise was broken, at its deadline.
    Breached {
        /// Which.
        metric: Metric,
    },
    /// Closed.
    Closed {
        /// Did it stand as answered? Then it was not open any more.
        answered: bool,
        /// Why; rows of before there was a choice say nothing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<ClosedBecause>,
    },
    /// Its asker was referred to another desk: it is open here no more.
    Referred {
        /// To whom, by name.
        to: String,
    },
    /// It asked the same as an earlier question, and ended in that one.
    Merged {
        /// In which.
        into: TicketId,
    },
    /// It asks something else after all: open again, with what was promised before.
    Unmerged {},
    /// From where it is, from whom, or its language was corrected.
    OriginCorrected {
        /// Which parts.
        changed: Vec<OriginPart>,
    },
    /// A colleague was asked to think along; or to answer a part of it.
    ColleagueAsked {
        /// Who.
        expert: PersonId,
        /// Which part, in words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        part: Option<String>,
    },
    /// A colleague thinks along no more: they left, or were taken off.
    ColleagueLeft {
        /// Who.
        expert: PersonId,
    },
    /// A part of it became a question of its own.
    SplitOff {
        /// Which.
        into: TicketId,
    },
    /// It was a part of an earlier question.
    SplitFrom {
        /// Of which.
        from: TicketId,
    },
    /// Opened again.
    Reopened(Reopened),
    /// A promise moved.
    DeadlineMoved {
        /// Which.
        metric: Metric,
        /// From which moment.
        from: DateTime<Utc>,
        /// To which.
        to: DateTime<Utc>,
        /// Why, in the words that the asker reads; rows of before it was kept say nothing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<String>,
    },
    /// The tracking link was replaced; the old one opens nothing.
    TrackingLinkRenewed {
        /// Was the new one sent?
        by_letter: bool,
    },
    /// A letter about it could not be delivered and will not be tried again.
    LetterDead(LetterAbout),
    /// A member of staff read it, with who asked it; once a day for each of them.
    QuestionRead {},
    /// A letter about it was not sent, because whoever it was for may no longer be told.
    LetterWithdrawn {
        /// The letter.
        #[serde(flatten)]
        letter: LetterAbout,
        /// Why, in words.
        why: String,
    },
    /// A letter that could not be delivered is sent again.
    LetterSentAgain {
        /// Which.
        job: JobId,
        /// The stored word of its kind.
        letter: String,
        /// To another address of the asker?
        corrected: bool,
    },
    /// Somebody saw that a letter could not be delivered, and left it at that.
    LetterDismissed {
        /// Which.
        job: JobId,
        /// The stored word of its kind.
        letter: String,
    },
    /// The asker does not react, but was not reached either: the desk does not close the question by itself.
    LeftOpen {
        /// The letter that did not arrive, when it was another than the reminder.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        letter: Option<LetterKind>,
    },
    /// What is known of who asked was corrected.
    ContactCorrected {
        /// Which parts, and never what stood there.
        changed: Vec<ContactPart>,
    },
}

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

impl TicketEvent {
    /// Its kind.
    pub fn kind(&self) -> EventKind {
        match self {
            Self::Received {} => EventKind::Received,
            Self::Routed { .. } => EventKind::Routed,
            Self::Assigned { .. } => EventKind::Assigned,
            Self::Released { .. } => EventKind::Released,
            Self::TopicsSet { .. } => EventKind::TopicsSet,
            Self::FirstResponse {} => EventKind::FirstResponse,
            Self::Waiting {} => EventKind::Waiting,
            Self::Resumed {} => EventKind::Resumed,
            Self::AskerReacted { .. } => EventKind::AskerReacted,
            Self::InterimSent {} => EventKind::InterimSent,
            Self::Answered { .. } => EventKind::Answered,
            Self::Noted {} => EventKind::Noted,
            Self::Reminded(_) => EventKind::Reminded,
            Self::Breached { .. } => EventKind::Breached,
            Self::Closed { .. } => EventKind::Closed,
            Self::Referred { .. } => EventKind::Referred,
            Self::Merged { .. } => EventKind::Merged,
            Self::Unmerged {} => EventKind::Unmerged,
            Self::OriginCorrected { .. } => EventKind::OriginCorrected,
            Self::ColleagueAsked { .. } => EventKind::ColleagueAsked,
            Self::ColleagueLeft { .. } => EventKind::ColleagueLeft,
            Self::SplitOff { .. } => EventKind::SplitOff,
            Self::SplitFrom { .. } => EventKind::SplitFrom,
            Self::Reopened(_) => EventKind::Reopened,
            Self::DeadlineMoved { .. } => EventKind::DeadlineMoved,
            Self::TrackingLinkRenewed { .. } => EventKind::TrackingLinkRenewed,
            Self::LetterDead(_) => EventKind::LetterDead,
            Self::QuestionRead {} => EventKind::QuestionRead,
            Self::LetterWithdrawn { .. } => EventKind::LetterWithdrawn,
            Self::LetterSentAgain { .. } => EventKind::LetterSentAgain,
            Self::LetterDismissed { .. } => EventKind::LetterDismissed,
            Self::LeftOpen { .. } => EventKind::LeftOpen,
            Self::ContactCorrected { .. } => EventKind::ContactCorrected,
        }
    }

    /// By how much it changes the number of open questions, which figures sum.
    pub fn open_delta(&self) -> i16 {
        match self {
            Self::Received {} | Self::Reopened(_) | Self::Unmerged {} => 1,
            Self::Answered { again: false, .. }
            | Self::Closed { answered: false, .. }
            | Self::Referred { .. }
            | Self::Merged { .. } => -1,
            Self::Answered { again: true, .. }
            | Self::Closed { answered: true, .. }
            | Self::Routed { .. }
            | Self::Assigned { .. }
            | Self::Released { .. }
            | Self::TopicsSet { .. }
            | Self::OriginCorrected { .. }
            | Self::ColleagueAsked { .. }
            | Self::ColleagueLeft { .. }
            | Self::SplitOff { .. }
            | Self::SplitFrom { .. }
            | Self::FirstResponse {}
            | Self::Waiting {}
            | Self::Resumed {}
            | Self::AskerReacted { .. }
            | Self::InterimSent {}
            | Self::Noted {}
            | Self::Reminded(_)
            | Self::Breached { .. }
            | Self::DeadlineMoved { .. }
            | Self::TrackingLinkRenewed { .. }
            | Self::LetterDead(_)
            | Self::QuestionRead {}
            | Self::LetterWithdrawn { .. }
            | Self::LetterSentAgain { .. }
            | Self::LetterDismissed { .. }
            | Self::LeftOpen { .. }
            | Self::ContactCorrected { .. } => 0,
        }
    }
}

/// What stands there, also when it says that there is none.
fn said<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Option<PersonId>>, D::Error> {
    Option::deserialize(from).map(Some)
}

fn yes() -> bool {
    true
}

fn is_yes(value: &bool) -> bool {
    *value
}

fn is_no(value: &bool) -> bool {
    !*value
}
