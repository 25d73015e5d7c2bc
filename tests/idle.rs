//! A worker with nothing to do: what it asks the database in a minute, when a waiting question is looked at again, and that no
//! sweep waits for another. Statements are counted, never timed.

use crate::client::HANGS_AFTER;
use app::{Caller, ExpertProfile, Refusal, Reply, RoutingRules};
use chrono::{DateTime, Duration, Utc};
use domain::{
    Absence, Actor, Coverage, Expertise, Level, Origin, PersonId, QuestionDraft, Reference, RegionRef, Ticket,
    TicketId, TopicKey, WorkingDays,
};
use sea_orm::ConnectionTrait;
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use testkit::{TestDesk, desks, question_about};
use tokio::sync::watch;
use worker::{MailSettings, SWEEPS};

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect("a moment").to_utc()
}

async fn submit(desk: &TestDesk, draft: QuestionDraft) -> Reference {
    let anonymous = Caller::new(Actor::Anonymous, Origin::Web);
    desk.app.submit_question(&anonymous, draft).await.expect("a receipt").reference
}

async fn ask(desk: &TestDesk, key: u128) -> Reference {
    submit(desk, question_about(key, "woonzorgvisie")).await
}

async fn ticket(desk: &TestDesk, reference: Reference) -> Ticket {
    desk.app.view_ticket(&desk.staff(TestDesk::LEAD), reference).await.expect("the ticket").ticket
}

/// She knows the topic, speaks these languages and has so many hours a week.
async fn week(desk: &TestDesk, who: PersonId, topics: &[&str], hours: i32, languages: &[&str]) {
    let profile = ExpertProfile {
        expertise: topics.iter().map(|topic| Expertise { topic: TopicKey::from(*topic), level: Level::Good }).collect(),
        coverage: vec![Coverage::Region(RegionRef::new("provincie", "PV25"))],
        languages: languages.iter().map(|language| (*language).to_owned()).collect(),
        weekly_hours: Some(hours),
        working_days: WorkingDays::FULL_WEEK,
    };
    desk.app.change_expert(&desk.staff(TestDesk::LEAD), who, &profile, None).await.expect("changed");
}

/// Only Anna has time: for two questions.
async fn small_weeks(desk: &TestDesk) {
    week(desk, TestDesk::ANNA, &["woonzorgvisie"], 4, &[]).await;
    week(desk, TestDesk::CARLA, &["woonzorgvisie"], 0, &[]).await;
}

/// How many found an expert, and in how many statements.
async fn swept(desk: &TestDesk) -> (usize, usize) {
    desk.store.statements().record();
    let found = desk.app.route_waiting().await.expect("swept");
    (found, desk.store.statements().seen().len())
}

/// What a round costs in which nothing changed: what was set aside, loads with versions, the line.
const QUIET: usize = 3;

/// Nobody is found, and nobody looks again.
async fn settled(desk: &TestDesk) {
    assert_eq!(swept(desk).await.0, 0, "nobody has room");
    assert_eq!(swept(desk).await, (0, QUIET), "{}: nothing changed", desk.store.name());
}

#[tokio::test]
async fn questions_that_wait_are_not_looked_at_again_while_nothing_changes_however_many_there_are() {
    for desk in desks().await {
        small_weeks(&desk).await;
        for key in 1..=30 {
            ask(&desk, key).await;
        }
        settled(&desk).await;
        // Only one that is new, or changed, is looked at.
        let new = ask(&desk, 31).await;
        let (found, statements) = swept(&desk).await;
        assert!(found == 0 && statements > QUIET && statements < 15, "{statements}");
        settled(&desk).await;
        desk.app.add_note(&desk.staff(TestDesk::LEAD), new, "Wie kan dit?").await.expect("a note");
        let (found, statements) = swept(&desk).await;
        assert!(found == 0 && statements > QUIET && statements < 15, "{statements}");
        settled(&desk).await;
    }
}

#[tokio::test]
async fn an_answer_an_ask_back_and_a_longer_week_make_room_for_a_question_that_waits() {
    for desk in desks().await {
        small_weeks(&desk).await;
        let (first, second) = (ask(&desk, 1).await, ask(&desk, 2).await);
        for key in 3..=6 {
            ask(&desk, key).await;
        }
        let anna = desk.staff(TestDesk::ANNA);
        settled(&desk).await;
        desk.app.reply_to_ticket(&anna, first, "Dat staat in de handreiking.", Reply::Answer).await.expect("answered");
        assert_eq!(swept(&desk).await.0, 1, "she answered one");
        settled(&desk).await;
        desk.app.reply_to_ticket(&anna, second, "Om hoeveel woningen gaat het?", Reply::AskBack).await.expect("asked");
        assert_eq!(swept(&desk).await.0, 1, "one waits for its asker");
        settled(&desk).await;
        week(&desk, TestDesk::ANNA, &["woonzorgvisie"], 6, &[]).await;
        assert_eq!(swept(&desk).await.0, 1, "she works longer");
        settled(&desk).await;
        // Room that came and went between two rounds is none; room that came during one is seen in the next.
        week(&desk, TestDesk::CARLA, &["woonzorgvisie"], 2, &[]).await;
        assert_eq!(swept(&desk).await.0, 1, "a colleague has time");
        settled(&desk).await;
    }
}

