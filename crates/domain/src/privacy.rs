//! Personal data that should not be in a question (PII detection).
//!
//! A citizen number is refused where it says so itself: `BSN` or one of its other names stands beside nine digits that pass
//! the *elfproef*. Nine such digits that say nothing are asked about, because one number in eleven passes that test; and
//! amounts, and numbers that are named for something else, are what they say they are.
//!
//! Every text that is stored passes [`crate::refuse_citizen_numbers`], by whatever door it came: [`crate::take_text`] asks it.

mod accounts;
mod finding;
mod numbers;
mod sign;
mod words;

pub use finding::{Finding, FindingKind};

use accounts::{accounts, emails};
use numbers::{number_runs, numbers_in};
use sign::signs;
use std::ops::Range;

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
    find_personal_data(text).iter().any(|finding| finding.kind == FindingKind::CitizenNumber)
}

#[cfg(test)]
mod tests;
