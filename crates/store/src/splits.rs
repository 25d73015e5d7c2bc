//! Questions that were split off from another one.

use crate::entity::split::{ActiveModel, Column, Entity, Model};
use crate::{Reads, StoreError, Tx};
use domain::TicketId;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};

/// This question is a part of that one, which came first.
pub async fn insert(tx: &Tx, ticket: TicketId, split_from: TicketId) -> Result<(), StoreError> {
    let row = ActiveModel { ticket_id: Set(ticket.0), split_from: Set(split_from.0) };
    Entity::insert(row).exec_without_returning(&tx.0).await?;
    Ok(())
}

/// The question that this one was split off from, and those that were split off from it, in the order of their numbers.
pub async fn around(from: &impl Reads, ticket: TicketId) -> Result<Vec<TicketId>, StoreError> {
    let either = Condition::any().add(Column::TicketId.eq(ticket.0)).add(Column::SplitFrom.eq(ticket.0));
    let rows = Entity::find().filter(either).order_by_asc(Column::TicketId).all(from.connection()).await?;
    let other = |row: Model| TicketId(if row.ticket_id == ticket.0 { row.split_from } else { row.ticket_id });
    let mut others: Vec<TicketId> = rows.into_iter().map(other).collect();
    others.sort_unstable();
    Ok(others)
}
