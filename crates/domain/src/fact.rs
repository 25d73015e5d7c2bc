//! One thing that counts on a day (a fact, as a star schema calls it), and by what it is counted.

use crate::{Axis, Became, OrganisationKind, Origin, PersonId, Place, TicketId, TopicKey};
use chrono::NaiveDate;

/// What counts on a day. Each kind has its own day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FactKind {
    /// A question came in, on the day of receipt.
    Received,
    /// A question was answered for the first time.
    Answered,
    /// A question was opened again.
    Reopened,
    /// The number of open questions changed; the value says by how much.
    OpenChange,
    /// A first reaction was promised for this day; the value is 1 when it was kept.
    ReactionDue,
    /// An answer was promised for this day; the value is 1 when it was kept.
    AnswerDue,
    /// A first reaction came; the value says after how many minutes of work.
    ReactionMet,
    /// An answer came; the value says after how many minutes of work.
    AnswerMet,
    /// An open question was closed without an answer.
    ClosedUnanswered,
    /// The asker of an open question was referred to another desk.
    Referred,
    /// An answer was promised for this day, and it is known what became of that: the value is the number of a [`Became`].
    AnswerBecame,
    /// A question was answered for the first time; the value is the number of what its asker says of that.
    AnswerJudged,
}

impl FactKind {
    /// Every kind.
    pub const ALL: [Self; 12] = [
        Self::Received,
        Self::Answered,
        Self::Reopened,
        Self::OpenChange,
        Self::ReactionDue,
        Self::AnswerDue,
        Self::ReactionMet,
        Self::AnswerMet,
        Self::ClosedUnanswered,
        Self::Referred,
        Self::AnswerBecame,
        Self::AnswerJudged,
    ];

    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Answered => "answered",
            Self::Reopened => "reopened",
            Self::OpenChange => "open_change",
            Self::ReactionDue => "reaction_due",
            Self::AnswerDue => "answer_due",
            Self::ReactionMet => "reaction_met",
            Self::AnswerMet => "answer_met",
            Self::ClosedUnanswered => "closed_unanswered",
            Self::Referred => "referred",
            Self::AnswerBecame => "answer_became",
            Self::AnswerJudged => "answer_judged",
        }
    }
}

/// One thing that counts on a day, with everything that figures are filtered and split by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fact {
    /// Of which question.
    pub ticket: TicketId,
    /// When that came in.
    pub received_on: NaiveDate,
    /// Who asked.
    pub organisation_kind: OrganisationKind,
    /// From where.
    pub place: Place,
    /// What it is about now, in order.
    pub topics: Vec<(Axis, TopicKey)>,
    /// What it was about at first, when that was changed.
    pub first_topics: Option<Vec<(Axis, TopicKey)>>,
    /// Who has it now.
    pub expert: Option<PersonId>,
    /// Under which policy it is promised now.
    pub policy: String,
    /// Through which door it came in.
    pub channel: Origin,
    /// How much it counts: see [`FactKind`]; 1 where that says nothing.
    pub value: i32,
}

/// What figures are split by. Regions are folded from places by whoever knows the layouts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Split {
    /// Not at all.
    None,
    /// By topic of one axis; a question with two topics counts under both.
    Topic(Axis),
    /// The same, by what questions were about at first.
    FirstTopic(Axis),
    /// By kind of organisation.
    OrganisationKind,
    /// By place.
    Place,
    /// By expert who has it now.
    Expert,
    /// By what became of it, for the kinds of facts that say so.
    Became,
}

/// One part of a split.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The whole.
    All,
    /// One topic.
    Topic(TopicKey),
    /// One kind of organisation.
    OrganisationKind(OrganisationKind),
    /// One place.
    Place(Place),
    /// One expert; none: unassigned.
    Expert(Option<PersonId>),
    /// What became of it.
    Became(Became),
}
