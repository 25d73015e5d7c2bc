//! Questions that a colleague has while their expert is away (cover, delegate).

use crate::entity::message;
use crate::entity::stand_in::{ActiveModel, Column, Entity};
use crate::{Reads, StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::{PersonId, TicketId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

/// A question that is covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Covered {
    /// Which question.
    pub ticket: TicketId,
    /// Whose it was.
    pub absent: PersonId,
    /// Who has it now.
    pub cover: PersonId,
    /// Since when.
    pub at: DateTime<Utc>,
}

/// Every one of them.
pub async fn all(from: &impl Reads) -> Result<Vec<Covered>, StoreError> {
    let rows = Entity::find().all(from.connection()).await?;
    Ok(rows
        .into_iter()
        .map(|row| Covered {
            ticket: TicketId(row.ticket_id),
            absent: PersonId(row.absent_id),
            cover: PersonId(row.cover_id),
            at: row.at,
        })
        .collect())
}

/// A colleague has a question from now on. Passed on by one who is away as well, it still belongs to whom it belonged first.
pub async fn begin(tx: &Tx, covered: &Covered) -> Result<(), StoreError> {
    let row = ActiveModel {
        ticket_id: Set(covered.ticket.0),
        absent_id: Set(covered.absent.0),
        cover_id: Set(covered.cover.0),
        at: Set(covered.at),
    };
    Entity::insert(row)
        .on_conflict(OnConflict::column(Column::TicketId).update_columns([Column::CoverId, Column::At]).to_owned())
        .exec_without_returning(&tx.0)
        .await?;
    Ok(())
}

/// The question is no longer covered; `false` when it was not.
pub async fn end(tx: &Tx, ticket: TicketId) -> Result<bool, StoreError> {
    Ok(Entity::delete_by_id(ticket.0).exec(&tx.0).await?.rows_affected == 1)
}

/// Has the colleague written anything in it since?
pub async fn is_touched(from: &impl Reads, covered: &Covered) -> Result<bool, StoreError> {
    let written = message::Entity::find()
        .filter(message::Column::TicketId.eq(covered.ticket.0))
        .filter(message::Column::AuthorId.eq(covered.cover.0))
        .filter(message::Column::SentAt.gte(covered.at))
        .count(from.connection())
        .await?;
    Ok(written > 0)
}
