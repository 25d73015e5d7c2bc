//! What stands where something was erased (anonymisation), in rows and in the ledger.

use crate::{Reopened, TicketEvent};

/// Stands where words stood that people typed.
pub const ERASED: &str = "(gewist)";

impl TicketEvent {
    /// The same without what people typed: it still counts, and still says who did what and when.
    #[must_use]
    pub fn without_words(self) -> Self {
        let gone = || ERASED.to_owned();
        match self {
            Self::Referred { .. } => Self::Referred { to: gone() },
            Self::ColleagueAsked { expert, part } => Self::ColleagueAsked { expert, part: part.map(|_| gone()) },
            Self::Reopened(Reopened::ByDesk { .. }) => Self::Reopened(Reopened::ByDesk { reason: gone() }),
            Self::DeadlineMoved { metric, from, to, why } => {
                Self::DeadlineMoved { metric, from, to, why: why.map(|_| gone()) }
            }
            Self::ReopeningDeclined { .. } => Self::ReopeningDeclined { reason: gone() },
            Self::LetterDismissed { job, letter, reason } => {
                Self::LetterDismissed { job, letter, reason: reason.map(|_| gone()) }
            }
            Self::Held { .. } => Self::Held { reason: gone() },
            Self::HoldLifted { .. } => Self::HoldLifted { reason: gone() },
            // Words of the program, numbers, and people of the desk.
            kept @ (Self::Received {}
            | Self::Routed { .. }
            | Self::Assigned { .. }
            | Self::Released { .. }
            | Self::TopicsSet { .. }
            | Self::FirstResponse {}
            | Self::Waiting {}
            | Self::Resumed {}
            | Self::AskerReacted { .. }
            | Self::InterimSent {}
            | Self::Answered { .. }
            | Self::Noted {}
            | Self::Reminded(_)
            | Self::Breached { .. }
            | Self::Closed { .. }
            | Self::Merged { .. }
            | Self::Unmerged {}
            | Self::OriginCorrected { .. }
            | Self::ColleagueLeft { .. }
            | Self::SplitOff { .. }
            | Self::SplitFrom { .. }
            | Self::FileAdded { .. }
            | Self::Reopened(Reopened::ByAsker { .. })
            | Self::PolicySet { .. }
            | Self::TrackingLinkRenewed { .. }
            | Self::LetterDead(_)
            | Self::QuestionRead {}
            | Self::LetterWithdrawn { .. }
            | Self::LetterSentAgain { .. }
            | Self::AnswerJudged { .. }
            | Self::TrackingLinkSentAgain {}
            | Self::MailSorted { .. }
            | Self::LeftOpen { .. }
            | Self::ContactCorrected { .. }
            | Self::ContactErased { .. }
            | Self::MessageErased { .. }
            | Self::TextsErased { .. }) => kept,
        }
    }
}
