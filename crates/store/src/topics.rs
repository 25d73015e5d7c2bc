//! The taxonomy.

use crate::entity::topic::{ActiveModel, Column, Entity};
use crate::error::unreadable;
use crate::{Reads, StoreError, Tx, versions};
use domain::{Axis, Period, Taxonomy, Topic, TopicKey};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect};

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
            successor: row.successor.map(TopicKey),
        })
    });
    Ok(Taxonomy::new(topics.collect::<Result<_, StoreError>>()?))
}

/// Adds or replaces topics by key; the order given is the order kept. Counts the reference version up.
pub async fn save(tx: &Tx, topics: &[Topic]) -> Result<(), StoreError> {
    let rows = topics.iter().zip(0..).map(|(topic, position)| row(topic, position));
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
                    Column::Successor,
                ])
                .to_owned(),
        )
        .exec_without_returning(&tx.0)
        .await?;
    versions::count_up_reference(tx).await
}

/// All topics, held: nobody else changes one until this transaction ends. Whoever has them in memory reads them again.
pub async fn hold(tx: &Tx) -> Result<Taxonomy, StoreError> {
    versions::count_up_reference(tx).await?;
    load(tx).await
}

/// Adds a topic behind all others.
pub async fn add(tx: &Tx, topic: &Topic) -> Result<(), StoreError> {
    let last: Option<Option<i32>> =
        Entity::find().select_only().expr(Expr::col(Column::Position).max()).into_tuple().one(&tx.0).await?;
    let position = last.flatten().unwrap_or(-1).saturating_add(1);
    Entity::insert(row(topic, position)).exec_without_returning(&tx.0).await?;
    Ok(())
}

/// Puts other words, another end or another successor in the place of what a topic had.
pub async fn change(tx: &Tx, topic: &Topic) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::Label, Expr::val(&topic.label))
        .col_expr(Column::Description, Expr::val(&topic.description))
        .col_expr(Column::ValidTo, Expr::val(topic.valid.to))
        .col_expr(Column::Successor, Expr::val(topic.successor.as_ref().map(TopicKey::as_str)))
        .filter(Column::Key.eq(topic.key.as_str()))
        .exec(&tx.0)
        .await?;
    Ok(())
}

fn row(topic: &Topic, position: i32) -> ActiveModel {
    ActiveModel {
        key: Set(topic.key.0.clone()),
        axis: Set(topic.axis.as_str().to_owned()),
        label: Set(topic.label.clone()),
        description: Set(topic.description.clone()),
        position: Set(position),
        valid_from: Set(topic.valid.from),
        valid_to: Set(topic.valid.to),
        successor: Set(topic.successor.as_ref().map(|key| key.0.clone())),
    }
}
