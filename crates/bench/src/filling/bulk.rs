//! Many rows in one statement (bulk insert): a table's rows are one JSON text, on both databases.

use anyhow::Result;
use sea_orm::{ConnectionTrait, DatabaseBackend, DatabaseConnection, Statement, TransactionTrait};
use std::collections::HashMap;

/// Rows of one table that wait to be written.
pub(crate) struct Bulk {
    sql: String,
    rows: String,
}

impl Bulk {
    /// `columns` with their type, as the database calls it.
    pub(crate) fn new(backend: DatabaseBackend, table: &str, columns: &[(&str, &str)]) -> Self {
        let names: Vec<String> = columns.iter().map(|(name, _)| format!("\"{name}\"")).collect();
        let values: Vec<String> = columns.iter().enumerate().map(|(at, (_, kind))| value(backend, at, kind)).collect();
        let from = match backend {
            DatabaseBackend::Sqlite => "json_each($1) AS e",
            _ => "jsonb_array_elements($1::jsonb) AS e (value)",
        };
        let sql = format!("INSERT INTO {table} ({}) SELECT {} FROM {from}", names.join(", "), values.join(", "));
        Self { sql, rows: String::new() }
    }

    /// Search rows, of tickets that stand before them: words, and the marks of `store`.
    pub(crate) fn of_search_rows(backend: DatabaseBackend) -> Self {
        let sql = match backend {
            DatabaseBackend::Sqlite => {
                "INSERT INTO ticket_search (rowid, stems) SELECT t.id, (e.value ->> 1) || ' k:' || lower(t.organisation_kind) || ' b:' || lower(hex(t.organisation_id)) \
                 || ' d:' || replace(t.received_on, '-', '') || ' m:' || substr(replace(t.received_on, '-', ''), 1, 6) \
                 || CASE WHEN t.assignee_id IS NULL THEN '' ELSE ' a:' || lower(hex(t.assignee_id)) END \
                 || coalesce(' p:' || lower(t.municipality), '') \
                 || coalesce(' r:' || lower(t.region_layout) || '-' || lower(t.region_code), '') \
                 || coalesce((SELECT group_concat(' t:' || lower(topic), '') FROM ticket_topics WHERE ticket_id = t.id), '') \
                 || CASE WHEN t.urgency < 20000000000000000 THEN ' o:open' ELSE \
                 ' w:' || ((30000000000000000 - t.urgency) / 604800000000) || ' s:' || lower(t.status) END \
                 FROM json_each($1) AS e CROSS JOIN tickets t WHERE t.id = e.value ->> 0"
            }
            _ => {
                "INSERT INTO ticket_search (ticket_id, stems) SELECT t.id, array_to_tsvector(array_remove(\
                 string_to_array(e.value ->> 1, ' ') || ARRAY['k:' || lower(t.organisation_kind), 'b:' || replace(t.organisation_id::text, '-', ''), \
                 'd:' || to_char(t.received_on, 'YYYYMMDD'), 'm:' || to_char(t.received_on, 'YYYYMM'), \
                 'a:' || replace(t.assignee_id::text, '-', ''), 'p:' || lower(t.municipality), \
                 'r:' || lower(t.region_layout) || '-' || lower(t.region_code), \
                 CASE WHEN t.urgency < 20000000000000000 THEN 'o:open' ELSE 's:' || lower(t.status) END, \
                 CASE WHEN t.urgency >= 20000000000000000 THEN 'w:' || ((30000000000000000 - t.urgency) / 604800000000) END] \
                 || (SELECT array_agg('t:' || lower(topic)) FROM ticket_topics WHERE ticket_id = t.id), NULL)) \
                 FROM jsonb_array_elements($1::jsonb) AS e (value) JOIN tickets t ON t.id = (e.value ->> 0)::bigint"
            }
        };
        Self { sql: sql.to_owned(), rows: String::new() }
    }

    /// One more row, its values as JSON.
    pub(crate) fn push<'c>(&mut self, cells: impl IntoIterator<Item = std::borrow::Cow<'c, str>>) {
        self.rows.push(if self.rows.is_empty() { '[' } else { ',' });
        self.rows.push('[');
        for (at, cell) in cells.into_iter().enumerate() {
            if at > 0 {
                self.rows.push(',');
            }
            self.rows.push_str(&cell);
        }
        self.rows.push(']');
    }

    async fn write(&mut self, to: &impl ConnectionTrait) -> Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let mut rows = std::mem::take(&mut self.rows);
        rows.push(']');
        to.execute_raw(Statement::from_sql_and_values(to.get_database_backend(), &self.sql, [rows.into()])).await?;
        Ok(())
    }
}

/// Writes what waits, in one transaction.
pub(crate) async fn flush(database: &DatabaseConnection, bulks: &mut [Bulk]) -> Result<()> {
    let tx = database.begin().await?;
    for bulk in bulks {
        bulk.write(&tx).await?;
    }
    Ok(tx.commit().await?)
}

fn value(backend: DatabaseBackend, at: usize, kind: &str) -> String {
    match (backend, kind) {
        (DatabaseBackend::Sqlite, "uuid_text") => format!("unhex(e.value ->> {at})"),
        (DatabaseBackend::Sqlite, _) => format!("e.value ->> {at}"),
        (_, kind) => format!("(e.value ->> {at})::{kind}"),
    }
}

/// The type of every column: by table and name.
pub(crate) async fn types(database: &DatabaseConnection) -> Result<HashMap<(String, String), String>> {
    let backend = database.get_database_backend();
    let sql = match backend {
        DatabaseBackend::Sqlite => {
            "SELECT m.name AS t, p.name AS c, p.type AS k FROM sqlite_master m JOIN pragma_table_info(m.name) p \
             WHERE m.type = 'table'"
        }
        _ => {
            "SELECT table_name::text AS t, column_name::text AS c, udt_name::text AS k FROM information_schema.columns \
             WHERE table_schema = current_schema()"
        }
    };
    let mut types = HashMap::new();
    for row in database.query_all_raw(Statement::from_string(backend, sql)).await? {
        types.insert((row.try_get("", "t")?, row.try_get("", "c")?), row.try_get("", "k")?);
    }
    Ok(types)
}
