//! Promises that a changed calendar moved (pending notifications), until their asker is told of all of them at once.

use crate::entity::moved_promise::{ActiveModel, Column, Entity};
use crate::sessions::hex;
use crate::{Reads, StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::{Promises, TicketId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// A question whose asker is to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MovedPromise {
    /// Which question.
    pub ticket: TicketId,
    /// Until when they were told to have a first reaction.
    pub first_response: DateTime<Utc>,
    /// And an answer.
    pub answer: DateTime<Utc>,
}

/// Its asker, known by this hash, is to be told that these are no longer the days. Who was not told of an earlier move
/// either is told from which day on.
pub async fn insert(tx: &Tx, ticket: TicketId, recipient: &[u8; 32], before: &Promises) -> Result<(), StoreError> {
    let row = ActiveModel {
        ticket_id: Set(ticket.0),
        recipient: Set(hex(recipient)),
        first_response_due_at: Set(before.first_response.due_at),
        answer_due_at: Set(before.answer.due_at),
    };
    Entity::insert(row)
        .on_conflict(OnConflict::column(Column::TicketId).update_column(Column::Recipient).to_owned())
        .exec_without_returning(&tx.0)
        .await?;
    Ok(())
}

/// Questions of one person who is to be told, at most so many, but for those that are left alone; none when nobody is.
pub async fn of_next(from: &impl Reads, left: &[TicketId], limit: u32) -> Result<Vec<MovedPromise>, StoreError> {
    let mut waiting = Entity::find().order_by_asc(Column::Recipient).order_by_asc(Column::TicketId);
    if !left.is_empty() {
        waiting = waiting.filter(Column::TicketId.is_not_in(left.iter().map(|ticket| ticket.0)));
    }
    let Some(next) = waiting.clone().one(from.connection()).await? else { return Ok(Vec::new()) };
    let rows =
        waiting.filter(Column::Recipient.eq(next.recipient)).limit(u64::from(limit)).all(from.connection()).await?;
    let moved = rows.into_iter().map(|row| MovedPromise {
        ticket: TicketId(row.ticket_id),
        first_response: row.first_response_due_at,
        answer: row.answer_due_at,
    });
    Ok(moved.collect())
}

/// Their asker is told. How many were there still: somebody else may have been first.
pub async fn delete(tx: &Tx, tickets: &[TicketId]) -> Result<u64, StoreError> {
    let told = Entity::delete_many().filter(Column::TicketId.is_in(tickets.iter().map(|ticket| ticket.0)));
    Ok(told.exec(&tx.0).await?.rows_affected)
}
