//! Other systems read what is published (`/v1`): nothing else, page by page, as it is described.

use crate::client::{listening, listening_with};
use app::AnswerDraft;
use domain::AnswerId;
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use testkit::{TestDesk, desks};
use tokio::process::Command;

fn draft(question: &str, theme: &str) -> AnswerDraft {
    AnswerDraft {
        question: question.to_owned(),
        body: "Dat mag:\n\n* met een **besluit**\n* zonder <script>alert(1)</script>".to_owned(),
        sources: "Woningwet, artikel 42 https://wetten.overheid.nl/BWBR0005181\nHandreiking".to_owned(),
        themes: vec![theme.to_owned()],
        keywords: "woonvisie, zorg".to_owned(),
        ..AnswerDraft::default()
    }
}

/// Anna writes an answer and asks a second reader.
async fn offered(desk: &TestDesk, draft: &AnswerDraft) -> AnswerId {
    let anna = desk.staff(TestDesk::ANNA);
    let id = desk.app.make_answer(&anna, None).await.expect("begun");
    offer(desk, id, draft).await;
    id
}

async fn offer(desk: &TestDesk, id: AnswerId, draft: &AnswerDraft) {
    let anna = desk.staff(TestDesk::ANNA);
    let seen = desk.app.read_answer(&anna, id).await.expect("there").seen();
    desk.app.offer_answer(&anna, seen, draft).await.expect("offered");
}

async fn publish(desk: &TestDesk, id: AnswerId) -> String {
    let lead = desk.staff(TestDesk::LEAD);
    let seen = desk.app.read_answer(&lead, id).await.expect("there").seen();
    desk.app.publish_answer(&lead, seen).await.expect("published")
}

async fn published(desk: &TestDesk, draft: &AnswerDraft) -> (AnswerId, String) {
    let id = offered(desk, draft).await;
    (id, publish(desk, id).await)
}

async fn get(address: &str) -> Response {
    reqwest::get(address).await.expect("an answer")
}

async fn read(address: &str) -> Value {
    let answer = get(address).await;
    assert_eq!(answer.status(), StatusCode::OK, "{address}");
    assert_eq!(answer.headers()["content-type"], "application/json", "{address}");
    assert_eq!(answer.headers()["api-version"], "1.0.0", "{address}");
    answer.json().await.expect("JSON")
}

/// What went wrong, which says so as every API of the government does.
async fn problem(answer: Response, status: u16) -> Value {
    assert_eq!(answer.status(), status);
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    assert_eq!(answer.headers()["api-version"], "1.0.0");
    let problem: Value = answer.json().await.expect("JSON");
    assert_eq!(problem["status"], status);
    assert!(problem["title"].is_string() && problem["detail"].is_string(), "{problem}");
    problem
}

fn keys(list: &Value) -> Vec<&str> {
    let answers = list["antwoorden"].as_array().expect("a list");
    answers.iter().map(|answer| answer["sleutel"].as_str().expect("a key")).collect()
}

