//! What experts know.

use crate::entity::expertise::{ActiveModel, Column, Entity};
use crate::{StoreError, Tx, versions};
use domain::TopicKey;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

/// Whoever knows a topic knows another one from now on, as well as they know that one; how many do by this. What they know of
/// it already stays. Counts the roster version up when anybody does.
pub async fn know_as_well(tx: &Tx, topic: &TopicKey, other: &TopicKey) -> Result<usize, StoreError> {
    let of = async |topic: &TopicKey| {
        let rows = Entity::find().filter(Column::Topic.eq(topic.as_str()));
        rows.order_by_asc(Column::PersonId).all(&tx.0).await
    };
    let already: Vec<Uuid> = of(other).await?.into_iter().map(|row| row.person_id).collect();
    let new: Vec<ActiveModel> = of(topic)
        .await?
        .into_iter()
        .filter(|row| !already.contains(&row.person_id))
        .map(|row| ActiveModel { person_id: Set(row.person_id), topic: Set(other.0.clone()), level: Set(row.level) })
        .collect();
    let many = new.len();
    if many > 0 {
        Entity::insert_many(new).exec_without_returning(&tx.0).await?;
        versions::count_up_roster(tx).await?;
    }
    Ok(many)
}
