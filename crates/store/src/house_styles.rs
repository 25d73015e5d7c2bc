//! Editions of the house style. The content is a text to this crate.

use crate::entity::house_style::{ActiveModel, Column, Entity};
use crate::{Reads, StoreError, Tx, versions};
use chrono::{DateTime, Utc};
use domain::PersonId;
use sea_orm::ActiveValue::Set;
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::Value;

/// The edition in force and its number; none when nobody ever changed anything.
pub async fn latest(from: &impl Reads) -> Result<Option<(i32, Value)>, StoreError> {
    let row = Entity::find().order_by_desc(Column::Edition).one(from.connection()).await?;
    Ok(row.map(|row| (row.edition, row.content)))
}

/// The same, held: who changes it at the same moment waits. Whoever has it in memory reads it again.
pub async fn hold(tx: &Tx) -> Result<Option<(i32, Value)>, StoreError> {
    versions::count_up_reference(tx).await?;
    latest(tx).await
}

/// Puts another edition into force.
pub async fn insert(tx: &Tx, edition: i32, content: &Value, by: PersonId, at: DateTime<Utc>) -> Result<(), StoreError> {
    let row = ActiveModel {
        edition: Set(edition),
        content: Set(content.clone()),
        changed_by: Set(by.0),
        changed_at: Set(at),
    };
    Entity::insert(row).exec_without_returning(&tx.0).await?;
    Ok(())
}
