//! Several writes as one (batch): on PostgreSQL each statement is a journey, on SQLite it is handed to another thread.

use crate::{StoreError, Tx};
use sea_orm::sea_query::{CommonTableExpression, InsertStatement, UpdateStatement, WithClause};
use sea_orm::{ConnectionTrait, DatabaseBackend, Statement, Values};

/// Stands between statements of one text; in none of them.
pub(crate) const NEXT: &str = ";\n";

/// Rows of several tables, after a change that must touch a row of its own: one statement on PostgreSQL; the change and then
/// the rows on SQLite. `false` when the change touched none, or what must be there once was there; nothing of this transaction may be kept then.
pub(crate) async fn as_one(
    tx: &Tx,
    change: Option<UpdateStatement>,
    mut rows: Vec<InsertStatement>,
) -> Result<bool, StoreError> {
    let embedded = tx.0.get_database_backend() == DatabaseBackend::Sqlite;
    let done = if embedded || rows.is_empty() {
        one_after_the_other(tx, change, &rows).await
    } else {
        let last = if change.is_none() { rows.pop() } else { None };
        at_once(tx, change, last, rows).await
    };
    match done {
        Err(StoreError::Duplicate(_)) => Ok(false),
        done => done,
    }
}

async fn one_after_the_other(
    tx: &Tx,
    change: Option<UpdateStatement>,
    rows: &[InsertStatement],
) -> Result<bool, StoreError> {
    if let Some(change) = change
        && tx.0.execute(&change).await?.rows_affected() != 1
    {
        return Ok(false);
    }
    if !rows.is_empty() {
        tx.0.execute_raw(in_a_row(tx.0.get_database_backend(), rows)).await?;
    }
    Ok(true)
}

/// SQLite's driver carries out what stands in one text in its order, until one fails; each takes its own values.
fn in_a_row(backend: DatabaseBackend, rows: &[InsertStatement]) -> Statement {
    let built: Vec<Statement> = rows.iter().map(|row| backend.build(row)).collect();
    let sql = built.iter().map(|statement| statement.sql.as_str()).collect::<Vec<_>>().join(NEXT);
    let values = built.into_iter().filter_map(|statement| statement.values).flat_map(|values| values.0).collect();
    Statement { sql, values: Some(Values(values)), db_backend: backend }
}

/// All but one stand in front (data-modifying common table expressions); what the database counts is of the one.
async fn at_once(
    tx: &Tx,
    change: Option<UpdateStatement>,
    last: Option<InsertStatement>,
    beside: Vec<InsertStatement>,
) -> Result<bool, StoreError> {
    let mut with = WithClause::new();
    for (number, rows) in beside.iter().enumerate() {
        with.cte(CommonTableExpression::new().table_name(format!("rows_{number}")).query(rows.clone()).to_owned());
    }
    match (change, last) {
        (Some(change), _) => Ok(tx.0.execute(&with.query(change)).await?.rows_affected() == 1),
        (None, Some(last)) if beside.is_empty() => Ok(tx.0.execute(&last).await.map(|_| true)?),
        (None, Some(last)) => Ok(tx.0.execute(&with.query(last)).await.map(|_| true)?),
        (None, None) => Ok(true),
    }
}
