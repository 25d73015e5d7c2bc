//! Who is told of a question: letters go to who is there and may read it, also when that changed after they were written;
//! one letter per burst; and letters that could not be delivered are dealt with.

use crate::client::listening;
use app::{Caller, LetterOutcome};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{Duration, NaiveDate};
use domain::{Absence, Actor, EventKind, JobId, Letter, LetterKind, Origin, PersonId, Reference, Role, TicketId};
use sea_orm::ConnectionTrait;
use serde_json::json;
use testkit::{MailServer, Mood, Step, TestDesk, desks, question_about};
use worker::{Carrier, MailSettings};

async fn sql(desk: &TestDesk, statement: &str) {
    let database = testkit::database::direct(desk.store.url()).await.expect("it opens");
    database.execute_unprepared(statement).await.expect(statement);
    database.close().await.expect("it closes");
}

fn system() -> Caller {
    Caller::system(Origin::Cli)
}

async fn ask_from(desk: &TestDesk, key: u128, email: &str) -> Reference {
    let mut draft = question_about(key, "woonzorgvisie");
    draft.contact.email = email.to_owned();
    let anonymous = Caller::new(Actor::Anonymous, Origin::Web);
    desk.app.submit_question(&anonymous, draft).await.expect("a receipt").reference
}

/// A question that Anna has.
async fn ask(desk: &TestDesk, key: u128) -> Reference {
    ask_from(desk, key, "ans@arnhem.example").await
}

async fn react(desk: &TestDesk, reference: Reference, text: &str) {
    let asker = Caller::new(Actor::Asker(reference.ticket), Origin::Web);
    desk.app.react_as_asker(&asker, reference, text).await.expect("taken");
}

async fn answer(desk: &TestDesk, reference: Reference) {
    desk.app.reply_to_ticket(&system(), reference, "Zie hoofdstuk drie.", app::Reply::Answer).await.expect("answered");
}

async fn change(desk: &TestDesk, id: PersonId, name: &str, roles: &[Role], active: bool) {
    let administrator = desk.staff(TestDesk::ADMINISTRATOR);
    let works = if active { app::Works::Here } else { app::Works::Left };
    desk.app.change_person(&administrator, id, name, roles, works).await.expect("changed");
}

/// A letter as a mail server got it.
#[derive(Debug)]
struct Sent {
    to_email: String,
    body: String,
}

/// The letters that are ready to go, all of them delivered.
async fn delivered(desk: &TestDesk) -> Vec<Sent> {
    let server = MailServer::start(|_| Mood::Good).await;
    worker::run_once(&desk.app, &to_server(server.url())).await;
    server.letters().into_iter().map(|(to, text)| sent(to, &text)).collect()
}

fn sent(to_email: String, text: &str) -> Sent {
    let (head, body) = text.split_once("\n\n").expect("a head and a body");
    assert!(head.contains("multipart/alternative"), "{head}");
    let (_, plain) = body.split_once("text/plain").expect("a part that is text");
    let (_, packed) = plain.split_once("\n\n").expect("a head and a body");
    let packed = packed.split("\n--").next().unwrap_or_default().split_whitespace().collect::<String>();
    let body = String::from_utf8(STANDARD.decode(packed).expect("base64")).expect("UTF-8");
    Sent { to_email, body }
}

fn to_server(url: String) -> Carrier {
    let (folder, from) = (std::env::temp_dir(), "Loket <loket@loket.example>".to_owned());
    worker::carrier(&MailSettings { smtp_url: Some(url), folder, from }).expect("a carrier")
}

/// The letters about a question that still have their text, as they are stored, with their state.
async fn stored(desk: &TestDesk, ticket: TicketId) -> Vec<(app::LetterJob, String)> {
    store::jobs::of_ticket(&*desk.store, ticket).await.expect("readable")
}

async fn waiting(desk: &TestDesk, ticket: TicketId, email: &str) -> Vec<Letter> {
    let all = stored(desk, ticket).await;
    let theirs = all.into_iter().filter(|(job, state)| job.letter.to_email == email && state == "queued");
    theirs.map(|(job, _)| job.letter).collect()
}

async fn count(desk: &TestDesk, ticket: TicketId, kind: EventKind) -> usize {
    let events = store::events::of_ticket(&*desk.store, ticket).await.expect("readable");
    events.iter().filter(|event| event.kind() == kind).count()
}

