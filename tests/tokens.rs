//! Bearer tokens: every forgery is refused with 401, one line in the log, and no reason in the answer.

use crate::client::listening;
use app::Caller;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::Duration;
use domain::Origin;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use std::io::Write;
use std::sync::{Arc, Mutex};
use testkit::{TestDesk, desks};

/// Everything that was logged.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Listens on this thread until the guard goes.
    pub fn listen(&self) -> tracing::subscriber::DefaultGuard {
        let log = self.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_ansi(false)
            .with_max_level(tracing::Level::WARN)
            .with_writer(move || log.clone());
        tracing::subscriber::set_default(subscriber.finish())
    }

    /// What was logged since the last look.
    pub fn take(&self) -> String {
        String::from_utf8(std::mem::take(&mut *self.0.lock().expect("a log"))).expect("text")
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("a log").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

pub fn parts(token: &str) -> (Value, Value) {
    let read = |part: &str| serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).expect("base64")).expect("JSON");
    let mut parts = token.split('.');
    (read(parts.next().expect("a head")), read(parts.next().expect("claims")))
}

/// A token of these parts with this signature.
pub fn raw(head: &Value, claims: &Value, signature: &str) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.{signature}", part(head), part(claims))
}

#[tokio::test]
async fn every_forged_token_is_refused_without_a_reason_and_with_one_line_in_the_log() {
    for desk in desks().await {
        let good = desk.token(TestDesk::ANNA).await;
        let (head, claims) = parts(&good);
        let pem = desk.app.settings().signing_key.clone();
        let ours = EncodingKey::from_ed_pem(&pem).expect("our key");
        let header = |kid: &str| Header { kid: Some(kid.to_owned()), ..Header::new(Algorithm::EdDSA) };
        let kid = head["kid"].as_str().expect("a kid").to_owned();
        let signed = |header: &Header, claims: &Value| jsonwebtoken::encode(header, claims, &ours).expect("signed");
        let with = |key: &str, value: Value| {
            let mut claims = claims.clone();
            claims[key] = value;
            signed(&header(&kid), &claims)
        };
        let without = |key: &str| {
            let mut claims = claims.clone();
            claims.as_object_mut().expect("claims").remove(key);
            signed(&header(&kid), &claims)
        };
        let now = desk.app.now().timestamp();
        let stranger = EncodingKey::from_ed_pem(app::new_signing_key().expect("a key").as_bytes()).expect("a key");
        let mut tampered = claims.clone();
        tampered["sub"] = json!(TestDesk::LEAD);
        let signature = good.rsplit('.').next().expect("a signature");
        let hmac_with_public = |secret: &[u8]| {
            let header = Header { kid: Some(kid.clone()), ..Header::new(Algorithm::HS256) };
            jsonwebtoken::encode(&header, &claims, &EncodingKey::from_secret(secret)).expect("signed")
        };
        let operator = Caller::system(Origin::Cli);
        let revoked = desk.token(TestDesk::BRAM).await;
        let jti = parts(&revoked).1["jti"].as_str().expect("a jti").to_owned();
        desk.app.caller_of_token(&revoked).await.expect("it holds until then");
        desk.app.revoke_token(&operator, &jti).await.expect("revoked");
        let of_person = desk.token(TestDesk::CARLA).await;
        desk.app.revoke_tokens_of(&operator, "carla@desk.example").await.expect("revoked");

        let forged = [
            ("alg none", raw(&json!({ "alg": "none", "kid": kid }), &claims, "")),
            ("alg None", raw(&json!({ "alg": "None", "kid": kid }), &claims, signature)),
            ("no alg", raw(&json!({ "kid": kid }), &claims, signature)),
            ("HS256 with our key file", hmac_with_public(&pem)),
            ("HS256 with the name of the key", hmac_with_public(kid.as_bytes())),
            ("RS256 in the head", raw(&json!({ "alg": "RS256", "kid": kid }), &claims, signature)),
            ("expired", with("exp", json!(now - 10))),
            ("not yet valid", with("nbf", json!(now + 60))),
            ("another issuer", with("iss", json!("http://elders.test"))),
            ("another audience", with("aud", json!("http://elders.test"))),
            ("tampered payload", raw(&head, &tampered, signature)),
            ("unknown kid", signed(&header("0000000000000000"), &claims)),
            ("kid like a path", signed(&header("../../../../dev/null"), &claims)),
            ("kid like an address", signed(&header("http://127.0.0.1:9/key"), &claims)),
            ("no kid", signed(&Header::new(Algorithm::EdDSA), &claims)),
            ("another key under our name", jsonwebtoken::encode(&header(&kid), &claims, &stranger).expect("signed")),
            (
                "a key in the head",
                raw(
                    &json!({ "alg": "EdDSA", "kid": kid, "jwk": { "kty": "OKP", "crv": "Ed25519", "x": "AAAA" }, "jku": "http://127.0.0.1:9/" }),
                    &claims,
                    "AAAA",
                ),
            ),
            ("crit", signed(&Header { crit: Some(vec!["exp".to_owned()]), ..header(&kid) }, &claims)),
            ("no exp", without("exp")),
            ("no nbf", without("nbf")),
            ("no iss", without("iss")),
            ("no aud", without("aud")),
            ("no sub", without("sub")),
            ("no jti", without("jti")),
            ("exp as text", with("exp", json!("morgen"))),
            ("nobody", with("sub", json!(uuid::Uuid::from_u128(99)))),
            ("revoked by jti", revoked),
            ("revoked by person", of_person),
            ("too long", format!("{good}{}", "A".repeat(10_000))),
            ("nothing", String::new()),
            ("no token", "onzin".to_owned()),
        ];
        let client = listening(&desk).await;
        let log = Log::default();
        let _listening = log.listen();
        let mut answers = Vec::new();
        for (what, token) in &forged {
            let answer = reqwest::Client::new()
                .post(format!("{}/graphql", client.address))
                .bearer_auth(token)
                .json(&json!({ "query": "{ __typename }" }))
                .send()
                .await
                .expect("an answer");
            assert_eq!(answer.status(), 401, "{what}");
            answers.push(answer.text().await.expect("text"));
            let lines = log.take();
            assert_eq!(lines.lines().count(), 1, "{what}: {lines}");
            assert!(lines.contains("a token was refused") && lines.contains("reason"), "{what}: {lines}");
            assert!(token.len() < 20 || !lines.contains(&token[..20]), "the token itself is not logged");
        }
        answers.dedup();
        assert_eq!(answers.len(), 1, "one answer, whatever the reason: {answers:?}");
        assert!(desk.app.caller_of_token(&good).await.is_ok(), "the good one still holds");
        for (key, value) in [("iat", now as f64 + 0.25), ("nbf", now as f64 - 0.5), ("exp", now as f64 + 60.5)] {
            desk.app.caller_of_token(&with(key, json!(value))).await.expect("a moment may have a fraction");
        }
    }
}

