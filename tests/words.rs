//! What pages say (wording, plurals, leaked enum keys), and how they take a day: as people speak and write, not as programs do.

use crate::client::{Client, SUBMIT, listening, question};
use domain::{EventKind, Metric, OrganisationKind, PersonId, Role, TicketStatus};
use reqwest::redirect::Policy;
use std::collections::BTreeSet;
use testkit::{TestDesk, desks};

/// Somebody of the desk with a browser.
pub struct Browser<'c> {
    client: &'c Client,
    http: reqwest::Client,
    cookie: String,
    token: String,
}

impl<'c> Browser<'c> {
    pub async fn of(desk: &TestDesk, client: &'c Client, person: PersonId) -> Self {
        let session = desk.session(person).await;
        let http = reqwest::Client::builder().redirect(Policy::none()).build().expect("a client");
        Self { client, http, cookie: TestDesk::cookie(&session), token: app::form_token(&session) }
    }

    pub async fn get(&self, path: &str) -> (u16, String) {
        let request = self.http.get(format!("{}{path}", self.client.address));
        let answer = request.header("cookie", &self.cookie).send().await.expect("an answer");
        (answer.status().as_u16(), answer.text().await.expect("text"))
    }

    pub async fn post(&self, path: &str, typed: &[(&str, &str)]) -> (u16, String) {
        let mut fields = vec![("token", self.token.as_str())];
        fields.extend(typed);
        let request = self.http.post(format!("{}{path}", self.client.address));
        let answer = request.header("cookie", &self.cookie).form(&fields).send().await.expect("an answer");
        (answer.status().as_u16(), answer.text().await.expect("text"))
    }
}

pub async fn asked(client: &Client, key: u128) -> String {
    let answer = client.ask(None, SUBMIT, question(key)).await;
    answer["submitQuestion"]["receipt"]["reference"].as_str().expect("a reference").to_owned()
}

/// The words that a reader sees.
fn words(page: &str) -> BTreeSet<String> {
    let shown =
        page.split('<').filter_map(|tag| tag.split_once('>')).map(|(_, text)| text).collect::<Vec<_>>().join(" ");
    shown.split(|sign: char| !sign.is_alphanumeric() && sign != '_' && sign != '-').map(str::to_owned).collect()
}

/// Names that the program has for things, and that no Dutch word is.
fn keys(desk: &TestDesk) -> BTreeSet<String> {
    let taxonomy = desk.app.picture();
    let topics = taxonomy.taxonomy.all().iter().map(|topic| topic.key.0.clone()).filter(|key| key.contains(['-', '_']));
    let labels = EventKind::ALL.map(EventKind::label).join(" ");
    let enums = EventKind::ALL.into_iter().map(EventKind::as_str);
    let enums = enums
        .chain(TicketStatus::ALL.map(|status| status.as_str()))
        .chain(OrganisationKind::ALL.map(|kind| kind.as_str()))
        .chain(Metric::ALL.map(|metric| metric.as_str()))
        .chain(Role::ALL.map(|role| role.as_str()))
        .chain(["standard", "complex", "low", "medium", "high", "in_progress", "first_response", "first_reaction"]);
    let enums = enums.filter(|key| !labels.split(' ').any(|word| word == *key)).map(str::to_owned);
    topics.chain(enums).collect()
}

#[tokio::test]
async fn no_page_and_no_complaint_shows_a_key_of_the_program() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let lead = Browser::of(&desk, &client, TestDesk::LEAD).await;
        let administrator = Browser::of(&desk, &client, TestDesk::ADMINISTRATOR).await;
        let anna = Browser::of(&desk, &client, TestDesk::ANNA).await;
        let reference = asked(&client, 1).await;
        let ticket = format!("/vragen/{reference}");
        for (form, typed) in [
            ("notitie", vec![("body", "Een notitie.")]),
            ("antwoord", vec![("body", "Voor welk jaar?"), ("how", "wedervraag")]),
            (
                "verlengen",
                vec![("metric", Metric::Answer.as_str()), ("due_on", "21-12-2026"), ("reason", "Het duurt langer.")],
            ),
            ("termijn", vec![("policy", "complex")]),
            ("antwoord", vec![("body", "Het antwoord."), ("how", "antwoord")]),
            ("sluiten", vec![]),
            ("heropenen", vec![("reason", "Er is meer.")]),
        ] {
            let _ = lead.post(&format!("{ticket}/{form}"), &typed).await;
        }
        let keys = keys(&desk);
        assert!(keys.contains("standard") && keys.contains("question_read"), "{keys:?}");
        let shown = |page: &str| -> Vec<String> { words(page).intersection(&keys).cloned().collect() };
        for (_, path) in web::routes().into_iter().filter(|(method, _)| *method == "GET") {
            let person = if path.starts_with("/mensen") { TestDesk::BRAM } else { TestDesk::ANNA };
            let path = path.replace("{reference}", &reference).replace("{id}", &person.to_string());
            if path.contains('{') || path.contains('.') {
                continue;
            }
            for reader in [&lead, &administrator, &anna] {
                let (_, page) = reader.get(&path).await;
                assert_eq!(shown(&page), Vec::<String>::new(), "{path}: {page}");
            }
        }
        let expert = format!("/deskundigen/{}", TestDesk::ANNA);
        for (who, path, typed) in [
            (&lead, format!("{ticket}/termijn"), ("policy", "zwaar")),
            (&lead, format!("{ticket}/verlengen"), ("metric", "zwaar")),
            (&lead, format!("{ticket}/onderwerpen"), ("themes", "zwaar")),
            (&lead, expert, ("coverage", "zwaar:1")),
            (&administrator, "/mensen".to_owned(), ("roles", "zwaar")),
            (&administrator, "/termijnen".to_owned(), ("what", "termijn")),
            (&lead, "/leren".to_owned(), ("zekerheid", "zwaar")),
            (&lead, "/woordenlijst".to_owned(), ("topic", "zwaar")),
            (&administrator, "/".to_owned(), ("kind", "zwaar")),
        ] {
            let (status, page) = who.post(&path, &[typed]).await;
            assert_eq!(status, 422, "{path}: {page}");
            assert_eq!(shown(&page), Vec::<String>::new(), "{path}: {page}");
        }
    }
}

