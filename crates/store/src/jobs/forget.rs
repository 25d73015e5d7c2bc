//! Letters that left long ago (retention): their text goes once no server can send them back, and their rows go in the end.

use super::row::DONE;
use crate::entity::job::{Column, Entity};
use crate::{Reads, StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::{JobId, TicketStatus};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Statement};
use uuid::Uuid;

/// The index `jobs_done` serves it. What still says something stays: letters about questions that are not closed, whose
/// terms count from them; those that more than one worker took, which are counted; and the one that left last.
const FORGETTABLE: &str = "
    SELECT jobs.id FROM jobs LEFT JOIN tickets ON tickets.id = jobs.ticket_id
     WHERE jobs.state = 'done' AND jobs.finished_at < $1 AND jobs.takeovers = 0
       AND (jobs.ticket_id IS NULL OR tickets.status = $2)
       AND jobs.finished_at < (SELECT max(finished_at) FROM jobs WHERE state = 'done')
     ORDER BY jobs.finished_at LIMIT $3";

/// The condition of the partial index `jobs_kept`, written out so that both databases see that it serves.
const KEPT: &str = "state = 'done' AND letter IS NOT NULL";

/// Did letters leave before this moment that are not empty?
pub async fn is_any_kept(from: &impl Reads, before: DateTime<Utc>) -> Result<bool, StoreError> {
    let kept = Entity::find().select_only().column(Column::Id).filter(Expr::cust(KEPT));
    let kept: Option<Uuid> = kept.filter(Column::FinishedAt.lt(before)).into_tuple().one(from.connection()).await?;
    Ok(kept.is_some())
}

/// Empties letters that left before this moment. How many.
pub async fn blank_before(tx: &Tx, before: DateTime<Utc>) -> Result<u64, StoreError> {
    let update = Entity::update_many()
        .col_expr(Column::Letter, Expr::val(Option::<serde_json::Value>::None))
        .filter(Expr::cust(KEPT))
        .filter(Column::FinishedAt.lt(before));
    Ok(update.exec(&tx.0).await?.rows_affected)
}

/// At most so many letters that left before this moment and may be forgotten, the first ones.
pub async fn forgettable(from: &impl Reads, before: DateTime<Utc>, most: u32) -> Result<Vec<JobId>, StoreError> {
    let connection = from.connection();
    let values = [before.into(), TicketStatus::Closed.as_str().into(), i64::from(most).into()];
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), FORGETTABLE, values);
    let rows = connection.query_all_raw(statement).await?;
    rows.iter().map(|row| Ok(JobId(row.try_get_by_index::<Uuid>(0)?))).collect()
}

/// Removes these letters. One that did not leave stays, whatever is said here.
pub async fn forget(tx: &Tx, letters: &[JobId]) -> Result<(), StoreError> {
    let letters = letters.iter().map(|letter| letter.0);
    Entity::delete_many().filter(Column::Id.is_in(letters)).filter(Column::State.eq(DONE)).exec(&tx.0).await?;
    Ok(())
}
