//! Personal data that should not be in a question (PII detection).
//!
//! A citizen number is refused where it says so itself: `BSN` or one of its other names stands beside nine digits that pass
//! the *elfproef*. Nine such digits that say nothing are asked about, because one number in eleven passes that test; and
//! amounts, and numbers that are named for something else, are what they say they are.
//!
//! Every text that is stored passes [`refuse_citizen_numbers`], by whatever door it came: [`crate::take_text`] asks it.

mod accounts;
mod numbers;
mod words;

use crate::Complaints;
use crate::text::is_ignorable;
use accounts::{accounts, emails};
use numbers::{number_runs, numbers_in};
use serde::{Deserialize, Serialize};
use std::ops::Range;
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// What sort of personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// A burgerservicenummer that says so: nine digits that pass the *elfproef*.
    CitizenNumber,
    /// Nine digits that pass the *elfproef* and say nothing: only who wrote them knows.
    PossibleCitizenNumber,
    /// A phone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A bank account (IBAN).
    BankAccount,
}

impl FindingKind {
    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::CitizenNumber => "burgerservicenummer",
            Self::PossibleCitizenNumber => "nummer dat op een burgerservicenummer (BSN) lijkt",
            Self::Phone => "telefoonnummer",
            Self::Email => "e-mailadres",
            Self::BankAccount => "bankrekeningnummer (IBAN)",
        }
    }
}

/// What a sender says of the numbers in their texts that may be citizen numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Numbers {
    /// Nothing: whoever sends one is asked.
    #[default]
    Unexplained,
    /// They are something else.
    Explained,
}

impl Numbers {
    /// What a box says that is ticked, or not.
    pub fn of(is_explained: bool) -> Self {
        if is_explained { Self::Explained } else { Self::Unexplained }
    }
}

/// What is said of a number that may be a citizen number, to whoever sends it.
pub const ASKS_ABOUT_NUMBER: &str = "In deze tekst staat een nummer dat op een burgerservicenummer (BSN) lijkt. Is het een BSN? Haal het dan weg: wij \
     mogen het niet bewaren. Is het iets anders? Bevestig dat dan.";

/// A complaint about a text with a citizen number: `PERSONAL_DATA` where the text says that it is one, `POSSIBLE_BSN` where
/// it may be one and the sender has not said what it is.
pub fn refuse_citizen_numbers(complaints: &mut Complaints, path: &str, text: &str, numbers: Numbers) {
    match citizen_number(text) {
        Some(FindingKind::CitizenNumber) => complaints.add(
            path,
            "PERSONAL_DATA",
            "In deze tekst lijkt een burgerservicenummer (BSN) te staan. Haal het weg: wij mogen het niet bewaren.",
        ),
        Some(_) if numbers == Numbers::Unexplained => complaints.add(path, "POSSIBLE_BSN", ASKS_ABOUT_NUMBER),
        _ => {}
    }
}

/// The worst that is in a text: a citizen number, or what may be one.
fn citizen_number(text: &str) -> Option<FindingKind> {
    let kinds = [FindingKind::CitizenNumber, FindingKind::PossibleCitizenNumber];
    find_personal_data(text).into_iter().map(|finding| finding.kind).filter(|kind| kinds.contains(kind)).min()
}

/// Personal data found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What sort.
    pub kind: FindingKind,
    /// Where, in bytes.
    pub at: Range<usize>,
}

/// Finds citizen numbers, phone numbers, bank accounts and e-mail addresses, in the order of the text, whatever spaces,
/// dashes, widths and invisible signs they are written with.
pub fn find_personal_data(text: &str) -> Vec<Finding> {
    let signs = signs(text);
    let accounts = accounts(&signs);
    let place = |found: &Range<usize>| signs[found.start].at.start..signs[found.end - 1].at.end;
    let mut findings: Vec<Finding> =
        accounts.iter().map(|found| Finding { kind: FindingKind::BankAccount, at: place(found) }).collect();
    for run in number_runs(&signs) {
        if !accounts.iter().any(|account| account.start < run.end && run.start < account.end) {
            let found = numbers_in(&signs, &run);
            findings.extend(found.into_iter().map(|(kind, found)| Finding { kind, at: place(&found) }));
        }
    }
    findings.extend(emails(&signs).map(|found| Finding { kind: FindingKind::Email, at: place(&found) }));
    findings.sort_by_key(|finding| finding.at.start);
    findings
}

/// Is there a citizen number in it that says so?
pub fn has_citizen_number(text: &str) -> bool {
    citizen_number(text) == Some(FindingKind::CitizenNumber)
}

/// One sign as it is compared, and where it stands.
struct Sign {
    at: Range<usize>,
    letter: char,
}

/// The text in lower case, without accents and without what cannot be seen, with plain digits, spaces and hyphens.
fn signs(text: &str) -> Vec<Sign> {
    let mut signs = Vec::with_capacity(text.len());
    for (start, letter) in text.char_indices() {
        let at = start..start + letter.len_utf8();
        if letter.is_ascii() {
            let letter = if letter == '\t' { ' ' } else { letter.to_ascii_lowercase() };
            signs.push(Sign { at, letter });
        } else if is_raised(letter) {
            // The number of a footnote does not belong to the number in front of it.
            signs.push(Sign { at, letter: '*' });
        } else if !is_ignorable(letter) {
            decompose_compatible(letter, |part| {
                let parts = part.to_lowercase().filter(|part| !is_combining_mark(*part));
                signs.extend(parts.map(|part| Sign { at: at.clone(), letter: plain(part) }));
            });
        }
    }
    signs
}

fn is_raised(letter: char) -> bool {
    matches!(letter, '²' | '³' | '¹' | '\u{2070}'..='\u{209c}')
}

fn plain(letter: char) -> char {
    /// The zeros of other scripts in use in the Netherlands: Arabic, Persian, Hindi.
    const ZEROS: [char; 3] = ['\u{660}', '\u{6f0}', '\u{966}'];
    match letter {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2043}' => '-',
        '\u{2018}' | '\u{2019}' => '\'',
        letter if letter.is_whitespace() && letter != '\n' => ' ',
        letter => ZEROS
            .iter()
            .find_map(|zero| {
                char::from_digit((letter as u32).checked_sub(*zero as u32).filter(|digit| *digit < 10)?, 10)
            })
            .unwrap_or(letter),
    }
}

#[cfg(test)]
mod tests;
