//! What administrators do, and what askers may still open.

use crate::client::{Client, SUBMIT, listening, question};
use crate::identity::{Member, browser};
use app::{Caller, LogFilter, Refusal, Reply};
use chrono::Duration;
use domain::{Actor, EventKind, Origin, Reference, Role};
use reqwest::StatusCode;
use serde_json::json;
use testkit::{TestDesk, desks};

async fn asked(client: &Client, number: u128) -> (Reference, String) {
    let receipt = client.ask(None, SUBMIT, question(number)).await["submitQuestion"]["receipt"].clone();
    let reference = receipt["reference"].as_str().and_then(|text| text.parse().ok()).expect("a reference");
    let secret = receipt["trackingUrl"].as_str().and_then(|url| url.rsplit('/').next()).expect("a secret").to_owned();
    (reference, secret)
}

/// The letters that wait, delivered.
async fn letters(desk: &TestDesk) -> Vec<app::LetterJob> {
    let letters = desk.app.lease_letters(10).await.expect("letters");
    for letter in &letters {
        assert!(desk.app.settle_letter(letter, &app::LetterOutcome::sent()).await.expect("settled"));
    }
    letters
}

async fn get(client: &Client, path: &str) -> (reqwest::StatusCode, String) {
    let answer = reqwest::get(format!("{}{path}", client.address)).await.expect("an answer");
    (answer.status(), answer.text().await.expect("text"))
}

#[tokio::test]
async fn whoever_is_no_longer_an_expert_or_leaves_loses_their_questions_to_others_at_once() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let administrator = desk.staff(TestDesk::ADMINISTRATOR);
        let (reference, _) = asked(&client, 1).await;
        let system = Caller::system(Origin::Cli);
        let assignee = async || desk.app.read_ticket(&system, reference).await.expect("a ticket").assignee;
        assert_eq!(assignee().await, Some(TestDesk::ANNA));
        let change = async |roles: &[Role], active| {
            desk.app
                .change_person(
                    &administrator,
                    TestDesk::ANNA,
                    "Anna de Wit",
                    roles,
                    if active { app::Works::Here } else { app::Works::Left },
                )
                .await
        };
        change(&[Role::Lead], true).await.expect("changed");
        assert_eq!(assignee().await, Some(TestDesk::CARLA), "the other one who knows the topic");
        change(&[Role::Expert], true).await.expect("changed");
        desk.app.assign_ticket(&system, reference, Some(TestDesk::ANNA), "terug").await.expect("assigned");
        let token = desk.token(TestDesk::ANNA).await;
        let anna = Member::invited(&desk, TestDesk::ANNA, "anna@desk.example").await;
        let from = browser("192.0.2.1");
        let code = anna.code(&desk);
        let outcome = desk.app.sign_in_with_password(&from, anna.email, crate::identity::PASSWORD, &code);
        let app::SignIn::Welcome(welcome) = outcome.await.expect("an outcome") else { panic!("refused") };
        change(&[Role::Expert], false).await.expect("changed");
        assert_eq!(assignee().await, None, "nobody is left who did not give it away before: a lead chooses");
        desk.app.caller_of_token(&token).await.expect_err("her token no longer holds");
        let caller = desk.app.caller_of_session(&welcome.session).await.expect("a caller");
        assert_eq!(caller.actor, Actor::Anonymous, "nor does her session");
    }
}

#[tokio::test]
async fn questions_of_somebody_who_left_while_the_desk_was_cut_off_are_found_by_the_sweep() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let (reference, _) = asked(&client, 1).await;
        let system = Caller::system(Origin::Cli);
        let anna = desk.app.picture().people[&TestDesk::ANNA].clone();
        let left = domain::Person { active: false, ..anna };
        app::install_people(&desk.store, &[left], &[], desk.app.now()).await.expect("stored, and nothing else");
        desk.app.refresh().await.expect("known");
        assert_eq!(desk.app.apply_absences().await.expect("swept"), 1);
        let ticket = desk.app.read_ticket(&system, reference).await.expect("a ticket");
        assert_eq!(ticket.assignee, Some(TestDesk::CARLA));
        assert_eq!(desk.app.apply_absences().await.expect("swept"), 0);
    }
}

