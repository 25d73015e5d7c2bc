//! Bearer tokens for the API: handed out by the operator, checked at every request.

use crate::policy::{self, Action};
use crate::{App, Caller, Refusal, Settings};
use chrono::Duration;
use domain::{Actor, Complaints, Event, EventKind, Origin, PersonId};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};

/// Longest life of a token.
const LONGEST: Duration = Duration::days(90);
/// How far two clocks may differ, in seconds.
const LEEWAY: u64 = 5;
/// Longest token looked at, in bytes; ours are about 400.
const LONGEST_TOKEN: usize = 4096;

/// The desk's own keys. Our tokens are signed with EdDSA and nothing else is accepted.
pub struct TokenKeys {
    encoding: EncodingKey,
    decoding: DecodingKey,
    key_id: String,
    issuer: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: PersonId,
    iat: i64,
    nbf: i64,
    exp: i64,
    jti: uuid::Uuid,
}

impl TokenKeys {
    /// Reads the PEM of the settings.
    pub(crate) fn new(settings: &Settings) -> Result<Self, Refusal> {
        let unreadable = |error: jsonwebtoken::errors::Error| Refusal::Internal(format!("signing key: {error}"));
        let encoding = EncodingKey::from_ed_pem(&settings.signing_key).map_err(unreadable)?;
        let public = crate::signing_key::public_key(&settings.signing_key)
            .ok_or_else(|| Refusal::Internal("signing key: not an Ed25519 key in PKCS#8 PEM".to_owned()))?;
        Ok(Self {
            encoding,
            decoding: DecodingKey::from_ed_der(&public),
            key_id: Sha256::digest(&public).iter().take(8).map(|byte| format!("{byte:02x}")).collect(),
            issuer: settings.public_url.clone(),
        })
    }
}

impl App {
    /// A bearer token for somebody known to the desk.
    pub async fn issue_token(&self, caller: &Caller, email: &str, ttl: Duration) -> Result<String, Refusal> {
        policy::check(&caller.actor, Action::Operate)?;
        let person = store::people::by_email(&self.store, email).await?.filter(|person| person.active);
        let mut complaints = Complaints::default();
        if person.is_none() {
            complaints.add("email", "UNKNOWN", format!("Niemand bij dit loket heeft het e-mailadres {email:?}."));
        }
        if ttl < Duration::seconds(1) || ttl > LONGEST {
            complaints.add("ttl", "OUT_OF_RANGE", "Kies een geldigheid van 1 seconde tot 90 dagen.");
        }
        let Some(person) = person.filter(|_| complaints.is_empty()) else { return Err(complaints.into()) };
        let now = self.clock.now();
        let claims = Claims {
            iss: self.tokens.issuer.clone(),
            aud: self.tokens.issuer.clone(),
            sub: person.id,
            iat: now.timestamp(),
            nbf: now.timestamp(),
            exp: (now + ttl).timestamp(),
            jti: self.ids.uuid(now),
        };
        let header = Header { kid: Some(self.tokens.key_id.clone()), ..Header::new(Algorithm::EdDSA) };
        let token = jsonwebtoken::encode(&header, &claims, &self.tokens.encoding)
            .map_err(|error| Refusal::Internal(error.to_string()))?;
        let tx = self.store.write().await?;
        let event = Event {
            ticket: None,
            kind: EventKind::TokenIssued,
            at: now,
            actor: caller.actor.clone(),
            origin: caller.origin,
            detail: json!({ "for": person.id, "jti": claims.jti, "exp": claims.exp }),
        };
        store::events::append(&tx, &[(event, 0)]).await?;
        tx.commit().await?;
        Ok(token)
    }

    /// Who holds this token. Unauthenticated, without saying why, when anything about it is wrong.
    pub fn caller_of_token(&self, token: &str) -> Result<Caller, Refusal> {
        let claims = self.claims_of(token).ok_or(Refusal::Unauthenticated)?;
        let desk = self.desk();
        let person = desk
            .people
            .get(&claims.sub)
            .filter(|person| person.active && (!person.demo || self.settings.allow_demo))
            .ok_or(Refusal::Unauthenticated)?;
        Ok(Caller::new(Actor::Staff { id: person.id, roles: person.roles.clone() }, Origin::Api))
    }

    fn claims_of(&self, token: &str) -> Option<Claims> {
        if token.len() > LONGEST_TOKEN {
            return None;
        }
        let header = jsonwebtoken::decode_header(token).ok()?;
        // One key, known beforehand: the token cannot name a file, an address or another algorithm.
        if header.alg != Algorithm::EdDSA || header.kid.as_deref() != Some(self.tokens.key_id.as_str()) {
            return None;
        }
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_issuer(&[&self.tokens.issuer]);
        validation.set_audience(&[&self.tokens.issuer]);
        validation.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
        // The desk's clock decides, not the machine's: see below.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        let claims = jsonwebtoken::decode::<Claims>(token, &self.tokens.decoding, &validation).ok()?.claims;
        let now = self.clock.now().timestamp();
        let leeway = LEEWAY as i64;
        (claims.nbf <= now + leeway && now < claims.exp + leeway).then_some(claims)
    }
}
