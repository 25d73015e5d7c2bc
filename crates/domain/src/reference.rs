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
    fn check_letter(self) -> char {
        let digits = format!("{:04}{:06}", self.year, self.ticket.0);
        let sum: usize = digits.bytes().rev().zip(2..).map(|(digit, weight)| usize::from(digit - b'0') * weight).sum();
        char::from(CHECK_LETTERS[sum % CHECK_LETTERS.len()])
    }
}

/// Which ticket somebody means who types a reference, or what is left of one: `eha 2026 4217 k`, `2026-4217`, `#4217`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sought {
    /// Its number.
    pub ticket: TicketId,
    /// Year of receipt, where it was typed.
    pub year: Option<i32>,
    /// Check letter, where it was typed.
    letter: Option<char>,
}

/// Words that people write in front of a reference.
const INTRODUCTIONS: [&str; 14] = [
    "KENMERKNUMMER",
    "KENMERK",
    "VRAAGNUMMER",
    "VRAAGNR",
    "VRAAG",
    "NUMMER",
    "NR",
    "NO",
    "REFERENTIENUMMER",
    "REFERENTIE",
    "REF",
    "TICKETNUMMER",
    "TICKETNR",
    "TICKET",
];
/// Fewer digits than this with a letter behind them, and nothing around them, are a word: `artikel 30b`.
const SHORTEST: usize = 4;

impl Sought {
    /// Reads a search: `None` when it is no reference and no number but words.
    ///
    /// # Errors
    /// [`ReferenceError::CheckLetter`] when it is a reference of which the letter does not fit.
    pub fn read(text: &str) -> Result<Option<Self>, ReferenceError> {
        match text.parse::<Reference>() {
            Ok(reference) => return Ok(Some(reference.into())),
            Err(ReferenceError::CheckLetter) => return Err(ReferenceError::CheckLetter),
            Err(ReferenceError::Form) => {}
        }
        let upper = text.nfkc().collect::<String>().to_uppercase();
        let mut words: Vec<&str> = upper.split(|sign: char| !sign.is_alphanumeric()).collect();
        words.retain(|word| !word.is_empty());
        // As it stands in subjects of letters: "Re: [EHA-2026-000162-Z] Fietsenstalling".
        let whole =
            words.windows(4).filter(|four| four[0] == "EHA").find_map(|four| four.concat().parse::<Reference>().ok());
        if let Some(reference) = whole {
            return Ok(Some(reference.into()));
        }
        // "vraag nr 18", and "nr18".
        while words.len() > 1 && INTRODUCTIONS.contains(&words[0]) {
            words.remove(0);
        }
        let joined = words.first().and_then(|word| INTRODUCTIONS.iter().find_map(|known| word.strip_prefix(known)));
        if let Some(number) = joined.filter(|rest| rest.starts_with(|sign: char| sign.is_ascii_digit())) {
            words[0] = number;
        }
        let bare = words.first().and_then(|word| word.strip_prefix("EHA"));
        if let Some(rest) = bare {
            words[0] = rest;
            words.retain(|word| !word.is_empty());
        }
        let Some(read) = Self::of_words(&words, bare.is_some()) else { return Ok(None) };
        let (Some(year), Some(letter)) = (read.year, read.letter) else { return Ok(Some(read)) };
        if (Reference { year, ticket: read.ticket }).check_letter() == letter {
            return Ok(Some(read));
        }
        let long = words.iter().map(|word| word.len()).sum::<usize>() > 4 + SHORTEST;
        if bare.is_some() || long { Err(ReferenceError::CheckLetter) } else { Ok(None) }
    }

    /// Digits, in groups or not, and perhaps a letter behind them.
    fn of_words(words: &[&str], has_prefix: bool) -> Option<Self> {
        let (last, before) = words.split_last()?;
        let split = last.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(last.len());
        let (digits, letter) = last.split_at(split);
        let letter = match letter.len() {
            0 => None,
            1 => letter.chars().next().filter(char::is_ascii_uppercase).map(Some)?,
            _ => return None,
        };
        let mut groups: Vec<&str> = before.to_vec();
        groups.extend(Some(digits).filter(|digits| !digits.is_empty()));
        if !groups.iter().all(|group| group.bytes().all(|byte| byte.is_ascii_digit())) {
            return None;
        }
        let (year, number) = match groups[..] {
            [run] => {
                let with_year =
                    run.starts_with("20") && run.len() >= if has_prefix || letter.is_some() { 5 } else { 7 };
                if with_year { (Some(&run[..4]), run[4..].to_owned()) } else { (None, run.to_owned()) }
            }
            [year, ref number @ ..]
                if year.len() == 4 && year.starts_with("20") && (has_prefix || number.len() == 1) =>
            {
                (Some(year), number.concat())
            }
            _ => return None,
        };
        if letter.is_some() && year.is_none() && !has_prefix && number.len() < SHORTEST {
            return None;
        }
        let number = number.parse().ok().filter(|number| *number > 0)?;
        Some(Self { ticket: TicketId(number), year: year.and_then(|year| year.parse().ok()), letter })
    }

