//! Words that the desk added to the lexicon.

use crate::entity::term::{ActiveModel, Column, Entity};
use crate::{Reads, StoreError, Tx, versions};
use chrono::{DateTime, Utc};
use domain::{PersonId, TopicKey};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// A word of the desk's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredTerm {
    /// Counts up.
    pub id: i64,
    /// Where it points.
    pub topic: TopicKey,
    /// What is looked for; `*` leaves an end open.
    pub pattern: String,
    /// From 1 to 5.
    pub weight: u8,
    /// Who added it.
    pub added_by: PersonId,
    /// When.
    pub added_at: DateTime<Utc>,
}

/// The words in force, oldest first.
pub async fn all(from: &impl Reads) -> Result<Vec<StoredTerm>, StoreError> {
    let rows =
        Entity::find().filter(Column::RemovedAt.is_null()).order_by_asc(Column::Id).all(from.connection()).await?;
    Ok(rows
        .into_iter()
        .map(|row| StoredTerm {
            id: row.id,
            topic: TopicKey(row.topic),
            pattern: row.pattern,
            weight: u8::try_from(row.weight).unwrap_or(1),
            added_by: PersonId(row.added_by),
            added_at: row.added_at,
        })
        .collect())
}

/// Adds a word.
pub async fn add(
    tx: &Tx,
    topic: &TopicKey,
    pattern: &str,
    weight: u8,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = ActiveModel {
        id: NotSet,
        topic: Set(topic.0.clone()),
        pattern: Set(pattern.to_owned()),
        weight: Set(i32::from(weight)),
        added_by: Set(by.0),
        added_at: Set(now),
        removed_by: Set(None),
        removed_at: Set(None),
    };
    Entity::insert(row).exec_without_returning(&tx.0).await?;
    versions::count_up_routing(tx).await
}

/// Ends a word; `false` when it was not in force.
pub async fn remove(tx: &Tx, id: i64, by: PersonId, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let done = Entity::update_many()
        .col_expr(Column::RemovedBy, Expr::val(by.0))
        .col_expr(Column::RemovedAt, Expr::val(now))
        .filter(Column::Id.eq(id))
        .filter(Column::RemovedAt.is_null())
        .exec(&tx.0)
        .await?;
    versions::count_up_routing(tx).await?;
    Ok(done.rows_affected == 1)
}
