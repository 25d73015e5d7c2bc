//! What somebody means who looks for a question by its number (search by reference).

use crate::{Reference, ReferenceError, TicketId};
use unicode_normalization::UnicodeNormalization;

/// Which ticket somebody means who types a reference, or what is left of one: `eha 2026 4217 k`, `2026-4217`, `#4217`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sought {
    /// Its number.
    pub ticket: TicketId,
    /// Year of receipt, where it was typed.
    pub year: Option<i32>,
    /// Check letter, where it was typed.
    letter: Option<char>,
    /// Could it be a number in a text as well?
    sure: Sure,
}

/// How sure it is that a ticket was meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sure {
    /// Nobody writes this but to name a ticket: with its year, its zeros, its letter, or a word in front that says so.
    Ticket,
    /// A number alone, which texts are full of.
    PerhapsNumber,
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
/// Digits of a number as it is written with its zeros.
const WRITTEN: usize = 6;

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
        // "#18", "vraag nr 18", and "nr18".
        let mut is_named = text.trim_start().starts_with(['#', '\u{2116}']);
        let before = words.len();
        while words.len() > 1 && INTRODUCTIONS.contains(&words[0]) {
            words.remove(0);
        }
        is_named |= words.len() < before;
        let joined = words.first().and_then(|word| INTRODUCTIONS.iter().find_map(|known| word.strip_prefix(known)));
        if let Some(number) = joined.filter(|rest| rest.starts_with(|sign: char| sign.is_ascii_digit())) {
            words[0] = number;
            is_named = true;
        }
        let bare = words.first().and_then(|word| word.strip_prefix("EHA"));
        if let Some(rest) = bare {
            words[0] = rest;
            words.retain(|word| !word.is_empty());
        }
        let Some(mut read) = Self::of_words(&words, bare.is_some()) else { return Ok(None) };
        if is_named {
            read.sure = Sure::Ticket;
        }
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
                let with_year = Self::has_year(run, letter, has_prefix);
                if with_year { (Some(&run[..4]), run[4..].to_owned()) } else { (None, run.to_owned()) }
            }
            [year, ref number @ ..]
                if year.len() == 4 && year.starts_with("20") && (has_prefix || number.len() == 1) =>
            {
                (Some(year), number.concat())
            }
            // A number in groups, as people copy it: `001 893`.
            ref number if number.first().is_some_and(|first| first.starts_with('0')) => (None, number.concat()),
            _ => return None,
        };
        if letter.is_some() && year.is_none() && !has_prefix && number.len() < SHORTEST {
            return None;
        }
        let is_written = number.len() == WRITTEN && number.starts_with('0');
        let sure = if year.is_some() || letter.is_some() || has_prefix || is_written {
            Sure::Ticket
        } else {
            Sure::PerhapsNumber
        };
        let number = number.parse().ok().filter(|number| *number > 0)?;
        Some(Self { ticket: TicketId(number), year: year.and_then(|year| year.parse().ok()), letter, sure })
    }

    /// Does a run of digits begin with a year? Where it is too short to be sure, its letter tells: `20417K` is question 20417
    /// of some year, unless K is the letter of question 17 of 2041.
    fn has_year(run: &str, letter: Option<char>, has_prefix: bool) -> bool {
        if !run.starts_with("20") || run.len() < 5 {
            return false;
        }
        let reads = |letter| match (run[..4].parse(), run[4..].parse()) {
            (Ok(year), Ok(number)) => Reference { year, ticket: TicketId(number) }.check_letter() == letter,
            _ => false,
        };
        has_prefix || run.len() > WRITTEN || letter.is_some_and(reads)
    }

    /// Is it sure that a ticket was meant, and not a number that occurs in texts?
    pub fn is_sure(self) -> bool {
        self.sure == Sure::Ticket
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
        Self {
            ticket: reference.ticket,
            year: Some(reference.year),
            letter: Some(reference.check_letter()),
            sure: Sure::Ticket,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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
    fn digits_that_begin_as_a_year_are_one_only_where_their_letter_or_their_length_says_so() {
        let read = |text: &str| Sought::read(text).expect("no complaint").map(|sought| (sought.year, sought.ticket.0));
        let of_2041 = Reference { year: 2041, ticket: TicketId(7) }.check_letter();
        assert_eq!(read(&format!("20417{of_2041}")), Some((Some(2041), 7)));
        let of_2026 = Reference { year: 2026, ticket: TicketId(20_417) };
        assert_ne!(of_2026.check_letter(), of_2041, "else this shows nothing");
        let typed = format!("20417{}", of_2026.check_letter());
        assert_eq!(read(&typed), Some((None, 20_417)));
        assert!(Sought::read(&typed).expect("no complaint").is_some_and(|sought| sought.has_letter_of(of_2026)));
        assert_eq!(read("201893"), Some((None, 201_893)));
        assert_eq!(read("2026001893"), Some((Some(2026), 1_893)));
        assert_eq!(read("001 893"), Some((None, 1_893)));
        assert_eq!(read("10 000"), None, "an amount");
    }

    #[test]
    fn a_number_alone_may_stand_in_a_text_and_whatever_else_names_a_ticket_is_meant() {
        let is_sure = |text: &str| Sought::read(text).expect("no complaint").is_some_and(Sought::is_sure);
        for text in
            ["001893", "2026-1893", "2026 001893", "#1893", "vraag 1893", "nr1893", "eha 1893", "EHA-2026-001893"]
        {
            assert!(is_sure(text), "{text}");
        }
        for text in ["1893", "2026", "30", "6811", "woonwagen"] {
            assert!(!is_sure(text), "{text}");
        }
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
    }
}
