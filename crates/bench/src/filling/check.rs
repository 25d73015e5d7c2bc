//! Is what was filled what the verbs would have written (self-check)?

use crate::desk;
use anyhow::{Context, Result, ensure};
use app::{App, RandomIds, SystemClock};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use store::{Options, Store};

/// Each must count nothing.
const NOTHING: [(&str, &str); 7] = [
    (
        "loads that are not the sum of open work",
        "SELECT count(*) AS n FROM expert_loads l WHERE l.open_minutes <> COALESCE((SELECT sum(t.effort_minutes) FROM \
         tickets t WHERE t.assignee_id = l.person_id AND t.status = 'ASSIGNED'), 0)",
    ),
    (
        "questions that the ledger counts otherwise",
        "SELECT count(*) AS n FROM (SELECT t.id FROM tickets t JOIN events e ON e.ticket_id = t.id GROUP BY t.id, t.status \
         HAVING sum(e.open_delta) <> CASE WHEN t.status IN ('UNASSIGNED', 'ASSIGNED', 'WAITING_FOR_ASKER') THEN 1 ELSE 0 END) x",
    ),
    ("questions that wait to be made findable", "SELECT count(*) AS n FROM tickets WHERE NOT indexed"),
    (
        "questions without two promises",
        "SELECT count(*) AS n FROM (SELECT ticket_id FROM deadlines WHERE round = 1 GROUP BY ticket_id HAVING count(*) <> 2) x",
    ),
    (
        "questions without an event",
        "SELECT count(*) AS n FROM tickets t WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.ticket_id = t.id)",
    ),
    (
        "questions of an organisation that is not there",
        "SELECT count(*) AS n FROM tickets t WHERE NOT EXISTS (SELECT 1 FROM organisations o WHERE o.id = t.organisation_id)",
    ),
    (
        "promises past their moment of which nothing is known",
        "SELECT count(*) AS n FROM deadlines d JOIN tickets t ON t.id = d.ticket_id WHERE t.status IN ('ANSWERED', 'CLOSED') \
         AND d.outcome IS NULL",
    ),
];
/// Tables with rows of questions, each looked through for rows of none.
const OF_TICKETS: [&str; 8] =
    ["ticket_topics", "first_topics", "messages", "deadlines", "waits", "decisions", "jobs", "corrections"];
/// How many search rows are written again and compared.
const SAMPLE: u64 = 25;

pub(crate) async fn run(url: &str, tickets: u64) -> Result<()> {
    let database = testkit::database::direct(url).await?;
    for (what, sql) in NOTHING {
        let found = count(&database, sql).await?;
        ensure!(found == 0, "{found} {what}");
    }
    for table in OF_TICKETS {
        let sql = format!(
            "SELECT count(*) AS n FROM {table} x WHERE NOT EXISTS (SELECT 1 FROM tickets t WHERE t.id = x.ticket_id)"
        );
        let found = count(&database, &sql).await?;
        ensure!(found == 0, "{found} rows of {table} are of no question");
    }
    let (found, searched) = ("SELECT count(*) AS n FROM tickets", "SELECT count(*) AS n FROM ticket_search");
    ensure!(count(&database, found).await? == tickets as i64, "not all questions are there");
    ensure!(count(&database, searched).await? == tickets as i64, "not all questions are found by their words");
    states(&database, tickets).await?;

    let store = Store::connect(&Options::new(url)).await?;
    let app = App::open(store, Box::new(SystemClock), Box::new(RandomIds), desk::settings()?).await?;
    search_rows(&app, &database, tickets).await?;
    well(&app).await?;
    app.store().clone().close().await?;
    Ok(database.close().await?)
}

async fn count(database: &DatabaseConnection, sql: &str) -> Result<i64> {
    let statement = Statement::from_string(database.get_database_backend(), sql);
    let row = database.query_one_raw(statement).await?.context("a count has a row")?;
    Ok(row.try_get("", "n")?)
}

/// Says how many questions are in each state.
async fn states(database: &DatabaseConnection, tickets: u64) -> Result<()> {
    let sql = "SELECT status, count(*) AS n FROM tickets GROUP BY status ORDER BY status";
    let mut open = 0;
    for row in database.query_all_raw(Statement::from_string(database.get_database_backend(), sql)).await? {
        let (status, count): (String, i64) = (row.try_get("", "status")?, row.try_get("", "n")?);
        if !["ANSWERED", "CLOSED"].contains(&status.as_str()) {
            open += count;
        }
        eprintln!("{status:>20} {count:>9}");
    }
    let aim = tickets as i64 * 3 / 100;
    ensure!(open == aim, "{open} of {tickets} are open, not {aim}");
    Ok(())
}

/// Has the sweep write some search rows again, and compares. Those of SQLite cannot be read: the same words are in them.
async fn search_rows(app: &App, database: &DatabaseConnection, tickets: u64) -> Result<()> {
    if app.store().is_embedded() {
        return Ok(());
    }
    let these: Vec<String> = (0..SAMPLE).map(|at| (1 + at * (tickets / SAMPLE)).to_string()).collect();
    let these = these.join(", ");
    let sql = format!(
        "SELECT CAST(stems AS text) AS stems FROM ticket_search WHERE ticket_id IN ({these}) ORDER BY ticket_id"
    );
    let read = async || -> Result<Vec<String>> {
        let rows = database.query_all_raw(Statement::from_string(database.get_database_backend(), &sql)).await?;
        rows.iter().map(|row| Ok(row.try_get("", "stems")?)).collect()
    };
    let filled = read().await?;
    database.execute_unprepared(&format!("UPDATE tickets SET indexed = false WHERE id IN ({these})")).await?;
    while app.index_texts().await? > 0 {}
    for (filled, swept) in filled.iter().zip(read().await?) {
        ensure!(*filled == swept, "a search row is not what the sweep writes:\n{filled}\n{swept}");
    }
    Ok(())
}

/// What fell due while the rows were written is done, as by a worker; then all is well, but for settings of the database.
async fn well(app: &App) -> Result<()> {
    while app.record_breaches().await? + app.send_reminders().await? + app.heed_silence().await? > 0 {}
    while app.count_days().await? > 0 {}
    let ill: Vec<String> = app
        .health()
        .await
        .checks
        .into_iter()
        .filter(|check| !check.ok && check.name != "database-instellingen")
        .map(|check| format!("{}: {}", check.name, check.reason))
        .collect();
    ensure!(ill.is_empty(), "the desk is not well: {}", ill.join("; "));
    Ok(())
}