#[tokio::test]
async fn somebody_who_learns_a_topic_or_a_language_gets_what_waited_for_that() {
    for desk in desks().await {
        week(&desk, TestDesk::ANNA, &["arbeidsmigranten"], 24, &[]).await;
        week(&desk, TestDesk::CARLA, &["arbeidsmigranten"], 24, &[]).await;
        let mut about = question_about(1, "woonzorgvisie");
        about.groups = vec!["algemeen".to_owned()];
        let about = submit(&desk, about).await;
        let mut english = question_about(2, "draagvlak");
        english.groups = vec!["arbeidsmigranten".to_owned()];
        english.subject = "Housing for migrant workers".to_owned();
        english.body =
            "What should our municipality write in its plan about this, and what do the neighbours say?".to_owned();
        let english = submit(&desk, english).await;
        assert_eq!(ticket(&desk, english).await.language, "en");
        settled(&desk).await;
        week(&desk, TestDesk::ANNA, &["arbeidsmigranten", "woonzorgvisie"], 24, &[]).await;
        assert_eq!(swept(&desk).await.0, 1);
        assert_eq!(ticket(&desk, about).await.assignee, Some(TestDesk::ANNA));
        settled(&desk).await;
        week(&desk, TestDesk::CARLA, &["arbeidsmigranten"], 24, &["en"]).await;
        assert_eq!(swept(&desk).await.0, 1);
        assert_eq!(ticket(&desk, english).await.assignee, Some(TestDesk::CARLA));
    }
}

#[tokio::test]
async fn when_an_absence_ends_at_midnight_or_is_cancelled_what_waits_is_handed_out() {
    for desk in desks().await {
        let lead = desk.staff(TestDesk::LEAD);
        desk.clock.set(at("2026-11-24T23:50:00+01:00"));
        week(&desk, TestDesk::CARLA, &["woonzorgvisie"], 0, &[]).await;
        let away = |from: &str, to: &str| Absence {
            from: from.parse().expect("a day"),
            to: to.parse().expect("a day"),
            cover: None,
        };
        let today = away("2026-11-24", "2026-11-24");
        desk.app.plan_absence(&lead, TestDesk::ANNA, today, app::Gaps::Accepted).await.expect("planned");
        let first = ask(&desk, 1).await;
        settled(&desk).await;
        desk.clock.set(at("2026-11-25T00:00:01+01:00"));
        assert_eq!(swept(&desk).await.0, 1, "{}: she is back", desk.store.name());
        assert_eq!(ticket(&desk, first).await.assignee, Some(TestDesk::ANNA));
        let from = "2026-11-25".parse().expect("a day");
        let longer = away("2026-11-25", "2026-12-31");
        desk.app.plan_absence(&lead, TestDesk::ANNA, longer, app::Gaps::Accepted).await.expect("planned");
        ask(&desk, 2).await;
        settled(&desk).await;
        desk.app.cancel_absence(&lead, TestDesk::ANNA, from).await.expect("cancelled");
        assert_eq!(swept(&desk).await.0, 1, "she stays");
    }
}

#[tokio::test]
async fn a_conflict_taken_back_other_rules_and_the_end_of_the_time_to_choose_are_seen_at_once() {
    for desk in desks().await {
        let (anna, lead) = (desk.staff(TestDesk::ANNA), desk.staff(TestDesk::LEAD));
        week(&desk, TestDesk::CARLA, &["woonzorgvisie"], 0, &[]).await;
        let conflicting = ask(&desk, 1).await;
        desk.app.hand_over_ticket(&anna, conflicting, "Belangenconflict").await.expect("given back");
        let waits = ask(&desk, 2).await;
        settled(&desk).await;
        let body = desk.app.list_conflicts(&lead, TestDesk::ANNA).await.expect("a list")[0].organisation;
        desk.app.withdraw_conflict(&lead, TestDesk::ANNA, body).await.expect("withdrawn");
        assert_eq!(swept(&desk).await.0, 1, "not the one that she gave away");
        assert_eq!(ticket(&desk, waits).await.assignee, Some(TestDesk::ANNA));

        let rules = |assign_from| RoutingRules { assign_from, learns: true };
        desk.app.set_routing_rules(&lead, rules(1000)).await.expect("set");
        submit(&desk, question_about(3, "")).await;
        settled(&desk).await;
        desk.app.set_routing_rules(&lead, rules(0)).await.expect("set");
        assert_eq!(swept(&desk).await.0, 1, "the desk need not be so sure any more");
        desk.app.set_routing_rules(&lead, rules(1000)).await.expect("set");
        let forgotten = submit(&desk, question_about(4, "")).await;
        let due = ticket(&desk, forgotten).await.standing.choose_before().expect("a lead may choose until then");
        desk.clock.set(due - Duration::minutes(2));
        settled(&desk).await;
        desk.clock.set(due);
        assert_eq!(swept(&desk).await.0, 1, "{}: nobody chose in time", desk.store.name());
    }
}