#[tokio::test]
async fn the_last_administrator_stays() {
    for desk in desks().await {
        let administrator = desk.staff(TestDesk::ADMINISTRATOR);
        let change = async |roles: &[Role], active| {
            desk.app
                .change_person(
                    &administrator,
                    TestDesk::ADMINISTRATOR,
                    "Ada Kok",
                    roles,
                    if active { app::Works::Here } else { app::Works::Left },
                )
                .await
        };
        assert!(matches!(change(&[Role::Lead], true).await, Err(Refusal::Conflict(_))));
        assert!(matches!(change(&[Role::Administrator], false).await, Err(Refusal::Conflict(_))));
        let people = desk.app.list_people(&administrator).await.expect("people");
        assert!(people.iter().any(|person| person.active && person.has(Role::Administrator)), "nothing was stored");
        let link = desk
            .app
            .add_person(&administrator, "Bo Tweede", "bo@desk.example", &[Role::Administrator], app::Sending::ByLetter)
            .await
            .expect("added");
        assert!(link.is_some());
        change(&[Role::Lead], true).await.expect("now there is another");
    }
}

#[tokio::test]
async fn whoever_is_added_twice_also_at_the_same_moment_is_there_once_and_the_second_is_told() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        let add = async |email: &str| {
            let (app, caller, email) = (desk.app.clone(), desk.staff(TestDesk::ADMINISTRATOR), email.to_owned());
            tokio::spawn(async move {
                app.add_person(&caller, "Bo Nieuw", &email, &[Role::Lead], app::Sending::InPerson).await
            })
            .await
            .expect("it does not panic")
        };
        let outcomes = futures_util::future::join_all(
            (0..8).map(|at| async move { add(["bo@desk.example", " BO@Desk.Example "][at % 2]).await }),
        );
        let mut outcomes = outcomes.await;
        outcomes.push(add("Bo@desk.example\t").await);
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
        for outcome in outcomes {
            match outcome {
                Ok(link) => assert!(link.is_some()),
                Err(Refusal::Complaints(complaints)) => assert_eq!(complaints.0[0].code, "TAKEN"),
                Err(other) => panic!("{other:?}"),
            }
        }
        let people = desk.app.list_people(&desk.staff(TestDesk::ADMINISTRATOR)).await.expect("people");
        assert_eq!(people.iter().filter(|person| person.email == "bo@desk.example").count(), 1);
    }
}

#[tokio::test]
async fn only_administrators_manage_people_and_domains() {
    for desk in desks().await {
        for id in [TestDesk::ANNA, TestDesk::LEAD] {
            let caller = desk.staff(id);
            let (roles, name) = ([Role::Administrator], "Ik");
            assert!(matches!(desk.app.list_people(&caller).await, Err(Refusal::Forbidden)));
            assert!(matches!(
                desk.app.change_person(&caller, id, name, &roles, app::Works::Here).await,
                Err(Refusal::Forbidden)
            ));
            assert!(matches!(desk.app.invite(&caller, id, app::Sending::InPerson).await, Err(Refusal::Forbidden)));
            assert!(matches!(desk.app.list_domains(&caller).await, Err(Refusal::Forbidden)));
        }
        let administrator = desk.staff(TestDesk::ADMINISTRATOR);
        let wrong = desk.app.add_person(&administrator, " ", "anna@desk.example", &[], app::Sending::ByLetter).await;
        let Err(Refusal::Complaints(complaints)) = wrong else { panic!("every fault at once") };
        assert_eq!(complaints.0.len(), 3);
    }
}

