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
    let rules = desk.app.picture().rules;
    format!("{ticket:?} {expert:?} {} {:?} {rules:?}", model.version, model.models)
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
        let profile = |field, value| vec![("how", "bewaar"), ("weekly", "8"), ("days", "1"), (field, value)];
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
            (expert.clone(), profile("english", "true")),
            (expert.clone(), vec![("how", "bewaar"), ("weekly", "8"), ("days", "31"), ("days", "128")]),
            (expert.clone(), vec![("how", "bewaar"), ("weekly", "8"), ("days", "woensdag")]),
            ("/leren".to_owned(), vec![("zekerheid", "70"), ("leert", "misschien")]),
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
            let rules = desk.app.view_promise_rules(&administrator).await.expect("rules");
            format!("{people:?} {domains:?} {rules:?}")
        };
        let before = state().await;
        let (expert, lead) = (Role::Expert.as_str(), Role::Lead.as_str());
        let week = |days, good_friday| {
            let fields = [("how", "bewaar"), ("what", "uren"), ("from", "2-3-2027"), ("good_friday", good_friday)];
            fields.into_iter().chain(std::iter::repeat_n(("hours", "9:00-17:00"), days)).collect::<Vec<_>>()
        };
        for (path, typed) in [
            (
                format!("/mensen/{}", TestDesk::ANNA),
                vec![("name", "Anna"), ("active", "ja"), ("roles", lead), ("roles", "x")],
            ),
            ("/mensen".to_owned(), vec![("name", "N"), ("email", "n@desk.example"), ("roles", expert), ("roles", "x")]),
            (format!("/mensen/{}", TestDesk::ANNA), vec![("name", "Anna"), ("active", "x"), ("roles", lead)]),
            ("/termijnen".to_owned(), vec![("what", "x"), ("day", "2-3-2027"), ("label", "Z"), ("how", "bewaar")]),
            ("/termijnen".to_owned(), vec![("day", "2-3-2027"), ("label", "Z"), ("how", "bewaar")]),
            ("/termijnen".to_owned(), week(7, "misschien")),
            ("/termijnen".to_owned(), week(3, "ja")),
            ("/termijnen".to_owned(), week(9, "ja")),
            ("/domeinen".to_owned(), vec![("domain", "arnhem.example"), ("organisation", "nonsens")]),
            ("/domeinen".to_owned(), vec![("domain", "arnhem.example")]),
        ] {
            let (status, page) = browser.post(&path, &typed).await;
            assert_eq!(status, 422, "{}: {path} {typed:?}: {page}", desk.store.name());
            assert_eq!(state().await, before, "{}: {path} {typed:?}", desk.store.name());
        }
    }
}

#[tokio::test]
async fn a_word_that_many_add_at_the_same_moment_is_in_the_list_once() {
    for desk in desks().await {
        let lead = desk.staff(TestDesk::LEAD);
        let add = || desk.app.add_term(&lead, "flexwonen", "kangoeroewoning", 3);
        let added = futures_util::future::join_all((0..6).map(|_| add())).await;
        assert_eq!(added.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{}: {added:?}", desk.store.name());
        let terms = desk.app.list_terms(&lead).await.expect("terms");
        assert_eq!(terms.iter().filter(|term| term.pattern == "kangoeroewoning").count(), 1, "{terms:?}");
        let refused = added.into_iter().find_map(Result::err).expect("five were refused");
        assert!(matches!(refused, app::Refusal::Complaints(_)), "{refused:?}");
    }
}
