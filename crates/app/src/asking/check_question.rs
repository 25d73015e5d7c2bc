//! What a form would send (check your answers): the question as it would be stored, before anything of it is.

use crate::asking::submit_form::PersonalData;
use crate::attaching::written::Sent;
use crate::policy::{self, Action};
use crate::{App, Caller, Refusal};
use domain::{Complaints, Numbers, Question, QuestionDraft, amsterdam_day};

/// A question as it would be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Everything of it, as the desk understands it.
    pub question: Question,
    /// What is asked about personal data in it, as long as its asker has not said whose they are: until then it is not taken.
    pub asked: Complaints,
}

impl App {
    /// Looks at what was typed as [`App::submit_form_if`] would, and stores nothing. Every complaint at once, where there
    /// are others than questions about personal data.
    pub async fn check_question(
        &self,
        caller: &Caller,
        draft: QuestionDraft,
        personal: PersonalData,
        sent: Sent<'_>,
    ) -> Result<Checked, Refusal> {
        policy::check(&caller.actor, Action::SubmitQuestion)?;
        let claim = self.claim_files(caller, sent).await?;
        let asked = match personal {
            PersonalData::Theirs => Complaints::default(),
            PersonalData::Unexplained => draft.ask_about_personal_data(caller.numbers),
        };
        let is_explained = personal == PersonalData::Theirs || !asked.0.is_empty();
        let numbers = if is_explained { Numbers::Explained } else { caller.numbers };
        let (picture, today) = (self.picture(), amsterdam_day(self.clock.now()));
        match claim.checked(draft.check(&picture.taxonomy, &picture.geography, today, numbers)) {
            Ok(question) => Ok(Checked { question, asked }),
            Err(mut others) => {
                others.0.extend(asked.0);
                Err(others.into())
            }
        }
    }
}
