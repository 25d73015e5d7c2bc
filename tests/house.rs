//! The rules of the house, held by a machine: who may name whom, where time enters, which documents tell the truth.

#[path = "booleans.rs"]
mod booleans;
#[path = "circles.rs"]
mod circles;
#[path = "documents.rs"]
mod documents;
#[path = "rooms.rs"]
mod rooms;

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Every crate, and which of our crates it may name outside its tests. Arrows only point down.
const FLOORS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("routing", &["domain"]),
    ("similar", &["domain"]),
    ("sla", &["domain"]),
    ("trends", &["domain"]),
    ("files", &[]),
    ("post", &[]),
    ("report", &[]),
    ("rich", &["domain"]),
    ("migrations", &[]),
    ("store", &["domain", "migrations"]),
    ("app", &["domain", "files", "post", "rich", "routing", "similar", "sla", "trends", "store"]),
    ("demo", &["domain"]),
    ("graphql", &["domain", "app"]),
    ("rest", &["domain", "rich", "app"]),
    ("web", &["domain", "report", "rich", "app"]),
    ("worker", &["domain", "app"]),
    (
        "server",
        &[
            "domain", "files", "post", "routing", "sla", "trends", "store", "app", "demo", "graphql", "rest", "web",
            "worker",
        ],
    ),
    ("testkit", &["domain", "migrations", "routing", "sla", "trends", "store", "app"]),
    (
        "bench",
        &[
            "domain", "files", "post", "routing", "sla", "trends", "store", "app", "demo", "graphql", "rest", "web",
            "worker", "server", "testkit",
        ],
    ),
];

/// Frameworks, and the only crates that may name them. `bench` may name everything and is not listed; `testkit` opens the
/// connections that only tests have.
const FRAMEWORKS: &[(&str, &[&str])] = &[
    ("sea-orm", &["store", "testkit"]),
    ("sqlx", &["store"]),
    ("sea-orm-migration", &["store", "migrations"]),
    ("async-graphql", &["graphql"]),
    ("askama", &["web"]),
    ("lettre", &["worker"]),
    ("async-imap", &["worker"]),
    ("email_address", &["domain"]),
    ("idna", &["domain"]),
    ("mail-parser", &["post"]),
    ("html5gum", &["post"]),
    ("axum", &["graphql", "rest", "web", "server"]),
    ("anyhow", &["server"]),
    ("object_store", &["files"]),
    ("clamav-client", &["files"]),
    ("pulldown-cmark", &["rich"]),
    ("ammonia", &["rich"]),
    ("typst", &["report"]),
    ("typst-pdf", &["report"]),
];

/// The only files that may ask the machine what time it is, or for chance. `door.rs` measures against the age of a
/// connection, which its pool counts by the same machine's clock; no moment of the desk comes of it.
const CLOCKS: &[&str] = &["crates/app/src/clock.rs", "crates/store/src/door.rs"];
const ASKING_THE_TIME: &[&str] = &["Utc::now", "Local::now", "SystemTime::now", "Instant::now", "now_v7", "new_v4"];
const TIME_IN_SQL: &[&str] = &["current_timestamp", "current_date", "current_time", "now()", "'now'"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the workspace is there")
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every file under `folder` with one of these suffixes: its path from the root, and its text.
fn files(folder: &str, suffixes: &[&str]) -> Vec<(String, String)> {
    let root = root();
    let mut folders = vec![root.join(folder)];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.expect("a readable entry").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() {
                if name != "node_modules" && name != "target" {
                    folders.push(path);
                }
            } else if suffixes.iter().any(|suffix| name.ends_with(suffix)) {
                let path = path.strip_prefix(&root).expect("below the root").to_string_lossy().into_owned();
                found.push((path.clone(), read(&path)));
            }
        }
    }
    assert!(!found.is_empty(), "{folder} holds no {suffixes:?}: this rule looks in the wrong place");
    found
}

/// What ships of a Rust file: its lines without comments, up to the test module that closes it.
fn shipped(path: &str, text: &str) -> Vec<String> {
    let test = path.contains("/tests/") || path.ends_with("tests.rs") || path.ends_with("testing.rs");
    let lines: Vec<&str> = if test { Vec::new() } else { text.lines().map(str::trim).collect() };
    let opens_tests =
        |pair: &[&str]| pair[0] == "#[cfg(test)]" && pair[1].starts_with("mod ") && pair[1].ends_with('{');
    let end = lines.windows(2).position(opens_tests).unwrap_or(lines.len());
    lines[..end].iter().filter(|line| !line.starts_with("//")).map(|line| (*line).to_owned()).collect()
}

