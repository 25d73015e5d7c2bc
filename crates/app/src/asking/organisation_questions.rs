//! "Vragen van mijn organisatie": a list for colleagues of askers, by a link to an address at a confirmed domain.

use crate::answering::read_ticket::TicketView;
use crate::asking::public_domains::{is_name, is_own, is_public};
use crate::letters::link_requests::Answered;
use crate::letters::{LetsIn, OrganisationList, To};
use crate::policy::{self, Action};
use crate::settings::Colleagues;
use crate::{App, Caller, Refusal, ledger, secrets};
use chrono::Duration;
use domain::{
    Actor, Complaints, DeskEvent, Organisation, OrganisationId, Origin, Reference, ascii_domain, email_address,
    email_key, fold, is_storable,
};
use store::Tx;
use store::grants::Purpose;
use store::link_requests::LinkRequest;
use store::organisation_domains::{ColleaguesQuestion, ConfirmedDomain};

/// How long the link holds.
const LINK: Duration = Duration::minutes(30);
/// Most questions in the list.
const MOST: u32 = 200;
/// Most organisations shown to choose from.
const SHOWN: u32 = 25;

/// A few signs that say of two lines in the log that they are about one link, and open nothing.
fn link_name(hash: &[u8; 32]) -> String {
    hash.iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

impl App {
    /// Sends a link to this address, if its domain was confirmed.
    pub(crate) async fn send_organisation_link(&self, request: &LinkRequest) -> Result<Answered, Refusal> {
        let Ok(email) = email_address(&request.email) else { return Ok(Answered::InSilence) };
        let email = email_key(&email);
        let Some((_, domain)) = email.split_once('@') else { return Ok(Answered::InSilence) };
        let domain = domain.to_owned();
        // A domain may have been confirmed before it was known that anybody can get an address there.
        if !is_own(&domain) || !store::organisation_domains::is_confirmed(&self.store, &domain).await? {
            return Ok(Answered::InSilence);
        }
        // Anybody may ask, from any number of addresses: nobody's mailbox is filled, and the links of before hold on.
        match self.allow_letter_to("organisation", &email).await {
            Ok(()) => {}
            Err(Refusal::Limited(..)) => return Ok(Answered::InSilence),
            Err(refusal) => return Err(refusal),
        }
        let now = self.clock.now();
        let tx = self.store.write().await?;
        if !store::link_requests::remove(&tx, request.id).await? {
            return Ok(Answered::ByLetter);
        }
        let detail = domain.clone();
        let url = self.hand_out(&tx, Purpose::OrganisationQuestions, None, detail, LINK, "organisatie").await?;
        let colleague = To { name: "collega", email: &email, person: None };
        let says = LetsIn::OrganisationList(OrganisationList { link: &url, holds: LINK });
        let letter = self.access_letter(colleague, &says, now);
        store::jobs::enqueue(&tx, &[letter], now).await?;
        let link = url.rsplit('/').next().map(|secret| link_name(&secrets::hash(secret)));
        // Not to whom: anybody may type any address before the domain.
        let sent = |count| DeskEvent::OrganisationLinkSent { domain: domain.clone(), link: link.clone(), count };
        ledger::write_counted(&tx, &domain, now, sent).await?;
        tx.commit().await?;
        Ok(Answered::ByLetter)
    }

    /// The questions that this link opens, the newest first, with who asked them; as often as it is opened within its time.
    /// Hidden when it is unknown or too old.
    pub async fn open_organisation_link(&self, secret: &str) -> Result<Vec<ColleaguesQuestion>, Refusal> {
        let (tx, domain) = self.organisation_of_link(secret).await?;
        let questions = store::organisation_domains::questions(&tx, &domain, MOST).await?;
        let hash = secrets::hash(secret);
        let used = DeskEvent::OrganisationLinkUsed { domain, link: link_name(&hash), questions: questions.len() };
        ledger::write_once_a_day(&tx, &link_name(&hash), self.clock.now(), used).await?;
        tx.commit().await?;
        Ok(questions)
    }

    /// A question of a colleague, as its asker reads it, where this desk lets colleagues read. Hidden when it is of another
    /// organisation.
    pub async fn open_colleagues_question(&self, secret: &str, reference: Reference) -> Result<TicketView, Refusal> {
        let (tx, domain) = self.organisation_of_link(secret).await?;
        let is_theirs = store::organisation_domains::is_theirs(&tx, &domain, reference.ticket).await?;
        tx.rollback().await?;
        if self.settings.colleagues != Colleagues::Questions || !is_theirs {
            return Err(Refusal::Hidden);
        }
        let reader = Caller::new(Actor::Asker(reference.ticket), Origin::Web);
        self.view_ticket(&reader, reference).await
    }

    /// For which domain this link was sent, if it still holds.
    async fn organisation_of_link(&self, secret: &str) -> Result<(Tx, String), Refusal> {
        policy::check(&Actor::Anonymous, Action::ReadOwnOrganisation)?;
        let tx = self.store.write().await?;
        let grant = store::grants::find(&tx, &secrets::hash(secret), self.clock.now()).await?;
        let grant = grant.filter(|grant| grant.purpose == Purpose::OrganisationQuestions && is_own(&grant.detail));
        Ok((tx, grant.ok_or(Refusal::Hidden)?.detail))
    }

    /// Confirmed domains where anybody can get an address, as is known by now: they open nothing.
    pub(crate) async fn public_domains(&self) -> Result<Vec<String>, Refusal> {
        let all = store::organisation_domains::all(&self.store).await?;
        let mut public: Vec<String> = all.into_iter().map(|confirmed| confirmed.domain).collect();
        public.retain(|domain| !is_own(domain));
        public.dedup();
        Ok(public)
    }

    /// Every confirmed domain.
    pub async fn list_domains(&self, caller: &Caller) -> Result<Vec<ConfirmedDomain>, Refusal> {
        policy::check(&caller.actor, Action::ManageDomains)?;
        Ok(store::organisation_domains::all(&self.store).await?)
    }

    /// Organisations that asked something, by (part of) their name, to confirm a domain for.
    pub async fn known_organisations(&self, caller: &Caller, text: &str) -> Result<Vec<Organisation>, Refusal> {
        policy::check(&caller.actor, Action::ManageDomains)?;
        let wanted = fold(text);
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        Ok(store::organisations::search(&self.store, &wanted, None, policy::telling(&caller.actor), SHOWN).await?)
    }

    /// Confirms that people with an address at this domain work for this organisation.
    pub async fn confirm_domain(
        &self,
        caller: &Caller,
        domain: &str,
        organisation: impl Into<Option<OrganisationId>>,
    ) -> Result<(), Refusal> {
        policy::check(&caller.actor, Action::ManageDomains)?;
        let organisation = organisation.into();
        let by = caller.actor.person().ok_or(Refusal::Unauthenticated)?;
        let Some(domain) = ascii_domain(domain.trim().trim_start_matches('@')).map(|domain| domain.to_lowercase())
        else {
            return Err(Complaints::one("domain", "INVALID", "Vul een domein in zoals gemeente.nl.").into());
        };
        if !is_name(&domain) {
            return Err(Complaints::one("domain", "INVALID", "Vul een domein in zoals gemeente.nl.").into());
        }
        if is_public(&domain) {
            let message = "Bij dit domein kan iedereen een adres nemen. Kies het eigen domein van de organisatie.";
            return Err(Complaints::one("domain", "PUBLIC", message).into());
        }
        let unknown = || Complaints::one("organisation", "UNKNOWN", "Kies een organisatie uit de lijst.");
        let organisation = organisation.ok_or_else(unknown)?;
        let now = self.clock.now();
        let tx = self.store.write().await?;
        if !store::organisations::exists(&tx, organisation).await? {
            return Err(unknown().into());
        }
        store::organisation_domains::confirm(&tx, &domain, organisation, by, now).await?;
        let what = DeskEvent::DomainsChanged { domain, organisation, confirmed: true };
        ledger::write_at_desk(&tx, caller, what, now).await?;
        Ok(tx.commit().await?)
    }

    /// Takes a confirmation back; links that were sent show nothing of it any more.
    pub async fn withdraw_domain(
        &self,
        caller: &Caller,
        domain: &str,
        organisation: OrganisationId,
    ) -> Result<(), Refusal> {
        policy::check(&caller.actor, Action::ManageDomains)?;
        if !is_storable(domain) {
            return Err(Refusal::Hidden);
        }
        let by = caller.actor.person().ok_or(Refusal::Unauthenticated)?;
        let now = self.clock.now();
        let tx = self.store.write().await?;
        if !store::organisation_domains::withdraw(&tx, domain, organisation, by, now).await? {
            return Err(Refusal::Hidden);
        }
        let what = DeskEvent::DomainsChanged { domain: domain.to_owned(), organisation, confirmed: false };
        ledger::write_at_desk(&tx, caller, what, now).await?;
        Ok(tx.commit().await?)
    }
}
