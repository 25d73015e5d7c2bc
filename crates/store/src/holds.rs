//! Questions of which nothing is erased (legal hold), until somebody lifts that.

use crate::entity::hold::{ActiveModel, Column, Entity, Model};
use crate::{Reads, StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::{PersonId, TicketId};
use sea_orm::ActiveValue::Set;
use sea_orm::{EntityTrait, QueryOrder, QuerySelect};

/// A question that is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// Which.
    pub ticket: TicketId,
    /// Why, in words.
    pub reason: String,
    /// Who holds it.
    pub by: PersonId,
    /// Since when.
    pub at: DateTime<Utc>,
}

/// Holds one that is not held.
pub async fn insert(tx: &Tx, hold: &Hold) -> Result<(), StoreError> {
    let row = ActiveModel {
        ticket_id: Set(hold.ticket.0),
        reason: Set(hold.reason.clone()),
        held_by: Set(hold.by.0),
        held_at: Set(hold.at),
    };
    Entity::insert(row).exec_without_returning(&tx.0).await?;
    Ok(())
}

/// Holds it no more; `false` when nobody held it.
pub async fn delete(tx: &Tx, ticket: TicketId) -> Result<bool, StoreError> {
    Ok(Entity::delete_by_id(ticket.0).exec(&tx.0).await?.rows_affected == 1)
}

/// Is it held, and why?
pub async fn of(from: &impl Reads, ticket: TicketId) -> Result<Option<Hold>, StoreError> {
    Ok(Entity::find_by_id(ticket.0).one(from.connection()).await?.map(hold))
}

/// Those that are held, the latest first; at most so many.
pub async fn all(from: &impl Reads, most: u64) -> Result<Vec<Hold>, StoreError> {
    let rows = Entity::find().order_by_desc(Column::HeldAt).order_by_desc(Column::TicketId).limit(most);
    Ok(rows.all(from.connection()).await?.into_iter().map(hold).collect())
}

fn hold(row: Model) -> Hold {
    Hold { ticket: TicketId(row.ticket_id), reason: row.reason, by: PersonId(row.held_by), at: row.held_at }
}
