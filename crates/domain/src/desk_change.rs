//! What an administrator or a lead changed at the desk (audit detail), as the ledger keeps it.

use crate::{Absence, AnswerId, LayoutKey, OrganisationId, PersonId, TopicKey};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What changed in the roster.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum RosterChange {
    /// What somebody knows, where they work, how much time they have.
    Profile {
        /// Whose.
        expert: PersonId,
        /// The profile as it stood, for people to compare: an old line stays readable whatever a profile becomes.
        before: Value,
        /// As it stands now.
        after: Value,
    },
    /// An absence was planned.
    Away {
        /// Whose.
        expert: PersonId,
        /// Which.
        away: Absence,
    },
    /// An absence was taken back, or ended early.
    Back {
        /// Whose.
        expert: PersonId,
        /// The first day of that absence.
        back: NaiveDate,
    },
    /// A conflict of interest was taken back.
    ConflictWithdrawn {
        /// Whose.
        expert: PersonId,
        /// With which organisation.
        #[serde(rename = "conflictWithdrawn")]
        organisation: OrganisationId,
    },
    /// People were installed: a first roster, or those of a demo.
    Installed {
        /// How many.
        people: usize,
        /// How many of them are experts.
        experts: usize,
    },
}

/// What changed in the regions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum RegionsChange {
    /// A layout was replaced from a day on.
    Replaced {
        /// Which.
        layout: LayoutKey,
        /// From when on.
        from: NaiveDate,
        /// How many municipalities moved.
        moved: usize,
        /// How many came.
        added: usize,
        /// How many went.
        dropped: usize,
        /// The first days of the editions that it replaced.
        replaced_editions: Vec<NaiveDate>,
    },
    /// A fresh database was filled.
    Installed {
        /// With which set.
        installed: String,
    },
}

/// What changed about the model that proposes topics.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ModelChange {
    /// One was fitted.
    Fitted {
        /// Its version.
        version: String,
        /// Up to which correction.
        until: i64,
        /// Does it route from now on?
        active: bool,
        /// How it did.
        report: ModelReport,
    },
    /// A lead went back.
    WentBack {
        /// To which version; none is what the program knows by itself.
        #[serde(rename = "backTo")]
        back_to: Option<String>,
    },
}

/// How a new model did beside the one that routes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ModelReport {
    /// On how many confirmed questions.
    pub examined: usize,
    /// Were there enough of them?
    pub compared: bool,
    /// What the model of before had right, in points.
    pub right_before: u32,
    /// What the new one had right.
    pub right_after: u32,
}

/// What changed in the lexicon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum LexiconChange {
    /// A word was added.
    Added {
        /// The word.
        added: String,
        /// For which topic.
        topic: TopicKey,
        /// How much it counts.
        weight: u8,
    },
    /// A word was taken out.
    Removed {
        /// Its number.
        removed: i64,
    },
}

/// What changed among the topics. Their words stand with them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum TopicsChange {
    /// One was added.
    Added {
        /// Which.
        added: TopicKey,
    },
    /// Its name or what belongs to it changed.
    Worded {
        /// Which.
        worded: TopicKey,
    },
    /// It got another last day, or another successor.
    Ended {
        /// Which.
        ended: TopicKey,
        /// Its last day; none when it goes on.
        last: Option<NaiveDate>,
        /// What takes its place.
        successor: Option<TopicKey>,
        /// How many experts know the successor by that.
        experts: usize,
    },
}

/// What changed among the text blocks. Their words stand with them, and nowhere in the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextBlockChange {
    /// Its number.
    pub block: i64,
    /// Is it for everybody, and not only for who made it?
    pub shared: bool,
    /// What became of it.
    pub did: TextBlockEdit,
}

/// What became of a text block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextBlockEdit {
    /// It was made.
    Added,
    /// Its words, or who has it, changed.
    Changed,
    /// It is no more.
    Removed,
}

/// What became of an answer for everybody. Its words stand with its version, and nowhere in the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerChange {
    /// Which.
    pub answer: AnswerId,
    /// Which version.
    pub version: i32,
    /// What became of it.
    pub did: AnswerStep,
}

/// A step of an answer for everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerStep {
    /// A first version was begun.
    Made,
    /// A second reader was asked.
    Offered,
    /// The second reader sent it back.
    SentBack,
    /// The second reader published it.
    Published,
    /// A next version was begun.
    Revised,
    /// It was taken away from the public.
    Withdrawn,
    /// What was being written was thrown away.
    Dropped,
}

/// What an administrator did about an organisation. Names are not written down: people are called by them as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum OrganisationChange {
    /// It was made one with another.
    Merged {
        /// Which is another name from now on.
        merged: OrganisationId,
        /// Of which.
        into: OrganisationId,
        /// How many questions moved.
        questions: u64,
        /// How many e-mail domains.
        domains: u64,
        /// How many conflicts of interest.
        conflicts: u64,
    },
    /// It is called otherwise, or is elsewhere.
    Renamed {
        /// Which.
        renamed: OrganisationId,
    },
    /// Its name may be told to strangers.
    Confirmed {
        /// Which.
        confirmed: OrganisationId,
    },
}