#[tokio::test]
async fn a_token_after_a_revocation_holds_again() {
    for desk in desks().await {
        desk.app.revoke_tokens_of(&Caller::system(Origin::Cli), "anna@desk.example").await.expect("revoked");
        desk.clock.advance(Duration::seconds(2));
        let token = desk.token(TestDesk::ANNA).await;
        desk.app.caller_of_token(&token).await.expect("it holds");
    }
}

#[tokio::test]
async fn tokens_of_the_key_before_hold_as_long_as_it_is_listed_and_links_survive() {
    for mut desk in desks().await {
        let client = listening(&desk).await;
        let submitted = client.ask(None, crate::client::SUBMIT, crate::client::question(1)).await;
        let url = submitted["submitQuestion"]["receipt"]["trackingUrl"].as_str().expect("a link").to_owned();
        let secret = url.rsplit('/').next().expect("a secret").to_owned();
        let before = desk.token(TestDesk::ANNA).await;
        let old = desk.app.settings().signing_key.clone();
        desk.reopen(|settings| {
            settings.signing_key = app::new_signing_key().expect("a key").into_bytes();
            settings.auth.verify_keys = vec![old.clone()];
            settings.auth.link_key = Some(old);
        })
        .await;
        desk.app.caller_of_token(&before).await.expect("it holds");
        let after = desk.token(TestDesk::ANNA).await;
        assert_ne!(parts(&before).0["kid"], parts(&after).0["kid"]);
        desk.app.caller_of_token(&after).await.expect("it holds");
        let (_, receipt) = desk.app.follow_ticket(&secret).await.expect("it opens");
        assert_eq!(receipt.tracking_url, url);
        desk.reopen(|settings| settings.auth.verify_keys.clear()).await;
        desk.app.caller_of_token(&before).await.expect_err("its key is no longer listed");
        desk.app.caller_of_token(&after).await.expect("it holds");
    }
}

#[test]
fn the_operator_invites_the_first_administrator_and_takes_tokens_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}", folder.path().join("loket.db").display());
    let run = |arguments: &[&str]| {
        let output = crate::crash::loket(folder.path(), &url).args(arguments).output().expect("it runs");
        (output.status.code(), String::from_utf8(output.stdout).expect("text"))
    };
    assert_eq!(run(&["migrate"]).0, Some(0));
    assert_eq!(run(&["invite", "--email", "ada@desk.example"]).0, Some(1), "nobody knows her yet");
    let first = run(&[
        "invite",
        "--email",
        "Ada@desk.example",
        "--name",
        "Ada Kok",
        "--role",
        "beheerder",
        "--role",
        "deskundige",
    ]);
    assert_eq!(first.0, Some(0));
    assert!(first.1.contains("/toegang/"), "{}", first.1);
    let again = run(&["invite", "--email", "ada@desk.example"]);
    assert!(again.0 == Some(0) && again.1 != first.1, "another link");
    let (code, token) = run(&["token", "--email", "ada@desk.example"]);
    assert_eq!(code, Some(0));
    let jti = parts(token.trim()).1["jti"].as_str().expect("a jti").to_owned();
    assert_eq!(run(&["token", "--revoke", &jti]).0, Some(0));
    assert_eq!(run(&["token", "--revoke-person", "ada@desk.example"]).0, Some(0));
    assert_eq!(run(&["token", "--revoke-person", "niemand@desk.example"]).0, Some(1));
    assert_eq!(run(&["token"]).0, Some(2), "wrong usage");
    assert_eq!(run(&["token", "--email", "a@b.example", "--revoke", "x"]).0, Some(2), "one thing at a time");
}
