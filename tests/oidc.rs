//! Signing in at an OpenID Connect provider: a real one (tests/oidc), and one that lies.

use crate::client::listening;
use crate::identity::browser;
use crate::tokens::{Log, raw};
use app::{Caller, Clock as _, ProviderSettings, SignIn, SystemClock};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use axum::Router;
use axum::extract::State;
use axum::response::Json;
use axum::routing::{get, post};
use chrono::Duration;
use domain::{Origin, Role};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use testkit::{TestDesk, desks};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

const RETURN_TO: &str = "http://loket.test/inloggen/terug";
const SECRET: &str = "een geheim: met & tekens";

fn settings(issuer: &str, roles: &[(&str, Role)]) -> ProviderSettings {
    ProviderSettings {
        issuer: issuer.to_owned(),
        client_id: "loket".to_owned(),
        client_secret: Some(SECRET.to_owned()),
        role_claim: "roles".to_owned(),
        roles: roles.iter().map(|(value, role)| ((*value).to_owned(), *role)).collect(),
        audience: "http://loket.test".to_owned(),
    }
}

async fn desk_with(mut desk: TestDesk, issuer: &str, roles: &[(&str, Role)]) -> TestDesk {
    // The provider lives in the time of the machine.
    desk.clock.set(SystemClock.now());
    let provider = settings(issuer, roles);
    desk.reopen(|settings| settings.auth.provider = Some(provider)).await;
    desk
}

// ---------------------------------------------------------------------------------------------- a real provider

/// `oidc-provider` in a process of its own, which ends with this value.
struct Real {
    issuer: String,
    http: reqwest::Client,
    _process: Child,
    // Held, or its next word would end it.
    _output: Lines<BufReader<ChildStdout>>,
}

impl Real {
    async fn start() -> Option<Self> {
        let folder: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/oidc");
        if !folder.join("node_modules/oidc-provider").exists() {
            assert!(std::env::var_os("LOKET_REQUIRE_OIDC").is_none(), "run `npm ci --prefix tests/oidc` first");
            eprintln!("SKIPPED: no OpenID Connect provider; run `npm ci --prefix tests/oidc`");
            return None;
        }
        let mut process = Command::new("node")
            .args(["provider.mjs", RETURN_TO])
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("node starts");
        let mut lines = BufReader::new(process.stdout.take().expect("its output")).lines();
        let port = lines.next_line().await.expect("a line").expect("its port");
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        Some(Self { issuer: format!("http://127.0.0.1:{port}"), http, _process: process, _output: lines })
    }

    async fn people(&self, people: Value) {
        self.http.post(format!("{}/people", self.issuer)).body(people.to_string()).send().await.expect("told");
    }

    async fn turn(&self, algorithm: &'static str) {
        self.http.post(format!("{}/turn", self.issuer)).body(algorithm).send().await.expect("turned");
    }

    /// Walks from the address the desk gives to the address it is sent back to, as a browser does.
    async fn consent(&self, address: &str, person: &str) -> String {
        let mut cookies: BTreeMap<String, String> = BTreeMap::new();
        let mut at = address.to_owned();
        for _ in 0..8 {
            let cookie = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
            let answer = self.http.get(&at).header(COOKIE, cookie).header("x-person", person).send().await;
            let answer = answer.expect("an answer");
            for set in answer.headers().get_all(SET_COOKIE) {
                let pair = set.to_str().expect("text").split(';').next().expect("a pair");
                let (name, value) = pair.split_once('=').expect("a value");
                cookies.insert(name.to_owned(), value.to_owned());
            }
            let to = answer.headers().get(LOCATION).map(|to| to.to_str().expect("text").to_owned());
            let Some(to) = to else { panic!("{at}: {}", answer.text().await.expect("text")) };
            if to.starts_with(RETURN_TO) {
                return to;
            }
            at = if to.starts_with('/') { format!("{}{to}", self.issuer) } else { to };
        }
        panic!("{at} leads nowhere")
    }
}

