//! A question comes in by the form (intake form): once for each form, and after a word about other people's data.

use crate::asking::submit_question::{Count, Letters, Receipt, Taken};
use crate::policy::{self, Action};
use crate::{App, Caller, Refusal, secrets};
use domain::{Complaints, Numbers, QuestionDraft, SubmissionKey, amsterdam_day};

/// The code of the complaint that asks about personal data. Only a form is asked: behind an API nobody reads the question.
pub const ASKS_ABOUT_PERSONAL_DATA: &str = "ASKS_ABOUT_PERSONAL_DATA";

/// What somebody says of personal data in their question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonalData {
    /// Nothing yet.
    Unexplained,
    /// They are their own or they may share them, and none is a citizen number.
    Theirs,
}

impl App {
    /// Takes a question in that came by a form, if the sender may put one more; see [`App::submit_question_if`].
    ///
    /// The key of the form (`key`) stands in it unseen, so that whoever sends it again with other words knows of none: they
    /// asked another question, which is taken in as such, and once. A form without a key is known by its content. Nothing
    /// is stored before the asker has said that personal data may be; other complaints come at the same time.
    pub async fn submit_form_if(
        &self,
        caller: &Caller,
        draft: QuestionDraft,
        key: Option<SubmissionKey>,
        personal: PersonalData,
        count: &Count<'_>,
    ) -> Result<Receipt, Refusal> {
        policy::check(&caller.actor, Action::SubmitQuestion)?;
        let numbers = match personal {
            PersonalData::Theirs => Numbers::Explained,
            PersonalData::Unexplained => {
                self.ask_about_personal_data(&draft, caller.numbers)?;
                caller.numbers
            }
        };
        let mut arrival = self.arrival(draft, numbers, self.clock.now(), Letters::Written).await?;
        if let Some(key) = key {
            arrival.question.submission_key = key;
            match self.take_in(caller, &arrival, count).await? {
                Taken::UsedKey => {}
                taken => return taken.answer(),
            }
        }
        arrival.question.submission_key = secrets::form_key(&self.submission_key, key, &arrival.content);
        self.take_in(caller, &arrival, count).await?.answer()
    }

    fn ask_about_personal_data(&self, draft: &QuestionDraft, numbers: Numbers) -> Result<(), Complaints> {
        let Some(found) = draft.personal_data(numbers) else { return Ok(()) };
        let (picture, today) = (self.picture(), amsterdam_day(self.clock.now()));
        let others = draft.clone().check(&picture.taxonomy, &picture.geography, today, Numbers::Explained).err();
        let mut complaints = Complaints::one("body", ASKS_ABOUT_PERSONAL_DATA, found);
        complaints.0.extend(others.unwrap_or_default().0);
        Err(complaints)
    }
}
