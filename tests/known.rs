//! What is known already: earlier questions of the same body, and what colleagues answered, without who asked it.

use crate::client::{Client, SUBMIT, listening, question};
use app::{Reading, Refusal, Reply};
use domain::{OrganisationId, PersonId, Reference};
use serde_json::json;
use testkit::{TestDesk, desks};

const ASKER: [&str; 4] = ["Ans Vermeer", "Vermeer", "ans@arnhem.example", "026 377 12 34"];

async fn asked(client: &Client, key: u128, organisation: &str) -> Reference {
    let mut asked = question(key);
    asked["input"]["organisation"]["name"] = json!(organisation);
    asked["input"]["contact"]["phone"] = json!("026 377 12 34");
    asked["input"]["body"] = json!(
        "Welke onderdelen horen er in een woonzorgvisie?\nBel mij op 026 377 12 34, of mail ans@arnhem.example.\n\nGroet,\nAns Vermeer"
    );
    let receipt = client.ask(None, SUBMIT, asked).await["submitQuestion"]["receipt"].clone();
    receipt["reference"].as_str().and_then(|text| text.parse().ok()).expect("a reference")
}

async fn page(desk: &TestDesk, client: &Client, person: PersonId, path: &str) -> (u16, String) {
    let cookie = TestDesk::cookie(&desk.session(person).await);
    let answer = reqwest::Client::new().get(format!("{}{path}", client.address)).header("cookie", cookie).send().await;
    let answer = answer.expect("an answer");
    (answer.status().as_u16(), answer.text().await.expect("text"))
}

/// A page without what is another in every answer.
fn plain(page: &str) -> String {
    let hidden = page.split("name=\"token\" value=\"").map(|part| part.split_once('"').map_or(part, |(_, rest)| rest));
    hidden.collect()
}

#[tokio::test]
async fn an_expert_reads_what_was_answered_and_never_who_asked_it() {
    for mut desk in desks().await {
        println!("on {}", desk.store.name());
        let client = listening(&desk).await;
        let reference = asked(&client, 1, "Gemeente Arnhem").await;
        let path = format!("/vragen/{reference}");
        let (anna, bram) = (desk.staff(TestDesk::ANNA), desk.staff(TestDesk::BRAM));
        let missing = "/vragen/EHA-2026-009999-X".to_owned();
        let hidden = page(&desk, &client, TestDesk::BRAM, &missing).await;
        let is_hidden = async |desk: &TestDesk, client: &Client, why: &str| {
            let seen = page(desk, client, TestDesk::BRAM, &path).await;
            assert_eq!((seen.0, plain(&seen.1)), (404, plain(&hidden.1)), "{why}");
            let refused = desk.app.read_answered(&desk.staff(TestDesk::BRAM), reference).await;
            assert!(matches!(refused, Err(Refusal::Hidden)), "{why}: {refused:?}");
        };
        is_hidden(&desk, &client, "open").await;
        desk.app.add_note(&anna, reference, "Ans belde mij hierover.").await.expect("a note");
        let answer = "Beste Ans,\n\nIn hoofdstuk drie staat wat erin hoort.";
        desk.app.reply_to_ticket(&anna, reference, answer, Reply::Answer).await.expect("answered");

        let (status, shown) = page(&desk, &client, TestDesk::BRAM, &path).await;
        assert_eq!(status, 200);
        for there in ["Welke onderdelen horen er in een woonzorgvisie?", "In hoofdstuk drie", "Anna", "Gemeente Arnhem"]
        {
            assert!(shown.contains(there), "{there}: {shown}");
        }
        for hidden in ASKER.into_iter().chain(["Beste Ans", "belde", "<form method=\"post\" action=\"/vragen/"]) {
            assert!(!shown.contains(hidden), "{hidden}: {shown}");
        }
        // To read is all: it is in no list, and nothing can be done with it.
        let api = "query($r: String!) { ticket(reference: $r) { id } tickets { nodes { id } } }";
        let token = desk.token(TestDesk::BRAM).await;
        let told = client.ask(Some(&token), api, json!({ "r": reference })).await;
        assert_eq!((&told["ticket"], &told["tickets"]["nodes"]), (&json!(null), &json!([])), "{told}");
        for refused in [
            desk.app.add_note(&bram, reference, "Ik lees mee.").await,
            desk.app.reply_to_ticket(&bram, reference, "Zo zit het.", Reply::Answer).await,
        ] {
            assert!(matches!(refused, Err(Refusal::Hidden)), "{refused:?}");
        }
        // Whoever works on the theme sees it whole.
        let (_, shown) = page(&desk, &client, TestDesk::CARLA, &path).await;
        assert!(shown.contains("Ans Vermeer"), "{shown}");

        desk.app.reopen_ticket(&anna, reference, "Er is nieuws.").await.expect("open again");
        is_hidden(&desk, &client, "open again").await;
        desk.app.reply_to_ticket(&anna, reference, "En nu zo.", Reply::Answer).await.expect("answered");
        assert!(desk.app.read_answered(&bram, reference).await.is_ok());
        let organisation = desk.app.read_ticket(&anna, reference).await.expect("a ticket").organisation;
        let tx = desk.store.write().await.expect("a transaction");
        store::conflicts::add(&tx, TestDesk::BRAM, organisation, desk.app.now()).await.expect("noted");
        tx.commit().await.expect("stored");
        is_hidden(&desk, &client, "a conflict of interest").await;
        let tx = desk.store.write().await.expect("a transaction");
        store::conflicts::remove(&tx, TestDesk::BRAM, organisation).await.expect("withdrawn");
        tx.commit().await.expect("stored");
        assert!(desk.app.read_answered(&bram, reference).await.is_ok());
        desk.reopen(|settings| settings.reading = Reading::OwnThemes).await;
        is_hidden(&desk, &listening(&desk).await, "the programme says so").await;
    }
}

