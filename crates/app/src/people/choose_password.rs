//! Invitations, forgotten passwords, and choosing a password.

use crate::letters::link_requests::Answered;
use crate::letters::{Invitation, LetsIn, Reset};
use crate::policy::{self, Action};
use crate::proof::{passwords, totp};
use crate::signing_in::attempts::Browser;
use crate::signing_in::sign_in::{Welcome, take_access};
use crate::{App, Caller, Refusal, ledger, secrets};
use chrono::Duration;
use domain::{Actor, Complaints, DeskEvent, Invited, LetterKind, Origin, Person, PersonId, WayIn, is_clean_text};
use store::Tx;
use store::credentials::Credential;
use store::grants::{Grant, Purpose};
use store::link_requests::LinkRequest;

/// How long an invitation holds.
const INVITATION: Duration = Duration::days(7);
/// How long a link to choose another password holds.
const RESET: Duration = Duration::hours(1);
/// How many of these hold at once for one person; until one is used or ends, no other is sent.
const RESETS_AT_ONCE: u64 = 3;
/// How many recovery codes somebody gets.
const RECOVERY_CODES: usize = 10;

/// What a link to choose a password opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessLink {
    /// For whom.
    pub name: String,
    /// How they sign in.
    pub email: String,
    /// The new second factor, to be added to an authenticator; none when they have one.
    pub new_factor: Option<NewFactor>,
}

/// A second factor to be added to an authenticator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFactor {
    /// As text, to be typed.
    pub secret: String,
    /// As a link, to be followed or scanned.
    pub otpauth: String,
}

/// A password was chosen: who did so is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// What the browser keeps.
    pub welcome: Welcome,
    /// Recovery codes, shown this once; none when the person keeps those they have.
    pub recovery_codes: Vec<String>,
}

/// How a link comes to whom it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sending {
    /// The desk sends it.
    ByLetter,
    /// Somebody gives it to them, or the next letter holds it.
    InPerson,
}

impl App {
    /// A link with which a person chooses a password and a second factor, for the first time or anew. Links of before
    /// no longer hold.
    pub async fn invite(&self, caller: &Caller, person: PersonId, sending: Sending) -> Result<String, Refusal> {
        policy::check(&caller.actor, Action::ManagePeople)?;
        if !self.has_passwords() {
            return Err(Refusal::Conflict("Medewerkers loggen in bij uw eigen organisatie.".to_owned()));
        }
        let tx = self.store.write().await?;
        let person = store::people::by_id(&tx, person).await?;
        let person = person.filter(|person| person.active && !person.demo).ok_or(Refusal::Hidden)?;
        let url = self.invite_in(&tx, caller, &person, sending).await?;
        tx.commit().await?;
        self.wake_worker();
        Ok(url)
    }

    pub(crate) async fn invite_in(
        &self,
        tx: &Tx,
        caller: &Caller,
        person: &Person,
        sending: Sending,
    ) -> Result<String, Refusal> {
        let now = self.clock.now();
        store::grants::revoke(tx, person.id, Purpose::Invitation).await?;
        let salt = secrets::as_text(self.ids.secret());
        let url = self.hand_out(tx, Purpose::Invitation, Some(person.id), salt, INVITATION, "toegang").await?;
        let by_letter = sending == Sending::ByLetter;
        let what = DeskEvent::Invited(Invited::First { person: person.id, by_letter });
        ledger::write_at_desk(tx, caller, what, now).await?;
        if by_letter {
            let says = LetsIn::Invitation(Invitation { link: &url, holds: INVITATION });
            let letter = self.access_letter(person, &says, now);
            store::jobs::dismiss_access(tx, person.id, &[LetterKind::Access, LetterKind::Reset]).await?;
            store::jobs::enqueue(tx, &[letter], now).await?;
        }
        Ok(url)
    }