/// What came back, from the address.
fn came_back(address: &str) -> BTreeMap<String, String> {
    let query = address.split_once('?').expect("a query").1;
    let decoded = |text: &str| {
        let mut bytes = Vec::new();
        let mut rest = text.bytes();
        while let Some(byte) = rest.next() {
            if byte == b'%' {
                let digits = [rest.next().expect("a digit"), rest.next().expect("a digit")];
                let digits = std::str::from_utf8(&digits).expect("text");
                bytes.push(u8::from_str_radix(digits, 16).expect("a number"));
            } else {
                bytes.push(if byte == b'+' { b' ' } else { byte });
            }
        }
        String::from_utf8(bytes).expect("text")
    };
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (decoded(name), decoded(value))).collect()
}

async fn finish(desk: &TestDesk, secret: &str, back: &BTreeMap<String, String>) -> SignIn {
    let from = browser("192.0.2.1");
    let issuer = back.get("iss").map(String::as_str);
    desk.app.finish_provider_sign_in(&from, secret, &back["state"], &back["code"], issuer).await.expect("an outcome")
}

async fn person_of(desk: &TestDesk, outcome: SignIn) -> Option<(String, Vec<Role>)> {
    let SignIn::Welcome(welcome) = outcome else { return None };
    let caller = desk.app.caller_of_session(&welcome.session).await.expect("a caller");
    let domain::Actor::Staff { id, roles } = caller.actor else { return None };
    Some((desk.app.picture().name(id).to_owned(), roles))
}

/// However long it took to come here: the desk is not behind the machine, on whose clock the provider signs.
fn catch_up(desk: &TestDesk) {
    desk.clock.set(desk.app.now().max(SystemClock.now()));
}

async fn walk(desk: &TestDesk, real: &Real, person: &str) -> SignIn {
    let (secret, address) = desk.app.begin_provider_sign_in().await.expect("it begins");
    let back = came_back(&real.consent(&address, person).await);
    catch_up(desk);
    finish(desk, &secret, &back).await
}

#[tokio::test]
async fn people_sign_in_at_a_real_provider_also_after_it_replaced_its_keys() {
    for desk in desks().await {
        let Some(real) = Real::start().await else { return };
        let desk = desk_with(desk, &real.issuer, &[]).await;
        real.people(json!({
            "a1": { "email": "Anna@desk.example", "email_verified": true, "name": "Anna" },
            "a2": { "email": "anna@desk.example", "email_verified": true },
            "b1": { "email": "bram@desk.example", "email_verified": false },
            "x1": { "email": "vreemd@desk.example", "email_verified": true, "roles": ["baas"] },
        }))
        .await;
        let anna = Some(("Anna de Wit".to_owned(), vec![Role::Expert]));
        assert_eq!(person_of(&desk, walk(&desk, &real, "a1").await).await, anna);
        assert_eq!(person_of(&desk, walk(&desk, &real, "a1").await).await, anna, "by subject, the second time");
        assert_eq!(walk(&desk, &real, "a2").await, SignIn::Refused, "another subject with her address");
        assert_eq!(walk(&desk, &real, "b1").await, SignIn::Refused, "an address nobody verified");
        assert_eq!(walk(&desk, &real, "x1").await, SignIn::Refused, "a stranger");

        for algorithm in ["ES256", "RS256"] {
            real.turn(algorithm).await;
            desk.clock.advance(Duration::seconds(31));
            assert_eq!(person_of(&desk, walk(&desk, &real, "a1").await).await, anna, "after the turn to {algorithm}");
        }
        let refused = desk.app.sign_in_with_password(&browser("192.0.2.1"), "anna@desk.example", "x", "1").await;
        refused.expect_err("passwords are off");
        let invited = desk.app.invite(&Caller::system(Origin::Cli), TestDesk::ANNA, app::Sending::InPerson).await;
        invited.expect_err("so are invitations");
    }
}

