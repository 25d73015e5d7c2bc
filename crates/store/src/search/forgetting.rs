//! Words that are erased are found no more, and stand nowhere (right to erasure).
//!
//! A row that is gone from the index of SQLite still stands in its pages until they are merged; what [`purge`] does. Of the
//! words that occur those go whose stem no row holds any more: a form of a word of which others use another form stays.

use super::indexing::occurring;
use super::vocabulary::{has_pieces, rows_of};
use crate::{Store, StoreError, Tx};
use domain::TicketId;
use sea_orm::{ConnectionTrait, DatabaseBackend, Statement};
use std::collections::BTreeSet;

/// Pages that are merged in one transaction: others wait for less than a tenth of a second.
const PAGES: i64 = 500;

/// Takes the search row of a ticket away; it is made again of what is left.
pub(crate) async fn forget_row(tx: &Tx, ticket: TicketId) -> Result<(), StoreError> {
    let backend = tx.0.get_database_backend();
    let sql = match backend {
        DatabaseBackend::Sqlite => "DELETE FROM ticket_search WHERE rowid = $1",
        _ => "DELETE FROM ticket_search WHERE ticket_id = $1",
    };
    tx.0.execute_raw(Statement::from_sql_and_values(backend, sql, [ticket.0.into()])).await?;
    Ok(())
}

/// Forgets the words of these texts that no search row holds.
pub(crate) async fn forget_words(tx: &Tx, texts: &[String]) -> Result<(), StoreError> {
    let words = texts.iter().flat_map(|text| occurring(text));
    let stems: BTreeSet<String> = words.filter(|(word, _)| has_pieces(word)).map(|(_, stem)| stem).collect();
    if stems.is_empty() {
        return Ok(());
    }
    let backend = tx.0.get_database_backend();
    let (unheld, behind) = match backend {
        DatabaseBackend::Sqlite => (
            "SELECT value AS stem FROM json_each($1) WHERE NOT EXISTS (SELECT 1 FROM ticket_search \
             WHERE ticket_search MATCH '\"' || value || '\"')",
            "substr(s.stem, 1, 3) || char(1114111)",
        ),
        _ => (
            "SELECT value COLLATE \"C\" AS stem FROM jsonb_array_elements_text($1::jsonb) AS value WHERE NOT EXISTS \
             (SELECT 1 FROM search_rows(('''' || value || '''')::tsquery, 1))",
            "substr(s.stem, 1, 3) || chr(1114111)",
        ),
    };
    // A word begins as its stem does.
    let sql = format!(
        "SELECT p.part, p.stem FROM ({unheld}) AS s JOIN search_parts p ON p.at_start = 1 \
         AND p.part >= substr(s.stem, 1, 3) AND p.part < {behind} AND p.stem = s.stem"
    );
    let found =
        tx.0.query_all_raw(Statement::from_sql_and_values(backend, sql, [serde_json::to_string(&stems)?.into()]))
            .await?;
    let gone: Vec<(String, String)> = found
        .iter()
        .map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?)))
        .collect::<Result<_, StoreError>>()?;
    if gone.is_empty() {
        return Ok(());
    }
    let parts: BTreeSet<(i32, &str, &str)> = gone.iter().flat_map(|(word, stem)| rows_of(word, stem)).collect();
    let list = match backend {
        DatabaseBackend::Sqlite => "SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each($1)",
        _ => {
            "SELECT (value ->> 0)::integer, (value ->> 1) COLLATE \"C\", (value ->> 2) COLLATE \"C\" \
             FROM jsonb_array_elements($1::jsonb) AS read (value)"
        }
    };
    let sql = format!("DELETE FROM search_parts WHERE (at_start, part, stem) IN ({list})");
    tx.0.execute_raw(Statement::from_sql_and_values(backend, sql, [serde_json::to_string(&parts)?.into()])).await?;
    Ok(())
}

/// Writes what was erased out of the files of SQLite: index and journal hold it until then. PostgreSQL does so by itself
/// (autovacuum), and never shows it meanwhile.
pub async fn purge(store: &Store, must_stop: impl Fn() -> bool) -> Result<(), StoreError> {
    if !store.is_embedded() {
        return Ok(());
    }
    let mut pages = -PAGES;
    loop {
        let tx = store.write().await?;
        let merge = "INSERT INTO ticket_search (ticket_search, rank) VALUES ('merge', $1)";
        let before = changes(&tx).await?;
        tx.0.execute_raw(Statement::from_sql_and_values(DatabaseBackend::Sqlite, merge, [pages.into()])).await?;
        let changed = changes(&tx).await? - before;
        tx.commit().await?;
        // One change is that it was asked for.
        if changed < 2 || must_stop() {
            break;
        }
        pages = PAGES;
    }
    empty_journal(store).await
}

/// Takes what was overwritten out of the journal of SQLite. Whoever reads an old page keeps it; the next time it goes.
pub async fn empty_journal(store: &Store) -> Result<(), StoreError> {
    if store.is_embedded() {
        store.writer().execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await?;
    }
    Ok(())
}

async fn changes(tx: &Tx) -> Result<i64, StoreError> {
    let row = tx.0.query_one_raw(Statement::from_string(DatabaseBackend::Sqlite, "SELECT total_changes()")).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or(0))
}
