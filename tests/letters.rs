//! Letters on their way out: one that is bad never stops the others, and what a mail server says is taken for what it is.

use crate::client::{SUBMIT, listening};
use app::{Caller, Refusal};
use chrono::Duration;
use domain::{Actor, EventKind, LetterKind, Origin, QuestionDraft, Role, TicketId};
use sea_orm::ConnectionTrait;
use serde_json::json;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use testkit::{MailServer, Mood, Step, TestDesk, desks, question_about};
use worker::{Carrier, MailSettings};

async fn ask_as(desk: &TestDesk, draft: QuestionDraft) -> TicketId {
    let anonymous = Caller::new(Actor::Anonymous, Origin::Web);
    desk.app.submit_question(&anonymous, draft).await.expect("a receipt").reference.ticket
}

pub async fn ask(desk: &TestDesk, key: u128) -> TicketId {
    ask_as(desk, question_about(key, "woonzorgvisie")).await
}

/// A question whose receipt goes to this address.
pub async fn ask_from(desk: &TestDesk, key: u128, email: &str) -> TicketId {
    let mut draft = question_about(key, "woonzorgvisie");
    draft.contact.email = email.to_owned();
    ask_as(desk, draft).await
}

async fn sql(desk: &TestDesk, statement: &str) {
    let database = testkit::database::direct(desk.store.url()).await.expect("it opens");
    database.execute_unprepared(statement).await.expect(statement);
    database.close().await.expect("it closes");
}

/// Only these letters are left to send.
async fn keep(desk: &TestDesk, condition: &str) {
    sql(desk, &format!("DELETE FROM jobs WHERE NOT ({condition})")).await;
}

fn to_folder(path: &Path) -> Carrier {
    let from = "Loket <loket@loket.example>".to_owned();
    worker::carrier(&MailSettings { smtp_url: None, folder: path.join("mail"), from }).expect("a carrier")
}

pub fn to_server(url: String) -> Carrier {
    let (folder, from) = (std::env::temp_dir(), "Loket <loket@loket.example>".to_owned());
    worker::carrier(&MailSettings { smtp_url: Some(url), folder, from }).expect("a carrier")
}

fn delivered(path: &Path) -> usize {
    let letters = std::fs::read_dir(path.join("mail")).expect("a folder");
    letters.filter(|entry| entry.as_ref().is_ok_and(|e| e.path().extension().is_some_and(|x| x == "eml"))).count()
}

/// How many letters wait, and how many were given up. That one was given up is told later, with others; that is not counted here.
pub async fn queue(desk: &TestDesk) -> (i64, i64) {
    let queue = desk.app.letter_queue().await.expect("readable");
    let told_later = "SELECT count(*) FROM jobs WHERE kind = 'not_delivered' AND state IN ('queued', 'leased')";
    (queue.queued + queue.leased - crate::retention::number(desk, told_later).await, queue.dead)
}

async fn doctor(desk: &TestDesk, name: &str) -> (bool, String) {
    let check = desk.app.health().await.checks.into_iter().find(|check| check.name == name).expect("a check");
    (check.ok, check.reason)
}

#[tokio::test]
async fn a_line_end_in_an_askers_name_stops_no_letter() {
    for desk in desks().await {
        let folder = tempfile::tempdir().expect("a folder");
        ask(&desk, 1).await;
        ask(&desk, 2).await;
        // As a desk of before the rule has them stored.
        let cast = if desk.store.is_embedded() { "" } else { "::jsonb" };
        let bad = r#""to_name":"Regel een\r\nregel twee""#;
        let colon = if desk.store.is_embedded() { "" } else { " " };
        sql(
            &desk,
            &format!(
                "UPDATE jobs SET letter = replace(CAST(letter AS text), '\"to_name\":{colon}\"Ans Vermeer\"', '{bad}'){cast}"
            ),
        )
        .await;
        let odd = store::jobs::of_ticket(&*desk.store, TicketId(1)).await.expect("readable");
        assert!(odd.iter().any(|(job, _)| job.letter.to_name.contains('\n')), "the name was changed: {odd:?}");
        worker::run_once(&desk.app, &to_folder(folder.path())).await;
        assert_eq!(queue(&desk).await, (0, 0));
        assert_eq!(delivered(folder.path()), 4, "two receipts, two assignments");
    }
}

