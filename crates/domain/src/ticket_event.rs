//! What can happen to a question (domain event), each with its particulars.
//!
//! The names of the variants and of their fields are what stands in the ledger: a row of any age is read as it was
//! written. A new field gets a default, and is left out where it says nothing, so that old rows stay the same.

use crate::event_parts::{ContactPart, ErasedBecause, LetterAbout, OriginPart, OriginWas, Reminded, Reopened};
use crate::{
    ClosedBecause, DecisionCause, Helped, JobId, LetterKind, MailId, MailState, MessageId, Metric, PersonId, TicketId,
    TopicKey,
};
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
        /// What figures counted it under before, when that changed; rows of before it was kept say nothing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        was: Option<OriginWas>,
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
    /// A file came with a message. What it is called is said with the message only.
    FileAdded {
        /// As what it is served.
        media_type: String,
        /// How long it is.
        bytes: i64,
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
    /// It is promised under another policy.
    PolicySet {
        /// Under which it was.
        before: String,
        /// Under which it is.
        after: String,
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
        /// Why, where somebody said so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
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
    /// The asker said whether an answer helped.
    AnswerJudged {
        /// Did it?
        helped: Helped,
        /// Why not: the key of a reason.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
        /// Do they ask that the question is opened again?
        #[serde(default, skip_serializing_if = "is_no")]
        asks_to_reopen: bool,
    },
    /// The asker asked to open it again, and somebody decided that it stays as it is.
    ReopeningDeclined {
        /// Why, in the words that the asker reads.
        reason: String,
    },
    /// The asker had lost the tracking link, and got it again by letter.
    TrackingLinkSentAgain {},
    /// A mail that belongs to it came to stand elsewhere: it waits for a decision, say, or was taken over.
    MailSorted {
        /// Which.
        mail: MailId,
        /// Where it stands now.
        state: MailState,
    },
    /// Nothing of it goes, whatever its term.
    Held {
        /// Why, in words.
        reason: String,
    },
    /// What should go, goes again.
    HoldLifted {
        /// Why, in words.
        reason: String,
    },
    /// Who asked it is no longer known.
    ContactErased {
        /// Why.
        because: ErasedBecause,
    },
    /// One message is no longer known.
    MessageErased {
        /// Which.
        message: MessageId,
    },
    /// What was said, asked and decided in words is no longer known.
    TextsErased {
        /// Why.
        because: ErasedBecause,
    },
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
