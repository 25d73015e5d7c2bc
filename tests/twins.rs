//! Twins: random acts of random people at two real servers on one database, while a third process sweeps and sends; what
//! must hold after each step, whatever happened.
//!
//! Each thing that must hold is one function, from [`Desk::broken_promises_stay_broken`] on.

use crate::client::{Client, SUBMIT, listening};
use crate::crash::{Served, loket, serve_by};
use app::{Caller, Refusal, TicketSearch};
use chrono::{DateTime, Duration, Utc};
use domain::{Actor, Metric, Origin, Person, PersonId, PromiseOutcome, Role, Ticket, TicketId, TicketStatus};
use futures_util::future::join_all;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use testkit::{TestDesk, desks};

/// How many times something is done on each database, by one to four people at once.
const STEPS: usize = 80;

const EXPERTS: [PersonId; 3] = [TestDesk::ANNA, TestDesk::BRAM, TestDesk::CARLA];
/// Who acts; the lead, who may most, more often than the others.
const STAFF: [PersonId; 8] = [
    TestDesk::ANNA,
    TestDesk::ANNA,
    TestDesk::BRAM,
    TestDesk::CARLA,
    TestDesk::ADMINISTRATOR,
    TestDesk::LEAD,
    TestDesk::LEAD,
    TestDesk::LEAD,
];
const REASONS: [&str; 4] = ["Geen ruimte", "Verkeerd onderwerp", "Belangenconflict", "Anders"];
const THEMES: [&str; 2] = ["woonzorgvisie", "flexwonen"];

/// What somebody does. Numbers choose among what is there, whatever that has become by then.
#[derive(Debug, Clone)]
enum Act {
    Ask { key: u128, theme: Option<usize>, organisation: usize },
    Reply { by: usize, ticket: usize, asks: bool },
    Note { by: usize, ticket: usize },
    React { ticket: usize, asks: bool },
    Assign { by: usize, ticket: usize, to: Option<usize>, reason: usize },
    Topics { by: usize, ticket: usize, theme: usize },
    Extend { by: usize, ticket: usize, days: i64 },
    Policy { by: usize, ticket: usize },
    Close { by: usize, ticket: usize },
    Reopen { by: usize, ticket: usize },
    Absent { expert: usize, from: i64, days: i64 },
    Back { expert: usize, from: i64 },
    Profile { expert: usize, theme: usize, hours: i64 },
    NoConflict { expert: usize },
    Works { expert: usize, active: bool, is_expert: bool },
    Sweep(Sweep),
}

#[derive(Debug, Clone, Copy)]
enum Sweep {
    Breaches,
    Recount,
    Reminders,
    Absences,
    Waiting,
    Silence,
}

/// One to four acts at the same moment, each at one of the two servers; after that time passes, or letters are sent.
#[derive(Debug, Clone)]
struct Step {
    acts: Vec<(Act, usize)>,
    minutes: i64,
    sends: bool,
}

