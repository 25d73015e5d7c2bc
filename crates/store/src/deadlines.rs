//! Promises that fall due.

use crate::entity::deadline::{Column, Entity, Model};
use crate::error::unreadable;
use crate::{Reads, StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::{Metric, PromiseOutcome, TicketId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    UpdateMany,
};

/// A promise, as a sweep finds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// Whose.
    pub ticket: TicketId,
    /// Which.
    pub metric: Metric,
    /// When it fell due.
    pub due_at: DateTime<Utc>,
}

/// Nobody knows yet what becomes of it, and the clock runs: part of the partial index `deadlines_remind`.
fn running() -> Condition {
    Condition::all().add(Column::Outcome.is_null()).add(Column::PausedAt.is_null())
}

/// The condition of the partial index `deadlines_due`: the clock runs or ran out, and the ledger does not know. The word
/// stands in the statement itself, or no database would know that the index serves it.
fn untold() -> Condition {
    Condition::all()
        .add(Column::BreachedAt.is_null())
        .add(Column::PausedAt.is_null())
        .add(Expr::cust("(\"deadlines\".\"outcome\" IS NULL OR \"deadlines\".\"outcome\" = 'BROKEN')"))
}

/// Promises broken before `now` of which the ledger does not know, oldest first: those whose moment passed, and those that
/// were met too late or closed before anybody looked. Cost grows with what is due, not with what is open.
pub async fn due(from: &impl Reads, now: DateTime<Utc>, limit: u32) -> Result<Vec<Due>, StoreError> {
    these(due_by(now), from, limit).await
}

fn due_by(now: DateTime<Utc>) -> Select<Entity> {
    Entity::find().filter(untold()).filter(Column::DueAt.lt(now)).order_by_asc(Column::DueAt)
}

/// Running promises not due yet that come near and that nobody was reminded of, nearest reminder first. Cost grows with what comes
/// near, not with what is open.
pub async fn to_remind(from: &impl Reads, now: DateTime<Utc>, limit: u32) -> Result<Vec<Due>, StoreError> {
    these(near_by(now), from, limit).await
}

fn near_by(now: DateTime<Utc>) -> Select<Entity> {
    Entity::find()
        .filter(running())
        .filter(Column::RemindedFor.is_null())
        .filter(Column::RemindAt.lte(now))
        .filter(Column::DueAt.gte(now))
        .order_by_asc(Column::RemindAt)
}

/// What a sweep over promises looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Watch {
    /// See [`due`].
    Due,
    /// See [`to_remind`].
    Near,
}

impl Watch {
    fn query(self, now: DateTime<Utc>) -> Select<Entity> {
        match self {
            Self::Due => due_by(now),
            Self::Near => near_by(now),
        }
    }

