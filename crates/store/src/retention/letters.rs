//! Letters that somebody dealt with, that were never sent, or that lie undelivered about no open question (retention).

use super::statement::{count, run};
use crate::{Reads, StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::JobId;
use sea_orm::{ConnectionTrait, DatabaseBackend, Statement};
use uuid::Uuid;

/// Given up longer ago than who asked is kept: nobody sends them any more. `$1` is for those that are settled.
const OLD: &str = "FROM jobs WHERE (state IN ('withdrawn', 'dismissed') AND finished_at < $1) \
     OR (state = 'dead' AND ticket_id IS NULL AND finished_at < $2)";

/// At most so many letters that were settled before the first moment, or given up before the second.
pub async fn letters(
    from: &impl Reads,
    settled: DateTime<Utc>,
    given_up: DateTime<Utc>,
    most: u32,
) -> Result<Vec<JobId>, StoreError> {
    let connection = from.connection();
    let values = [settled.into(), given_up.into(), i64::from(most).into()];
    let sql = format!("SELECT id {OLD} LIMIT $3");
    let rows = connection
        .query_all_raw(Statement::from_sql_and_values(connection.get_database_backend(), sql, values))
        .await?;
    rows.iter().map(|row| Ok(JobId(row.try_get_by_index::<Uuid>(0)?))).collect()
}

/// How many there are.
pub async fn count_letters(
    from: &impl Reads,
    settled: DateTime<Utc>,
    given_up: DateTime<Utc>,
) -> Result<i64, StoreError> {
    count(from, &format!("SELECT count(*) {OLD}"), [settled.into(), given_up.into()]).await
}

/// Removes these. What waits, or is being sent, stays whatever is said here.
pub async fn remove_letters(tx: &Tx, letters: &[JobId]) -> Result<u64, StoreError> {
    let mut gone = 0;
    let id = if tx.0.get_database_backend() == DatabaseBackend::Sqlite { "id = $1" } else { "id = $1::uuid" };
    for letter in letters {
        let sql = format!("DELETE FROM jobs WHERE {id} AND state IN ('withdrawn', 'dismissed', 'dead')");
        gone += run(tx, &sql, [letter.0.into()]).await?;
    }
    Ok(gone)
}
