//! Many people at the same moment: no question with two owners, no week filled twice, no decision lost.

use app::{Caller, ExpertProfile, Refusal};
use chrono::NaiveDate;
use domain::{Absence, Actor, Origin, PersonId, Reference, Role};
use futures_util::future::join_all;
use sea_orm::{ConnectionTrait, TransactionTrait};
use std::collections::HashMap;
use testkit::{TestDesk, desks, question_about};

const AT_ONCE: u128 = 32;

async fn ask(desk: &TestDesk, key: u128) -> Result<Reference, Refusal> {
    let draft = question_about(key, "woonzorgvisie");
    let app = desk.app.clone();
    // Each on a task of its own: they really run at the same time.
    let asked = tokio::spawn(async move {
        app.submit_question(&Caller::new(Actor::Anonymous, Origin::Web), draft).await.map(|receipt| receipt.reference)
    });
    asked.await.expect("it does not panic")
}

/// What the desk says of everybody's work, against what they really have.
async fn nothing_is_torn(desk: &TestDesk, expected: usize) {
    let lead = desk.staff(TestDesk::LEAD);
    let mut tickets = Vec::new();
    let mut after = None;
    loop {
        let page = desk.app.list_tickets(&lead, &app::TicketSearch::default(), 100, after).await.expect("a page");
        after = page.items.last().map(|(cursor, _)| *cursor);
        tickets.extend(page.items.into_iter().map(|(_, ticket)| ticket));
        if !page.has_next {
            break;
        }
    }
    assert_eq!(tickets.len(), expected, "every question is there once");
    let mut work: HashMap<PersonId, i32> = HashMap::new();
    for ticket in &tickets {
        if let Some(expert) = ticket.assignee {
            *work.entry(expert).or_default() += ticket.effort_minutes;
        }
        let view = desk.app.view_ticket(&lead, ticket.reference).await.expect("the ticket");
        let latest = view.routing.expect("a decision").latest.decision;
        assert_eq!(latest.chosen, ticket.assignee, "the newest decision says who has it: {}", latest.summary);
    }
    let (loads, _) = store::experts::loads(&*desk.store).await.expect("loads");
    for load in loads {
        assert_eq!(load.open_minutes, work.get(&load.expert).copied().unwrap_or(0), "the count is right");
        let weekly = desk.app.picture().expert(load.expert).expect("an expert").weekly_minutes;
        assert!(load.open_minutes <= weekly, "{} of {weekly} minutes", load.open_minutes);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn questions_handovers_and_absences_at_the_same_moment_leave_nothing_torn() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        let asked = join_all((0..AT_ONCE).map(|key| ask(&desk, key))).await;
        let references: Vec<Reference> = asked.into_iter().map(|asked| asked.expect("stored")).collect();
        nothing_is_torn(&desk, 32).await;

        // Anna gives hers away, Carla falls ill, two servers sweep, and 32 more come in.
        let give_away = join_all(references.iter().map(async |reference| {
            let (app, anna, reference) = (desk.app.clone(), desk.staff(TestDesk::ANNA), *reference);
            tokio::spawn(async move { app.hand_over_ticket(&anna, reference, "Geen ruimte").await })
                .await
                .expect("it does not panic")
        }));
        let fall_ill = async {
            let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
            let absence = Absence { from: day("2026-11-24"), to: day("2026-12-18"), cover: None };
            let planned = desk
                .app
                .plan_absence(&desk.staff(TestDesk::CARLA), TestDesk::CARLA, absence, app::Gaps::Accepted)
                .await;
            assert!(planned.expect("planned").is_empty());
            let sweeps = join_all((0..4).map(async |_| {
                let app = desk.app.clone();
                tokio::spawn(async move { app.apply_absences().await }).await.expect("it does not panic")
            }));
            sweeps.await
        };
        let more = join_all((AT_ONCE..2 * AT_ONCE).map(|key| ask(&desk, key)));
        let (given, swept, more) = tokio::join!(give_away, fall_ill, more);
        assert!(more.iter().all(Result::is_ok), "nothing is refused because others are busy");
        assert!(swept.iter().all(Result::is_ok), "{swept:?}");
        let given_away = given.iter().filter(|given| given.is_ok()).count();
        assert!(given_away > 0 && given_away <= 12, "only hers: {given_away}");
        nothing_is_torn(&desk, 64).await;

        join_all((0..4).map(async |_| desk.app.route_waiting().await.expect("swept"))).await;
        nothing_is_torn(&desk, 64).await;
    }
}

/// Two servers on one database, each with a picture of its own of who works here.
async fn second_server(desk: &TestDesk) -> app::App {
    let store = store::Store::connect(&desk.store.options()).await.expect("a second connection");
    let (clock, ids) = (Box::new(desk.clock.clone()), Box::new(app::RandomIds));
    app::App::open(store, clock, ids, desk.app.settings().clone()).await.expect("the desk opens")
}

