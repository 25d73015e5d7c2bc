//! The desk's own bearer tokens (JWT, EdDSA): its keys, what a token says, and whether one may be looked at.

use crate::proof::signing_key;
use crate::{Refusal, Settings};
use chrono::{DateTime, Duration, Utc};
use domain::PersonId;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize, Serializer};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use uuid::Uuid;

/// How far the clocks of two of our own servers may differ; a provider's may differ more, see the settings.
const OWN_LEEWAY: Duration = Duration::seconds(5);
/// Longest token looked at, in bytes; ours are about 400, a provider's can be a few thousand.
const LONGEST_TOKEN: usize = 8_192;

/// Why a token is refused; for the log alone.
pub(crate) type Reason = &'static str;

/// The desk's own keys. Our tokens are signed with EdDSA and nothing else is accepted.
pub(crate) struct TokenKeys {
    encoding: EncodingKey,
    /// The closed set of keys that may have signed a token, by their name.
    decoding: HashMap<String, DecodingKey>,
    key_id: String,
    issuer: String,
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

    /// Is this the name of a key of ours?
    pub(crate) fn knows(&self, key: &str) -> bool {
        self.decoding.contains_key(key)
    }

    /// A token for somebody, of this name and for so long.
    pub(crate) fn signed(
        &self,
        person: PersonId,
        jti: Uuid,
        now: DateTime<Utc>,
        ttl: Duration,
    ) -> Result<String, Refusal> {
        let claims = Claims {
            iss: self.issuer.clone(),
            aud: self.issuer.clone(),
            sub: person,
            iat: NumericDate::of(now),
            nbf: NumericDate::of(now),
            exp: NumericDate::of(now + ttl),
            jti,
        };
        let header = Header { kid: Some(self.key_id.clone()), ..Header::new(Algorithm::EdDSA) };
        jsonwebtoken::encode(&header, &claims, &self.encoding).map_err(|error| Refusal::Internal(error.to_string()))
    }

    /// What a token of ours says, if it is one and holds now.
    pub(crate) fn own_claims(&self, token: &str, header: &Header, now: DateTime<Utc>) -> Result<Claims, Reason> {
        // A closed set of keys, known beforehand: the token cannot name a file, an address or another algorithm.
        if header.alg != Algorithm::EdDSA {
            return Err("not signed with EdDSA");
        }
        let key = header.kid.as_ref().and_then(|kid| self.decoding.get(kid)).ok_or("an unknown key")?;
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_issuer(&[&self.issuer]);
        validation.set_audience(&[&self.issuer]);
        validation.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
        // The desk's clock decides, not the machine's: see below.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        let claims = jsonwebtoken::decode::<Claims>(token, key, &validation).map_err(|error| reason(error.kind()))?;
        in_time(claims.claims.nbf, claims.claims.exp, now, OWN_LEEWAY)?;
        Ok(claims.claims)
    }
}

/// The name of a key follows from the key: nobody has to choose one.
fn key_id(public: &[u8]) -> String {
    Sha256::digest(public).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
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
    pub(crate) fn moment(self) -> DateTime<Utc> {
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