fn act() -> impl Strategy<Value = Act> {
    let (by, ticket, expert) = (0..STAFF.len(), any::<prop::sample::Index>(), 0..EXPERTS.len());
    // Most things happen to the last questions that came in: that is where acts meet.
    let ticket = ticket.prop_map(|index| index.index(8));
    let who = (by, ticket.clone());
    prop_oneof![
        8 => (any::<u128>(), prop::option::of(0..THEMES.len()), 0..3_usize)
            .prop_map(|(key, theme, organisation)| Act::Ask { key, theme, organisation }),
        5 => (who.clone(), any::<bool>()).prop_map(|((by, ticket), asks)| Act::Reply { by, ticket, asks }),
        1 => who.clone().prop_map(|(by, ticket)| Act::Note { by, ticket }),
        4 => (ticket, any::<bool>()).prop_map(|(ticket, asks)| Act::React { ticket, asks }),
        6 => (who.clone(), prop::option::of(expert.clone()), 0..REASONS.len())
            .prop_map(|((by, ticket), to, reason)| Act::Assign { by, ticket, to, reason }),
        2 => (who.clone(), 0..THEMES.len()).prop_map(|((by, ticket), theme)| Act::Topics { by, ticket, theme }),
        1 => (who.clone(), 1..20_i64).prop_map(|((by, ticket), days)| Act::Extend { by, ticket, days }),
        1 => who.clone().prop_map(|(by, ticket)| Act::Policy { by, ticket }),
        2 => who.clone().prop_map(|(by, ticket)| Act::Close { by, ticket }),
        3 => who.prop_map(|(by, ticket)| Act::Reopen { by, ticket }),
        2 => (expert.clone(), 0..3_i64, 0..9_i64).prop_map(|(expert, from, days)| Act::Absent { expert, from, days }),
        1 => (expert.clone(), 0..3_i64).prop_map(|(expert, from)| Act::Back { expert, from }),
        2 => (expert.clone(), 0..THEMES.len(), 8..40_i64)
            .prop_map(|(expert, theme, hours)| Act::Profile { expert, theme, hours }),
        1 => expert.clone().prop_map(|expert| Act::NoConflict { expert }),
        3 => (expert, prop::bool::weighted(0.75), prop::bool::weighted(0.8))
            .prop_map(|(expert, active, is_expert)| Act::Works { expert, active, is_expert }),
        6 => prop::sample::select(vec![
            Sweep::Breaches, Sweep::Recount, Sweep::Reminders, Sweep::Absences, Sweep::Waiting, Sweep::Silence
        ])
        .prop_map(Act::Sweep),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let minutes = prop_oneof![3 => Just(1), 3 => 1..300_i64, 2 => 300..4_000_i64, 1 => 4_000..16_000_i64];
    (prop::collection::vec((act(), 0..2_usize), 1..5), minutes, any::<bool>()).prop_map(|(acts, minutes, sends)| Step {
        acts,
        minutes,
        sends,
    })
}

/// What came of an act.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Came {
    Done,
    /// Refused as it should be: no right, moved on, not from this state.
    Refused(String),
    /// The database was in the way.
    Unavailable(String),
}

/// Two servers, a worker, and what was seen of them.
struct Desk<'d> {
    desk: &'d TestDesk,
    servers: Vec<Client>,
    /// The same, as programs.
    _processes: Vec<Served>,
    database: DatabaseConnection,
    clock: PathBuf,
    /// Reference and secret of each question, in the order in which they came in.
    asked: Vec<(String, String)>,
    broken: HashMap<(i64, String, i32), String>,
    sent: usize,
}

/// A program that runs on the clock in this file.
async fn server(desk: &TestDesk, folder: &Path, library: &str, clock: &Path) -> Served {
    let mut command = loket(folder, desk.store.url());
    command
        .args(["serve", "--no-worker"])
        .env("LD_PRELOAD", library)
        .env("FAKETIME_TIMESTAMP_FILE", clock)
        .env("FAKETIME_NO_CACHE", "1")
        .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
        .env("LOKET__LIMITS__TOKEN_SUBMISSIONS_PER_HOUR", "0")
        .env("LOKET__DATABASE__CONNECTIONS", "4")
        // Tokens are of the desk with this address.
        .env("LOKET__SERVER__PUBLIC_URL", &desk.app.settings().public_url)
        .env("LOKET__SERVER__ALLOW_HTTP", "true")
        .env("TZ", "UTC");
    serve_by(command).await
}

impl<'d> Desk<'d> {
    async fn on(desk: &'d TestDesk, folder: &Path, library: &str) -> Self {
        std::fs::write(folder.join("key.pem"), &desk.app.settings().signing_key).expect("the desk's key");
        let clock = folder.join("clock");
        put(&clock, desk.app.now());
        let (mut processes, mut servers) = (Vec::new(), Vec::new());
        // Two on PostgreSQL. On SQLite one program serves: the other process is this one, behind a door of its own.
        for _ in 0..if desk.store.is_embedded() { 1 } else { 2 } {
            let process = server(desk, folder, library, &clock).await;
            servers.push(Client::at(process.address()));
            processes.push(process);
        }
        if servers.len() == 1 {
            servers.push(listening(desk).await);
        }
        let database = testkit::database::direct(desk.store.url()).await.expect("it opens");
        Self {
            desk,
            servers,
            _processes: processes,
            database,
            clock,
            asked: Vec::new(),
            broken: HashMap::new(),
            sent: 0,
        }
    }