#[tokio::test]
async fn a_code_or_state_that_is_replayed_or_from_another_browser_signs_nobody_in() {
    for desk in desks().await {
        let Some(real) = Real::start().await else { return };
        let desk = desk_with(desk, &real.issuer, &[]).await;
        real.people(json!({ "a1": { "email": "anna@desk.example", "email_verified": true } })).await;
        let (secret, address) = desk.app.begin_provider_sign_in().await.expect("it begins");
        assert!(address.contains("code_challenge_method=S256"), "{address}");
        let back = came_back(&real.consent(&address, "a1").await);
        let (other, _) = desk.app.begin_provider_sign_in().await.expect("it begins");
        catch_up(&desk);
        assert_eq!(finish(&desk, &other, &back).await, SignIn::Refused, "another browser's state");
        assert_eq!(finish(&desk, "", &back).await, SignIn::Refused, "no cookie");
        let elsewhere = BTreeMap::from([("iss".to_owned(), "http://elders.test".to_owned())]);
        let elsewhere: BTreeMap<_, _> = back.clone().into_iter().chain(elsewhere).collect();
        assert_eq!(finish(&desk, &secret, &elsewhere).await, SignIn::Refused, "another issuer came back");
        assert!(matches!(finish(&desk, &secret, &back).await, SignIn::Welcome(_)));
        assert_eq!(finish(&desk, &secret, &back).await, SignIn::Refused, "the same state again");

        // The code again, in a sign-in of its own: the provider refuses it, and so do we.
        let (secret, address) = desk.app.begin_provider_sign_in().await.expect("it begins");
        let mut fresh = came_back(&real.consent(&address, "a1").await);
        fresh.insert("code".to_owned(), back["code"].clone());
        catch_up(&desk);
        assert_eq!(finish(&desk, &secret, &fresh).await, SignIn::Refused, "a code of before");

        let (secret, address) = desk.app.begin_provider_sign_in().await.expect("it begins");
        let back = came_back(&real.consent(&address, "a1").await);
        desk.clock.advance(Duration::minutes(11));
        assert_eq!(finish(&desk, &secret, &back).await, SignIn::Refused, "too late");
    }
}

#[tokio::test]
async fn roles_follow_the_claim_and_a_person_with_a_role_is_learnt() {
    for desk in desks().await {
        let Some(real) = Real::start().await else { return };
        let roles = [("deskundigen", Role::Expert), ("leiding", Role::Lead), ("beheer", Role::Administrator)];
        let desk = desk_with(desk, &real.issuer, &roles).await;
        let person = |email: &str, roles: Value| json!({ "email": email, "email_verified": true, "name": "Nieuw Hier", "roles": roles });
        real.people(json!({
            "n1": person("nieuw@desk.example", json!(["leiding", "kantine"])),
            "a1": person("anna@desk.example", json!("beheer")),
            "b1": person("bram@desk.example", json!(["kantine"])),
        }))
        .await;
        let learnt = Some(("Nieuw Hier".to_owned(), vec![Role::Lead]));
        assert_eq!(person_of(&desk, walk(&desk, &real, "n1").await).await, learnt);
        let anna = Some(("Anna de Wit".to_owned(), vec![Role::Administrator]));
        assert_eq!(person_of(&desk, walk(&desk, &real, "a1").await).await, anna);
        assert_eq!(walk(&desk, &real, "b1").await, SignIn::Refused, "no role any more");
        real.people(json!({ "n1": person("nieuw@desk.example", json!(["deskundigen"])) })).await;
        let expert = Some(("Nieuw Hier".to_owned(), vec![Role::Expert]));
        assert_eq!(person_of(&desk, walk(&desk, &real, "n1").await).await, expert);
    }
}

#[tokio::test]
async fn the_pages_lead_to_the_provider_and_back() {
    for desk in desks().await {
        let Some(real) = Real::start().await else { return };
        let desk = desk_with(desk, &real.issuer, &[]).await;
        real.people(json!({ "a1": { "email": "anna@desk.example", "email_verified": true } })).await;
        let at = listening(&desk).await.address;
        let away = real.http.get(format!("{at}/inloggen/bij")).send().await.expect("an answer");
        let cookie = away.headers()[SET_COOKIE].to_str().expect("text").to_owned();
        assert!(cookie.starts_with("__Host-loket-onderweg=") && cookie.contains("HttpOnly; SameSite=Lax; Secure"));
        let cookie = cookie.split(';').next().expect("a pair");
        let back = real.consent(away.headers()[LOCATION].to_str().expect("text"), "a1").await;
        let back = back.replace("http://loket.test", &at);
        catch_up(&desk);
        let stranger = real.http.get(&back).send().await.expect("an answer");
        assert_eq!(stranger.status(), 403, "without the cookie");
        let home = real.http.get(&back).header(COOKIE, cookie).send().await.expect("an answer");
        assert_eq!(home.headers()[LOCATION], "/werkbak");
        let page = real.http.get(format!("{at}/inloggen")).send().await.expect("a page").text().await.expect("text");
        assert!(page.contains("/inloggen/bij") && !page.contains("type=\"password\""));
    }
}

