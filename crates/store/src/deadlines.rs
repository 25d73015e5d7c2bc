//! Promises that fall due.

use crate::entity::deadline::{Column, Entity};
use crate::error::unreadable;
use crate::{Reads, StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::{Metric, TicketId};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// A promise that has fallen due unkept and has not been recorded as broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// Whose.
    pub ticket: TicketId,
    /// Which.
    pub metric: Metric,
    /// When it fell due.
    pub due_at: DateTime<Utc>,
}

/// The condition of the partial index `deadlines_due`.
fn running() -> Condition {
    Condition::all().add(Column::MetAt.is_null()).add(Column::BreachedAt.is_null()).add(Column::PausedAt.is_null())
}

/// Unkept promises due before `now`, not paused, not recorded, oldest first. Cost grows with what is due, not with
/// what is open.
pub async fn due(from: &impl Reads, now: DateTime<Utc>, limit: u32) -> Result<Vec<Due>, StoreError> {
    let rows = Entity::find()
        .filter(running())
        .filter(Column::DueAt.lt(now))
        .order_by_asc(Column::DueAt)
        .limit(u64::from(limit))
        .all(from.connection())
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Due {
                ticket: TicketId(row.ticket_id),
                metric: Metric::parse(&row.metric).ok_or_else(|| unreadable("deadlines.metric", &row.metric))?,
                due_at: row.due_at,
            })
        })
        .collect()
}

/// Records a broken promise at its deadline; `false` when it was kept, moved or recorded meanwhile.
pub async fn breach(tx: &Tx, due: &Due) -> Result<bool, StoreError> {
    let done = Entity::update_many()
        .col_expr(Column::BreachedAt, Expr::val(due.due_at))
        .filter(Column::TicketId.eq(due.ticket.0))
        .filter(Column::Metric.eq(due.metric.as_str()))
        .filter(Column::DueAt.eq(due.due_at))
        .filter(running())
        .exec(&tx.0)
        .await?;
    Ok(done.rows_affected == 1)
}