    /// One of the last questions.
    fn ticket(&self, back: usize) -> Option<&(String, String)> {
        let last = self.asked.len().checked_sub(1)?;
        self.asked.get(last.saturating_sub(back))
    }

    async fn token(&self, by: PersonId) -> Option<String> {
        let person = self.people().await.remove(&by)?;
        let operator = Caller::system(Origin::Cli);
        self.desk.app.issue_token(&operator, &person.email, Duration::days(1)).await.ok()
    }

    async fn people(&self) -> BTreeMap<PersonId, Person> {
        let all = store::people::all(&*self.desk.store).await.expect("readable");
        all.into_iter().map(|person| (person.id, person)).collect()
    }

    /// Does something over the API.
    async fn mutate(&self, at: usize, by: usize, field: &str, input: Value) -> Came {
        let Some(token) = self.token(STAFF[by]).await else { return Came::Refused("no token".to_owned()) };
        let input_type = format!("{}{}Input", field[..1].to_uppercase(), &field[1..]);
        let query = format!(
            "mutation($input: {input_type}!) {{ {field}(input: $input) {{ ticket {{ id }} errors {{ code message }} }} }}"
        );
        came_of(&self.servers[at].send(Some(&token), &query, json!({ "input": input })).await, field)
    }

    /// What the form on this page says of what it showed.
    async fn seen_on(&self, at: usize, path: &str) -> Option<String> {
        let cookie = TestDesk::cookie(&self.desk.session(TestDesk::LEAD).await);
        let http = reqwest::Client::new();
        let answer = http.get(format!("{}{path}", self.servers[at].address)).header("cookie", cookie).send().await;
        let page = answer.expect("an answer").text().await.expect("text");
        let (_, rest) = page.split_once("name=\"seen\" value=\"")?;
        rest.split_once('"').map(|(seen, _)| seen.to_owned())
    }

    /// Does something with a form.
    async fn post(&self, at: usize, by: PersonId, path: &str, fields: &[(&str, String)]) -> Came {
        let session = self.desk.session(by).await;
        let token = app::form_token(&session);
        let mut form = vec![("token", token.as_str())];
        form.extend(fields.iter().map(|(name, value)| (*name, value.as_str())));
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        let url = format!("{}{path}", self.servers[at].address);
        let answer = http.post(url).header("cookie", TestDesk::cookie(&session)).form(&form).send().await;
        came_of_page(answer.expect("an answer")).await
    }

    async fn ask(
        &self,
        at: usize,
        key: u128,
        theme: Option<usize>,
        organisation: usize,
    ) -> (Came, Option<(String, String)>) {
        // The same municipality under two names, and somebody else.
        let (kind, name, municipality) = [
            ("MUNICIPALITY", "Gemeente Arnhem", "GM0202"),
            ("MUNICIPALITY", "Arnhem", "GM0202"),
            ("CARE_PARTNER", "Zorggroep Veluwe", "GM0202"),
        ][organisation];
        let input = json!({
            "submissionKey": uuid::Uuid::from_u128(key).to_string(),
            "subject": "Onze woonzorgvisie",
            "body": "Wij schrijven een woonzorgvisie. Welke onderdelen moeten er voor ouderen in staan?",
            "organisation": { "kind": kind, "name": name, "municipality": municipality },
            "contact": { "name": "Ans Vermeer", "email": "ans@arnhem.example" },
            "themes": theme.map(|theme| vec![THEMES[theme]]),
        });
        let answer = self.servers[at].send(None, SUBMIT, json!({ "input": input })).await;
        let receipt = &answer["data"]["submitQuestion"]["receipt"];
        let known = receipt["reference"].as_str().zip(receipt["trackingUrl"].as_str());
        let secret = |url: &str| url.rsplit('/').next().unwrap_or_default().to_owned();
        (came_of(&answer, "submitQuestion"), known.map(|(reference, url)| (reference.to_owned(), secret(url))))
    }