#[tokio::test]
async fn what_another_server_changed_of_an_expert_is_not_undone_from_memory() {
    for desk in desks().await {
        let (lead, anna) = (desk.staff(TestDesk::LEAD), TestDesk::ANNA);
        let other = second_server(&desk).await;
        let seen = ExpertProfile::of(other.picture().expert(anna).expect("Anna"));
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let absence = |from, to| Absence { from: day(from), to: day(to), cover: None };
        desk.app
            .plan_absence(&lead, anna, absence("2026-12-21", "2026-12-24"), app::Gaps::Accepted)
            .await
            .expect("planned");
        // The other server has not looked since: hours are saved, and another absence is planned.
        let fewer = ExpertProfile { weekly_hours: Some(8), ..seen.clone() };
        other.change_expert(&lead, anna, &fewer, Some(&seen.fingerprint())).await.expect("saved");
        other
            .plan_absence(&lead, anna, absence("2027-01-04", "2027-01-05"), app::Gaps::Accepted)
            .await
            .expect("planned");
        desk.app.refresh().await.expect("read again");
        let now = desk.app.picture().expert(anna).cloned().expect("Anna");
        assert_eq!((now.weekly_minutes, now.absences.len()), (8 * 60, 2), "nothing of either was lost");
        let twice = other.plan_absence(&lead, anna, absence("2026-12-24", "2026-12-28"), app::Gaps::Accepted).await;
        assert!(matches!(twice, Err(Refusal::Complaints(_))), "it overlaps with what the first server planned");

        // A topic that one lead takes away does not come back with the form of another.
        let without = ExpertProfile { expertise: now.expertise[..1].to_vec(), ..ExpertProfile::of(&now) };
        desk.app.change_expert(&lead, anna, &without, Some(&fewer.fingerprint())).await.expect("saved");
        let late = ExpertProfile { weekly_hours: Some(16), ..fewer.clone() };
        let refused = other.change_expert(&lead, anna, &late, Some(&fewer.fingerprint())).await;
        assert!(matches!(refused, Err(Refusal::Conflict(_))), "{refused:?}");
        desk.app.refresh().await.expect("read again");
        assert_eq!(desk.app.picture().expert(anna).expect("Anna").expertise, without.expertise);
    }
}

