//! What each letter says (mail templates): one file per kind, with its subject and its body.

mod about;
mod access;
mod answer;
mod ask_back;
mod asker_reacted;
mod asker_reminder;
mod asker_silent;
mod assignment;
mod breach;
mod colleague_asked;
mod deadline_moved;
mod deadlines_moved;
mod digest;
mod endings;
mod files;
mod files_left_out;
mod interim;
mod language;
mod mail_waits;
mod new_link;
mod not_delivered;
mod receipt;
mod reminder;
mod reset;
mod sentences;
mod status_change;
mod weekly_figures;
mod who_answers;

pub(super) use about::Text;
pub(crate) use about::{About, Answered};
pub(crate) use access::{Invitation, OrganisationList};
pub(crate) use answer::Answer;
pub(crate) use ask_back::AskBack;
pub(crate) use asker_reacted::{AskerReacted, Asks};
pub(crate) use asker_reminder::AskerReminder;
pub(crate) use asker_silent::AskerSilent;
pub(crate) use assignment::{Assignment, Content, UNDECIDED, UNDELIVERED};
pub(crate) use breach::Breach;
pub(crate) use colleague_asked::{AskedRole, ColleagueAsked};
pub(crate) use deadline_moved::DeadlineMoved;
pub(crate) use deadlines_moved::{DeadlinesMoved, MovedQuestion};
pub(crate) use digest::{Digest, News};
pub(crate) use files::with_links;
pub(crate) use files_left_out::FilesLeftOut;
pub(crate) use interim::Interim;
pub(crate) use language::{either, language};
pub(crate) use mail_waits::MailWaits;
pub(crate) use new_link::{LostLink, NewLink};
pub(crate) use not_delivered::NotDelivered;
pub(crate) use receipt::Receipt;
pub(crate) use reminder::Reminder;
pub(crate) use reset::Reset;
pub(crate) use sentences::Whose;
pub(super) use sentences::{around_promise, closes, closes_on, promised};
pub(crate) use status_change::{Status, StatusChange};
pub(crate) use weekly_figures::{Measured, OfWeek, WeeklyFigures};
pub(crate) use who_answers::WhoAnswers;

use domain::LetterKind;

/// A letter about a question.
pub(crate) enum Says<'a> {
    Receipt(Receipt<'a>),
    Assignment(Assignment<'a>),
    AskBack(AskBack<'a>),
    Interim(Interim<'a>),
    Answer(Answer<'a>),
    AskerReacted(AskerReacted<'a>),
    StatusChange(StatusChange<'a>),
    DeadlineMoved(DeadlineMoved<'a>),
    Reminder(Reminder<'a>),
    Breach(Breach<'a>),
    AskerReminder(AskerReminder<'a>),
    AskerSilent(AskerSilent),
    NotDelivered(NotDelivered<'a>),
    MailWaits(MailWaits<'a>),
    NewLink(NewLink<'a>),
    LostLink(LostLink<'a>),
    WhoAnswers(WhoAnswers<'a>),
    FilesLeftOut(FilesLeftOut<'a>),
    ColleagueAsked(ColleagueAsked<'a>),
}

impl Says<'_> {
    pub(super) fn kind(&self) -> LetterKind {
        match self {
            Self::Receipt(_) => LetterKind::Receipt,
            Self::Assignment(_) => LetterKind::Assignment,
            Self::AskBack(_) => LetterKind::AskBack,
            Self::Interim(_) => LetterKind::Interim,
            Self::Answer(_) => LetterKind::Answer,
            Self::AskerReacted(_) => LetterKind::AskerReacted,
            Self::StatusChange(_) => LetterKind::StatusChange,
            Self::DeadlineMoved(_) => LetterKind::DeadlineMoved,
            Self::Reminder(_) => LetterKind::Reminder,
            Self::Breach(_) => LetterKind::Breach,
            Self::AskerReminder(_) => LetterKind::AskerReminder,
            Self::AskerSilent(_) => LetterKind::AskerSilent,
            Self::NotDelivered(_) => LetterKind::NotDelivered,
            Self::MailWaits(_) => LetterKind::MailWaits,
            Self::NewLink(_) | Self::LostLink(_) => LetterKind::NewLink,
            Self::ColleagueAsked(_) => LetterKind::ColleagueAsked,
            Self::WhoAnswers(_) => LetterKind::WhoAnswers,
            Self::FilesLeftOut(_) => LetterKind::FilesLeftOut,
        }
    }

    /// `page` is where people of the desk read the question.
    pub(super) fn text(&self, about: &About<'_>, page: &str) -> Text {
        match self {
            Self::Receipt(letter) => letter.text(about),
            Self::Assignment(letter) => letter.text(about, page),
            Self::AskBack(letter) => letter.text(about),
            Self::Interim(letter) => letter.text(about),
            Self::Answer(letter) => letter.text(about),
            Self::AskerReacted(letter) => letter.text(about, page),
            Self::StatusChange(letter) => letter.text(about),
            Self::DeadlineMoved(letter) => letter.text(about),
            Self::Reminder(letter) => letter.text(about, page),
            Self::Breach(letter) => letter.text(about, page),
            Self::AskerReminder(letter) => letter.text(about),
            Self::AskerSilent(letter) => letter.text(about, page),
            Self::NotDelivered(letter) => letter.text(about, page),
            Self::MailWaits(letter) => letter.text(about, page),
            Self::NewLink(letter) => letter.text(about),
            Self::LostLink(letter) => letter.text(about),
            Self::ColleagueAsked(letter) => letter.text(about, page),
            Self::WhoAnswers(letter) => letter.text(about),
            Self::FilesLeftOut(letter) => letter.text(about),
        }
    }
}

/// A letter about no question: it lets somebody in.
pub(crate) enum LetsIn<'a> {
    Invitation(Invitation<'a>),
    OrganisationList(OrganisationList<'a>),
    Reset(Reset<'a>),
}

impl LetsIn<'_> {
    pub(super) fn kind(&self) -> LetterKind {
        match self {
            Self::Invitation(_) | Self::OrganisationList(_) => LetterKind::Access,
            Self::Reset(_) => LetterKind::Reset,
        }
    }

    pub(super) fn text(&self) -> Text {
        match self {
            Self::Invitation(letter) => letter.text(),
            Self::OrganisationList(letter) => letter.text(),
            Self::Reset(letter) => letter.text(),
        }
    }
}