async fn doctor(desk: &TestDesk) -> (bool, String) {
    let check = desk.app.health().await.checks.into_iter().find(|check| check.name == "brieven").expect("a check");
    (check.ok, check.reason)
}

#[tokio::test]
async fn a_reaction_never_goes_to_an_expert_who_left_and_the_new_one_reads_it_with_the_question() {
    for desk in desks().await {
        let reference = ask(&desk, 1).await;
        let closed = ask(&desk, 2).await;
        for one in [reference, closed] {
            answer(&desk, one).await;
        }
        delivered(&desk).await;
        change(&desk, TestDesk::ANNA, "Anna de Wit", &[Role::Expert], false).await;
        react(&desk, reference, "Geldt dat ook voor flexwoningen?").await;
        let asker = Caller::new(Actor::Asker(closed.ticket), Origin::Web);
        desk.app.thank_as_asker(&asker, closed, "Dank voor alles!").await.expect("taken");
        let sent = delivered(&desk).await;
        assert!(sent.iter().all(|letter| letter.to_email != "anna@desk.example"), "{sent:?}");
        let to = |email: &str| sent.iter().filter(|letter| letter.to_email == email).collect::<Vec<_>>();
        let carla = to("carla@desk.example");
        assert_eq!(carla.len(), 1, "one letter, not two: {carla:?}");
        assert!(carla[0].body.contains("Welke onderdelen horen er"), "the question: {}", carla[0].body);
        assert!(carla[0].body.contains("Geldt dat ook voor flexwoningen?"), "the reaction: {}", carla[0].body);
        let lead = to("lida@desk.example");
        assert!(lead.len() == 1 && lead[0].body.contains("Dank voor alles!"), "{lead:?}");
    }
}

#[tokio::test]
async fn the_letter_to_a_new_expert_holds_the_latest_reaction_only_while_nobody_answered_it() {
    for desk in desks().await {
        let reference = ask(&desk, 1).await;
        react(&desk, reference, "Haast is geboden.").await;
        desk.app.assign_ticket(&system(), reference, Some(TestDesk::CARLA), "ruil").await.expect("assigned");
        let carla = waiting(&desk, reference.ticket, "carla@desk.example").await;
        assert_eq!(carla.len(), 1);
        assert!(carla[0].body.contains("Welke onderdelen horen er"), "{}", carla[0].body);
        assert!(carla[0].body.contains("Haast is geboden."), "{}", carla[0].body);
        assert!(waiting(&desk, reference.ticket, "anna@desk.example").await.is_empty(), "she has it no more");
        desk.app
            .reply_to_ticket(&system(), reference, "Hoe groot is het?", app::Reply::AskBack)
            .await
            .expect("asked back");
        desk.app.assign_ticket(&system(), reference, Some(TestDesk::BRAM), "ruil").await.expect("assigned");
        let bram = waiting(&desk, reference.ticket, "bram@desk.example").await;
        assert!(bram[0].body.contains("Welke onderdelen") && !bram[0].body.contains("Haast is geboden."));
    }
}

#[tokio::test]
async fn the_letter_to_a_new_expert_says_that_a_question_waits_for_its_asker_and_which_promise_is_late() {
    for desk in desks().await {
        let lead = desk.staff(TestDesk::LEAD);
        let (waits, late) = (ask(&desk, 1).await, ask(&desk, 2).await);
        desk.app
            .reply_to_ticket(&lead, waits, "Om hoeveel woningen gaat het?", app::Reply::AskBack)
            .await
            .expect("asked back");
        desk.clock.advance(Duration::days(30));
        for reference in [waits, late] {
            desk.app.assign_ticket(&lead, reference, Some(TestDesk::BRAM), "Hij heeft tijd").await.expect("given");
        }
        let about = async |reference: Reference| {
            let mut letters = waiting(&desk, reference.ticket, "bram@desk.example").await;
            letters.pop().expect("a letter").body
        };
        let told = about(waits).await;
        for words in [
            "Antwoord: de termijn staat stil",
            "De vraag wacht op de vraagsteller. Dit vroeg het loket:\n\nOm hoeveel woningen gaat het?",
        ] {
            assert!(told.contains(words), "{told}");
        }
        assert!(!told.contains("uiterlijk"), "no day of weeks ago is promised: {told}");
        let told = about(late).await;
        assert!(told.contains("Antwoord: te laat, het was dinsdag 8 december 2026"), "{told}");
        assert!(!told.contains("wacht op de vraagsteller"), "{told}");
    }
}

