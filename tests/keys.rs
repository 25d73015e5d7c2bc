//! Keys under which something is sent (idempotency keys): nobody computes one, and none throws a text away.

use crate::client::{Client, SUBMIT, listening, question};
use app::{Caller, TicketSearch};
use domain::{Actor, Origin, Reference};
use futures_util::future::join_all;
use reqwest::redirect::Policy;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use testkit::{TestDesk, desks};
use uuid::Uuid;

/// Under which name imported questions got their keys before.
const ONCE: Uuid = Uuid::from_u128(0x7f0b_8e2c_5d1a_4c3e_9b60_1c2f_8d4e_a7b3);

fn browser() -> reqwest::Client {
    reqwest::Client::builder().redirect(Policy::none()).build().expect("a client")
}

/// A line of a file of questions.
fn line(id: &str, body: &str) -> String {
    json!({ "id": id, "subject": "Onze woonzorgvisie", "body": body, "asker_type": "gemeente",
        "organisation": "Gemeente Arnhem", "gm_code_or_region": "GM0202", "name": "Ans Vermeer",
        "email": "ans@arnhem.example" })
    .to_string()
}

async fn imported(desk: &TestDesk, line: &str) -> Result<Reference, String> {
    let taken = desk.app.import_question(&Caller::system(Origin::Cli), 1, line.as_bytes()).await.expect("it answers");
    taken.reference.ok_or_else(|| taken.error.expect("a reference or an error"))
}

/// The same question over the API; the whole answer.
async fn by_api(client: &Client, key: Uuid, body: &str) -> Value {
    let mut asked = question(0);
    asked["input"]["submissionKey"] = json!(key.to_string());
    asked["input"]["body"] = json!(body);
    client.send(None, SUBMIT, asked).await
}

/// The fields of the form with the same question.
fn fields<'a>(key: &'a str, body: &'a str) -> Vec<(&'a str, &'a str)> {
    let rest = [
        ("kind", "MUNICIPALITY"),
        ("organisation", "Gemeente Arnhem"),
        ("municipality", "GM0202"),
        ("subject", "Onze woonzorgvisie"),
        ("name", "Ans Vermeer"),
        ("email", "ans@arnhem.example"),
    ];
    let key = (!key.is_empty()).then_some(("key", key));
    key.into_iter().chain([("body", body)]).chain(rest).collect()
}

/// The same question by the form; where it leads to.
async fn by_form(client: &Client, key: &str, body: &str) -> String {
    let answer = browser().post(&client.address).form(&fields(key, body)).send().await.expect("an answer");
    assert_eq!(answer.status(), 303, "{body}");
    let location = answer.headers()["location"].to_str().expect("text");
    location.trim_end_matches("?ontvangen").to_owned()
}

async fn page(client: &Client, path: &str) -> String {
    let answer = browser().get(format!("{}{path}", client.address)).send().await.expect("an answer");
    answer.text().await.expect("text")
}

async fn questions(desk: &TestDesk) -> usize {
    let lead = desk.staff(TestDesk::LEAD);
    desk.app.list_tickets(&lead, &TicketSearch::default(), 100, None).await.expect("a list").items.len()
}

const BODY: &str = "Wij schrijven een woonzorgvisie.\nWelke onderdelen horen erin voor ouderen in één café?";
const OTHER: &str = "Wij schrijven een woonzorgvisie. Wie stelt die vast?";

#[tokio::test]
async fn the_key_of_an_imported_question_cannot_be_computed_from_its_id() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let reference = imported(&desk, &line("rij-1", BODY)).await.expect("taken");
        assert_eq!(imported(&desk, &line("rij-1", BODY)).await, Ok(reference), "the file again adds nothing");
        let computed = Uuid::new_v5(&ONCE, b"rij-1");
        for body in [OTHER, BODY] {
            let answer = by_api(&client, computed, body).await;
            let receipt = &answer["data"]["submitQuestion"]["receipt"];
            assert_ne!(receipt["reference"], json!(reference.to_string()), "{body}: {answer}");
        }
        let shown = page(&client, &by_form(&client, &computed.to_string(), BODY).await).await;
        assert!(!shown.contains(&reference.to_string()), "{shown}");
    }
}

