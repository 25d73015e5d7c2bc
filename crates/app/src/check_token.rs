//! Whose is this token? Refused without saying why, and never silently nobody's.

use crate::issue_token::Claims;
use crate::provider::verified;
use crate::{App, Caller, Refusal};
use chrono::{DateTime, Duration, Utc};
use domain::{Actor, Origin, Person, PersonId};
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, Header, Validation};
use serde::{Deserialize, Serialize, Serializer};
use store::StoreError;

/// How far the clocks of two of our own servers may differ; a provider's may differ more, see the settings.
const OWN_LEEWAY: Duration = Duration::seconds(5);
/// Longest token looked at, in bytes; ours are about 400, a provider's can be a few thousand.
const LONGEST_TOKEN: usize = 8_192;

/// Why a token is refused; for the log alone.
pub(crate) type Reason = &'static str;

/// Why somebody does not come in.
#[derive(Debug)]
pub(crate) enum NotIn {
    /// They may not, for this reason; and who they are, where that is known.
    Because(Reason, Option<PersonId>),
    /// The desk could not look.
    Failed(Refusal),
}

impl From<Reason> for NotIn {
    fn from(reason: Reason) -> Self {
        Self::Because(reason, None)
    }
}

impl From<Refusal> for NotIn {
    fn from(refusal: Refusal) -> Self {
        Self::Failed(refusal)
    }
}

impl From<StoreError> for NotIn {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl App {
    /// Who holds this token. Unauthenticated when anything about it is wrong; the reason goes to the log. Nothing in a
    /// token makes the desk ask anybody anything.
    pub async fn caller_of_token(&self, token: &str) -> Result<Caller, Refusal> {
        match self.holder_of(token).await {
            Ok(person) => Ok(Caller::new(Actor::Staff { id: person.id, roles: person.roles }, Origin::Api)),
            Err(NotIn::Failed(refusal)) => Err(refusal),
            Err(NotIn::Because(reason, _)) => {
                tracing::warn!(reason, "a token was refused");
                Err(Refusal::Unauthenticated)
            }
        }
    }

    async fn holder_of(&self, token: &str) -> Result<Person, NotIn> {
        let header = read_header(token)?;
        let kid = header.kid.as_deref().unwrap_or_default();
        if let Some(provider) = &self.provider
            && !self.tokens.decoding.contains_key(kid)
        {
            let keys = provider.known_keys();
            let settings = &provider.settings;
            let leeway = self.settings.auth.leeway;
            let claims = verified(token, &keys, &settings.issuer, &settings.audience, self.clock.now(), leeway)?;
            let person = store::identities::person_of(&self.store, &settings.issuer, &claims.sub).await?;
            let person = person.ok_or("a person the desk does not know")?;
            return self.still_holds(person.id, claims.jti.as_deref().unwrap_or_default(), claims.iat).await;
        }
        let claims = self.own_claims(token, &header)?;
        self.still_holds(claims.sub, &claims.jti.to_string(), claims.iat).await
    }

    async fn still_holds(&self, person: PersonId, jti: &str, issued_at: NumericDate) -> Result<Person, NotIn> {
        if !domain::is_storable(jti) {
            return Err("a name of the token that is no text".into());
        }
        let holder = store::tokens::holder(&self.store, person, jti, issued_at.moment()).await?;
        Ok(holder.filter(|person| self.may_come_in(person)).ok_or("revoked, or a person who has left")?)
    }

    fn own_claims(&self, token: &str, header: &Header) -> Result<Claims, Reason> {
        // A closed set of keys, known beforehand: the token cannot name a file, an address or another algorithm.
        if header.alg != Algorithm::EdDSA {
            return Err("not signed with EdDSA");
        }
        let key = header.kid.as_ref().and_then(|kid| self.tokens.decoding.get(kid)).ok_or("an unknown key")?;
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_issuer(&[&self.tokens.issuer]);
        validation.set_audience(&[&self.tokens.issuer]);
        validation.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
        // The desk's clock decides, not the machine's: see below.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        let claims = jsonwebtoken::decode::<Claims>(token, key, &validation).map_err(|error| reason(error.kind()))?;
        in_time(claims.claims.nbf, claims.claims.exp, self.clock.now(), OWN_LEEWAY)?;
        Ok(claims.claims)
    }
}

/// The head of a token that may be looked at.
pub(crate) fn read_header(token: &str) -> Result<Header, Reason> {
    if token.len() > LONGEST_TOKEN {
        return Err("too long");
    }
    let header = jsonwebtoken::decode_header(token).map_err(|_| "not a token, or an algorithm nobody uses")?;
    if header.crit.is_some() {
        return Err("it demands what we do not know");
    }
    Ok(header)
}

/// A moment as tokens write it: seconds since 1970, with a fraction or without (RFC 7519, NumericDate).
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Deserialize)]
#[serde(transparent)]
pub(crate) struct NumericDate(f64);

/// The end of the year 9999.
const LAST_MOMENT: f64 = 253_402_300_799.0;

impl NumericDate {
    /// In whole seconds, as we write it.
    pub(crate) fn of(moment: DateTime<Utc>) -> Self {
        Self(moment.timestamp() as f64)
    }

    /// To the microsecond, within what every database holds.
    fn moment(self) -> DateTime<Utc> {
        let seconds = self.0.clamp(0.0, LAST_MOMENT);
        DateTime::from_timestamp_micros((seconds * 1e6) as i64).unwrap_or(DateTime::UNIX_EPOCH)
    }
}

impl Serialize for NumericDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.fract() == 0.0 { serializer.serialize_i64(self.0 as i64) } else { serializer.serialize_f64(self.0) }
    }
}

pub(crate) fn in_time(
    not_before: NumericDate,
    expires: NumericDate,
    now: DateTime<Utc>,
    leeway: Duration,
) -> Result<(), Reason> {
    let now = now.timestamp() as f64;
    let leeway = leeway.num_milliseconds() as f64 / 1e3;
    // A token made at this very moment holds, also when clocks may not differ at all.
    if not_before.0 >= now + leeway && not_before.0 > now {
        return Err("not yet valid");
    }
    if now >= expires.0 + leeway {
        return Err("expired");
    }
    Ok(())
}

pub(crate) fn reason(kind: &ErrorKind) -> Reason {
    match kind {
        ErrorKind::InvalidSignature => "the signature does not fit",
        ErrorKind::InvalidIssuer => "another issuer",
        ErrorKind::InvalidAudience => "another audience",
        ErrorKind::MissingRequiredClaim(_) => "a claim is missing",
        ErrorKind::Json(_) | ErrorKind::InvalidClaimFormat(_) => "a claim is missing or has the wrong form",
        ErrorKind::InvalidAlgorithm | ErrorKind::InvalidAlgorithmName => "another algorithm than its key",
        _ => "not a token of ours",
    }
}
