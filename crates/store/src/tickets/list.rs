//! Lists of tickets, each walking an index.

use super::read::{complete, with_organisation};
use crate::entity::{organisation, ticket};
use crate::{Cursor, Page, Reads, Scope, StoreError, TicketFilter};
use domain::{PersonId, Ticket, TicketId, TicketStatus};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, SelectTwo};

/// One page, most urgent first (3 statements whatever the size).
pub async fn list(
    from: &impl Reads,
    scope: &Scope,
    filter: &TicketFilter,
    first: u32,
    after: Option<Cursor>,
) -> Result<Page<Ticket>, StoreError> {
    let mut query = by_urgency().filter(scope.condition()).filter(filter.condition(from)?);
    if let Some(cursor) = after {
        let here = Expr::tuple([
            Expr::col((ticket::Entity, ticket::Column::Urgency)),
            Expr::col((ticket::Entity, ticket::Column::Id)),
        ]);
        query = query.filter(here.gt(Expr::tuple([Expr::val(cursor.urgency), Expr::val(cursor.id.0)])));
    }
    let mut rows = query.limit(u64::from(first) + 1).all(from.connection()).await?;
    let has_next = rows.len() > first as usize;
    rows.truncate(first as usize);
    let cursors: Vec<Cursor> =
        rows.iter().map(|(row, _)| Cursor { urgency: row.urgency, id: TicketId(row.id) }).collect();
    let tickets = complete(from, rows).await?;
    Ok(Page { items: cursors.into_iter().zip(tickets).collect(), has_next })
}

/// Tickets without an expert that are not doubted to be for this desk, longest waiting first.
pub async fn unassigned(from: &impl Reads, limit: u32) -> Result<Vec<Ticket>, StoreError> {
    unassigned_after(from, None, limit).await
}

/// The same, going on after a ticket: so that those that nobody can take do not hide the ones behind them.
pub async fn unassigned_after(
    from: &impl Reads,
    after: Option<&Ticket>,
    limit: u32,
) -> Result<Vec<Ticket>, StoreError> {
    let mut query = with_organisation()
        // Written out, so that both databases see that the partial index serves.
        .filter(Expr::cust("\"tickets\".\"status\" = 'UNASSIGNED' AND NOT \"tickets\".\"out_of_scope\""))
        .order_by_asc(ticket::Column::ReceivedAt)
        .order_by_asc(ticket::Column::Id);
    if let Some(last) = after {
        let here = Expr::tuple([
            Expr::col((ticket::Entity, ticket::Column::ReceivedAt)),
            Expr::col((ticket::Entity, ticket::Column::Id)),
        ]);
        query = query.filter(here.gt(Expr::tuple([Expr::val(last.received_at), Expr::val(last.id.0)])));
    }
    let rows = query.limit(u64::from(limit)).all(from.connection()).await?;
    complete(from, rows).await
}

/// Open tickets of one expert, most urgent first.
pub async fn open_of(from: &impl Reads, expert: PersonId) -> Result<Vec<Ticket>, StoreError> {
    let open: Vec<&str> =
        TicketStatus::ALL.into_iter().filter(|status| status.is_open()).map(TicketStatus::as_str).collect();
    let rows = by_urgency()
        .filter(ticket::Column::AssigneeId.eq(expert.0))
        .filter(ticket::Column::Status.is_in(open))
        .all(from.connection())
        .await?;
    complete(from, rows).await
}

fn by_urgency() -> SelectTwo<ticket::Entity, organisation::Entity> {
    with_organisation().order_by_asc(ticket::Column::Urgency).order_by_asc(ticket::Column::Id)
}
