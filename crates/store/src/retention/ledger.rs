//! The two things that are done to lines of the ledger once they are written: words that people typed are taken out of lines
//! about a question whose texts are erased, and lines that count for nothing go after the term of the log.
//!
//! Nothing else in the program changes a line (`tests/house.rs`). Lines about questions stay, and so do kind, moment and who.

use super::statement::{count, run};
use crate::entity::event::{Column, Entity};
use crate::{Reads, StoreError, Tx};
use chrono::NaiveDate;
use domain::{EventKind, Happened, TicketId};
use sea_orm::sea_query::{Alias, Expr, Func};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement};
use serde_json::Value;

/// What stands in the place of particulars that cannot be read: nobody knows what is in them.
const NOTHING: &str = "{}";

/// Takes what people typed out of the lines about a ticket.
pub(super) async fn forget_words(tx: &Tx, ticket: TicketId) -> Result<(), StoreError> {
    // As text: a line that is no JSON must not hide the others.
    let lines: Vec<(i64, String, String)> = Entity::find()
        .select_only()
        .columns([Column::Id, Column::Kind])
        .expr_as(Func::cast_as(Expr::col(Column::Detail), Alias::new("text")), "detail")
        .filter(Column::TicketId.eq(ticket.0))
        .filter(Column::Kind.ne(EventKind::QuestionRead.as_str()))
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(&tx.0)
        .await?;
    for (id, kind, detail) in lines {
        let without = without_words(ticket, &kind, &detail)?;
        if without != detail {
            let value: Value = serde_json::from_str(&without)?;
            run(tx, "UPDATE events SET detail = $2 WHERE id = $1", [id.into(), value.into()]).await?;
        }
    }
    Ok(())
}

fn without_words(ticket: TicketId, kind: &str, detail: &str) -> Result<String, StoreError> {
    let read = serde_json::from_str::<Value>(detail).ok().and_then(|value| Happened::read(Some(ticket), kind, &value));
    let Some(Happened::Ticket(_, event)) = read else { return Ok(NOTHING.to_owned()) };
    let stays = event.clone().without_words();
    if stays == event {
        return Ok(detail.to_owned());
    }
    let mut written = serde_json::to_value(&stays)?;
    Ok(written["detail"].take().to_string())
}

/// Lines about no question, and that somebody read one: those of before this day, the first ones. On SQLite and PostgreSQL the
/// indexes `events_ticket` and `events_kind` serve them.
const OF_DESK: &str = "SELECT id, on_day FROM events WHERE ticket_id IS NULL ORDER BY id LIMIT $1";
const READINGS: &str = "SELECT id, on_day FROM events WHERE kind = 'question_read' ORDER BY on_day LIMIT $1";

/// The first lines of before this day that count for nothing, at most so many of both.
pub async fn lines(from: &impl Reads, before: NaiveDate, most: u32) -> Result<Vec<i64>, StoreError> {
    let connection = from.connection();
    let mut old = Vec::new();
    for sql in [OF_DESK, READINGS] {
        let values = [i64::from(most).into()];
        let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
        for row in connection.query_all_raw(statement).await? {
            let day: NaiveDate = row.try_get_by_index(1)?;
            if day < before {
                old.push(row.try_get_by_index(0)?);
            }
        }
    }
    Ok(old)
}

/// How many there are.
pub async fn count_lines(from: &impl Reads, before: NaiveDate) -> Result<i64, StoreError> {
    let sql = "SELECT count(*) FROM events WHERE (ticket_id IS NULL OR kind = 'question_read') AND on_day < $1";
    count(from, sql, [before.into()]).await
}

/// Removes these lines. One about a question stays, whatever is said here, unless it says that somebody read it.
pub async fn remove_lines(tx: &Tx, lines: &[i64]) -> Result<u64, StoreError> {
    let backend = tx.0.get_database_backend();
    let list = match backend {
        sea_orm::DatabaseBackend::Sqlite => "SELECT value FROM json_each($1)",
        _ => "SELECT value::bigint FROM jsonb_array_elements_text($1::jsonb)",
    };
    let sql = format!("DELETE FROM events WHERE id IN ({list}) AND (ticket_id IS NULL OR kind = 'question_read')");
    run(tx, &sql, [serde_json::to_string(lines)?.into()]).await
}
