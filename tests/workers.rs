//! Workers as processes: killed in the middle, on a clock that jumps, on one database.

use crate::client::HANGS_AFTER;
use crate::crash::loket;
use app::{App, Caller, LETTER_LEASE, RandomIds, Settings};
use chrono::{DateTime, Utc};
use domain::{Actor, EventKind, Metric, Origin, TicketId};
use sea_orm::ConnectionTrait;
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use store::{Options, Store};
use testkit::{FrozenClock, TestDesk, question_about};

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect("a moment").to_utc()
}

async fn ask(desk: &TestDesk, key: u128) -> TicketId {
    let draft = question_about(key, "woonzorgvisie");
    let anonymous = Caller::new(Actor::Anonymous, Origin::Web);
    desk.app.submit_question(&anonymous, draft).await.expect("a receipt").reference.ticket
}

/// Letters as they lie in the folder: file name (made from the Message-ID) and the subject line.
fn delivered(folder: &Path) -> Vec<(String, String)> {
    let mut letters = Vec::new();
    for entry in std::fs::read_dir(folder.join("mail")).into_iter().flatten() {
        let path = entry.expect("readable").path();
        if path.extension().is_some_and(|extension| extension == "eml") {
            let text = std::fs::read_to_string(&path).expect("a letter");
            // A long subject goes on on lines that begin with a space.
            let mut lines = text.lines().skip_while(|line| !line.starts_with("Subject:"));
            let mut subject = lines.next().unwrap_or_default().to_owned();
            lines.take_while(|line| line.starts_with(' ')).for_each(|line| subject.push_str(line));
            letters.push((path.file_name().expect("a name").to_string_lossy().into_owned(), subject));
        }
    }
    letters
}

/// Reminders among the letters, by reference.
fn reminders(folder: &Path) -> HashMap<String, HashSet<String>> {
    let mut found: HashMap<String, HashSet<String>> = HashMap::new();
    for (name, subject) in delivered(folder) {
        if let (true, Some(start)) = (subject.contains("Eerste reactie voor"), subject.find("EHA-")) {
            let reference = subject[start..].split(']').next().unwrap_or_default().to_owned();
            found.entry(reference).or_default().insert(name);
        }
    }
    found
}

const MANY: usize = 10_000;

/// Copies of one question, each with promises that come near now, and older ones whose promise was broken already.
async fn fill(url: &str, ids: &str, near: &str, late: &str) {
    let database = testkit::database::direct(url).await.expect("it opens");
    let columns = "subject, language, status, received_at, organisation_id, organisation_kind, municipality, \
                   region_layout, region_code, contact_name, contact_email, contact_phone, out_of_scope, policy, \
                   assignee_id, routing_summary, effort_minutes, has_personal_data, revision, received_on, urgency";
    let statements = [
        format!(
            "INSERT INTO tickets (id, submission_key, tracking_hash, indexed, {columns}) \
             SELECT 1000 + i, gen_random_uuid(), 'copy' || i, true, {columns} \
             FROM tickets, generate_series(1, {MANY}) AS i WHERE tickets.id = {ids}"
        ),
        format!(
            "INSERT INTO deadlines (ticket_id, metric, counted_from, due_at, due_on, remind_at, derivation, calendar_version) \
             SELECT id, 'FIRST_RESPONSE', received_at, {near} + interval '1 day', ({near} + interval '1 day')::date, {near}, '', 1 \
             FROM tickets WHERE id > 1000"
        ),
        format!(
            "INSERT INTO deadlines (ticket_id, metric, counted_from, due_at, due_on, remind_at, derivation, calendar_version, reminded_for) \
             SELECT id, 'ANSWER', received_at, {late} + (id % 500) * interval '1 minute', {late}::date, {late}, '', 1, {late} \
             FROM tickets WHERE id > 1000 AND id % 10 = 0"
        ),
        // Of the others the answer came at once.
        format!(
            "INSERT INTO deadlines (ticket_id, metric, counted_from, due_at, due_on, remind_at, derivation, calendar_version, met_at, met_on, outcome) \
             SELECT id, 'ANSWER', received_at, {near}, {near}::date, {near}, '', 1, received_at, received_at::date, 'KEPT' \
             FROM tickets WHERE id > 1000 AND id % 10 <> 0"
        ),
        "ANALYZE".to_owned(),
    ];
    for statement in statements {
        database.execute_unprepared(&statement).await.expect("it is filled");
    }
    database.close().await.expect("it closes");
}

fn worker(folder: &Path, url: &str) -> Child {
    let mut command = loket(folder, url);
    command.arg("worker").env("LOKET__WORKER__LEASE_SECONDS", "3").env("LOKET__DATABASE__CONNECTIONS", "3");
    command.spawn().expect("it starts")
}