#[tokio::test]
async fn letters_that_wait_for_who_may_no_longer_be_told_are_taken_away_in_the_same_act_and_written_down() {
    for desk in desks().await {
        for (key, way) in ["left", "lost the role", "conflict", "reassigned"].into_iter().enumerate() {
            change(&desk, TestDesk::ANNA, "Anna de Wit", &[Role::Expert], true).await;
            let reference = ask(&desk, key as u128).await;
            if desk.app.read_ticket(&system(), reference).await.expect("one").assignee != Some(TestDesk::ANNA) {
                desk.app.assign_ticket(&system(), reference, Some(TestDesk::ANNA), "terug").await.expect("assigned");
            }
            react(&desk, reference, "Er is haast bij.").await;
            let before = waiting(&desk, reference.ticket, "anna@desk.example").await;
            assert_eq!(before.len(), 2, "{way}: the assignment and the reaction, {before:?}");
            match way {
                "left" => change(&desk, TestDesk::ANNA, "Anna de Wit", &[Role::Expert], false).await,
                "lost the role" => change(&desk, TestDesk::ANNA, "Anna de Wit", &[Role::Administrator], true).await,
                "conflict" => {
                    let anna = desk.staff(TestDesk::ANNA);
                    desk.app.hand_over_ticket(&anna, reference, "Belangenconflict").await.expect("handed over");
                    let organisation = desk.app.read_ticket(&system(), reference).await.expect("one").organisation;
                    let lead = desk.staff(TestDesk::LEAD);
                    desk.app.withdraw_conflict(&lead, TestDesk::ANNA, organisation).await.expect("withdrawn");
                }
                _ => {
                    let to = Some(TestDesk::CARLA);
                    desk.app.assign_ticket(&system(), reference, to, "ruil").await.expect("assigned");
                }
            }
            let after = waiting(&desk, reference.ticket, "anna@desk.example").await;
            assert!(after.is_empty(), "{way}: {after:?}");
            assert_eq!(count(&desk, reference.ticket, EventKind::LetterWithdrawn).await, 2, "{way}");
            let all = stored(&desk, reference.ticket).await;
            let others = all.iter().filter(|(job, state)| {
                state == "queued"
                    && job.letter.to_email.ends_with("@desk.example")
                    && job.letter.body.contains("haast bij")
            });
            assert!(others.count() > 0, "{way}: somebody else reads the reaction, {all:?}");
        }
    }
}

#[tokio::test]
async fn a_letter_written_before_another_server_changed_who_may_read_it_is_not_sent_and_not_dead() {
    let away = "INSERT INTO absences (person_id, from_on, to_on) VALUES (ANNA, '2026-11-24', '2026-11-30')";
    let left = "UPDATE people SET active = false WHERE id = ANNA";
    let conflict =
        "INSERT INTO conflicts (person_id, organisation_id, at) SELECT ANNA, organisation_id, received_at FROM tickets";
    for (what, statement) in [("left", left), ("away", away), ("conflict", conflict)] {
        for desk in desks().await {
            let reference = ask(&desk, 1).await;
            react(&desk, reference, "Een geheim.").await;
            let server = MailServer::start(|_| Mood::Says("450 4.2.1 later")).await;
            worker::run_once(&desk.app, &to_server(server.url())).await;
            // What another server committed a moment ago, before it came to the letters.
            let anna = if desk.store.is_embedded() {
                "x'0000000000000000000000000000000a'"
            } else {
                "'00000000-0000-0000-0000-00000000000a'::uuid"
            };
            sql(&desk, &statement.replace("ANNA", anna)).await;
            sql(&desk, "UPDATE versions SET roster = roster + 1").await;
            desk.clock.advance(Duration::minutes(30));
            let server = MailServer::start(|_| Mood::Good).await;
            worker::run_once(&desk.app, &to_server(server.url())).await;
            worker::run_once(&desk.app, &to_server(server.url())).await;
            let sent: Vec<Sent> = server.letters().into_iter().map(|(to, text)| sent(to, &text)).collect();
            assert!(sent.iter().all(|letter| letter.to_email != "anna@desk.example"), "{what}: {sent:?}");
            let secret = sent
                .iter()
                .filter(|letter| letter.to_email.ends_with("@desk.example") && letter.body.contains("Een geheim."));
            assert!(secret.count() > 0, "{what}: somebody else reads it, {sent:?}");
            assert!(count(&desk, reference.ticket, EventKind::LetterWithdrawn).await >= 2, "{what}");
            assert_eq!(desk.app.letter_queue().await.expect("readable").dead, 0, "{what}");
        }
    }
}

