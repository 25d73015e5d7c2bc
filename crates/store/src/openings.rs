//! Who has which question open (presence), for some minutes.

use crate::entity::opening::{ActiveModel, Column, Entity};
use crate::{Reads, StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::{PersonId, TicketId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// That somebody has a question open, at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Opening {
    /// Which question.
    pub ticket: TicketId,
    /// Who.
    pub person: PersonId,
    /// When they were seen there last.
    pub seen_at: DateTime<Utc>,
}

/// Keeps these, each in place of what was known before (one statement).
pub async fn keep(tx: &Tx, openings: &[Opening]) -> Result<(), StoreError> {
    // In one order, whoever writes: two servers that write the same rows do not wait for each other in a circle.
    let mut openings = openings.to_vec();
    openings.sort_unstable();
    let row = |opening: Opening| ActiveModel {
        ticket_id: Set(opening.ticket.0),
        person_id: Set(opening.person.0),
        seen_at: Set(opening.seen_at),
    };
    if openings.is_empty() {
        return Ok(());
    }
    let mut again = OnConflict::columns([Column::TicketId, Column::PersonId]);
    again.update_column(Column::SeenAt);
    let rows = openings.into_iter().map(row);
    Entity::insert_many(rows).on_conflict(again).exec_without_returning(&tx.0).await?;
    Ok(())
}

/// Who was seen at this question since then.
pub async fn of(from: &impl Reads, ticket: TicketId, since: DateTime<Utc>) -> Result<Vec<Opening>, StoreError> {
    let rows: Vec<(Uuid, DateTime<Utc>)> = Entity::find()
        .select_only()
        .columns([Column::PersonId, Column::SeenAt])
        .filter(Column::TicketId.eq(ticket.0))
        .filter(Column::SeenAt.gt(since))
        .order_by_asc(Column::PersonId)
        .into_tuple()
        .all(from.connection())
        .await?;
    Ok(rows.into_iter().map(|(person, seen_at)| Opening { ticket, person: PersonId(person), seen_at }).collect())
}

pub(crate) async fn is_any_before(from: &impl Reads, by: DateTime<Utc>) -> Result<bool, StoreError> {
    Ok(Entity::find().filter(Column::SeenAt.lte(by)).one(from.connection()).await?.is_some())
}

pub(crate) async fn delete_before(tx: &Tx, by: DateTime<Utc>) -> Result<(), StoreError> {
    Entity::delete_many().filter(Column::SeenAt.lte(by)).exec(&tx.0).await?;
    Ok(())
}
