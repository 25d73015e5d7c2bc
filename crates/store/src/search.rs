//! Finding tickets by their words: FTS5 on SQLite, tsvector `simple` on PostgreSQL, both over stems made here.

use crate::entity::{message, ticket};
use crate::{Reads, Store, StoreError};
use domain::{TicketId, fold};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseBackend, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    Statement,
};

/// Most characters of one ticket that are indexed; the rest of a very long thread is not found by its words.
const MOST_CHARACTERS: usize = 100_000;
/// Most words of one search.
const MOST_WORDS: usize = 16;

/// Brings up to `limit` out-of-date search rows up to date; how many were.
pub async fn index_pending(store: &Store, limit: u32) -> Result<usize, StoreError> {
    index(store, &pending(store, &[], limit).await?).await
}

/// A ticket whose search row is out of date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// Which.
    pub ticket: TicketId,
    subject: String,
}

/// Tickets whose search row is out of date, but for those that are left alone.
pub async fn pending(from: &impl Reads, left: &[TicketId], limit: u32) -> Result<Vec<Pending>, StoreError> {
    let mut query = ticket::Entity::find()
        .select_only()
        .columns([ticket::Column::Id, ticket::Column::Subject])
        .filter(Expr::cust("NOT indexed"))
        .order_by_asc(ticket::Column::Id);
    if !left.is_empty() {
        query = query.filter(ticket::Column::Id.is_not_in(left.iter().map(|ticket| ticket.0)));
    }
    let rows: Vec<(i64, String)> = query.limit(u64::from(limit)).into_tuple().all(from.connection()).await?;
    Ok(rows.into_iter().map(|(id, subject)| Pending { ticket: TicketId(id), subject }).collect())
}

/// Brings the search rows of these up to date, all or none; how many were out of date.
pub async fn index(store: &Store, pending: &[Pending]) -> Result<usize, StoreError> {
    if pending.is_empty() {
        return Ok(0);
    }
    let tx = store.write().await?;
    let mut indexed = 0;
    for row in pending {
        let id = row.ticket.0;
        // The claim locks the row: what was said before it is read below, what is said after it makes the row pending
        // again.
        let claimed = ticket::Entity::update_many()
            .col_expr(ticket::Column::Indexed, Expr::val(true))
            .filter(ticket::Column::Id.eq(id))
            .filter(ticket::Column::Indexed.eq(false))
            .exec(&tx.0)
            .await?;
        if claimed.rows_affected == 1 {
            let messages = message::Entity::find()
                .filter(message::Column::TicketId.eq(id))
                .order_by_asc(message::Column::Id)
                .all(&tx.0)
                .await?;
            let mut text = row.subject.clone();
            for message in messages {
                text.push('\n');
                text.push_str(&message.body);
            }
            let text: String = text.chars().take(MOST_CHARACTERS).collect();
            put(&tx.0, id, &stems(&text).join(" ")).await?;
            indexed += 1;
        }
    }
    tx.commit().await?;
    Ok(indexed)
}

async fn put(connection: &impl ConnectionTrait, ticket: i64, stems: &str) -> Result<(), StoreError> {
    let backend = connection.get_database_backend();
    let sql = match backend {
        DatabaseBackend::Sqlite => "INSERT OR REPLACE INTO ticket_search (rowid, stems) VALUES ($1, $2)",
        _ => {
            "INSERT INTO ticket_search (ticket_id, stems) VALUES ($1, to_tsvector('simple', $2)) \
             ON CONFLICT (ticket_id) DO UPDATE SET stems = excluded.stems"
        }
    };
    let values = [ticket.into(), stems.into()];
    connection.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    Ok(())
}

/// Tickets in which all words occur, as a predicate on `tickets`.
pub(crate) fn condition(from: &impl Reads, text: &str) -> Expr {
    let words: Vec<String> = stems(text).into_iter().take(MOST_WORDS).collect();
    if words.is_empty() {
        // Only signs and one-letter words: there is nothing to look for, so nothing is found.
        return Expr::val(1).eq(0);
    }
    match from.connection().get_database_backend() {
        DatabaseBackend::Sqlite => {
            // MATCH is a language of its own. Folding leaves none of its signs; quoted, no word of it is left either.
            let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
            Expr::cust_with_values(
                "\"tickets\".\"id\" IN (SELECT rowid FROM ticket_search WHERE ticket_search MATCH ?)",
                [quoted.join(" ")],
            )
        }
        _ => Expr::cust_with_values(
            "\"tickets\".\"id\" IN (SELECT ticket_id FROM ticket_search WHERE stems @@ plainto_tsquery('simple', $1))",
            [words.join(" ")],
        ),
    }
}

/// The stems of a text: folded, shortened to the Dutch stem, one-letter words left out.
pub fn stems(text: &str) -> Vec<String> {
    let stemmer = snowstem::Stemmer::create(snowstem::Algorithm::Dutch);
    fold(text).split(' ').filter(|word| word.chars().count() > 1).map(|word| stemmer.stem(word).into_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn houses_are_found_by_house() {
        assert_eq!(stems("Huizen"), stems("huis"));
        assert_eq!(stems("rijbewijzen!"), stems("rijbewijs"));
    }
}