    /// Sends a link to choose another password, if this is the address of somebody who has one.
    pub(crate) async fn send_reset(&self, request: &LinkRequest) -> Result<Answered, Refusal> {
        let person = store::people::by_email(&self.store, &request.email).await?;
        let Some(person) = person.filter(|person| self.has_passwords() && person.active && !person.demo) else {
            return Ok(Answered::InSilence);
        };
        if store::credentials::of(&self.store, person.id).await?.is_none() {
            return Ok(Answered::InSilence);
        }
        let now = self.clock.now();
        let tx = self.store.write().await?;
        if !store::link_requests::remove(&tx, request.id).await? {
            return Ok(Answered::ByLetter);
        }
        store::credentials::hold(&tx, person.id).await?;
        // Anybody may ask. The links of before hold on, so that nobody is kept out by others who ask; and while a few hold, no
        // other is made, so that nobody's mailbox or the log is filled.
        if store::grants::held_by(&tx, person.id, Purpose::Reset, now).await? >= RESETS_AT_ONCE {
            tx.rollback().await?;
            return Ok(Answered::InSilence);
        }
        let url = self.hand_out(&tx, Purpose::Reset, Some(person.id), String::new(), RESET, "toegang").await?;
        let caller = Caller::new(Actor::Anonymous, Origin::Web);
        let what = DeskEvent::Invited(Invited::Reset { person: person.id, reset: true });
        ledger::write_at_desk(&tx, &caller, what, now).await?;
        let letter = self.access_letter(&person, &LetsIn::Reset(Reset { link: &url, holds: RESET }), now);
        // Not an invitation that never arrived: anybody may ask for this letter, and it helps nobody who has no account yet.
        store::jobs::dismiss_access(&tx, person.id, &[LetterKind::Reset]).await?;
        store::jobs::enqueue(&tx, &[letter], now).await?;
        tx.commit().await?;
        Ok(Answered::ByLetter)
    }

    /// Makes a secret, keeps its hash, and gives the address that holds it.
    pub(crate) async fn hand_out(
        &self,
        tx: &Tx,
        purpose: Purpose,
        person: Option<PersonId>,
        detail: String,
        holds: Duration,
        path: &str,
    ) -> Result<String, Refusal> {
        let secret = secrets::as_text(self.ids.secret());
        let expires_at = self.clock.now() + holds;
        let grant = Grant { hash: secrets::hash(&secret), purpose, person, detail, expires_at };
        store::grants::insert(tx, &grant).await?;
        Ok(format!("{}/{path}/{secret}", self.settings.public_url))
    }

    /// What this link opens. Hidden when it is unknown, used or too old: all three look alike.
    pub async fn open_access_link(&self, secret: &str) -> Result<AccessLink, Refusal> {
        let (grant, person) = self.access_grant(secret).await?;
        Ok(AccessLink { new_factor: self.new_factor(&grant, &person), name: person.name, email: person.email })
    }

    async fn access_grant(&self, secret: &str) -> Result<(Grant, Person), Refusal> {
        policy::check(&Actor::Anonymous, Action::SignIn)?;
        let grant = store::grants::find(&self.store, &secrets::hash(secret), self.clock.now()).await?;
        let grant = grant.filter(|grant| matches!(grant.purpose, Purpose::Invitation | Purpose::Reset));
        let grant = grant.filter(|_| self.has_passwords()).ok_or(Refusal::Hidden)?;
        let id = grant.person.ok_or(Refusal::Hidden)?;
        let person = store::people::by_id(&self.store, id).await?.filter(|person| person.active);
        Ok((grant, person.ok_or(Refusal::Hidden)?))
    }

    fn new_factor(&self, grant: &Grant, person: &Person) -> Option<NewFactor> {
        let secret = totp::base32(&totp::secret(&self.totp_key, &grant.detail));
        let name: String = url::form_urlencoded::byte_serialize(person.email.as_bytes()).collect();
        let otpauth = format!("otpauth://totp/Loket:{name}?secret={secret}&issuer=Loket");
        (grant.purpose == Purpose::Invitation).then_some(NewFactor { secret, otpauth })
    }