#[tokio::test]
async fn a_stored_letter_that_cannot_be_read_is_dead_with_its_reason_and_hides_none_behind_it() {
    for desk in desks().await {
        let folder = tempfile::tempdir().expect("a folder");
        let (bad, _) = (ask(&desk, 1).await, ask(&desk, 2).await);
        let garbage = if desk.store.is_embedded() { "this is {no json" } else { r#"{"kind": "nobody knows"}"# };
        sql(&desk, &format!("UPDATE jobs SET letter = '{garbage}' WHERE ticket_id = {bad} AND kind = 'receipt'")).await;
        worker::run_once(&desk.app, &to_folder(folder.path())).await;
        assert_eq!(queue(&desk).await, (0, 1));
        assert_eq!(delivered(folder.path()), 3);
        let (ok, reason) = doctor(&desk, "brieven").await;
        assert!(!ok && reason.contains(&format!("vraag nummer {bad} (ontvangstbevestiging)")), "{reason}");
        let events = store::events::of_ticket(&*desk.store, bad).await.expect("readable");
        assert_eq!(events.iter().filter(|event| event.kind() == EventKind::LetterDead).count(), 1);
    }
}

#[tokio::test]
async fn a_letter_whose_carrying_panics_or_fails_is_dead_at_once_and_the_others_go() {
    for desk in desks().await {
        let folder = tempfile::tempdir().expect("a folder");
        let (panics, fails, _) = (ask(&desk, 1).await, ask(&desk, 2).await, ask(&desk, 3).await);
        desk.app.inject_fault(Box::new(move |task, ticket| match ticket {
            Some(ticket) if task == "letter" && ticket == panics => panic!("a fault of this test"),
            Some(ticket) if task == "letter" && ticket == fails => Err(Refusal::Internal("no".to_owned())),
            _ => Ok(()),
        }));
        worker::run_once(&desk.app, &to_folder(folder.path())).await;
        assert_eq!(queue(&desk).await, (0, 4));
        assert_eq!(delivered(folder.path()), 2);
        let dead = store::jobs::dead_of(&*desk.store, &[panics]).await.expect("readable");
        assert!(dead.iter().all(|letter| letter.why.contains("panic: a fault of this test")), "{dead:?}");
    }
}

#[tokio::test]
async fn a_letter_that_ends_each_process_that_takes_it_is_dead_after_a_few_takes_and_takes_none_along() {
    for desk in desks().await {
        ask(&desk, 1).await;
        ask(&desk, 2).await;
        let all = desk.app.lease_letters(10).await.expect("leased");
        assert_eq!(all.len(), 4);
        let killer = all[0].id;
        let mut takes = 1;
        for _ in 0..20 {
            // Every worker so far is dead; a new one starts when the leases are over.
            desk.clock.advance(app::LETTER_LEASE + Duration::seconds(1));
            let mut alive = true;
            while alive {
                let Some(job) = desk.app.lease_suspect_letter().await.expect("leased") else { break };
                takes += usize::from(job.id == killer);
                alive = job.id != killer;
                if alive {
                    assert!(desk.app.settle_letter(&job, &app::LetterOutcome::sent()).await.expect("settled"));
                }
            }
            if alive {
                let jobs = desk.app.lease_letters(10).await.expect("leased");
                takes += jobs.iter().filter(|job| job.id == killer).count();
                if jobs.is_empty() {
                    break;
                }
            }
        }
        assert_eq!(queue(&desk).await, (0, 1), "three were sent, one is given up");
        assert!((3..=6).contains(&takes), "{takes} takes");
        assert!(doctor(&desk, "brieven").await.1.contains("stopped in the middle of this letter"));
    }
}

/// What the letter to this address came to: (left, dead).
async fn sent_through(script: impl Fn(Step<'_>) -> Mood + Send + Sync + 'static, password: bool) -> (i64, i64) {
    let desk = TestDesk::on(testkit::database::sqlite().await).await;
    ask(&desk, 1).await;
    keep(&desk, "kind = 'receipt'").await;
    let server = MailServer::start(script).await;
    let url = if password { server.url_with_password() } else { server.url() };
    worker::run_once(&desk.app, &to_server(url)).await;
    queue(&desk).await
}

#[tokio::test]
async fn what_a_relay_refuses_for_itself_waits_and_what_it_refuses_of_the_recipient_is_final() {
    const LATER: (i64, i64) = (1, 0);
    const DEAD: (i64, i64) = (0, 1);
    let table: [(Step<'static>, Mood, (i64, i64)); 14] = [
        (Step::Greeting, Mood::Says("554 5.7.1 not today"), LATER),
        (Step::Greeting, Mood::Leaves, LATER),
        (Step::Hello, Mood::Says("550 who are you"), LATER),
        (Step::SignIn, Mood::Says("535 5.7.8 wrong password"), LATER),
        (Step::Sender, Mood::Says("530 5.7.0 Authentication required"), LATER),
        (Step::Sender, Mood::Says("550 5.7.1 policy"), LATER),
        (Step::Recipient(""), Mood::Says("554 5.7.1 Relay access denied"), LATER),
        (Step::Recipient(""), Mood::Says("450 4.2.1 greylisted"), LATER),
        (Step::Recipient(""), Mood::Leaves, LATER),
        (Step::Recipient(""), Mood::Says("550 5.1.1 no such user"), DEAD),
        (Step::Recipient(""), Mood::Says("550 no such user"), DEAD),
        (Step::Data(""), Mood::Says("554 5.5.1 no valid recipients"), LATER),
        (Step::Text(""), Mood::Says("554 5.7.1 policy"), LATER),
        (Step::Text(""), Mood::Says("552 5.3.4 too large"), DEAD),
    ];
    for (at, mood, expected) in table {
        let same = move |step: Step<'_>| std::mem::discriminant(&step) == std::mem::discriminant(&at);
        let script = move |step: Step<'_>| if same(step) { mood } else { Mood::Good };
        assert_eq!(sent_through(script, at == Step::SignIn).await, expected, "{at:?} {mood:?}");
    }
    assert_eq!(sent_through(|_| Mood::Good, true).await, (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_domain_that_hangs_keeps_no_letter_to_others_waiting() {
    for desk in desks().await {
        for key in 1..=30 {
            ask_from(&desk, key, "iemand@hangt.example").await;
        }
        for key in 31..=44 {
            ask_from(&desk, key, "ans@arnhem.example").await;
        }
        keep(&desk, "kind = 'receipt'").await;
        let server = MailServer::start(|step| match step {
            Step::Recipient(to) if to.ends_with("@hangt.example") => Mood::Hangs,
            _ => Mood::Good,
        })
        .await;
        let (stop, told) = tokio::sync::watch::channel(false);
        let working = tokio::spawn(worker::run(desk.app.clone(), to_server(server.url()), None, told));
        let mut looks = 0;
        while server.letters().len() < 14 {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            looks += 1;
            assert!(looks < 2_400 && !working.is_finished(), "{} letters", server.letters().len());
        }
        // Nothing has been given up yet: none of them waited for the end of a hanging one.
        let tried = store::jobs::queue(&*desk.store, desk.app.now()).await.expect("readable");
        assert!(tried.leased >= 8, "those that hang still do: {tried:?}");
        assert!(server.hung() <= 20, "{} conversations hang", server.hung());
        let _ = stop.send(true);
        working.await.expect("it stops");
        assert_eq!(queue(&desk).await, (30, 0), "given back");
    }
}

#[tokio::test]
async fn each_letter_has_a_connection_of_its_own_and_a_domain_in_other_letters_is_punycode_on_the_wire() {
    let desk = TestDesk::on(testkit::database::sqlite().await).await;
    ask_from(&desk, 1, "ans@Súdwest-Fryslân.example").await;
    ask_from(&desk, 2, "ans@arnhem.example").await;
    keep(&desk, "kind = 'receipt'").await;
    let server = MailServer::start(|_| Mood::Good).await;
    worker::run_once(&desk.app, &to_server(server.url())).await;
    let mut to: Vec<String> = server.letters().into_iter().map(|(to, _)| to).collect();
    to.sort();
    assert_eq!(to, ["ans@arnhem.example", "ans@xn--sdwest-frysln-teb26a.example"]);
    assert_eq!(server.lines().iter().filter(|line| line.starts_with("EHLO")).count(), 2);
    assert!(server.letters().iter().all(|(_, text)| text.is_ascii()));
}

#[tokio::test]
async fn an_address_that_no_mail_server_takes_is_refused_at_every_door() {
    let long = format!("loket@{}.example", "a".repeat(64));
    let odd =
        ["loket@gemeente-.example", "loket@a.-b.example", long.as_str(), "andré@gemeente.example", "loket@127.0.0.1"];
    for desk in desks().await {
        let client = listening(&desk).await;
        let administrator =
            Caller::new(Actor::Staff { id: TestDesk::ADMINISTRATOR, roles: vec![Role::Administrator] }, Origin::Web);
        for (key, email) in (1..).zip(odd) {
            let mut question = crate::client::question(key);
            question["input"]["contact"]["email"] = json!(email);
            let answer = client.ask(None, SUBMIT, question).await;
            assert!(answer["submitQuestion"]["receipt"].is_null(), "{email}: {answer}");
            assert_eq!(answer["submitQuestion"]["errors"][0]["path"], json!(["input", "contact", "email"]), "{answer}");
            let line = json!({
                "id": email, "subject": "Vraag", "body": "Wat is een woonzorgvisie?", "asker_type": "gemeente",
                "organisation": "Gemeente Arnhem", "gm_code_or_region": "GM0202", "name": "Ans", "email": email
            });
            let imported = desk.app.import_question(&Caller::system(Origin::Cli), 1, line.to_string().as_bytes()).await;
            assert!(imported.expect("the desk is there").reference.is_none(), "{email}");
            let added =
                desk.app.add_person(&administrator, "Ans", email, &[Role::Expert], app::Sending::InPerson).await;
            assert!(matches!(added, Err(Refusal::Complaints(_))), "{email}");
            let domain = email.split('@').nth(1).expect("a domain");
            if domain != "gemeente.example" {
                let known = domain::OrganisationId(uuid::Uuid::nil());
                let confirmed = desk.app.confirm_domain(&administrator, domain, known).await;
                let Err(Refusal::Complaints(complaints)) = confirmed else { panic!("{email} is refused") };
                assert_eq!(complaints.0[0].path, ["domain"], "{email}");
            }
            let from = format!("Loket <{email}>");
            let settings = MailSettings { smtp_url: None, folder: std::env::temp_dir(), from };
            assert!(worker::carrier(&settings).is_err(), "{email}");
        }
    }
}

#[tokio::test]
async fn a_dead_letter_is_seen_on_the_ticket_in_the_inbox_and_by_doctor() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let ticket = ask(&desk, 1).await;
        let reference = domain::Reference { year: 2026, ticket };
        let cookie = TestDesk::cookie(&desk.session(TestDesk::ANNA).await);
        let page = async |path: String| {
            let request = reqwest::Client::new().get(format!("{}{path}", client.address)).header("cookie", &cookie);
            request.send().await.expect("an answer").text().await.expect("a page")
        };
        assert!(!page("/werkbak".to_owned()).await.contains("Brief niet bezorgd"));
        let server = MailServer::start(|step| match step {
            Step::Recipient("ans@arnhem.example") => Mood::Says("550 5.1.1 onbekend <b>hier</b>"),
            _ => Mood::Good,
        })
        .await;
        worker::run_once(&desk.app, &to_server(server.url())).await;
        assert_eq!(queue(&desk).await, (0, 1));
        let shown = page(format!("/vragen/{reference}")).await;
        assert!(shown.contains("Een brief kon niet worden bezorgd (ontvangstbevestiging"), "{shown}");
        assert!(shown.contains("onbekend") && !shown.contains("<b>hier</b>"), "the server's words are no markup");
        assert!(
            shown.contains("de mailserver antwoordde 550 5.1.1 onbekend") && !shown.contains("permanent error"),
            "{shown}"
        );
        assert!(page("/werkbak".to_owned()).await.contains("Brief niet bezorgd"));
        let (ok, reason) = doctor(&desk, "brieven").await;
        assert!(!ok && reason.contains(&format!("vraag nummer {ticket} (ontvangstbevestiging): de mail")), "{reason}");
        let known = store::jobs::of_ticket(&*desk.store, ticket).await.expect("readable");
        assert!(known.iter().any(|(job, _)| job.letter.kind == LetterKind::Receipt), "its text is kept");
    }
}

#[tokio::test]
async fn a_mail_server_that_takes_no_letter_makes_doctor_ill_until_one_leaves_however_often_they_are_tried() {
    for desk in desks().await {
        let refuses = Arc::new(AtomicBool::new(true));
        let asked = Arc::clone(&refuses);
        let server = MailServer::start(move |step| match step {
            Step::Sender if asked.load(Ordering::SeqCst) => Mood::Says("530 5.7.0 Authentication required"),
            _ => Mood::Good,
        })
        .await;
        let carrier = to_server(server.url());
        let tried_for = async |hours: i32| {
            for _ in 0..hours {
                worker::run_once(&desk.app, &carrier).await;
                desk.clock.advance(Duration::hours(1));
            }
            worker::run_once(&desk.app, &carrier).await;
        };
        ask(&desk, 1).await;
        worker::run_once(&desk.app, &carrier).await;
        let (ok, reason) = doctor(&desk, "brieven").await;
        assert!(ok && reason.contains("530"), "a try that failed a moment ago is told, and no more: {reason}");
        tried_for(5).await;
        let (ok, reason) = doctor(&desk, "brieven").await;
        assert!(!ok, "no letter ever left: {reason}");
        for word in ["nog nooit", "2 brieven", "24 november 2026 om 10.00 uur", "530", "mail.smtp_url"] {
            assert!(reason.contains(word), "{word}: {reason}");
        }
        refuses.store(false, Ordering::SeqCst);
        tried_for(1).await;
        assert_eq!(doctor(&desk, "brieven").await, (true, "0 in de wachtrij".to_owned()));
        refuses.store(true, Ordering::SeqCst);
        desk.clock.advance(Duration::days(1));
        ask(&desk, 2).await;
        tried_for(2).await;
        let (ok, reason) = doctor(&desk, "brieven").await;
        assert!(!ok && reason.contains("de laatste ging weg op dinsdag 24 november 2026"), "{reason}");
    }
}

#[tokio::test]
async fn a_domain_that_takes_no_letter_is_told_by_doctor_and_makes_it_ill_for_no_longer_than_others_leave() {
    for desk in desks().await {
        let server = MailServer::start(|step| match step {
            Step::Recipient(to) if to.ends_with("@kapot.example") => Mood::Says("451 4.4.1 no answer"),
            _ => Mood::Good,
        })
        .await;
        let carrier = to_server(server.url());
        ask_from(&desk, 1, "ans@kapot.example").await;
        for key in 2..=6 {
            worker::run_once(&desk.app, &carrier).await;
            desk.clock.advance(Duration::hours(1));
            ask_from(&desk, key, "ans@arnhem.example").await;
            worker::run_once(&desk.app, &carrier).await;
            let (ok, reason) = doctor(&desk, "brieven").await;
            assert!(ok && reason.contains("1 brief is") && reason.contains("4.4.1 no answer"), "{reason}");
        }
        desk.clock.advance(Duration::hours(20));
        worker::run_once(&desk.app, &carrier).await;
        let (ok, reason) = doctor(&desk, "brieven").await;
        assert!(ok, "a quiet night makes nobody ill: {reason}");
    }
}

#[tokio::test]
async fn a_letter_whose_workers_died_makes_doctor_ill_when_nobody_takes_it_over() {
    for desk in desks().await {
        ask(&desk, 1).await;
        assert_eq!(desk.app.lease_letters(10).await.expect("leased").len(), 2);
        assert!(doctor(&desk, "brieven").await.0);
        desk.clock.advance(app::LETTER_LEASE + Duration::minutes(11));
        let (ok, reason) = doctor(&desk, "brieven").await;
        assert!(!ok && reason.contains("draait er een worker"), "{reason}");
    }
}