    async fn sweep(&self, sweep: Sweep) -> Came {
        let app = &self.desk.app;
        // As a worker does before each round.
        app.refresh().await.expect("readable");
        let swept = match sweep {
            Sweep::Breaches => app.record_breaches().await,
            Sweep::Recount => app.recount_promises().await,
            Sweep::Reminders => app.send_reminders().await,
            Sweep::Absences => app.apply_absences().await,
            Sweep::Waiting => app.route_waiting().await,
            Sweep::Silence => app.heed_silence().await,
        };
        match swept {
            Ok(_) => Came::Done,
            Err(Refusal::Unavailable(why)) => Came::Unavailable(why.to_string()),
            Err(other) => panic!("{sweep:?}: {other:?}"),
        }
    }

    async fn does(&self, act: &Act, at: usize) -> (Came, Option<(String, String)>) {
        let day = |days: i64| domain::amsterdam_day(self.desk.app.now() + Duration::days(days)).to_string();
        let of = |ticket: usize| self.ticket(ticket).map(|(reference, _)| reference.clone()).unwrap_or_default();
        let came = match act {
            Act::Ask { key, theme, organisation } => return self.ask(at, *key, *theme, *organisation).await,
            Act::Reply { by, ticket, asks } => {
                let input =
                    json!({ "reference": of(*ticket), "body": "Dat staat in de handreiking.", "waitForAsker": asks });
                self.mutate(at, *by, "replyToTicket", input).await
            }
            Act::Note { by, ticket } => {
                self.mutate(at, *by, "addNote", json!({ "reference": of(*ticket), "body": "Let op." })).await
            }
            Act::React { ticket, asks } => {
                let Some((_, secret)) = self.ticket(*ticket) else { return (Came::Refused(String::new()), None) };
                let how = if *asks { "" } else { "weten" };
                let fields = [("body", "Het gaat om ouderen.".to_owned()), ("how", how.to_owned())];
                self.post(at, TestDesk::ADMINISTRATOR, &format!("/volg/{secret}"), &fields).await
            }
            Act::Assign { by, ticket, to, reason } => {
                let expert = to.map(|to| EXPERTS[to].to_string()).unwrap_or_default();
                let input = json!({ "reference": of(*ticket), "expertId": expert, "reason": REASONS[*reason] });
                self.mutate(at, *by, "assignTicket", input).await
            }
            Act::Topics { by, ticket, theme } => {
                let input = json!({ "reference": of(*ticket), "groups": ["ouderen"], "themes": [THEMES[*theme]] });
                self.mutate(at, *by, "setTicketTopics", input).await
            }
            Act::Extend { by, ticket, days } => {
                let input = json!({ "reference": of(*ticket), "metric": "ANSWER", "dueOn": day(20 + days), "reason": "Drukte" });
                self.mutate(at, *by, "extendDeadline", input).await
            }
            Act::Policy { by, ticket } => {
                self.mutate(at, *by, "setTicketPolicy", json!({ "reference": of(*ticket), "policy": "complex" })).await
            }
            Act::Close { by, ticket } => self.mutate(at, *by, "closeTicket", json!({ "reference": of(*ticket) })).await,
            Act::Reopen { by, ticket } => {
                let input = json!({ "reference": of(*ticket), "reason": "Toch niet klaar" });
                self.mutate(at, *by, "reopenTicket", input).await
            }
            Act::Absent { expert, from, days } => {
                let path = format!("/deskundigen/{}/afwezigheid", EXPERTS[*expert]);
                let fields = [("from", day(*from)), ("to", day(from + days)), ("accepted", "ja".to_owned())];
                self.post(at, TestDesk::LEAD, &path, &fields).await
            }
            Act::Back { expert, from } => {
                let path = format!("/deskundigen/{}/terug", EXPERTS[*expert]);
                self.post(at, TestDesk::LEAD, &path, &[("from", day(*from))]).await
            }
            Act::Profile { expert, theme, hours } => {
                let page = format!("/deskundigen/{}", EXPERTS[*expert]);
                let Some(seen) = self.seen_on(at, &page).await else {
                    return (Came::Refused("no page".to_owned()), None);
                };
                let fields = [
                    ("seen", seen),
                    ("expertise", format!("{}=3", THEMES[*theme])),
                    ("expertise", "ouderen=2".to_owned()),
                    ("coverage", "landelijk".to_owned()),
                    ("weekly", hours.to_string()),
                    ("days", "1".to_owned()),
                    ("days", "2".to_owned()),
                    ("days", "4".to_owned()),
                    ("english", "ja".to_owned()),
                ];
                self.post(at, TestDesk::LEAD, &page, &fields).await
            }
            Act::NoConflict { expert } => {
                let expert = EXPERTS[*expert];
                let conflicts = store::conflicts::of_expert(&*self.desk.store, expert).await.expect("readable");
                let Some(conflict) = conflicts.first() else { return (Came::Refused("none".to_owned()), None) };
                let organisation = [("organisation", conflict.organisation.to_string())];
                self.post(at, TestDesk::LEAD, &format!("/deskundigen/{expert}/belang"), &organisation).await
            }
            Act::Works { expert, active, is_expert } => {
                let role = if *is_expert { "EXPERT" } else { "LEAD" };
                let mut fields = vec![("name", "Een deskundige".to_owned()), ("roles", role.to_owned())];
                if *active {
                    fields.push(("active", "ja".to_owned()));
                }
                self.post(at, TestDesk::ADMINISTRATOR, &format!("/mensen/{}", EXPERTS[*expert]), &fields).await
            }
            Act::Sweep(sweep) => self.sweep(*sweep).await,
        };
        (came, None)
    }

