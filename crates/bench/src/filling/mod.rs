//! A desk with many different questions (fill): lives that the verbs wrote, each with other askers and other words.

mod bulk;
mod cell;
mod check;
mod indexes;
mod lives;
mod pattern;
mod plan;
pub(crate) mod words;

use anyhow::{Context, Result, ensure};
use app::{Clock, SystemClock};
use bulk::Bulk;
use cell::Own;
use chrono::SubsecRound;
use lives::Pattern;
use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseBackend, DatabaseConnection};
use std::borrow::Cow;
use std::path::Path;
use store::{Options, Store};

/// Questions in one transaction.
const AT_ONCE: u64 = 1_000;

/// Fills an empty database. The pattern is made where it is not there yet.
pub(crate) async fn run(url: &str, tickets: u64, pattern: &Path) -> Result<()> {
    ensure!(tickets >= 10_000, "the sweeps want a hundred open questions: ask for ten thousand or more");
    let began = app::stopwatch();
    let pattern = of_pattern(pattern).await?;
    eprintln!("patroon: {} vragen, na {:?}", pattern.lives.len(), began.elapsed());
    let store = Store::connect(&Options::new(url)).await?;
    app::migrate(&store, SystemClock.now()).await?;
    store.close().await?;
    let to = connect(url).await?;
    let indexes = indexes::drop(&to).await?;
    write(&to, &pattern, tickets).await?;
    eprintln!("{tickets} vragen geschreven, na {:?}", began.elapsed());
    indexes::make(&to, &indexes).await?;
    to.execute_unprepared(&loads(tickets, pattern.lives.len() as u64)).await?;
    // PostgreSQL carries out no triggers while it looks at no foreign keys.
    let or = if to.get_database_backend() == DatabaseBackend::Sqlite { " OR IGNORE" } else { "" };
    let days = format!("INSERT{or} INTO stale_days (day) SELECT DISTINCT day FROM days_of_ticket");
    to.execute_unprepared(&days).await?;
    to.execute_unprepared("ANALYZE").await?;
    to.close().await?;
    learn(url, &pattern, tickets).await?;
    eprintln!("indexen en statistiek, na {:?}", began.elapsed());
    check::run(url, tickets).await?;
    eprintln!("nagekeken, na {:?}", began.elapsed());
    Ok(())
}

/// The words of what was written, by whose pieces it is found; but for those that each question has for itself: no desk has a
/// new word in every question.
async fn learn(url: &str, pattern: &Pattern, tickets: u64) -> Result<()> {
    let store = Store::connect(&Options::new(url)).await?;
    let projects: Vec<String> = (0..tickets / words::A_PROJECT).map(|number| words::project(number, tickets)).collect();
    let texts = pattern.lives.iter().map(|life| life.words.clone());
    let texts: Vec<String> = texts.chain(projects.chunks(1_000).map(|words| words.join(" "))).collect();
    for texts in texts.chunks(100) {
        store::search::learn(&store, &texts.join(" ")).await?;
    }
    Ok(store.close().await?)
}

async fn of_pattern(path: &Path) -> Result<Pattern> {
    let url = format!("sqlite://{}", path.display());
    if !path.exists() {
        let draft = path.with_extension("draft");
        pattern::live(&format!("sqlite://{}", draft.display()), SystemClock.now().trunc_subsecs(0)).await?;
        std::fs::rename(&draft, path).context("the pattern is kept")?;
    }
    let from =
        testkit::database::direct(ConnectOptions::new(url).max_connections(1).sqlx_logging(false).to_owned()).await?;
    let pattern = Pattern::read(&from).await?;
    from.close().await?;
    Ok(pattern)
}

/// One connection, on which nothing is waited for and no foreign key is looked at: the check does that at the end.
async fn connect(url: &str) -> Result<DatabaseConnection> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).min_connections(1).sqlx_logging(false);
    let database = testkit::database::direct(options).await?;
    let settings: &[&str] = match database.get_database_backend() {
        DatabaseBackend::Sqlite => {
            &["PRAGMA foreign_keys = OFF", "PRAGMA synchronous = OFF", "PRAGMA cache_size = -400000"]
        }
        _ => &[
            "SET synchronous_commit = off",
            "SET maintenance_work_mem = '512MB'",
            "SET session_replication_role = replica",
        ],
    };
    for setting in settings {
        database.execute_unprepared(setting).await?;
    }
    Ok(database)
}

async fn write(to: &DatabaseConnection, pattern: &Pattern, tickets: u64) -> Result<()> {
    let types = bulk::types(to).await?;
    let backend = to.get_database_backend();
    let mut bulks = Vec::new();
    for table in &pattern.tables {
        let kind = |column: &str| types.get(&(table.name.clone(), column.to_owned())).map_or("text", String::as_str);
        let columns: Vec<(&str, &str)> = table.columns.iter().map(|(name, _)| (name.as_str(), kind(name))).collect();
        bulks.push(Bulk::new(backend, &table.name, &columns));
    }
    bulks.push(Bulk::of_search_rows(backend));
    let search = bulks.len() - 1;

    let plan = plan::Plan::new(pattern, tickets);
    let nobody = ["", "", ""].map(str::to_owned);
    let desk = Own {
        number: 0,
        copy: 0,
        most: plan.most,
        subject: "",
        body: "",
        contact: &nobody,
        personal_data: "0",
        asker: &Default::default(),
    };
    for (table, row) in &pattern.whole {
        bulks[*table].push(row.iter().map(|cell| cell.json(&desk)));
    }
    for next in plan.copies() {
        let life = &pattern.lives[next.life];
        let (first, second) = (&pattern.lives[next.first].text, &pattern.lives[next.second].text);
        let sentence = words::sentence(next.number, tickets);
        let own = Own {
            number: next.number,
            copy: next.copy,
            most: plan.most,
            subject: &first.subject,
            body: &lives::body(first, second, &sentence),
            contact: &second.contact,
            personal_data: &first.personal_data,
            asker: &second.asker,
        };
        for (table, row) in &life.rows {
            bulks[*table].push(row.iter().map(|cell| cell.json(&own)));
        }
        let found_by = serde_json::to_string(&life.search_row(first, second, &sentence))?;
        bulks[search].push([Cow::Owned(next.number.to_string()), Cow::Owned(found_by)]);
        if next.number % AT_ONCE == 0 {
            bulk::flush(to, &mut bulks).await?;
        }
    }
    bulk::flush(to, &mut bulks).await?;
    if backend == DatabaseBackend::Postgres {
        for table in ["tickets", "events", "corrections"] {
            let last = format!("SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}");
            to.execute_unprepared(&last).await?;
        }
    }
    Ok(())
}

/// What every expert has open and had lately; on PostgreSQL and SQLite alike.
fn loads(tickets: u64, lives: u64) -> String {
    format!(
        "UPDATE expert_loads SET recent_minutes = recent_minutes * {}, open_minutes = COALESCE((SELECT \
         sum(t.effort_minutes) FROM tickets t WHERE t.assignee_id = expert_loads.person_id AND t.status = 'ASSIGNED'), 0)",
        (tickets / lives.max(1)).max(1)
    )
}

/// Where the pattern is kept while one run fills several desks.
pub(crate) fn pattern_in(folder: &Path) -> std::path::PathBuf {
    folder.join("patroon.db")
}