    /// Promises to look at, but for those of the tickets that are left alone.
    pub async fn besides(
        self,
        left: &[TicketId],
        from: &impl Reads,
        now: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<Due>, StoreError> {
        these(but_for(left, self.query(now)), from, limit).await
    }

    /// Only whose they are: that can be read when the promises themselves cannot.
    pub async fn tickets(
        self,
        left: &[TicketId],
        from: &impl Reads,
        now: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<TicketId>, StoreError> {
        numbers(but_for(left, self.query(now)), from, limit).await
    }

    /// Those of one ticket.
    pub async fn of(self, ticket: TicketId, from: &impl Reads, now: DateTime<Utc>) -> Result<Vec<Due>, StoreError> {
        these(self.query(now).filter(Column::TicketId.eq(ticket.0)), from, u32::MAX).await
    }
}

fn but_for(left: &[TicketId], query: Select<Entity>) -> Select<Entity> {
    if left.is_empty() { query } else { query.filter(Column::TicketId.is_not_in(left.iter().map(|ticket| ticket.0))) }
}

async fn numbers(query: Select<Entity>, from: &impl Reads, limit: u32) -> Result<Vec<TicketId>, StoreError> {
    let ids: Vec<i64> = query
        .select_only()
        .column(Column::TicketId)
        .limit(u64::from(limit))
        .into_tuple()
        .all(from.connection())
        .await?;
    // A ticket has two promises, and comes once.
    let mut tickets: Vec<TicketId> = Vec::new();
    for ticket in ids.into_iter().map(TicketId) {
        if !tickets.contains(&ticket) {
            tickets.push(ticket);
        }
    }
    Ok(tickets)
}

/// Promises that can still be kept, fall due from this moment on and were counted by an edition of the calendar before
/// this one; nearest first. Those whose moment has passed by `now` are not among them.
pub async fn counted_before(
    from: &impl Reads,
    version: i32,
    due_from: DateTime<Utc>,
    now: DateTime<Utc>,
    after: Option<&Due>,
    limit: u32,
) -> Result<Vec<Due>, StoreError> {
    let mut query = counted_by_others(version, due_from, now);
    if let Some(last) = after {
        let here = Expr::tuple([Column::DueAt, Column::TicketId, Column::Metric].map(Expr::col));
        let last = Expr::tuple([Expr::val(last.due_at), Expr::val(last.ticket.0), Expr::val(last.metric.as_str())]);
        query = query.filter(here.gt(last));
    }
    these(query, from, limit).await
}

fn counted_by_others(version: i32, due_from: DateTime<Utc>, now: DateTime<Utc>) -> Select<Entity> {
    Entity::find()
        .filter(Column::Outcome.is_null())
        .filter(Column::DueAt.gte(due_from))
        .filter(Condition::any().add(Column::DueAt.gte(now)).add(Column::PausedAt.is_not_null()))
        .filter(Column::CalendarVersion.lt(version))
        .order_by_asc(Column::DueAt)
        .order_by_asc(Column::TicketId)
        .order_by_asc(Column::Metric)
}

/// Whose promises [`counted_before`] finds, but for the tickets that are left alone.
pub async fn tickets_counted_before(
    left: &[TicketId],
    from: &impl Reads,
    version: i32,
    due_from: DateTime<Utc>,
    now: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<TicketId>, StoreError> {
    numbers(but_for(left, counted_by_others(version, due_from, now)), from, limit).await
}

async fn these(query: Select<Entity>, from: &impl Reads, limit: u32) -> Result<Vec<Due>, StoreError> {
    let rows = query.limit(u64::from(limit)).all(from.connection()).await?;
    rows.into_iter().map(due_of).collect()
}

/// How many running promises somebody should have been reminded of by now.
pub async fn count_to_remind(from: &impl Reads, now: DateTime<Utc>) -> Result<u64, StoreError> {
    let waiting = Entity::find().filter(running()).filter(Column::RemindedFor.is_null());
    Ok(waiting.filter(Column::RemindAt.lte(now)).filter(Column::DueAt.gte(now)).count(from.connection()).await?)
}

/// When the oldest running promise fell due that nobody has recorded as broken; none when the sweep is up to date.
pub async fn oldest_unswept(from: &impl Reads, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, StoreError> {
    Ok(due(from, now, 1).await?.first().map(|promise| promise.due_at))
}

/// When the oldest reminder should have been sent that was not; none when the sweep is up to date.
pub async fn oldest_unsent_reminder(
    from: &impl Reads,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    let oldest = Entity::find()
        .select_only()
        .column(Column::RemindAt)
        .filter(running())
        .filter(Column::RemindedFor.is_null())
        .filter(Column::RemindAt.lte(now))
        .filter(Column::DueAt.gte(now))
        .order_by_asc(Column::RemindAt);
    Ok(oldest.into_tuple().one(from.connection()).await?)
}

/// Claims the reminders of these promises in one statement; gives those that were not kept, moved or claimed meanwhile.
pub async fn claim_reminders(tx: &Tx, near: &[Due]) -> Result<Vec<Due>, StoreError> {
    let claim = Entity::update_many().col_expr(Column::RemindedFor, Expr::col(Column::DueAt));
    won(claim.filter(running()).filter(Column::RemindedFor.is_null()), tx, near).await
}

/// Records broken promises, each at its deadline, in one statement; gives those that were not kept, moved or recorded
/// meanwhile.
pub async fn breach(tx: &Tx, due: &[Due]) -> Result<Vec<Due>, StoreError> {
    let broken = Entity::update_many()
        .col_expr(Column::BreachedAt, Expr::col(Column::DueAt))
        .col_expr(Column::Outcome, Expr::val(PromiseOutcome::Broken.as_str()));
    won(broken.filter(untold()), tx, due).await
}

/// Changes those of these very promises that the change is still for. Their tickets are held first, in the order of their
/// numbers, as verbs do: whoever keeps a promise at the last moment is waited for, and nobody waits for each other.
async fn won(change: UpdateMany<Entity>, tx: &Tx, these: &[Due]) -> Result<Vec<Due>, StoreError> {
    if these.is_empty() {
        return Ok(Vec::new());
    }
    crate::tickets::hold_all(tx, these.iter().map(|due| due.ticket)).await?;
    // By their tickets, in one search of the primary key: of what is left they are told apart by the rest. Without this a
    // database with statistics reads every promise that is still to be kept.
    let change = change.filter(Column::TicketId.is_in(these.iter().map(|due| due.ticket.0)));
    let any = these.iter().fold(Condition::any(), |any, due| {
        any.add(
            Condition::all()
                .add(Column::TicketId.eq(due.ticket.0))
                .add(Column::Metric.eq(due.metric.as_str()))
                .add(Column::DueAt.eq(due.due_at)),
        )
    });
    let rows = change.filter(any).exec_with_returning(&tx.0).await?;
    let mut won: Vec<Due> = rows.into_iter().map(due_of).collect::<Result<_, _>>()?;
    won.sort_unstable_by_key(|due| (due.due_at, due.ticket, due.metric));
    Ok(won)
}

fn due_of(row: Model) -> Result<Due, StoreError> {
    Ok(Due {
        ticket: TicketId(row.ticket_id),
        metric: Metric::parse(&row.metric).ok_or_else(|| unreadable("deadlines.metric", &row.metric))?,
        due_at: row.due_at,
    })
}