/// Who names whom outside tests, among the crates of the workspace and beyond.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .args(["metadata", "--no-deps", "--format-version", "1", "--offline"])
        .current_dir(root())
        .output()
        .expect("cargo starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo speaks JSON");
    let text = |value: &Value| value.as_str().expect("a name").to_owned();
    let list = |value: &Value| value.as_array().expect("a list").clone();
    list(&metadata["packages"])
        .iter()
        .map(|package| {
            let named = list(&package["dependencies"]).into_iter().filter(|dependency| dependency["kind"] != "dev");
            (text(&package["name"]), named.map(|dependency| text(&dependency["name"])).collect())
        })
        .collect()
}

fn misplaced_arrows(named: &BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    let ours: BTreeSet<&str> = FLOORS.iter().map(|(name, _)| *name).collect();
    let mut wrong = Vec::new();
    for (name, others) in named {
        let Some((_, may)) = FLOORS.iter().find(|(floor, _)| floor == name) else {
            wrong.push(format!("{name} is not in the table"));
            continue;
        };
        for other in others {
            if ours.contains(other.as_str()) && !may.contains(&other.as_str()) {
                wrong.push(format!("{name} -> {other}"));
            }
            let keepers = FRAMEWORKS.iter().find(|(framework, _)| framework == other).map(|(_, keepers)| *keepers);
            if name != "bench" && keepers.is_some_and(|keepers| !keepers.contains(&name.as_str())) {
                wrong.push(format!("{name} -> {other}, a framework of {keepers:?}"));
            }
        }
    }
    let absent = ours.iter().filter(|name| !named.contains_key(**name));
    wrong.extend(absent.map(|name| format!("{name} is in the table and not in the workspace")));
    wrong
}

#[test]
fn every_crate_and_every_arrow_between_crates_is_in_the_table() {
    assert_eq!(misplaced_arrows(&dependencies()), Vec::<String>::new(), "the table stands in tests/house.rs");
}

#[test]
fn an_arrow_that_points_up_or_past_its_floor_is_seen() {
    let mut named = dependencies();
    named.entry("domain".to_owned()).or_default().insert("store".to_owned());
    named.entry("app".to_owned()).or_default().insert("axum".to_owned());
    named.entry("web".to_owned()).or_default().insert("testkit".to_owned());
    named.insert("attic".to_owned(), BTreeSet::new());
    let seen = misplaced_arrows(&named).join("\n");
    for wrong in ["domain -> store", "app -> axum", "web -> testkit", "attic is not in the table"] {
        assert!(seen.contains(wrong), "{wrong} should be in: {seen}");
    }
}

#[test]
fn every_crate_follows_the_lints_of_the_workspace() {
    for (path, text) in files("crates", &["Cargo.toml"]).iter().chain(&files("migrations", &["Cargo.toml"])) {
        assert!(text.contains("[lints]\nworkspace = true"), "{path} does not say `[lints] workspace = true`");
    }
}

#[test]
fn the_crates_that_others_build_on_demand_documentation() {
    for name in ["domain", "files", "post", "rich", "routing", "similar", "sla", "trends", "report", "app", "store"] {
        let text = read(&format!("crates/{name}/src/lib.rs"));
        let on = ["#![warn(missing_docs)]", "#![deny(missing_docs)]"].iter().any(|line| text.contains(line));
        assert!(on, "crates/{name}/src/lib.rs does not ask for documentation");
    }
}

#[test]
fn time_and_chance_enter_through_the_clock_only() {
    let sources = [files("crates", &[".rs"]), files("migrations", &[".rs"])].concat();
    let mut seen = Vec::new();
    for (path, text) in sources.iter().filter(|(path, _)| !path.starts_with("crates/bench/")) {
        let asks = shipped(path, text).iter().any(|line| ASKING_THE_TIME.iter().any(|ask| line.contains(ask)));
        if asks {
            seen.push(path.as_str());
        }
    }
    seen.sort_unstable();
    assert_eq!(seen, CLOCKS, "the machine's clock is asked in the left list, and may be in the right one");
}

