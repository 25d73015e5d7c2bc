//! Bearer tokens for the API: handed out and taken back by the operator. `check_token.rs` checks them.

use crate::policy::{self, Action};
use crate::{App, Caller, Refusal, ledger};
use chrono::Duration;
use domain::{Complaints, DeskEvent, Person, TokensRevoked, quoted};

/// Longest life of a token.
pub(crate) const LONGEST: Duration = Duration::days(90);

impl App {
    /// A bearer token for somebody known to the desk.
    pub async fn issue_token(&self, caller: &Caller, email: &str, ttl: Duration) -> Result<String, Refusal> {
        policy::check(&caller.actor, Action::Operate)?;
        let person = self.known_person(email).await;
        let mut complaints = Complaints::default();
        if ttl < Duration::seconds(1) || ttl > LONGEST {
            complaints.add("ttl", "OUT_OF_RANGE", "Kies een geldigheid van 1 seconde tot 90 dagen.");
        }
        let person = match person {
            Ok(person) => complaints.or(|| person)?,
            Err(Refusal::Complaints(mut unknown)) => {
                unknown.0.extend(complaints.0);
                return Err(unknown.into());
            }
            Err(refusal) => return Err(refusal),
        };
        let now = self.clock.now();
        let jti = self.ids.uuid(now);
        let token = self.tokens.signed(person.id, jti, now, ttl)?;
        let what = DeskEvent::TokenIssued { person: person.id, jti: jti.to_string(), exp: (now + ttl).timestamp() };
        let tx = self.store.write().await?;
        ledger::write_at_desk(&tx, caller, what, now).await?;
        tx.commit().await?;
        Ok(token)
    }

    /// Takes one token back, by its `jti`.
    pub async fn revoke_token(&self, caller: &Caller, jti: &str) -> Result<(), Refusal> {
        policy::check(&caller.actor, Action::Operate)?;
        let jti = jti.trim();
        if jti.is_empty() || jti.len() > 200 || !jti.chars().all(|sign| sign.is_ascii_graphic()) {
            return Err(Complaints::one("jti", "INVALID", "Geef het kenmerk (jti) van een token.").into());
        }
        let now = self.clock.now();
        let tx = self.store.write().await?;
        store::tokens::revoke(&tx, jti, now).await?;
        let what = DeskEvent::TokensRevoked(TokensRevoked::One { jti: jti.to_owned() });
        ledger::write_at_desk(&tx, caller, what, now).await?;
        Ok(tx.commit().await?)
    }

    /// Takes back every token that a person has by now.
    pub async fn revoke_tokens_of(&self, caller: &Caller, email: &str) -> Result<(), Refusal> {
        policy::check(&caller.actor, Action::Operate)?;
        let person = self.known_person(email).await?;
        let now = self.clock.now();
        let tx = self.store.write().await?;
        store::tokens::revoke_of(&tx, person.id, now).await?;
        let what = DeskEvent::TokensRevoked(TokensRevoked::Of { person: person.id });
        ledger::write_at_desk(&tx, caller, what, now).await?;
        Ok(tx.commit().await?)
    }

    /// Somebody who works here, for the operator.
    pub(crate) async fn known_person(&self, email: &str) -> Result<Person, Refusal> {
        let person = store::people::by_email(&self.store, email).await?.filter(|person| person.active);
        let unknown = || {
            Complaints::one(
                "email",
                "UNKNOWN",
                format!("Niemand bij dit loket heeft het e-mailadres {}.", quoted(email)),
            )
        };
        Ok(person.ok_or_else(unknown)?)
    }
}