#[tokio::test]
async fn other_systems_read_what_is_published_and_nothing_that_is_not() {
    for desk in desks().await {
        let address = listening(&desk).await.address;
        let (first, key) = published(&desk, &draft("Wat is een woonzorgvisie?", "woonzorgvisie")).await;
        let waits = offered(&desk, &draft("Wat is geheim?", "woonzorgvisie")).await;
        let mut about = draft("Hoe werkt een woondeal?", "woondeals");
        about.related = format!("{key}\nwat-is-geheim");
        let (_, other) = published(&desk, &about).await;

        let list = read(&format!("{address}/v1/antwoorden")).await;
        assert_eq!(keys(&list), [key.as_str(), other.as_str()]);
        assert!(!list.to_string().contains("geheim"), "{list}");
        let vac = read(&format!("{address}/v1/antwoorden/{other}")).await;
        assert_eq!(vac, list["antwoorden"][1]);
        assert_eq!((&vac["vraag"], &vac["status"]), (&json!("Hoe werkt een woondeal?"), &json!("actief")));
        assert_eq!(vac["trefwoorden"], json!([{ "trefwoord": "woonvisie" }, { "trefwoord": "zorg" }]));
        let url = |key: &str| json!(format!("{}/v1/antwoorden/{key}", desk.app.settings().public_url));
        assert_eq!((&vac["url"], &vac["gerelateerdeVACs"]), (&url(&other), &json!([{ "VAC": url(&key) }])));
        let html = vac["antwoord"].as_str().expect("HTML");
        assert!(
            html.contains("<li>") && html.contains("<strong>besluit</strong>") && !html.contains("<script"),
            "{html}"
        );
        let notes = vac["toelichting"].as_str().expect("text");
        assert_eq!(notes, "Bronnen: Woningwet, artikel 42 (https://wetten.overheid.nl/BWBR0005181); Handreiking.");

        // What waits for a second reader looks like what was never there; so does what was withdrawn.
        let never = problem(get(&format!("{address}/v1/antwoorden/was-er-nooit")).await, 404).await;
        let hidden = async |key: &str| problem(get(&format!("{address}/v1/antwoorden/{key}")).await, 404).await;
        assert_eq!(hidden("wat-is-geheim").await, never);
        assert_eq!(hidden(&waits.to_string()).await, never);
        desk.app.withdraw_answer(&desk.staff(TestDesk::LEAD), first).await.expect("withdrawn");
        assert_eq!(hidden(&key).await, never);
        assert_eq!(keys(&read(&format!("{address}/v1/antwoorden")).await), [other.as_str()]);
    }
}