#[test]
fn no_statement_asks_the_database_for_the_time() {
    for (path, text) in [files("crates/store", &[".rs", ".sql"]), files("migrations", &[".rs", ".sql"])].concat() {
        for line in shipped(&path, &text).iter().filter(|line| !line.starts_with("--")) {
            let line = line.to_lowercase().replace("instant::now()", "");
            let asks = TIME_IN_SQL.iter().find(|ask| line.contains(**ask));
            assert!(asks.is_none(), "{path} asks the database for the time ({asks:?}): bind it as a value\n{line}");
        }
    }
}

/// The only files that may begin a task that nobody waits for, and why: what such a task does is lost when the process ends.
const SPAWNING: &[(&str, &str)] = &[
    ("crates/bench/src/desk.rs", "serves the desk that is measured"),
    ("crates/bench/src/year.rs", "three years at once, each waited for"),
    ("crates/graphql/src/api.rs", "the loader of a query reads, and ends with it"),
    ("crates/server/src/observe.rs", "figures in memory are kept small"),
    ("crates/server/src/serve.rs", "the worker, waited for, so that its panic is seen as one"),
    ("crates/testkit/src/imap_server.rs", "a mailbox for tests"),
    ("crates/testkit/src/mail_server.rs", "a mail server for tests"),
];

/// The lines that begin such a task, in whatever way it is written.
fn spawns(path: &str, text: &str) -> Vec<String> {
    let begins = |line: &String| {
        let named = ["tokio::spawn", "task::spawn", "spawn_local", "Handle::current"];
        let imported = line.starts_with("use tokio") && line.contains("spawn");
        let line = line.replace("spawn_blocking", "");
        named.iter().any(|way| line.contains(way)) || (imported && line.contains("spawn"))
    };
    shipped(path, text).into_iter().filter(begins).collect()
}

#[test]
fn no_task_is_begun_that_nobody_waits_for_but_in_the_files_that_say_why() {
    let seen: BTreeSet<String> = files("crates", &[".rs"])
        .into_iter()
        .filter(|(path, text)| !spawns(path, text).is_empty())
        .map(|(path, _)| path)
        .collect();
    let listed: BTreeSet<String> = SPAWNING.iter().map(|(path, _)| (*path).to_owned()).collect();
    assert_eq!(seen, listed, "what must happen is a row, and the worker does it; the list stands in tests/house.rs");
    for (text, count) in [
        ("tokio::spawn(async move { app.send().await });", 1),
        ("use tokio::{spawn, sync::watch};", 1),
        ("use tokio::task::spawn;", 1),
        ("tokio::task::spawn_blocking(move || hash());", 0),
        ("use tokio::task::spawn_blocking;", 0),
        ("// tokio::spawn(x)", 0),
        ("background.spawn(WORKER, work);", 0),
    ] {
        assert_eq!(spawns("crates/web/src/x.rs", text).len(), count, "{text}");
    }
}

/// Where connections to a database are opened: every other one comes from there.
const CONNECTING: &[&str] =
    &["crates/store/src/connect.rs", "crates/store/src/pools.rs", "crates/testkit/src/database.rs"];

/// The sweep of idle connections of sqlx 0.9.0 can count below nothing and never end; what `store::quiet` opens has none.
#[test]
fn no_connection_is_opened_with_a_sweep_that_may_never_end() {
    let opens = |text: &str| text.contains(concat!("Database", "::connect("));
    let seen: BTreeSet<String> = [files("crates", &[".rs"]), files("tests", &[".rs"])]
        .concat()
        .into_iter()
        .filter(|(_, text)| opens(text))
        .map(|(path, _)| path)
        .collect();
    assert_eq!(seen, CONNECTING.iter().map(|path| (*path).to_owned()).collect());
}

/// The one file that takes words out of lines whose question is erased, and removes lines of the log after its term.
const FORGETTING: &str = "crates/store/src/retention/ledger.rs";

/// What would change or remove lines of the ledger.
const UNWRITING: &[&str] = &[
    "event::entity::update",
    "event::entity::delete",
    "update events",
    "delete from events",
    "into_table(event::",
    "from_table(event::",
];