#[tokio::test(flavor = "multi_thread")]
async fn four_workers_killed_again_and_again_lose_no_reminder_and_write_none_twice() {
    let Some(store) = testkit::database::postgresql().await else { return };
    let url = store.url().to_owned();
    let desk = TestDesk::on(store).await;
    let model = ask(&desk, 1).await;
    // The workers run on the clock of this machine, and remind in opening hours only: the desk is always open.
    let always = r#"{"calendar":{"version":2,"regimes":[{"from":"0001-01-01","hours":HOURS,"good_friday_off":false,"liberation_day_off":false}]},"policies":[{"from":null,"name":"standard","first_response_days":2,"answer_days":10,"remind_first_response_days":1,"remind_answer_days":2}]}"#
        .replace("HOURS", &format!("[{}]", [r#"[{"from":"00:00:00","to":"23:59:59"}]"#; 7].join(",")));
    let database = testkit::database::direct(&url).await.expect("it opens");
    let edition = format!(
        "INSERT INTO promise_rules VALUES (2, '{always}', NULL, true, '{}', now()); UPDATE versions SET promises = promises + 1",
        TestDesk::LEAD
    );
    for statement in edition.split(';') {
        database.execute_unprepared(statement).await.expect("the rules are stored");
    }
    database.close().await.expect("it closes");
    fill(&url, &model.0.to_string(), "(now() - interval '1 hour')", "(now() - interval '3 days')").await;

    let folder = tempfile::tempdir().expect("a folder");
    let mut workers: Vec<Child> = (0..4).map(|_| worker(folder.path(), &url)).collect();
    let mut kills = 0;
    for second in 0..HANGS_AFTER.as_secs() {
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        if reminders(folder.path()).len() == MANY {
            break;
        }
        // One is killed every other second, while there is work; another takes its place.
        if second % 2 == 1 && kills < 12 {
            let place = kills % workers.len();
            workers[place].kill().expect("it can be killed");
            workers[place].wait().expect("it is gone");
            workers[place] = worker(folder.path(), &url);
            kills += 1;
        }
    }
    for worker in &mut workers {
        worker.kill().expect("it can be killed");
        worker.wait().expect("it is gone");
    }

    let found = reminders(folder.path());
    assert!(kills >= 3, "{kills} workers were killed");
    assert_eq!(found.len(), MANY, "every reminder was written");
    let twice: Vec<_> = found.iter().filter(|(_, letters)| letters.len() > 1).collect();
    assert!(twice.is_empty(), "two letters about the same promise: {twice:?}");
    let queue = store::jobs::queue(&*desk.store, desk.app.now()).await.expect("readable");
    println!("{kills} workers killed, {} leases taken over, {} letters dead", queue.takeovers, queue.dead);
    assert_eq!(queue.dead, 0);

    let database = testkit::database::direct(&url).await.expect("it opens");
    let count = async |sql: &str| {
        let row = database.query_one_raw(sea_orm::Statement::from_string(database.get_database_backend(), sql)).await;
        row.expect("readable").expect("a row").try_get_by_index::<i64>(0).expect("a number")
    };
    let broken = i64::try_from(MANY / 10).expect("small");
    assert_eq!(count("SELECT count(*) FROM deadlines WHERE breached_at = due_at AND ticket_id > 1000").await, broken);
    assert_eq!(count("SELECT count(*) FROM deadlines WHERE breached_at <> due_at AND ticket_id > 1000").await, 0);
    let stamped = "SELECT count(*) FROM events e JOIN deadlines d ON d.ticket_id = e.ticket_id AND d.metric = 'ANSWER' \
                   WHERE e.kind = 'breached' AND e.at = d.due_at AND e.ticket_id > 1000";
    assert_eq!(count(stamped).await, broken);
    assert_eq!(count("SELECT count(*) FROM events WHERE kind = 'breached' AND ticket_id > 1000").await, broken);
    database.close().await.expect("it closes");
}

/// The library that gives a program another clock; Debian's package is called `faketime`.
pub fn faketime() -> Option<String> {
    let library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";
    if Path::new(library).exists() {
        return Some(library.to_owned());
    }
    assert!(std::env::var("CI").is_err(), "faketime must be installed in CI");
    println!("SKIPPED: faketime is not installed (Debian: apt-get install faketime)");
    None
}

#[tokio::test(flavor = "multi_thread")]
async fn the_real_worker_keeps_every_promise_on_a_clock_that_jumps() {
    let Some(library) = faketime() else { return };
    let desk = TestDesk::on(testkit::database::sqlite().await).await;
    // A reaction by Tuesday 28 March 2028: the reminder falls on Monday, the day after the clock went forward.
    desk.clock.set(at("2028-03-24T10:00:00+01:00"));
    let ticket = ask(&desk, 1).await;
    let url = desk.store.url().to_owned();
    let folder = tempfile::tempdir().expect("a folder");
    let clock = folder.path().join("clock");
    let put = |moment: &str| std::fs::write(&clock, format!("{moment}\n")).expect("the clock is put");
    put("2028-03-25 23:50:00");
    let mut command: Command = loket(folder.path(), &url);
    let mut worker = command
        .arg("worker")
        .env("LD_PRELOAD", library)
        .env("FAKETIME_TIMESTAMP_FILE", &clock)
        .env("FAKETIME_NO_CACHE", "1")
        .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
        .env("TZ", "UTC")
        .stdout(Stdio::null())
        .spawn()
        .expect("it starts");
    let known = async |kind: EventKind| {
        let events = store::events::of_ticket(&*desk.store, ticket).await.expect("readable");
        events.iter().any(|event| event.kind() == kind)
    };
    // UTC. The night of the 26th (the clock goes forward at 01:00 UTC), an hour too early, right again, the moment
    // itself (09:00 in Amsterdam is 07:00 UTC now), an hour back, and an hour too far.
    for (moment, must_follow) in [
        ("2028-03-26 00:59:58", None),
        ("2028-03-26 01:00:01", None),
        ("2028-03-27 05:59:58", None),
        ("2028-03-27 06:59:58", None),
        ("2028-03-27 07:00:05", Some(EventKind::Reminded)),
        ("2028-03-27 06:30:00", None),
        ("2028-03-27 08:30:00", None),
        ("2028-03-28 15:00:03", Some(EventKind::Breached)),
        ("2028-03-28 14:00:00", None),
        ("2028-03-28 16:00:00", None),
    ] {
        put(moment);
        // Time for a sweep to do what it should not; what it should do is waited for, however long it takes.
        tokio::time::sleep(std::time::Duration::from_secs(4)).await;
        if let Some(kind) = must_follow {
            for _ in 0..HANGS_AFTER.as_secs() {
                if known(kind).await {
                    break;
                }
                tokio::time::sleep(std::time::Duration::from_secs(1)).await;
            }
        }
    }
    worker.kill().expect("it can be killed");
    worker.wait().expect("it is gone");
    let events = store::events::of_ticket(&*desk.store, ticket).await.expect("readable");
    let kinds = |kind| events.iter().filter(|event| event.kind() == kind).map(|event| event.at).collect::<Vec<_>>();
    let reminded = kinds(EventKind::Reminded);
    assert_eq!(reminded.len(), 1, "{reminded:?}");
    assert!(reminded[0] >= at("2028-03-27T09:00:00+02:00"), "in opening hours: {reminded:?}");
    assert_eq!(kinds(EventKind::Breached), [at("2028-03-28T17:00:00+02:00")], "at its deadline");
    let late = desk.app.read_ticket(&desk.staff(TestDesk::LEAD), domain::Reference { year: 2028, ticket }).await;
    let first = late.expect("the ticket").promises.of(Metric::FirstResponse).clone();
    assert_eq!(first.breached_at, Some(first.due_at));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changes_on_one_server_wakes_the_others_and_their_workers() {
    let Some(store) = testkit::database::postgresql().await else { return };
    let url = store.url().to_owned();
    let here = TestDesk::on(store).await;
    let settings = Settings {
        public_url: "http://loket.test".to_owned(),
        allow_demo: false,
        signing_key: here.app.settings().signing_key.clone(),
        letter_lease: LETTER_LEASE,
        patience: app::Patience::default(),
        reactions_per_hour: app::REACTIONS_PER_HOUR,
        signature: app::Signature::default(),
        colleagues: app::Colleagues::default(),
        privacy: app::Privacy::default(),
        drafts_hold: chrono::Duration::days(14),
        reading: app::Reading::default(),
        files: app::FileSettings::default(),
        auth: app::AuthSettings::default(),
        shown: Vec::new(),
        inbox: app::InboxSettings::default(),
        retention: app::Retention::default(),
    };
    let other_store = Store::connect(&Options { connections: 2, ..Options::new(&url) }).await.expect("it opens");
    let clock = FrozenClock::at(here.app.now());
    let there = App::open(other_store, Box::new(clock), Box::new(RandomIds), settings).await.expect("the desk opens");
    let relays: Vec<_> = [here.app.clone(), there.clone()]
        .into_iter()
        .map(|app| tokio::spawn(async move { app.relay().await }))
        .collect();
    let mut heard = there.listen(&here.staff(TestDesk::LEAD)).expect("a lead may listen");
    // The relays need a moment to begin listening; asking again until they do is no loss.
    let mut woken = None;
    let mut asked = 0;
    for key in 1..=HANGS_AFTER.as_secs() {
        asked = key;
        let ticket = ask(&here, key.into()).await;
        let patience = std::time::Duration::from_secs(1);
        if let Ok(Ok(change)) = tokio::time::timeout(patience, heard.recv()).await {
            woken = Some((ticket, change));
            break;
        }
    }
    let (ticket, change) = woken.expect("the other server hears of it");
    assert!(change <= ticket);
    tokio::time::timeout(HANGS_AFTER, there.letters_written()).await.expect("its worker wakes as well");
    let mut echoes = 0;
    while tokio::time::timeout(std::time::Duration::from_millis(300), heard.recv()).await.is_ok() {
        echoes += 1;
    }
    assert!(echoes <= asked, "news does not run in circles");
    for relay in relays {
        relay.abort();
    }
}