/// The field of this name as it stands on a page.
fn field<'p>(page: &'p str, name: &str, value: &str) -> &'p str {
    let mut inputs = page.split("<input").skip(1).filter_map(|rest| rest.split('>').next());
    let held =
        |input: &&str| input.contains(&format!("name=\"{name}\"")) && input.contains(&format!("value=\"{value}\""));
    inputs.find(held).unwrap_or_else(|| panic!("no field {name} holds {value}: {page}"))
}

#[tokio::test]
async fn a_day_as_people_write_it_is_taken_by_every_form_and_stays_to_be_seen_when_something_else_is_wrong() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let lead = Browser::of(&desk, &client, TestDesk::LEAD).await;
        let administrator = Browser::of(&desk, &client, TestDesk::ADMINISTRATOR).await;
        let reference = asked(&client, 1).await;
        let absence = format!("/deskundigen/{}/afwezigheid", TestDesk::CARLA);
        let longer = format!("/vragen/{reference}/verlengen");
        // What is asked back with these fields, and which days stand in it as they were typed.
        for (who, path, typed, days) in [
            (
                &lead,
                &absence,
                vec![("from", "21-12-2026"), ("to", "kerst")],
                vec![("from", "21-12-2026"), ("to", "kerst")],
            ),
            (&lead, &absence, vec![("from", "24 dec 26"), ("to", "2026-12-24")], vec![("from", "24 dec 26")]),
            (
                &lead,
                &longer,
                vec![("metric", Metric::Answer.as_str()), ("due_on", "21-12-2026")],
                vec![("due_on", "21-12-2026")],
            ),
            (&lead, &longer, vec![("metric", Metric::Answer.as_str()), ("due_on", "later")], vec![("due_on", "later")]),
            (
                &administrator,
                &"/termijnen".to_owned(),
                vec![("what", "dicht"), ("day", "24/12/2026"), ("label", "")],
                vec![("day", "24/12/2026")],
            ),
            (
                &administrator,
                &"/termijnen".to_owned(),
                vec![("what", "termijn"), ("policy", "complex"), ("from", "1 januari 2027")],
                vec![("from", "1 januari 2027")],
            ),
        ] {
            let (status, page) = who.post(path, &typed).await;
            assert_eq!(status, 422, "{path} {typed:?}: {page}");
            for (name, day) in days {
                let field = field(&page, name, day);
                assert!(field.contains("type=\"text\""), "a calendar shows nothing of {day}: {field}");
            }
        }
        for (from, to) in [("21-12-2026", "22-12-2026"), ("2027-01-04", "4 januari 2027")] {
            let (status, page) = lead.post(&absence, &[("from", from), ("to", to), ("accepted", "ja")]).await;
            assert_eq!(status, 303, "{from} {to}: {page}");
        }
        let (status, _) = lead
            .post(
                &longer,
                &[("metric", Metric::Answer.as_str()), ("due_on", "21-12-2026"), ("reason", "Het duurt langer.")],
            )
            .await;
        assert_eq!(status, 303);
        let (status, page) = lead.get("/cijfers?van=1-10-2026&tot=kerst").await;
        assert_eq!(status, 422, "{page}");
        assert!(field(&page, "tot", "kerst").contains("type=\"text\""));
        assert!(field(&page, "van", "2026-10-01").contains("type=\"date\""), "what was read stands in the calendar");
    }
}
