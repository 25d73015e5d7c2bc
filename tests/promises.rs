//! What becomes of a promise: kept, broken or withdrawn, once and for all, and counted so.

use app::{Caller, Refusal, RulesChange, TicketSearch, TrendsBy, TrendsQuery};
use chrono::{DateTime, Days, Duration, NaiveDate, Utc};
use domain::{
    Actor, Deadline, DeadlineState, EventKind, LetterKind, Metric, Origin, Reference, Role, Ticket, TicketStatus,
    amsterdam_day,
};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use sea_orm::ConnectionTrait;
use std::collections::BTreeSet;
use testkit::{TestDesk, desks, question_about};
use trends::{Bucket, Measure};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect("a moment").to_utc()
}

/// A question of Tuesday 24 November 2026, 10:00: its first reaction is due on Thursday, its answer on 8 December.
async fn ask(desk: &TestDesk, key: u128) -> Reference {
    let anonymous = Caller::new(Actor::Anonymous, Origin::Web);
    desk.app.submit_question(&anonymous, question_about(key, "woonzorgvisie")).await.expect("a receipt").reference
}

async fn ticket(desk: &TestDesk, reference: Reference) -> Ticket {
    desk.app.read_ticket(&desk.staff(TestDesk::LEAD), reference).await.expect("the ticket")
}

async fn promise(desk: &TestDesk, reference: Reference, metric: Metric) -> Deadline {
    ticket(desk, reference).await.promises.of(metric).clone()
}

async fn state(desk: &TestDesk, reference: Reference, metric: Metric) -> DeadlineState {
    promise(desk, reference, metric).await.state(desk.app.now())
}

async fn reply(desk: &TestDesk, reference: Reference, wait: bool) -> Result<Ticket, Refusal> {
    desk.app
        .reply_to_ticket(
            &desk.staff(TestDesk::ANNA),
            reference,
            "Zie de handreiking.",
            if wait { app::Reply::AskBack } else { app::Reply::Answer },
        )
        .await
}

async fn react(desk: &TestDesk, reference: Reference) -> Result<Ticket, Refusal> {
    let asker = Caller::new(Actor::Asker(reference.ticket), Origin::Web);
    desk.app.react_as_asker(&asker, reference, "Ik begrijp het nog niet.").await
}

async fn close(desk: &TestDesk, reference: Reference) -> Ticket {
    desk.app.close_ticket(&desk.staff(TestDesk::LEAD), reference, app::Closing::default()).await.expect("closed")
}

async fn reopen(desk: &TestDesk, reference: Reference) -> Ticket {
    desk.app.reopen_ticket(&desk.staff(TestDesk::LEAD), reference, "Nog niet klaar.").await.expect("reopened")
}

async fn figure(desk: &TestDesk, measure: Measure) -> (f64, usize) {
    let query = TrendsQuery {
        from: day("2026-11-01"),
        to: day("2028-12-31"),
        bucket: Bucket::Month,
        measure,
        by: TrendsBy::Nothing,
        filter: TicketSearch::default(),
        as_of: None,
    };
    let report = desk.app.read_trends(&desk.staff(TestDesk::LEAD), &query).await.expect("figures");
    let series = &report.series[0].series;
    (series.total, series.points.iter().filter(|point| point.value.is_some()).count())
}

/// The share answered in time; none when no promise counts.
async fn answered_in_time(desk: &TestDesk) -> Option<f64> {
    let (share, months) = figure(desk, Measure::AnsweredInTimeShare).await;
    (months > 0).then_some(share)
}

async fn breaches(desk: &TestDesk, reference: Reference) -> Vec<DateTime<Utc>> {
    let all = store::events::of_ticket(&*desk.store, reference.ticket).await.expect("readable");
    all.into_iter().filter(|event| event.kind() == EventKind::Breached).map(|event| event.at).collect()
}

async fn letters(desk: &TestDesk, reference: Reference, kind: LetterKind) -> usize {
    let all = store::jobs::of_ticket(&*desk.store, reference.ticket).await.expect("readable");
    all.into_iter().filter(|(job, _)| job.letter.kind == kind).count()
}

