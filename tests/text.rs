//! Text of people, through the doors they use: written as they write it, kept as it should be.

use crate::client::{Client, SUBMIT, listening, question};
use app::{Caller, TicketSearch};
use domain::{Actor, Origin};
use serde_json::{Value, json};
use testkit::{TestDesk, desks};

const DECOMPOSED: &str = "Su\u{301}dwest-Frysla\u{302}n";
const FIELDS: [(&str, &str); 6] = [
    ("kind", "MUNICIPALITY"),
    ("organisation", "Gemeente Arnhem"),
    ("subject", "Onderwerp"),
    ("body", "Wat moet er in een woonzorgvisie?"),
    ("name", "Ans Vermeer"),
    ("email", "ans@arnhem.example"),
];

/// Sends the form with these fields changed; status, where it leads to, and the page.
async fn fill_in(client: &Client, changed: &[(&str, &str)]) -> (u16, String, String) {
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let key = format!("018f0000-0000-7000-8000-{:012x}", changed.iter().map(|(_, text)| text.len()).sum::<usize>());
    let mut fields: Vec<(&str, &str)> = vec![("key", &key)];
    fields.extend(FIELDS.iter().filter(|(name, _)| !changed.iter().any(|(other, _)| other == name)));
    fields.extend(changed);
    let answer = http.post(&client.address).form(&fields).send().await.expect("an answer");
    let to = answer.headers().get("location").and_then(|to| to.to_str().ok()).unwrap_or_default().to_owned();
    (answer.status().as_u16(), to, answer.text().await.expect("text"))
}

fn complained_about(answer: &Value) -> Vec<String> {
    let errors = answer["submitQuestion"]["errors"].as_array().expect("complaints");
    errors.iter().map(|error| error["path"].as_array().expect("a path").last().expect("a field").to_string()).collect()
}

#[tokio::test]
async fn a_line_end_in_a_name_is_a_complaint_at_every_door() {
    for desk in desks().await {
        let client = listening(&desk).await;
        for name in ["Regel een\r\nregel twee", "Regel een\nregel twee", "Een\u{2028}twee", "a\0b"] {
            let (status, _, page) = fill_in(&client, &[("name", name)]).await;
            assert_eq!(status, 422, "{name:?}");
            assert!(page.contains("contact-name"), "{name:?}");
            let mut asked = question(1);
            asked["input"]["contact"]["name"] = json!(name);
            assert_eq!(complained_about(&client.ask(None, SUBMIT, asked).await), ["\"name\""], "{name:?}");
            let line =
                json!({ "id": "a", "subject": "Flex", "body": "Hoe lang?", "name": name, "email": "a@b.example" });
            let imported = desk.app.import_question(&Caller::system(Origin::Cli), 1, line.to_string().as_bytes()).await;
            let error = imported.expect("reported").error.expect("a complaint");
            assert!(error.contains("contact.name"), "{error}");
            let administrator = desk.staff(TestDesk::ADMINISTRATOR);
            let roles = [domain::Role::Expert];
            desk.app
                .add_person(&administrator, name, "x@desk.example", &roles, app::Sending::InPerson)
                .await
                .expect_err("a name");
        }
        let all = desk.app.list_tickets(&desk.staff(TestDesk::LEAD), &TicketSearch::default(), 10, None).await;
        assert_eq!(all.expect("a list").items.len(), 0, "nothing was stored");
    }
}