fn unwrites(path: &str, text: &str) -> bool {
    let text = shipped(path, text).join("\n").to_lowercase();
    let in_the_ledger =
        path.ends_with("store/src/events.rs") && ["update", "delete"].iter().any(|word| text.contains(word));
    path != FORGETTING && (in_the_ledger || UNWRITING.iter().any(|words| text.contains(words)))
}

#[test]
fn nothing_in_the_store_changes_or_removes_a_line_of_the_ledger() {
    for (path, text) in files("crates/store/src", &[".rs"]) {
        assert!(!unwrites(&path, &text), "{path} changes the ledger: append to it instead");
    }
    assert!(unwrites("crates/store/src/events.rs", "Entity::delete_many()"));
    assert!(unwrites("crates/store/src/retention/wipe.rs", "\"UPDATE events SET kind = 'x'\""));
    assert!(read(FORGETTING).contains("UPDATE events SET detail"), "{FORGETTING} is the exception, and needs none");
    assert!(unwrites("crates/store/src/jobs.rs", "\"DELETE FROM events WHERE id = 1\""));
}

/// What writes an event, and the only file that may hold it.
const WRITING_EVENTS: &[(&str, &str)] = &[
    ("events::append", "crates/app/src/ledger.rs"),
    ("arrivals::write", "crates/app/src/ledger.rs"),
    ("tickets::change", "crates/app/src/ledger.rs"),
    ("events::{", "crates/app/src/ledger.rs"),
    ("insert into events", "crates/store/src/events.rs"),
    ("into_table(event::", "crates/store/src/events.rs"),
    ("event::activemodel", "crates/store/src/events.rs"),
    ("event::{activemodel", "crates/store/src/events.rs"),
    ("event::entity::insert", "crates/store/src/events.rs"),
];

fn writes_events_elsewhere(path: &str, text: &str) -> Option<&'static str> {
    let text = shipped(path, text).join("\n").to_lowercase();
    WRITING_EVENTS.iter().find(|(words, door)| path != *door && text.contains(words)).map(|(words, _)| *words)
}

#[test]
fn nobody_writes_an_event_except_through_the_one_door() {
    for (path, text) in files("crates", &[".rs"]) {
        let found = writes_events_elsewhere(&path, &text);
        assert_eq!(found, None, "{path} writes events: that is for crates/app/src/ledger.rs");
    }
    let verb = "store::events::append(&tx, &[event]).await?;";
    assert!(writes_events_elsewhere("crates/app/src/answering/add_note.rs", verb).is_some());
    assert!(writes_events_elsewhere("crates/app/src/ledger.rs", verb).is_none());
    assert!(writes_events_elsewhere("crates/store/src/jobs.rs", "event::Entity::insert(row)").is_some());
}

#[test]
fn what_ships_is_told_from_what_tests() {
    let text = "// Utc::now\nlet a = 1;\n#[cfg(test)]\nmod tests;\nlet b = 2;\n#[cfg(test)]\nmod tests {\nUtc::now\n}";
    let lines = shipped("crates/app/src/picture/mod.rs", text);
    assert_eq!(lines, ["let a = 1;", "#[cfg(test)]", "mod tests;", "let b = 2;"]);
    assert!(shipped("crates/app/src/desk_tests.rs", text).is_empty());
}

#[test]
fn nothing_is_left_for_later() {
    // In pieces, or this file would name itself.
    let marks = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("XX", "X"),
        concat!("todo", "!("),
        concat!("unimplemented", "!("),
    ];
    let kinds = [".rs", ".sql", ".toml", ".js", ".mjs", ".css", ".html", ".sh", ".graphql", "/test"];
    for folder in ["crates", "migrations", "tests", "scripts", ".ci"] {
        let kinds = if folder == "scripts" || folder == ".ci" { &[""][..] } else { &kinds[..] };
        for (path, text) in files(folder, kinds) {
            let mark = marks.iter().find(|mark| text.contains(**mark));
            assert!(mark.is_none(), "{path} holds {mark:?}: finish it, or open an issue");
        }
    }
}