fn administrator() -> Caller {
    Caller::new(Actor::Staff { id: TestDesk::LEAD, roles: vec![Role::Administrator] }, Origin::Web)
}

async fn close_day(desk: &TestDesk, day: NaiveDate) -> Result<(), Refusal> {
    let closed = RulesChange::CloseDay { day, label: "Storm".to_owned() };
    desk.app.change_promise_rules(&administrator(), &closed).await
}

const ON_THE_DOT: &str = "2026-12-08T17:00:00+01:00";
const AFTER: &str = "2026-12-08T17:00:01+01:00";

#[tokio::test]
async fn closing_without_an_answer_keeps_no_promise() {
    for desk in desks().await {
        let (early, on_the_dot, waiting, late) =
            (ask(&desk, 1).await, ask(&desk, 2).await, ask(&desk, 3).await, ask(&desk, 4).await);
        close(&desk, early).await;
        for metric in Metric::ALL {
            assert_ne!(state(&desk, early, metric).await, DeadlineState::Met, "nobody answered");
            assert_ne!(state(&desk, early, metric).await, DeadlineState::Missed, "nor was it late");
        }
        reply(&desk, waiting, true).await.expect("asked back");
        desk.clock.set(at(ON_THE_DOT));
        close(&desk, on_the_dot).await;
        desk.clock.set(at(AFTER));
        assert_eq!(answered_in_time(&desk).await, Some(0.0), "only the late one counts");
        close(&desk, late).await;
        close(&desk, waiting).await;
        assert_eq!(state(&desk, late, Metric::Answer).await, DeadlineState::Missed);
        assert_eq!(state(&desk, late, Metric::FirstResponse).await, DeadlineState::Missed);
        assert_ne!(state(&desk, on_the_dot, Metric::Answer).await, DeadlineState::Met);
        assert_ne!(state(&desk, waiting, Metric::Answer).await, DeadlineState::Met);
        assert_eq!(state(&desk, waiting, Metric::FirstResponse).await, DeadlineState::Met, "a question back reacts");
        assert_eq!(answered_in_time(&desk).await, Some(0.0));
        // Of early, on_the_dot, waiting and late: withdrawn, broken, kept, broken.
        let (share, _) = figure(&desk, Measure::FirstResponseInTimeShare).await;
        assert!((share - 1.0 / 3.0).abs() < 1e-9, "{share}");
        let (_, months) = figure(&desk, Measure::MedianWorkingDaysToAnswer).await;
        assert_eq!(months, 0, "nothing was answered");
        desk.app.record_breaches().await.expect("swept");
        assert_eq!(breaches(&desk, late).await, [at("2026-11-26T17:00:00+01:00"), at(ON_THE_DOT)]);
        assert!(breaches(&desk, early).await.is_empty());
    }
}

#[tokio::test]
async fn reopening_leaves_what_was_missed_in_the_figures() {
    for desk in desks().await {
        let reference = ask(&desk, 1).await;
        desk.clock.set(at(AFTER));
        reply(&desk, reference, false).await.expect("answered, too late");
        assert_eq!(answered_in_time(&desk).await, Some(0.0));
        reopen(&desk, reference).await;
        assert_eq!(answered_in_time(&desk).await, Some(0.0), "the first round stays missed");
        reply(&desk, reference, false).await.expect("answered");
        assert_eq!(answered_in_time(&desk).await, Some(0.5));
        // The asker opens it again, and nobody answers.
        react(&desk, reference).await.expect("reacted");
        assert_eq!(answered_in_time(&desk).await, Some(0.5));
        desk.clock.set(at("2027-03-01T10:00:00+01:00"));
        let (share, _) = figure(&desk, Measure::AnsweredInTimeShare).await;
        assert!((share - 1.0 / 3.0).abs() < 1e-9, "{share}");
        let held = ticket(&desk, reference).await.promises;
        assert_eq!((held.first_response.round, held.answer.round), (1, 3), "people see what holds now: {held:?}");
    }
}

