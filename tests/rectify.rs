//! What is known of who asked is corrected, everywhere it stands, and nothing of what stood there is kept.

use crate::client::{Client, SUBMIT, listening, question};
use app::{Caller, Refusal, SeenTicket, TicketSearch};
use domain::{Actor, ContactDraft, EventKind, Origin, Reference, TicketStatus};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use testkit::{TestDesk, desks};

async fn asked(client: &Client, key: u128) -> Reference {
    let mut asked = question(key);
    asked["input"]["contact"]["phone"] = json!("026 377 12 34");
    let receipt = client.ask(None, SUBMIT, asked).await["submitQuestion"]["receipt"].clone();
    receipt["reference"].as_str().and_then(|text| text.parse().ok()).expect("a reference")
}

fn who(name: &str, email: &str, phone: Option<&str>) -> ContactDraft {
    ContactDraft { name: name.to_owned(), email: email.to_owned(), phone: phone.map(str::to_owned) }
}

async fn count(desk: &TestDesk, text: &str) -> usize {
    let lead = desk.staff(TestDesk::LEAD);
    let search = TicketSearch { text: Some(text.to_owned()), ..TicketSearch::default() };
    desk.app.index_texts().await.expect("findable");
    desk.app.list_tickets(&lead, &search, 10, None).await.expect("a list").items.len()
}

/// Everything the ledger says, as text.
async fn ledger(desk: &TestDesk) -> String {
    let there = testkit::database::direct(desk.store.url()).await.expect("it opens");
    let sql = "SELECT CAST(detail AS text) FROM events WHERE kind = 'contact_corrected' ORDER BY id";
    let rows = there.query_all_raw(Statement::from_string(there.get_database_backend(), sql)).await.expect("rows");
    let details = rows.iter().map(|row| row.try_get_by_index::<String>(0).expect("text"));
    details.collect::<String>().replace(' ', "")
}

#[tokio::test]
async fn what_is_known_of_an_asker_is_corrected_everywhere_and_the_ledger_does_not_say_what_stood_there() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        let client = listening(&desk).await;
        let reference = asked(&client, 1).await;
        let anna = desk.staff(TestDesk::ANNA);
        let before = desk.app.read_ticket(&anna, reference).await.expect("a ticket");
        let session = desk.session(TestDesk::ANNA).await;
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a browser");
        let path = format!("{}/vragen/{reference}", client.address);
        let page = http.get(&path).header("cookie", TestDesk::cookie(&session)).send().await.expect("an answer");
        let page = page.text().await.expect("text");
        for there in ["value=\"Ans Vermeer\"", "value=\"ans@arnhem.example\"", "value=\"Gemeente Arnhem\""] {
            assert!(page.contains(there), "{there}: {page}");
        }
        let (token, revision) = (app::form_token(&session), before.revision.to_string());
        let fields = [
            ("token", token.as_str()),
            ("revision", &revision),
            ("name", "Anne Visser"),
            ("email", "anne@arnhem.example"),
            ("phone", ""),
            ("organisation", "Gemeente Arnhem, afdeling Wonen"),
        ];
        let send = async |fields: &[(&str, &str)]| {
            let request = http.post(format!("{path}/vraagsteller")).form(fields);
            let answer = request.header("cookie", TestDesk::cookie(&session)).send().await.expect("an answer");
            (answer.status().as_u16(), answer.text().await.expect("text"))
        };
        assert_eq!(send(&fields).await.0, 303);
        let after = desk.app.read_ticket(&anna, reference).await.expect("a ticket");
        assert_eq!((after.contact.name.as_str(), after.contact.email.as_str()), ("Anne Visser", "anne@arnhem.example"));
        assert_eq!(after.contact.phone, None, "left out is taken away");
        assert_eq!(after.organisation_name, "Gemeente Arnhem, afdeling Wonen");
        assert_eq!((&after.place, after.organisation_kind), (&before.place, before.organisation_kind));
        assert_eq!(after.revision, before.revision + 1, "one change");
        let view = desk.app.view_ticket(&anna, reference).await.expect("the page");
        assert_eq!(view.messages[0].author_name, "Anne Visser");
        // The letter that waited goes to who it is now.
        let letters = desk.app.lease_letters(10).await.expect("letters");
        let receipt = letters.iter().find(|job| job.letter.kind == domain::LetterKind::Receipt).expect("a receipt");
        assert_eq!(
            (receipt.letter.to_name.as_str(), receipt.letter.to_email.as_str()),
            ("Anne Visser", "anne@arnhem.example")
        );
        assert!(receipt.letter.body.starts_with("Beste Anne Visser,\n\nWij hebben uw vraag ontvangen."));
        assert_eq!((count(&desk, "Visser").await, count(&desk, "Vermeer").await), (1, 0));
        let said = r#"{"changed":["name","email","phone","organisation"]}"#;
        assert_eq!(ledger(&desk).await, said);
        // What somebody else did since is shown, not written over.
        let (status, page) =
            send(&fields.map(|(name, value)| (name, if name == "name" { "Ans Vos" } else { value }))).await;
        assert_eq!(status, 409);
        assert!(
            page.contains("value=\"Ans Vos\"") && page.contains("gegevens van de vraagsteller verbeterd"),
            "{page}"
        );
    }
}

