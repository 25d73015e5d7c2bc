//! Who stands in for whom: questions lent to a colleague while their expert is away.

use crate::entity::message;
use crate::entity::stand_in::{ActiveModel, Column, Entity};
use crate::{Reads, StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::{PersonId, TicketId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

/// A question lent to a colleague.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StandIn {
    /// Which question.
    pub ticket: TicketId,
    /// Whose it was.
    pub absent: PersonId,
    /// Who has it now.
    pub cover: PersonId,
    /// Since when.
    pub at: DateTime<Utc>,
}

/// Every question that is lent.
pub async fn all(from: &impl Reads) -> Result<Vec<StandIn>, StoreError> {
    let rows = Entity::find().all(from.connection()).await?;
    Ok(rows
        .into_iter()
        .map(|row| StandIn {
            ticket: TicketId(row.ticket_id),
            absent: PersonId(row.absent_id),
            cover: PersonId(row.cover_id),
            at: row.at,
        })
        .collect())
}

/// Lends a question. Lent on by a colleague who is away as well, it still belongs to whom it belonged first.
pub async fn lend(tx: &Tx, lent: &StandIn) -> Result<(), StoreError> {
    let row = ActiveModel {
        ticket_id: Set(lent.ticket.0),
        absent_id: Set(lent.absent.0),
        cover_id: Set(lent.cover.0),
        at: Set(lent.at),
    };
    Entity::insert(row)
        .on_conflict(OnConflict::column(Column::TicketId).update_columns([Column::CoverId, Column::At]).to_owned())
        .exec_without_returning(&tx.0)
        .await?;
    Ok(())
}

/// The question is no longer lent; `false` when it was not.
pub async fn end(tx: &Tx, ticket: TicketId) -> Result<bool, StoreError> {
    Ok(Entity::delete_by_id(ticket.0).exec(&tx.0).await?.rows_affected == 1)
}

/// Has the colleague written anything in it since?
pub async fn is_touched(from: &impl Reads, lent: &StandIn) -> Result<bool, StoreError> {
    let written = message::Entity::find()
        .filter(message::Column::TicketId.eq(lent.ticket.0))
        .filter(message::Column::AuthorId.eq(lent.cover.0))
        .filter(message::Column::SentAt.gte(lent.at))
        .count(from.connection())
        .await?;
    Ok(written > 0)
}
