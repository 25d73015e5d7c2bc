//! What experts have in hand now (workload): how many open questions each has, and how pressing they are.

use crate::entity::{deadline, ticket};
use crate::urgency::FINISHED;
use crate::{Reads, StoreError};
use chrono::{DateTime, Utc};
use domain::{PersonId, TicketStatus};
use sea_orm::sea_query::{Alias, Condition, Expr, ExprTrait, Func, Query};
use sea_orm::{ColumnTrait, ConnectionTrait};
use uuid::Uuid;

/// What one expert has in hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenWork {
    /// Who.
    pub expert: PersonId,
    /// Open questions.
    pub open: i64,
    /// Those whose nearest promise is past, by `domain::Pace`; the others of it likewise.
    pub late: i64,
    /// Those with a promise that comes near.
    pub soon: i64,
    /// Those that wait for their asker.
    pub waits: i64,
}

/// Of each of these experts who has something in hand. One statement, whose cost grows with what they have open and not with
/// their past: what is open of one expert is a piece of an index.
pub async fn of_each(from: &impl Reads, experts: &[PersonId], now: DateTime<Utc>) -> Result<Vec<OpenWork>, StoreError> {
    use ticket::Column;
    if experts.is_empty() {
        return Ok(Vec::new());
    }
    let col = |column| Expr::col((ticket::Entity, column));
    let waits = || col(Column::Status).eq(TicketStatus::WaitingForAsker.as_str());
    // Of a question that does not wait, the order of urgency is the moment of its nearest promise.
    let past = || col(Column::Urgency).lt(now.timestamp_micros());
    let mut near = Query::select();
    near.expr(Expr::val(1))
        .from(deadline::Entity)
        .and_where(Expr::col((deadline::Entity, deadline::Column::TicketId)).equals((ticket::Entity, Column::Id)))
        .and_where(deadline::Column::Outcome.is_null())
        .and_where(deadline::Column::RemindAt.lte(now));
    let many =
        |condition: Condition| Func::cast_as(Func::sum(Expr::case(condition, 1).finally(0)), Alias::new("bigint"));
    let late = Condition::all().add(waits().not()).add(past());
    let soon = Condition::all().add(waits().not()).add(past().not()).add(Expr::exists(near));
    let mut query = Query::select();
    query
        .expr_as(col(Column::AssigneeId), "expert")
        .expr_as(Func::count(col(Column::Id)), "open")
        .expr_as(many(late), "late")
        .expr_as(many(soon), "soon")
        .expr_as(many(Condition::all().add(waits())), "waits")
        .from(ticket::Entity)
        .and_where(col(Column::AssigneeId).is_in(experts.iter().map(|expert| expert.0)))
        .and_where(col(Column::Urgency).lt(FINISHED))
        .add_group_by([col(Column::AssigneeId)]);
    let rows = from.connection().query_all(&query).await?;
    rows.iter()
        .map(|row| {
            Ok(OpenWork {
                expert: PersonId(row.try_get::<Uuid>("", "expert")?),
                open: row.try_get("", "open")?,
                late: row.try_get("", "late")?,
                soon: row.try_get("", "soon")?,
                waits: row.try_get("", "waits")?,
            })
        })
        .collect()
}
