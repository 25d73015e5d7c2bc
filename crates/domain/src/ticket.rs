//! One question put to the desk, with everything said about it.

use crate::{
    Axis, Deadline, Ending, MessageId, Metric, OrganisationId, OrganisationKind, Origin, PersonId, Place,
    PromiseOutcome, Promises, Reference, Standing, SubmissionKey, TicketId, TicketStatus, TopicKey,
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// So long afterwards it can be undone that a question ended in another one, as if it had not.
const UNMERGED_WITHIN: TimeDelta = TimeDelta::days(1);

/// The person who asked. Kept with the ticket only, so that retention can blank it in one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// As the asker wrote it.
    pub name: String,
    /// Where letters go.
    pub email: String,
    /// If given.
    pub phone: Option<String>,
}

/// A question and where it stands; its messages and events are read apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// Running number.
    pub id: TicketId,
    /// What people call it.
    pub reference: Reference,
    /// Under which key it was submitted.
    pub submission_key: SubmissionKey,
    /// What it is about, in the asker's words.
    pub subject: String,
    /// Where it stands.
    pub standing: Standing,
    /// When it came in.
    pub received_at: DateTime<Utc>,
    /// Who asks.
    pub organisation: OrganisationId,
    /// What sort of organisation asks.
    pub organisation_kind: OrganisationKind,
    /// Its name.
    pub organisation_name: String,
    /// About which place: the first that was given, or that of its organisation. Figures count it there.
    pub place: Place,
    /// About which other places.
    pub also: Vec<Place>,
    /// For whom its asker works, if they advise somebody.
    pub works_for: Option<String>,
    /// Who asks, in person.
    pub contact: Contact,
    /// `nl` or `en`.
    pub language: String,
    /// The classifier doubts that the question is for this desk; a human decides.
    pub out_of_scope: bool,
    /// Which promise holds: `standard` or `complex`.
    pub policy: String,
    /// Through which door it came in.
    pub channel: Origin,
    /// Groups and themes.
    pub topics: Vec<TicketTopic>,
    /// Who has it.
    pub assignee: Option<PersonId>,
    /// Why they have it, in one Dutch sentence.
    pub routing_summary: String,
    /// How much work it is thought to be, in minutes of an expert.
    pub effort_minutes: i32,
    /// Phone numbers or e-mail addresses were found in the text; whoever reads on should take care.
    pub has_personal_data: bool,
    /// The promises that hold now.
    pub promises: Promises,
    /// Counts up with every change; a change names the revision it saw.
    pub revision: i32,
    /// When it was answered for the first time.
    pub first_answered_at: Option<DateTime<Utc>>,
    /// When it was answered last.
    pub answered_at: Option<DateTime<Utc>>,
    /// How often its tracking link was replaced.
    pub link_number: i32,
    /// It was taken in without letters: nobody is written to about the promises it came with.
    pub quiet: bool,
    /// When it was erased who asked; nothing of it changes after that.
    pub contact_erased_at: Option<DateTime<Utc>>,
    /// When every text of it was erased.
    pub texts_erased_at: Option<DateTime<Utc>>,
}

impl Ticket {
    /// Every place that it is about.
    pub fn places(&self) -> impl Iterator<Item = &Place> {
        std::iter::once(&self.place).chain(&self.also)
    }

    /// Where it stands, in one word.
    pub fn status(&self) -> TicketStatus {
        self.standing.status()
    }

