//! A mail as a question (intake by mail): only of somebody who is proven to write from an organisation that the desk knows by its
//! domain. What the form asks and a mail does not say, follows from that.

use crate::App;
use crate::Refusal;
use crate::incoming::read_mail::OpenedMail;
use crate::secrets;
use domain::{ContactDraft, MailId, Organisation, OrganisationDraft, QuestionDraft, ReadMail, SenderProof};

impl App {
    /// The question, or why it is none that can be taken in without a person.
    pub(crate) async fn draft_of_mail(
        &self,
        id: MailId,
        opened: &OpenedMail,
    ) -> Result<Result<QuestionDraft, String>, Refusal> {
        let read = &opened.read;
        if read.proof != SenderProof::Passed {
            return Ok(Err("Het is niet bevestigd wie dit stuurt.".to_owned()));
        }
        if let Some(why) = opened.says_nothing() {
            return Ok(Err(why.to_owned()));
        }
        let Some(organisation) = self.only_organisation_at(&read.from_email).await? else {
            return Ok(Err("Het loket weet niet bij welke organisatie dit adres hoort.".to_owned()));
        };
        Ok(Ok(QuestionDraft {
            submission_key: secrets::imported_key(&self.submission_key, &format!("mail {id}")),
            subject: subject_of(read),
            body: opened.worded().to_owned(),
            organisation: organisation_draft(organisation),
            contact: contact_of(read),
            groups: Vec::new(),
            themes: Vec::new(),
        }))
    }

    /// The organisation of the domain of this address, where it is the only one: several share one now and then.
    pub(crate) async fn only_organisation_at(&self, email: &str) -> Result<Option<Organisation>, Refusal> {
        let domain = email.rsplit_once('@').map(|(_, domain)| domain).unwrap_or_default();
        let at = store::organisation_domains::organisations_of(&self.store, domain).await?;
        let &[only] = at.as_slice() else { return Ok(None) };
        Ok(store::organisations::find(&self.store, only).await?)
    }
}

/// What a mail says that it is about.
pub(crate) fn subject_of(read: &ReadMail) -> String {
    if read.subject.is_empty() { "Vraag per e-mail".to_owned() } else { read.subject.clone() }
}

/// Who sent it, as who asks.
pub(crate) fn contact_of(read: &ReadMail) -> ContactDraft {
    let local = read.from_email.split('@').next().unwrap_or_default();
    ContactDraft {
        name: if read.from_name.is_empty() { local.to_owned() } else { read.from_name.clone() },
        email: read.from_email.clone(),
        phone: None,
    }
}

/// An organisation that the desk knows, as somebody would fill it in.
pub(crate) fn organisation_draft(organisation: Organisation) -> OrganisationDraft {
    OrganisationDraft {
        kind: Some(organisation.kind),
        name: organisation.name,
        municipality: organisation.municipality.map(|code| code.0),
        region: organisation.region.map(|region| format!("{}:{}", region.layout.0, region.code)),
        places: None,
        works_for: None,
    }
}
