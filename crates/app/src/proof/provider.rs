//! The organisation's own OpenID Connect provider: where it is, its keys, and what its tokens say.

use crate::Refusal;
use crate::proof::tokens::{NumericDate, Reason, in_time, read_header, reason};
use crate::settings::ProviderSettings;
use chrono::{DateTime, Duration, Utc};
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::Mutex;

/// Keys are asked for again at most this often when a token names one we do not know.
const ASK_AGAIN: Duration = Duration::seconds(30);
/// How long nobody asks after an answer that did not come, counted from the question: longer than one waits for it, so
/// that those who waited meanwhile do not ask one after the other.
const REST: Duration = Duration::seconds(15);
/// How long a provider may take to answer, and to tell all that is asked of it at once.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);
/// Largest answer read, in bytes.
const ANSWER_BYTES: usize = 256 * 1024;

/// The provider, and what is known of it.
pub(crate) struct Provider {
    pub settings: ProviderSettings,
    http: reqwest::Client,
    /// Read by every call with a token, and never held while somebody is asked.
    known: RwLock<Option<Arc<Known>>>,
    /// Held while asking: many who need an answer at once cause one question. When none came last time, and why.
    asking: Mutex<Option<(DateTime<Utc>, store::Unavailable)>>,
}

/// What discovery told, and the keys of that moment.
pub(crate) struct Known {
    pub endpoints: Endpoints,
    pub keys: JwkSet,
    asked_at: DateTime<Utc>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Endpoints {
    issuer: String,
    pub authorization_endpoint: String,
    pub token_endpoint: String,
    pub userinfo_endpoint: Option<String>,
    jwks_uri: String,
}

/// What a token of the provider says of somebody.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct ProviderClaims {
    pub sub: String,
    exp: NumericDate,
    pub iat: NumericDate,
    nbf: Option<NumericDate>,
    pub jti: Option<String>,
    pub nonce: Option<String>,
    pub azp: Option<String>,
    pub aud: serde_json::Value,
    #[serde(flatten)]
    pub others: serde_json::Map<String, serde_json::Value>,
}

impl Provider {
    pub(crate) fn new(settings: ProviderSettings) -> Result<Self, Refusal> {
        let unusable = |why: String| Refusal::Internal(format!("auth.oidc_issuer: {why}"));
        if !is_safe(&settings.issuer) {
            return Err(unusable("must begin with https://".to_owned()));
        }
        let http = reqwest::Client::builder()
            .timeout(PATIENCE)
            // An answer from elsewhere is not an answer from the provider.
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| unusable(error.to_string()))?;
        Ok(Self { settings, http, known: RwLock::default(), asking: Mutex::default() })
    }

    /// The keys known by now, without asking or waiting for anybody.
    pub(crate) fn known_keys(&self) -> JwkSet {
        self.known_now().map_or_else(|| JwkSet { keys: Vec::new() }, |known| known.keys.clone())
    }

    fn known_now(&self) -> Option<Arc<Known>> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What is known; asked for when nothing is.
    pub(crate) async fn known(&self, now: DateTime<Utc>) -> Result<Arc<Known>, Refusal> {
        match self.known_now() {
            Some(known) => Ok(known),
            None => self.ask(now, None).await,
        }
    }

    /// What is known, asked for again unless that was done a moment ago: for a token with a key we do not know.
    pub(crate) async fn known_anew(&self, now: DateTime<Utc>) -> Result<Arc<Known>, Refusal> {
        self.ask(now, Some(ASK_AGAIN)).await
    }

    async fn ask(&self, now: DateTime<Utc>, unless_within: Option<Duration>) -> Result<Arc<Known>, Refusal> {
        let mut failed = self.asking.lock().await;
        if let Some(known) = self.known_now()
            && unless_within.is_none_or(|within| now - known.asked_at < within)
        {
            return Ok(known);
        }
        if let Some((at, why)) = failed.as_ref()
            && now - *at < REST
        {
            return Err(Refusal::Unavailable(why.clone()));
        }
        let answer = tokio::time::timeout(PATIENCE, self.discover(now)).await;
        match answer.unwrap_or_else(|_| Err(away("it does not answer"))) {
            Ok(known) => {
                *failed = None;
                *self.known.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&known));
                Ok(known)
            }
            Err(refusal) => {
                if let Refusal::Unavailable(why) = &refusal {
                    *failed = Some((now, why.clone()));
                }
                Err(refusal)
            }
        }
    }

    async fn discover(&self, now: DateTime<Utc>) -> Result<Arc<Known>, Refusal> {
        let well_known = format!("{}/.well-known/openid-configuration", self.settings.issuer.trim_end_matches('/'));
        let endpoints: Endpoints = self.read(self.http.get(well_known)).await?;
        if endpoints.issuer != self.settings.issuer {
            return Err(away("discovery names another issuer"));
        }
        let addresses = [&endpoints.authorization_endpoint, &endpoints.token_endpoint, &endpoints.jwks_uri];
        if !addresses.into_iter().chain(&endpoints.userinfo_endpoint).all(|address| is_safe(address)) {
            return Err(away("discovery names an address without https"));
        }
        let keys: JwkSet = self.read(self.http.get(&endpoints.jwks_uri)).await?;
        Ok(Arc::new(Known { endpoints, keys, asked_at: now }))
    }

    /// Exchanges a code for tokens.
    pub(crate) async fn exchange(&self, endpoint: &str, form: &[(&str, &str)]) -> Result<Tokens, Refusal> {
        let mut form = form.to_vec();
        form.push(("client_id", &self.settings.client_id));
        let mut request = self.http.post(endpoint);
        if let Some(secret) = &self.settings.client_secret {
            let encoded = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
            request = request.basic_auth(encoded(&self.settings.client_id), Some(encoded(secret)));
        }
        self.read(request.form(&form)).await
    }

    /// What the provider tells of the holder of an access token.
    pub(crate) async fn userinfo(
        &self,
        endpoint: &str,
        access_token: &str,
    ) -> Result<serde_json::Map<String, serde_json::Value>, Refusal> {
        self.read(self.http.get(endpoint).bearer_auth(access_token)).await
    }

    async fn read<T: DeserializeOwned>(&self, request: reqwest::RequestBuilder) -> Result<T, Refusal> {
        let mut answer = request.send().await.map_err(|error| away(&error.without_url().to_string()))?;
        if !answer.status().is_success() {
            return Err(away(&format!("it answered {}", answer.status())));
        }
        let mut body = Vec::new();
        while let Some(part) = answer.chunk().await.map_err(|error| away(&error.without_url().to_string()))? {
            body.extend_from_slice(&part);
            if body.len() > ANSWER_BYTES {
                return Err(away("its answer is too long"));
            }
        }
        serde_json::from_slice(&body).map_err(|error| away(&format!("its answer cannot be read: {error}")))
    }
}