// ------------------------------------------------------------------------------------------- a provider that lies

/// What the lying provider says, and how often it was asked.
#[derive(Default)]
struct Script {
    issuer: String,
    keys: Vec<Value>,
    id_token: String,
    userinfo_sub: String,
    asked: usize,
    /// Answers that it is broken.
    broken: bool,
}

type Shared = Arc<Mutex<Script>>;

struct Liar {
    script: Shared,
    /// Held by whoever wants it to hang.
    hangs: Arc<tokio::sync::Mutex<()>>,
    key: EncodingKey,
    issuer: String,
}

fn ec_key() -> EncodingKey {
    let der = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new()).expect("a key");
    EncodingKey::from_ec_der(der.as_ref())
}

fn public(key: &EncodingKey, kid: &str) -> Value {
    let mut jwk = serde_json::to_value(Jwk::from_encoding_key(key, Algorithm::ES256).expect("a key")).expect("JSON");
    jwk["kid"] = json!(kid);
    jwk
}

impl Liar {
    async fn start() -> Self {
        type Told = (Shared, Arc<tokio::sync::Mutex<()>>);
        async fn say(State((script, hangs)): State<Told>, what: fn(&Script) -> Value) -> Json<Value> {
            script.lock().expect("a script").asked += 1;
            drop(hangs.lock().await);
            let script = script.lock().expect("a script");
            Json(if script.broken { json!("kapot") } else { what(&script) })
        }
        let key = ec_key();
        let script: Shared = Arc::default();
        let hangs: Arc<tokio::sync::Mutex<()>> = Arc::default();
        let discovery = |script: &Script| {
            let issuer = &script.issuer;
            json!({ "issuer": issuer, "authorization_endpoint": format!("{issuer}/auth"),
                "token_endpoint": format!("{issuer}/token"), "userinfo_endpoint": format!("{issuer}/me"),
                "jwks_uri": format!("{issuer}/keys") })
        };
        let token =
            |script: &Script| json!({ "id_token": script.id_token, "access_token": "a", "token_type": "Bearer" });
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(move |state| say(state, discovery)))
            .route("/keys", get(|state| say(state, |script| json!({ "keys": script.keys }))))
            .route("/token", post(move |state| say(state, token)))
            .route("/me", get(|state| say(state, |script| json!({ "sub": script.userinfo_sub }))))
            .with_state((Arc::clone(&script), Arc::clone(&hangs)));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let issuer = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(async move { axum::serve(listener, router).await.expect("it serves") });
        {
            let mut script = script.lock().expect("a script");
            script.issuer.clone_from(&issuer);
            script.keys = vec![public(&key, "k1")];
            script.userinfo_sub = "a1".to_owned();
        }
        Self { script, hangs, key, issuer }
    }

    fn header(&self) -> Header {
        Header { kid: Some("k1".to_owned()), ..Header::new(Algorithm::ES256) }
    }

    fn claims(&self, desk: &TestDesk, nonce: &str) -> Value {
        let now = desk.app.now().timestamp();
        json!({ "iss": self.issuer, "aud": "loket", "sub": "a1", "iat": now, "exp": now + 300, "nonce": nonce,
            "email": "anna@desk.example", "email_verified": true })
    }

    fn signed(&self, claims: &Value) -> String {
        jsonwebtoken::encode(&self.header(), claims, &self.key).expect("signed")
    }

    /// One sign-in, with the ID token that `forge` makes of this browser's nonce.
    async fn sign_in(&self, desk: &TestDesk, forge: impl FnOnce(&str) -> String) -> SignIn {
        let (secret, address) = desk.app.begin_provider_sign_in().await.expect("it begins");
        let asked = came_back(&address);
        self.script.lock().expect("a script").id_token = forge(&asked["nonce"]);
        let back = BTreeMap::from([("state".to_owned(), asked["state"].clone()), ("code".to_owned(), "c".to_owned())]);
        finish(desk, &secret, &back).await
    }
}

