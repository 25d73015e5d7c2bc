//! Bearer tokens for the API: handed out and taken back by the operator. `check_token.rs` checks them.

use crate::check_token::NumericDate;
use crate::policy::{self, Action};
use crate::{App, Caller, Refusal, Settings, ledger, signing_key};
use chrono::Duration;
use domain::{Complaints, DeskEvent, Person, PersonId, TokensRevoked, quoted};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// Longest life of a token.
pub(crate) const LONGEST: Duration = Duration::days(90);

/// The desk's own keys. Our tokens are signed with EdDSA and nothing else is accepted.
pub struct TokenKeys {
    encoding: EncodingKey,
    /// The closed set of keys that may have signed a token, by their name.
    pub(crate) decoding: HashMap<String, DecodingKey>,
    key_id: String,
    pub(crate) issuer: String,
}

/// What our own tokens say; none of it may be missing.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Claims {
    iss: String,
    aud: String,
    pub sub: PersonId,
    pub iat: NumericDate,
    pub nbf: NumericDate,
    pub exp: NumericDate,
    pub jti: uuid::Uuid,
}

impl TokenKeys {
    /// Reads the PEMs of the settings.
    pub(crate) fn new(settings: &Settings) -> Result<Self, Refusal> {
        let broken = |what: &str| Refusal::Internal(format!("{what}: not an Ed25519 key in PEM"));
        let encoding = EncodingKey::from_ed_pem(&settings.signing_key).map_err(|_| broken("signing key"))?;
        let public = signing_key::public_key(&settings.signing_key).ok_or_else(|| broken("signing key"))?;
        let key_id = key_id(&public);
        let mut decoding = HashMap::from([(key_id.clone(), DecodingKey::from_ed_der(&public))]);
        for pem in &settings.auth.verify_keys {
            let public = signing_key::public_key(pem).ok_or_else(|| broken("further verifying key"))?;
            decoding.insert(self::key_id(&public), DecodingKey::from_ed_der(&public));
        }
        Ok(Self { encoding, decoding, key_id, issuer: settings.public_url.clone() })
    }
}

/// The name of a key follows from the key: nobody has to choose one.
fn key_id(public: &[u8]) -> String {
    Sha256::digest(public).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

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
        let claims = Claims {
            iss: self.tokens.issuer.clone(),
            aud: self.tokens.issuer.clone(),
            sub: person.id,
            iat: NumericDate::of(now),
            nbf: NumericDate::of(now),
            exp: NumericDate::of(now + ttl),
            jti: self.ids.uuid(now),
        };
        let header = Header { kid: Some(self.tokens.key_id.clone()), ..Header::new(Algorithm::EdDSA) };
        let token = jsonwebtoken::encode(&header, &claims, &self.tokens.encoding)
            .map_err(|error| Refusal::Internal(error.to_string()))?;
        let what =
            DeskEvent::TokenIssued { person: person.id, jti: claims.jti.to_string(), exp: (now + ttl).timestamp() };
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
