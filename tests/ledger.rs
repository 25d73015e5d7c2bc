//! The ledger (event log) as it stands in a database: lines of other versions, counts, and sweeps with nothing to do.

use crate::client::{Client, SUBMIT, listening, question};
use crate::crash::loket;
use app::{Caller, LogFilter, SeenTicket};
use domain::{Actor, Origin, PersonId, Reference};
use sea_orm::ConnectionTrait;
use std::collections::BTreeSet;
use std::process::Stdio;
use store::{Options, Store};
use testkit::{TestDesk, desks};

async fn sql(desk: &TestDesk, statement: &str) {
    let database = testkit::database::direct(desk.store.url()).await.expect("it opens");
    database.execute_unprepared(statement).await.expect(statement);
    database.close().await.expect("it closes");
}

async fn asked(client: &Client, number: u128) -> Reference {
    let receipt = client.ask(None, SUBMIT, question(number)).await["submitQuestion"]["receipt"].clone();
    receipt["reference"].as_str().and_then(|text| text.parse().ok()).expect("a reference")
}

async fn page(desk: &TestDesk, client: &Client, person: PersonId, path: &str) -> String {
    let cookie = TestDesk::cookie(&desk.session(person).await);
    let answer = reqwest::Client::new().get(format!("{}{path}", client.address)).header("cookie", cookie).send().await;
    let answer = answer.expect("an answer");
    assert_eq!(answer.status(), 200, "{path}");
    answer.text().await.expect("text")
}

/// A line as another program might have left it.
fn line(reference: Reference, kind: &str, actor: &str, origin: &str, detail: &str) -> String {
    format!(
        "INSERT INTO events (ticket_id, kind, at, on_day, actor, origin, detail, open_delta, revision) SELECT ticket_id, \
         '{kind}', at, on_day, '{actor}', '{origin}', '{detail}', 0, 99 FROM events WHERE ticket_id = {} AND kind = \
         'received'",
        reference.ticket.0
    )
}

#[tokio::test]
async fn a_line_of_another_version_or_a_damaged_one_is_shown_as_such_and_stops_no_page_file_or_act() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let reference = asked(&client, 1).await;
        let system = "\"system\"";
        let mut lines = vec![
            line(reference, "merged_with", system, "worker", r#"{"other":7}"#),
            line(reference, "closed", system, "worker", r#"{"answered":"perhaps"}"#),
            line(reference, "noted", r#"{"robot":{"id":1}}"#, "worker", "{}"),
            line(reference, "noted", system, "telephone", r"{}"),
        ];
        if desk.store.is_embedded() {
            lines.push(line(reference, "breached", system, "worker", "not JSON"));
        }
        for line in &lines {
            sql(&desk, line).await;
        }
        let shown = page(&desk, &client, TestDesk::LEAD, &format!("/vragen/{reference}")).await;
        assert!(shown.contains("vraag ontvangen"), "what can be read is: {shown}");
        for text in [
            "onbekende gebeurtenis (merged_with)",
            "vraag gesloten (deze regel is niet helemaal te lezen)",
            "notitie toegevoegd (deze regel is niet helemaal te lezen) (onbekend)",
        ] {
            assert!(shown.contains(text), "{text}: {shown}");
        }
        for path in ["/logboek", "/logboek?wat=closed"] {
            let shown = page(&desk, &client, TestDesk::ADMINISTRATOR, path).await;
            assert!(shown.contains("vraag gesloten (deze regel is niet helemaal te lezen)"), "{path}: {shown}");
        }
        let file = page(&desk, &client, TestDesk::ADMINISTRATOR, "/logboek.csv").await;
        for stored in [r#"{""other"":7}"#, r#"{""answered"":""perhaps""}"#] {
            assert!(file.contains(stored), "an audit loses nothing: {file}");
        }
        assert_eq!(file.contains("not JSON"), desk.store.is_embedded());
        // Whoever acts on what they saw is told that there is something new, and not that the desk is broken.
        let ticket = desk.app.read_ticket(&desk.staff(TestDesk::LEAD), reference).await.expect("the ticket");
        let seen = SeenTicket { seen: app::Seen::Revision(ticket.revision), ..reference.into() };
        desk.app.add_note(&desk.staff(TestDesk::LEAD), seen, "Ik kijk ernaar.").await.expect("a note");
        let seen = SeenTicket { seen: app::Seen::Revision(ticket.revision), ..reference.into() };
        let refusal = desk.app.add_note(&desk.staff(TestDesk::LEAD), seen, "Nog eens.").await.expect_err("news");
        assert!(matches!(refusal, app::Refusal::Conflict(_)), "{refusal:?}");
    }
}

#[tokio::test]
async fn the_open_questions_that_follow_from_events_are_the_open_questions_whatever_was_done_twice() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let anna = desk.staff(TestDesk::LEAD);
        let reference = asked(&client, 1).await;
        let open = async |what: &str| {
            let events = store::events::of_ticket(&*desk.store, reference.ticket).await.expect("readable");
            let sum: i16 = events.iter().map(domain::Event::open_delta).sum();
            let ticket = desk.app.read_ticket(&anna, reference).await.expect("the ticket");
            assert_eq!(sum == 1, ticket.status().is_open(), "{what}");
        };
        let asker = Caller::new(Actor::Asker(reference.ticket), Origin::Web);
        open("asked").await;
        desk.app.reply_to_ticket(&anna, reference, "Zo zit het.", app::Reply::Answer).await.expect("answered");
        open("answered").await;
        desk.app.reply_to_ticket(&anna, reference, "En ook zo.", app::Reply::Answer).await.expect("answered again");
        open("answered again").await;
        desk.app.react_as_asker(&asker, reference, "Maar hoe dan?").await.expect("opened");
        open("opened by the asker").await;
        desk.app.close_ticket(&anna, reference, app::Closing::default()).await.expect("closed");
        open("closed while open").await;
        desk.app.reopen_ticket(&anna, reference, "Er is nieuws.").await.expect("opened");
        open("opened by the desk").await;
        desk.app.reply_to_ticket(&anna, reference, "Nu goed.", app::Reply::Answer).await.expect("answered");
        desk.app.close_ticket(&anna, reference, app::Closing::default()).await.expect("closed");
        open("closed when answered").await;
    }
}

