//! Signing in at the organisation's own OpenID Connect provider: code flow with PKCE, state and nonce.
//!
//! State, nonce and verifier all follow from one secret that only this browser holds. Only its hash is stored, to be
//! used once.

use crate::policy::{self, Action};
use crate::proof::provider::{Known, Provider, ProviderClaims, UNKNOWN_KEY, verified};
use crate::proof::tokens::Reason;
use crate::settings::ProviderSettings;
use crate::signing_in::attempts::Browser;
use crate::signing_in::check_token::NotIn;
use crate::signing_in::sign_in::{SignIn, Welcome};
use crate::{App, Caller, Refusal, secrets};
use chrono::Duration;
use domain::{Actor, Origin, Person, PersonId, Role, WayIn, find_personal_data};
use store::Tx;
use store::grants::{Grant, Purpose};

/// How long somebody may take at the provider.
const UNDER_WAY: Duration = Duration::minutes(10);
/// Where the provider sends people back to, after the public address.
const RETURN_TO: &str = "/inloggen/terug";

/// What follows from the secret of a sign-in under way.
fn follows(secret: &str, what: &str) -> String {
    secrets::as_text(secrets::hash(&format!("{what}:{secret}")))
}

impl App {
    /// Asks the provider for its keys of now; without a provider there is nothing to ask. For a timer: tokens on the API
    /// never cause a question.
    pub async fn refresh_provider_keys(&self) -> Result<(), Refusal> {
        if let Some(provider) = &self.provider {
            provider.known_anew(self.clock.now()).await?;
        }
        Ok(())
    }

    /// Do people sign in at a provider here?
    pub fn has_provider(&self) -> bool {
        self.provider.is_some()
    }

