//! Figures for trends, read from the ledger and the promises: how much of what, a day at a time.

use crate::entity::{deadline, event, first_topic, ticket, ticket_topic, wait};
use crate::error::unreadable;
use crate::rows::{self, PlaceColumns};
use crate::{Reads, StoreError, TicketFilter};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Axis, EventKind, Metric, OrganisationKind, PersonId, Place, PromiseOutcome, TicketId, TicketStatus, TopicKey, Wait,
};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Func, Query, SelectStatement, SimpleExpr};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QueryResult};
use std::collections::HashMap;
use uuid::Uuid;

/// What a count is split by in SQL. Regions are folded from places by the caller, who knows the layouts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Split {
    /// Not at all.
    None,
    /// By topic of one axis; a question with two topics counts under both.
    Topic(Axis),
    /// By kind of organisation.
    OrganisationKind,
    /// By place.
    Place,
    /// By expert who has it now.
    Expert,
}

/// The value of a split.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// The whole.
    All,
    /// One topic.
    Topic(TopicKey),
    /// One kind of organisation.
    OrganisationKind(OrganisationKind),
    /// One place.
    Place(Place),
    /// One expert; none: unassigned.
    Expert(Option<PersonId>),
}

/// A count of one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayCount {
    /// Amsterdam day.
    pub day: NaiveDate,
    /// Which part.
    pub key: Key,
    /// How many.
    pub count: i64,
}

/// One promise of the period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromiseRow {
    /// Of which ticket.
    pub ticket: TicketId,
    /// Which part.
    pub key: Key,
    /// From when it was counted.
    pub received_at: DateTime<Utc>,
    /// When due.
    pub due_at: DateTime<Utc>,
    /// When it was met, in time or too late, if ever.
    pub met_at: Option<DateTime<Utc>>,
    /// Kept or broken; none while nobody wrote down what became of it.
    pub outcome: Option<PromiseOutcome>,
    /// Working time must leave these out.
    pub waits: Vec<Wait>,
}

/// Questions received per day.
pub async fn received(
    from: &impl Reads,
    filter: &TicketFilter,
    first: NaiveDate,
    last: NaiveDate,
    split: Split,
) -> Result<Vec<DayCount>, StoreError> {
    per_day_of(from, filter, ticket::Column::ReceivedOn, first, last, split).await
}

/// Questions received per day by what they were about at first: the topics given at receipt, or where there were none, the
/// first that somebody gave.
pub async fn received_by_first_topic(
    from: &impl Reads,
    filter: &TicketFilter,
    first: NaiveDate,
    last: NaiveDate,
    axis: Axis,
) -> Result<Vec<DayCount>, StoreError> {
    let split = Split::Topic(axis);
    let of = |column: first_topic::Column| Expr::col((first_topic::Entity, column));
    let is_its = of(first_topic::Column::TicketId).eq(of_ticket(ticket::Column::Id));
    let mut changed = Query::select();
    changed.expr(Expr::val(1)).from(first_topic::Entity).and_where(is_its.clone());
    let mut as_they_are = per_day(from, filter, ticket::Column::ReceivedOn, first, last)?;
    as_they_are.and_where(Expr::not_exists(changed));
    split_by(&mut as_they_are, split);
    let mut as_they_were = per_day(from, filter, ticket::Column::ReceivedOn, first, last)?;
    as_they_were
        .expr_as(of(first_topic::Column::Topic), "topic")
        .inner_join(first_topic::Entity, is_its.and(of(first_topic::Column::Axis).eq(axis.as_str())))
        .add_group_by([of(first_topic::Column::Topic)]);
    let mut counts = day_counts(from, &as_they_are, split).await?;
    counts.extend(day_counts(from, &as_they_were, split).await?);
    Ok(counts)
}

/// Questions answered for the first time, per day.
pub async fn answered(
    from: &impl Reads,
    filter: &TicketFilter,
    first: NaiveDate,
    last: NaiveDate,
    split: Split,
) -> Result<Vec<DayCount>, StoreError> {
    per_day_of(from, filter, ticket::Column::FirstAnsweredOn, first, last, split).await
}

/// Counts tickets by a day column of their own.
async fn per_day_of(
    from: &impl Reads,
    filter: &TicketFilter,
    day: ticket::Column,
    first: NaiveDate,
    last: NaiveDate,
    split: Split,
) -> Result<Vec<DayCount>, StoreError> {
    let mut query = per_day(from, filter, day, first, last)?;
    split_by(&mut query, split);
    day_counts(from, &query, split).await
}