#[tokio::test]
async fn a_reminder_goes_to_the_cover_or_the_leads_while_its_expert_is_on_leave_and_not_to_the_expert() {
    for (cover, expected) in [(None, "lida@desk.example"), (Some(TestDesk::CARLA), "carla@desk.example")] {
        for desk in desks().await {
            let reference = ask(&desk, 1).await;
            delivered(&desk).await;
            let ticket = desk.app.read_ticket(&system(), reference).await.expect("a ticket");
            let near = ticket.promises.first_response.remind_at.min(ticket.promises.answer.remind_at);
            let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
            let absence = Absence { from: day("2026-11-24"), to: day("2027-01-29"), cover };
            let lead = desk.staff(TestDesk::LEAD);
            desk.app.plan_absence(&lead, TestDesk::ANNA, absence, app::Gaps::Accepted).await.expect("planned");
            desk.clock.set(near + Duration::minutes(1));
            desk.app.send_reminders().await.expect("swept");
            let all = stored(&desk, reference.ticket).await;
            let to: Vec<&str> = all
                .iter()
                .filter(|(job, state)| job.letter.kind == LetterKind::Reminder && state == "queued")
                .map(|(job, _)| job.letter.to_email.as_str())
                .collect();
            assert!(!to.is_empty() && to.iter().all(|to| *to == expected), "{cover:?}: {to:?}");
        }
    }
}

#[tokio::test]
async fn a_burst_of_reactions_is_one_letter_and_what_follows_in_the_quiet_time_another() {
    for desk in desks().await {
        let reference = ask(&desk, 1).await;
        delivered(&desk).await;
        for number in 1..=12 {
            react(&desk, reference, &format!("Reactie nummer {number}.")).await;
        }
        let waits = waiting(&desk, reference.ticket, "anna@desk.example").await;
        assert_eq!(waits.len(), 1, "{waits:?}");
        assert!(waits[0].body.contains("12 keer") && waits[0].body.contains("Reactie nummer 12."), "{}", waits[0].body);
        assert_eq!(delivered(&desk).await.len(), 1);
        for number in 13..=20 {
            react(&desk, reference, &format!("Reactie nummer {number}.")).await;
            assert_eq!(delivered(&desk).await.len(), 0, "it is quiet for a while");
        }
        desk.clock.advance(Duration::minutes(11));
        let sent = delivered(&desk).await;
        assert_eq!(sent.len(), 1, "{sent:?}");
        assert!(sent[0].body.contains("8 keer") && sent[0].body.contains("Reactie nummer 20."), "{}", sent[0].body);
        desk.clock.advance(Duration::hours(1));
        react(&desk, reference, "Een uur later.").await;
        let sent = delivered(&desk).await;
        assert!(sent.len() == 1 && !sent[0].body.contains(" keer"), "one is no burst: {sent:?}");
    }
}