#[tokio::test]
async fn every_lie_of_a_provider_is_refused() {
    for desk in desks().await {
        let liar = Liar::start().await;
        let desk = desk_with(desk, &liar.issuer, &[]).await;
        let log = Log::default();
        let _listening = log.listen();
        let honest = liar.sign_in(&desk, |nonce| liar.signed(&liar.claims(&desk, nonce))).await;
        assert!(matches!(honest, SignIn::Welcome(_)), "the truth is believed: {}", log.take());

        let now = desk.app.now().timestamp();
        let changed: Vec<(&str, &str, Value)> = vec![
            ("another audience", "aud", json!("andere-klant")),
            ("two audiences and no azp", "aud", json!(["loket", "andere-klant"])),
            ("another authorised party", "azp", json!("andere-klant")),
            ("another issuer", "iss", json!("http://elders.test")),
            ("another nonce", "nonce", json!("geraden")),
            ("no nonce", "nonce", Value::Null),
            ("expired", "exp", json!(now - 60)),
            ("not yet valid", "nbf", json!(now + 60)),
            ("another subject than userinfo", "sub", json!("b1")),
            ("nobody", "sub", Value::Null),
        ];
        for (what, claim, value) in changed {
            let outcome = liar.sign_in(&desk, |nonce| {
                let mut claims = liar.claims(&desk, nonce);
                claims[claim] = value;
                liar.signed(&claims)
            });
            assert_eq!(outcome.await, SignIn::Refused, "{what}");
        }

        let head = |alg: &str| json!({ "alg": alg, "kid": "k1" });
        let none = liar.sign_in(&desk, |nonce| raw(&head("none"), &liar.claims(&desk, nonce), ""));
        assert_eq!(none.await, SignIn::Refused, "alg none");
        let jwk = public(&liar.key, "k1");
        for secret in [jwk.to_string(), jwk["x"].as_str().expect("x").to_owned()] {
            let hmac = liar.sign_in(&desk, |nonce| {
                let header = Header { kid: Some("k1".to_owned()), ..Header::new(Algorithm::HS256) };
                let secret = EncodingKey::from_secret(secret.as_bytes());
                jsonwebtoken::encode(&header, &liar.claims(&desk, nonce), &secret).expect("signed")
            });
            assert_eq!(hmac.await, SignIn::Refused, "HS256 with the public key");
        }
        let other = ec_key();
        let unknown = liar.sign_in(&desk, |nonce| {
            let header = Header { kid: Some("k2".to_owned()), ..Header::new(Algorithm::ES256) };
            jsonwebtoken::encode(&header, &liar.claims(&desk, nonce), &other).expect("signed")
        });
        assert_eq!(unknown.await, SignIn::Refused, "unknown key");
        let forged = liar.sign_in(&desk, |nonce| {
            jsonwebtoken::encode(&liar.header(), &liar.claims(&desk, nonce), &other).expect("signed")
        });
        assert_eq!(forged.await, SignIn::Refused, "another key under a known name");
        liar.script.lock().expect("a script").userinfo_sub = "b1".to_owned();
        let somebody_else = liar.sign_in(&desk, |nonce| liar.signed(&liar.claims(&desk, nonce)));
        assert_eq!(somebody_else.await, SignIn::Refused, "userinfo of somebody else");
        liar.script.lock().expect("a script").userinfo_sub = "a1".to_owned();

        // A symmetric key among the provider's keys is not used either.
        liar.script.lock().expect("a script").keys = vec![
            json!({ "kty": "oct", "k": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "kid": "o1", "alg": "HS256" }),
        ];
        desk.clock.advance(Duration::seconds(31));
        let oct = liar.sign_in(&desk, |nonce| {
            let header = Header { kid: Some("o1".to_owned()), ..Header::new(Algorithm::HS256) };
            jsonwebtoken::encode(&header, &liar.claims(&desk, nonce), &EncodingKey::from_secret(&[0; 32]))
                .expect("signed")
        });
        assert_eq!(oct.await, SignIn::Refused, "a symmetric key");
    }
}