    /// The promise of one metric, if it may still be given more time; otherwise why not (in Dutch).
    pub fn extendable(&self, metric: Metric, now: DateTime<Utc>) -> Result<&Deadline, &'static str> {
        let promise = self.promises.of(metric);
        match promise.outcome_at(now) {
            None if self.status().is_open() => Ok(promise),
            Some(PromiseOutcome::Broken) if promise.met_at.is_none() => {
                Err("Deze termijn is al voorbij. Verlengen kan alleen voordat de vraagsteller op ons wacht.")
            }
            _ => Err("Deze belofte is al afgerond."),
        }
    }

    /// Is it doubted to be for this desk, and did nobody say what it is about? Then it waits for a lead, however long.
    pub fn is_doubted(&self) -> bool {
        self.out_of_scope && self.topics.is_empty()
    }

    /// Do we wait for the asker? Also while a question that waits looks for another expert.
    pub fn is_waiting(&self) -> bool {
        self.standing.asked().is_some()
    }

    /// Did it end in another one so lately that it can be undone?
    pub fn can_be_unmerged(&self, now: DateTime<Utc>) -> bool {
        let is_merged = matches!(self.standing.ending(), Some(Ending::MergedInto(_)));
        is_merged && self.standing.closed_at().is_some_and(|at| now - at <= UNMERGED_WITHIN)
    }

    /// Was it answered, and is it not open again?
    pub fn is_answered(&self) -> bool {
        self.first_answered_at.is_some() && !self.status().is_open()
    }

    /// On whose week it counts: its expert's, while that expert can do something about it. Waiting costs nothing.
    pub fn busy(&self) -> Option<PersonId> {
        self.assignee.filter(|_| self.status() == TicketStatus::Assigned)
    }

    /// The keys of its topics.
    pub fn topic_keys(&self) -> Vec<TopicKey> {
        self.topics.iter().map(|topic| topic.key.clone()).collect()
    }
}

/// Who said that a ticket is about this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TopicSource {
    /// Ticked in the form.
    Asker,
    /// Proposed by the classifier.
    Classifier,
    /// Confirmed or corrected by an expert.
    Expert,
}

impl TopicSource {
    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Asker => "ASKER",
            Self::Classifier => "CLASSIFIER",
            Self::Expert => "EXPERT",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Asker, Self::Classifier, Self::Expert].into_iter().find(|source| source.as_str() == word)
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Asker => "gekozen door de vraagsteller",
            Self::Classifier => "voorgesteld door het loket",
            Self::Expert => "vastgesteld door een deskundige",
        }
    }
}

/// One topic of a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketTopic {
    /// Which topic.
    pub key: TopicKey,
    /// On which axis.
    pub axis: Axis,
    /// Who said so.
    pub source: TopicSource,
    /// How sure the classifier was, in thousandths; none for people.
    pub confidence: Option<i32>,
    /// The theme whose expert should answer. At most one per ticket.
    pub primary: bool,
    /// The words that led the classifier here.
    pub evidence: Vec<String>,
}

/// What sort of message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MessageKind {
    /// The first message.
    Question,
    /// The asker wrote again.
    AskerReaction,
    /// The expert asks the asker something.
    AskBack,
    /// The expert says that somebody is at work, and when the answer comes.
    Interim,
    /// The expert answers.
    Answer,
    /// For colleagues only.
    Note,
    /// The desk tells the asker something that is no answer: why it closes the question, or who can help.
    Notice,
}

impl MessageKind {
    /// Every kind.
    pub const ALL: [Self; 7] =
        [Self::Question, Self::AskerReaction, Self::AskBack, Self::Interim, Self::Answer, Self::Note, Self::Notice];

    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Question => "QUESTION",
            Self::AskerReaction => "ASKER_REACTION",
            Self::AskBack => "ASK_BACK",
            Self::Interim => "INTERIM",
            Self::Answer => "ANSWER",
            Self::Note => "NOTE",
            Self::Notice => "NOTICE",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Only for people of the desk?
    pub fn is_internal(self) -> bool {
        matches!(self, Self::Note)
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Question => "Vraag",
            Self::AskerReaction => "Reactie van de vraagsteller",
            Self::AskBack => "Wedervraag",
            Self::Interim => "Tussenbericht",
            Self::Answer => "Antwoord",
            Self::Note => "Notitie (alleen voor het loket)",
            Self::Notice => "Bericht van het loket",
        }
    }
}

/// One thing said in a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Unique; sorts by time.
    pub id: MessageId,
    /// What sort.
    pub kind: MessageKind,
    /// The member of staff who wrote it; none when the asker did.
    pub author: Option<PersonId>,
    /// The name to show.
    pub author_name: String,
    /// Plain text.
    pub body: String,
    /// When.
    pub sent_at: DateTime<Utc>,
}