#[tokio::test]
async fn no_letter_is_written_to_an_address_that_never_gets_mail_and_the_ticket_says_so() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let cookie = TestDesk::cookie(&desk.session(TestDesk::ANNA).await);
        let page = async |reference: Reference| {
            let path = format!("{}/vragen/{reference}", client.address);
            let request = reqwest::Client::new().get(path).header("cookie", &cookie);
            request.send().await.expect("an answer").text().await.expect("a page")
        };
        let says = "De vraagsteller krijgt geen brieven";
        for (key, email) in [(1, "vraag@import.invalid"), (2, "Vraag@Mijn.INVALID"), (3, "wij@bureau.localhost")] {
            let reference = ask_from(&desk, key, email).await;
            answer(&desk, reference).await;
            let to_asker = stored(&desk, reference.ticket).await;
            let to_asker: Vec<_> = to_asker.iter().filter(|(job, _)| job.person.is_none()).collect();
            assert!(to_asker.is_empty(), "{email}: {to_asker:?}");
            assert!(page(reference).await.contains(says), "{email}");
        }
        let reference = ask_from(&desk, 4, "ans@arnhem.example").await;
        assert!(!page(reference).await.contains(says));
        // As a desk of before has it stored.
        let json = if desk.store.is_embedded() { "" } else { "::jsonb" };
        let change = "UPDATE jobs SET letter = replace(CAST(letter AS text), 'ans@arnhem.example', 'a@b.invalid')";
        sql(&desk, &format!("{change}{json} WHERE kind = 'receipt' AND letter IS NOT NULL")).await;
        let sent = delivered(&desk).await;
        assert!(sent.iter().all(|letter| !letter.to_email.ends_with(".invalid")), "{sent:?}");
        assert!(doctor(&desk).await.0);
    }
}

/// A desk whose question's receipt was refused with 550, and the letter.
async fn refused(desk: &TestDesk) -> (Reference, JobId) {
    let reference = ask(desk, 1).await;
    let server = MailServer::start(|step| match step {
        Step::Recipient("ans@arnhem.example") => Mood::Says("550 5.1.1 no such user"),
        _ => Mood::Good,
    })
    .await;
    worker::run_once(&desk.app, &to_server(server.url())).await;
    let dead = store::jobs::dead_of(&*desk.store, &[reference.ticket]).await.expect("readable");
    assert_eq!(dead.len(), 1);
    (reference, dead[0].id)
}

#[tokio::test]
async fn a_letter_that_was_refused_goes_again_to_the_right_address_with_the_link_of_now_and_doctor_is_well() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let (reference, letter) = refused(&desk).await;
        let (ok, reason) = doctor(&desk).await;
        assert!(!ok && reason.contains("1 brief kon niet worden bezorgd"), "{reason}");
        let all = stored(&desk, reference.ticket).await;
        let (kept, _) = all.into_iter().find(|(job, _)| job.person.is_none()).expect("its text");
        assert!(kept.letter.body.contains("Uw kenmerk is") && kept.letter.body.contains("/volg/[link]"));
        let words = kept.letter.body.split_whitespace();
        assert!(
            words.clone().all(|word| word.rsplit('/').next().is_none_or(|last| last.len() < 40)),
            "{}",
            kept.letter.body
        );
        // Meanwhile the link is replaced: the old one must not come back.
        desk.app.renew_link(&system(), reference, app::Sending::InPerson).await.expect("renewed");
        let anna = desk.staff(TestDesk::ANNA);
        let other = desk.staff(TestDesk::CARLA);
        desk.app.send_letter_again(&other, reference, Some(letter), None).await.expect_err("not hers");
        let wrong = desk.app.send_letter_again(&anna, reference, Some(letter), Some("ans@nergens.invalid")).await;
        assert!(matches!(wrong, Err(app::Refusal::Complaints(_))), "{wrong:?}");
        let number = Some("bsn111222333@arnhem.example");
        let wrong = desk.app.send_letter_again(&anna, reference, Some(letter), number).await;
        assert!(matches!(wrong, Err(app::Refusal::Complaints(_))), "no citizen number here either: {wrong:?}");
        let cookie = TestDesk::cookie(&desk.session(TestDesk::ANNA).await);
        let path = format!("{}/vragen/{reference}", client.address);
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a browser");
        let page =
            async || http.get(&path).header("cookie", &cookie).send().await.expect("one").text().await.expect("a page");
        let shown = page().await;
        assert!(shown.contains("Een brief kon niet worden bezorgd"), "{shown}");
        let token =
            shown.split("name=\"token\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a token");
        let id = letter.to_string();
        let fields = [("token", token), ("letter", &id), ("how", "opnieuw"), ("email", "ans.vermeer@arnhem.example")];
        let sent =
            http.post(format!("{path}/brief")).header("cookie", &cookie).form(&fields).send().await.expect("one");
        assert_eq!(sent.status(), 303);
        assert!(!page().await.contains("Een brief kon niet worden bezorgd"), "it was dealt with");
        assert!(doctor(&desk).await.0);
        let sent = delivered(&desk).await;
        let again = sent.iter().find(|letter| letter.to_email == "ans.vermeer@arnhem.example").expect("it went");
        let link = again.body.split_whitespace().find(|word| word.contains("/volg/")).expect("a link");
        let opened =
            reqwest::get(format!("{}/volg/{}", client.address, link.rsplit('/').next().expect("a secret"))).await;
        let opened = opened.expect("an answer").text().await.expect("text");
        assert!(opened.contains("Onze woonzorgvisie"), "{link} opens it");
        let ticket = desk.app.read_ticket(&system(), reference).await.expect("a ticket");
        assert_eq!(ticket.contact.email, "ans.vermeer@arnhem.example", "later letters go there too");
        assert_eq!(count(&desk, reference.ticket, EventKind::LetterSentAgain).await, 1);
        let twice = desk.app.send_letter_again(&anna, reference, Some(letter), None).await;
        assert!(matches!(twice, Err(app::Refusal::Conflict(_))), "{twice:?}");
    }
}

