//! How much lies in each table: rows and bytes, without reading them all.

use crate::reads::sealed::Connected;
use crate::{Store, StoreError};
use sea_orm::{ConnectionTrait, Statement};

/// How much lies in a table, with its indexes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableSize {
    /// Which.
    pub table: String,
    /// How many rows, as far as it is known without counting them.
    pub rows: i64,
    /// How many bytes.
    pub bytes: i64,
}

/// Of every table, the largest first. PostgreSQL gives the rows that it counted last, and the bytes as they are. SQLite counts
/// rows by their largest number or key, and adds up pages.
pub async fn sizes(store: &Store) -> Result<Vec<TableSize>, StoreError> {
    let connection = store.connection();
    let sql = if store.is_embedded() {
        "SELECT m.tbl_name, CAST(sum(s.pgsize) AS integer), 0 FROM dbstat s JOIN sqlite_master m ON m.name = s.name \
         WHERE s.aggregate = true GROUP BY m.tbl_name ORDER BY 2 DESC, 1"
    } else {
        "SELECT c.relname::text, pg_total_relation_size(c.oid), \
         CASE WHEN c.reltuples < 0 THEN 0 ELSE c.reltuples::bigint END \
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE c.relkind = 'r' AND n.nspname = current_schema() ORDER BY 2 DESC, 1"
    };
    let rows = connection.query_all_raw(Statement::from_string(connection.get_database_backend(), sql)).await?;
    let mut sizes = Vec::new();
    for row in rows {
        let table: String = row.try_get_by_index(0)?;
        let counted: i64 = row.try_get_by_index(2)?;
        let rows = if store.is_embedded() { rows_of(store, &table).await? } else { counted };
        sizes.push(TableSize { table, rows, bytes: row.try_get_by_index(1)? });
    }
    Ok(sizes)
}

/// SQLite counts the rows of the smallest index: at a million rows that is a tenth of a second.
async fn rows_of(store: &Store, table: &str) -> Result<i64, StoreError> {
    // Names come from the database's own list; a quote in one would be doubled.
    let sql = format!("SELECT count(*) FROM \"{}\"", table.replace('"', "\"\""));
    let connection = store.connection();
    let row = connection.query_one_raw(Statement::from_string(connection.get_database_backend(), sql)).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or(0))
}