#[tokio::test]
async fn an_unknown_key_is_asked_for_once_in_a_while_and_never_for_a_token_on_the_api() {
    for desk in desks().await {
        let liar = Liar::start().await;
        let desk = desk_with(desk, &liar.issuer, &[]).await;
        let honest = liar.sign_in(&desk, |nonce| liar.signed(&liar.claims(&desk, nonce))).await;
        assert!(matches!(honest, SignIn::Welcome(_)));
        let asked = || liar.script.lock().expect("a script").asked;
        let unknown = Header { kid: Some("k9".to_owned()), ..Header::new(Algorithm::ES256) };
        let mut costs = Vec::new();
        desk.clock.advance(Duration::seconds(31));
        for _ in 0..3 {
            let before = asked();
            liar.sign_in(&desk, |nonce| {
                jsonwebtoken::encode(&unknown, &liar.claims(&desk, nonce), &liar.key).expect("signed")
            })
            .await;
            costs.push(asked() - before);
        }
        assert_eq!(costs, [3, 1, 1], "the token, and once discovery and keys");

        // A token of the provider for the API holds for its audience, and no token makes the desk ask anybody.
        let before = asked();
        let mut claims = liar.claims(&desk, "");
        let id_token = liar.signed(&claims);
        desk.app.caller_of_token(&id_token).await.expect_err("an ID token is no key to the API");
        claims["aud"] = json!("http://loket.test");
        let caller = desk.app.caller_of_token(&liar.signed(&claims)).await.expect("it holds");
        assert_eq!(caller.actor.person(), Some(TestDesk::ANNA));
        let foreign = jsonwebtoken::encode(&unknown, &claims, &liar.key).expect("signed");
        desk.app.caller_of_token(&foreign).await.expect_err("an unknown key");
        claims["sub"] = json!("vreemd");
        desk.app.caller_of_token(&liar.signed(&claims)).await.expect_err("somebody we do not know");
        claims["sub"] = json!("a1");
        claims["jti"] = json!("een-kenmerk");
        let revoked = liar.signed(&claims);
        desk.app.caller_of_token(&revoked).await.expect("it holds until then");
        desk.app.revoke_token(&Caller::system(Origin::Cli), "een-kenmerk").await.expect("revoked");
        desk.app.caller_of_token(&revoked).await.expect_err("revoked");
        desk.app.caller_of_token(&desk.token(TestDesk::BRAM).await).await.expect("our own tokens hold beside it");
        assert_eq!(asked(), before, "nobody was asked anything");
    }
}

#[tokio::test]
async fn while_a_provider_hangs_no_call_with_its_tokens_waits_for_it() {
    for desk in desks().await {
        let liar = Liar::start().await;
        let desk = desk_with(desk, &liar.issuer, &[]).await;
        let honest = liar.sign_in(&desk, |nonce| liar.signed(&liar.claims(&desk, nonce))).await;
        assert!(matches!(honest, SignIn::Welcome(_)));
        let mut claims = liar.claims(&desk, "");
        claims["aud"] = json!("http://loket.test");
        let unknown = Header { kid: Some("k9".to_owned()), ..Header::new(Algorithm::ES256) };
        let unknown = jsonwebtoken::encode(&unknown, &claims, &liar.key).expect("signed");

        desk.clock.advance(Duration::seconds(31));
        let asked = || liar.script.lock().expect("a script").asked;
        let before = asked();
        let hanging = Arc::clone(&liar.hangs).lock_owned().await;
        let refreshing = tokio::spawn({
            let app = desk.app.clone();
            async move { app.refresh_provider_keys().await }
        });
        while asked() == before {
            tokio::task::yield_now().await;
        }
        for _ in 0..20 {
            let caller = desk.app.caller_of_token(&liar.signed(&claims)).await.expect("its key is known");
            assert_eq!(caller.actor.person(), Some(TestDesk::ANNA));
            desk.app.caller_of_token(&unknown).await.expect_err("an unknown key");
        }
        assert!(!refreshing.is_finished(), "all that while nobody had an answer from the provider");
        assert_eq!(asked(), before + 1, "and it was asked once");
        drop(hanging);
        refreshing.await.expect("no panic").expect("it answers again");
    }
}

#[tokio::test]
async fn of_many_who_need_a_provider_that_is_broken_one_asks_and_later_another() {
    for desk in desks().await {
        let liar = Liar::start().await;
        let desk = desk_with(desk, &liar.issuer, &[]).await;
        liar.script.lock().expect("a script").broken = true;
        let ten = futures_util::future::join_all((0..10).map(|_| desk.app.begin_provider_sign_in()));
        assert!(ten.await.iter().all(|begun| matches!(begun, Err(app::Refusal::Unavailable(_)))));
        assert_eq!(liar.script.lock().expect("a script").asked, 1);
        liar.script.lock().expect("a script").broken = false;
        desk.clock.advance(Duration::seconds(16));
        desk.app.begin_provider_sign_in().await.expect("it is asked again, and well");
    }
}