#[tokio::test]
async fn a_cause_that_nobody_told_of_is_found_within_ten_minutes() {
    for desk in desks().await {
        let anna = desk.staff(TestDesk::ANNA);
        week(&desk, TestDesk::CARLA, &["woonzorgvisie"], 0, &[]).await;
        let conflicting = ask(&desk, 1).await;
        desk.app.hand_over_ticket(&anna, conflicting, "Belangenconflict").await.expect("given back");
        ask(&desk, 2).await;
        settled(&desk).await;
        let database = testkit::database::direct(desk.store.url()).await.expect("it opens");
        database.execute_unprepared("DELETE FROM conflicts").await.expect("gone");
        database.close().await.expect("it closes");
        desk.clock.advance(Duration::minutes(9));
        assert_eq!(swept(&desk).await, (0, QUIET));
        desk.clock.advance(Duration::minutes(1));
        assert_eq!(swept(&desk).await.0, 1);
    }
}

#[tokio::test]
async fn an_idle_worker_asks_the_database_little_in_a_minute_with_hundreds_of_questions_waiting() {
    for desk in desks().await {
        small_weeks(&desk).await;
        for key in 1..=40 {
            ask(&desk, key).await;
        }
        let folder = tempfile::tempdir().expect("a folder");
        let settings = MailSettings {
            smtp_url: None,
            folder: folder.path().to_owned(),
            from: "Loket <loket@desk.example>".to_owned(),
        };
        let carrier = worker::carrier(&settings).expect("a carrier");
        for _ in 0..2 {
            worker::run_once(&desk.app, &carrier).await;
        }
        let (mut a_minute, mut told) = (0.0, Vec::new());
        for sweep in &SWEEPS {
            desk.store.statements().record();
            assert_eq!((sweep.round)(&desk.app).await.expect("swept"), 0, "{}: nothing to do", sweep.name);
            let statements = desk.store.statements().seen().len();
            a_minute += statements as f64 * 60.0 / sweep.rests.as_secs_f64();
            told.push(format!("{} {statements} every {:?}", sweep.name, sweep.rests));
        }
        println!("{}: {a_minute} statements a minute: {}", desk.store.name(), told.join(", "));
        assert!(a_minute <= 450.0, "{}: {a_minute} a minute: {told:?}", desk.store.name());
        let names: HashSet<&str> = SWEEPS.iter().map(|sweep| sweep.name).collect();
        assert_eq!(names.len(), SWEEPS.len());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_sweep_that_hangs_and_others_that_fail_keep_no_other_waiting() {
    for desk in desks().await {
        let released = Arc::new(AtomicBool::new(false));
        let (hangs, until) = (Arc::new(AtomicBool::new(false)), Arc::clone(&released));
        let begun = Arc::clone(&hangs);
        desk.app.inject_fault(Box::new(move |task: &str, _: Option<TicketId>| match task {
            "apply absences" => {
                begun.store(true, Ordering::SeqCst);
                while !until.load(Ordering::SeqCst) {
                    std::thread::sleep(std::time::Duration::from_millis(5));
                }
                Ok(())
            }
            "record breaches" => panic!("met opzet"),
            "recount promises" => Err(Refusal::Internal("met opzet".to_owned())),
            _ => Ok(()),
        }));
        let (folder, (tell, told)) = (tempfile::tempdir().expect("a folder"), watch::channel(false));
        let settings = MailSettings {
            smtp_url: None,
            folder: folder.path().to_owned(),
            from: "Loket <loket@desk.example>".to_owned(),
        };
        let carrier = worker::carrier(&settings).expect("a carrier");
        let working = tokio::spawn(worker::run(desk.app.clone(), carrier, None, told));
        let waits_for = async |what: &dyn Fn() -> bool| {
            tokio::time::timeout(HANGS_AFTER, async {
                while !what() {
                    tokio::time::sleep(std::time::Duration::from_millis(20)).await;
                }
            })
            .await
            .expect("in the end");
        };
        waits_for(&|| hangs.load(Ordering::SeqCst)).await;
        // All of this while one hangs, and two others fail in each round.
        ask(&desk, 1).await;
        let letters = || std::fs::read_dir(folder.path()).map_or(0, |files| files.flatten().count());
        waits_for(&|| letters() >= 2).await;
        let found = tokio::time::timeout(HANGS_AFTER, async {
            while !store::search::pending(&*desk.store, &[], 1).await.expect("read").is_empty() {
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
        });
        found.await.expect("its text is found");
        assert!(!released.load(Ordering::SeqCst), "it still hangs");
        released.store(true, Ordering::SeqCst);
        tell.send_replace(true);
        tokio::time::timeout(HANGS_AFTER, working).await.expect("it stops").expect("well");
    }
}
