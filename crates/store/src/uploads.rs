//! Files that came in and belong to no message yet (pending uploads).

use crate::entity::upload::{ActiveModel, Column, Entity, Model};
use crate::{Reads, StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::{FileId, PersonId, SentFile};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// Keeps one until this moment.
pub async fn insert(tx: &Tx, file: &SentFile, expires_at: DateTime<Utc>) -> Result<(), StoreError> {
    let row = ActiveModel {
        id: Set(file.id.0),
        hash: Set(file.hash.clone()),
        name: Set(file.name.clone()),
        media_type: Set(file.media_type.clone()),
        bytes: Set(file.bytes),
        person_id: Set(file.person.map(|person| person.0)),
        uploaded_at: Set(file.uploaded_at),
        expires_at: Set(expires_at),
    };
    Entity::insert(row).exec_without_returning(&tx.0).await?;
    Ok(())
}

/// Those of these that are still kept, in the order in which they came in.
pub async fn these(from: &impl Reads, ids: &[FileId], now: DateTime<Utc>) -> Result<Vec<SentFile>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = Entity::find()
        .filter(Column::Id.is_in(ids.iter().map(|id| id.0)))
        .filter(Column::ExpiresAt.gt(now))
        .order_by_asc(Column::UploadedAt)
        .order_by_asc(Column::Id)
        .all(from.connection())
        .await?;
    Ok(rows.into_iter().map(file).collect())
}

/// Takes these away, because they belong to a message from now on; how many of them were there.
pub async fn take(tx: &Tx, ids: &[FileId]) -> Result<u64, StoreError> {
    Ok(Entity::delete_many().filter(Column::Id.is_in(ids.iter().map(|id| id.0))).exec(&tx.0).await?.rows_affected)
}

/// How many bytes wait for a message; each file counts 64 kB more, so that there are never very many of them.
pub async fn bytes(from: &impl Reads) -> Result<i64, StoreError> {
    let sum = Expr::cust("CAST(COALESCE(SUM(bytes + 65536), 0) AS bigint)");
    let sum = Entity::find().select_only().column_as(sum, "waiting").into_tuple();
    Ok(sum.one(from.connection()).await?.unwrap_or_default())
}

/// Forgets what nobody used in time; how many. What lies there is removed by whoever sweeps objects.
pub async fn delete_expired(tx: &Tx, now: DateTime<Utc>) -> Result<u64, StoreError> {
    Ok(Entity::delete_many().filter(Column::ExpiresAt.lte(now)).exec(&tx.0).await?.rows_affected)
}

/// The objects of these that wait for a message.
pub(crate) async fn objects(from: &impl Reads, ids: &[FileId]) -> Result<Vec<FileId>, StoreError> {
    let known = Entity::find().select_only().column(Column::Id).filter(Column::Id.is_in(ids.iter().map(|id| id.0)));
    let known: Vec<Uuid> = known.into_tuple().all(from.connection()).await?;
    Ok(known.into_iter().map(FileId).collect())
}

fn file(row: Model) -> SentFile {
    SentFile {
        id: FileId(row.id),
        object: FileId(row.id),
        hash: row.hash,
        name: row.name,
        media_type: row.media_type,
        bytes: row.bytes,
        uploaded_at: row.uploaded_at,
        person: row.person_id.map(PersonId),
    }
}
