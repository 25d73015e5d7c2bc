//! The append-only ledger.

use crate::entity::event::{ActiveModel, Column, Entity};
use crate::error::unreadable;
use crate::{Reads, StoreError, Tx};
use domain::{Event, EventKind, Origin, TicketId, amsterdam_day};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// Appends events in one statement, each with the change it makes to the number of open questions (+1, -1 or 0),
/// which [`crate::counts`] sums.
pub async fn append(tx: &Tx, events: &[(Event, i16)]) -> Result<(), StoreError> {
    if events.is_empty() {
        return Ok(());
    }
    let rows: Vec<ActiveModel> = events
        .iter()
        .map(|(event, open_delta)| {
            Ok(ActiveModel {
                id: NotSet,
                ticket_id: Set(event.ticket.map(|ticket| ticket.0)),
                kind: Set(event.kind.as_str().to_owned()),
                at: Set(event.at),
                on_day: Set(amsterdam_day(event.at)),
                actor: Set(serde_json::to_value(&event.actor)?),
                origin: Set(event.origin.as_str().to_owned()),
                detail: Set(event.detail.clone()),
                open_delta: Set(*open_delta),
            })
        })
        .collect::<Result<_, StoreError>>()?;
    Entity::insert_many(rows).exec_without_returning(&tx.0).await?;
    Ok(())
}

/// Everything that happened to a ticket, oldest first.
pub async fn of_ticket(from: &impl Reads, ticket: TicketId) -> Result<Vec<Event>, StoreError> {
    let rows =
        Entity::find().filter(Column::TicketId.eq(ticket.0)).order_by_asc(Column::Id).all(from.connection()).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Event {
                ticket: row.ticket_id.map(TicketId),
                kind: EventKind::parse(&row.kind).ok_or_else(|| unreadable("events.kind", &row.kind))?,
                at: row.at,
                actor: serde_json::from_value(row.actor)?,
                origin: Origin::parse(&row.origin).ok_or_else(|| unreadable("events.origin", &row.origin))?,
                detail: row.detail,
            })
        })
        .collect()
}