    /// Every question there is.
    async fn tickets(&self) -> Vec<Ticket> {
        let (system, mut all, mut after) = (self.desk.staff(TestDesk::LEAD), Vec::new(), None);
        loop {
            let page = self.desk.app.list_tickets(&system, &TicketSearch::default(), 100, after).await.expect("a page");
            after = page.items.last().map(|(cursor, _)| *cursor);
            all.extend(page.items.into_iter().map(|(_, ticket)| ticket));
            if !page.has_next {
                return all;
            }
        }
    }

    /// No promise that was broken is kept later, whether or not anybody had written down that it was broken.
    async fn broken_promises_stay_broken(&mut self) {
        let sql = "SELECT ticket_id, metric, round, outcome, due_at, paused_at FROM deadlines";
        let now = self.desk.app.now();
        for row in self.rows(sql).await {
            let get = |error: sea_orm::DbErr| panic!("{error}");
            let ticket: i64 = row.try_get("", "ticket_id").unwrap_or_else(get);
            let metric: String = row.try_get("", "metric").expect("a metric");
            let round: i32 = row.try_get("", "round").expect("a round");
            let outcome: Option<String> = row.try_get("", "outcome").expect("an outcome");
            let due: DateTime<Utc> = row.try_get("", "due_at").expect("a moment");
            let paused: Option<DateTime<Utc>> = row.try_get("", "paused_at").expect("a moment");
            assert!(Metric::parse(&metric).is_some());
            let what = (ticket, metric, round);
            let outcome = outcome.and_then(|word| PromiseOutcome::parse(&word));
            if let Some(seen) = self.broken.get(&what) {
                assert!(
                    outcome.is_none() || outcome == Some(PromiseOutcome::Broken),
                    "{what:?} was broken ({seen}) and is {outcome:?} now"
                );
            }
            let ran_out = outcome.is_none() && due < now && paused.is_none_or(|paused| due < paused);
            if outcome == Some(PromiseOutcome::Broken) || ran_out {
                self.broken.entry(what).or_insert_with(|| format!("at {now}, due at {due}"));
            }
        }
    }

