//! Failed attempts to sign in, counted per key: an account, an address, both together, or a known device.

use crate::entity::sign_in_failure::{ActiveModel, Column, Entity};
use crate::{StoreError, Tx};
use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect};

/// How often it failed in a row, and when last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failures {
    /// Which key.
    pub key: String,
    /// How often.
    pub count: i32,
    /// When last.
    pub last_at: DateTime<Utc>,
}

/// The counts of these keys (in order), held until the transaction ends: others who count them wait.
pub async fn hold(tx: &Tx, keys: &[String], now: DateTime<Utc>) -> Result<Vec<Failures>, StoreError> {
    let rows = keys.iter().map(|key| ActiveModel { key: Set(key.clone()), failures: Set(0), last_at: Set(now) });
    Entity::insert_many(rows)
        .on_conflict(OnConflict::column(Column::Key).do_nothing().to_owned())
        .exec_without_returning(&tx.0)
        .await?;
    let rows = Entity::find()
        .filter(Column::Key.is_in(keys.iter().map(String::as_str)))
        .order_by_asc(Column::Key)
        .lock_exclusive()
        .all(&tx.0)
        .await?;
    Ok(rows.into_iter().map(|row| Failures { key: row.key, count: row.failures, last_at: row.last_at }).collect())
}

/// Replaces these counts.
pub async fn save(tx: &Tx, counts: &[Failures]) -> Result<(), StoreError> {
    let rows = counts.iter().map(|counted| ActiveModel {
        key: Set(counted.key.clone()),
        failures: Set(counted.count),
        last_at: Set(counted.last_at),
    });
    Entity::insert_many(rows)
        .on_conflict(OnConflict::column(Column::Key).update_columns([Column::Failures, Column::LastAt]).to_owned())
        .exec_without_returning(&tx.0)
        .await?;
    Ok(())
}

/// It was no failure after all: takes one back.
pub async fn uncount(tx: &Tx, keys: &[String]) -> Result<(), StoreError> {
    if keys.is_empty() {
        return Ok(());
    }
    Entity::update_many()
        .col_expr(Column::Failures, Expr::col(Column::Failures).sub(1))
        .filter(Column::Key.is_in(keys.iter().map(String::as_str)))
        .exec(&tx.0)
        .await?;
    Ok(())
}

/// Forgets a key.
pub async fn clear(tx: &Tx, key: &str) -> Result<(), StoreError> {
    Entity::delete_by_id(key.to_owned()).exec(&tx.0).await?;
    Ok(())
}

/// Forgets what was not touched since.
pub async fn delete_before(tx: &Tx, since: DateTime<Utc>) -> Result<(), StoreError> {
    Entity::delete_many().filter(Column::LastAt.lte(since)).exec(&tx.0).await?;
    Ok(())
}
