//! What must hold of letters on their way out, whatever the mail server does and whenever a worker dies: each cause has its
//! letter, each letter its cause, and a double is the same letter, sent where the server's answer was lost.

use crate::client::{Client, SUBMIT};
use crate::crash::{loket, serve_by};
use crate::letters::{ask_from, queue, to_server};
use app::{Caller, LetterOutcome, Refusal, Reply, Seen, SeenTicket};
use domain::{Actor, JobId, LetterKind, Origin, TicketId};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use testkit::{MailServer, Mood, Step, TestDesk, desks};

/// The Message-ID of a letter as it came over the wire.
fn message_id(text: &str) -> String {
    let line = text.lines().find_map(|line| line.strip_prefix("Message-ID: "));
    line.unwrap_or_else(|| panic!("no Message-ID: {text}")).to_owned()
}

/// How often each letter came in, in which order.
fn copies(server: &MailServer) -> BTreeMap<String, Vec<usize>> {
    let mut copies: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, (_, text)) in server.letters().iter().enumerate() {
        copies.entry(message_id(text)).or_default().push(at);
    }
    copies
}

/// Every letter that has a row: its Message-ID, its question, what it is, and where it stands.
async fn rows(url: &str) -> Vec<(String, i64, String, String)> {
    let database = testkit::database::direct(url).await.expect("it opens");
    let sql = "SELECT message_id, ticket_id, kind, state FROM jobs WHERE ticket_id IS NOT NULL";
    let asked = Statement::from_string(database.get_database_backend(), sql);
    let found = database.query_all_raw(asked).await.expect("readable");
    let columns = ["message_id", "ticket_id", "kind", "state"].map(str::to_owned);
    let rows = found.iter().map(|row| row.try_get_many("", &columns)).collect::<Result<_, _>>().expect("four columns");
    database.close().await.expect("it closes");
    rows
}

