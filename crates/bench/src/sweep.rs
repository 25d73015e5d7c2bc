//! What a sweep costs with 1,000 promises due, among few and among many open questions.

use crate::desk::Desk;
use anyhow::Result;
use chrono::NaiveTime;
use domain::PersonId;
use sea_orm::ConnectionTrait;
use sla::{Calendar, Opening, Regime, Rules};
use std::time::Duration;
use store::promise_rules::Edition;

/// How many are due in each round.
const DUE: u64 = 1_000;
/// Each round with other questions; the first warms up.
const ROUNDS: u64 = 6;

pub(crate) async fn run(desk: &Desk, tickets: u64) -> Result<()> {
    desk.fill(tickets).await?;
    always_open(desk).await?;
    let database = testkit::database::direct(desk.url()).await?;
    let embedded = desk.app().store().is_embedded();
    let (past, soon) = if embedded {
        ("'2026-11-01T16:00:00+00:00'", "'2099-01-01T16:00:00+00:00'")
    } else {
        ("timestamptz '2026-11-01T16:00:00Z'", "timestamptz '2099-01-01T16:00:00Z'")
    };
    let (mut breaches, mut reminders) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let first = 2 + round * DUE;
        let these = format!("metric = 'ANSWER' AND ticket_id BETWEEN {first} AND {}", first + DUE - 1);
        let near = format!("UPDATE deadlines SET remind_at = {past}, due_at = {soon} WHERE {these}");
        database.execute_unprepared(&near).await?;
        reminders.push(timed(desk.app().send_reminders()).await?);
        let due = format!("UPDATE deadlines SET due_at = {past} WHERE {these}");
        database.execute_unprepared(&due).await?;
        breaches.push(timed(desk.app().record_breaches()).await?);
    }
    for (name, mut times) in [("herinneren", reminders), ("te late termijnen", breaches)] {
        times.remove(0);
        times.sort_unstable();
        println!(
            "{name:<20} {DUE} van {tickets} open vragen: mediaan {:?}, snelste {:?}",
            times[times.len() / 2],
            times[0]
        );
    }
    Ok(())
}

async fn timed(sweep: impl Future<Output = Result<usize, app::Refusal>>) -> Result<Duration> {
    let began = app::stopwatch();
    let done = sweep.await?;
    anyhow::ensure!(done >= DUE as usize, "the sweep found {done}");
    Ok(began.elapsed())
}

/// Nobody is reminded while the desk is closed, and benchmarks run at night.
pub(crate) async fn always_open(desk: &Desk) -> Result<()> {
    let day = Opening { from: NaiveTime::MIN, to: NaiveTime::from_hms_opt(23, 59, 59).unwrap_or_default() };
    let regime = Regime { hours: std::array::from_fn(|_| vec![day]), ..Regime::standard() };
    let now = desk.app().now();
    let tx = desk.app().store().write().await?;
    // A database that was measured before has these rules already, and gets them once more.
    let version = store::promise_rules::latest(&tx).await?.map_or(1, |latest| latest.version) + 1;
    let calendar = Calendar::standard().with_regime(regime)?.with_version(version);
    let edition = Edition {
        version,
        content: serde_json::to_value(Rules::standard().with_calendar(calendar))?,
        touches_from: None,
        created_by: desk.app().picture().people.keys().next().copied().unwrap_or(PersonId(uuid::Uuid::nil())),
        created_at: now,
    };
    store::promise_rules::insert(&tx, &edition).await?;
    tx.commit().await?;
    desk.app().refresh().await?;
    Ok(())
}