/// 240 handovers between two experts, as many at once: none is refused because others are busy.
async fn hand_to_and_fro(desk: &TestDesk, at_once: usize, first_key: u128) {
    let mut references = Vec::new();
    for key in 0..12 {
        references.push(ask(desk, first_key + key).await.expect("stored"));
    }
    let pairs = references.len() / at_once.min(references.len());
    let each = 240 / at_once;
    let clients = references.chunks(pairs).take(at_once).enumerate().map(|(at, mine)| {
        let (app, lead, mine) = (desk.app.clone(), desk.staff(TestDesk::LEAD), mine.to_vec());
        tokio::spawn(async move {
            for round in 0..each {
                let reference = mine[round % mine.len()];
                let ticket = app.view_ticket(&lead, reference).await.expect("the ticket").ticket;
                // Half of the clients begin with one expert, half with the other: the act goes in both directions.
                let to = match ticket.assignee {
                    Some(TestDesk::ANNA) => TestDesk::CARLA,
                    Some(_) => TestDesk::ANNA,
                    None if at % 2 == 0 => TestDesk::ANNA,
                    None => TestDesk::CARLA,
                };
                app.assign_ticket(&lead, reference, Some(to), "Heen en weer").await.expect("handed over");
            }
        })
    });
    for client in join_all(clients).await {
        client.expect("no handover fails");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn handovers_between_two_experts_in_both_directions_never_wait_in_a_circle() {
    for desk in desks().await {
        for (at_once, first_key) in [(2, 100), (4, 200), (8, 300)] {
            println!("on {}, {at_once} at once", desk.store.name());
            hand_to_and_fro(&desk, at_once, first_key).await;
        }
    }
}

/// Waits until so many wait for a lock, or this one has ended without waiting.
async fn until_held_up(desk: &TestDesk, by: usize, ended: impl Fn() -> bool) {
    let sql = "SELECT count(*) AS n FROM pg_stat_activity \
               WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let database = testkit::database::direct(desk.store.url()).await.expect("it opens");
    for _ in 0..60_000 {
        let statement = sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, sql);
        let row = database.query_one_raw(statement).await.expect("readable").expect("a row");
        if ended() || row.try_get::<i64>("", "n").expect("a count") >= i64::try_from(by).expect("few") {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
    panic!("nobody waits");
}

/// What one server does at the very moment in which another takes a right away.
#[derive(Debug, Clone, Copy)]
enum Gives {
    /// A lead gives the question to Anna.
    ByAPerson,
    /// A question comes in that Anna knows about.
    ByTheDesk,
}

/// Why Anna may not have it from that moment on.
#[derive(Debug, Clone, Copy)]
enum Loses {
    /// She leaves.
    Work,
    /// She is no expert any more.
    Role,
    /// She has a conflict of interest.
    Conflict,
}

/// Who comes to the loads first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum First {
    Giver,
    Taker,
}

/// Where both are held up.
#[derive(Debug, Clone, Copy)]
enum HeldUp {
    /// Before the work is counted.
    Counting,
    /// Just after it.
    WritingDown,
}

impl HeldUp {
    fn table(self) -> &'static str {
        match self {
            Self::Counting => "expert_loads",
            Self::WritingDown => "decisions",
        }
    }
}

/// Both at once, held up until each has decided; who then may have what.
async fn gives_while_she_loses(desk: &TestDesk, other: &app::App, what: (Gives, Loses, First, HeldUp)) {
    let (gives, loses, first, held_up) = what;
    let (lead, anna) = (desk.staff(TestDesk::LEAD), desk.staff(TestDesk::ANNA));
    let administrator = desk.staff(TestDesk::ADMINISTRATOR);
    // Nobody else knows the topic while Carla is away.
    let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
    let away = Absence { from: day("2026-11-24"), to: day("2026-12-18"), cover: None };
    desk.app.plan_absence(&lead, TestDesk::CARLA, away, app::Gaps::Accepted).await.expect("planned");
    other.refresh().await.expect("read again");
    let hers = ask(desk, 1).await.expect("stored");
    let given = ask(desk, 2).await.expect("stored");
    desk.app.assign_ticket(&lead, given, Some(TestDesk::BRAM), "Hij heeft tijd").await.expect("given");
    if !matches!(loses, Loses::Conflict) {
        // She has nothing that must be taken from her: nobody would look again.
        desk.app.assign_ticket(&lead, hers, Some(TestDesk::BRAM), "Hij heeft tijd").await.expect("given");
    }

    let database = testkit::database::direct(desk.store.url()).await.expect("it opens");
    let held = database.begin().await.expect("a transaction");
    held.execute_unprepared(&format!("LOCK TABLE {} IN EXCLUSIVE MODE", held_up.table())).await.expect("held");
    let give = || {
        let (app, lead) = (other.clone(), lead.clone());
        tokio::spawn(async move {
            match gives {
                Gives::ByAPerson => {
                    app.assign_ticket(&lead, given, Some(TestDesk::ANNA), "Zij weet dit").await.map(drop)
                }
                Gives::ByTheDesk => {
                    let caller = Caller::new(Actor::Anonymous, Origin::Web);
                    app.submit_question(&caller, question_about(3, "woonzorgvisie")).await.map(drop)
                }
            }
        })
    };
    let lose = || {
        let app = desk.app.clone();
        let (administrator, anna) = (administrator.clone(), anna.clone());
        tokio::spawn(async move {
            let (roles, active): (&[Role], bool) = match loses {
                Loses::Work => (&[Role::Expert], false),
                Loses::Role => (&[Role::Lead], true),
                Loses::Conflict => {
                    return app.hand_over_ticket(&anna, hers, "Belangenconflict").await.map(drop);
                }
            };
            app.change_person(
                &administrator,
                TestDesk::ANNA,
                "Anna",
                roles,
                if active { app::Works::Here } else { app::Works::Left },
            )
            .await
        })
    };
    let (give, lose) = if first == First::Giver {
        let give = give();
        until_held_up(desk, 1, || give.is_finished()).await;
        let lose = lose();
        until_held_up(desk, 2, || lose.is_finished()).await;
        (give, lose)
    } else {
        let lose = lose();
        until_held_up(desk, 1, || lose.is_finished()).await;
        let give = give();
        let waiting = if lose.is_finished() { 1 } else { 2 };
        until_held_up(desk, waiting, || give.is_finished()).await;
        (give, lose)
    };
    held.rollback().await.expect("let go");
    lose.await.expect("it does not panic").expect("done");
    // It is refused, or it was first and Anna has lost it again.
    match give.await.expect("it does not panic") {
        Ok(()) | Err(Refusal::Conflict(_) | Refusal::Complaints(_)) => {}
        Err(other) => panic!("{what:?}: {other}"),
    }
    let page = desk.app.list_tickets(&lead, &app::TicketSearch::default(), 100, None).await.expect("a page");
    for (_, ticket) in page.items {
        assert_ne!(ticket.assignee, Some(TestDesk::ANNA), "{what:?}: {}", ticket.routing_summary);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn nobody_gets_a_question_at_the_very_moment_they_lose_the_right_to_it() {
    for gives in [Gives::ByAPerson, Gives::ByTheDesk] {
        for loses in [Loses::Work, Loses::Role, Loses::Conflict] {
            for first in [First::Giver, First::Taker] {
                for held_up in [HeldUp::Counting, HeldUp::WritingDown] {
                    // SQLite has one writer: there is no such moment.
                    let Some(desk) = desks().await.into_iter().find(|desk| !desk.store.is_embedded()) else { return };
                    let other = second_server(&desk).await;
                    gives_while_she_loses(&desk, &other, (gives, loses, first, held_up)).await;
                }
            }
        }
    }
}