#[tokio::test]
async fn a_link_that_is_replaced_too_old_or_unknown_answers_the_same() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let (reference, secret) = asked(&client, 1).await;
        let (_, other) = asked(&client, 2).await;
        letters(&desk).await;
        assert!(get(&client, &format!("/volg/{secret}")).await.0.is_success());
        let stranger = Caller::new(Actor::Anonymous, Origin::Web);
        assert!(matches!(
            desk.app.renew_link(&stranger, reference, app::Sending::ByLetter).await,
            Err(Refusal::Hidden)
        ));

        desk.app.renew_link(&desk.staff(TestDesk::ANNA), reference, app::Sending::ByLetter).await.expect("renewed");
        let unknown = get(&client, "/volg/onzin").await;
        assert_eq!(get(&client, &format!("/volg/{secret}")).await, unknown);
        let sent = letters(&desk).await;
        let body = &sent.last().expect("a letter").letter.body;
        let new = body.split("/volg/").nth(1).and_then(|rest| rest.split('\n').next()).expect("the new link");
        assert_ne!(new, secret);
        assert!(get(&client, &format!("/volg/{new}")).await.0.is_success());
        assert!(get(&client, &format!("/volg/{other}")).await.0.is_success(), "another question's link still holds");

        // A letter that still waited when the link was replaced holds the link of now.
        let (third, old) = asked(&client, 3).await;
        desk.app.renew_link(&desk.staff(TestDesk::LEAD), third, app::Sending::InPerson).await.expect("renewed");
        let sent = letters(&desk).await;
        let receipt = sent.iter().find(|job| job.letter.kind == domain::LetterKind::Receipt).expect("the receipt");
        let now = receipt.letter.body.split("/volg/").nth(1).and_then(|rest| rest.split('\n').next()).expect("a link");
        assert_ne!(now, old);
        assert!(get(&client, &format!("/volg/{now}")).await.0.is_success());

        // The answer, and a second try of the same submission, name the link that holds.
        let again = client.ask(None, SUBMIT, question(1)).await["submitQuestion"]["receipt"]["trackingUrl"].clone();
        assert!(again.as_str().is_some_and(|url| url.ends_with(new)), "{again}");

        let system = Caller::system(Origin::Cli);
        desk.app
            .reply_to_ticket(&system, reference, "Kijk in de handreiking.", app::Reply::Answer)
            .await
            .expect("answered");
        desk.app.close_ticket(&system, reference, app::Closing::default()).await.expect("closed");
        desk.clock.advance(Duration::days(179));
        assert!(get(&client, &format!("/volg/{new}")).await.0.is_success());
        desk.clock.advance(Duration::days(1));
        assert_eq!(get(&client, &format!("/volg/{new}")).await, unknown);
        let react = reqwest::Client::new().post(format!("{}/volg/{new}", client.address)).form(&[("body", "Hallo")]);
        assert_eq!(react.send().await.expect("an answer").status(), 404);
    }
}