#[tokio::test]
async fn closing_and_reopening_frees_nobody_from_a_first_reaction() {
    for desk in desks().await {
        let reference = ask(&desk, 1).await;
        close(&desk, reference).await;
        desk.clock.set(at("2026-11-25T10:00:00+01:00"));
        reopen(&desk, reference).await;
        let again = promise(&desk, reference, Metric::FirstResponse).await;
        assert_eq!(again.due_at, at("2026-11-27T17:00:00+01:00"));
        desk.clock.set(at("2026-11-27T17:00:01+01:00"));
        assert_eq!(state(&desk, reference, Metric::FirstResponse).await, DeadlineState::Missed);
        assert_eq!(figure(&desk, Measure::FirstResponseInTimeShare).await, (0.0, 1));
    }
}

#[tokio::test]
async fn asking_back_after_the_moment_mends_no_broken_promise() {
    for desk in desks().await {
        for (key, swept_first) in [(1, true), (2, false)] {
            desk.clock.set(at("2026-11-24T10:00:00+01:00"));
            let reference = ask(&desk, key).await;
            desk.clock.set(at(AFTER));
            if swept_first {
                desk.app.record_breaches().await.expect("swept");
            }
            reply(&desk, reference, true).await.expect("asked back");
            let waiting = ticket(&desk, reference).await;
            assert_eq!(waiting.status(), TicketStatus::WaitingForAsker);
            for metric in Metric::ALL {
                assert_eq!(state(&desk, reference, metric).await, DeadlineState::Missed);
            }
            assert_eq!(answered_in_time(&desk).await, Some(0.0), "swept first: {swept_first}");
            desk.app.record_breaches().await.expect("swept");
            let promised = [at("2026-11-26T17:00:00+01:00"), at(ON_THE_DOT)];
            assert_eq!(breaches(&desk, reference).await, promised, "each once, swept first: {swept_first}");
            assert_eq!(letters(&desk, reference, LetterKind::Breach).await, 2);
            desk.clock.set(at("2026-12-15T10:00:00+01:00"));
            react(&desk, reference).await.expect("reacted");
            assert_eq!(ticket(&desk, reference).await.status(), TicketStatus::Assigned);
            assert_eq!(promise(&desk, reference, Metric::Answer).await.due_at, at(ON_THE_DOT), "it moves no more");
            let waits = store::tickets::waits(&*desk.store, reference.ticket).await.expect("readable");
            assert!(waits.iter().all(|wait| wait.to.is_some()), "{waits:?}");
            reply(&desk, reference, false).await.expect("answered");
            assert_eq!(state(&desk, reference, Metric::Answer).await, DeadlineState::Missed);
            assert_eq!(answered_in_time(&desk).await, Some(0.0));
        }
    }
}

#[tokio::test]
async fn a_day_closed_in_the_evening_wipes_no_miss_that_nobody_has_swept_yet() {
    for desk in desks().await {
        let reference = ask(&desk, 1).await;
        desk.clock.set(at("2026-11-26T17:00:01+01:00"));
        let bridge = RulesChange::CloseDay { day: day("2026-11-26"), label: "Storm".to_owned() };
        let preview = desk.app.preview_promise_rules(&administrator(), &bridge).await.expect("a preview");
        close_day(&desk, day("2026-11-26")).await.expect("closed");
        assert_eq!(desk.app.recount_promises().await.expect("swept"), preview.tickets, "the preview says what happens");
        let first = promise(&desk, reference, Metric::FirstResponse).await;
        assert_eq!(first.due_at, at("2026-11-26T17:00:00+01:00"));
        assert_eq!(first.state(desk.app.now()), DeadlineState::Missed);
        assert_eq!(promise(&desk, reference, Metric::Answer).await.due_at, at("2026-12-09T17:00:00+01:00"));
        desk.app.record_breaches().await.expect("swept");
        assert_eq!(breaches(&desk, reference).await, [first.due_at]);
    }
}

