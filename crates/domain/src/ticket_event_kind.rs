//! What every event of a question comes to: its kind, and by how much it changes how many are open.

use crate::{EventKind, TicketEvent};

impl TicketEvent {
    /// Its kind.
    pub fn kind(&self) -> EventKind {
        match self {
            Self::Received {} => EventKind::Received,
            Self::Routed { .. } => EventKind::Routed,
            Self::Assigned { .. } => EventKind::Assigned,
            Self::Released { .. } => EventKind::Released,
            Self::TopicsSet { .. } => EventKind::TopicsSet,
            Self::FirstResponse {} => EventKind::FirstResponse,
            Self::Waiting {} => EventKind::Waiting,
            Self::Resumed {} => EventKind::Resumed,
            Self::AskerReacted { .. } => EventKind::AskerReacted,
            Self::InterimSent {} => EventKind::InterimSent,
            Self::Answered { .. } => EventKind::Answered,
            Self::Noted {} => EventKind::Noted,
            Self::Reminded(_) => EventKind::Reminded,
            Self::Breached { .. } => EventKind::Breached,
            Self::Closed { .. } => EventKind::Closed,
            Self::Referred { .. } => EventKind::Referred,
            Self::Merged { .. } => EventKind::Merged,
            Self::Unmerged {} => EventKind::Unmerged,
            Self::OriginCorrected { .. } => EventKind::OriginCorrected,
            Self::ColleagueAsked { .. } => EventKind::ColleagueAsked,
            Self::ColleagueLeft { .. } => EventKind::ColleagueLeft,
            Self::SplitOff { .. } => EventKind::SplitOff,
            Self::SplitFrom { .. } => EventKind::SplitFrom,
            Self::FileAdded { .. } => EventKind::FileAdded,
            Self::Reopened(_) => EventKind::Reopened,
            Self::DeadlineMoved { .. } => EventKind::DeadlineMoved,
            Self::PolicySet { .. } => EventKind::PolicySet,
            Self::TrackingLinkRenewed { .. } => EventKind::TrackingLinkRenewed,
            Self::LetterDead(_) => EventKind::LetterDead,
            Self::QuestionRead {} => EventKind::QuestionRead,
            Self::LetterWithdrawn { .. } => EventKind::LetterWithdrawn,
            Self::LetterSentAgain { .. } => EventKind::LetterSentAgain,
            Self::LetterDismissed { .. } => EventKind::LetterDismissed,
            Self::MailSorted { .. } => EventKind::MailSorted,
            Self::LeftOpen { .. } => EventKind::LeftOpen,
            Self::ContactCorrected { .. } => EventKind::ContactCorrected,
            Self::AnswerJudged { .. } => EventKind::AnswerJudged,
            Self::ReopeningDeclined { .. } => EventKind::ReopeningDeclined,
            Self::TrackingLinkSentAgain {} => EventKind::TrackingLinkSentAgain,
            Self::Held { .. } => EventKind::Held,
            Self::HoldLifted { .. } => EventKind::HoldLifted,
            Self::ContactErased { .. } => EventKind::ContactErased,
            Self::MessageErased { .. } => EventKind::MessageErased,
            Self::TextsErased { .. } => EventKind::TextsErased,
        }
    }

    /// By how much it changes the number of open questions, which figures sum.
    pub fn open_delta(&self) -> i16 {
        match self {
            Self::Received {} | Self::Reopened(_) | Self::Unmerged {} => 1,
            Self::Answered { again: false, .. }
            | Self::Closed { answered: false, .. }
            | Self::Referred { .. }
            | Self::Merged { .. } => -1,
            Self::Answered { again: true, .. }
            | Self::Closed { answered: true, .. }
            | Self::Routed { .. }
            | Self::Assigned { .. }
            | Self::Released { .. }
            | Self::TopicsSet { .. }
            | Self::OriginCorrected { .. }
            | Self::ColleagueAsked { .. }
            | Self::ColleagueLeft { .. }
            | Self::SplitOff { .. }
            | Self::SplitFrom { .. }
            | Self::FileAdded { .. }
            | Self::FirstResponse {}
            | Self::Waiting {}
            | Self::Resumed {}
            | Self::AskerReacted { .. }
            | Self::InterimSent {}
            | Self::Noted {}
            | Self::Reminded(_)
            | Self::Breached { .. }
            | Self::DeadlineMoved { .. }
            | Self::PolicySet { .. }
            | Self::TrackingLinkRenewed { .. }
            | Self::LetterDead(_)
            | Self::QuestionRead {}
            | Self::LetterWithdrawn { .. }
            | Self::LetterSentAgain { .. }
            | Self::LetterDismissed { .. }
            | Self::LeftOpen { .. }
            | Self::ContactCorrected { .. }
            | Self::AnswerJudged { .. }
            | Self::ReopeningDeclined { .. }
            | Self::TrackingLinkSentAgain {}
            | Self::MailSorted { .. }
            | Self::Held { .. }
            | Self::HoldLifted { .. }
            | Self::ContactErased { .. }
            | Self::MessageErased { .. }
            | Self::TextsErased { .. } => 0,
        }
    }
}