#[tokio::test]
async fn history_with_computable_keys_is_known_again_and_opened_by_none_of_them() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let reference = imported(&desk, &line("rij-1", BODY)).await.expect("taken");
        let old = Uuid::new_v5(&ONCE, b"rij-1");
        let database = testkit::database::direct(desk.store.url()).await.expect("it opens");
        let written = if desk.store.is_embedded() { format!("X'{}'", old.simple()) } else { format!("'{old}'") };
        let as_it_was = format!(
            "UPDATE tickets SET content_hash = NULL, submission_key = {written}, tracking_hash = 'of before' WHERE id = {}",
            reference.ticket
        );
        database.execute_unprepared(&as_it_was).await.expect("imported before");
        assert_eq!(imported(&desk, &line("rij-1", BODY)).await, Ok(reference), "it is known by its old key");
        let error = imported(&desk, &line("rij-1", OTHER)).await.expect_err("another question under a known id");
        assert!(error.contains(&reference.to_string()), "{error}");
        for body in [OTHER, BODY] {
            let answer = by_api(&client, old, body).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "CONFLICT", "{answer}");
            assert!(!answer.to_string().contains("/volg/"), "{answer}");
        }
        let shown = page(&client, &by_form(&client, &old.to_string(), BODY).await).await;
        assert!(!shown.contains(&reference.to_string()), "{shown}");
        assert_eq!(questions(&desk).await, 2, "the imported one, and the one by the form");

        // Whoever takes such a key beforehand keeps no line out.
        by_form(&client, &Uuid::new_v5(&ONCE, b"rij-2").to_string(), OTHER).await;
        imported(&desk, &line("rij-2", BODY)).await.expect("taken");
    }
}

#[tokio::test]
async fn other_words_under_a_used_key_are_a_conflict_for_programs_and_the_same_words_are_known() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let key = Uuid::from_u128(7);
        let first = by_api(&client, key, BODY).await["data"]["submitQuestion"]["receipt"].clone();
        assert!(first["reference"].is_string());
        let answer = by_api(&client, key, OTHER).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "CONFLICT", "{answer}");
        assert!(!answer.to_string().contains("/volg/"), "{answer}");
        // As another browser, system or keyboard sends the same.
        let signs = format!(" {} \r\n", BODY.replace('\n', "\r\n").replace('é', "e\u{301}"));
        for same in [BODY, signs.as_str()] {
            let again = by_api(&client, key, same).await["data"]["submitQuestion"]["receipt"].clone();
            assert_eq!(again, first);
        }
        // Every part of a question is part of it.
        for (part, value) in [
            ("/subject", json!("Een andere visie")),
            ("/contact/email", json!("bert@arnhem.example")),
            ("/contact/phone", json!("030 123 45 67")),
            ("/organisation/name", json!("Gemeente Nijmegen")),
            ("/themes", json!(["flexwonen"])),
        ] {
            let mut asked = question(0);
            asked["input"]["submissionKey"] = json!(key.to_string());
            asked["input"]["body"] = json!(BODY);
            asked["input"]["themes"] = json!([]);
            asked["input"]["contact"]["phone"] = json!(null);
            *asked["input"].pointer_mut(part).expect("it is there") = value;
            let answer = client.send(None, SUBMIT, asked).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "CONFLICT", "{part}: {answer}");
        }
        assert_eq!(questions(&desk).await, 1);
    }
}

#[tokio::test]
async fn a_form_sent_again_with_other_words_is_a_question_of_its_own_and_never_thrown_away() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let key = Uuid::from_u128(7).to_string();
        let first = by_form(&client, &key, BODY).await;
        let other = by_form(&client, &key, OTHER).await;
        assert_ne!(first, other);
        assert!(page(&client, &other).await.contains("Wie stelt die vast?"), "what was sent is what was taken");
        // Twice: a retry after an error page, or an impatient click.
        assert_eq!(by_form(&client, &key, OTHER).await, other);
        assert_eq!(by_form(&client, &key, &BODY.replace('\n', "\r\n").replace('é', "e\u{301}")).await, first);
        assert_eq!(questions(&desk).await, 2);
    }
}

