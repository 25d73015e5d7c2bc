//! A mail as a question (intake by mail): only of somebody who is proven to write from an organisation that the desk knows by its
//! domain. What the form asks and a mail does not say, follows from that.

use crate::App;
use crate::Refusal;
use crate::incoming::read_mail::OpenedMail;
use crate::secrets;
use domain::{ContactDraft, MailId, Organisation, OrganisationDraft, QuestionDraft, SenderProof};

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
        let domain = read.from_email.rsplit_once('@').map(|(_, domain)| domain).unwrap_or_default();
        let Some(organisation) = self.only_organisation_at(domain).await? else {
            return Ok(Err("Het loket weet niet bij welke organisatie dit adres hoort.".to_owned()));
        };
        let local = read.from_email.split('@').next().unwrap_or_default();
        Ok(Ok(QuestionDraft {
            submission_key: secrets::imported_key(&self.submission_key, &format!("mail {id}")),
            subject: if read.subject.is_empty() { "Vraag per e-mail".to_owned() } else { read.subject.clone() },
            body: opened.worded().to_owned(),
            organisation: OrganisationDraft {
                kind: Some(organisation.kind),
                name: organisation.name,
                municipality: organisation.municipality.map(|code| code.0),
                region: organisation.region.map(|region| format!("{}:{}", region.layout.0, region.code)),
                places: None,
                works_for: None,
            },
            contact: ContactDraft {
                name: if read.from_name.is_empty() { local.to_owned() } else { read.from_name.clone() },
                email: read.from_email.clone(),
                phone: None,
            },
            groups: Vec::new(),
            themes: Vec::new(),
        }))
    }

    /// The organisation of this domain, where it is the only one: several share one now and then.
    async fn only_organisation_at(&self, domain: &str) -> Result<Option<Organisation>, Refusal> {
        let at = store::organisation_domains::organisations_of(&self.store, domain).await?;
        let &[only] = at.as_slice() else { return Ok(None) };
        Ok(store::organisations::find(&self.store, only).await?)
    }
}