#[tokio::test]
async fn sweeps_with_nothing_to_do_open_no_write_transaction() {
    for desk in desks().await {
        let client = listening(&desk).await;
        asked(&client, 1).await;
        let sweep = async || {
            desk.app.record_breaches().await.expect("swept");
            desk.app.recount_promises().await.expect("swept");
            desk.app.send_reminders().await.expect("swept");
            desk.app.heed_silence().await.expect("swept");
            desk.app.apply_absences().await.expect("swept");
            desk.app.route_waiting().await.expect("swept");
            desk.app.learn_if_due().await.expect("swept");
            desk.app.index_texts().await.expect("swept");
            desk.app.forget_sessions().await.expect("swept");
            desk.app.answer_link_requests().await.expect("swept");
        };
        sweep().await;
        // The first statement of a write transaction would fail; there is none.
        desk.store.statements().fail_at(1);
        sweep().await;
        assert!(desk.store.statements().is_failing(), "{}", desk.store.name());
        desk.store.statements().fail_at(0);
    }
}

#[tokio::test]
async fn every_line_of_the_log_of_a_desk_that_was_worked_with_is_read() {
    for desk in desks().await {
        let client = listening(&desk).await;
        for number in 1..=5 {
            asked(&client, number).await;
        }
        let administrator = desk.staff(TestDesk::ADMINISTRATOR);
        let lines = desk.app.read_log(&administrator, &LogFilter::default(), None, 1_000).await.expect("lines");
        assert!(lines.len() >= 12, "{lines:?}");
        assert!(lines.iter().all(|(_, line)| line.event().is_some()), "{lines:?}");
    }
}

#[tokio::test]
async fn every_line_of_a_year_of_the_demo_is_read_and_would_be_written_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}", folder.path().join("loket.db").display());
    for arguments in [&["migrate"][..], &["demo", "--seed-only", "--questions", "200"]] {
        let status = loket(folder.path(), &url).args(arguments).stdout(Stdio::null()).status();
        assert!(status.expect("it runs").success(), "{arguments:?}");
    }
    let store = Store::connect(&Options::new(&url)).await.expect("the desk of the demo");
    let (mut before, mut lines) = (None, Vec::new());
    loop {
        let page = store::events::log(&store, &LogFilter::default(), before, 500).await.expect("lines");
        let Some((last, _)) = page.last() else { break };
        before = Some(*last);
        lines.extend(page);
    }
    let kinds: BTreeSet<&str> = lines.iter().filter_map(|(_, line)| Some(line.kind()?.as_str())).collect();
    assert!(lines.len() > 1_000 && kinds.len() >= 12, "{} lines of {kinds:?}", lines.len());
    let unread: Vec<_> = lines.iter().filter(|(_, line)| line.event().is_none()).collect();
    assert!(unread.is_empty(), "{unread:?}");
}