    /// Is this the reference that was meant, as far as it was typed? The letter is judged apart.
    pub fn means(self, reference: Reference) -> bool {
        self.ticket == reference.ticket && self.year.is_none_or(|year| year == reference.year)
    }

    /// Does the letter that was typed, if any, belong to this reference?
    pub fn has_letter_of(self, reference: Reference) -> bool {
        self.letter.is_none_or(|letter| letter == reference.check_letter())
    }
}

impl From<Reference> for Sought {
    fn from(reference: Reference) -> Self {
        Self { ticket: reference.ticket, year: Some(reference.year), letter: Some(reference.check_letter()) }
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

    #[test]
    fn a_reference_is_recognised_in_what_people_type_of_it() {
        let whole = Reference { year: 2026, ticket: TicketId(4217) };
        let letter = whole.check_letter();
        for text in [
            whole.to_string(),
            format!("Re: [EHA-2026-004217-{letter}] Fietsenstalling"),
            format!("uw kenmerk EHA-2026-004217-{letter}, graag"),
            format!("https://loket.example/vragen/EHA-2026-004217-{letter}"),
            format!("eha 2026 4217 {letter}"),
            format!("EHA2026004217{letter}"),
            format!("eha 2026 004 217 {letter}"),
            format!("[EHA-2026-004217-{letter}]."),
            format!("2026-4217-{letter}"),
            format!("kenmerk: EHA 2026/4217{letter}"),
            "EHA-2026-004217".to_owned(),
            "2026-4217".to_owned(),
            "2026 004217".to_owned(),
            "2026004217".to_owned(),
            "eha 4217".to_owned(),
            "4217".to_owned(),
            "004217".to_owned(),
            "# 4217".to_owned(),
            "vraag 4217".to_owned(),
            "vraag nr 4217".to_owned(),
            "Vraag nr. 4217".to_owned(),
            "vraagnummer 4217".to_owned(),
            "No 4217".to_owned(),
            "\u{2116} 4217".to_owned(),
            "#4217".to_owned(),
            "nr. 4217".to_owned(),
            "nr4217".to_owned(),
            "\u{ff14}\u{ff12}\u{ff11}\u{ff17}".to_owned(),
            "\u{ff25}\u{ff28}\u{ff21}\u{ff0d}\u{ff12}\u{ff10}\u{ff12}\u{ff16}\u{ff0d}\u{ff14}\u{ff12}\u{ff11}\u{ff17}"
                .to_owned(),
            format!("4217-{letter}"),
        ] {
            let read = Sought::read(&text).expect("no complaint").unwrap_or_else(|| panic!("{text}: words"));
            assert!(read.means(whole) && read.has_letter_of(whole), "{text}: {read:?}");
        }
        for text in
            ["", "woonzorgvisie", "artikel 30b", "30b", "2026-11-24", "eha", "EHA-2026", "0", "éha 12", "4217 huizen"]
        {
            let read = Sought::read(text).expect("no complaint");
            assert!(read.is_none_or(|read| read.ticket != TicketId(4217)), "{text}: {read:?}");
        }
        assert_eq!(Sought::read("artikel 30b"), Ok(None));
        assert_eq!(Sought::read("2026-11-24"), Ok(None));
        assert_eq!(Sought::read("99999999999999999999"), Ok(None));
    }

    #[test]
    fn a_letter_that_does_not_fit_is_noticed_also_without_prefix_and_zeros() {
        let whole = Reference { year: 2026, ticket: TicketId(4217) };
        let wrong = if whole.check_letter() == 'A' { 'B' } else { 'A' };
        for text in [format!("EHA-2026-004217-{wrong}"), format!("eha 2026 4217 {wrong}"), format!("2026-4217{wrong}")]
        {
            assert_eq!(Sought::read(&text), Err(ReferenceError::CheckLetter), "{text}");
        }
        let read = Sought::read(&format!("004217-{wrong}")).expect("no year").expect("a number");
        assert!(read.means(whole) && !read.has_letter_of(whole));
    }

    proptest! {
        #[test]
        fn no_search_makes_it_panic(text in "\\PC{0,40}|(EHA)?[-# 0-9a-zA-Z]{0,24}") {
            let _ = Sought::read(&text);
        }

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
