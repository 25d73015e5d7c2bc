//! Tickets whose asker says nothing, and when the desk does something about it.

use crate::entity::ticket::{Column, Entity};
use crate::tickets::{InLine, hold_all};
use crate::{Reads, StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::TicketId;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect};

/// Tickets for which the desk could do something by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undated {
    /// Their asker was asked something, and was not reminded of it.
    Waiting,
    /// They were answered.
    Answered,
}

impl Undated {
    /// The conditions of the partial indexes `tickets_undated_…`, written out so that both databases see that they serve.
    fn condition(self) -> &'static str {
        match self {
            Self::Waiting => "acts_at IS NULL AND asker_reminded_at IS NULL AND waiting_since IS NOT NULL",
            Self::Answered => "acts_at IS NULL AND status = 'ANSWERED'",
        }
    }
}

/// Tickets with which the desk is to do something by now, longest due first, after one of them. Cost grows with what is due.
pub async fn due(
    from: &impl Reads,
    now: DateTime<Utc>,
    after: Option<InLine>,
    limit: u32,
) -> Result<Vec<InLine>, StoreError> {
    let mut query = Entity::find()
        .select_only()
        .columns([Column::ActsAt, Column::Id])
        .filter(Column::ActsAt.lte(now))
        .order_by_asc(Column::ActsAt)
        .order_by_asc(Column::Id);
    if let Some((at, id)) = after {
        let here = Expr::tuple([Column::ActsAt, Column::Id].map(Expr::col));
        query = query.filter(here.gt(Expr::tuple([Expr::val(at), Expr::val(id.0)])));
    }
    let rows: Vec<(DateTime<Utc>, i64)> = query.limit(u64::from(limit)).into_tuple().all(from.connection()).await?;
    Ok(rows.into_iter().map(|(at, id)| (at, TicketId(id))).collect())
}

/// Those that have no day, by number, after one of them; each with the moment since which it waits, if it does.
pub async fn undated(
    from: &impl Reads,
    which: Undated,
    after: Option<TicketId>,
    limit: u32,
) -> Result<Vec<(TicketId, Option<DateTime<Utc>>)>, StoreError> {
    let query = Entity::find()
        .select_only()
        .columns([Column::Id, Column::WaitingSince])
        .filter(Expr::cust(which.condition()))
        .filter(Column::Id.gt(after.map_or(0, |last| last.0)))
        .order_by_asc(Column::Id);
    let rows: Vec<(i64, Option<DateTime<Utc>>)> =
        query.limit(u64::from(limit)).into_tuple().all(from.connection()).await?;
    Ok(rows.into_iter().map(|(id, since)| (TicketId(id), since)).collect())
}

/// Gives these tickets their day, unless something happened to them meanwhile.
pub async fn date(tx: &Tx, which: Undated, tickets: &[TicketId], acts_at: DateTime<Utc>) -> Result<(), StoreError> {
    hold_all(tx, tickets.iter().copied()).await?;
    Entity::update_many()
        .col_expr(Column::ActsAt, Expr::val(acts_at))
        .filter(Column::Id.is_in(tickets.iter().map(|ticket| ticket.0)))
        .filter(Expr::cust(which.condition()))
        .exec(&tx.0)
        .await?;
    Ok(())
}
