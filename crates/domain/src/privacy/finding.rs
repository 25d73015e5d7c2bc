//! What was found in a text, and where.

use serde::{Deserialize, Serialize};
use std::ops::Range;

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

/// Personal data found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What sort.
    pub kind: FindingKind,
    /// Where, in bytes.
    pub at: Range<usize>,
}