fn per_day(
    from: &impl Reads,
    filter: &TicketFilter,
    day: ticket::Column,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<SelectStatement, StoreError> {
    let mut query = Query::select();
    query
        .expr_as(of_ticket(day), "day")
        .expr_as(Func::count(of_ticket(ticket::Column::Id)), "n")
        .from(ticket::Entity)
        .and_where(of_ticket(day).between(first, last))
        .cond_where(filter.condition(from)?)
        .add_group_by([of_ticket(day)]);
    Ok(query)
}

/// Times a question was opened again, per day.
pub async fn reopened(
    from: &impl Reads,
    filter: &TicketFilter,
    first: NaiveDate,
    last: NaiveDate,
    split: Split,
) -> Result<Vec<DayCount>, StoreError> {
    let mut query = ledger(Func::count(of_event(event::Column::Id)).into());
    query
        .and_where(of_event(event::Column::Kind).eq(EventKind::Reopened.as_str()))
        .and_where(of_event(event::Column::OnDay).between(first, last))
        .cond_where(filter.condition(from)?);
    split_by(&mut query, split);
    day_counts(from, &query, split).await
}

/// Change in the number of open questions per day, from `first` on until now.
pub async fn open_changes(
    from: &impl Reads,
    filter: &TicketFilter,
    first: NaiveDate,
    split: Split,
) -> Result<Vec<DayCount>, StoreError> {
    let sum = Func::sum(of_event(event::Column::OpenDelta));
    let mut query = ledger(Func::cast_as(sum, Alias::new("bigint")).into());
    query
        .and_where(Expr::cust("\"events\".\"open_delta\" <> 0"))
        .and_where(of_event(event::Column::OnDay).gte(first))
        .cond_where(filter.condition(from)?);
    split_by(&mut query, split);
    day_counts(from, &query, split).await
}

/// Events joined with their tickets, grouped by day.
fn ledger(what: SimpleExpr) -> SelectStatement {
    let mut query = Query::select();
    query
        .expr_as(of_event(event::Column::OnDay), "day")
        .expr_as(what, "n")
        .from(event::Entity)
        .inner_join(ticket::Entity, of_event(event::Column::TicketId).eq(of_ticket(ticket::Column::Id)))
        .add_group_by([of_event(event::Column::OnDay)]);
    query
}

/// Questions open now.
pub async fn open_now(from: &impl Reads, filter: &TicketFilter, split: Split) -> Result<Vec<(Key, i64)>, StoreError> {
    let open = TicketStatus::OPEN.map(TicketStatus::as_str);
    let mut query = Query::select();
    query
        .expr_as(Func::count(of_ticket(ticket::Column::Id)), "n")
        .from(ticket::Entity)
        .and_where(of_ticket(ticket::Column::Status).is_in(open))
        .cond_where(filter.condition(from)?);
    split_by(&mut query, split);
    let rows = from.connection().query_all(&query).await?;
    rows.iter().map(|row| Ok((key(row, split)?, row.try_get("", "n")?))).collect()
}

/// By which of its days a promise is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PromiseDay {
    /// The day on which it falls due.
    Due,
    /// The day on which it was met; what it waited comes with it.
    Met,
}

/// Promises of one metric, of every round, of which this day lies between these days. Withdrawn ones, and those whose clock stands still, are not among them.
pub async fn promises(
    from: &impl Reads,
    filter: &TicketFilter,
    metric: Metric,
    first: NaiveDate,
    last: NaiveDate,
    split: Split,
    by: PromiseDay,
) -> Result<Vec<PromiseRow>, StoreError> {
    let of = |column: deadline::Column| Expr::col((deadline::Entity, column));
    let outcome = of(deadline::Column::Outcome);
    let day = match by {
        PromiseDay::Met => deadline::Column::MetOn,
        PromiseDay::Due => deadline::Column::DueOn,
    };
    let mut query = Query::select();
    query
        .expr_as(of(deadline::Column::TicketId), "ticket_id")
        .expr_as(of(deadline::Column::CountedFrom), "counted_from")
        .expr_as(of(deadline::Column::DueAt), "due_at")
        .expr_as(of(deadline::Column::MetAt), "met_at")
        .expr_as(of(deadline::Column::Outcome), "outcome")
        .from(deadline::Entity)
        .inner_join(ticket::Entity, of(deadline::Column::TicketId).eq(of_ticket(ticket::Column::Id)))
        .and_where(of(deadline::Column::Metric).eq(metric.as_str()))
        .and_where(of(day).between(first, last))
        .and_where(of(deadline::Column::PausedAt).is_null())
        .and_where(outcome.clone().is_null().or(outcome.ne(PromiseOutcome::Withdrawn.as_str())))
        .cond_where(filter.condition(from)?);
    split_columns(&mut query, split);
    let rows = from.connection().query_all(&query).await?;
    let mut promises = Vec::with_capacity(rows.len());
    for row in &rows {
        promises.push(PromiseRow {
            ticket: TicketId(row.try_get("", "ticket_id")?),
            key: key(row, split)?,
            received_at: row.try_get("", "counted_from")?,
            due_at: row.try_get("", "due_at")?,
            met_at: row.try_get("", "met_at")?,
            outcome: row.try_get::<Option<String>>("", "outcome")?.as_deref().map(rows::outcome).transpose()?,
            waits: Vec::new(),
        });
    }
    if by == PromiseDay::Met {
        add_waits(from, &mut promises).await?;
    }
    Ok(promises)
}

