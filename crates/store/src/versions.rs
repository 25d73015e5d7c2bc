//! When caches are out of date.

use crate::{Reads, StoreError, Tx};
use sea_orm::{ConnectionTrait, QueryResult, Statement};

/// Counts up with every change of what is cached.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Versions {
    /// People, expertise, coverage, absences.
    pub roster: i64,
    /// Topics and geography.
    pub reference: i64,
    /// Models, lexicon terms and the rules of routing.
    pub routing: i64,
    /// Calendar and policies.
    pub promises: i64,
}

/// As they stand.
pub async fn current(from: &impl Reads) -> Result<Versions, StoreError> {
    let connection = from.connection();
    let sql = "SELECT roster, reference, routing, promises FROM versions";
    let row = connection.query_one_raw(Statement::from_string(connection.get_database_backend(), sql)).await?;
    let row = row.ok_or_else(|| StoreError::Unreadable("versions is empty".to_owned()))?;
    read(&row)
}

/// The versions in a row that selects them.
pub(crate) fn read(row: &QueryResult) -> Result<Versions, StoreError> {
    Ok(Versions {
        roster: row.try_get("", "roster")?,
        reference: row.try_get("", "reference")?,
        routing: row.try_get("", "routing")?,
        promises: row.try_get("", "promises")?,
    })
}

pub(crate) async fn count_up_routing(tx: &Tx) -> Result<(), StoreError> {
    count_up(tx, "UPDATE versions SET routing = routing + 1").await
}

pub(crate) async fn count_up_promises(tx: &Tx) -> Result<(), StoreError> {
    count_up(tx, "UPDATE versions SET promises = promises + 1").await
}

pub(crate) async fn count_up_roster(tx: &Tx) -> Result<(), StoreError> {
    count_up(tx, "UPDATE versions SET roster = roster + 1").await
}

pub(crate) async fn count_up_reference(tx: &Tx) -> Result<(), StoreError> {
    count_up(tx, "UPDATE versions SET reference = reference + 1").await
}

async fn count_up(tx: &Tx, sql: &str) -> Result<(), StoreError> {
    tx.0.execute_raw(Statement::from_string(tx.0.get_database_backend(), sql)).await?;
    Ok(())
}
