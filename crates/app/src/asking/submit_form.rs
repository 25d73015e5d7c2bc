//! A question comes in by the form (intake form): once for each form, and after a word about other people's data.

use crate::asking::receipt::{Receipt, Taken};
use crate::asking::submit_question::{Arrival, Count, Letters};
use crate::attaching::written::Sent;
use crate::policy::{self, Action};
use crate::{App, Caller, Refusal, secrets};
use domain::{Complaints, Numbers, QuestionDraft, SubmissionKey, ToldFirst, amsterdam_day};

/// What residents read before they go on.
const TO_RESIDENTS: &str = "Dit loket is er voor organisaties. Bent u inwoner en zoekt u een woning, of hebt u een vraag over \
    uw eigen situatie? Uw gemeente kan u dan beter helpen. U vindt het telefoonnummer op de website van uw gemeente. Wij hebben \
    nog niets bewaard. Wilt u uw vraag toch hier stellen? Kruis dat dan onderaan aan en ga verder.";

/// What somebody says of personal data in their question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonalData {
    /// Nothing yet.
    Unexplained,
    /// They are their own or they may share them, and none is a citizen number.
    Theirs,
}

/// The code of what is told first to whoever another desk may help better. Only a form tells it.
pub const TELLS_FIRST: &str = "TELLS_FIRST";

/// Whether somebody goes on after they were told so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GoesOn {
    /// They were not asked yet.
    Unasked,
    /// They do.
    Yes,
}

impl App {
    /// Tells whoever another desk may help better where that is, before anything of them is stored.
    pub fn tell_first(&self, caller: &Caller, draft: &QuestionDraft, goes_on: GoesOn) -> Result<(), Refusal> {
        policy::check(&caller.actor, Action::SubmitQuestion)?;
        match draft.organisation.kind.map(|kind| kind.facts().told_first) {
            Some(ToldFirst::TheirMunicipality) if goes_on == GoesOn::Unasked => {
                Err(Complaints::one("organisation.kind", TELLS_FIRST, TO_RESIDENTS).into())
            }
            Some(ToldFirst::TheirMunicipality | ToldFirst::Nothing) | None => Ok(()),
        }
    }

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
        sent: Sent<'_>,
        count: &Count<'_>,
    ) -> Result<Receipt, Refusal> {
        self.submit_from_draft(caller, draft, key, personal, (sent, None), count).await
    }

    /// The same, of a form that was filled in from a draft (the secret of its link), which ends with it.
    pub async fn submit_from_draft(
        &self,
        caller: &Caller,
        draft: QuestionDraft,
        key: Option<SubmissionKey>,
        personal: PersonalData,
        (sent, from): (Sent<'_>, Option<&str>),
        count: &Count<'_>,
    ) -> Result<Receipt, Refusal> {
        policy::check(&caller.actor, Action::SubmitQuestion)?;
        let claim = self.claim_files(caller, sent).await?;
        let numbers = match personal {
            PersonalData::Theirs => Numbers::Explained,
            PersonalData::Unexplained => {
                let asked = self.ask_about_personal_data(&draft, caller.numbers);
                claim.refusing().checked(asked)?;
                caller.numbers
            }
        };
        let arrival = self.arrival(draft, numbers, self.clock.now(), Letters::Written).await;
        let mut arrival = Arrival::claiming(arrival, claim)?;
        arrival.draft = from.map(secrets::hash);
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

    /// Only a form is asked: behind an API nobody reads the question.
    fn ask_about_personal_data(&self, draft: &QuestionDraft, numbers: Numbers) -> Result<(), Complaints> {
        let asked = draft.ask_about_personal_data(numbers);
        if asked.0.is_empty() {
            return Ok(());
        }
        let (picture, today) = (self.picture(), amsterdam_day(self.clock.now()));
        let others = draft.clone().check(&picture.taxonomy, &picture.geography, today, Numbers::Explained).err();
        let mut complaints = others.unwrap_or_default();
        complaints.0.extend(asked.0);
        Err(complaints)
    }
}
