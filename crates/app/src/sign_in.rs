//! Signing in and out on the pages.

use crate::policy;
use crate::{App, Caller, Refusal, secrets};
use chrono::Duration;
use domain::{Actor, Event, EventKind, Origin, Person, Role};
use serde_json::json;
use store::sessions::Session;

/// How long a session lasts at most: one working day with room to spare.
const SESSION: Duration = Duration::hours(12);

impl App {
    /// The made-up people who may sign in without a password, as long as this desk allows them at all.
    pub fn demo_people(&self) -> Vec<Person> {
        if !self.settings.allow_demo {
            return Vec::new();
        }
        let desk = self.desk();
        let mut people: Vec<Person> = desk
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
    pub async fn sign_in_demo(&self, email: &str) -> Result<String, Refusal> {
        if !self.settings.allow_demo {
            return Err(Refusal::Hidden);
        }
        let person = store::people::by_email(&self.store, email).await?;
        let person = person.filter(|person| person.demo && person.active).ok_or(Refusal::Hidden)?;
        let now = self.clock.now();
        let secret = secrets::as_text(self.ids.secret());
        let tx = self.store.write().await?;
        let session =
            Session { hash: secrets::hash(&secret), person: person.id, created_at: now, expires_at: now + SESSION };
        store::sessions::insert(&tx, &session).await?;
        let actor = Actor::Staff { id: person.id, roles: person.roles };
        let event = Event {
            ticket: None,
            kind: EventKind::SignedIn,
            at: now,
            actor,
            origin: Origin::Web,
            detail: json!({ "demo": true }),
        };
        store::events::append(&tx, &[(event, 0)]).await?;
        tx.commit().await?;
        Ok(secret)
    }

    /// Who this cookie belongs to: nobody when it is unknown or too old, or when the person has left.
    pub async fn caller_of_session(&self, secret: &str) -> Result<Caller, Refusal> {
        let session = store::sessions::find(&self.store, &secrets::hash(secret), self.clock.now()).await?;
        let desk = self.desk();
        let person = session
            .and_then(|session| desk.people.get(&session.person))
            .filter(|person| person.active && (!person.demo || self.settings.allow_demo));
        let actor =
            person.map_or(Actor::Anonymous, |person| Actor::Staff { id: person.id, roles: person.roles.clone() });
        Ok(Caller::new(actor, Origin::Web))
    }

    /// Ends the session of this cookie.
    pub async fn sign_out(&self, secret: &str) -> Result<(), Refusal> {
        let caller = self.caller_of_session(secret).await?;
        let tx = self.store.write().await?;
        if store::sessions::delete(&tx, &secrets::hash(secret)).await? {
            let event = Event {
                ticket: None,
                kind: EventKind::SignedOut,
                at: self.clock.now(),
                actor: caller.actor,
                origin: Origin::Web,
                detail: json!({}),
            };
            store::events::append(&tx, &[(event, 0)]).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Forgets sessions that have expired.
    pub async fn forget_sessions(&self) -> Result<(), Refusal> {
        policy::check(&Actor::System, policy::Action::Operate)?;
        let tx = self.store.write().await?;
        store::sessions::delete_expired(&tx, self.clock.now()).await?;
        Ok(tx.commit().await?)
    }

    /// What a page may offer this caller.
    pub fn may(&self, caller: &Caller, action: policy::Action<'_>) -> bool {
        policy::check(&caller.actor, action).is_ok()
    }
}

/// The token that every form of a session carries; it cannot be guessed without the session's secret.
pub fn form_token(session_secret: &str) -> String {
    secrets::as_text(secrets::hash(&format!("form:{session_secret}")))
}