#[tokio::test]
async fn a_correction_over_the_api_is_done_once_and_refused_to_others_with_a_citizen_number_and_without_change() {
    let correct = "mutation($input: CorrectContactInput!) { correctContact(input: $input) {
        ticket { reference } errors { path code } } }";
    for desk in desks().await {
        println!("on {}", desk.store.name());
        let client = listening(&desk).await;
        let reference = asked(&client, 1).await;
        let lead = desk.token(TestDesk::LEAD).await;
        let input = |name: &str, key: u128| {
            json!({ "input": { "reference": reference.to_string(), "organisationName": "Gemeente Arnhem",
                "contact": { "name": name, "email": "ans@arnhem.example", "phone": "026 377 12 34" },
                "clientMutationId": uuid::Uuid::from_u128(key).to_string() } })
        };
        let codes = |answer: &Value| answer["data"]["correctContact"]["errors"].to_string();
        for (name, code) in
            [("Ans BSN 111222333", "PERSONAL_DATA"), ("Ans 111222333", "POSSIBLE_BSN"), ("", "REQUIRED")]
        {
            let answer = client.send(Some(&lead), correct, input(name, 1)).await;
            assert!(codes(&answer).contains(code) && codes(&answer).contains("contact"), "{name}: {answer}");
        }
        let mut odd = input("Ans de Boer", 2);
        odd["input"]["contact"]["email"] = json!("ans");
        odd["input"]["organisationName"] = json!(" ");
        let answer = client.send(Some(&lead), correct, odd).await;
        assert!(
            codes(&answer).contains("email") && codes(&answer).contains("organisationName"),
            "all at once: {answer}"
        );
        let same = client.send(Some(&lead), correct, input("Ans Vermeer", 3)).await;
        assert_eq!(same["errors"][0]["extensions"]["code"], "CONFLICT", "{same}");
        // Carla knows the theme and may read it; it is not hers.
        let carla = desk.token(TestDesk::CARLA).await;
        let refused = client.send(Some(&carla), correct, input("Ans de Boer", 4)).await;
        assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN", "{refused}");
        for _ in 0..2 {
            let done = client.send(Some(&lead), correct, input("Ans de Boer", 5)).await;
            assert_eq!(done["data"]["correctContact"]["ticket"]["reference"], reference.to_string(), "{done}");
        }
        assert_eq!(ledger(&desk).await, r#"{"changed":["name"]}"#, "once");
        let known = desk.app.read_ticket(&desk.staff(TestDesk::LEAD), reference).await.expect("a ticket").contact;
        assert_eq!((known.name.as_str(), known.phone.is_some()), ("Ans de Boer", true));
        let asker = Caller::new(Actor::Asker(reference.ticket), Origin::Web);
        let own = desk.app.correct_contact(&asker, reference, &who("A", "a@arnhem.example", None), "X").await;
        assert!(matches!(own, Err(Refusal::Forbidden)), "{own:?}");
        let stale = SeenTicket { seen: app::Seen::Revision(0), ..SeenTicket::from(reference) };
        let anna = desk.staff(TestDesk::ANNA);
        let late = desk.app.correct_contact(&anna, stale, &who("B", "a@arnhem.example", None), "X").await;
        assert!(matches!(late, Err(Refusal::Conflict(_))), "{late:?}");
    }
}

#[tokio::test]
async fn a_question_that_turns_out_to_be_of_an_organisation_with_a_conflict_leaves_its_expert() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        let client = listening(&desk).await;
        let anna = desk.staff(TestDesk::ANNA);
        let ask = async |key, name: &str| {
            let mut asked = question(key);
            asked["input"]["organisation"] = json!({ "kind": "CARE_PARTNER", "name": name });
            let receipt = client.ask(None, SUBMIT, asked).await["submitQuestion"]["receipt"].clone();
            receipt["reference"].as_str().and_then(|text| text.parse::<Reference>().ok()).expect("a reference")
        };
        let (first, other) = (ask(1, "Zorggroep Oost").await, ask(2, "Zorggroep Ost").await);
        for reference in [first, other] {
            let lead = desk.staff(TestDesk::LEAD);
            desk.app.assign_ticket(&lead, reference, Some(TestDesk::ANNA), "Zij weet dit").await.ok();
        }
        desk.app.hand_over_ticket(&anna, first, "Belangenconflict").await.expect("handed over");
        let contact = who("Ans Vermeer", "ans@arnhem.example", None);
        desk.app.correct_contact(&anna, other, &contact, "Zorggroep Oost").await.expect("corrected");
        let after = desk.app.read_ticket(&desk.staff(TestDesk::LEAD), other).await.expect("a ticket");
        assert_ne!(after.assignee, Some(TestDesk::ANNA));
        assert!(matches!(after.status(), TicketStatus::Assigned | TicketStatus::Unassigned));
        assert!(matches!(desk.app.read_ticket(&anna, other).await, Err(Refusal::Hidden)));
        assert_eq!(EventKind::parse("contact_corrected"), Some(EventKind::ContactCorrected));
    }
}
