//! What the databases believe of how many rows there are (planner statistics).

use crate::{Store, StoreError};
use sea_orm::ConnectionTrait;

/// Brings it up to date, where much changed: SQLite never does so by itself, and PostgreSQL some time after. SQLite looks at
/// a bounded number of rows of each index.
pub async fn keep(store: &Store) -> Result<(), StoreError> {
    let statements: &[&str] = if store.is_embedded() {
        // 0x10002: of every table whose size changed tenfold, whether it was asked for or not.
        &["PRAGMA analysis_limit = 1000", "PRAGMA optimize = 0x10002"]
    } else {
        &["ANALYZE"]
    };
    for statement in statements {
        store.writer().execute_unprepared(statement).await?;
    }
    Ok(())
}
