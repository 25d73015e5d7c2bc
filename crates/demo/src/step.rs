//! One thing that happens to a question.

use chrono::Duration;

/// One thing that happened to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// How long after receipt, by the clock on the wall.
    pub after: Duration,
    /// What.
    pub what: What,
}

/// What can happen to a question. Texts are Dutch unless the question is English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// The expert asks something; the clock stands still.
    AskBack {
        /// To the asker.
        body: String,
    },
    /// The asker writes.
    AskerReacts {
        /// To the expert.
        body: String,
    },
    /// The expert notes something for colleagues.
    Note {
        /// Not for the asker.
        body: String,
    },
    /// The expert answers.
    Answer {
        /// To the asker.
        body: String,
    },
    /// The expert closes it.
    Close,
    /// The desk opens it again.
    Reopen {
        /// Why.
        reason: String,
    },
    /// The expert gives it to somebody else; to whom is for the desk to choose.
    HandOver {
        /// Why.
        reason: String,
    },
    /// The expert sets the topics.
    CorrectTopics {
        /// Keys.
        groups: Vec<String>,
        /// Keys, the primary one first.
        themes: Vec<String>,
    },
}