#[tokio::test]
async fn a_provider_whose_clock_is_ahead_or_behind_or_writes_fractions_is_believed_within_the_leeway() {
    for mut desk in desks().await {
        let liar = Liar::start().await;
        desk = desk_with(desk, &liar.issuer, &[]).await;
        let now = desk.app.now().timestamp_micros() as f64 / 1e6;
        let sign_in = async |desk: &TestDesk, iat: Value, nbf: Value, exp: Value| {
            let outcome = liar.sign_in(desk, |nonce| {
                let mut claims = liar.claims(desk, nonce);
                claims["iat"] = iat;
                claims["exp"] = exp;
                if !nbf.is_null() {
                    claims["nbf"] = nbf;
                }
                liar.signed(&claims)
            });
            matches!(outcome.await, SignIn::Welcome(_))
        };
        for ahead in [0.0, 6.0, 59.0, -59.0] {
            let (at, until) = (now + ahead, now + ahead + 1.0);
            assert!(sign_in(&desk, json!(at), Value::Null, json!(until)).await, "{ahead} seconds, with a fraction");
            assert!(sign_in(&desk, json!(at), json!(at), json!(until)).await, "{ahead} seconds, with nbf");
            let whole = json!(at.floor() as i64);
            assert!(sign_in(&desk, whole.clone(), whole, json!(until.ceil() as i64)).await, "{ahead}, whole");
        }
        assert!(!sign_in(&desk, json!(now + 61.5), Value::Null, json!(now + 300.0)).await, "more than a minute ahead");
        assert!(!sign_in(&desk, json!(now - 300.0), Value::Null, json!(now - 61.5)).await, "and behind");
        assert!(!sign_in(&desk, json!("nu"), Value::Null, json!(now + 300.0)).await, "a text is no moment");

        let mut claims = liar.claims(&desk, "");
        claims["aud"] = json!("http://loket.test");
        claims["iat"] = json!(now + 6.25);
        claims["exp"] = json!(now + 306.75);
        desk.app.caller_of_token(&liar.signed(&claims)).await.expect("the same for tokens of the API");
        desk.reopen(|settings| settings.auth.leeway = Duration::seconds(2)).await;
        assert!(!sign_in(&desk, json!(now + 6.0), Value::Null, json!(now + 300.0)).await, "as the settings say");
    }
}

#[tokio::test]
async fn a_link_that_was_followed_is_where_a_provider_leads_back_to() {
    for desk in desks().await {
        let liar = Liar::start().await;
        let desk = desk_with(desk, &liar.issuer, &[]).await;
        let at = listening(&desk).await.address;
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        let pair = |answer: &reqwest::Response, name: &str| {
            let set = answer.headers().get_all(SET_COOKIE).iter().filter_map(|set| set.to_str().ok());
            let set = set.filter_map(|set| set.split(';').next()).find(|set| set.starts_with(name));
            set.map(str::to_owned)
        };
        for (target, evil) in [("/werkbak?zoek=a", None), ("/werkbak", Some("%2F%2Fevil.example"))] {
            let first = http.get(format!("{at}{target}")).send().await.expect("an answer");
            assert_eq!(first.headers()[LOCATION], "/inloggen");
            let wanted = pair(&first, "__Host-loket-naar=").expect("the page is remembered");
            let wanted = evil.map_or(wanted, |evil| format!("__Host-loket-naar={evil}"));
            let away = http.get(format!("{at}/inloggen/bij")).header(COOKIE, &wanted).send().await.expect("an answer");
            let under_way = pair(&away, "__Host-loket-onderweg=").expect("a sign-in under way");
            let asked = came_back(away.headers()[LOCATION].to_str().expect("text"));
            liar.script.lock().expect("a script").id_token = liar.signed(&liar.claims(&desk, &asked["nonce"]));
            let back = format!("{at}/inloggen/terug?state={}&code=c", asked["state"]);
            let home = http.get(back).header(COOKIE, format!("{wanted}; {under_way}")).send().await.expect("an answer");
            assert_eq!(home.headers()[LOCATION], target);
        }
    }
}