    /// No question that is open is with somebody who left, who is no expert, or who has a conflict of interest.
    async fn nobody_has_what_they_may_not_have(&self, tickets: &[Ticket]) {
        let people = self.people().await;
        for ticket in tickets.iter().filter(|ticket| ticket.status().is_open()) {
            let Some(expert) = ticket.assignee else { continue };
            let person = &people[&expert];
            assert!(person.active, "{} is with {expert}, who left", ticket.reference);
            assert!(person.roles.contains(&Role::Expert), "{} is with {expert}, no expert", ticket.reference);
            let conflicted = store::conflicts::of(&*self.desk.store, ticket.organisation).await.expect("readable");
            assert!(
                !conflicted.contains(&expert),
                "{} is with {expert}, who has a conflict of interest",
                ticket.reference
            );
        }
    }

    /// The work that is counted for each expert is the work that they have.
    async fn loads_are_what_everybody_has(&self, tickets: &[Ticket]) {
        let mut work: HashMap<PersonId, i32> = HashMap::new();
        for ticket in tickets.iter().filter(|ticket| ticket.status() == TicketStatus::Assigned) {
            if let Some(expert) = ticket.assignee {
                *work.entry(expert).or_default() += ticket.effort_minutes;
            }
        }
        let (loads, _) = store::experts::loads(&*self.desk.store).await.expect("loads");
        for load in &loads {
            let has = work.remove(&load.expert).unwrap_or(0);
            assert_eq!(load.open_minutes, has, "what is counted for {} is not what they have", load.expert);
        }
        assert!(work.values().all(|minutes| *minutes == 0), "work that is counted nowhere: {work:?}");
    }

    /// What the ledger adds up to is the number of open questions.
    async fn the_ledger_adds_up(&self, tickets: &[Ticket]) {
        let rows = self.rows("SELECT CAST(COALESCE(SUM(open_delta), 0) AS bigint) AS n FROM events").await;
        let sum: i64 = rows[0].try_get("", "n").expect("a number");
        let open = tickets.iter().filter(|ticket| ticket.status().is_open()).count();
        assert_eq!(sum, i64::try_from(open).expect("few"), "the ledger counts {sum} open questions, there are {open}");
    }

    /// Sends what waits. No letter goes to somebody at the desk who may not read its question at that moment.
    async fn letters_go_to_readers_only(&mut self) {
        let app = &self.desk.app;
        loop {
            let letters = app.lease_letters(50).await.expect("letters");
            if letters.is_empty() {
                return;
            }
            let people = self.people().await;
            for job in &letters {
                // As a worker asks before it sends.
                if !app.may_still_go(job).await.expect("asked") {
                    continue;
                }
                let reader = people.values().find(|person| person.email == job.letter.to_email);
                if let (Some(reader), Some(ticket)) = (reader, job.ticket) {
                    let what = format!("{} about {} to {}", job.letter.kind.as_str(), ticket.0, reader.id);
                    assert!(self.may_read(reader, ticket).await, "{what}, who may not read it");
                }
                assert!(app.settle_letter(job, &app::LetterOutcome::sent()).await.expect("settled"));
                self.sent += 1;
            }
        }
    }

    async fn may_read(&self, person: &Person, ticket: TicketId) -> bool {
        let actor = Actor::Staff { id: person.id, roles: person.roles.clone() };
        let found = self.desk.app.read_changed_ticket(&Caller::new(actor, Origin::Worker), ticket).await;
        person.active && found.is_ok()
    }

    async fn rows(&self, sql: &str) -> Vec<sea_orm::QueryResult> {
        let statement = Statement::from_string(self.database.get_database_backend(), sql);
        self.database.query_all_raw(statement).await.expect("readable")
    }
}

