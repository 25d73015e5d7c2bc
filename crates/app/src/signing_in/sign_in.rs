//! Sessions on the pages: how they begin, whom they belong to, how they end.

use crate::policy::{self, Action};
use crate::signing_in::attempts::Browser;
use crate::{App, Caller, Refusal, ledger, secrets};
use chrono::{DateTime, Duration, Utc};
use domain::{Actor, DeskEvent, Origin, Person, PersonId, Role, WayIn};
use store::Tx;
use store::expired::Expiry;
use store::grants::{Grant, Purpose};
use store::sessions::Session;

/// How often it is written down that a session is in use.
const SEEN_EVERY: Duration = Duration::minutes(1);
/// How long a browser is known after its person signed in.
const DEVICE: Duration = Duration::days(180);
/// How long what somebody was writing is kept once its question is closed.
const DRAFTS_KEPT: Duration = Duration::days(30);

/// How long after its session could have ended the token of a form is known: a page may stay open over the holidays.
const TOKEN_KNOWN: Duration = Duration::days(14);

/// What came of an attempt to sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignIn {
    /// Somebody is signed in.
    Welcome(Welcome),
    /// No, without saying why.
    Refused,
    /// Too many attempts: try again after this time.
    Wait(Duration),
}

/// What a browser keeps after signing in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Welcome {
    /// The secret of the session.
    pub session: String,
    /// The secret by which this browser is known afterwards, if it is a new one.
    pub device: Option<String>,
}

/// Everything by which somebody comes in without their password: sessions, links, and browsers that are known.
pub(crate) async fn take_access(tx: &Tx, person: PersonId) -> Result<(), Refusal> {
    store::sessions::delete_of(tx, person).await?;
    for purpose in [Purpose::Invitation, Purpose::Reset, Purpose::Device] {
        store::grants::revoke(tx, person, purpose).await?;
    }
    Ok(())
}

impl App {
    /// The made-up people who may sign in without a password, as long as this desk allows them at all.
    pub fn demo_people(&self) -> Vec<Person> {
        if !self.settings.allow_demo {
            return Vec::new();
        }
        let picture = self.picture();
        let mut people: Vec<Person> = picture
            .people
            .values()
            .filter(|person| {
                person.demo
                    && person.active
                    && ["expert", "programmaleider", "beheerder"]
                        .iter()
                        .any(|name| person.email == format!("{name}@demo.example"))
            })
            .cloned()
            .collect();
        people.sort_by_key(|person| person.roles.first().copied().unwrap_or(Role::Expert));
        people
    }

    /// Signs a made-up person in; gives the secret for the cookie. Hidden where the demo is not allowed.
    pub async fn sign_in_demo(&self, email: &str, from: &Browser) -> Result<String, Refusal> {
        policy::check(&Actor::Anonymous, Action::SignIn)?;
        if !self.settings.allow_demo {
            return Err(Refusal::Hidden);
        }
        let person = store::people::by_email(&self.store, email).await?;
        let person = person.filter(|person| person.demo && person.active).ok_or(Refusal::Hidden)?;
        let tx = self.store.write().await?;
        let secret = self.begin_session(&tx, &person, from, WayIn::Demo).await?;
        tx.commit().await?;
        Ok(secret)
    }

    /// Begins a session. The one this browser had before ends: nobody can prepare a session for somebody else.
    pub(crate) async fn begin_session(
        &self,
        tx: &Tx,
        person: &Person,
        from: &Browser,
        how: WayIn,
    ) -> Result<String, Refusal> {
        let now = self.clock.now();
        if let Some(before) = &from.session {
            store::sessions::delete(tx, &secrets::hash(before)).await?;
        }
        let secret = secrets::as_text(self.ids.secret());
        let session = Session {
            hash: secrets::hash(&secret),
            person: person.id,
            created_at: now,
            seen_at: now,
            expires_at: now + self.settings.auth.session_longest,
        };
        store::sessions::insert(tx, &session).await?;
        know_token(tx, &secret, &session).await?;
        let caller = Caller::new(Actor::Staff { id: person.id, roles: person.roles.clone() }, Origin::Web);
        let what = DeskEvent::SignedIn { how, address: from.address.to_canonical().to_string() };
        ledger::write_at_desk(tx, &caller, what, now).await?;
        Ok(secret)
    }

    /// Makes this browser known as one in which the person signed in; none when it was known already.
    pub(crate) async fn know_device(
        &self,
        tx: &Tx,
        person: &Person,
        from: &Browser,
    ) -> Result<Option<String>, Refusal> {
        let now = self.clock.now();
        if let Some(secret) = &from.device {
            let known = store::grants::find(tx, &secrets::hash(secret), now).await?;
            if known.is_some_and(|grant| grant.purpose == Purpose::Device && grant.person == Some(person.id)) {
                return Ok(None);
            }
        }
        let secret = secrets::as_text(self.ids.secret());
        let grant = Grant {
            hash: secrets::hash(&secret),
            purpose: Purpose::Device,
            person: Some(person.id),
            detail: String::new(),
            expires_at: now + DEVICE,
        };
        store::grants::insert(tx, &grant).await?;
        Ok(Some(secret))
    }

