//! Rows that background work could not handle (a dead-letter table): left alone for a while, and told to the operator.

use crate::entity::setback::{ActiveModel, Column, Entity, Model};
use crate::{Reads, StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::TicketId;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// Stands for a task as a whole; no ticket has this number.
const WHOLE: i64 = 0;

/// One row, or one task, that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setback {
    /// Which task.
    pub task: String,
    /// Which ticket; none for the task as a whole.
    pub ticket: Option<TicketId>,
    /// How often in a row.
    pub attempts: i32,
    /// Why, the last time.
    pub reason: String,
    /// When, the last time.
    pub at: DateTime<Utc>,
    /// Not before this moment again.
    pub again_at: DateTime<Utc>,
}

/// Everything that failed, the oldest trouble first.
pub async fn all(from: &impl Reads) -> Result<Vec<Setback>, StoreError> {
    let rows = Entity::find().order_by_asc(Column::At).order_by_asc(Column::Task).order_by_asc(Column::RowId);
    Ok(rows.all(from.connection()).await?.into_iter().map(setback).collect())
}

/// What failed in a task.
pub async fn of_task(from: &impl Reads, task: &str) -> Result<Vec<Setback>, StoreError> {
    let rows = Entity::find().filter(Column::Task.eq(task)).all(from.connection()).await?;
    Ok(rows.into_iter().map(setback).collect())
}

/// Did it fail before?
pub async fn find(from: &impl Reads, task: &str, ticket: Option<TicketId>) -> Result<Option<Setback>, StoreError> {
    let row = Entity::find_by_id((task.to_owned(), number(ticket))).one(from.connection()).await?;
    Ok(row.map(setback))
}

/// Writes a setback down, in the place of the one before.
pub async fn note(tx: &Tx, setback: &Setback) -> Result<(), StoreError> {
    let row = ActiveModel {
        task: Set(setback.task.clone()),
        row_id: Set(number(setback.ticket)),
        attempts: Set(setback.attempts),
        reason: Set(setback.reason.clone()),
        at: Set(setback.at),
        again_at: Set(setback.again_at),
    };
    let again = OnConflict::columns([Column::Task, Column::RowId])
        .update_columns([Column::Attempts, Column::Reason, Column::At, Column::AgainAt])
        .to_owned();
    Entity::insert(row).on_conflict(again).exec_without_returning(&tx.0).await?;
    Ok(())
}

/// It went well.
pub async fn clear(tx: &Tx, task: &str, ticket: Option<TicketId>) -> Result<(), StoreError> {
    Entity::delete_by_id((task.to_owned(), number(ticket))).exec(&tx.0).await?;
    Ok(())
}

/// Everything may be tried again from this moment on.
pub async fn try_all_again(tx: &Tx, now: DateTime<Utc>) -> Result<(), StoreError> {
    Entity::update_many().col_expr(Column::AgainAt, Expr::val(now)).filter(Column::AgainAt.gt(now)).exec(&tx.0).await?;
    Ok(())
}

fn number(ticket: Option<TicketId>) -> i64 {
    ticket.map_or(WHOLE, |ticket| ticket.0)
}

fn setback(row: Model) -> Setback {
    Setback {
        task: row.task,
        ticket: Some(row.row_id).filter(|id| *id != WHOLE).map(TicketId),
        attempts: row.attempts,
        reason: row.reason,
        at: row.at,
        again_at: row.again_at,
    }
}
