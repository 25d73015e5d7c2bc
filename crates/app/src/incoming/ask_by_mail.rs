//! A mail of no question becomes one by hand (manual intake): somebody of the desk says who asks, for which organisation, and
//! about what. Its text and its files stay those of the mail, and so does the day on which the desk begins to count: today.

use crate::asking::submit_question::{Arrival, Letters};
use crate::incoming::decide_mail::{decided_before, raw_of};
use crate::incoming::draft_of_mail::{contact_of, organisation_draft, subject_of};
use crate::incoming::take_mail::stranger_by_mail;
use crate::policy::{self, Action};
use crate::{App, Caller, Refusal, secrets};
use domain::{
    ContactDraft, FilledIn, IncomingMail, MailId, OrganisationDraft, QuestionDraft, ReadMail, Reference, amsterdam_day,
    fold,
};

/// What somebody of the desk says of a question that came by mail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AskedByMail {
    /// What it is about, in a line.
    pub subject: String,
    /// On whose behalf it is asked.
    pub organisation: OrganisationDraft,
    /// Who asks.
    pub contact: ContactDraft,
}

impl App {
    /// A mail of no question, and what the mail and the domain of its sender say of the question it would be.
    pub async fn read_mail_to_ask(
        &self,
        caller: &Caller,
        mail: MailId,
    ) -> Result<(IncomingMail, AskedByMail), Refusal> {
        policy::check(&caller.actor, Action::ManageMail)?;
        let (mail, read) = self.mail_of_no_question(mail).await?;
        let organisation = self.only_organisation_at(&read.from_email).await?;
        let asked = AskedByMail {
            subject: subject_of(&read),
            organisation: organisation.map(organisation_draft).unwrap_or_default(),
            contact: contact_of(&read),
        };
        Ok((mail, asked))
    }

    /// Makes a question of it, in one transaction with the state of the mail, its line in the ledger and its letters; as for
    /// any question, the desk finds its topics and its expert.
    pub async fn ask_by_mail(&self, caller: &Caller, mail: MailId, asked: AskedByMail) -> Result<Reference, Refusal> {
        policy::check(&caller.actor, Action::ManageMail)?;
        let (known, read) = self.mail_of_no_question(mail).await?;
        let opened = self.open_mail(raw_of(&self.store, mail).await?).await?;
        let draft = QuestionDraft {
            submission_key: secrets::imported_key(&self.submission_key, &format!("mail {mail}")),
            subject: asked.subject,
            body: opened.worded().to_owned(),
            organisation: self.where_it_was(asked.organisation, &read).await?,
            contact: asked.contact,
            groups: Vec::new(),
            themes: Vec::new(),
        };
        let (picture, today) = (self.picture(), amsterdam_day(self.clock.now()));
        // What was typed is asked about; what the mail says cannot be, and went through that when it was read.
        let typed = QuestionDraft { body: "e-mail".to_owned(), ..draft.clone() };
        typed.check_of(FilledIn::ByDesk, &picture.taxonomy, &picture.geography, today, caller.numbers)?;
        let asker = stranger_by_mail();
        let along = self.take_along(&asker, &opened).await?;
        let arrival = self.arrival(draft, asker.numbers, self.clock.now(), Letters::Written).await;
        let arrival = Arrival::claiming(arrival, along.claim)?;
        let stood = (mail, known.state);
        let taken = self.store_as_question(stood, &opened, &arrival, &along.refused, caller).await?;
        taken.ok_or_else(decided_before)
    }

    async fn mail_of_no_question(&self, mail: MailId) -> Result<(IncomingMail, ReadMail), Refusal> {
        let known = store::incoming::find(&self.store, mail).await?.ok_or(Refusal::Hidden)?;
        if !known.state.is_undecided() {
            return Err(decided_before());
        }
        match (known.ticket, known.read.clone()) {
            (None, Some(read)) => Ok((known, read)),
            _ => Err(Refusal::Hidden),
        }
    }

    /// An organisation whose name and kind stay is where the desk knows it to be: no second one of the same name is made.
    async fn where_it_was(&self, typed: OrganisationDraft, read: &ReadMail) -> Result<OrganisationDraft, Refusal> {
        let known = self.only_organisation_at(&read.from_email).await?;
        let same = known.filter(|known| typed.kind == Some(known.kind) && fold(&typed.name) == fold(&known.name));
        let Some(known) = same.map(organisation_draft) else { return Ok(typed) };
        Ok(OrganisationDraft { municipality: known.municipality, region: known.region, ..typed })
    }
}