/// Tickets per look-up of waits: well within what both databases take in one statement.
const TICKETS_PER_LOOKUP: usize = 5_000;

async fn add_waits(from: &impl Reads, promises: &mut [PromiseRow]) -> Result<(), StoreError> {
    for some in promises.chunks_mut(TICKETS_PER_LOOKUP) {
        let mut waits: HashMap<i64, Vec<Wait>> = HashMap::new();
        let rows = wait::Entity::find()
            .filter(wait::Column::TicketId.is_in(some.iter().map(|row| row.ticket.0)))
            .order_by_asc(wait::Column::FromAt)
            .all(from.connection())
            .await?;
        for row in rows {
            waits.entry(row.ticket_id).or_default().push(Wait { from: row.from_at, to: row.to_at });
        }
        for row in some {
            row.waits = waits.get(&row.ticket.0).cloned().unwrap_or_default();
        }
    }
    Ok(())
}

fn of_ticket(column: ticket::Column) -> Expr {
    Expr::col((ticket::Entity, column))
}

fn of_event(column: event::Column) -> Expr {
    Expr::col((event::Entity, column))
}

/// Adds the columns of a split, and groups by them.
fn split_by(query: &mut SelectStatement, split: Split) {
    for column in split_columns(query, split) {
        query.add_group_by([column]);
    }
}

fn split_columns(query: &mut SelectStatement, split: Split) -> Vec<Expr> {
    let columns: Vec<(Expr, &str)> = match split {
        Split::None => Vec::new(),
        Split::Topic(axis) => {
            let of = |column: ticket_topic::Column| Expr::col((ticket_topic::Entity, column));
            query.inner_join(
                ticket_topic::Entity,
                of(ticket_topic::Column::TicketId)
                    .eq(of_ticket(ticket::Column::Id))
                    .and(of(ticket_topic::Column::Axis).eq(axis.as_str())),
            );
            vec![(of(ticket_topic::Column::Topic), "topic")]
        }
        Split::OrganisationKind => vec![(of_ticket(ticket::Column::OrganisationKind), "organisation_kind")],
        Split::Place => vec![
            (of_ticket(ticket::Column::Municipality), "municipality"),
            (of_ticket(ticket::Column::RegionLayout), "region_layout"),
            (of_ticket(ticket::Column::RegionCode), "region_code"),
        ],
        Split::Expert => vec![(of_ticket(ticket::Column::AssigneeId), "assignee_id")],
    };
    for (column, name) in &columns {
        query.expr_as(column.clone(), *name);
    }
    columns.into_iter().map(|(column, _)| column).collect()
}

fn key(row: &QueryResult, split: Split) -> Result<Key, StoreError> {
    Ok(match split {
        Split::None => Key::All,
        Split::Topic(_) => Key::Topic(TopicKey(row.try_get("", "topic")?)),
        Split::OrganisationKind => {
            let word: String = row.try_get("", "organisation_kind")?;
            let kind = OrganisationKind::parse(&word).ok_or_else(|| unreadable("tickets.organisation_kind", &word))?;
            Key::OrganisationKind(kind)
        }
        Split::Place => Key::Place(
            PlaceColumns {
                municipality: row.try_get("", "municipality")?,
                region_layout: row.try_get("", "region_layout")?,
                region_code: row.try_get("", "region_code")?,
            }
            .place(),
        ),
        Split::Expert => Key::Expert(row.try_get::<Option<Uuid>>("", "assignee_id")?.map(PersonId)),
    })
}

async fn day_counts(from: &impl Reads, query: &SelectStatement, split: Split) -> Result<Vec<DayCount>, StoreError> {
    let rows = from.connection().query_all(query).await?;
    rows.iter()
        .map(|row| Ok(DayCount { day: row.try_get("", "day")?, key: key(row, split)?, count: row.try_get("", "n")? }))
        .collect()
}