/// A format that shows text as a program writes it: `\u{301}` where somebody typed an accent.
fn shows_text_as_code(path: &str, text: &str) -> Vec<String> {
    let formatted = |line: &&String| line.contains(":?}") || line.contains(":#?}");
    // What is told to operators in English and to the log only.
    let for_builders = |line: &&String| line.starts_with("StoreError::") || line.contains("named == format!(");
    shipped(path, text).iter().filter(formatted).filter(|line| !for_builders(line)).cloned().collect()
}

#[test]
fn no_message_to_people_shows_their_text_as_a_program_writes_it() {
    for name in
        ["domain", "post", "routing", "similar", "sla", "trends", "store", "app", "graphql", "rest", "web", "worker"]
    {
        for (path, text) in files(&format!("crates/{name}/src"), &[".rs"]) {
            let seen: Vec<String> =
                if path.ends_with("corpus.rs") { Vec::new() } else { shows_text_as_code(&path, &text) };
            assert!(seen.is_empty(), "{path} shows what people typed with {{:?}}: {seen:#?}");
        }
    }
    for path in ["token.rs", "sla_due.rs"] {
        let path = format!("crates/server/src/{path}");
        assert_eq!(shows_text_as_code(&path, &read(&path)), Vec::<String>::new(), "{path}");
    }
    let seen = shows_text_as_code("crates/app/src/x.rs", "let a = format!(\"Wij kennen {name:?} niet.\");");
    assert_eq!(seen.len(), 1);
}

/// Columns with words that people typed. What is stored there passed `domain::take_text`, or `refuse_citizen_numbers` beside
/// it: `tests/numbers.rs` sends citizen numbers to every door and looks for them here.
const TYPED: &[&str] = &[
    "answer_version.content",
    "answer_version.remark",
    "attachment.name",
    "decision.content",
    "decline.reason",
    "draft.body",
    "erasure.email",
    "erasure.reason",
    "event.detail",
    "grant.detail",
    "hold.reason",
    "house_style.content",
    "incoming.body",
    "incoming.from_email",
    "incoming.from_name",
    "incoming.recipient",
    "incoming.remarks",
    "incoming.subject",
    "incoming.tail",
    "invitation.asks",
    "job.letter",
    "kept_form.body",
    "layout.label",
    "link_request.email",
    "membership.source",
    "message.author_name",
    "message.body",
    "organisation.folded",
    "organisation.name",
    "organisation_domain.domain",
    "withdrawn_domain.domain",
    "person.email",
    "person.name",
    "promise_rule.content",
    "region.code",
    "region.name",
    "rise_note.note",
    "shared_draft.content",
    "term.pattern",
    "text_block.body",
    "text_block.title",
    "ticket.contact_email",
    "ticket.contact_name",
    "ticket.contact_phone",
    "ticket.routing_summary",
    "ticket.subject",
    "ticket.works_for",
    "upload.name",
    "view.name",
    "view.query",
];
/// Tables and columns with words, keys and reports of our own.
const OURS: &[&str] = &[
    "answer.key",
    "answer_version.state",
    "act.",
    "attachment.hash",
    "attachment.media_type",
    "correction.",
    "coverage.",
    "credential.",
    "deadline.",
    "decision.",
    "draft.kind",
    "event.",
    "expert.",
    "feedback.",
    "expertise.",
    "first_topic.",
    "grant.",
    "identity.",
    "inhabitant.",
    "incoming.hash",
    "incoming.proof",
    "incoming.state",
    "invitation.role",
    "job.",
    "kept_form.path",
    "letter_wish.pace",
    "link_request.purpose",
    "link_request.reference",
    "layout.key",
    "membership.",
    "message.kind",
    "model.",
    "moved_promise.",
    "municipality.",
    "organisation.kind",
    "organisation.municipality",
    "organisation.place",
    "organisation.region_",
    "organisation_domain.source",
    "person.roles",
    "recovery_code.",
    "region.confidence",
    "region.layout",
    "reminder.",
    "revoked_token.",
    "session.",
    "shared_draft.hash",
    "setback.",
    "sign_in_failure.",
    "term.topic",
    "text_block.folded_title",
    "ticket.content_hash",
    "ticket.ending",
    "ticket.language",
    "ticket.municipality",
    "ticket.organisation_kind",
    "ticket.channel",
    "ticket.policy",
    "ticket.region_",
    "ticket.status",
    "ticket.tracking_hash",
    "rise_note.topic",
    "ticket_place.",
    "ticket_topic.",
    "topic.",
    "upload.hash",
    "upload.media_type",
];

