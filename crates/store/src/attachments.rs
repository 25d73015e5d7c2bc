//! Files that came with messages.

use crate::entity::attachment::{ActiveModel, Column, Entity, Model};
use crate::{Reads, StoreError, Tx, uploads};
use domain::{Attachment, FileId, MessageId, PersonId, SentFile, TicketId};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashSet;
use uuid::Uuid;

/// Adds these to a message that is stored.
pub async fn insert(tx: &Tx, ticket: TicketId, message: MessageId, files: &[SentFile]) -> Result<(), StoreError> {
    if files.is_empty() {
        return Ok(());
    }
    let rows = files.iter().map(|file| ActiveModel {
        id: Set(file.id.0),
        object_id: Set(file.object.0),
        ticket_id: Set(ticket.0),
        message_id: Set(message.0),
        hash: Set(file.hash.clone()),
        name: Set(file.name.clone()),
        media_type: Set(file.media_type.clone()),
        bytes: Set(file.bytes),
        person_id: Set(file.person.map(|person| person.0)),
        uploaded_at: Set(file.uploaded_at),
    });
    Entity::insert_many(rows).exec_without_returning(&tx.0).await?;
    Ok(())
}

/// Those of these messages, in the order in which they came in (one statement).
pub async fn of_messages(from: &impl Reads, messages: &[MessageId]) -> Result<Vec<Attachment>, StoreError> {
    if messages.is_empty() {
        return Ok(Vec::new());
    }
    let rows = Entity::find()
        .filter(Column::MessageId.is_in(messages.iter().map(|message| message.0)))
        .order_by_asc(Column::UploadedAt)
        .order_by_asc(Column::Id)
        .all(from.connection())
        .await?;
    Ok(rows.into_iter().map(attachment).collect())
}

/// Those of these that belong to a message by now.
pub async fn these(from: &impl Reads, ids: &[FileId]) -> Result<Vec<Attachment>, StoreError> {
    let rows = Entity::find().filter(Column::Id.is_in(ids.iter().map(|id| id.0))).all(from.connection()).await?;
    Ok(rows.into_iter().map(attachment).collect())
}

/// How many bytes came with the messages of a ticket.
pub async fn bytes_of(from: &impl Reads, ticket: TicketId) -> Result<i64, StoreError> {
    let sizes = Entity::find().select_only().column(Column::Bytes).filter(Column::TicketId.eq(ticket.0));
    let sizes: Vec<i64> = sizes.into_tuple().all(from.connection()).await?;
    Ok(sizes.into_iter().sum())
}

/// Those of these objects that something belongs to, in a message or waiting for one.
pub async fn known_objects(from: &impl Reads, objects: &[FileId]) -> Result<HashSet<FileId>, StoreError> {
    let attached = Entity::find().select_only().column(Column::ObjectId);
    let attached = attached.filter(Column::ObjectId.is_in(objects.iter().map(|id| id.0)));
    let attached: Vec<Uuid> = attached.into_tuple().all(from.connection()).await?;
    let waiting = uploads::objects(from, objects).await?;
    Ok(attached.into_iter().map(FileId).chain(waiting).collect())
}

/// The last of all, the newest first.
pub async fn newest(from: &impl Reads, most: u32) -> Result<Vec<Attachment>, StoreError> {
    let rows = Entity::find().order_by_desc(Column::UploadedAt).limit(u64::from(most)).all(from.connection()).await?;
    Ok(rows.into_iter().map(attachment).collect())
}

pub(crate) fn attachment(row: Model) -> Attachment {
    Attachment {
        ticket: TicketId(row.ticket_id),
        message: MessageId(row.message_id),
        file: SentFile {
            id: FileId(row.id),
            object: FileId(row.object_id),
            hash: row.hash,
            name: row.name,
            media_type: row.media_type,
            bytes: row.bytes,
            uploaded_at: row.uploaded_at,
            person: row.person_id.map(PersonId),
        },
    }
}
