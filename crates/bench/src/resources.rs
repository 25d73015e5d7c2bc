//! What a database takes: room on the disk, and time on the processor.

use crate::measure::cpu_of;
use anyhow::{Context, Result};
use sea_orm::{ConnectionTrait, DatabaseBackend, DatabaseConnection, Statement};
use std::time::Duration;

/// The only number of the only row, named `n`.
pub(crate) async fn count(url: &str, sql: &str) -> Result<i64> {
    let database = testkit::database::direct(url).await?;
    let counted = number(&database, sql).await?;
    database.close().await?;
    Ok(counted)
}

/// The room that a database takes.
pub(crate) async fn bytes(url: &str) -> Result<i64> {
    let sql = if url.starts_with("sqlite") {
        "SELECT page_count * page_size AS n FROM pragma_page_count(), pragma_page_size()"
    } else {
        "SELECT pg_database_size(current_database()) AS n"
    };
    count(url, sql).await
}

async fn number(database: &DatabaseConnection, sql: &str) -> Result<i64> {
    let statement = Statement::from_string(database.get_database_backend(), sql);
    let row = database.query_one_raw(statement).await?.context("a count has a row")?;
    Ok(row.try_get("", "n")?)
}

/// The processes of a PostgreSQL that serve this database or every database. SQLite has none: its work is ours.
pub(crate) struct Backends(DatabaseConnection);

impl Backends {
    pub(crate) async fn of(url: &str) -> Result<Self> {
        Ok(Self(testkit::database::direct(url).await?))
    }

    /// Time they spent on the processor so far; those that have gone are left out, so ask while connections are kept.
    pub(crate) async fn cpu(&self) -> Result<Duration> {
        if self.0.get_database_backend() == DatabaseBackend::Sqlite {
            return Ok(Duration::ZERO);
        }
        let sql = "SELECT pid AS pid FROM pg_stat_activity WHERE datname = current_database() OR datname IS NULL";
        let rows = self.0.query_all_raw(Statement::from_string(self.0.get_database_backend(), sql)).await?;
        let mut whole = Duration::ZERO;
        for row in rows {
            whole += cpu_of(&row.try_get::<i32>("", "pid")?.to_string());
        }
        Ok(whole)
    }
}
