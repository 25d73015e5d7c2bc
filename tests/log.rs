//! The log: who was refused, who read what, which links were sent and used, and what left the desk.

use crate::client::{Client, SUBMIT, listening, question};
use crate::identity::{Member, browser};
use app::{App, LogFilter, RandomIds, Refusal, SignIn};
use chrono::Duration;
use domain::{Actor, Event, EventKind, Origin, PersonId, Reference};
use sea_orm::ConnectionTrait;
use serde_json::json;
use testkit::{TestDesk, desks};

async fn asked(client: &Client, number: u128) -> (Reference, String) {
    let receipt = client.ask(None, SUBMIT, question(number)).await["submitQuestion"]["receipt"].clone();
    let reference = receipt["reference"].as_str().and_then(|text| text.parse().ok()).expect("a reference");
    let secret = receipt["trackingUrl"].as_str().and_then(|url| url.rsplit('/').next()).expect("a secret").to_owned();
    (reference, secret)
}

/// Lines of this kind, the newest first.
async fn lines(desk: &TestDesk, kind: EventKind) -> Vec<Event> {
    let filter = LogFilter { kind: Some(kind), ..LogFilter::default() };
    let lines = desk.app.read_log(&desk.staff(TestDesk::ADMINISTRATOR), &filter, None, 1_000).await.expect("lines");
    lines.into_iter().map(|(_, line)| line.event().expect("readable").clone()).collect()
}

/// A particular of a line, as it is stored.
fn detail(line: &Event, key: &str) -> serde_json::Value {
    line.detail().expect("JSON")[key].clone()
}

/// A page as this person sees it.
async fn page(desk: &TestDesk, client: &Client, person: PersonId, path: &str) -> String {
    let cookie = TestDesk::cookie(&desk.session(person).await);
    let answer = reqwest::Client::new().get(format!("{}{path}", client.address)).header("cookie", cookie).send().await;
    let answer = answer.expect("an answer");
    assert_eq!(answer.status(), 200, "{path}");
    answer.text().await.expect("text")
}

#[tokio::test]
async fn a_failed_sign_in_is_in_the_log_with_whose_account_and_from_where_and_never_with_what_was_typed() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let anna = Member::invited(&desk, TestDesk::ANNA, "anna@desk.example").await;
        let form = [("email", anna.email), ("password", "het-geraden-wachtwoord"), ("code", "123456")];
        let posted = reqwest::Client::new().post(format!("{}/inloggen", client.address)).form(&form).send().await;
        assert_eq!(posted.expect("an answer").status(), 422);
        // Somebody types the password where the address should be; and the code of yesterday.
        let typed = [("Mijn-Wachtwoord-2026", "x", "1"), (anna.email, crate::identity::PASSWORD, "999999")];
        for (account, password, code) in typed {
            let from = browser("2001:db8::7");
            let outcome = desk.app.sign_in_with_password(&from, account, password, code).await;
            assert_eq!(outcome.expect("an outcome"), SignIn::Refused);
        }
        let failed = lines(&desk, EventKind::SignInFailed).await;
        let about: Vec<_> = failed.iter().map(|line| (detail(line, "person"), detail(line, "why"))).collect();
        let anna_id = json!(TestDesk::ANNA);
        assert_eq!(
            about,
            [(anna_id.clone(), json!("code")), (json!(null), json!("account")), (anna_id, json!("password"))]
        );
        assert_eq!(
            (detail(&failed[0], "address"), detail(&failed[2], "address")),
            (json!("2001:db8::7"), json!("127.0.0.1"))
        );
        assert!(failed.iter().all(|line| line.origin == Origin::Web && line.actor == Actor::Anonymous));
        let shown = page(&desk, &client, TestDesk::ADMINISTRATOR, "/logboek?wat=sign_in_failed").await;
        assert!(shown.contains("inloggen mislukt: Anna de Wit, de 2e keer die dag"), "{shown}");
        assert!(shown.contains("inloggen mislukt: onbekend account") && shown.contains("website 2001:db8::7"));
        let file = page(&desk, &client, TestDesk::ADMINISTRATOR, "/logboek.csv").await;
        for secret in ["geraden-wachtwoord", "wachtwoord-2026", "999999", "123456", crate::identity::PASSWORD] {
            assert!(!format!("{failed:?}{file}").to_lowercase().contains(secret), "{secret} is in the log");
        }
    }
}

