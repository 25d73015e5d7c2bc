//! Why a question went to whom.

use crate::PersonId;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// What made the desk decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecisionCause {
    /// A question came in.
    Submitted,
    /// It was opened again.
    Reopened,
    /// Its topics were corrected.
    TopicsCorrected,
    /// From where it is, from whom, or its language was corrected.
    OriginCorrected,
    /// An expert handed it over.
    Handover,
    /// A lead overruled.
    Overruled,
    /// An absence began or ended.
    Absence,
    /// The expert lost the right topic or region.
    RosterChanged,
    /// It waited until somebody had room.
    Sweep,
    /// Its asker reacted, and it counts in its expert's week again.
    Resumed,
    /// Only to see what would happen.
    Preview,
}

impl DecisionCause {
    /// Every cause.
    pub const ALL: [Self; 11] = [
        Self::Submitted,
        Self::Reopened,
        Self::TopicsCorrected,
        Self::OriginCorrected,
        Self::Handover,
        Self::Overruled,
        Self::Absence,
        Self::RosterChanged,
        Self::Sweep,
        Self::Resumed,
        Self::Preview,
    ];

    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::Reopened => "reopened",
            Self::TopicsCorrected => "topics_corrected",
            Self::OriginCorrected => "origin_corrected",
            Self::Handover => "handover",
            Self::Overruled => "overruled",
            Self::Absence => "absence",
            Self::RosterChanged => "roster_changed",
            Self::Sweep => "sweep",
            Self::Resumed => "resumed",
            Self::Preview => "preview",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.as_str() == word)
    }
}

/// A routing decision: who, and why, and who else was considered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// The expert, if one could be found.
    pub chosen: Option<PersonId>,
    /// One Dutch sentence a lead could read out.
    pub summary: String,
    /// Every expert considered: the eligible ones best first, then the excluded ones, each with its reason.
    pub candidates: Vec<Candidate>,
    /// What was relaxed because nobody fitted, in Dutch; empty normally.
    pub relaxed: Vec<String>,
    /// When.
    pub decided_at: DateTime<Utc>,
}

/// One expert who was considered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// Who.
    pub expert: PersonId,
    /// As shown at the time.
    pub name: String,
    /// The sum of the reasons' points; none for the excluded.
    pub score: Option<i32>,
    /// Why not.
    pub excluded: Option<Exclusion>,
    /// What the score is made of; the points add up to it.
    pub reasons: Vec<Reason>,
}

/// One term of a score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// Thousandths; may be negative.
    pub points: i32,
    /// In Dutch: `kent woonzorgvisie (toonaangevend)`.
    pub text: String,
}

/// Why an expert could not be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "because")]
pub enum Exclusion {
    /// Knows none of the topics.
    Topic,
    /// Knows one of the topics, but not the one whose expert is looked for.
    MainTopic,
    /// Does not work in any of the regions.
    Region,
    /// Does not speak the language.
    Language {
        /// The language asked for.
        language: String,
    },
    /// Away on the day the answer is due.
    Absent {
        /// Until when.
        until: NaiveDate,
    },
    /// Has as much work as fits in the week.
    Full {
        /// Open work, in minutes.
        open_minutes: i32,
        /// Weekly capacity, in minutes.
        weekly_minutes: i32,
    },
    /// Gave this question away before.
    Declined,
    /// May not answer, or has left.
    NotAllowed,
    /// Said to have a conflict of interest with the organisation.
    ConflictOfInterest,
}

impl Exclusion {
    /// What people read.
    pub fn in_words(&self) -> String {
        match self {
            Self::Topic => "kent geen van de onderwerpen".to_owned(),
            Self::MainTopic => "kent het hoofdthema niet".to_owned(),
            Self::Region => "werkt niet in deze regio".to_owned(),
            Self::Language { language } if language == "en" => "antwoordt niet in het Engels".to_owned(),
            Self::Language { language } => format!("antwoordt niet in deze taal ({language})"),
            Self::Absent { until } => format!("afwezig tot en met {}", crate::day_in_words(*until)),
            Self::Full { open_minutes, weekly_minutes } => {
                format!("heeft al {} uur open werk op {} uur per week", open_minutes / 60, weekly_minutes / 60)
            }
            Self::Declined => "gaf deze vraag eerder door".to_owned(),
            Self::NotAllowed => "mag geen vragen beantwoorden".to_owned(),
            Self::ConflictOfInterest => "meldde een belangenconflict".to_owned(),
        }
    }
}
