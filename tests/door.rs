//! The door, under anything: whatever is typed, through form, API and file, becomes a stored question or complaints, and
//! every letter about it can be sent.

use crate::client::{Client, SUBMIT, listening, question};
use app::{Caller, TicketSearch};
use domain::Origin;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};
use testkit::{TestDesk, desks};
use worker::MailSettings;

/// How many questions are tried on each database.
const CASES: u128 = 80;

/// What somebody typed.
#[derive(Debug, Clone)]
struct Typed {
    name: String,
    subject: String,
    body: String,
    organisation: String,
    phone: String,
    email: String,
    kind: &'static str,
    topic: String,
    day: String,
}

/// Anything: all of Unicode, control characters, signs that are not seen, nothing at all, too much; often something good.
fn text(good: &'static str) -> impl Strategy<Value = String> {
    prop_oneof![
        6 => Just(good.to_owned()),
        2 => any::<String>(),
        2 => "[\\x00-\\x20\u{80}-\u{9f}\u{300}\u{200b}\u{2028}\u{202e}\u{2066}\u{feff}a-zé]{0,30}",
        1 => ("[\\PC]{1,3}", 0..8_000_usize).prop_map(|(part, times)| part.repeat(times)),
        1 => ("[a-z\r\n\t]{1,20}", "[\\x00-\u{10ffff}]{0,4}", "[a-z0-9 .-]{0,20}").prop_map(|(a, b, c)| format!("{a}{b}{c}")),
        1 => Just("Mijn BSN is 111222333 en het budget is 260.000.000 euro".to_owned()),
    ]
}

/// Addresses: mostly good, often with one sign that does not belong there, sometimes anything.
fn address() -> impl Strategy<Value = String> {
    let good = "ans.de-wit@wonen.arnhem.example";
    let broken =
        (0..good.len(), any::<char>()).prop_map(move |(at, odd)| format!("{}{odd}{}", &good[..at], &good[at..]));
    let odd_domain = "[a-z0-9é.-]{1,70}".prop_map(|domain| format!("ans@{domain}.example"));
    prop_oneof![16 => Just(good.to_owned()), 2 => broken, 1 => odd_domain, 1 => any::<String>()]
}

fn typed() -> impl Strategy<Value = Typed> {
    let kind = prop::sample::select(vec!["MUNICIPALITY", "PROVINCE", "CARE_PARTNER", "SOCIETAL_ORGANISATION"]);
    let day = (-262_143..262_143_i32, 0..14_u32, 0..33_u32)
        .prop_map(|(year, month, day)| format!("{year:05}-{month:02}-{day:02}"));
    let (name, subject, organisation) = (text("Ans Vermeer"), text("Onze woonzorgvisie"), text("Gemeente Arnhem"));
    let body = text("Welke onderdelen horen er in een woonzorgvisie?");
    let contact = (name, text("030 123 45 67"), address());
    (contact, subject, body, organisation, kind, text("woonzorgvisie"), day).prop_map(
        |((name, phone, email), subject, body, organisation, kind, topic, day)| Typed {
            name,
            subject,
            body,
            organisation,
            phone,
            email,
            kind,
            topic,
            day,
        },
    )
}

/// Sends it through the form; whether it was taken.
async fn by_form(http: &reqwest::Client, client: &Client, key: u128, typed: &Typed) -> bool {
    let key = uuid::Uuid::from_u128(key).to_string();
    let fields = [
        ("key", key.as_str()),
        ("kind", typed.kind),
        ("organisation", &typed.organisation),
        ("subject", &typed.subject),
        ("body", &typed.body),
        ("themes", "woonzorgvisie"),
        ("name", &typed.name),
        ("email", &typed.email),
        ("phone", &typed.phone),
        ("own_data", "ja"),
    ];
    let answer = http.post(&client.address).form(&fields).send().await.expect("an answer");
    let status = answer.status().as_u16();
    let page = answer.text().await.expect("text");
    // More than a form may hold is said as such.
    assert!([303, 422, 413].contains(&status), "{status} for {typed:?}");
    assert!(status == 303 || page.contains("<h1"), "{typed:?}");
    status == 303
}

