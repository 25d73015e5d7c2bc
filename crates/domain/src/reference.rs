//! What people say over the phone: `EHA-2026-004217-K`.

use crate::TicketId;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use unicode_normalization::UnicodeNormalization;

/// Letters that cannot be mistaken for a digit or for each other when read aloud or written by hand.
const CHECK_LETTERS: &[u8; 23] = b"ABCDEFGHJKLMNPQRSTUVWXZ";

/// Year, number and check letter of a ticket. A reference that parses has the right letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Reference {
    /// Year of receipt.
    pub year: i32,
    /// The ticket.
    pub ticket: TicketId,
}

/// Why a text is no reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReferenceError {
    /// Not year, number and letter at all.
    #[error("Een kenmerk ziet eruit als EHA-2026-004217-K.")]
    Form,
    /// The right form, but somebody mistyped a digit.
    #[error("Dit kenmerk klopt niet: de letter aan het eind past niet bij het nummer. Controleer de cijfers.")]
    CheckLetter,
}

impl Reference {
    /// The letter that belongs to year and number.
    ///
    /// A weighted sum modulo the prime 23: any one mistyped digit and any swap of two neighbours changes it.
    pub(crate) fn check_letter(self) -> char {
        let digits = format!("{:04}{:06}", self.year, self.ticket.0);
        let sum: usize = digits.bytes().rev().zip(2..).map(|(digit, weight)| usize::from(digit - b'0') * weight).sum();
        char::from(CHECK_LETTERS[sum % CHECK_LETTERS.len()])
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EHA-{:04}-{:06}-{}", self.year, self.ticket.0, self.check_letter())
    }
}

impl FromStr for Reference {
    type Err = ReferenceError;

    /// Case, spaces and the dashes are forgiven; a wrong letter is not.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bare: String = text.nfkc().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
        let rest = bare.strip_prefix("EHA").ok_or(ReferenceError::Form)?;
        if !(11..=20).contains(&rest.len()) {
            return Err(ReferenceError::Form);
        }
        let (digits, letter) = rest.split_at(rest.len() - 1);
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(ReferenceError::Form);
        }
        let (year, number) = digits.split_at(4);
        let year = year.parse().map_err(|_| ReferenceError::Form)?;
        let number = number.parse().map_err(|_| ReferenceError::Form)?;
        let reference = Self { year, ticket: TicketId(number) };
        if letter.starts_with(reference.check_letter()) { Ok(reference) } else { Err(ReferenceError::CheckLetter) }
    }
}

impl From<Reference> for String {
    fn from(reference: Reference) -> Self {
        reference.to_string()
    }
}

impl TryFrom<String> for Reference {
    type Error = ReferenceError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_reference_is_read_back_whatever_the_case_and_dashes() {
        let reference = Reference { year: 2026, ticket: TicketId(4217) };
        let written = reference.to_string();
        assert_eq!(written.parse(), Ok(reference));
        assert_eq!(written.to_lowercase().replace('-', " ").parse(), Ok(reference));
    }

    #[test]
    fn text_that_is_no_reference_is_refused() {
        for text in ["", "EHA", "EHA-2026-K", "4217", "EHA-2026-99999999999999999999-K"] {
            assert_eq!(text.parse::<Reference>(), Err(ReferenceError::Form), "{text}");
        }
    }

    proptest! {
        #[test]
        fn one_mistyped_digit_is_always_noticed(ticket in 1i64..999_999, year in 2025i32..2060, at in 0usize..10, other in 1u8..10) {
            let written = Reference { year, ticket: TicketId(ticket) }.to_string();
            let mut digits: Vec<u8> = written.bytes().collect();
            let places: Vec<usize> = (0..digits.len()).filter(|&place| digits[place].is_ascii_digit()).collect();
            let place = places[at];
            digits[place] = b'0' + (digits[place] - b'0' + other) % 10;
            let mistyped = String::from_utf8(digits).expect("digits are ASCII");
            prop_assert_eq!(mistyped.parse::<Reference>(), Err(ReferenceError::CheckLetter));
        }

        #[test]
        fn two_swapped_neighbours_are_always_noticed(ticket in 1i64..999_999, at in 0usize..9) {
            let written = Reference { year: 2026, ticket: TicketId(ticket) }.to_string();
            let mut digits: Vec<u8> = written.bytes().collect();
            let places: Vec<usize> = (0..digits.len()).filter(|&place| digits[place].is_ascii_digit()).collect();
            let (left, right) = (places[at], places[at + 1]);
            prop_assume!(digits[left] != digits[right]);
            digits.swap(left, right);
            let mistyped = String::from_utf8(digits).expect("digits are ASCII");
            prop_assert_eq!(mistyped.parse::<Reference>(), Err(ReferenceError::CheckLetter));
        }
    }
}