/// Always the same story, unless whoever looks for more asks for another with `TWINS_SEED=11`.
fn seed() -> u8 {
    std::env::var("TWINS_SEED").map_or(15, |seed| seed.parse().expect("a number up to 255"))
}

fn put(clock: &Path, moment: DateTime<Utc>) {
    // Never half a moment: the file is replaced as a whole.
    let new = clock.with_extension("new");
    std::fs::write(&new, format!("{}\n", moment.format("%Y-%m-%d %H:%M:%S"))).expect("the clock is put");
    std::fs::rename(new, clock).expect("the clock is put");
}

fn came_of(answer: &Value, field: &str) -> Came {
    let error = &answer["errors"][0];
    let code = error["extensions"]["code"].as_str().unwrap_or_default();
    if code == "UNAVAILABLE" {
        return Came::Unavailable(error.to_string());
    }
    assert_ne!(code, "INTERNAL", "{field}: {answer}");
    let complaints = &answer["data"][field]["errors"];
    match (error.is_null(), complaints.as_array().is_none_or(Vec::is_empty)) {
        (true, true) => Came::Done,
        (true, false) => Came::Refused(complaints.to_string()),
        (false, _) => Came::Refused(error.to_string()),
    }
}

async fn came_of_page(answer: reqwest::Response) -> Came {
    let status = answer.status().as_u16();
    match status {
        303 => Came::Done,
        503 => Came::Unavailable(answer.text().await.expect("text")),
        500.. => panic!("{status}: {}", answer.text().await.expect("text")),
        _ => Came::Refused(status.to_string()),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whatever_people_do_at_two_servers_at_once_promises_letters_questions_and_counts_stay_true() {
    let Some(library) = crate::workers::faketime() else { return };
    for desk in desks().await {
        println!("on {}", desk.store.name());
        let folder = tempfile::tempdir().expect("a folder");
        let mut twins = Desk::on(&desk, folder.path(), &library).await;
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed(); 32]);
        let mut runner = TestRunner::new_with_rng(Config::default(), rng);
        let mut done: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        for number in 0..STEPS {
            let step = step().new_tree(&mut runner).expect("a step").current();
            // What led to a failure stands above it.
            println!("{number}: {step:?}");
            let outcomes = join_all(step.acts.iter().map(|(act, at)| twins.does(act, *at))).await;
            for ((act, _), (came, asked)) in step.acts.iter().zip(outcomes) {
                println!("   {act:?}: {came:?}");
                // On SQLite everybody waits for the one who writes, for a few seconds at most.
                assert!(desk.store.is_embedded() || !matches!(came, Came::Unavailable(_)), "{act:?}: {came:?}");
                let counts = done.entry(format!("{act:?}").split([' ', '(']).next().unwrap_or_default().to_owned());
                let counts = counts.or_default();
                if came == Came::Done {
                    counts.0 += 1;
                } else {
                    counts.1 += 1;
                }
                twins.asked.extend(asked);
            }
            twins.broken_promises_stay_broken().await;
            let tickets = twins.tickets().await;
            twins.nobody_has_what_they_may_not_have(&tickets).await;
            twins.loads_are_what_everybody_has(&tickets).await;
            twins.the_ledger_adds_up(&tickets).await;
            if step.sends {
                twins.letters_go_to_readers_only().await;
            }
            desk.clock.advance(Duration::minutes(step.minutes));
            put(&twins.clock, desk.app.now());
        }
        println!("done and refused: {done:?}; {} promises broken, {} letters sent", twins.broken.len(), twins.sent);
        assert!(twins.asked.len() > 10 && !twins.broken.is_empty() && twins.sent > 20, "it was a busy desk");
        for act in ["Reply", "React", "Assign", "Close", "Profile", "Works", "Sweep"] {
            assert!(done.get(act).is_some_and(|(done, _)| *done > 0), "nobody did {act}: {done:?}");
        }
    }
}