#[tokio::test]
async fn a_name_in_two_ways_of_writing_is_known_is_found_and_is_one_organisation() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let composed = "S\u{fa}dwest-Frysl\u{e2}n";
        for (key, kind, name) in [
            (1, "MUNICIPALITY", format!("Gemeente {DECOMPOSED}")),
            (2, "MUNICIPALITY", format!("Gemeente {composed}")),
            (3, "CARE_PARTNER", "Zorg Smi\u{301}t \u{f8} \u{fb01}jn".to_owned()),
            (4, "CARE_PARTNER", "Zorg Sm\u{ed}t o fijn".to_owned()),
        ] {
            let mut asked = question(key);
            asked["input"]["organisation"] = json!({ "kind": kind, "name": name });
            asked["input"]["body"] =
                json!(format!("Hoe beleggen wij de coo\u{308}rdinatie in {DECOMPOSED}? Nummer {key}"));
            let answer = client.ask(None, SUBMIT, asked).await;
            assert!(answer["submitQuestion"]["receipt"]["reference"].is_string(), "{name}: {answer}");
        }
        let administrator = desk.staff(TestDesk::ADMINISTRATOR);
        for (text, count) in [("sudwest", 1), (DECOMPOSED, 1), (composed, 1), ("zorg smit", 1)] {
            let found = desk.app.known_organisations(&administrator, text).await.expect("organisations");
            assert_eq!(found.len(), count, "{text}: {found:?}");
        }
        let nobody = Caller::new(Actor::Anonymous, Origin::Web);
        for text in [DECOMPOSED, composed, "gemeente SUDWEST", "\u{ff33}udwest"] {
            let found = desk.app.find_organisations(&nobody, text, None, 5).await.expect("names");
            assert_eq!(
                found.first().map(|name| name.name.as_str()),
                Some("Gemeente S\u{fa}dwest-Frysl\u{e2}n"),
                "{text}"
            );
        }
        desk.app.index_texts().await.expect("indexed");
        let lead = desk.staff(TestDesk::LEAD);
        for text in [DECOMPOSED, composed, "coordinatie", "co\u{f6}rdinatie", "coo\u{308}rdinatie"] {
            let search = TicketSearch { text: Some(text.to_owned()), ..TicketSearch::default() };
            let found = desk.app.list_tickets(&lead, &search, 10, None).await.expect("a list").items;
            assert_eq!(found.len(), 4, "{text}");
            assert!(found.iter().all(|(_, ticket)| !ticket.organisation_name.contains('\u{301}')), "stored composed");
        }
    }
}

#[tokio::test]
async fn a_name_of_a_municipality_that_may_be_mistyped_is_asked_about() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let (status, _, page) = fill_in(&client, &[("organisation", "Gemeente Utrecgt")]).await;
        assert_eq!(status, 422);
        assert!(page.contains("Bedoelt u"), "{page}");
        assert!(page.contains("value=\"GM0344\""), "one click away: {page}");
        let (status, to, _) = fill_in(&client, &[("organisation", "Gemeente Utrehct")]).await;
        assert_eq!(status, 303);
        assert!(to.starts_with("/volg/"), "{to}");
    }
}

#[tokio::test]
async fn what_is_pasted_from_slides_is_taken_by_the_form() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let text = "Eerste punt\u{b}tweede punt\u{c}derde punt\u{85}vierde punt: opa\u{92}s woning";
        let (status, to, _) = fill_in(&client, &[("subject", "Woon\u{b}zorg"), ("body", text)]).await;
        assert_eq!(status, 303, "{to}");
        let page = reqwest::get(format!("{}{to}", client.address)).await.expect("a page").text().await.expect("text");
        assert!(page.contains("opa\u{2019}s woning") && !page.contains('\u{b}'), "{page}");
    }
}

#[tokio::test]
async fn an_amount_is_taken_and_a_number_that_may_be_a_citizens_is_asked_about() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let (status, _, page) = fill_in(&client, &[("body", "Het budget is 260.000.000 euro")]).await;
        assert_eq!(status, 303, "{page}");
        let doubt = "Het gaat om 111222333 in onze wijk.";
        let (status, _, page) = fill_in(&client, &[("body", doubt)]).await;
        assert_eq!(status, 422);
        assert!(page.contains("burgerservicenummer") && page.contains("own_data"), "asked: {page}");
        let (status, _, page) = fill_in(&client, &[("body", doubt), ("own_data", "ja")]).await;
        assert_eq!(status, 303, "{page}");
        let sure = "Zijn BSN is 111222333.";
        let (status, _, _) = fill_in(&client, &[("body", sure), ("own_data", "ja")]).await;
        assert_eq!(status, 422, "a citizen number is not taken, whatever is ticked");
    }
}

#[tokio::test]
async fn text_of_people_cannot_turn_a_page_around() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let subject = "Vraag \u{202e}daerd\u{202c} over wonen";
        let (status, to, _) = fill_in(&client, &[("subject", subject), ("body", "\u{202e}Tekst \u{2067}hier")]).await;
        assert_eq!(status, 303);
        let page = reqwest::get(format!("{}{to}", client.address)).await.expect("a page").text().await.expect("text");
        for turning in ['\u{202a}', '\u{202b}', '\u{202d}', '\u{202e}', '\u{2066}', '\u{2067}', '\u{2068}'] {
            assert!(!page.contains(turning), "{page}");
        }
        assert!(page.contains("loket-said__text\" dir=\"auto\""), "{page}");
        for letter in desk.app.lease_letters(10).await.expect("letters") {
            assert!(letter.letter.subject.contains("daerd") && !letter.letter.subject.contains('\u{202e}'));
        }
    }
}