#[tokio::test]
async fn a_miss_recorded_at_five_survives_closing_that_day_at_eight() {
    for desk in desks().await {
        let reference = ask(&desk, 1).await;
        desk.clock.set(at(AFTER));
        desk.app.record_breaches().await.expect("swept");
        desk.clock.set(at("2026-12-08T20:00:00+01:00"));
        close_day(&desk, day("2026-12-08")).await.expect("closed");
        assert_eq!(desk.app.recount_promises().await.expect("swept"), 0, "nothing moves");
        let answer = promise(&desk, reference, Metric::Answer).await;
        assert_eq!((answer.due_at, answer.breached_at), (at(ON_THE_DOT), Some(at(ON_THE_DOT))));
        assert_eq!(letters(&desk, reference, LetterKind::DeadlineMoved).await, 0);
        assert_eq!(answered_in_time(&desk).await, Some(0.0));
    }
}

#[tokio::test]
async fn broken_promises_hide_no_running_ones_from_a_changed_calendar() {
    for desk in desks().await {
        let late = ask(&desk, 1).await;
        for key in 2..=101 {
            ask(&desk, key).await;
        }
        desk.clock.set(at("2026-11-26T16:00:00+01:00"));
        let running = ask(&desk, 200).await;
        desk.clock.set(at("2026-11-26T17:00:01+01:00"));
        close_day(&desk, day("2026-11-26")).await.expect("closed");
        desk.app.recount_promises().await.expect("swept");
        // The 101 first reactions of today are broken and stay; all answers and the newest reaction move.
        assert_eq!(state(&desk, late, Metric::FirstResponse).await, DeadlineState::Missed);
        assert_eq!(promise(&desk, running, Metric::FirstResponse).await.due_at, at("2026-12-01T17:00:00+01:00"));
        assert_eq!(promise(&desk, running, Metric::Answer).await.due_at, at("2026-12-11T17:00:00+01:00"));
    }
}

#[tokio::test]
async fn extending_while_we_wait_promises_a_day_to_come() {
    for desk in desks().await {
        let reference = ask(&desk, 1).await;
        desk.clock.set(at("2026-12-07T10:00:00+01:00"));
        reply(&desk, reference, true).await.expect("asked back");
        let lead = desk.staff(TestDesk::LEAD);
        let extend =
            async |on: &str| desk.app.extend_deadline(&lead, reference, Metric::Answer, day(on), "Drukte.").await;
        // Thursday: the day of the promise has passed, but the clock stood still.
        desk.clock.set(at("2026-12-10T10:00:00+01:00"));
        for passed in ["2026-12-09", "2026-12-10", "2026-12-11"] {
            let refused = extend(passed).await;
            assert!(matches!(refused, Err(Refusal::Complaints(_))), "{passed}: {refused:?}");
        }
        // Three working days of waiting bring the 8th to the 11th; the lead gives two more.
        extend("2026-12-15").await.expect("extended");
        assert_eq!(promise(&desk, reference, Metric::Answer).await.due_at, at("2026-12-15T17:00:00+01:00"));
        assert_eq!(state(&desk, reference, Metric::Answer).await, DeadlineState::Paused, "we still wait");
        // Once more in the same moment, and then the asker reacts at once: the day stands.
        extend("2026-12-16").await.expect("extended");
        react(&desk, reference).await.expect("reacted");
        assert_eq!(promise(&desk, reference, Metric::Answer).await.due_at, at("2026-12-16T17:00:00+01:00"));
        assert_eq!(state(&desk, reference, Metric::Answer).await, DeadlineState::Running);
    }
}

#[tokio::test]
async fn a_harder_question_that_waits_is_promised_a_day_to_come() {
    for desk in desks().await {
        let reference = ask(&desk, 1).await;
        desk.clock.set(at("2026-12-07T10:00:00+01:00"));
        reply(&desk, reference, true).await.expect("asked back");
        desk.clock.set(at("2027-01-11T10:00:00+01:00"));
        let anna = desk.staff(TestDesk::ANNA);
        desk.app.set_ticket_policy(&anna, reference, "complex").await.expect("set");
        let answer = promise(&desk, reference, Metric::Answer).await;
        assert!(answer.due_at > desk.app.now(), "{answer:?}");
        react(&desk, reference).await.expect("reacted");
        assert_eq!(promise(&desk, reference, Metric::Answer).await.due_at, answer.due_at, "waiting no longer moves it");
    }
}