#[tokio::test]
async fn the_page_of_a_question_shows_what_the_same_body_asked_before_and_who_answered() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        let client = listening(&desk).await;
        let first = asked(&client, 1, "Gemeente Arnhem").await;
        let anna = desk.staff(TestDesk::ANNA);
        desk.app.reply_to_ticket(&anna, first, "Zo zit het.", Reply::Answer).await.expect("answered");
        let other = asked(&client, 2, "Arnhem (afdeling Wonen)").await;
        let mut elsewhere = question(3);
        elsewhere["input"]["organisation"] =
            json!({ "kind": "MUNICIPALITY", "name": "Gemeente Zutphen", "municipality": "GM0301" });
        let receipt = client.ask(None, SUBMIT, elsewhere).await["submitQuestion"]["receipt"].clone();
        let elsewhere = receipt["reference"].as_str().expect("a reference").to_owned();
        let now = asked(&client, 4, "Gemeente Arnhem").await;
        let view = desk.app.view_ticket(&desk.staff(TestDesk::LEAD), now).await.expect("a view");
        let earlier: Vec<Reference> = view.earlier.iter().map(|one| one.reference).collect();
        assert_eq!(earlier, [other, first], "the newest first, whatever it was called, and not itself");
        let (_, shown) = page(&desk, &client, TestDesk::LEAD, &format!("/vragen/{now}")).await;
        assert!(shown.contains(&format!("href=\"/vragen/{first}\"")) && shown.contains("antwoord van Anna"), "{shown}");
        assert!(!shown.contains(&elsewhere), "{shown}");
        // Whoever may read only what was answered is told of nothing else.
        let lead = desk.staff(TestDesk::LEAD);
        desk.app.assign_ticket(&lead, now, Some(TestDesk::BRAM), "Kent dit.").await.expect("given");
        let view = desk.app.view_ticket(&desk.staff(TestDesk::BRAM), now).await.expect("a view");
        let earlier: Vec<Reference> = view.earlier.iter().map(|one| one.reference).collect();
        assert_eq!(earlier, [first]);
    }
}

#[tokio::test]
async fn who_is_the_same_body_is_the_same_for_earlier_questions_and_for_conflicts_of_interest() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let municipality =
            |name: &str, code: &str| json!({ "kind": "MUNICIPALITY", "name": name, "municipality": code });
        let province = |name: &str| json!({ "kind": "PROVINCE", "name": name, "region": "provincie:PV25" });
        let all = [
            municipality("Gemeente Arnhem", "GM0202"),
            municipality("Arnhem, afdeling Wonen", "GM0202"),
            municipality("Gemeente Zutphen", "GM0301"),
            municipality("Zutphen", "GM0301"),
            province("Provincie Gelderland"),
            province("Gelderland"),
            json!({ "kind": "SOCIETAL_ORGANISATION", "name": "Gemeente Zutphen" }),
            json!({ "kind": "SOCIETAL_ORGANISATION", "name": "Provincie Gelderland" }),
            json!({ "kind": "CARE_PARTNER", "name": "Zutphen", "municipality": "GM0301" }),
            json!({ "kind": "HOUSING_CORPORATION", "name": "Woongoed", "municipality": "GM0301" }),
            municipality("Gemeente Wijdemeren", "GM1696"),
            municipality("Gemeente Hilversum", "GM0402"),
        ];
        let mut known: Vec<OrganisationId> = Vec::new();
        for (key, organisation) in all.into_iter().enumerate() {
            let mut asked = question(key as u128 + 1);
            asked["input"]["organisation"] = organisation;
            let receipt = client.ask(None, SUBMIT, asked).await["submitQuestion"]["receipt"].clone();
            let reference: Reference = receipt["reference"].as_str().and_then(|text| text.parse().ok()).expect("one");
            let ticket = desk.app.read_ticket(&desk.staff(TestDesk::LEAD), reference).await.expect("a ticket");
            known.push(ticket.organisation);
        }
        for one in &known {
            let tx = desk.store.write().await.expect("a transaction");
            store::conflicts::add(&tx, TestDesk::BRAM, *one, desk.app.now()).await.expect("noted");
            let mut barred = Vec::new();
            for other in &known {
                if store::conflicts::of(&tx, *other).await.expect("read").contains(&TestDesk::BRAM) {
                    barred.push(*other);
                }
            }
            let mut same = store::earlier::same_body(&tx, *one).await.expect("read");
            same.sort_unstable();
            same.dedup();
            barred.sort_unstable();
            barred.dedup();
            assert_eq!(same, barred, "{}", desk.store.name());
            tx.rollback().await.expect("nothing of it stays");
        }
    }
}
