//! What the search rows say of a step of a line (index lookup).

use super::line::Line;
use super::order::Place;
use crate::StoreError;
use crate::reads::{Snapshot, sealed::Connected};
use sea_orm::{ConnectionTrait, DatabaseBackend, Statement};

/// How many of those that were found are read at once.
const FOUND: usize = 256;

/// What the search rows say of a step.
pub(super) enum Found {
    /// The first of those that may fit, and whether there are more.
    Few(Vec<Place>, bool),
    Many,
}

/// Those of the search rows behind a place and in front of an end of the line: one statement, that reads no more than so many of
/// them whatever there is.
pub(super) async fn found(
    seen: &Snapshot,
    line: Line,
    query: &str,
    from: Place,
    end: i64,
    most: i64,
) -> Result<Found, StoreError> {
    let backend = seen.connection().get_database_backend();
    // Each database is kept from looking for them the other way round: along the order, and among those that were found.
    let (hits, join) = match backend {
        DatabaseBackend::Sqlite => (
            "SELECT rowid AS id FROM ticket_search WHERE ticket_search MATCH $1 LIMIT $2 + 1",
            "hits CROSS JOIN tickets WHERE tickets.id = hits.id",
        ),
        _ => (
            "SELECT found AS id FROM search_rows($1::tsquery, $2::bigint + 1) AS found",
            "hits CROSS JOIN LATERAL (SELECT urgency, received_on, id FROM tickets WHERE id = hits.id OFFSET 0) AS tickets \
             WHERE true",
        ),
    };
    let [key, id] = line.sql(backend);
    let sql = format!(
        "WITH hits AS MATERIALIZED ({hits}), here AS (\
         SELECT {key} AS place, {id} AS id FROM {join} \
         AND (SELECT count(*) FROM hits) <= $2 AND {key} < $3 AND ({key}, {id}) > ($4, $5) \
         ORDER BY {key}, {id} LIMIT {FOUND}) \
         SELECT count(*), 0 AS id FROM hits UNION ALL SELECT here.place, here.id FROM here"
    );
    let values = [query.into(), most.into(), end.into(), from.0.into(), from.1.into()];
    let rows = seen.connection().query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    let mut places = Vec::with_capacity(rows.len());
    for row in &rows {
        places.push((row.try_get_by_index::<i64>(0)?, row.try_get_by_index::<i64>(1)?));
    }
    // No ticket has the number 0: that line is the count.
    let count = places.iter().position(|(_, id)| *id == 0).map_or(0, |at| places.swap_remove(at).0);
    places.sort_unstable();
    let has_more = places.len() >= FOUND;
    Ok(if count > most { Found::Many } else { Found::Few(places, has_more) })
}