#[tokio::test]
async fn a_promise_settled_before_anybody_swept_is_in_the_ledger_all_the_same() {
    for desk in desks().await {
        let (answered, closed) = (ask(&desk, 1).await, ask(&desk, 2).await);
        desk.clock.set(at(AFTER));
        reply(&desk, answered, false).await.expect("answered");
        close(&desk, closed).await;
        for _ in 0..2 {
            desk.app.record_breaches().await.expect("swept");
        }
        for reference in [answered, closed] {
            assert_eq!(breaches(&desk, reference).await, [at("2026-11-26T17:00:00+01:00"), at(ON_THE_DOT)]);
            assert!(promise(&desk, reference, Metric::Answer).await.breached_at.is_some());
        }
    }
}

/// The table as it was before there were rounds, with what this desk would have written then.
const BEFORE_ROUNDS: [&str; 7] = [
    "CREATE TABLE before_rounds AS SELECT ticket_id, metric, counted_from, due_at, due_on, remind_at, derivation, \
     calendar_version, met_at, met_on, breached_at, paused_at, extra_days, reminded_for FROM deadlines d \
     WHERE round = (SELECT max(round) FROM deadlines e WHERE e.ticket_id = d.ticket_id AND e.metric = d.metric)",
    "UPDATE before_rounds SET met_at = (SELECT closed_at FROM tickets WHERE id = ticket_id), met_on = due_on \
     WHERE met_at IS NULL AND (SELECT closed_at FROM tickets WHERE id = ticket_id) IS NOT NULL",
    "UPDATE before_rounds SET breached_at = NULL, paused_at = \
     (SELECT max(at) FROM events e WHERE e.ticket_id = before_rounds.ticket_id AND e.kind = 'waiting') \
     WHERE met_at IS NULL AND (SELECT status FROM tickets WHERE id = ticket_id) = 'WAITING_FOR_ASKER'",
    "UPDATE before_rounds SET breached_at = NULL WHERE met_at > due_at",
    "DROP TABLE deadlines",
    "ALTER TABLE before_rounds RENAME TO deadlines",
    "DELETE FROM seaql_migrations WHERE version = 'm0012_rounds'",
];

/// Days were not counted then.
async fn forget_days(database: &sea_orm::DatabaseConnection, embedded: bool) {
    let (list, drop, cascade) = if embedded {
        ("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'stale%'", "TRIGGER", "")
    } else {
        ("SELECT CAST(proname AS text) AS name FROM pg_proc WHERE proname LIKE 'stale%'", "FUNCTION", " CASCADE")
    };
    let statement = sea_orm::Statement::from_string(database.get_database_backend(), list);
    for row in database.query_all_raw(statement).await.expect("a list") {
        let name: String = row.try_get("", "name").expect("a name");
        database.execute_unprepared(&format!("DROP {drop} {name}{cascade}")).await.expect("dropped");
    }
    for statement in [
        "DROP VIEW days_of_ticket",
        "DROP TABLE day_facts",
        "DROP TABLE stale_days",
        "DELETE FROM seaql_migrations WHERE version = 'm0023_figures'",
    ] {
        database.execute_unprepared(statement).await.expect("it is as it was");
    }
}

