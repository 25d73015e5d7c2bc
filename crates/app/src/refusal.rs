//! Why a verb was not carried out, by what the caller can do about it.

use domain::Complaints;
use std::time::Duration;
use store::{StoreError, Unavailable};

/// What there was too much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Messages about one question.
    Messages,
    /// What one sender wants of the desk.
    Sender,
    /// Attempts at something secret.
    Attempts,
    /// People who look at figures at once, or figures that take too long.
    Figures,
}

/// Why a verb was not carried out. Nothing of it was stored.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The input can be mended by whoever typed it.
    #[error("the input has {} faults", .0.0.len())]
    Complaints(Complaints),
    /// There is no such thing, or the actor may not know of it: the two look alike.
    #[error("not found")]
    Hidden,
    /// The actor may know of it, but not do this.
    #[error("not allowed")]
    Forbidden,
    /// The actor is nobody in particular, and this needs somebody.
    #[error("not signed in")]
    Unauthenticated,
    /// It cannot be done as things stand; the message is Dutch and fit to show.
    #[error("conflict: {0}")]
    Conflict(String),
    /// Too much of this came lately; it may be tried again after this time.
    #[error("too much at once")]
    Limited(Limit, Duration),
    /// The database is busy or away; try again.
    #[error("unavailable: {0}")]
    Unavailable(Unavailable),
    /// A bug or a damaged database; the details are for the log only.
    #[error("internal: {0}")]
    Internal(String),
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(why) => Self::Unavailable(why),
            StoreError::Refused(detail) => {
                tracing::warn!(detail, "a value came as far as the database, which refused it");
                Self::Complaints(Complaints::one("", "INVALID", "Een van de waarden kunnen wij niet gebruiken."))
            }
            // Every verb looks first: it was not there a moment ago.
            StoreError::Duplicate(what) => {
                tracing::warn!(what, "the same thing was stored twice at the same moment");
                Self::Conflict(
                    "Iemand anders deed op hetzelfde moment hetzelfde. Bekijk eerst wat er nu staat.".to_owned(),
                )
            }
            StoreError::Unreadable(_) | StoreError::Database(_) => Self::Internal(error.to_string()),
        }
    }
}

impl From<Complaints> for Refusal {
    fn from(complaints: Complaints) -> Self {
        Self::Complaints(complaints)
    }
}

/// Something is new since the sender looked.
pub(crate) fn moved_on() -> Refusal {
    Refusal::Conflict(
        "Bij deze vraag is iets nieuws sinds u hem las. Er is niets verstuurd of gewijzigd. Bekijk wat nieuw is, en \
         verstuur daarna opnieuw."
            .to_owned(),
    )
}

/// The key of this act was used for another.
pub(crate) fn used_key() -> Refusal {
    Refusal::Conflict(
        "Dit formulier was al verstuurd, met andere woorden. Wat u nu stuurde, is niet verstuurd. Verstuur het opnieuw als \
         u dat wilt."
            .to_owned(),
    )
}

/// The submission key was used for another question; nothing is told of that one.
pub(crate) fn used_submission_key() -> Refusal {
    Refusal::Conflict(
        "Onder deze sleutel (submissionKey) is al een vraag met andere inhoud verstuurd. Deze vraag is niet opgeslagen. \
         Verstuur hem met een nieuwe sleutel."
            .to_owned(),
    )
}

/// Somebody else changed the ticket at the same moment, three times in a row.
pub(crate) fn overtaken() -> Refusal {
    Refusal::Conflict("Iemand anders wijzigde deze vraag op hetzelfde moment. Bekijk de vraag opnieuw.".to_owned())
}

/// Who asked it is erased: nobody could be told of a change.
pub(crate) fn erased() -> Refusal {
    Refusal::Conflict(
        "Van deze vraag is gewist wie hem stelde. Er kan niets meer aan worden veranderd. Gaat het weer over hetzelfde? \
         Laat dan een nieuwe vraag stellen."
            .to_owned(),
    )
}
