//! Personal data that should not be in a question.

use serde::{Deserialize, Serialize};
use std::ops::Range;

/// What sort of personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// A burgerservicenummer: nine digits that pass the *elfproef*.
    CitizenNumber,
    /// A phone number.
    Phone,
    /// An e-mail address.
    Email,
}

impl FindingKind {
    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::CitizenNumber => "burgerservicenummer",
            Self::Phone => "telefoonnummer",
            Self::Email => "e-mailadres",
        }
    }
}

/// Personal data found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What sort.
    pub kind: FindingKind,
    /// Where, in bytes.
    pub at: Range<usize>,
}

/// Finds citizen numbers, phone numbers and e-mail addresses, in the order of the text.
pub fn find_personal_data(text: &str) -> Vec<Finding> {
    let mut findings: Vec<Finding> =
        number_runs(text).filter_map(|at| number_kind(&text[at.clone()]).map(|kind| Finding { kind, at })).collect();
    findings.extend(emails(text));
    findings.sort_by_key(|finding| finding.at.start);
    findings
}

/// Runs of digits with the separators people put inside numbers.
fn number_runs(text: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            let start = at;
            if !(bytes[at].is_ascii_digit() || bytes[at] == b'+') || joins_a_word(text, at) {
                at += 1;
                continue;
            }
            let mut end = at + 1;
            at += 1;
            while at < bytes.len() {
                let separator = matches!(bytes[at], b' ' | b'.' | b'-' | b'(' | b')');
                if bytes[at].is_ascii_digit() {
                    at += 1;
                    end = at;
                } else if separator && at - end < 2 {
                    at += 1;
                } else {
                    break;
                }
            }
            at = end.max(start + 1);
            return Some(start..end);
        }
        None
    })
}

/// Does a letter or digit stand right before this place? Then the number is part of a code.
fn joins_a_word(text: &str, at: usize) -> bool {
    text[..at].chars().next_back().is_some_and(char::is_alphanumeric)
}

fn number_kind(run: &str) -> Option<FindingKind> {
    let digits: Vec<u32> = run.chars().filter_map(|letter| letter.to_digit(10)).collect();
    let international = run.starts_with('+') || run.starts_with("00");
    match digits.len() {
        9 if !international && passes_eleven_test(&digits) => Some(FindingKind::CitizenNumber),
        10 if digits[0] == 0 && digits[1] != 0 => Some(FindingKind::Phone),
        11..=14 if international => Some(FindingKind::Phone),
        _ => None,
    }
}

/// The *elfproef* for citizen numbers: weights 9 to 2, and the last digit counts negative.
fn passes_eleven_test(digits: &[u32]) -> bool {
    let Some((last, first)) = digits.split_last() else { return false };
    let sum: u32 = first.iter().zip((2..=9).rev()).map(|(digit, weight)| digit * weight).sum();
    sum != 0 && sum % 11 == last % 11
}

fn emails(text: &str) -> impl Iterator<Item = Finding> {
    text.match_indices('@').filter_map(|(at, _)| {
        let is_part = |letter: char| letter.is_alphanumeric() || ".-_+".contains(letter);
        let start = text[..at]
            .rfind(|letter| !is_part(letter))
            .map_or(0, |place| place + text[place..].chars().next().map_or(1, char::len_utf8));
        let end = text[at + 1..].find(|letter| !is_part(letter)).map_or(text.len(), |place| at + 1 + place);
        let host = text[at + 1..end].trim_end_matches('.');
        (start < at && host.contains('.') && !host.starts_with('.'))
            .then(|| Finding { kind: FindingKind::Email, at: start..at + 1 + host.len() })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kinds(text: &str) -> Vec<FindingKind> {
        find_personal_data(text).into_iter().map(|finding| finding.kind).collect()
    }

    #[test]
    fn a_citizen_number_is_found_however_it_is_grouped() {
        for text in ["BSN 111222333.", "bsn: 1112.22.333", "(111 222 333)"] {
            assert_eq!(kinds(text), [FindingKind::CitizenNumber], "{text}");
        }
    }

    #[test]
    fn nine_digits_that_fail_the_test_are_no_citizen_number() {
        assert_eq!(kinds("dossier 111222334"), []);
        assert_eq!(kinds("000000000"), []);
        assert_eq!(kinds("zaak Z111222333"), []);
    }

    #[test]
    fn phone_numbers_and_addresses_are_found_and_amounts_are_not() {
        assert_eq!(kinds("bel 06 12 34 56 78 of mail jan@voorbeeld.nl."), [FindingKind::Phone, FindingKind::Email]);
        assert_eq!(kinds("+31 6 12345678"), [FindingKind::Phone]);
        assert_eq!(kinds("in 2026 zijn er 1.250 woningen voor 12.500.000 euro, artikel 4:23"), []);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic_and_every_finding_lies_inside_the_text(text in "\\PC{0,200}|[0-9 .@a-zé-]{0,60}") {
            for finding in find_personal_data(&text) {
                prop_assert!(text.get(finding.at.clone()).is_some());
            }
        }
    }
}
