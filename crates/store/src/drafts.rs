//! Drafts: what people are writing about questions.

use crate::entity::draft::{ActiveModel, Column, Entity, Model};
use crate::entity::{act, ticket};
use crate::error::unreadable;
use crate::{Reads, StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::{ActKey, Draft, DraftKind, PersonId, TicketId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{OnConflict, Query, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// Keeps one, in place of what its writer had of this kind.
pub async fn keep(tx: &Tx, ticket: TicketId, draft: &Draft) -> Result<(), StoreError> {
    let row = ActiveModel {
        ticket_id: Set(ticket.0),
        person_id: Set(draft.person.0),
        kind: Set(draft.kind.as_str().to_owned()),
        body: Set(draft.body.clone()),
        revision: Set(draft.revision),
        kept_at: Set(draft.kept_at),
    };
    let mut again = OnConflict::columns([Column::TicketId, Column::PersonId, Column::Kind]);
    again.update_columns([Column::Body, Column::Revision, Column::KeptAt]);
    Entity::insert(row).on_conflict(again).exec_without_returning(&tx.0).await?;
    Ok(())
}

/// This one is sent, or given up.
pub async fn end(tx: &Tx, ticket: TicketId, person: PersonId, kind: DraftKind) -> Result<(), StoreError> {
    Entity::delete_by_id((ticket.0, person.0, kind.as_str().to_owned())).exec(&tx.0).await?;
    Ok(())
}

/// All of one question, the newest first.
pub async fn of(from: &impl Reads, ticket: TicketId) -> Result<Vec<Draft>, StoreError> {
    let rows = Entity::find()
        .filter(Column::TicketId.eq(ticket.0))
        .order_by_desc(Column::KeptAt)
        .order_by_asc(Column::PersonId)
        .order_by_asc(Column::Kind)
        .all(from.connection())
        .await?;
    rows.into_iter().map(draft).collect()
}

/// Was a form sent under this key? Then what was being written in it is done with.
pub async fn was_sent(from: &impl Reads, ticket: TicketId, key: ActKey) -> Result<bool, StoreError> {
    Ok(act::Entity::find_by_id((ticket.0, key.0)).one(from.connection()).await?.is_some())
}

/// Is there any about a question that was closed by then? Drafts are few: what is being written today.
pub(crate) async fn is_any_of_closed(from: &impl Reads, by: DateTime<Utc>) -> Result<bool, StoreError> {
    Ok(Entity::find().filter(Column::TicketId.in_subquery(closed(by))).one(from.connection()).await?.is_some())
}

/// Forgets those about questions that were closed by then.
pub(crate) async fn delete_of_closed(tx: &Tx, by: DateTime<Utc>) -> Result<(), StoreError> {
    Entity::delete_many().filter(Column::TicketId.in_subquery(closed(by))).exec(&tx.0).await?;
    Ok(())
}

/// The questions with drafts that were closed by then: looked up by number, and never by walking over all that are closed.
fn closed(by: DateTime<Utc>) -> SelectStatement {
    Query::select()
        .column((ticket::Entity, ticket::Column::Id))
        .from(ticket::Entity)
        .and_where(ticket::Column::Id.in_subquery(Query::select().column(Column::TicketId).from(Entity).to_owned()))
        .and_where(ticket::Column::ClosedAt.lte(by))
        .to_owned()
}

fn draft(row: Model) -> Result<Draft, StoreError> {
    Ok(Draft {
        person: PersonId(row.person_id),
        kind: DraftKind::parse(&row.kind).ok_or_else(|| unreadable("drafts.kind", &row.kind))?,
        body: row.body,
        revision: row.revision,
        kept_at: row.kept_at,
    })
}
