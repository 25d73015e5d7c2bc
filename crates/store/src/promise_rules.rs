//! Editions of what the desk promises. The content is a text to this crate.

use crate::entity::promise_rule::{ActiveModel, Column, Entity, Model};
use crate::{Reads, StoreError, Tx, versions};
use chrono::{DateTime, NaiveDate, Utc};
use domain::PersonId;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::Value;

/// One edition of calendar and policies.
#[derive(Debug, Clone, PartialEq)]
pub struct Edition {
    /// Counts up from 2: 1 is what the program knows by itself.
    pub version: i32,
    /// The rules.
    pub content: Value,
    /// The first day on which the desk is open at other times than in the edition before; none when it is not.
    pub touches_from: Option<NaiveDate>,
    /// Who made it.
    pub created_by: PersonId,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// The edition in force; none when nobody ever changed anything.
pub async fn latest(from: &impl Reads) -> Result<Option<Edition>, StoreError> {
    let row = Entity::find().order_by_desc(Column::Version).one(from.connection()).await?;
    Ok(row.map(edition))
}

/// The edition that was in force at a moment; none when nobody had changed anything by then.
pub async fn latest_at(from: &impl Reads, moment: DateTime<Utc>) -> Result<Option<Edition>, StoreError> {
    let by_then = Entity::find().filter(Column::CreatedAt.lte(moment)).order_by_desc(Column::Version);
    Ok(by_then.one(from.connection()).await?.map(edition))
}

/// The latest editions, newest first.
pub async fn editions(from: &impl Reads, limit: u32) -> Result<Vec<Edition>, StoreError> {
    let newest = Entity::find().order_by_desc(Column::Version).limit(u64::from(limit));
    Ok(newest.all(from.connection()).await?.into_iter().map(edition).collect())
}

/// Editions whose promises have not all been counted again, oldest first.
pub async fn uncounted(from: &impl Reads) -> Result<Vec<Edition>, StoreError> {
    let rows = Entity::find().filter(Column::Counted.eq(false)).order_by_asc(Column::Version);
    Ok(rows.all(from.connection()).await?.into_iter().map(edition).collect())
}

/// Adds an edition; fails when somebody added the same version meanwhile.
pub async fn insert(tx: &Tx, edition: &Edition) -> Result<(), StoreError> {
    let row = ActiveModel {
        version: Set(edition.version),
        content: Set(edition.content.clone()),
        touches_from: Set(edition.touches_from),
        counted: Set(edition.touches_from.is_none()),
        created_by: Set(edition.created_by.0),
        created_at: Set(edition.created_at),
    };
    Entity::insert(row).exec_without_returning(&tx.0).await?;
    versions::count_up_promises(tx).await
}

/// Every promise that this edition touches has been counted again.
pub async fn mark_counted(tx: &Tx, version: i32) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::Counted, Expr::val(true))
        .filter(Column::Version.eq(version))
        .exec(&tx.0)
        .await?;
    Ok(())
}

fn edition(row: Model) -> Edition {
    Edition {
        version: row.version,
        content: row.content,
        touches_from: row.touches_from,
        created_by: PersonId(row.created_by),
        created_at: row.created_at,
    }
}