#[tokio::test]
async fn colleagues_read_what_was_asked_and_answered_where_the_desk_lets_them_and_nothing_else() {
    for mut desk in desks().await {
        let client = listening(&desk).await;
        let anonymous = Caller::new(Actor::Anonymous, Origin::Web);
        let mut other = testkit::question_about(2, "flexwonen");
        other.organisation.name = "Gemeente Nijmegen".to_owned();
        other.organisation.municipality = Some("GM0268".to_owned());
        let own = testkit::question_about(1, "woonzorgvisie");
        let own = desk.app.submit_question(&anonymous, own).await.expect("a receipt").reference;
        let other = desk.app.submit_question(&anonymous, other).await.expect("a receipt").reference;
        let lead = desk.staff(TestDesk::LEAD);
        desk.app.reply_to_ticket(&lead, own, "Dat staat in de handreiking.", Reply::Answer).await.expect("answered");
        desk.app.add_note(&lead, own, "Alleen voor ons.").await.expect("noted");
        let administrator = desk.staff(TestDesk::ADMINISTRATOR);
        let arnhem = desk.app.known_organisations(&administrator, "arnhem").await.expect("found")[0].id;
        desk.app.confirm_domain(&administrator, "arnhem.example", arnhem).await.expect("confirmed");
        letters(&desk).await;
        desk.organisation_link_asked_for("piet@arnhem.example").await;
        let body = letters(&desk).await.remove(0).letter.body;
        let secret = body.split("/organisatie/").nth(1).and_then(|rest| rest.split('\n').next()).expect("a link");
        let (list, page) = (format!("/organisatie/{secret}"), format!("/organisatie/{secret}/{own}"));
        assert!(!get(&client, &list).await.1.contains(&page), "the list says which there are");
        assert_eq!(get(&client, &page).await.0, StatusCode::NOT_FOUND, "and no more");

        desk.reopen(|settings| settings.colleagues = app::Colleagues::Questions).await;
        let client = listening(&desk).await;
        assert!(get(&client, &list).await.1.contains(&page));
        let (status, shown) = get(&client, &page).await;
        assert!(status.is_success() && shown.contains("Dat staat in de handreiking."), "{shown}");
        for hidden in ["Alleen voor ons.", "ans@arnhem.example", "/volg/", "<textarea"] {
            assert!(!shown.contains(hidden), "{hidden}: {shown}");
        }
        let others = format!("/organisatie/{secret}/{other}");
        assert_eq!(get(&client, &others).await.0, StatusCode::NOT_FOUND);
        desk.clock.advance(Duration::minutes(30));
        assert_eq!(get(&client, &page).await.0, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn the_privacy_page_says_what_the_settings_say_and_doctor_names_what_is_missing() {
    for mut desk in desks().await {
        let said = async |desk: &TestDesk| {
            let checks = desk.app.health().await.checks;
            checks.into_iter().find(|check| check.name == "privacypagina").expect("the check").reason
        };
        assert!(said(&desk).await.contains("privacy.controller, privacy.ground, privacy.terms"));
        let words = |text: &str| Some(text.to_owned());
        desk.reopen(|settings| {
            settings.privacy = app::Privacy {
                controller: words("Het ministerie <b>."),
                ground: words("De wet."),
                terms: words("Vijf jaar."),
                processors: words("Rekencentrum."),
                officer: words("fg@desk.example"),
                authority: words("De toezichthouder."),
            };
        })
        .await;
        let client = listening(&desk).await;
        let (_, page) = get(&client, "/privacy").await;
        for text in [
            "Het ministerie &#60;b&#62;.",
            "De wet.",
            "Vijf jaar.",
            "Rekencentrum.",
            "fg@desk.example",
            "De toezichthouder.",
        ] {
            assert!(page.contains(text), "{text}: {page}");
        }
        assert_eq!(said(&desk).await, "noemt alles wat de wet vraagt");
    }
}

#[tokio::test]
async fn colleagues_see_what_was_asked_by_a_link_to_a_confirmed_domain_as_long_as_it_holds() {
    for desk in desks().await {
        let client = listening(&desk).await;
        asked(&client, 1).await;
        let mut elsewhere = question(2);
        elsewhere["input"]["subject"] = json!("Van een ander");
        elsewhere["input"]["organisation"] =
            json!({ "kind": "MUNICIPALITY", "name": "Gemeente Utrecht", "municipality": "GM0344" });
        client.ask(None, SUBMIT, elsewhere).await;
        letters(&desk).await;
        let administrator = desk.staff(TestDesk::ADMINISTRATOR);
        let known = desk.app.known_organisations(&administrator, "arnhem").await.expect("found");
        let arnhem = known[0].id;
        desk.app.confirm_domain(&administrator, "gmail.com", arnhem).await.expect_err("everybody has an address there");

        desk.organisation_link_asked_for("piet@arnhem.example").await;
        assert!(letters(&desk).await.is_empty(), "not confirmed yet");
        desk.app.confirm_domain(&administrator, "@Arnhem.example", arnhem).await.expect("confirmed");
        for odd in ["piet@utrecht.example", "piet@sub.arnhem.example", "piet@arnhem.example\r\nBcc: x@y.nl", "piet"] {
            desk.organisation_link_asked_for(odd).await;
        }
        assert!(letters(&desk).await.is_empty());
        desk.organisation_link_asked_for("Piet@Arnhem.example").await;
        let sent = letters(&desk).await;
        let body = &sent[0].letter.body;
        let secret = body.split("/organisatie/").nth(1).and_then(|rest| rest.split('\n').next()).expect("a link");
        let path = format!("/organisatie/{secret}");
        for _ in 0..2 {
            let (status, page) = get(&client, &path).await;
            assert!(status.is_success() && page.contains("Onze woonzorgvisie"), "as often as one likes: {page}");
            assert!(page.contains("EHA-2026-000001-") && page.contains("Ans Vermeer"), "{page}");
            assert!(!page.contains("Van een ander"), "{page}");
        }
        let unknown = get(&client, "/organisatie/onzin").await.1;

        desk.organisation_link_asked_for("piet@arnhem.example").await;
        let sent = letters(&desk).await;
        let body = &sent[0].letter.body;
        let secret = body.split("/organisatie/").nth(1).and_then(|rest| rest.split('\n').next()).expect("a link");
        desk.clock.advance(Duration::minutes(30));
        assert_eq!(get(&client, &format!("/organisatie/{secret}")).await.1, unknown, "too old");
        desk.app.withdraw_domain(&administrator, "arnhem.example", arnhem).await.expect("withdrawn");
        desk.organisation_link_asked_for("piet@arnhem.example").await;
        assert!(letters(&desk).await.is_empty());
    }
}

#[tokio::test]
async fn the_page_for_colleagues_answers_the_same_whoever_asks() {
    for desk in desks().await {
        let client = listening(&desk).await;
        asked(&client, 1).await;
        let administrator = desk.staff(TestDesk::ADMINISTRATOR);
        let known = desk.app.known_organisations(&administrator, "arnhem").await.expect("found");
        desk.app.confirm_domain(&administrator, "arnhem.example", known[0].id).await.expect("confirmed");
        let send = async |path: &str, email: &str| {
            let form = [("email", email)];
            let answer = reqwest::Client::new().post(format!("{}{path}", client.address)).form(&form).send().await;
            let answer = answer.expect("an answer");
            (answer.status(), answer.text().await.expect("text"))
        };
        for wrong in ["", "kapot", "piet@"] {
            let (status, page) = send("/organisatie", wrong).await;
            assert!(status == 422 && page.contains("Dit e-mailadres klopt niet"), "{wrong}: {page}");
        }
        let confirmed = send("/organisatie", "piet@arnhem.example").await;
        assert_eq!(confirmed, send("/organisatie", "piet@elders.example").await);
        assert_eq!(send("/wachtwoord", "anna@desk.example").await, send("/wachtwoord", "niemand@desk.example").await);
        for _ in 0..4 {
            send("/organisatie", "x@y.example").await;
        }
        assert_eq!(send("/organisatie", "x@y.example").await.0, 429, "letters are not sent without end");
    }
}

#[tokio::test]
async fn the_log_leaves_the_desk_as_a_file_for_administrators_only() {
    for desk in desks().await {
        let client = listening(&desk).await;
        asked(&client, 1).await;
        let ada = Member::invited(&desk, TestDesk::ADMINISTRATOR, "ada@desk.example").await;
        let lida = Member::invited(&desk, TestDesk::LEAD, "lida@desk.example").await;
        let mut answers = Vec::new();
        for member in [&ada, &lida] {
            let (from, code) = (browser("192.0.2.1"), member.code(&desk));
            let outcome = desk.app.sign_in_with_password(&from, member.email, crate::identity::PASSWORD, &code).await;
            let app::SignIn::Welcome(welcome) = outcome.expect("an outcome") else { panic!("refused") };
            let file = reqwest::Client::new().get(format!("{}/logboek.csv?wat=received", client.address));
            let answer = file.header("cookie", format!("__Host-loket={}", welcome.session)).send().await;
            let answer = answer.expect("an answer");
            let (status, bytes) = (answer.status().as_u16(), answer.bytes().await.expect("a file"));
            answers.push((status, String::from_utf8(bytes.to_vec()).expect("text")));
        }
        assert_eq!(answers[0].0, 200);
        let text = answers[0].1.strip_prefix('\u{feff}').expect("the mark by which a spreadsheet knows UTF-8");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "nummer;moment;datum en tijd;wie;wat;vraag;deur;adres;bijzonderheden");
        assert_eq!(lines.len(), 2, "{lines:?}");
        assert!(lines[1].contains("\"vraag ontvangen\""), "{}", lines[1]);
        assert_eq!(answers[1].0, 403);
    }
}

#[tokio::test]
async fn the_log_is_read_page_by_page_and_by_person_kind_and_day() {
    for desk in desks().await {
        let client = listening(&desk).await;
        for number in 0..4 {
            asked(&client, number).await;
        }
        let administrator = desk.staff(TestDesk::ADMINISTRATOR);
        let everything = LogFilter::default();
        let all = desk.app.read_log(&administrator, &everything, None, 1_000).await.expect("lines");
        let (mut paged, mut before) = (Vec::new(), None);
        loop {
            let page = desk.app.read_log(&administrator, &everything, before, 3).await.expect("a page");
            let Some((last, _)) = page.last() else { break };
            before = Some(*last);
            paged.extend(page);
        }
        assert_eq!(paged, all);
        assert!(all.len() > 8 && all.windows(2).all(|pair| pair[0].0 > pair[1].0), "the newest first");
        let kind = LogFilter { kind: Some(EventKind::Received), ..LogFilter::default() };
        assert_eq!(desk.app.read_log(&administrator, &kind, None, 100).await.expect("lines").len(), 4);
        desk.app
            .change_person(&administrator, TestDesk::BRAM, "=Bram", &[Role::Expert], app::Works::Here)
            .await
            .expect("changed");
        let person = LogFilter { person: Some(TestDesk::ADMINISTRATOR), ..LogFilter::default() };
        assert_eq!(desk.app.read_log(&administrator, &person, None, 100).await.expect("lines").len(), 1);
        let day =
            LogFilter { day: Some(domain::amsterdam_day(desk.app.now() + Duration::days(1))), ..LogFilter::default() };
        assert!(desk.app.read_log(&administrator, &day, None, 100).await.expect("lines").is_empty());
    }
}

#[tokio::test]
async fn an_asker_reads_since_when_somebody_else_has_the_question_and_who_had_it() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let lead = desk.staff(TestDesk::LEAD);
        let (reference, secret) = asked(&client, 1).await;
        let (anna, bram) =
            (desk.app.picture().name(TestDesk::ANNA).to_owned(), desk.app.picture().name(TestDesk::BRAM).to_owned());
        let page = async || get(&client, &format!("/volg/{secret}")).await.1;
        assert!(page().await.contains(&format!("<dt>Uw deskundige</dt><dd>{anna}</dd>")), "nobody had it before");
        desk.clock.advance(chrono::Duration::days(1));
        let day = domain::long_day_in_words(domain::amsterdam_day(desk.app.now()));
        for (expert, name, before) in [(TestDesk::BRAM, &bram, &anna), (TestDesk::ANNA, &anna, &bram)] {
            desk.app.assign_ticket(&lead, reference, Some(expert), "Past beter.").await.expect("assigned");
            let said = format!(
                "<dd>{name}<br><span class=\"loket-quiet\">Sinds {day}. Daarvoor had {before} uw vraag.</span></dd>"
            );
            let page = page().await;
            assert!(page.contains(&said), "{said} is not in {page}");
        }
    }
}