#[tokio::test]
async fn a_flood_of_failed_sign_ins_does_not_make_the_log_grow_with_it() {
    for desk in desks().await {
        let anna = Member::invited(&desk, TestDesk::ANNA, "anna@desk.example").await;
        for number in 0..210_u32 {
            let from = browser(&std::net::Ipv4Addr::from(0x0a00_0000 + number).to_string());
            desk.app.sign_in_with_password(&from, anna.email, "geraden", "1").await.expect("an outcome");
            if number < 60 {
                let made_up = format!("verzonnen{number}@desk.example");
                desk.app.sign_in_with_password(&from, &made_up, "geraden", "1").await.expect("an outcome");
            }
        }
        let failed = lines(&desk, EventKind::SignInFailed).await;
        let of = |person| failed.iter().filter(|line| detail(line, "person") == person).collect::<Vec<_>>();
        let hers: Vec<_> = of(json!(TestDesk::ANNA)).iter().map(|line| detail(line, "count")).collect();
        assert_eq!(hers.len(), 23, "the first twenty, and 50, 100 and 200: {hers:?}");
        assert_eq!(hers[0], 200);
        assert_eq!(of(json!(null)).len(), 21, "whatever the names are that strangers make up");
        desk.clock.advance(Duration::days(1));
        let from = browser("192.0.2.1");
        desk.app.sign_in_with_password(&from, anna.email, "geraden", "1").await.expect("an outcome");
        assert_eq!(detail(&lines(&desk, EventKind::SignInFailed).await[0], "count"), 1, "another day begins again");
    }
}

#[tokio::test]
async fn reading_a_question_with_contact_data_is_in_the_log_once_a_day_for_each_person_whatever_the_door_and_server() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let (reference, secret) = asked(&client, 1).await;
        let store = store::Store::connect(&desk.store.options()).await.expect("a second connection");
        let settings = desk.app.settings().clone();
        let twin =
            App::open(store, Box::new(desk.clock.clone()), Box::new(RandomIds), settings).await.expect("it opens");
        let path = format!("/vragen/{reference}");
        for _ in 0..3 {
            let shown = page(&desk, &client, TestDesk::ANNA, &path).await;
            assert!(shown.contains("ans@arnhem.example"));
            assert!(!shown.contains("gelezen"), "that it was read is no part of what happened to it");
        }
        twin.view_ticket(&desk.staff(TestDesk::ANNA), reference).await.expect("the ticket");
        // The name of the asker is over each of their messages.
        let token = desk.token(TestDesk::CARLA).await;
        let query = format!("{{ ticket(reference: \"{reference}\") {{ messages {{ nodes {{ author body }} }} }} }}");
        for _ in 0..2 {
            let answer = client.ask(Some(&token), &query, json!({})).await;
            assert_eq!(answer["ticket"]["messages"]["nodes"][0]["author"], "Ans Vermeer");
        }
        reqwest::get(format!("{}/volg/{secret}", client.address)).await.expect("the asker reads their own question");
        let read = lines(&desk, EventKind::QuestionRead).await;
        let who: Vec<_> = read.iter().map(|line| (line.actor.person(), line.origin, line.ticket())).collect();
        let ticket = Some(reference.ticket);
        assert_eq!(who, [(Some(TestDesk::CARLA), Origin::Api, ticket), (Some(TestDesk::ANNA), Origin::Web, ticket)]);
        let shown = page(&desk, &client, TestDesk::ADMINISTRATOR, "/logboek?wat=question_read").await;
        let line = format!("vraag met contactgegevens gelezen: vraag {}", reference.ticket.0);
        assert!(shown.contains(&line), "{shown}");

        desk.clock.advance(Duration::days(1));
        desk.store.statements().record();
        desk.app.view_ticket(&desk.staff(TestDesk::ANNA), reference).await.expect("the ticket");
        let first = desk.store.statements().seen();
        desk.store.statements().record();
        desk.app.view_ticket(&desk.staff(TestDesk::ANNA), reference).await.expect("the ticket");
        let second = desk.store.statements().seen();
        desk.store.statements().stop();
        assert_eq!(first.len(), second.len() + 1, "one statement, the first time of a day: {first:?}");
        assert_eq!(lines(&desk, EventKind::QuestionRead).await.len(), 3);
    }
}

#[tokio::test]
async fn a_question_is_shown_though_its_reading_cannot_be_written_down_and_the_operator_hears_of_it() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let (reference, _) = asked(&client, 1).await;
        desk.app.inject_fault(Box::new(|task, _| match task {
            "log of readings" => Err(Refusal::Internal("a fault of this test".to_owned())),
            _ => Ok(()),
        }));
        for _ in 0..3 {
            page(&desk, &client, TestDesk::ANNA, &format!("/vragen/{reference}")).await;
        }
        assert!(lines(&desk, EventKind::QuestionRead).await.is_empty());
        let told = desk.app.set_aside().await.expect("readable");
        assert!(told.iter().any(|setback| setback.task == "log of readings"), "{told:?}");
        desk.app.inject_fault(Box::new(|_, _| Ok(())));
        page(&desk, &client, TestDesk::ANNA, &format!("/vragen/{reference}")).await;
        assert_eq!(lines(&desk, EventKind::QuestionRead).await.len(), 1);
        assert!(desk.app.set_aside().await.expect("readable").is_empty());
    }
}