/// Text that goes when the texts of its question do, or before (`crates/store/src/retention/wipe.rs`): overwritten, or with its
/// row. `tests/retention.rs` types a word of its own into what people type of these, and looks for it in the files.
const GOES_WITH_THE_QUESTION: &[&str] = &[
    "act.",
    "attachment.",
    "decision.",
    "decline.",
    "draft.",
    "event.detail",
    "hold.",
    "incoming.",
    "invitation.",
    "job.",
    "kept_form.",
    "message.",
    "moved_promise.",
    "organisation.folded",
    "organisation.name",
    "reminder.",
    "setback.",
    "ticket.contact_",
    "ticket.content_hash",
    "ticket.routing_summary",
    "ticket.subject",
    "ticket.tracking_hash",
    "ticket.works_for",
    "ticket_topic.evidence",
];
/// Text that goes after a term of its own, whatever becomes of questions.
const GOES_BY_ITSELF: &[&str] = &[
    "erasure.email",
    "grant.",
    "link_request.",
    "model.",
    "revoked_token.",
    "session.",
    "shared_draft.",
    "sign_in_failure.",
    "upload.",
];
/// Text that stays: what figures count, and what the desk and its own people need. Nothing an asker typed.
const STAYS: &[&str] = &[
    // What is published names no asker, and what is being written goes with its question.
    "answer.",
    "answer_version.",
    "correction.",
    "coverage.",
    "credential.",
    "deadline.",
    "erasure.reason",
    "event.actor",
    "event.kind",
    "event.origin",
    "expert.",
    "expertise.",
    "feedback.",
    "first_topic.",
    "house_style.",
    "identity.",
    "inhabitant.",
    "letter_wish.",
    "layout.",
    "membership.",
    "municipality.",
    "organisation.kind",
    "organisation.municipality",
    "organisation.place",
    "organisation.region_",
    "organisation_domain.",
    "person.",
    "promise_rule.",
    "recovery_code.",
    "region.",
    "rise_note.",
    "term.",
    "text_block.",
    "ticket.ending",
    "ticket.language",
    "ticket.municipality",
    "ticket.organisation_kind",
    "ticket.channel",
    "ticket.policy",
    "ticket.region_",
    "ticket.status",
    "ticket_place.",
    "ticket_topic.axis",
    "ticket_topic.source",
    "ticket_topic.topic",
    "topic.",
    "view.",
    "withdrawn_domain.",
];

#[test]
fn of_every_column_with_text_it_is_known_when_it_goes() {
    let lists = [GOES_WITH_THE_QUESTION, GOES_BY_ITSELF, STAYS];
    let wrong: Vec<String> = columns_with_text()
        .into_iter()
        .filter(|column| {
            let holds = |list: &&[&str]| list.iter().any(|known| column.starts_with(known));
            lists.iter().filter(|list| holds(list)).count() != 1
        })
        .collect();
    let erased = "have it erased in crates/store/src/retention, or say why it stays";
    assert_eq!(wrong, Vec::<String>::new(), "say in one list of tests/house.rs when this text goes: {erased}");
}

/// Every column with text: the file of its table, and its name.
fn columns_with_text() -> Vec<String> {
    let mut columns = Vec::new();
    for (path, text) in files("crates/store/src/entity", &[".rs"]) {
        let table = path.rsplit('/').next().and_then(|name| name.strip_suffix(".rs")).expect("a file");
        for line in shipped(&path, &text) {
            let Some((name, kind)) = line.strip_prefix("pub ").and_then(|field| field.split_once(": ")) else {
                continue;
            };
            if kind.contains("String") || kind.contains("Json") {
                columns.push(format!("{table}.{name}"));
            }
        }
    }
    columns
}

#[test]
fn every_column_with_text_is_known_as_typed_by_people_or_as_ours() {
    let is_known =
        |column: &String| TYPED.contains(&column.as_str()) || OURS.iter().any(|ours| column.starts_with(ours));
    let unknown: Vec<String> = columns_with_text().into_iter().filter(|column| !is_known(column)).collect();
    assert_eq!(unknown, Vec::<String>::new(), "say in tests/house.rs whether people type this, and have it checked");
}