#[tokio::test]
async fn a_closed_question_says_who_answered_it_and_names_nobody_who_left_as_the_one_to_reach() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let administrator = desk.staff(TestDesk::ADMINISTRATOR);
        let anna = desk.staff(TestDesk::ANNA);
        let name = desk.app.picture().name(TestDesk::ANNA).to_owned();
        let (answered, secret) = asked(&client, 1).await;
        let (unanswered, other_secret) = asked(&client, 2).await;
        desk.app
            .reply_to_ticket(&anna, answered, "Dat staat in de handreiking.", app::Reply::Answer)
            .await
            .expect("answered");
        for reference in [answered, unanswered] {
            desk.app.close_ticket(&anna, reference, app::Closing::default()).await.expect("closed");
        }
        let cookie = TestDesk::cookie(&desk.session(TestDesk::LEAD).await);
        let staff = async |reference: Reference| {
            let http = reqwest::Client::new().get(format!("{}/vragen/{reference}", client.address));
            http.header("cookie", &cookie).send().await.expect("an answer").text().await.expect("text")
        };
        let asker = async |secret: &str| get(&client, &format!("/volg/{secret}")).await.1;
        for secret in [&secret, &other_secret] {
            let page = asker(secret).await;
            assert!(page.contains(&format!("<dt>Uw deskundige</dt><dd>{name}</dd>")), "{page}");
            assert!(!page.contains("Beantwoord door"), "{page}");
        }
        assert!(staff(answered).await.contains(&format!("Waarom {name}?")));
        desk.app
            .change_person(&administrator, TestDesk::ANNA, &name, &[Role::Expert], app::Works::Left)
            .await
            .expect("she left");
        let page = asker(&secret).await;
        assert!(!page.contains("Uw deskundige"), "{page}");
        assert!(page.contains(&format!("<dt>Beantwoord door</dt><dd>{name}</dd>")), "{page}");
        let page = asker(&other_secret).await;
        assert!(!page.contains("Uw deskundige") && !page.contains(&name), "nobody answered it: {page}");
        for reference in [answered, unanswered] {
            let page = staff(reference).await;
            assert!(!page.contains(&format!("Waarom {name}?")), "{page}");
            assert!(page.contains(&format!("Dit was de vraag van {name}")), "{page}");
        }
    }
}