#[tokio::test]
async fn a_form_without_its_key_makes_one_question_per_text_under_a_key_that_nobody_computes() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let first = by_form(&client, "", BODY).await;
        assert_eq!(by_form(&client, "", BODY).await, first);
        assert_ne!(by_form(&client, "", OTHER).await, first);
        assert_eq!(questions(&desk).await, 2);
        let text = format!("ans@arnhem.example|Onze woonzorgvisie|{BODY}");
        for key in [Uuid::new_v5(&Uuid::NAMESPACE_OID, text.as_bytes()), Uuid::nil()] {
            let answer = by_api(&client, key, BODY).await;
            let url = answer["data"]["submitQuestion"]["receipt"]["trackingUrl"].as_str().unwrap_or_default();
            assert!(!url.ends_with(&first), "{answer}");
        }
    }
}

#[tokio::test]
async fn two_servers_that_get_other_words_under_one_key_at_once_lose_none_of_them() {
    for mut desk in desks().await {
        let one = listening(&desk).await;
        desk.reopen(|_| {}).await;
        let two = listening(&desk).await;
        let key = Uuid::from_u128(7).to_string();
        let texts: Vec<String> = (0..6).map(|number| format!("{OTHER} Nummer {number}.")).collect();
        let sent = texts.iter().flat_map(|text| [(&one, text), (&two, text)]);
        let links = join_all(sent.map(|(server, text)| by_form(server, &key, text))).await;
        for (text, links) in texts.iter().zip(links.chunks(2)) {
            assert_eq!(links[0], links[1], "sent twice, taken once");
            assert!(page(&one, &links[0]).await.contains(text.as_str()), "{text}");
        }
        assert_eq!(questions(&desk).await, texts.len());
    }
}

#[tokio::test]
async fn an_act_under_a_used_key_is_done_once_in_whatever_signs_and_told_when_its_words_are_others() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let link = by_form(&client, &Uuid::from_u128(7).to_string(), BODY).await;
        let key = Uuid::from_u128(8).to_string();
        let react = async |body: &str| {
            let url = format!("{}{link}", client.address);
            let sent = browser().post(url).form(&[("key", key.as_str()), ("body", body)]).send().await;
            let answer = sent.expect("an answer");
            (answer.status().as_u16(), answer.text().await.expect("text"))
        };
        let said = "Het gaat om een café,\nen om één woning.";
        let in_other_signs = said.replace('\n', "\r\n").replace('é', "e\u{301}");
        for same in [said, in_other_signs.as_str(), said] {
            assert_eq!(react(same).await.0, 303, "{same}");
        }
        let (status, page) = react("Iets heel anders.").await;
        assert_eq!(status, 409);
        assert!(page.contains("Iets heel anders.</textarea>"), "what was not stored is given back: {page}");
        let shown = self::page(&client, &link).await;
        assert_eq!(shown.matches("Het gaat om een café").count(), 1);
        assert!(!shown.contains("Iets heel anders"));

        // A key is of whoever sent under it first.
        let note = "mutation($i: AddNoteInput!) { addNote(input: $i) { ticket { revision } errors { code } } }";
        let reference = shown.split("Kenmerk <strong>").nth(1).and_then(|rest| rest.split('<').next());
        let input = json!({ "i": { "reference": reference.expect("a reference"), "body": "Even bellen.",
            "clientMutationId": Uuid::from_u128(9).to_string() } });
        let (anna, lead) = (desk.token(TestDesk::ANNA).await, desk.token(TestDesk::LEAD).await);
        let first = client.ask(Some(&anna), note, input.clone()).await;
        assert_eq!(client.ask(Some(&anna), note, input.clone()).await, first);
        let others = client.send(Some(&lead), note, input).await;
        assert_eq!(others["errors"][0]["extensions"]["code"], "CONFLICT", "{others}");
    }
}

#[tokio::test]
async fn a_key_that_was_used_counts_for_nothing_and_nobody_else_gets_its_question() {
    for desk in desks().await {
        let anonymous = Caller::new(Actor::Anonymous, Origin::Api);
        let draft = testkit::question_about(7, "");
        let first = desk.app.submit_question(&anonymous, draft.clone()).await.expect("taken");
        let mut other = draft.clone();
        other.body = OTHER.to_owned();
        let nobody_counts = || -> Result<(), std::time::Duration> { panic!("nothing was stored") };
        let known =
            desk.app.submit_question_if(&anonymous, draft, app::Sent::default(), &nobody_counts).await.expect("known");
        assert_eq!(known.tracking_url, first.tracking_url);
        let refused = desk.app.submit_question_if(&anonymous, other, app::Sent::default(), &nobody_counts).await;
        assert!(matches!(refused, Err(app::Refusal::Conflict(_))), "{refused:?}");
    }
}
