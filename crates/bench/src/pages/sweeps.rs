//! The sweeps with a hundred promises due among all the others. They change the desk, and come last.

use super::sheet::Sheet;
use crate::desk::Desk;
use crate::sweep::always_open;
use anyhow::{Result, ensure};
use sea_orm::ConnectionTrait;

const DUE: u64 = 100;
/// Each with other questions.
const ROUNDS: usize = 5;

pub(crate) async fn measure(sheet: &mut Sheet, desk: &Desk) -> Result<()> {
    always_open(desk).await?;
    let database = testkit::database::direct(desk.url()).await?;
    let app = desk.app();
    let embedded = app.store().is_embedded();
    // What came due by itself is done first.
    while app.record_breaches().await? + app.send_reminders().await? > 0 {}
    let (mut reminders, mut breaches) = (Vec::new(), Vec::new());
    for round in 1..=ROUNDS {
        let instant = |text: String| if embedded { format!("'{text}'") } else { format!("timestamptz '{text}'") };
        // Another moment each round: of one moment everybody is reminded once.
        let past = instant(format!("2026-01-0{round}T16:00:00+00:00"));
        let soon = instant(format!("2099-01-0{round}T16:00:00+00:00"));
        let near = format!(
            "UPDATE deadlines SET remind_at = {past}, due_at = {soon}, reminded_for = NULL, outcome = NULL, breached_at = NULL \
             WHERE metric = 'ANSWER' AND met_at IS NULL AND ticket_id IN (SELECT d.ticket_id FROM deadlines d JOIN tickets t ON t.id = d.ticket_id \
             WHERE d.metric = 'ANSWER' AND d.met_at IS NULL AND d.paused_at IS NULL AND t.status = 'ASSIGNED' \
             ORDER BY d.ticket_id LIMIT {DUE})"
        );
        ensure!(database.execute_unprepared(&near).await?.rows_affected() >= DUE, "too few questions are open");
        let began = app::stopwatch();
        app.send_reminders().await?;
        reminders.push(began.elapsed());
        let due = format!("UPDATE deadlines SET due_at = {past} WHERE due_at = {soon}");
        database.execute_unprepared(&due).await?;
        let began = app::stopwatch();
        app.record_breaches().await?;
        breaches.push(began.elapsed());
    }
    sheet.times("herinneren, 100 die naderen", reminders, 0);
    sheet.times("te late termijnen, 100", breaches, 0);
    let began = app::stopwatch();
    app.route_waiting().await?;
    sheet.times("wachtende vragen opnieuw bekijken", vec![began.elapsed()], 0);
    Ok(())
}
