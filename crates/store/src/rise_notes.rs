//! What leads wrote with topics that rose (annotations).

use crate::entity::rise_note::{ActiveModel, Column, Entity, Model};
use crate::{Reads, StoreError, Tx};
use domain::{PersonId, RiseNote, TopicKey};
use sea_orm::ActiveValue::Set;
use sea_orm::{EntityTrait, QueryOrder, QuerySelect};
use uuid::Uuid;

/// The newest, at most so many, newest first.
pub async fn newest(from: &impl Reads, limit: u64) -> Result<Vec<RiseNote>, StoreError> {
    let newest = Entity::find().order_by_desc(Column::NotedAt).order_by_desc(Column::Id).limit(limit);
    Ok(newest.all(from.connection()).await?.into_iter().map(note).collect())
}

/// Keeps one more.
pub async fn insert(tx: &Tx, id: Uuid, note: &RiseNote) -> Result<(), StoreError> {
    let row = ActiveModel {
        id: Set(id),
        topic: Set(note.topic.0.clone()),
        since: Set(note.since),
        note: Set(note.note.clone()),
        noted_by: Set(note.by.0),
        noted_at: Set(note.at),
    };
    Entity::insert(row).exec_without_returning(&tx.0).await?;
    Ok(())
}

fn note(row: Model) -> RiseNote {
    RiseNote {
        topic: TopicKey(row.topic),
        since: row.since,
        note: row.note,
        by: PersonId(row.noted_by),
        at: row.noted_at,
    }
}
