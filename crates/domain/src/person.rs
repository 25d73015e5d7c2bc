//! The people of the desk.

use crate::{Period, PersonId, RegionRef, TopicKey};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// What a person may do at the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Role {
    /// Deskundige.
    Expert,
    /// Programmaleider.
    Lead,
    /// Beheerder.
    Administrator,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 3] = [Self::Expert, Self::Lead, Self::Administrator];

    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Expert => "EXPERT",
            Self::Lead => "LEAD",
            Self::Administrator => "ADMINISTRATOR",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Expert => "deskundige",
            Self::Lead => "programmaleider",
            Self::Administrator => "beheerder",
        }
    }
}

/// A member of staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Unique.
    pub id: PersonId,
    /// As shown to askers.
    pub name: String,
    /// Where letters go, and how the person signs in. Unique, lower case.
    pub email: String,
    /// May be several.
    pub roles: Vec<Role>,
    /// False once the person has left.
    pub active: bool,
    /// One of the made-up people of the demo.
    pub demo: bool,
}

impl Person {
    /// Does the person have this role?
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Does this person work here, and answer questions?
    pub fn is_expert(&self) -> bool {
        self.active && self.has(Role::Expert)
    }
}

/// How well an expert knows a topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Can answer common questions.
    Basic,
    /// Can answer most questions.
    Good,
    /// The one others ask.
    Leading,
}

impl Level {
    /// Thousandths of full expertise.
    pub fn milli(self) -> i32 {
        match self {
            Self::Basic => 400,
            Self::Good => 700,
            Self::Leading => 1000,
        }
    }

    /// The stored number, 1 to 3.
    pub fn number(self) -> i32 {
        match self {
            Self::Basic => 1,
            Self::Good => 2,
            Self::Leading => 3,
        }
    }

    /// Reads the stored number.
    pub fn from_number(number: i32) -> Option<Self> {
        [Self::Basic, Self::Good, Self::Leading].into_iter().find(|level| level.number() == number)
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Basic => "basis",
            Self::Good => "goed",
            Self::Leading => "toonaangevend",
        }
    }
}

/// A topic an expert knows, and how well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expertise {
    /// The topic, of either axis.
    pub topic: TopicKey,
    /// How well.
    pub level: Level,
}

/// Where an expert works.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Coverage {
    /// The whole country.
    National,
    /// One region of one layout; an expert may cover several.
    Region(RegionRef),
}

/// A day of the week.
pub type Weekday = chrono::Weekday;

/// The days of the week on which somebody works, as bits: Monday is 1, Tuesday 2, … Sunday 64.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WorkingDays(pub u8);

impl WorkingDays {
    /// Monday to Friday.
    pub const FULL_WEEK: Self = Self(0b1_1111);

    /// Does the person work on this day of the week?
    pub fn contains(self, day: NaiveDate) -> bool {
        self.0 & (1 << day.weekday().num_days_from_monday()) != 0
    }
}

/// A planned or sudden absence, both days included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absence {
    /// First day away.
    pub from: NaiveDate,
    /// Last day away.
    pub to: NaiveDate,
    /// Who takes over, if anyone was named.
    pub cover: Option<PersonId>,
}

impl Absence {
    /// From its first day to its last.
    pub fn period(&self) -> Period {
        Period { from: self.from, to: Some(self.to) }
    }

    /// Away on this day?
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.period().holds_on(day)
    }
}

/// What routing needs to know of an expert; the changing load stands beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expert {
    /// The person.
    pub id: PersonId,
    /// As shown.
    pub name: String,
    /// Topics and levels.
    pub expertise: Vec<Expertise>,
    /// Where.
    pub coverage: Vec<Coverage>,
    /// Languages besides Dutch: `en`.
    pub languages: Vec<String>,
    /// Working time a week for the desk, in minutes.
    pub weekly_minutes: i32,
    /// When.
    pub working_days: WorkingDays,
    /// When not.
    pub absences: Vec<Absence>,
}

impl Expert {
    /// The absence that holds on this day, if any.
    pub fn absence_on(&self, day: NaiveDate) -> Option<&Absence> {
        self.absences.iter().find(|absence| absence.holds_on(day))
    }
}
