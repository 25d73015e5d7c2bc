//! How a closed question ended (resolution), as the API says it.

use async_graphql::Enum;
use domain::ClosedBecause;

/// Why somebody closes a question.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CloseReason {
    /// It was answered here; only of a question that stands as answered.
    Answered,
    /// It was answered in another way.
    Elsewhere,
    /// Its asker needs no answer any more.
    Withdrawn,
    /// Its asker did not react to a question back; only while we wait for them.
    Silence,
    /// The same was asked already.
    Duplicate,
    /// It is not for this desk.
    NotOurs,
    /// For a reason that stands in the explanation.
    Other,
}

/// How a closed question ended.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TicketEnding {
    Answered,
    Elsewhere,
    Withdrawn,
    Silence,
    Duplicate,
    NotOurs,
    Other,
    /// Closed without a reason.
    Unsaid,
    /// Its asker was referred to another desk.
    Referred,
    /// It ended in an earlier question that asks the same.
    Merged,
}

impl From<CloseReason> for ClosedBecause {
    fn from(reason: CloseReason) -> Self {
        match reason {
            CloseReason::Answered => Self::Answered,
            CloseReason::Elsewhere => Self::Elsewhere,
            CloseReason::Withdrawn => Self::Withdrawn,
            CloseReason::Silence => Self::Silence,
            CloseReason::Duplicate => Self::Duplicate,
            CloseReason::NotOurs => Self::NotOurs,
            CloseReason::Other => Self::Other,
        }
    }
}

impl From<domain::Ending> for TicketEnding {
    fn from(ending: domain::Ending) -> Self {
        match ending {
            domain::Ending::Referred => Self::Referred,
            domain::Ending::MergedInto(_) => Self::Merged,
            domain::Ending::Closed(because) => match because {
                ClosedBecause::Said => Self::Unsaid,
                ClosedBecause::Answered => Self::Answered,
                ClosedBecause::Elsewhere => Self::Elsewhere,
                ClosedBecause::Withdrawn => Self::Withdrawn,
                ClosedBecause::Silence => Self::Silence,
                ClosedBecause::Duplicate => Self::Duplicate,
                ClosedBecause::NotOurs => Self::NotOurs,
                ClosedBecause::Other => Self::Other,
            },
        }
    }
}