#[tokio::test]
async fn a_list_is_read_page_by_page_and_what_changed_comes_last() {
    for desk in desks().await {
        let address = listening(&desk).await.address;
        let mut all = Vec::new();
        for number in 0..5 {
            let theme = if number % 2 == 0 { "woonzorgvisie" } else { "woondeals" };
            all.push(published(&desk, &draft(&format!("Wat is vraag {number}?"), theme)).await);
            desk.clock.advance(chrono::Duration::minutes(10));
        }
        let pages = async |query: &str| {
            let (mut found, mut next) = (Vec::new(), Some(format!("{address}/v1/antwoorden{query}")));
            while let Some(page) = next {
                let list = read(&page).await;
                found.extend(keys(&list).into_iter().map(str::to_owned));
                let own = |next: &str| next.replace(&desk.app.settings().public_url, &address);
                next = list["volgende"].as_str().map(own);
            }
            found
        };
        let key = |number: usize| all[number].1.clone();
        assert_eq!(pages("?aantal=2").await, (0..5).map(key).collect::<Vec<_>>());
        assert_eq!(pages("?aantal=1&onderwerp=woondeals").await, [key(1), key(3)]);

        let moment = desk.app.now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        desk.app.revise_answer(&desk.staff(TestDesk::ANNA), all[1].0).await.expect("begun");
        offer(&desk, all[1].0, &draft("Wat is vraag 1 nu?", "woondeals")).await;
        publish(&desk, all[1].0).await;
        assert_eq!(pages(&format!("?gewijzigdSinds={moment}")).await, [key(1)]);
        assert_eq!(pages("?aantal=2").await, [0, 2, 3, 4, 1].map(key));
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_told_at_once_and_what_is_known_is_not_sent_again() {
    let desk = desks().await.remove(0);
    let address = listening(&desk).await.address;
    let (_, key) = published(&desk, &draft("Wat is een woonzorgvisie?", "woonzorgvisie")).await;
    let wrong = format!("{address}/v1/antwoorden?aantal=1000&gewijzigdSinds=gisteren&kleur=rood&onderwerp=niets");
    let told = problem(get(&wrong).await, 400).await;
    let at = |fault: &Value| fault["location"].as_str().map(str::to_owned);
    let at: Vec<_> = told["errors"].as_array().expect("faults").iter().filter_map(at).collect();
    assert_eq!(at, ["aantal", "gewijzigdSinds", "kleur", "onderwerp"]);
    for path in ["", "/antwoorden/", "/antwoorden//", "/antwoorden/%ff", &format!("/antwoorden/{key}/"), "/niets"] {
        problem(get(&format!("{address}/v1{path}")).await, 404).await;
    }
    let http = reqwest::Client::new();
    let posted = http.post(format!("{address}/v1/antwoorden")).send().await.expect("an answer");
    assert_eq!(posted.headers()["allow"], "GET, HEAD");
    problem(posted, 405).await;

    for path in ["antwoorden", &format!("antwoorden/{key}"), "openapi.json"] {
        let address = format!("{address}/v1/{path}");
        let answer = get(&address).await;
        assert_eq!(answer.headers()["access-control-allow-origin"], "*", "{path}");
        let mark = answer.headers()["etag"].clone();
        let again =
            async |mark: &str| http.get(&address).header("if-none-match", mark).send().await.expect("an answer");
        let same = again(mark.to_str().expect("text")).await;
        assert_eq!((same.status(), &same.headers()["etag"]), (StatusCode::NOT_MODIFIED, &mark), "{path}");
        assert_eq!(same.text().await.expect("text"), "", "{path}");
        assert_eq!(again("\"iets anders\"").await.status(), StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn who_asks_too_much_is_told_when_to_come_back() {
    let desk = desks().await.remove(0);
    let too_much: app::Throttle = Arc::new(|_, _| Err(Duration::from_secs(7)));
    let address = listening_with(&desk, graphql::Limits::default(), too_much).await.address;
    let refused = get(&format!("{address}/v1/antwoorden")).await;
    assert_eq!(refused.headers()["retry-after"], "7");
    problem(refused, 429).await;
}

/// Where the programs of others are, once they are there.
fn others() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/v1");
    if folder.join("node_modules/openapi-fetch").exists() {
        return Some(folder);
    }
    assert!(std::env::var_os("LOKET_REQUIRE_V1").is_none(), "run `npm ci --prefix tests/v1` first");
    eprintln!("SKIPPED: nobody to use /v1; run `npm ci --prefix tests/v1`");
    None
}

#[tokio::test]
async fn the_description_follows_the_rules_and_a_client_made_of_it_reads_the_answers() {
    let Some(folder) = others() else { return };
    let mut desk = desks().await.remove(0);
    desk.reopen(|settings| settings.public_url = "https://loket.test".to_owned()).await;
    let address = listening(&desk).await.address;
    let mut keys = Vec::new();
    for number in 0..3 {
        keys.push(published(&desk, &draft(&format!("Wat is vraag {number}?"), "woonzorgvisie")).await.1);
    }
    let ran =
        Command::new("node").args(["check.mjs", &address]).current_dir(folder).output().await.expect("node starts");
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success(), "{said}\n{}", String::from_utf8_lossy(&ran.stderr));
    let said: Value = serde_json::from_str(&said).expect("JSON");
    assert_eq!(said["faults"], json!([]));
    // The same linter finds each fault in a description that has them all.
    let rules = [
        "date-time-format",
        "doc-openapi",
        "doc-openapi-contact",
        "error-handling-invalid-input",
        "error-handling-problem-details",
        "http-methods",
        "no-trailing-slash",
        "path-segments-kebab-case",
        "publish-openapi",
        "query-keys-camel-case",
        "semver",
        "transport-tls",
        "uri-version",
        "version-header",
    ];
    let found: Vec<&str> = said["rules"].as_array().expect("a list").iter().filter_map(Value::as_str).collect();
    for rule in rules {
        assert!(found.contains(&rule), "the linter does not see {rule}: {found:?}");
    }
    let read = &said["read"];
    assert_eq!((&read["keys"], &read["about"]), (&json!(keys), &json!(keys)));
    assert_eq!(read["vac"]["vraag"], "Wat is vraag 0?");
    assert_eq!((&read["vac"]["status"], &read["vac"]["doelgroep"]), (&json!("actief"), &json!("eu-burger-bedrijf")));
    assert_eq!(read["vac"]["trefwoorden"], json!(["woonvisie", "zorg"]));
    assert_eq!((&read["same"], &read["version"], &read["again"]), (&json!(true), &json!("1.0.0"), &json!(304)));
    assert_eq!((&read["none"], &read["newer"]), (&json!(404), &json!(0)));
    assert_eq!(read["wrong"], json!(["aantal", "gewijzigdSinds"]));
}
