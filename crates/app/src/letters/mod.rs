//! Letters to askers and to people of the desk (notification, outbox): what they say, who gets them, the job rows that
//! carry them, and what becomes of these.

pub(crate) mod bursts;
pub(crate) mod dead_letters;
pub(crate) mod deliver_letters;
mod forget_letters;
mod frame;
mod html;
pub(crate) mod link_requests;
mod made_up;
pub(crate) mod may_be_told;
mod morning;
pub(crate) mod pace;
pub(crate) mod read_letters;
mod samples;
mod samples_to_askers;
pub(crate) mod tell;
pub(crate) mod tell_troubles;
mod texts;
pub(crate) mod undelivered;
mod up_to_date;

#[cfg(test)]
mod golden_tests;

pub(crate) use frame::{To, readdressed};
pub use html::letter_in_html;
pub(crate) use texts::{
    About, Answer, Answered, AskBack, AskedRole, AskerReacted, AskerReminder, AskerSilent, Asks, Assignment, Breach,
    ColleagueAsked, Content, DeadlineMoved, DeadlinesMoved, FilesLeftOut, Interim, Invitation, LetsIn, LostLink,
    MailWaits, Measured, MovedQuestion, NewLink, NotDelivered, OfWeek, OrganisationList, Receipt, Reminder, Reset,
    Says, Status, StatusChange, UNDECIDED, UNDELIVERED, WeeklyFigures, WhoAnswers, Whose, either, language, with_links,
};
pub(crate) use up_to_date::with_closing_day;

use crate::{App, Settings};
use chrono::{DateTime, Utc};
use domain::{House, InEnglish, Letter, LetterKind};
use routing::Language;
use store::jobs::Job;

impl App {
    /// A letter about a question, to go when its reader wants it.
    pub(crate) fn letter<'a>(
        &self,
        about: &About<'_>,
        to: impl Into<To<'a>>,
        says: &Says<'_>,
        now: DateTime<Utc>,
    ) -> Job {
        let picture = self.picture();
        let job = self.stationery(&picture.house, now).about(about, &to.into(), says);
        pace::paced(&picture, job, about.due_at, now)
    }

    /// A letter about several questions of one asker.
    pub(crate) fn letter_about_several<'a>(
        &self,
        to: impl Into<To<'a>>,
        says: &DeadlinesMoved<'_>,
        now: DateTime<Utc>,
    ) -> Job {
        self.stationery(&self.picture().house, now).about_several(&to.into(), says)
    }

    /// A letter about no question, to somebody who asked for a way in, or was invited.
    pub(crate) fn access_letter<'a>(&self, to: impl Into<To<'a>>, says: &LetsIn<'_>, now: DateTime<Utc>) -> Job {
        self.stationery(&self.picture().house, now).access_letter(&to.into(), says)
    }

    /// A letter with the figures of a week.
    pub(crate) fn letter_with_figures<'a>(
        &self,
        to: impl Into<To<'a>>,
        says: &WeeklyFigures<'_>,
        now: DateTime<Utc>,
    ) -> Job {
        self.stationery(&self.picture().house, now).weekly(&to.into(), says)
    }

    fn stationery<'a>(&'a self, house: &'a House, now: DateTime<Utc>) -> frame::Stationery<'a> {
        frame::Stationery { settings: &self.settings, house, ids: &*self.ids, now }
    }
}

/// One letter of each kind, as a desk with this house style would write it; those to askers also in English, where it says
/// something in English.
pub(crate) fn examples(settings: &Settings, house: &House) -> Vec<Letter> {
    let first = |language, kind| {
        let post = made_up::Post { settings: settings.clone(), house: house.clone(), language };
        samples::samples(&post, kind).into_iter().next().map(|(_, job)| job.letter)
    };
    let dutch = LetterKind::ALL.into_iter().filter_map(|kind| first(Language::Nl, kind));
    let in_english =
        LetterKind::ALL.into_iter().filter(|kind| kind.is_to_asker() && house.english != InEnglish::default());
    dutch.chain(in_english.filter_map(|kind| first(Language::En, kind))).collect()
}
