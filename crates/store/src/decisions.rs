//! Routing decisions, each with every candidate.

mod content;

use crate::entity::decision::{ActiveModel, Column, Entity, Model};
use crate::error::unreadable;
use crate::experts::{self, ByNumber, Numbers};
use crate::one_of::one_of;
use crate::{Reads, StoreError, Tx};
use domain::{Decision, DecisionCause, DecisionId, PersonId, TicketId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, InsertStatement, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QueryTrait};
use std::collections::HashMap;

/// A decision with its surroundings.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredDecision {
    /// Unique; sorts by time.
    pub id: DecisionId,
    /// Of which ticket.
    pub ticket: TicketId,
    /// What made the desk decide.
    pub cause: DecisionCause,
    /// Version of the classifier that proposed the topics.
    pub classifier: String,
    /// The decision.
    pub decision: Decision,
}

/// Stores a decision; experts who were not eligible by their short number.
pub async fn insert(tx: &Tx, stored: &StoredDecision, numbers: &Numbers) -> Result<(), StoreError> {
    tx.0.execute(&row(stored, numbers)?).await?;
    Ok(())
}

/// The statement that stores it.
pub(crate) fn row(stored: &StoredDecision, numbers: &Numbers) -> Result<InsertStatement, StoreError> {
    let row = ActiveModel {
        id: Set(stored.id.0),
        ticket_id: Set(stored.ticket.0),
        cause: Set(stored.cause.as_str().to_owned()),
        classifier: Set(stored.classifier.clone()),
        chosen: Set(stored.decision.chosen.map(|expert| expert.0)),
        decided_at: Set(stored.decision.decided_at),
        content: Set(content::written(&stored.decision, numbers)?),
    };
    Ok(Entity::insert(row).into_query())
}

/// Leaves of the decisions of a ticket only the first that gave it to somebody, and of that who got it and when: figures ask
/// whether anybody had it when a promise was broken.
pub(crate) async fn forget_words(tx: &Tx, ticket: TicketId) -> Result<(), StoreError> {
    let of_ticket = || Entity::find().filter(Column::TicketId.eq(ticket.0));
    let chosen = of_ticket().filter(Column::Chosen.is_not_null());
    let first = chosen.order_by_asc(Column::DecidedAt).order_by_asc(Column::Id).one(&tx.0).await?;
    let mut others = Entity::delete_many().filter(Column::TicketId.eq(ticket.0));
    if let Some(first) = first {
        others = others.filter(Column::Id.ne(first.id));
        let content = content::emptied(first.chosen.map(PersonId), first.decided_at)?;
        Entity::update_many()
            .col_expr(Column::Content, Expr::val(content))
            .filter(Column::Id.eq(first.id))
            .exec(&tx.0)
            .await?;
    }
    others.exec(&tx.0).await?;
    Ok(())
}

/// The newest decision of each of these tickets (one statement).
pub async fn latest(from: &impl Reads, tickets: &[TicketId]) -> Result<Vec<StoredDecision>, StoreError> {
    // Ids sort by time, so that the newest decision is the one after which there is none.
    let later = "later";
    let mut newer = Query::select();
    newer
        .expr(Expr::val(1))
        .from_as(Entity, later)
        .and_where(Expr::col((later, Column::TicketId)).equals((Entity, Column::TicketId)))
        .and_where(Expr::col((later, Column::Id)).gt(Expr::col((Entity, Column::Id))));
    let rows = Entity::find()
        .filter(one_of(from.connection(), (Entity, Column::TicketId), tickets.iter().map(|ticket| ticket.0)))
        .filter(Expr::exists(newer).not())
        .all(from.connection())
        .await?;
    read(from, rows).await
}

/// Every decision of a ticket, oldest first.
pub async fn of_ticket(from: &impl Reads, ticket: TicketId) -> Result<Vec<StoredDecision>, StoreError> {
    let rows =
        Entity::find().filter(Column::TicketId.eq(ticket.0)).order_by_asc(Column::Id).all(from.connection()).await?;
    read(from, rows).await
}

/// Rows as decisions; who has which number is asked when one of them names somebody by it.
async fn read(from: &impl Reads, rows: Vec<Model>) -> Result<Vec<StoredDecision>, StoreError> {
    let by_number = rows.iter().any(|row| content::names_by_number(&row.content));
    let experts = if by_number { experts::by_number(from).await? } else { HashMap::new() };
    rows.into_iter().map(|row| stored(row, &experts)).collect()
}

fn stored(row: Model, experts: &ByNumber) -> Result<StoredDecision, StoreError> {
    Ok(StoredDecision {
        id: DecisionId(row.id),
        ticket: TicketId(row.ticket_id),
        cause: DecisionCause::parse(&row.cause).ok_or_else(|| unreadable("decisions.cause", &row.cause))?,
        classifier: row.classifier,
        decision: content::read(row.content, experts)?,
    })
}