#[tokio::test]
async fn promises_made_before_there_were_rounds_get_the_outcome_they_had() {
    for desk in desks().await {
        let mut questions = Vec::new();
        for key in 1..=7 {
            questions.push(ask(&desk, key).await);
        }
        close(&desk, questions[0]).await;
        reply(&desk, questions[1], false).await.expect("answered");
        reply(&desk, questions[2], true).await.expect("asked back");
        close(&desk, questions[6]).await;
        desk.clock.set(at("2026-11-25T10:00:00+01:00"));
        reopen(&desk, questions[1]).await;
        close(&desk, questions[1]).await;
        desk.clock.set(at(AFTER));
        close(&desk, questions[3]).await;
        reply(&desk, questions[4], false).await.expect("answered, too late");
        reply(&desk, questions[5], true).await.expect("asked back, too late");
        let known = |seen: &Ticket| {
            let of = |one: &Deadline| (one.round, one.outcome, one.met_at, one.due_at, one.paused_at);
            seen.promises.each().map(|(metric, one)| (metric, of(one)))
        };
        let mut before = Vec::new();
        desk.app.record_breaches().await.expect("swept");
        for reference in &questions {
            before.push(known(&ticket(&desk, *reference).await));
        }
        let database = testkit::database::direct(desk.store.url()).await.expect("it opens");
        forget_days(&database, desk.store.is_embedded()).await;
        for statement in BEFORE_ROUNDS {
            database.execute_unprepared(statement).await.expect("it is as it was");
        }
        database.close().await.expect("it closes");
        let later = store::Store::connect(&desk.store.options()).await.expect("it opens");
        later.migrate().await.expect("migrated");
        for (reference, before) in questions.iter().zip(before) {
            let found = store::tickets::find(&later, reference.ticket, &store::Scope::Everything).await;
            let found = found.expect("readable").expect("the ticket");
            assert_eq!(known(&found), before, "question {reference} on {}", desk.store.name());
        }
        let due = store::deadlines::due(&later, desk.app.now(), 100).await.expect("readable");
        assert_eq!(due, [], "nobody is written to again");
    }
}

