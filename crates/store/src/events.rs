//! The append-only ledger.

use crate::entity::event::{ActiveModel, Column, Entity, Model};
use crate::error::unreadable;
use crate::{Reads, StoreError, Tx};
use chrono::NaiveDate;
use domain::{Event, EventKind, Origin, PersonId, TicketId, amsterdam_day};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// Appends events in one statement, each with the change it makes to the number of open questions (+1, -1 or 0),
/// which [`crate::counts`] sums.
pub async fn append(tx: &Tx, events: &[(Event, i16)]) -> Result<(), StoreError> {
    append_at(tx, events, None).await
}

/// The same, for events with which their ticket came to this revision.
pub async fn append_at(tx: &Tx, events: &[(Event, i16)], revision: Option<i32>) -> Result<(), StoreError> {
    if events.is_empty() {
        return Ok(());
    }
    let rows: Vec<ActiveModel> =
        events.iter().map(|(event, open_delta)| row(event, *open_delta, revision)).collect::<Result<_, _>>()?;
    Entity::insert_many(rows).exec_without_returning(&tx.0).await?;
    Ok(())
}

/// Appends that somebody read a ticket, unless it stands there for this person and this day already.
pub async fn append_reading(tx: &Tx, event: &Event) -> Result<(), StoreError> {
    let once = OnConflict::new().do_nothing().to_owned();
    Entity::insert_many([row(event, 0, None)?]).on_conflict(once).exec_without_returning(&tx.0).await?;
    Ok(())
}

fn row(event: &Event, open_delta: i16, revision: Option<i32>) -> Result<ActiveModel, StoreError> {
    Ok(ActiveModel {
        id: NotSet,
        ticket_id: Set(event.ticket.map(|ticket| ticket.0)),
        kind: Set(event.kind.as_str().to_owned()),
        at: Set(event.at),
        on_day: Set(amsterdam_day(event.at)),
        actor: Set(serde_json::to_value(&event.actor)?),
        origin: Set(event.origin.as_str().to_owned()),
        detail: Set(event.detail.clone()),
        open_delta: Set(open_delta),
        actor_id: Set(event.actor.person().map(|person| person.0)),
        revision: Set(revision),
    })
}

/// Everything that happened to a ticket, oldest first; that somebody read it changed nothing of it.
pub async fn of_ticket(from: &impl Reads, ticket: TicketId) -> Result<Vec<Event>, StoreError> {
    let rows = Entity::find()
        .filter(Column::TicketId.eq(ticket.0))
        .filter(Column::Kind.ne(EventKind::QuestionRead.as_str()))
        .order_by_asc(Column::Id)
        .all(from.connection())
        .await?;
    rows.into_iter().map(event).collect()
}

/// The last `most` events of a ticket, or those before the line `before`, oldest first, each with its number; the flag
/// tells whether there are earlier ones.
pub async fn page_before(
    from: &impl Reads,
    ticket: TicketId,
    most: u32,
    before: Option<i64>,
) -> Result<(Vec<(i64, Event)>, bool), StoreError> {
    let mut query =
        Entity::find().filter(Column::TicketId.eq(ticket.0)).filter(Column::Kind.ne(EventKind::QuestionRead.as_str()));
    if let Some(before) = before {
        query = query.filter(Column::Id.lt(before));
    }
    let mut rows = query.order_by_desc(Column::Id).limit(u64::from(most) + 1).all(from.connection()).await?;
    let more = rows.len() > most as usize;
    rows.truncate(most as usize);
    let events = rows.into_iter().rev().map(|row| Ok((row.id, event(row)?)));
    Ok((events.collect::<Result<_, StoreError>>()?, more))
}

/// What happened to a ticket after this revision, oldest first; what left it as it was (a reminder) has none.
pub async fn since(from: &impl Reads, ticket: TicketId, revision: i32) -> Result<Vec<Event>, StoreError> {
    let rows = Entity::find()
        .filter(Column::TicketId.eq(ticket.0))
        .filter(Column::Revision.gt(revision))
        .order_by_asc(Column::Id)
        .all(from.connection())
        .await?;
    rows.into_iter().map(event).collect()
}

/// What the log is searched for; everything given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogFilter {
    /// Done by this person.
    pub person: Option<PersonId>,
    /// Of this kind.
    pub kind: Option<EventKind>,
    /// On this day, Amsterdam time.
    pub day: Option<NaiveDate>,
}

/// Lines of the log, the newest first, older than the line `before`; each with its number.
pub async fn log(
    from: &impl Reads,
    filter: &LogFilter,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<(i64, Event)>, StoreError> {
    let mut query = Entity::find().order_by_desc(Column::Id).limit(u64::from(limit));
    if let Some(person) = filter.person {
        query = query.filter(Column::ActorId.eq(person.0));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(Column::Kind.eq(kind.as_str()));
    }
    if let Some(day) = filter.day {
        query = query.filter(Column::OnDay.eq(day));
    }
    if let Some(before) = before {
        query = query.filter(Column::Id.lt(before));
    }
    let rows = query.all(from.connection()).await?;
    rows.into_iter().map(|row| Ok((row.id, event(row)?))).collect()
}

fn event(row: Model) -> Result<Event, StoreError> {
    Ok(Event {
        ticket: row.ticket_id.map(TicketId),
        kind: EventKind::parse(&row.kind).ok_or_else(|| unreadable("events.kind", &row.kind))?,
        at: row.at,
        actor: serde_json::from_value(row.actor)?,
        origin: Origin::parse(&row.origin).ok_or_else(|| unreadable("events.origin", &row.origin))?,
        detail: row.detail,
    })
}
