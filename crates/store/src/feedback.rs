//! What askers say of answers (feedback): the last thing they said of each, and what the desk has to decide.

use crate::entity::feedback::{ActiveModel, Column, Entity, Model};
use crate::entity::ticket;
use crate::error::unreadable;
use crate::{Reads, Scope, StoreError, Tx};
use chrono::{DateTime, Datelike, Utc};
use domain::{AskedToReopen, Feedback, Helped, MessageId, Reference, TicketId, amsterdam_day};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict, Query};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// Keeps what was said of an answer, in the place of what was said of it before.
pub async fn put(tx: &Tx, ticket: TicketId, feedback: &Feedback) -> Result<(), StoreError> {
    let row = ActiveModel {
        answer_id: Set(feedback.answer.0),
        ticket_id: Set(ticket.0),
        helped: Set(feedback.helped.as_str().to_owned()),
        reason: Set(feedback.reason.clone()),
        asked_to_reopen: Set(feedback.asked_to_reopen.as_str().to_owned()),
        said_at: Set(feedback.said_at),
    };
    let mut again = OnConflict::column(Column::AnswerId);
    again.update_columns([Column::Helped, Column::Reason, Column::AskedToReopen, Column::SaidAt]);
    Entity::insert(row).on_conflict(again).exec_without_returning(&tx.0).await?;
    Ok(())
}

/// Decides what an asker asked about this ticket; `false` when nothing waits.
pub async fn settle(tx: &Tx, ticket: TicketId, decided: AskedToReopen) -> Result<bool, StoreError> {
    let settled = Entity::update_many()
        .col_expr(Column::AskedToReopen, Expr::val(decided.as_str()))
        .filter(Column::TicketId.eq(ticket.0))
        .filter(Column::AskedToReopen.eq(AskedToReopen::Waits.as_str()))
        .exec(&tx.0)
        .await?;
    Ok(settled.rows_affected > 0)
}

/// What was said of the answers to these questions, in the order in which it was said.
pub async fn of(from: &impl Reads, tickets: &[TicketId]) -> Result<Vec<(TicketId, Feedback)>, StoreError> {
    if tickets.is_empty() {
        return Ok(Vec::new());
    }
    let rows = Entity::find()
        .filter(Column::TicketId.is_in(tickets.iter().map(|ticket| ticket.0)))
        .order_by_asc(Column::SaidAt)
        .order_by_asc(Column::AnswerId)
        .all(from.connection())
        .await?;
    rows.into_iter().map(|row| Ok((TicketId(row.ticket_id), feedback(row)?))).collect()
}

/// Questions in this scope whose asker waits for a decision to open them again, by their numbers, with their subjects.
pub async fn waiting(from: &impl Reads, scope: &Scope, most: u64) -> Result<Vec<(Reference, String)>, StoreError> {
    let mut asked = Query::select();
    asked
        .column(Column::TicketId)
        .from(Entity)
        // Said in the words of the index, which holds these rows only.
        .and_where(Expr::cust("asked_to_reopen = 'waits'"));
    let rows: Vec<(i64, DateTime<Utc>, String)> = ticket::Entity::find()
        .select_only()
        .columns([ticket::Column::Id, ticket::Column::ReceivedAt, ticket::Column::Subject])
        .filter(ticket::Column::Id.in_subquery(asked))
        .filter(scope.condition())
        .order_by_asc(ticket::Column::Id)
        .limit(most)
        .into_tuple()
        .all(from.connection())
        .await?;
    let named = |(id, received_at, subject): (i64, DateTime<Utc>, String)| {
        (Reference { year: amsterdam_day(received_at).year(), ticket: TicketId(id) }, subject)
    };
    Ok(rows.into_iter().map(named).collect())
}

fn feedback(row: Model) -> Result<Feedback, StoreError> {
    Ok(Feedback {
        answer: MessageId(row.answer_id),
        helped: Helped::parse(&row.helped).ok_or_else(|| unreadable("feedback.helped", &row.helped))?,
        reason: row.reason,
        asked_to_reopen: AskedToReopen::parse(&row.asked_to_reopen)
            .ok_or_else(|| unreadable("feedback.asked_to_reopen", &row.asked_to_reopen))?,
        said_at: row.said_at,
    })
}
