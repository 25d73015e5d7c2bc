//! What a form does not offer (tampering, unreadable input) is a complaint, and never the first of what it does offer.

use crate::client::{Client, listening};
use crate::words::{Browser, asked};
use app::Caller;
use domain::{Actor, Origin, Reference, Role};
use testkit::{TestDesk, desks};

fn lead() -> Caller {
    Caller::new(Actor::Staff { id: TestDesk::LEAD, roles: [Role::Lead].into() }, Origin::Web)
}

/// Everything that the forms below could change.
async fn state(desk: &TestDesk, reference: &str) -> String {
    desk.app.refresh().await.expect("read again");
    let reference: Reference = reference.parse().expect("a reference");
    let ticket = desk.app.read_ticket(&lead(), reference).await.expect("there");
    let expert = desk.app.picture().expert(TestDesk::ANNA).cloned();
    let model = desk.app.view_learning(&lead()).await.expect("models");
    format!("{ticket:?} {expert:?} {} {:?}", model.version, model.models)
}

#[tokio::test]
async fn what_a_form_does_not_offer_changes_nothing_and_is_said() {
    for desk in desks().await {
        let client: Client = listening(&desk).await;
        let browser = Browser::of(&desk, &client, TestDesk::LEAD).await;
        let reference = asked(&client, 1).await;
        let before = state(&desk, &reference).await;
        let expert = format!("/deskundigen/{}", TestDesk::ANNA);
        let ticket = |form: &str| format!("/vragen/{reference}/{form}");
        let absence = |cover| vec![("from", "21-12-2026"), ("to", "22-12-2026"), ("cover", cover), ("accepted", "ja")];
        let profile = |field, value| vec![("how", "bewaar"), ("weekly", "8"), ("days", "31"), (field, value)];
        for (path, typed) in [
            (ticket("antwoord"), vec![("body", "Hallo."), ("how", "nonsens")]),
            (ticket("toewijzen"), vec![("expert", "nonsens"), ("reason", "Te druk"), ("explanation", "Echt waar.")]),
            (ticket("link"), vec![("how", "nonsens")]),
            (ticket("link"), vec![]),
            (ticket("brief"), vec![("how", "nonsens"), ("letter", "00000000-0000-0000-0000-00000000000e")]),
            (format!("{expert}/afwezigheid"), absence("nonsens")),
            (format!("{expert}/afwezigheid"), absence("Bram Kok")),
            (expert.clone(), profile("coverage", "nonsens")),
            (expert.clone(), profile("coverage", "utrecht")),
            (expert.clone(), profile("expertise", "flexwonen=9")),
            (expert.clone(), profile("expertise", "flexwonen=twee")),
            (expert.clone(), profile("expertise", "flexwonen")),
            (format!("{expert}/afwezigheid"), vec![("from", "morgen"), ("to", "31-02-2026"), ("cover", "nonsens")]),
            (ticket("verlengen"), vec![("metric", "answer"), ("due_on", "morgen"), ("reason", "Het duurt langer.")]),
            (
                "/woordenlijst".to_owned(),
                vec![("how", "bewaar"), ("topic", "flexwonen"), ("pattern", "abcdef"), ("weight", "")],
            ),
            ("/leren/model".to_owned(), vec![("model", "abc")]),
            ("/leren/model".to_owned(), vec![("model", "99999999999999999999")]),
            ("/leren/model".to_owned(), vec![("model", "")]),
            ("/leren/model".to_owned(), vec![]),
        ] {
            let (status, page) = browser.post(&path, &typed).await;
            let said = if path == "/leren/model" { 404 } else { 422 };
            assert_eq!(status, said, "{}: {path} {typed:?}: {page}", desk.store.name());
            assert_eq!(state(&desk, &reference).await, before, "{}: {path} {typed:?}", desk.store.name());
        }
    }
}

#[tokio::test]
async fn an_administrator_gives_no_role_and_confirms_no_domain_by_a_word_that_is_not_on_the_form() {
    for desk in desks().await {
        let client: Client = listening(&desk).await;
        asked(&client, 1).await;
        let browser = Browser::of(&desk, &client, TestDesk::ADMINISTRATOR).await;
        let administrator = desk.staff(TestDesk::ADMINISTRATOR);
        let state = async || {
            let people = desk.app.list_people(&administrator).await.expect("people");
            let domains = desk.app.list_domains(&administrator).await.expect("domains");
            format!("{people:?} {domains:?}")
        };
        let before = state().await;
        let (expert, lead) = (Role::Expert.as_str(), Role::Lead.as_str());
        for (path, typed) in [
            (
                format!("/mensen/{}", TestDesk::ANNA),
                vec![("name", "Anna"), ("active", "ja"), ("roles", lead), ("roles", "x")],
            ),
            ("/mensen".to_owned(), vec![("name", "N"), ("email", "n@desk.example"), ("roles", expert), ("roles", "x")]),
            ("/domeinen".to_owned(), vec![("domain", "arnhem.example"), ("organisation", "nonsens")]),
            ("/domeinen".to_owned(), vec![("domain", "arnhem.example")]),
        ] {
            let (status, page) = browser.post(&path, &typed).await;
            assert_eq!(status, 422, "{}: {path} {typed:?}: {page}", desk.store.name());
            assert_eq!(state().await, before, "{}: {path} {typed:?}", desk.store.name());
        }
    }
}