/// What the token endpoint gives.
#[derive(Deserialize)]
pub(crate) struct Tokens {
    pub id_token: String,
    pub access_token: Option<String>,
}

fn away(why: &str) -> Refusal {
    Refusal::Unavailable(format!("OpenID Connect provider: {why}").into())
}

/// Over https, or on this very machine.
fn is_safe(address: &str) -> bool {
    let Ok(address) = url::Url::parse(address) else { return false };
    let here = matches!(address.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
    address.scheme() == "https" || (address.scheme() == "http" && here)
}

/// What a token says, when one of these keys signed it for this audience and it holds now.
pub(crate) fn verified(
    token: &str,
    keys: &JwkSet,
    issuer: &str,
    audience: &str,
    now: DateTime<Utc>,
    leeway: Duration,
) -> Result<ProviderClaims, Reason> {
    let header = read_header(token)?;
    // The algorithm is chosen by the key we were given, never by the token: no HMAC with a public key, no `none`.
    let key = key_of(keys, header.kid.as_deref()).ok_or(UNKNOWN_KEY)?;
    let algorithm = algorithm_of(key).ok_or("a key we do not use")?;
    if header.alg != algorithm {
        return Err("another algorithm than its key");
    }
    let decoding = DecodingKey::from_jwk(key).map_err(|_| "a key we cannot read")?;
    let mut validation = Validation::new(algorithm);
    validation.set_issuer(&[issuer]);
    validation.set_audience(&[audience]);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    // The desk's clock decides.
    validation.validate_exp = false;
    validation.validate_nbf = false;
    let data = jsonwebtoken::decode::<ProviderClaims>(token, &decoding, &validation);
    let claims = data.map_err(|error| reason(error.kind()))?.claims;
    in_time(claims.nbf.unwrap_or(claims.iat), claims.exp, now, leeway)?;
    Ok(claims)
}

/// The one reason for which keys are asked for again.
pub(crate) const UNKNOWN_KEY: Reason = "an unknown key";

/// The key of this name. A token need not name one when there is only one.
fn key_of<'k>(keys: &'k JwkSet, kid: Option<&str>) -> Option<&'k Jwk> {
    match (kid, keys.keys.as_slice()) {
        (Some(kid), _) => keys.find(kid),
        (None, [only]) => Some(only),
        (None, _) => None,
    }
}

/// RS256, ES256 or EdDSA, by the shape of the key.
fn algorithm_of(key: &Jwk) -> Option<Algorithm> {
    let for_signing = key.common.public_key_use.as_ref().is_none_or(|how| *how == PublicKeyUse::Signature);
    let algorithm = match &key.algorithm {
        AlgorithmParameters::RSA(_) => Algorithm::RS256,
        AlgorithmParameters::EllipticCurve(curve) if curve.curve == EllipticCurve::P256 => Algorithm::ES256,
        AlgorithmParameters::OctetKeyPair(curve) if curve.curve == EllipticCurve::Ed25519 => Algorithm::EdDSA,
        _ => return None,
    };
    let named = key.common.key_algorithm.as_ref().map(ToString::to_string);
    let fits = named.is_none_or(|named| named == format!("{algorithm:?}"));
    (for_signing && fits).then_some(algorithm)
}
