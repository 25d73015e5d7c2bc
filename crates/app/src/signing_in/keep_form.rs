//! Keeping a form (a draft) whose session ended before it was sent, until the person who typed it signs in again.
//!
//! A form proves by its token whose it is: no token, nothing is kept, so that nobody fills the database or puts words
//! in the mouth of somebody else. Nobody but that person ever sees it, and nothing is sent unless they do so.

use crate::policy::{self, Action};
use crate::{App, Caller, Refusal, form_token, secrets};
use chrono::{DateTime, Duration};
use domain::{Actor, PersonId, has_citizen_number};
use store::grants::Purpose;
use store::kept_forms::{self, KeptForm};
use url::form_urlencoded;
use uuid::Uuid;

/// How long a form is kept: a night's rest, and some more.
const KEPT: Duration = Duration::hours(24);
/// Most forms kept for one person.
const MOST: u64 = 20;

/// What became of a form whose session had ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keeping {
    /// It is kept for whoever typed it.
    Kept(KeptForm),
    /// It is somebody's, but of theirs enough is kept already.
    Full,
    /// There is a citizen number in it, which may not be kept.
    Citizen,
    /// Nobody's session made this form.
    Unknown,
}

impl App {
    /// Keeps a form that carries the token of a session that ended. `session` is what the browser's cookie held;
    /// `earlier` the kept form that this one was filled from, which it replaces.
    pub async fn keep_form(
        &self,
        session: Option<&str>,
        token: &str,
        path: &str,
        body: &str,
        earlier: Option<Uuid>,
    ) -> Result<Keeping, Refusal> {
        policy::check(&Actor::Anonymous, Action::SignIn)?;
        let now = self.clock.now();
        let Some(person) = self.whose_form(session, token).await? else { return Ok(Keeping::Unknown) };
        if form_urlencoded::parse(body.as_bytes()).any(|(_, text)| has_citizen_number(&text)) {
            return Ok(Keeping::Citizen);
        }
        let form = KeptForm {
            id: self.ids.uuid(now),
            person,
            path: path.to_owned(),
            body: body.to_owned(),
            kept_at: now,
            expires_at: now + KEPT,
        };
        let tx = self.store.write().await?;
        if let Some(earlier) = earlier {
            kept_forms::delete(&tx, earlier, person).await?;
        }
        if kept_forms::count_of(&tx, person).await? >= MOST {
            tx.rollback().await?;
            return Ok(Keeping::Full);
        }
        kept_forms::insert(&tx, &form).await?;
        tx.commit().await?;
        Ok(Keeping::Kept(form))
    }

    async fn whose_form(&self, session: Option<&str>, token: &str) -> Result<Option<PersonId>, Refusal> {
        let token = secrets::unmasked(token);
        let known = store::grants::find(&self.store, &secrets::hash(&token), self.clock.now()).await?;
        if let Some(grant) = known.filter(|grant| grant.purpose == Purpose::Form) {
            return Ok(grant.person);
        }
        // A session from before tokens were written down may still have its row, however old.
        let Some(secret) = session.filter(|secret| form_token(secret) == token) else { return Ok(None) };
        let ever = DateTime::UNIX_EPOCH;
        let found = store::sessions::find(&self.store, &secrets::hash(secret), ever, ever).await?;
        Ok(found.map(|(_, person)| person.id))
    }

    /// The form to which the caller, who just signed in, is sent back; once.
    pub async fn offer_kept_form(&self, caller: &Caller) -> Result<Option<KeptForm>, Refusal> {
        let person = own(caller)?;
        let tx = self.store.write().await?;
        let form = kept_forms::offer(&tx, person, self.clock.now()).await?;
        tx.commit().await?;
        Ok(form)
    }

    /// What is kept for the caller, the newest first.
    pub async fn kept_forms(&self, caller: &Caller) -> Result<Vec<KeptForm>, Refusal> {
        Ok(kept_forms::of(&self.store, own(caller)?, self.clock.now()).await?)
    }

    /// The caller sent this one after all.
    pub async fn forget_kept_form(&self, caller: &Caller, id: Uuid) -> Result<(), Refusal> {
        let person = own(caller)?;
        let tx = self.store.write().await?;
        kept_forms::delete(&tx, id, person).await?;
        Ok(tx.commit().await?)
    }
}

fn own(caller: &Caller) -> Result<PersonId, Refusal> {
    policy::check(&caller.actor, Action::OwnAccount)?;
    caller.actor.person().ok_or(Refusal::Unauthenticated)
}
