//! How sure the desk is (calibration, Platt scaling): from scores to chances that hold.
//!
//! A score says how far a text leans; a chance must be right as often as it says. The scales below were fitted on every
//! question of the corpus, each answered by a classifier that had not learned from it. `bench certainty` fits them again
//! and prints what they are worth.

/// What decides how sure the desk is of a topic, each with its weight.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scale {
    start: f32,
    score: f32,
    lead: f32,
    familiarity: f32,
    doubt: f32,
}

pub(crate) const THEMES: Scale = Scale { start: 0.191, score: 0.675, lead: 0.383, familiarity: -0.149, doubt: -0.132 };
pub(crate) const GROUPS: Scale = Scale { start: -1.333, score: 0.259, lead: 0.563, familiarity: 0.62, doubt: -0.126 };

/// What is known of a text beside the scores of its topics.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Text {
    /// Share of its words that is known.
    pub familiarity: f32,
    /// Logit of the doubt whether it is for this desk.
    pub doubt: f32,
}

impl Scale {
    /// The chance that a topic is one of the question's, given its score and how far that is above the best other one.
    pub(crate) fn chance(self, score: f32, lead: f32, text: Text) -> f32 {
        sigmoid(
            self.start
                + self.score * score
                + self.lead * lead
                + self.familiarity * text.familiarity
                + self.doubt * text.doubt,
        )
    }
}

/// From a score to a chance.
pub(crate) fn sigmoid(score: f32) -> f32 {
    1.0 / (1.0 + libm::expf(-score))
}

/// A gate that keeps its promise on the questions that come with the program, for desks with too few of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StandardGate {
    /// At most one in so many of what the desk assigns by itself is wrong.
    pub one_wrong_in: u32,
    /// The certainty it takes, in percent.
    pub from_percent: i32,
    /// Of a hundred questions, how many are so sure.
    pub assigned_percent: u32,
}

impl StandardGate {
    /// How many questions they were measured on, each answered by a classifier that had learned from other files.
    pub const MEASURED_ON: u32 = 4_498;
    /// The strictest first. `bench certainty` measures them again.
    pub const ALL: [Self; 3] = [
        Self { one_wrong_in: 20, from_percent: 86, assigned_percent: 57 },
        Self { one_wrong_in: 10, from_percent: 64, assigned_percent: 79 },
        Self { one_wrong_in: 5, from_percent: 12, assigned_percent: 97 },
    ];
}
