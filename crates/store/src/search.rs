//! Finding tickets by their words, and by who asked and from where: FTS5 on SQLite, tsvector `simple` on PostgreSQL, both over stems made here.

use crate::entity::{message, municipality, organisation, region, ticket};
use crate::{Reads, Store, StoreError, Tx};
use chrono::NaiveDate;
use domain::{Sought, TicketId, fold};
use sea_orm::sea_query::{Expr, Value};
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
}

/// Tickets whose search row is out of date, but for those that are left alone.
pub async fn pending(from: &impl Reads, left: &[TicketId], limit: u32) -> Result<Vec<Pending>, StoreError> {
    let mut query = ticket::Entity::find()
        .select_only()
        .column(ticket::Column::Id)
        .filter(Expr::cust("NOT indexed"))
        .order_by_asc(ticket::Column::Id);
    if !left.is_empty() {
        query = query.filter(ticket::Column::Id.is_not_in(left.iter().map(|ticket| ticket.0)));
    }
    let ids: Vec<i64> = query.limit(u64::from(limit)).into_tuple().all(from.connection()).await?;
    Ok(ids.into_iter().map(|id| Pending { ticket: TicketId(id) }).collect())
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
            let Some(stored) = ticket::Entity::find_by_id(id).one(&tx.0).await? else { continue };
            let mut text = about(&tx, &stored).await?;
            text.push('\n');
            text.push_str(&stored.subject);
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

/// Who asked, for which organisation, and from where: the names and addresses by which people look for a ticket.
async fn about(tx: &Tx, row: &ticket::Model) -> Result<String, StoreError> {
    let mut about = vec![row.contact_name.clone(), row.contact_email.clone()];
    let organisation = organisation::Entity::find_by_id(row.organisation_id).one(&tx.0).await?;
    about.extend(organisation.map(|known| known.name));
    if let Some(code) = &row.municipality
        && let Some(known) = municipality::Entity::find_by_id(code.clone()).one(&tx.0).await?
    {
        about.push(known.name);
        about.extend(serde_json::from_value::<Vec<String>>(known.aliases)?);
    }
    if let (Some(layout), Some(code)) = (&row.region_layout, &row.region_code) {
        let known = region::Entity::find()
            .filter(region::Column::Layout.eq(layout.as_str()))
            .filter(region::Column::Code.eq(code.as_str()))
            .order_by_desc(region::Column::ValidFrom)
            .one(&tx.0)
            .await?;
        about.extend(known.map(|known| known.name));
    }
    Ok(about.join("\n"))
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

/// Tickets in which all words occur, and the one that was meant by its reference, as a predicate on `tickets`.
///
/// What was found comes first and is put in order after that: walking all tickets in their order until enough of them
/// match would take longest when nothing matches. PostgreSQL has to be told so, and an array does.
pub(crate) fn condition(from: &impl Reads, text: &str, sought: Option<Sought>) -> Expr {
    let backend = from.connection().get_database_backend();
    let mut parts = Vec::new();
    let mut values: Vec<Value> = Vec::new();
    let mut place = |value: Value| {
        values.push(value);
        if backend == DatabaseBackend::Sqlite { "?".to_owned() } else { format!("${}", values.len()) }
    };
    let mut words: Vec<String> = stems(text).into_iter().take(MOST_WORDS).collect();
    // "Gemeente Arnhem" wrote just "Arnhem" here and there.
    if words.len() > 1 && stems("gemeente provincie").contains(&words[0]) {
        words.remove(0);
    }
    if !words.is_empty() {
        parts.push(if backend == DatabaseBackend::Sqlite {
            // MATCH is a language of its own. Folding leaves none of its signs; quoted, no word of it is left either.
            let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
            format!("SELECT rowid FROM ticket_search WHERE ticket_search MATCH {}", place(quoted.join(" ").into()))
        } else {
            let words = place(words.join(" ").into());
            format!("SELECT ticket_id FROM ticket_search WHERE stems @@ plainto_tsquery('simple', {words})")
        });
    }
    if let Some(sought) = sought {
        let mut part =
            format!("SELECT meant.id FROM tickets AS meant WHERE meant.id = {}", place(sought.ticket.0.into()));
        let day = |month, day| sought.year.and_then(|year| NaiveDate::from_ymd_opt(year, month, day));
        if let (Some(first), Some(last)) = (day(1, 1), day(12, 31)) {
            let (first, last) = (place(first.into()), place(last.into()));
            part.push_str(&format!(" AND meant.received_on BETWEEN {first} AND {last}"));
        }
        parts.push(part);
    }
    if parts.is_empty() {
        // Only signs and one-letter words: there is nothing to look for, so nothing is found.
        return Expr::val(1).eq(0);
    }
    let found = parts.join(" UNION ALL ");
    let sql = match backend {
        DatabaseBackend::Sqlite => format!("\"tickets\".\"id\" IN ({found})"),
        _ => format!("\"tickets\".\"id\" = ANY (ARRAY({found}))"),
    };
    Expr::cust_with_values(sql, values)
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