    /// Begins: the secret for the browser to keep, and the address to go to.
    pub async fn begin_provider_sign_in(&self) -> Result<(String, String), Refusal> {
        policy::check(&Actor::Anonymous, Action::SignIn)?;
        let provider = self.provider.as_ref().ok_or(Refusal::Hidden)?;
        let now = self.clock.now();
        let known = provider.known(now).await?;
        let secret = secrets::as_text(self.ids.secret());
        let challenge = secrets::as_text(secrets::hash(&follows(&secret, "verifier")));
        let mut address = url::Url::parse(&known.endpoints.authorization_endpoint)
            .map_err(|error| Refusal::Internal(error.to_string()))?;
        address
            .query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &provider.settings.client_id)
            .append_pair("redirect_uri", &self.return_to())
            .append_pair("scope", "openid email profile")
            .append_pair("state", &follows(&secret, "state"))
            .append_pair("nonce", &follows(&secret, "nonce"))
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256");
        let grant = Grant {
            hash: secrets::hash(&secret),
            purpose: Purpose::SignIn,
            person: None,
            detail: String::new(),
            expires_at: now + UNDER_WAY,
        };
        let tx = self.store.write().await?;
        store::grants::insert(&tx, &grant).await?;
        tx.commit().await?;
        Ok((secret, address.into()))
    }

    /// Ends: who came back with this code is signed in, when everything fits.
    pub async fn finish_provider_sign_in(
        &self,
        from: &Browser,
        secret: &str,
        state: &str,
        code: &str,
        issuer: Option<&str>,
    ) -> Result<SignIn, Refusal> {
        policy::check(&Actor::Anonymous, Action::SignIn)?;
        let provider = self.provider.as_ref().ok_or(Refusal::Hidden)?;
        match self.take_sign_in_under_way(provider, secret, state, code, issuer).await {
            Ok(()) => {}
            // Not in the ledger: anybody can ask for this address, without ever having begun.
            Err(NotIn::Because(reason, _)) => return Ok(refused(reason)),
            Err(NotIn::Failed(refusal)) => return Err(refusal),
        }
        match self.come_in(provider, from, secret, code).await {
            Ok(welcome) => Ok(SignIn::Welcome(welcome)),
            Err(NotIn::Because(reason, person)) => {
                self.note_failed_sign_in(from, person, reason).await?;
                Ok(refused(reason))
            }
            Err(NotIn::Failed(refusal)) => Err(refusal),
        }
    }

    async fn come_in(&self, provider: &Provider, from: &Browser, secret: &str, code: &str) -> Result<Welcome, NotIn> {
        let (claims, told) = self.who_came_back(provider, secret, code).await?;
        self.welcome(provider, from, claims, told).await
    }

    /// Did this browser begin to sign in, not long ago, and is this the first time that it comes back?
    async fn take_sign_in_under_way(
        &self,
        provider: &Provider,
        secret: &str,
        state: &str,
        code: &str,
        issuer: Option<&str>,
    ) -> Result<(), NotIn> {
        let expected = secrets::hash(&follows(secret, "state"));
        if !bool::from(subtle::ConstantTimeEq::ct_eq(&expected[..], &secrets::hash(state)[..])) {
            return Err("another state than this browser's".into());
        }
        if issuer.is_some_and(|issuer| issuer != provider.settings.issuer) {
            return Err("another issuer came back".into());
        }
        if code.is_empty() {
            return Err("the provider sent no code".into());
        }
        let now = self.clock.now();
        let tx = self.store.write().await?;
        let grant = store::grants::find(&tx, &secrets::hash(secret), now).await?;
        let under_way = grant.is_some_and(|grant| grant.purpose == Purpose::SignIn)
            && store::grants::take(&tx, &secrets::hash(secret)).await?;
        tx.commit().await?;
        if under_way { Ok(()) } else { Err("no such sign-in under way".into()) }
    }

    async fn who_came_back(
        &self,
        provider: &Provider,
        secret: &str,
        code: &str,
    ) -> Result<(ProviderClaims, PersonClaims), NotIn> {
        let known = provider.known(self.clock.now()).await?;
        let (redirect, verifier) = (self.return_to(), follows(secret, "verifier"));
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &redirect),
            ("code_verifier", &verifier),
        ];
        let tokens = match provider.exchange(&known.endpoints.token_endpoint, &form).await {
            Ok(tokens) => tokens,
            Err(refusal) => {
                tracing::warn!(error = %refusal, "the provider gave no tokens");
                return Err("no tokens for this code".into());
            }
        };
        let claims = self.id_claims(provider, &known, &tokens.id_token).await?;
        if claims.nonce.as_deref() != Some(follows(secret, "nonce").as_str()) {
            return Err("another nonce than this browser's".into());
        }
        let mut told = claims.others.clone();
        if let (Some(endpoint), Some(access)) = (&known.endpoints.userinfo_endpoint, &tokens.access_token) {
            let more = provider.userinfo(endpoint, access).await?;
            if more.get("sub").and_then(|sub| sub.as_str()) != Some(claims.sub.as_str()) {
                return Err("userinfo tells of somebody else".into());
            }
            for (key, value) in more {
                // What was signed weighs more.
                told.entry(key).or_insert(value);
            }
        }
        let told = PersonClaims::of(&told, &provider.settings);
        Ok((claims, told))
    }

    /// What the ID token says. Only here, after a code was exchanged, may an unknown key cause a question.
    async fn id_claims(&self, provider: &Provider, known: &Known, token: &str) -> Result<ProviderClaims, NotIn> {
        let (settings, now) = (&provider.settings, self.clock.now());
        let leeway = self.settings.auth.leeway;
        let check = |known: &Known| verified(token, &known.keys, &settings.issuer, &settings.client_id, now, leeway);
        let mut claims = check(known);
        if claims.as_ref().err() == Some(&UNKNOWN_KEY) {
            claims = check(&*provider.known_anew(now).await?);
        }
        let claims = claims?;
        let others = claims.aud.as_array().is_some_and(|audiences| audiences.len() > 1);
        let meant = claims.azp.as_ref().map_or(!others, |azp| *azp == settings.client_id);
        if meant { Ok(claims) } else { Err("meant for another client".into()) }
    }

    /// Signs in whom the provider tells of: known by subject, or by verified e-mail address, or learnt by their role.
    async fn welcome(
        &self,
        provider: &Provider,
        from: &Browser,
        claims: ProviderClaims,
        told: PersonClaims,
    ) -> Result<Welcome, NotIn> {
        let settings = &provider.settings;
        if !settings.roles.is_empty() && told.roles.is_empty() {
            return Err("no role at this desk".into());
        }
        let issuer = settings.issuer.as_str();
        let tx = self.store.write().await?;
        let person = match store::identities::person_of(&tx, issuer, &claims.sub).await? {
            Some(person) => person,
            None => self.meet(&tx, issuer, &told).await?,
        };
        if !person.active || person.demo {
            return Err(NotIn::Because("a person who has left", Some(person.id)));
        }
        let caller = Caller::system(Origin::Web);
        let changed =
            if told.roles.is_empty() { person.clone() } else { Person { roles: told.roles.clone(), ..person.clone() } };
        // Somebody new has no roles yet.
        let is_changed = person.roles != changed.roles;
        if is_changed {
            self.save_person(&tx, &caller, &changed).await?;
        }
        store::identities::learn(&tx, issuer, &claims.sub, person.id).await?;
        let session = self.begin_session(&tx, &changed, from, WayIn::Provider).await?;
        tx.commit().await?;
        if is_changed {
            self.after_person_changed(&caller, &changed).await?;
        }
        Ok(Welcome { session, device: None })
    }

    /// Somebody whose subject is new: known by their address, or new altogether and not stored yet.
    async fn meet(&self, tx: &Tx, issuer: &str, told: &PersonClaims) -> Result<Person, NotIn> {
        let Some(email) = &told.verified_email else { return Err("no verified e-mail address".into()) };
        if let Some(person) = store::people::by_email(tx, email).await? {
            // The address of somebody who comes with another subject says that one of the two is not them.
            if store::identities::is_known(tx, issuer, person.id).await? {
                return Err("a second subject for one person".into());
            }
            return Ok(person);
        }
        if told.roles.is_empty() {
            return Err("a person the desk does not know".into());
        }
        Ok(Person {
            id: PersonId(self.ids.uuid(self.clock.now())),
            name: told.name.clone().unwrap_or_else(|| email.clone()),
            email: email.clone(),
            roles: Vec::new(),
            active: true,
            demo: false,
        })
    }

    fn return_to(&self) -> String {
        format!("{}{RETURN_TO}", self.settings.public_url)
    }
}