/// Sends it over the API; whether it was taken.
async fn by_api(client: &Client, token: &str, key: u128, typed: &Typed) -> bool {
    let mut asked = question(key);
    asked["input"]["subject"] = json!(typed.subject);
    asked["input"]["body"] = json!(typed.body);
    asked["input"]["organisation"] = json!({ "kind": typed.kind, "name": typed.organisation });
    asked["input"]["contact"] = json!({ "name": typed.name, "email": typed.email, "phone": typed.phone });
    if asked.to_string().len() > 200_000 {
        return false;
    }
    let answer = client.ask(None, SUBMIT, asked).await["submitQuestion"].clone();
    let complaints = answer["errors"].as_array().map_or(0, Vec::len);
    let taken = answer["receipt"]["reference"].is_string();
    assert!(taken == (complaints == 0), "a receipt or complaints: {answer} for {typed:?}");
    // The same words as a filter, and any day.
    let search = "query($f: TicketFilter) { tickets(filter: $f) { nodes { id } } }";
    let filter = json!({ "f": { "text": typed.body.chars().take(2_000).collect::<String>(), "topics": [typed.topic.chars().take(200).collect::<String>()],
        "receivedFrom": typed.day } });
    let found = client.send(Some(token), search, filter).await.to_string();
    assert!(!found.contains("INTERNAL") && !found.contains("UNAVAILABLE"), "{found} for {typed:?}");
    taken
}

/// Sends it as a line of a file; whether it was taken.
async fn by_file(desk: &TestDesk, key: u128, typed: &Typed) -> bool {
    let line = json!({ "id": format!("{key}"), "subject": typed.subject, "body": typed.body, "asker_type": "zorgpartner",
        "organisation": typed.organisation, "name": typed.name, "email": typed.email });
    let imported = desk.app.import_question(&Caller::system(Origin::Cli), 1, line.to_string().as_bytes()).await;
    let imported = imported.unwrap_or_else(|refusal| panic!("{refusal:?} for {typed:?}"));
    assert!(imported.reference.is_some() != imported.error.is_some(), "{imported:?} for {typed:?}");
    imported.reference.is_some()
}

#[tokio::test]
async fn whatever_is_typed_is_a_stored_question_or_complaints_and_every_letter_can_be_sent() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        let client = listening(&desk).await;
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        let token = desk.token(TestDesk::LEAD).await;
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[9; 32]);
        let mut runner = TestRunner::new_with_rng(Config::default(), rng);
        let (mut taken, mut refused) = (1, 0);
        client.ask(None, SUBMIT, question(0x9999)).await;
        for case in 1..=CASES {
            let typed = typed().new_tree(&mut runner).expect("something typed").current();
            let outcomes = [
                by_form(&http, &client, case * 10 + 1, &typed).await,
                by_api(&client, &token, case * 10 + 2, &typed).await,
                by_file(&desk, case * 10 + 3, &typed).await,
            ];
            taken += outcomes.iter().filter(|taken| **taken).count();
            refused += outcomes.iter().filter(|taken| !**taken).count();
        }
        assert!(taken > 20 && refused > 20, "{taken} taken, {refused} refused: both should be tried");

        let folder = tempfile::tempdir().expect("a folder");
        let settings = MailSettings {
            from: "Loket <loket@loket.test>".to_owned(),
            smtp_url: None,
            folder: folder.path().to_owned(),
        };
        let carrier = worker::carrier(&settings).expect("a carrier");
        // Letters go in batches; those about sending letters come after them.
        for _ in 0..100 {
            worker::run_once(&desk.app, &carrier).await;
            if desk.app.letter_queue().await.expect("a queue").queued == 0 {
                break;
            }
        }
        let queue = desk.app.letter_queue().await.expect("a queue");
        assert_eq!((queue.queued, queue.leased, queue.dead), (0, 0, 0), "every letter was sent");
        let letters = std::fs::read_dir(folder.path()).expect("a folder").count();
        assert!(letters >= taken, "{letters} letters about {taken} questions");

        // Every question that was acknowledged is there, and its pages are shown.
        let lead = desk.staff(TestDesk::LEAD);
        let session = desk.session(TestDesk::LEAD).await;
        let (mut after, mut seen) = (None, 0);
        loop {
            let page = desk.app.list_tickets(&lead, &TicketSearch::default(), 100, after).await.expect("a list");
            for (cursor, ticket) in &page.items {
                seen += 1;
                after = Some(*cursor);
                let url = format!("{}/vragen/{}", client.address, ticket.reference);
                let shown = http.get(url).header("cookie", TestDesk::cookie(&session)).send().await.expect("a page");
                assert_eq!(shown.status(), 200, "{ticket:?}");
            }
            if !page.has_next {
                break;
            }
        }
        assert_eq!(seen, taken, "acknowledged is stored");
        let last: Value = client.ask(None, SUBMIT, question(0xabcd)).await;
        assert!(last["submitQuestion"]["receipt"]["reference"].is_string());
        worker::run_once(&desk.app, &carrier).await;
        assert!(std::fs::read_dir(folder.path()).expect("a folder").count() > letters, "the worker goes on");
    }
}