/// What people do, to one of three questions.
#[derive(Debug, Clone)]
enum Step {
    Pass(i64),
    ToClosing(i64),
    Answer(usize),
    AskBack(usize),
    React(usize),
    Close(usize),
    Reopen(usize),
    Extend(usize, Metric, u64),
    Policy(usize, &'static str),
    CloseDay(u64),
    Breaches,
    Recount,
    Remind,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let which = 0..3_usize;
    let metric = prop_oneof![Just(Metric::FirstResponse), Just(Metric::Answer)];
    let step = prop_oneof![
        3 => (1..3_000_i64).prop_map(Step::Pass),
        3 => (-1..2_i64).prop_map(Step::ToClosing),
        2 => which.clone().prop_map(Step::Answer),
        3 => which.clone().prop_map(Step::AskBack),
        3 => which.clone().prop_map(Step::React),
        2 => which.clone().prop_map(Step::Close),
        2 => which.clone().prop_map(Step::Reopen),
        1 => (which.clone(), metric, 1..30_u64).prop_map(|(which, metric, days)| Step::Extend(which, metric, days)),
        1 => (which, prop_oneof![Just("standard"), Just("complex")]).prop_map(|(which, key)| Step::Policy(which, key)),
        1 => (0..12_u64).prop_map(Step::CloseDay),
        2 => Just(Step::Breaches),
        2 => Just(Step::Recount),
        1 => Just(Step::Remind),
    ];
    proptest::collection::vec(step, 70)
}

/// A promise as this test counts it, by itself.
#[derive(Debug, Clone, PartialEq)]
enum Fate {
    Runs,
    Waits,
    Kept,
    Broken,
    Withdrawn,
}

#[derive(Debug, Clone)]
struct Counted {
    question: usize,
    metric: Metric,
    due_at: DateTime<Utc>,
    fate: Fate,
}

impl Counted {
    /// A promise whose moment passes while its clock runs is broken.
    fn watch(&mut self, now: DateTime<Utc>) {
        if self.fate == Fate::Runs && self.due_at < now {
            self.fate = Fate::Broken;
        }
    }
}

/// The promises of a question that hold now: the last of each metric.
fn held(counted: &mut [Counted], question: usize) -> Vec<&mut Counted> {
    let of_question = counted.iter_mut().rev().filter(|one| one.question == question);
    let mut last: Vec<&mut Counted> = Vec::new();
    for one in of_question {
        if last.iter().all(|later| later.metric != one.metric) {
            last.push(one);
        }
    }
    last
}

#[tokio::test]
async fn whatever_people_do_a_broken_promise_is_never_kept_and_the_share_counts_every_one() {
    let mut runner = TestRunner::deterministic();
    for case in 0..4 {
        let steps = steps().new_tree(&mut runner).expect("steps").current();
        for desk in desks().await {
            live(&desk, &steps, case).await;
        }
    }
}

async fn live(desk: &TestDesk, steps: &[Step], case: u32) {
    let questions = [ask(desk, 1).await, ask(desk, 2).await, ask(desk, 3).await];
    let mut counted: Vec<Counted> = Vec::new();
    for (question, reference) in questions.iter().enumerate() {
        for (metric, deadline) in ticket(desk, *reference).await.promises.each() {
            counted.push(Counted { question, metric, due_at: deadline.due_at, fate: Fate::Runs });
        }
    }
    let mut broken: BTreeSet<(usize, Metric, DateTime<Utc>)> = BTreeSet::new();
    for (number, step) in steps.iter().enumerate() {
        take(desk, step, &questions, &mut counted).await;
        let now = desk.app.now();
        let told = format!("case {case} on {}, step {number} {step:?}", desk.store.name());
        for (question, reference) in questions.iter().enumerate() {
            let seen = ticket(desk, *reference).await;
            for one in held(&mut counted, question) {
                let deadline = seen.promises.of(one.metric);
                if matches!(one.fate, Fate::Runs | Fate::Waits) {
                    one.due_at = deadline.due_at;
                }
                one.watch(now);
                let key = (question, one.metric, deadline.counted_from);
                let missed = deadline.state(now) == DeadlineState::Missed;
                assert!(missed || !broken.contains(&key), "{told}: mended {deadline:?}");
                assert_eq!(missed, one.fate == Fate::Broken, "{told}: {deadline:?} {one:?}");
                if missed {
                    broken.insert(key);
                }
                let kept = deadline.state(now) == DeadlineState::Met;
                assert_eq!(kept, one.fate == Fate::Kept, "{told}: {deadline:?} {one:?}");
            }
        }
        for (metric, measure) in
            [(Metric::FirstResponse, Measure::FirstResponseInTimeShare), (Metric::Answer, Measure::AnsweredInTimeShare)]
        {
            let of = |fate| counted.iter().filter(|one| one.metric == metric && one.fate == fate).count();
            let (kept, broken) = (of(Fate::Kept), of(Fate::Broken));
            let expected = if kept + broken == 0 { 0.0 } else { kept as f64 / (kept + broken) as f64 };
            let (share, _) = figure(desk, measure).await;
            assert!((share - expected).abs() < 1e-9, "{told}: {metric:?} {share} is not {kept} of {}", kept + broken);
        }
    }
}

/// Takes a step, in the desk and in the count.
async fn take(desk: &TestDesk, step: &Step, questions: &[Reference; 3], counted: &mut Vec<Counted>) {
    match step {
        Step::Pass(minutes) => desk.clock.advance(Duration::minutes(*minutes)),
        Step::ToClosing(seconds) => {
            let mut closing = amsterdam_day(desk.app.now()).and_hms_opt(17, 0, 0).expect("a time");
            loop {
                let local = closing.and_local_timezone(domain::AMSTERDAM).earliest().expect("five exists");
                let moment = local.to_utc() + Duration::seconds(*seconds);
                if moment > desk.app.now() {
                    desk.clock.set(moment);
                    break;
                }
                closing = closing + Days::new(1);
            }
        }
        _ => {}
    }
    let now = desk.app.now();
    counted.iter_mut().for_each(|one| one.watch(now));
    match step {
        Step::Pass(_) | Step::ToClosing(_) => {}
        Step::Answer(which) | Step::AskBack(which) => {
            let Some(expert) = ticket(desk, questions[*which]).await.assignee else { return };
            let wait = matches!(step, Step::AskBack(_));
            let outcome = desk
                .app
                .reply_to_ticket(
                    &desk.staff(expert),
                    questions[*which],
                    "Zo.",
                    if wait { app::Reply::AskBack } else { app::Reply::Answer },
                )
                .await;
            let Ok(after) = went(outcome) else { return };
            for one in held(counted, *which) {
                let due_at = after.promises.of(one.metric).due_at;
                let kept = if now <= due_at { Fate::Kept } else { Fate::Broken };
                match one.fate {
                    Fate::Runs if wait && one.metric == Metric::Answer => one.fate = Fate::Waits,
                    Fate::Waits if wait => {}
                    Fate::Runs | Fate::Waits => (one.fate, one.due_at) = (kept, due_at),
                    Fate::Kept | Fate::Broken | Fate::Withdrawn => {}
                }
            }
        }
        Step::React(which) | Step::Reopen(which) => {
            let was_open = ticket(desk, questions[*which]).await.status().is_open();
            let outcome = match step {
                Step::React(_) => react(desk, questions[*which]).await,
                _ => {
                    let lead = desk.staff(TestDesk::LEAD);
                    desk.app.reopen_ticket(&lead, questions[*which], "Nog niet klaar.").await
                }
            };
            let Ok(after) = went(outcome) else { return };
            let mut rounds = Vec::new();
            for one in held(counted, *which) {
                let due_at = after.promises.of(one.metric).due_at;
                if was_open && one.fate == Fate::Waits {
                    (one.fate, one.due_at) = (Fate::Runs, due_at);
                }
                if !was_open && (one.metric == Metric::Answer || one.fate == Fate::Withdrawn) {
                    rounds.push(Counted { due_at, fate: Fate::Runs, ..one.clone() });
                }
            }
            counted.extend(rounds);
        }
        Step::Close(which) => {
            let outcome =
                desk.app.close_ticket(&desk.staff(TestDesk::LEAD), questions[*which], app::Closing::default()).await;
            let Ok(after) = went(outcome) else { return };
            for one in held(counted, *which) {
                if matches!(one.fate, Fate::Runs | Fate::Waits) {
                    one.due_at = after.promises.of(one.metric).due_at;
                    one.fate = if one.due_at < now { Fate::Broken } else { Fate::Withdrawn };
                }
            }
        }
        Step::Extend(which, metric, days) => {
            let on = amsterdam_day(now) + Days::new(*days);
            let lead = desk.staff(TestDesk::LEAD);
            let outcome = desk.app.extend_deadline(&lead, questions[*which], *metric, on, "Drukte.").await;
            if let Ok(after) = went(outcome) {
                let promised = after.promises.of(*metric).due_at;
                assert!(promised >= now, "promised a moment that has passed");
                assert_eq!(amsterdam_day(promised), on, "promised another day");
            }
        }
        Step::Policy(which, key) => {
            let outcome = desk.app.set_ticket_policy(&desk.staff(TestDesk::LEAD), questions[*which], key).await;
            if let Ok(after) = went(outcome) {
                let promised = after.promises.of(Metric::Answer).due_at;
                assert!(promised >= now, "promised a moment that has passed");
            }
        }
        Step::CloseDay(days) => {
            close_day(desk, amsterdam_day(now) + Days::new(*days)).await.expect("closed");
        }
        Step::Breaches => {
            desk.app.record_breaches().await.expect("swept");
        }
        Step::Recount => {
            desk.app.recount_promises().await.expect("swept");
        }
        Step::Remind => {
            desk.app.send_reminders().await.expect("swept");
        }
    }
}

/// What a verb did; that it may not be done from here is fine.
fn went(outcome: Result<Ticket, Refusal>) -> Result<Ticket, ()> {
    match outcome {
        Ok(ticket) => Ok(ticket),
        Err(Refusal::Conflict(_) | Refusal::Complaints(_)) => Err(()),
        Err(refusal) => panic!("{refusal:?}"),
    }
}