#[tokio::test]
async fn an_organisations_link_is_in_the_log_when_it_is_sent_and_when_it_is_used() {
    for desk in desks().await {
        let client = listening(&desk).await;
        asked(&client, 1).await;
        let administrator = desk.staff(TestDesk::ADMINISTRATOR);
        let arnhem = desk.app.known_organisations(&administrator, "arnhem").await.expect("found")[0].id;
        desk.app.confirm_domain(&administrator, "arnhem.example", arnhem).await.expect("confirmed");
        desk.organisation_link_asked_for("piet@utrecht.example").await;
        desk.organisation_link_asked_for("geheim-woord@arnhem.example").await;
        let letters = desk.app.lease_letters(10).await.expect("letters");
        let body = letters.iter().find_map(|job| job.letter.body.split("/organisatie/").nth(1)).expect("a link");
        let secret = body.split('\n').next().expect("a secret");
        let sent = lines(&desk, EventKind::OrganisationLinkSent).await;
        assert_eq!(sent.len(), 1, "{sent:?}");
        assert_eq!((detail(&sent[0], "domain"), sent[0].origin), (json!("arnhem.example"), Origin::Web));
        assert!(lines(&desk, EventKind::OrganisationLinkUsed).await.is_empty());
        let path = format!("{}/organisatie/{secret}", client.address);
        for _ in 0..2 {
            reqwest::get(&path).await.expect("an answer");
        }
        let used = lines(&desk, EventKind::OrganisationLinkUsed).await;
        assert_eq!(used.len(), 1, "{used:?}");
        assert_eq!(detail(&used[0], "questions"), 1);
        assert_eq!(detail(&used[0], "link"), detail(&sent[0], "link"), "two lines about one link");
        let shown = page(&desk, &client, TestDesk::ADMINISTRATOR, "/logboek?wat=organisation_link_used").await;
        assert!(shown.contains("link naar vragen van een organisatie gebruikt: arnhem.example"), "{shown}");
        let text = format!("{sent:?}{used:?}");
        assert!(!text.contains("geheim-woord") && !text.contains(secret), "{text}");

        for number in 0..30 {
            desk.organisation_link_asked_for(&format!("piet{number}@arnhem.example")).await;
        }
        assert_eq!(lines(&desk, EventKind::OrganisationLinkSent).await.len(), 20, "anybody can ask for them");
    }
}

#[tokio::test]
async fn what_leaves_the_desk_as_a_file_is_in_the_log_with_who_took_it_and_what_of_it() {
    for desk in desks().await {
        let client = listening(&desk).await;
        asked(&client, 1).await;
        let query = format!("wie={}&wat=token_issued&dag=2026-11-24", TestDesk::LEAD);
        page(&desk, &client, TestDesk::ADMINISTRATOR, &format!("/logboek.csv?{query}")).await;
        page(&desk, &client, TestDesk::ADMINISTRATOR, "/logboek.csv").await;
        let cookie = TestDesk::cookie(&desk.session(TestDesk::LEAD).await);
        for (refused, status) in [("/logboek.csv", 403), ("/logboek.csv?dag=gisteren", 403)] {
            let asked = reqwest::Client::new().get(format!("{}{refused}", client.address)).header("cookie", &cookie);
            assert_eq!(asked.send().await.expect("an answer").status(), status);
        }
        let exports = lines(&desk, EventKind::Exported).await;
        assert_eq!(exports.len(), 2, "nothing left where nothing was given: {exports:?}");
        assert!(exports.iter().all(|line| line.actor.person() == Some(TestDesk::ADMINISTRATOR)));
        let filter = json!({ "person": TestDesk::LEAD, "kind": "token_issued", "day": "2026-11-24", "before": null });
        assert_eq!(detail(&exports[1], "filter"), filter);
        let shown = page(&desk, &client, TestDesk::ADMINISTRATOR, "/logboek?wat=exported").await;
        assert!(
            shown.contains("bestand gedownload: logboek, van Lida Vos, alleen token uitgegeven, op 2026-11-24"),
            "{shown}"
        );

        // What cannot be written down does not leave.
        let cookie = TestDesk::cookie(&desk.session(TestDesk::ADMINISTRATOR).await);
        desk.store.statements().fail_at(1);
        let asked = reqwest::Client::new().get(format!("{}/logboek.csv", client.address)).header("cookie", cookie);
        assert!(!asked.send().await.expect("an answer").status().is_success());
    }
}

#[tokio::test]
async fn a_line_of_which_the_moment_is_damaged_stands_on_every_page_and_hides_no_other() {
    let desk = TestDesk::on(testkit::database::sqlite().await).await;
    let client = listening(&desk).await;
    let (reference, _) = asked(&client, 1).await;
    let raw = testkit::database::direct(desk.store.url()).await.expect("a connection");
    raw.execute_unprepared("UPDATE events SET at = 'gisteren' WHERE kind = 'routed'").await.expect("damaged");
    let question = page(&desk, &client, TestDesk::LEAD, &format!("/vragen/{reference}")).await;
    assert!(question.contains("op een onbekend moment") && question.contains("toegewezen aan"), "{question}");
    for (path, said) in [("/logboek", "op een onbekend moment"), ("/logboek.csv", ";\"\";\"\";")] {
        let log = page(&desk, &client, TestDesk::ADMINISTRATOR, path).await;
        assert!(log.contains(said) && log.contains("vraag toegewezen"), "{path}: {log}");
    }
}
