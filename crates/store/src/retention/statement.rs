//! One statement that changes, and one that counts.

use crate::{Reads, StoreError, Tx};
use sea_orm::{ConnectionTrait, Statement, Value};

/// Carries out one statement; how many rows it changed.
pub(super) async fn run(tx: &Tx, sql: &str, values: impl IntoIterator<Item = Value>) -> Result<u64, StoreError> {
    let statement = Statement::from_sql_and_values(tx.0.get_database_backend(), sql, values);
    Ok(tx.0.execute_raw(statement).await?.rows_affected())
}

/// One number.
pub(super) async fn count(
    from: &impl Reads,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<i64, StoreError> {
    let connection = from.connection();
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    let row = connection.query_one_raw(statement).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or(0))
}