#[tokio::test]
async fn a_corrected_address_holds_for_the_letters_that_still_wait() {
    for desk in desks().await {
        let (reference, letter) = refused(&desk).await;
        answer(&desk, reference).await;
        let right = "ans.vermeer@arnhem.example";
        let anna = desk.staff(TestDesk::ANNA);
        desk.app.send_letter_again(&anna, reference, Some(letter), Some(right)).await.expect("sent again");
        let sent = delivered(&desk).await;
        let to_asker: Vec<&str> =
            sent.iter().map(|sent| sent.to_email.as_str()).filter(|to| to.ends_with("@arnhem.example")).collect();
        assert_eq!(to_asker, [right, right], "the receipt and the answer");
    }
}

#[tokio::test]
async fn a_letter_that_was_refused_is_dismissed_once_over_the_api_and_by_nobody_it_does_not_concern() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let (reference, letter) = refused(&desk).await;
        let ask = "query($reference: String!) { ticket(reference: $reference) { undeliveredLetters { id kind reason } askerGetsLetters } }";
        let anna = desk.token(TestDesk::ANNA).await;
        let known = client.ask(Some(&anna), ask, json!({ "reference": reference.to_string() })).await;
        assert_eq!(known["ticket"]["undeliveredLetters"][0]["id"], letter.to_string());
        assert_eq!(known["ticket"]["undeliveredLetters"][0]["kind"], "RECEIPT");
        let dismiss = "mutation($input: DismissLetterInput!) { dismissLetter(input: $input) { ticket { undeliveredLetters { id } } errors { code } } }";
        let key = "018f0000-0000-7000-8000-00000000d1d1";
        let input = json!({ "input": { "reference": reference.to_string(), "letterId": letter.to_string(), "clientMutationId": key } });
        let carla = desk.token(TestDesk::CARLA).await;
        let refused = client.send(Some(&carla), dismiss, input.clone()).await;
        assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN", "{refused}");
        let administrator = Caller::system(Origin::Cli);
        assert_eq!(desk.app.list_dead_letters(&administrator).await.expect("a list").len(), 1);
        for _ in 0..2 {
            let done = client.ask(Some(&anna), dismiss, input.clone()).await;
            assert_eq!(
                done["dismissLetter"]["ticket"]["undeliveredLetters"],
                json!([]),
                "the same act twice is done once"
            );
        }
        assert!(doctor(&desk).await.0);
        let kept = stored(&desk, reference.ticket).await;
        assert!(kept.iter().all(|(job, _)| job.person.is_some()), "nothing is kept of it: {kept:?}");
        assert_eq!(count(&desk, reference.ticket, EventKind::LetterDismissed).await, 1);
        let late = desk.app.send_dead_letter_again(&administrator, letter).await;
        assert!(matches!(late, Err(app::Refusal::Conflict(_))), "{late:?}");
    }
}