fn refused(reason: Reason) -> SignIn {
    tracing::warn!(reason, "a sign-in at the provider was refused");
    SignIn::Refused
}

/// What the provider tells of a person.
struct PersonClaims {
    name: Option<String>,
    verified_email: Option<String>,
    roles: Vec<Role>,
}

impl PersonClaims {
    fn of(told: &serde_json::Map<String, serde_json::Value>, settings: &ProviderSettings) -> Self {
        let text = |key: &str| told.get(key).and_then(|value| value.as_str()).map(|text| text.trim().to_owned());
        let is_verified = told.get("email_verified").and_then(serde_json::Value::as_bool) == Some(true);
        // A claim may lie deeper: realm_access.roles.
        let claim = settings.role_claim.split('.').try_fold(None, |at: Option<&serde_json::Value>, part| {
            match at {
                None => told.get(part),
                Some(value) => value.get(part),
            }
            .map(Some)
        });
        let values: Vec<&str> = match claim.flatten() {
            Some(serde_json::Value::String(one)) => vec![one.as_str()],
            Some(serde_json::Value::Array(many)) => many.iter().filter_map(|value| value.as_str()).collect(),
            _ => Vec::new(),
        };
        let given =
            |role: &Role| settings.roles.iter().any(|(value, gives)| gives == role && values.contains(&value.as_str()));
        Self {
            // Nobody is there to be asked about a number in it.
            name: text("name")
                .map(|name| domain::one_line(&name))
                .filter(|name| !name.is_empty() && find_personal_data(name).is_empty()),
            verified_email: text("email")
                .filter(|_| is_verified)
                .and_then(|email| domain::email_address(&email).ok())
                .map(|email| domain::email_key(&email)),
            roles: Role::ALL.into_iter().filter(given).collect(),
        }
    }
}
