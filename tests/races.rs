//! Many people at the same moment: no question with two owners, no week filled twice, no decision lost.

use app::{Caller, Refusal};
use chrono::NaiveDate;
use domain::{Absence, Actor, Origin, PersonId, Reference};
use futures_util::future::join_all;
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
        let weekly = desk.app.desk().expert(load.expert).expect("an expert").weekly_minutes;
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
            let planned = desk.app.plan_absence(&desk.staff(TestDesk::CARLA), TestDesk::CARLA, absence, true).await;
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
