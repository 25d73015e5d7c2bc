//! The taxonomy.

use crate::entity::topic::{ActiveModel, Column, Entity};
use crate::error::unreadable;
use crate::{Reads, StoreError, Tx, versions};
use domain::{Axis, Period, Taxonomy, Topic, TopicKey};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait, QueryOrder};

/// All topics, in the order in which people see them.
pub async fn load(from: &impl Reads) -> Result<Taxonomy, StoreError> {
    let rows = Entity::find().order_by_asc(Column::Position).order_by_asc(Column::Key).all(from.connection()).await?;
    let topics = rows.into_iter().map(|row| {
        Ok(Topic {
            axis: Axis::parse(&row.axis).ok_or_else(|| unreadable("topics.axis", &row.axis))?,
            key: TopicKey(row.key),
            label: row.label,
            description: row.description,
            valid: Period { from: row.valid_from, to: row.valid_to },
        })
    });
    Ok(Taxonomy::new(topics.collect::<Result<_, StoreError>>()?))
}

/// Adds or replaces topics by key; the order given is the order kept. Counts the reference version up.
pub async fn save(tx: &Tx, topics: &[Topic]) -> Result<(), StoreError> {
    let rows = topics.iter().zip(0..).map(|(topic, position)| ActiveModel {
        key: Set(topic.key.0.clone()),
        axis: Set(topic.axis.as_str().to_owned()),
        label: Set(topic.label.clone()),
        description: Set(topic.description.clone()),
        position: Set(position),
        valid_from: Set(topic.valid.from),
        valid_to: Set(topic.valid.to),
    });
    Entity::insert_many(rows)
        .on_conflict(
            OnConflict::column(Column::Key)
                .update_columns([
                    Column::Axis,
                    Column::Label,
                    Column::Description,
                    Column::Position,
                    Column::ValidFrom,
                    Column::ValidTo,
                ])
                .to_owned(),
        )
        .exec_without_returning(&tx.0)
        .await?;
    versions::count_up_reference(tx).await
}