    /// Who this cookie belongs to: nobody when it is unknown, too old or idle too long, or when the person has left.
    pub async fn caller_of_session(&self, secret: &str) -> Result<Caller, Refusal> {
        let (hash, now) = (secrets::hash(secret), self.clock.now());
        let found = store::sessions::find(&self.store, &hash, now, self.idle_since(now)).await?;
        let Some((session, person)) = found.filter(|(_, person)| self.may_come_in(person)) else {
            return Ok(Caller::new(Actor::Anonymous, Origin::Web));
        };
        self.meet_new(&person).await?;
        if now - session.seen_at >= SEEN_EVERY {
            let tx = self.store.write().await?;
            store::sessions::touch(&tx, &hash, now).await?;
            tx.commit().await?;
        }
        Ok(Caller::new(Actor::Staff { id: person.id, roles: person.roles }, Origin::Web))
    }

    /// Somebody who was added elsewhere a moment ago is not yet in the picture that pages take names from.
    async fn meet_new(&self, person: &Person) -> Result<(), Refusal> {
        if self.picture().people.contains_key(&person.id) { Ok(()) } else { self.refresh().await }
    }

    /// Is this somebody who works here, and not a made-up person where those may not be?
    pub(crate) fn may_come_in(&self, person: &Person) -> bool {
        person.active && (!person.demo || self.settings.allow_demo)
    }

    /// Ends the session of this cookie.
    pub async fn sign_out(&self, secret: &str) -> Result<(), Refusal> {
        let caller = self.caller_of_session(secret).await?;
        let tx = self.store.write().await?;
        if store::sessions::delete(&tx, &secrets::hash(secret)).await? {
            ledger::write_at_desk(&tx, &caller, DeskEvent::SignedOut {}, self.clock.now()).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Ends every session of the caller, and forgets in which browsers they signed in.
    pub async fn sign_out_everywhere(&self, caller: &Caller) -> Result<(), Refusal> {
        policy::check(&caller.actor, Action::OwnAccount)?;
        let person = caller.actor.person().ok_or(Refusal::Unauthenticated)?;
        let tx = self.store.write().await?;
        let ended = store::sessions::delete_of(&tx, person).await?;
        store::grants::revoke(&tx, person, Purpose::Device).await?;
        let what = DeskEvent::SignedOutEverywhere { sessions: ended };
        ledger::write_at_desk(&tx, caller, what, self.clock.now()).await?;
        Ok(tx.commit().await?)
    }

    /// How many sessions the caller has, and how many recovery codes are left (none without a password).
    pub async fn own_account(&self, caller: &Caller) -> Result<(u64, Option<u64>), Refusal> {
        policy::check(&caller.actor, Action::OwnAccount)?;
        let person = caller.actor.person().ok_or(Refusal::Unauthenticated)?;
        let now = self.clock.now();
        let sessions = store::sessions::count_of(&self.store, person, now, self.idle_since(now)).await?;
        let codes = match store::credentials::of(&self.store, person).await? {
            Some(_) => Some(store::credentials::recovery_codes_left(&self.store, person).await?),
            None => None,
        };
        Ok((sessions, codes))
    }

    /// Forgets sessions, links, kept forms, drafts and counts that have expired.
    pub async fn forget_sessions(&self) -> Result<(), Refusal> {
        policy::check(&Actor::System, Action::Operate)?;
        let now = self.clock.now();
        let ends = Expiry {
            now,
            idle_since: self.idle_since(now),
            closed_until: now - DRAFTS_KEPT,
            seen_until: now - crate::openings::OPEN_FOR,
            failed_until: now - crate::signing_in::attempts::REMEMBERED,
            revoked_before: now - crate::signing_in::issue_token::LONGEST - Duration::days(1),
        };
        if !store::expired::is_any(&self.store, &ends).await? {
            return Ok(());
        }
        let tx = self.store.write().await?;
        store::expired::forget(&tx, &ends).await?;
        Ok(tx.commit().await?)
    }

    fn idle_since(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        now - self.settings.auth.session_idle
    }

    /// The token that the forms of a session carry, as it stands on one page: written otherwise each time, so that whoever sees
    /// how long compressed pages are learns nothing of it (BREACH).
    pub fn masked_form_token(&self, session_secret: &str) -> String {
        secrets::masked(&form_token(session_secret), self.ids.secret())
    }

    /// What a page may offer this caller.
    pub fn may(&self, caller: &Caller, action: Action<'_>) -> bool {
        policy::check(&caller.actor, action).is_ok()
    }
}

/// The token that every form of a session carries; it cannot be guessed without the session's secret.
pub fn form_token(session_secret: &str) -> String {
    secrets::as_text(secrets::hash(&format!("form:{session_secret}")))
}

/// Is this the token of that session, as it was or as it stood on a page?
pub fn is_form_token(session_secret: &str, token: &str) -> bool {
    form_token(session_secret) == secrets::unmasked(token)
}

/// Writes down whose forms carry the token of this session, also for after it ended.
async fn know_token(tx: &Tx, secret: &str, session: &Session) -> Result<(), Refusal> {
    let grant = Grant {
        hash: secrets::hash(&form_token(secret)),
        purpose: Purpose::Form,
        person: Some(session.person),
        detail: String::new(),
        expires_at: session.expires_at + TOKEN_KNOWN,
    };
    Ok(store::grants::insert(tx, &grant).await?)
}
