//! Colleagues who were asked about a question (collaborators): each may read that question, as long as it is not closed.

use crate::entity::invitation::{ActiveModel, Column, Entity, Model};
use crate::entity::ticket;
use crate::error::unreadable;
use crate::{Reads, StoreError, Tx};
use domain::{Invitation, InvitedAs, PersonId, TicketId, TicketStatus};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, Func, OnConflict, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QueryOrder};

/// Asks somebody, or asks them something else. The search row of the question is to be made again by the same change.
pub async fn put(tx: &Tx, ticket: TicketId, invitation: &Invitation) -> Result<(), StoreError> {
    let row = ActiveModel {
        ticket_id: Set(ticket.0),
        person_id: Set(invitation.person.0),
        role: Set(invitation.invited_as.as_str().to_owned()),
        asks: Set(invitation.asks.clone()),
        invited_by: Set(invitation.invited_by.0),
        invited_at: Set(invitation.invited_at),
    };
    let mut again = OnConflict::columns([Column::TicketId, Column::PersonId]);
    again.update_columns([Column::Role, Column::Asks, Column::InvitedBy, Column::InvitedAt]);
    Entity::insert(row).on_conflict(again).exec_without_returning(&tx.0).await?;
    Ok(())
}

/// They think along no more; `false` when they did not.
pub async fn end(tx: &Tx, ticket: TicketId, person: PersonId) -> Result<bool, StoreError> {
    Ok(Entity::delete_by_id((ticket.0, person.0)).exec(&tx.0).await?.rows_affected == 1)
}

/// Who was asked about this question, the first to be asked first.
pub async fn of(from: &impl Reads, ticket: TicketId) -> Result<Vec<Invitation>, StoreError> {
    let rows = Entity::find()
        .filter(Column::TicketId.eq(ticket.0))
        .order_by_asc(Column::InvitedAt)
        .order_by_asc(Column::PersonId)
        .all(from.connection())
        .await?;
    rows.into_iter().map(invitation).collect()
}

/// Tickets about which this person was asked, and that are not closed: what an invitation lets them read.
pub(crate) fn lets_read(person: PersonId) -> Condition {
    Condition::all().add(ticket::Column::Status.ne(TicketStatus::Closed.as_str())).add(asked(person))
}

/// The numbers of the tickets about which this person was asked.
pub(crate) fn numbers_of(person: PersonId) -> SelectStatement {
    let mut theirs = Query::select();
    theirs.column(Column::TicketId).from(Entity).and_where(Column::PersonId.eq(person.0));
    theirs
}

/// Tickets about which this person was asked. Counted, because the databases would begin with an EXISTS.
pub(crate) fn asked(person: PersonId) -> Expr {
    let mut theirs = Query::select();
    theirs
        .expr(Func::count(Expr::col((Entity, Column::PersonId))))
        .from(Entity)
        .and_where(Expr::col((Entity, Column::TicketId)).equals((ticket::Entity, ticket::Column::Id)))
        .and_where(Expr::col((Entity, Column::PersonId)).eq(person.0));
    Expr::SubQuery(None, Box::new(theirs.into())).gt(0)
}

fn invitation(row: Model) -> Result<Invitation, StoreError> {
    Ok(Invitation {
        person: PersonId(row.person_id),
        invited_as: InvitedAs::parse(&row.role).ok_or_else(|| unreadable("invitations.role", &row.role))?,
        asks: row.asks,
        invited_by: PersonId(row.invited_by),
        invited_at: row.invited_at,
    })
}
