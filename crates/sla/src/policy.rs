//! What is promised.

use serde::{Deserialize, Serialize};

/// How many working days a promise gives, and when to remind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Under which name it is stored with a ticket.
    pub name: String,
    /// Working days until the first reaction by a human being.
    pub first_response_days: u32,
    /// Working days until the answer.
    pub answer_days: u32,
    /// Working days before the first reaction is due that it counts as due soon.
    pub remind_first_response_days: u32,
    /// Working days before the answer is due that it counts as due soon.
    pub remind_answer_days: u32,
}

impl Policy {
    /// Two days to react, ten to answer.
    pub fn standard() -> Self {
        Self {
            name: "standard".to_owned(),
            first_response_days: 2,
            answer_days: 10,
            remind_first_response_days: 1,
            remind_answer_days: 2,
        }
    }

    /// For regional or legal questions: two days to react, twenty to answer.
    pub fn complex() -> Self {
        Self { name: "complex".to_owned(), answer_days: 20, ..Self::standard() }
    }

    /// The standard policy and the complex one.
    pub fn all() -> [Self; 2] {
        [Self::standard(), Self::complex()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complex_question_gets_twice_the_time_for_the_answer_only() {
        let (standard, complex) = (Policy::standard(), Policy::complex());
        assert_eq!((standard.first_response_days, standard.answer_days), (2, 10));
        assert_eq!((complex.first_response_days, complex.answer_days), (2, 20));
        assert_eq!((complex.remind_first_response_days, complex.remind_answer_days), (1, 2));
    }
}