#[tokio::test]
async fn a_link_that_lets_somebody_in_is_not_kept_when_its_letter_dies_and_strangers_cannot_make_doctor_ill() {
    for desk in desks().await {
        let reference = ask(&desk, 1).await;
        let ticket = desk.app.read_ticket(&system(), reference).await.expect("a ticket");
        let administrator = desk.staff(TestDesk::ADMINISTRATOR);
        desk.app.confirm_domain(&administrator, "arnhem.example", ticket.organisation).await.expect("confirmed");
        delivered(&desk).await;
        desk.organisation_link_asked_for("niemand@arnhem.example").await;
        let invited = desk.app.invite(&administrator, TestDesk::BRAM, app::Sending::ByLetter).await.expect("invited");
        let refuses = |step: Step<'_>| match step {
            Step::Recipient(_) => Mood::Says("550 5.1.1 no such user"),
            _ => Mood::Good,
        };
        let server = MailServer::start(refuses).await;
        worker::run_once(&desk.app, &to_server(server.url())).await;
        let dead = desk.app.list_dead_letters(&system()).await.expect("a list");
        assert_eq!(dead.len(), 1, "the invitation; whoever asked for a list asks again: {dead:?}");
        let database = testkit::database::direct(desk.store.url()).await.expect("it opens");
        let text = sea_orm::Statement::from_string(
            database.get_database_backend(),
            "SELECT coalesce(CAST(letter AS text), '') AS text FROM jobs WHERE kind = 'access'",
        );
        for row in database.query_all_raw(text).await.expect("rows") {
            let text: String = row.try_get("", "text").expect("a text");
            assert!(!text.contains("/toegang/") && !text.contains("/organisatie/"), "{text}");
        }
        database.close().await.expect("it closes");
        assert!(!doctor(&desk).await.0, "somebody should invite Bram at his right address");
        assert!(invited.contains("/toegang/"));
        desk.app.give_up_letter(&system(), dead[0].id, None).await.expect("dismissed");
        assert!(doctor(&desk).await.0);
    }
}

#[tokio::test]
async fn a_letter_that_a_worker_holds_is_not_taken_from_it_and_it_asks_before_it_sends() {
    for desk in desks().await {
        let reference = ask(&desk, 1).await;
        let held = desk.app.lease_letters(10).await.expect("letters");
        let annas = held.iter().find(|job| job.person == Some(TestDesk::ANNA)).expect("hers");
        desk.app.assign_ticket(&system(), reference, Some(TestDesk::CARLA), "ruil").await.expect("assigned");
        assert!(!desk.app.may_still_go(annas).await.expect("an answer"));
        assert!(!desk.app.settle_letter(annas, &LetterOutcome::sent()).await.expect("settled"), "it is no longer held");
        let others = held.iter().filter(|job| job.person.is_none());
        for other in others {
            assert!(desk.app.may_still_go(other).await.expect("an answer"), "the asker's letter goes");
        }
        assert_eq!(waiting(&desk, reference.ticket, "carla@desk.example").await.len(), 1, "and no copy was made");
    }
}

/// The table as it was before letters knew whom they are for.
const BEFORE: [&str; 4] = [
    "CREATE TABLE before_letters AS SELECT id, ticket_id, kind, letter, message_id, state, run_at, attempt, last_error, \
     created_at, finished_at, takeovers, gathered, tries FROM jobs",
    "DROP TABLE jobs",
    "ALTER TABLE before_letters RENAME TO jobs",
    "DELETE FROM seaql_migrations WHERE version = 'm0013_letters'",
];

#[tokio::test]
async fn upgrading_takes_links_out_of_dead_letters_and_learns_whom_waiting_ones_are_for() {
    for desk in desks().await {
        let reference = ask(&desk, 1).await;
        let url = format!("http://loket.test/volg/{}", "aB3_-".repeat(8) + "xyz");
        let json = if desk.store.is_embedded() { "" } else { "::jsonb" };
        let text = format!("replace(CAST(letter AS text), 'Wij hebben uw vraag ontvangen.', 'Volg: {url} en meer')");
        sql(&desk, &format!("UPDATE jobs SET state = 'dead', letter = {text}{json} WHERE kind = 'receipt'")).await;
        for statement in BEFORE {
            sql(&desk, statement).await;
        }
        let later = store::Store::connect(&desk.store.options()).await.expect("it opens");
        later.migrate().await.expect("migrated");
        let all = stored(&desk, reference.ticket).await;
        let dead = all.iter().find(|(_, state)| state == "dead").expect("the receipt");
        assert!(dead.0.letter.body.contains("Volg: http://loket.test/volg/[link] en meer"), "{}", dead.0.letter.body);
        let annas = all.iter().find(|(_, state)| state == "queued").expect("the assignment");
        assert_eq!(annas.0.person, Some(TestDesk::ANNA));
    }
}