    /// Chooses a password with such a link and a code of the authenticator, and signs in. Every session and every
    /// other link of the person ends.
    pub async fn choose_password(
        &self,
        from: &Browser,
        secret: &str,
        password: &str,
        repeated: &str,
        code: &str,
    ) -> Result<Chosen, Refusal> {
        let (grant, person) = self.access_grant(secret).await?;
        checked_password(password, repeated, &person)?;
        let turn = self.hashing.queue_up()?;
        let attempt = self.begin_attempt_at_link(secret).await?;
        let password_hash = self.hashing.hashed(turn, self.ids.secret(), password).await?;
        let now = self.clock.now();
        let tx = self.store.write().await?;
        let wrong =
            || Complaints::one("code", "WRONG", "Deze code klopt niet. Vul de code in die uw app nu laat zien.");
        let mut recovery_codes = Vec::new();
        let credential = if grant.purpose == Purpose::Invitation {
            let factor = totp::secret(&self.totp_key, &grant.detail);
            let Some(totp_step) = totp::step_of(&factor, code, now) else {
                tx.rollback().await?;
                self.note_failed_sign_in(from, Some(person.id), "code at a link").await?;
                return Err(wrong().into());
            };
            recovery_codes.extend((0..RECOVERY_CODES).map(|_| totp::recovery_code(self.ids.secret())));
            let hashes: Vec<_> = recovery_codes.iter().map(|code| totp::recovery_hash(&self.totp_key, code)).collect();
            store::credentials::replace_recovery_codes(&tx, person.id, &hashes).await?;
            Credential { person: person.id, password_hash, totp_salt: grant.detail, totp_step, changed_at: now }
        } else {
            let before = store::credentials::of(&tx, person.id).await?.ok_or(Refusal::Hidden)?;
            if !self.use_code(&tx, &before, code).await? {
                tx.rollback().await?;
                self.note_failed_sign_in(from, Some(person.id), "code at a link").await?;
                return Err(wrong().into());
            }
            let before = store::credentials::of(&tx, person.id).await?.ok_or(Refusal::Hidden)?;
            Credential { password_hash, changed_at: now, ..before }
        };
        if !store::grants::take(&tx, &grant.hash).await? {
            return Err(Refusal::Hidden);
        }
        store::credentials::save(&tx, &credential).await?;
        take_access(&tx, person.id).await?;
        let caller = Caller::new(Actor::Staff { id: person.id, roles: person.roles.clone() }, Origin::Web);
        let what = DeskEvent::CredentialsSet {
            by: grant.purpose.as_str().to_owned(),
            address: from.address.to_canonical().to_string(),
        };
        ledger::write_at_desk(&tx, &caller, what, now).await?;
        self.succeed(&tx, &attempt).await?;
        let session = self.begin_session(&tx, &person, from, WayIn::Password).await?;
        let device = self.know_device(&tx, &person, from).await?;
        tx.commit().await?;
        Ok(Chosen { welcome: Welcome { session, device }, recovery_codes })
    }
}

fn checked_password(password: &str, repeated: &str, person: &Person) -> Result<(), Complaints> {
    let mut complaints = Complaints::default();
    if password.chars().count() < passwords::SHORTEST {
        let message = format!("Kies een wachtwoord van minstens {} tekens. Een zin mag ook.", passwords::SHORTEST);
        complaints.add("password", "TOO_SHORT", message);
    } else if password.len() > passwords::LONGEST || !is_clean_text(password) {
        complaints.add("password", "INVALID", "Dit wachtwoord is te lang, of er staan vreemde tekens in.");
    } else if password.to_lowercase().contains(&person.email) {
        complaints.add("password", "TOO_EASY", "Gebruik uw e-mailadres niet als wachtwoord.");
    } else if password != repeated {
        complaints.add("repeated", "DIFFERENT", "De twee wachtwoorden zijn niet gelijk.");
    }
    complaints.or(|| ())
}
