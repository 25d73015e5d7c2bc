//! Letters to askers and to people of the desk (notification, outbox): what they say, who gets them, the job rows that
//! carry them, and what becomes of these.

pub(crate) mod dead_letters;
pub(crate) mod deliver_letters;
mod forget_letters;
mod frame;
pub(crate) mod link_requests;
pub(crate) mod may_be_told;
pub(crate) mod tell;
mod texts;
mod up_to_date;

#[cfg(test)]
mod golden_tests;
#[cfg(test)]
mod samples_for_tests;

pub(crate) use frame::{To, readdressed};
pub(crate) use texts::{
    About, Answer, AskBack, AskedRole, AskerReacted, AskerReminder, AskerSilent, Asks, Assignment, Breach,
    ColleagueAsked, Content, DeadlineMoved, DeadlinesMoved, Interim, Invitation, LetsIn, MovedQuestion, NewLink,
    OrganisationList, Receipt, Reminder, Reset, Says, Status, StatusChange, Whose,
};
pub(crate) use up_to_date::with_closing_day;

use crate::App;
use chrono::{DateTime, Utc};
use store::jobs::Job;

impl App {
    /// A letter about a question.
    pub(crate) fn letter<'a>(
        &self,
        about: &About<'_>,
        to: impl Into<To<'a>>,
        says: &Says<'_>,
        now: DateTime<Utc>,
    ) -> Job {
        self.stationery(now).about(about, &to.into(), says)
    }

    /// A letter about several questions of one asker.
    pub(crate) fn letter_about_several<'a>(
        &self,
        to: impl Into<To<'a>>,
        says: &DeadlinesMoved<'_>,
        now: DateTime<Utc>,
    ) -> Job {
        self.stationery(now).about_several(&to.into(), says)
    }

    /// A letter about no question, to somebody who asked for a way in, or was invited.
    pub(crate) fn access_letter<'a>(&self, to: impl Into<To<'a>>, says: &LetsIn<'_>, now: DateTime<Utc>) -> Job {
        self.stationery(now).access_letter(&to.into(), says)
    }

    fn stationery(&self, now: DateTime<Utc>) -> frame::Stationery<'_> {
        frame::Stationery { settings: &self.settings, ids: &*self.ids, now }
    }
}