/// What a server does that is ill in every way it can be, one after the other.
fn ill(step: Step<'_>, turn: &AtomicUsize, lost: &Mutex<Vec<String>>) -> Mood {
    if matches!(step, Step::Begun(_)) {
        return Mood::Good;
    }
    let turn = turn.fetch_add(1, Ordering::SeqCst);
    match (step, turn % 11) {
        (Step::Greeting, 3) => Mood::Leaves,
        (Step::Greeting, 7) => Mood::Says("421 4.3.2 closing"),
        (Step::Hello, 5) => Mood::Late(Duration::from_millis(80)),
        (Step::Sender, 2) => Mood::Says("550 5.7.1 not now"),
        (Step::Recipient("nooit@arnhem.example"), _) => Mood::Says("550 5.1.1 no such user"),
        (Step::Recipient(_), 1 | 6) => Mood::Says("450 4.2.1 greylisted"),
        (Step::Data(_), 4) => Mood::Says("451 4.3.0 try again"),
        (Step::Data(_), 9) => Mood::Leaves,
        (Step::Text(_), 8) => Mood::Leaves,
        (Step::Text(_), 10) => Mood::Says("452 4.3.1 full"),
        (Step::Text(_), 3) => Mood::Late(Duration::from_millis(80)),
        (Step::Text(to), 0 | 5) => {
            lost.lock().expect("nobody panics with it").push(to.to_owned());
            Mood::TakesAndLeaves
        }
        _ => Mood::Good,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_letter_arrives_whatever_the_server_does_and_is_doubled_only_where_its_answer_was_lost() {
    for desk in desks().await {
        let lost: Arc<Mutex<Vec<String>>> = Arc::default();
        let (turn, kept) = (AtomicUsize::new(0), Arc::clone(&lost));
        let server = MailServer::start(move |step| ill(step, &turn, &kept)).await;
        let carrier = to_server(server.url());
        for key in 1..=24 {
            ask_from(&desk, key, &format!("ans{key}@arnhem.example")).await;
        }
        ask_from(&desk, 25, "nooit@arnhem.example").await;
        let mut rounds = 0;
        while queue(&desk).await.0 > 0 {
            worker::run_once(&desk.app, &carrier).await;
            desk.clock.advance(chrono::Duration::hours(1));
            rounds += 1;
            assert!(rounds < 100, "they do not end: {:?}", queue(&desk).await);
        }
        assert_eq!(queue(&desk).await, (0, 1), "only who does not exist gets none");
        let lost = lost.lock().expect("nobody panics with it").clone();
        assert!(!lost.is_empty() && rounds > 1, "the server was ill");
        let copies = copies(&server);
        let stored: BTreeSet<String> = rows(desk.store.url()).await.into_iter().map(|row| row.0).collect();
        assert!(copies.keys().all(|id| stored.contains(id)), "no letter without its cause");
        let letters = server.letters();
        for key in 1..=24 {
            let to = format!("ans{key}@arnhem.example");
            let own: Vec<String> =
                letters.iter().filter(|(whom, _)| *whom == to).map(|(_, text)| message_id(text)).collect();
            let doubled = lost.iter().filter(|whom| **whom == to).count();
            let unique: BTreeSet<&String> = own.iter().collect();
            // Whoever's question was taken over later got a letter of that as well.
            assert!(!unique.is_empty() && own.len() == unique.len() + doubled, "{to}: {own:?}, {doubled} answers lost");
        }
    }
}

/// How long a carrier of these tests waits for a server that says nothing: long for a healthy one on a busy machine.
const PATIENCE: Duration = Duration::from_secs(1);

/// Where a server can stop saying anything, of letters to one domain, and whether it keeps such a letter.
fn hang(step: Step<'_>, at: &str, greeted: &AtomicUsize) -> Mood {
    let is_theirs = |to: &str| to.ends_with("@hangt.example");
    match (at, step) {
        // Nobody said yet to whom a letter goes: every other conversation.
        ("greeting", Step::Greeting) if greeted.fetch_add(1, Ordering::SeqCst).is_multiple_of(2) => Mood::Hangs,
        ("recipient", Step::Recipient(to)) | ("data", Step::Data(to)) | ("middle of the text", Step::Begun(to))
            if is_theirs(to) =>
        {
            Mood::Hangs
        }
        ("answer, and drops it", Step::Text(to)) if is_theirs(to) => Mood::Hangs,
        ("answer, and keeps it", Step::Text(to)) if is_theirs(to) => Mood::TakesAndHangs,
        _ => Mood::Good,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_hangs_anywhere_holds_its_own_letter_for_a_bounded_time_and_doubles_only_what_it_kept() {
    for desk in desks().await {
        let mut key = 0;
        for (at, copies_kept) in [
            ("greeting", 0),
            ("recipient", 0),
            ("data", 0),
            ("middle of the text", 0),
            ("answer, and drops it", 0),
            ("answer, and keeps it", 2),
        ] {
            let (is_ill, greeted) = (Arc::new(AtomicBool::new(true)), AtomicUsize::new(0));
            let ill = Arc::clone(&is_ill);
            let mood =
                move |step: Step<'_>| if ill.load(Ordering::SeqCst) { hang(step, at, &greeted) } else { Mood::Good };
            let server = MailServer::start(mood).await;
            let carrier = to_server(server.url()).patient_for(PATIENCE);
            ask_from(&desk, key + 1, "ans@hangt.example").await;
            ask_from(&desk, key + 2, "jan@arnhem.example").await;
            key += 2;
            // Twice in vain, …
            for tried in 1..=2 {
                let began = app::stopwatch();
                worker::run_once(&desk.app, &carrier).await;
                assert!(began.elapsed() < PATIENCE * 60, "{at}: one hang holds no worker for ever");
                let left = queue(&desk).await;
                assert!(left.0 >= 1 && left.1 == 0 && server.hung() >= tried, "{at}: {left:?}, {}", server.hung());
                if at != "greeting" {
                    assert_eq!(left.0, 1, "{at}: all others went meanwhile");
                }
                desk.clock.advance(chrono::Duration::minutes(20));
            }
            // … and then it is well.
            is_ill.store(false, Ordering::SeqCst);
            worker::run_once(&desk.app, &carrier).await;
            assert_eq!(queue(&desk).await, (0, 0), "{at}");
            let doubled: usize = copies(&server).values().map(|times| times.len() - 1).sum();
            assert_eq!(doubled, copies_kept, "{at}: doubles are what it kept, under one Message-ID");
            let theirs = server.letters().iter().filter(|(to, _)| to == "ans@hangt.example").count();
            assert_eq!(theirs, 1 + copies_kept, "{at}: its receipt came");
        }
    }
}

/// What becomes of one try of the receipt: its answer is lost. Everything else goes.
async fn lose_the_answer(desk: &TestDesk) -> usize {
    let mut tried = 0;
    for job in desk.app.lease_letters(50).await.expect("leased") {
        let is_receipt = job.letter.kind == LetterKind::Receipt;
        tried += usize::from(is_receipt);
        let lost = LetterOutcome::Unanswered("die antwoordt niet".to_owned());
        let outcome = if is_receipt { lost } else { LetterOutcome::sent() };
        assert!(desk.app.settle_letter(&job, &outcome).await.expect("settled"));
    }
    tried
}

#[tokio::test]
async fn a_letter_of_which_every_answer_is_lost_is_given_up_after_fourteen_copies_also_when_it_is_sent_again() {
    for desk in desks().await {
        let ticket = ask_from(&desk, 1, "ans@arnhem.example").await;
        let lead = desk.staff(TestDesk::LEAD);
        let reference = domain::Reference { year: 2026, ticket };
        for time in 1..=2 {
            let mut copies = 0;
            while queue(&desk).await.1 == 0 {
                copies += lose_the_answer(&desk).await;
                desk.clock.advance(chrono::Duration::minutes(60));
                assert!(copies <= 14, "more copies than were to be");
            }
            assert_eq!(copies, 14, "the {time}th time on {}", desk.store.name());
            let view = desk.app.view_ticket(&lead, reference).await.expect("the ticket");
            assert!(view.dead_letters[0].why.contains("antwoordt niet"), "{}", view.dead_letters[0].why);
            let letter = Some(view.dead_letters[0].id);
            desk.app.send_letter_again(&lead, reference, letter, None).await.expect("sent again");
        }
    }
}

#[tokio::test]
async fn nothing_is_sent_for_what_was_rolled_back() {
    for desk in desks().await {
        let server = MailServer::start(|_| Mood::Good).await;
        let carrier = to_server(server.url());
        let ticket = ask_from(&desk, 1, "ans@arnhem.example").await;
        let made = store::jobs::of_ticket(&*desk.store, ticket).await.expect("readable");
        worker::run_once(&desk.app, &carrier).await;
        let before = server.taken();
        // A row whose transaction ends otherwise.
        let (mut job, _) = made.into_iter().next().expect("a letter");
        job.id = JobId(uuid::Uuid::from_u128(77));
        let tx = desk.store.write().await.expect("it begins");
        store::jobs::enqueue(&tx, &[job], desk.app.now()).await.expect("written");
        tx.rollback().await.expect("undone");
        // Two answers to what both saw: one is stored with its letter, the other with nothing.
        let reference = domain::Reference { year: 2026, ticket };
        let lead = desk.staff(TestDesk::LEAD);
        let both_saw = desk.app.read_ticket(&lead, reference).await.expect("a question").revision;
        let seen = SeenTicket { reference, seen: Seen::Revision(both_saw), key: None };
        let mut refused = 0;
        for text in ["In hoofdstuk drie.", "In hoofdstuk vier."] {
            match desk.app.reply_to_ticket(&lead, seen, text, Reply::Answer).await {
                Err(Refusal::Conflict(_)) => refused += 1,
                other => assert!(other.is_ok(), "{other:?}"),
            }
        }
        // One that is refused when it is about to be stored.
        let anonymous = Caller::new(Actor::Anonymous, Origin::Web);
        let draft = testkit::question_about(2, "woonzorgvisie");
        let wait = || Err(Duration::from_secs(60));
        let limited = desk.app.submit_question_if(&anonymous, draft, app::Sent::default(), &wait).await;
        assert!(matches!(limited, Err(Refusal::Limited(..))), "{limited:?}");
        worker::run_once(&desk.app, &carrier).await;
        let answers =
            rows(desk.store.url()).await.into_iter().filter(|row| row.2 == LetterKind::Answer.as_str()).count();
        assert_eq!((refused, answers, server.taken() - before), (1, 1, 1), "one answer, one letter");
        assert_eq!(queue(&desk).await, (0, 0));
    }
}

/// How many questions are asked: each has a receipt, and a letter to who has it.
const QUESTIONS: u128 = 2_000;
/// How many workers are killed.
const KILLS: usize = 8;
/// How many letters one worker has under way at most: more cannot have lost their answer at once.
const UNDER_WAY: usize = 40;

#[tokio::test(flavor = "multi_thread")]
async fn workers_killed_at_random_while_two_thousand_letters_go_out_lose_none_and_make_none_up() {
    for database in testkit::database::stores().await {
        println!("on {}", database.name());
        kill_workers(database.url()).await;
    }
}

async fn kill_workers(url: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    for arguments in [&["migrate"][..], &["demo", "--seed-only", "--questions", "1"]] {
        assert!(loket(folder.path(), url).args(arguments).stdout(Stdio::null()).status().expect("it runs").success());
    }
    let causes = ask_many(folder.path(), url).await;
    let server = MailServer::start(|step| match step {
        Step::Text(_) => Mood::Late(Duration::from_millis(20)),
        _ => Mood::Good,
    })
    .await;
    let begin = || {
        let mut worker = loket(folder.path(), url);
        worker.arg("worker").env("LOKET__MAIL__SMTP_URL", server.url()).env("LOKET__WORKER__LEASE_SECONDS", "2");
        worker.spawn().expect("it starts")
    };
    let wanted: BTreeSet<String> = rows(url).await.into_iter().map(|row| row.0).collect();
    assert!(wanted.len() >= 2_000, "{} letters", wanted.len());
    // Where in the row of letters a worker died.
    let mut deaths = Vec::new();
    for kill in 1..=KILLS {
        let mut worker = begin();
        // Some way into its share, and at no particular moment.
        let until = wanted.len() * kill / (KILLS + 2);
        while server.taken() < until {
            assert!(worker.try_wait().expect("it can be asked").is_none(), "the worker ended by itself");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let mut chance = [0; 2];
        aws_lc_rs::rand::fill(&mut chance).expect("randomness");
        tokio::time::sleep(Duration::from_micros(u16::from_be_bytes(chance).into())).await;
        worker.kill().expect("it can be killed");
        worker.wait().expect("it is gone");
        // What it had handed over is taken in, whether it heard of that or not.
        tokio::time::sleep(Duration::from_millis(200)).await;
        deaths.push(server.taken());
    }
    let mut worker = begin();
    // What the sweeps of a worker write waits for its own moment.
    while rows(url).await.iter().any(|row| wanted.contains(&row.0) && row.3 != "done") {
        assert!(worker.try_wait().expect("it can be asked").is_none(), "the worker ended by itself");
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    let pid = worker.id().to_string();
    assert!(std::process::Command::new("kill").args(["-TERM", &pid]).status().expect("it runs").success());
    assert!(worker.wait().expect("it ends").success(), "what was under way is finished first");

    let stored = rows(url).await;
    for cause in &causes {
        let receipts = stored.iter().filter(|row| row.1 == cause.0 && row.2 == LetterKind::Receipt.as_str()).count();
        assert_eq!(receipts, 1, "question {cause} has one receipt");
    }
    let copies = copies(&server);
    let sent: BTreeSet<String> = copies.keys().cloned().collect();
    let done: BTreeSet<String> = stored.iter().filter(|row| row.3 == "done").map(|row| row.0.clone()).collect();
    assert_eq!(sent, done, "no cause without its letter, and no letter without its cause");
    assert!(wanted.is_subset(&sent), "and none of those that waited is left");
    let mut doubles = 0;
    for (id, times) in &copies {
        for pair in times.windows(2) {
            doubles += 1;
            let death = deaths.iter().copied().find(|death| *death > pair[0]);
            let death = death.unwrap_or_else(|| panic!("{id} came twice, and nobody died between"));
            assert!(pair[1] >= death, "{id} came twice from one worker");
            assert!(death - pair[0] <= UNDER_WAY, "{id} came twice, long before anybody died");
        }
    }
    println!("{} letters, {} workers killed, {doubles} doubles", copies.len(), deaths.len());
}

/// The questions, each acknowledged; their letters wait.
async fn ask_many(folder: &std::path::Path, url: &str) -> Vec<TicketId> {
    let mut command = loket(folder, url);
    command.args(["serve", "--no-worker"]);
    let mut served = serve_by(command).await;
    let client = Arc::new(Client::at(served.address()));
    let next = Arc::new(AtomicUsize::new(0));
    let asking: Vec<_> = (0..8)
        .map(|_| {
            let (client, next) = (Arc::clone(&client), Arc::clone(&next));
            tokio::spawn(async move {
                let mut asked = Vec::new();
                loop {
                    let number = next.fetch_add(1, Ordering::SeqCst) as u128;
                    if number >= QUESTIONS {
                        return asked;
                    }
                    let mut question = crate::client::question(number);
                    question["input"]["subject"] = json!(format!("Woonzorgvisie {number}"));
                    let answer = client.ask(None, SUBMIT, question).await;
                    let reference = answer["submitQuestion"]["receipt"]["reference"].as_str();
                    let reference = reference.unwrap_or_else(|| panic!("not taken: {answer}"));
                    asked.push(reference.parse::<domain::Reference>().expect("a reference").ticket);
                }
            })
        })
        .collect();
    let mut asked = Vec::new();
    for one in asking {
        asked.extend(one.await.expect("no panic"));
    }
    served.stop();
    assert_eq!(asked.len() as u128, QUESTIONS);
    asked
}
