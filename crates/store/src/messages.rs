//! What is said in tickets.

use crate::entity::message::{Column, Entity};
use crate::error::unreadable;
use crate::one_of::one_of;
use crate::rows::{message, message_row};
use crate::{Reads, StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::{Message, MessageId, MessageKind, TicketId};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use std::collections::HashMap;

/// What of a conversation is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// What its asker may read.
    ToAsker,
    /// The notes of the desk as well.
    WithNotes,
}

/// Adds a message.
pub async fn insert(tx: &Tx, ticket: TicketId, added: &Message) -> Result<(), StoreError> {
    insert_at(tx, ticket, added, None).await
}

/// Adds a message with which the ticket came to this revision.
pub async fn insert_at(tx: &Tx, ticket: TicketId, added: &Message, revision: Option<i32>) -> Result<(), StoreError> {
    Entity::insert(message_row(ticket, added, revision)).exec_without_returning(&tx.0).await?;
    Ok(())
}

/// What was said on each of these by and to their askers, oldest first.
pub async fn texts_of(
    from: &impl Reads,
    tickets: &[TicketId],
) -> Result<HashMap<TicketId, Vec<(MessageKind, String)>>, StoreError> {
    let rows: Vec<(i64, String, String)> = Entity::find()
        .select_only()
        .columns([Column::TicketId, Column::Kind, Column::Body])
        .filter(one_of(from.connection(), (Entity, Column::TicketId), tickets.iter().map(|ticket| ticket.0)))
        .filter(Column::Kind.ne(MessageKind::Note.as_str()))
        .order_by_asc(Column::TicketId)
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(from.connection())
        .await?;
    let mut texts: HashMap<TicketId, Vec<(MessageKind, String)>> = HashMap::new();
    for (ticket, kind, body) in rows {
        let kind = MessageKind::parse(&kind).ok_or_else(|| unreadable("messages.kind", &kind))?;
        texts.entry(TicketId(ticket)).or_default().push((kind, body));
    }
    Ok(texts)
}

/// What the asker said stands under this name, instead of the one before. What others wrote for them, by mail say, stays under
/// theirs.
pub async fn rename_asker(tx: &Tx, ticket: TicketId, (before, name): (&str, &str)) -> Result<(), StoreError> {
    let theirs = [MessageKind::Question, MessageKind::AskerReaction].map(MessageKind::as_str);
    Entity::update_many()
        .col_expr(Column::AuthorName, Expr::val(name))
        .filter(Column::TicketId.eq(ticket.0))
        .filter(Column::Kind.is_in(theirs))
        .filter(Column::AuthorName.eq(before))
        .exec(&tx.0)
        .await?;
    Ok(())
}

/// The last `most` messages after this revision of a ticket, oldest first. Notes only where they are shown.
pub async fn since(
    from: &impl Reads,
    ticket: TicketId,
    shown: Shown,
    revision: i32,
    most: u32,
) -> Result<Vec<Message>, StoreError> {
    let said = visible(ticket, shown).filter(Column::Revision.gt(revision)).order_by_desc(Column::Id);
    let rows = said.limit(u64::from(most)).all(from.connection()).await?;
    rows.into_iter().rev().map(message).collect()
}

/// When the last `most` messages of this kind after `since` were sent, the newest first.
pub async fn moments_since(
    from: &impl Reads,
    ticket: TicketId,
    kind: MessageKind,
    since: DateTime<Utc>,
    most: u32,
) -> Result<Vec<DateTime<Utc>>, StoreError> {
    let sent = Entity::find()
        .select_only()
        .column(Column::SentAt)
        .filter(Column::TicketId.eq(ticket.0))
        .filter(Column::Kind.eq(kind.as_str()))
        .filter(Column::SentAt.gt(since))
        .order_by_desc(Column::Id)
        .limit(u64::from(most));
    Ok(sent.into_tuple().all(from.connection()).await?)
}

fn visible(ticket: TicketId, shown: Shown) -> Select<Entity> {
    let query = Entity::find().filter(Column::TicketId.eq(ticket.0));
    if shown == Shown::WithNotes {
        return query;
    }
    let hidden = MessageKind::ALL.into_iter().filter(|kind| kind.is_internal()).map(MessageKind::as_str);
    query.filter(Column::Kind.is_not_in(hidden))
}

/// The latest message of a kind.
pub async fn latest(from: &impl Reads, ticket: TicketId, kind: MessageKind) -> Result<Option<Message>, StoreError> {
    let said = Entity::find().filter(Column::TicketId.eq(ticket.0)).filter(Column::Kind.eq(kind.as_str()));
    said.order_by_desc(Column::Id).one(from.connection()).await?.map(message).transpose()
}

/// Up to `first` messages of a ticket after `after`, oldest first; the flag tells whether there are more. Notes only
/// where they are shown.
pub async fn page(
    from: &impl Reads,
    ticket: TicketId,
    shown: Shown,
    first: u32,
    after: Option<MessageId>,
) -> Result<(Vec<Message>, bool), StoreError> {
    let mut query = visible(ticket, shown);
    if let Some(after) = after {
        query = query.filter(Column::Id.gt(after.0));
    }
    let mut rows = query.order_by_asc(Column::Id).limit(u64::from(first) + 1).all(from.connection()).await?;
    let more = rows.len() > first as usize;
    rows.truncate(first as usize);
    Ok((rows.into_iter().map(message).collect::<Result<_, _>>()?, more))
}

/// How the questions of these tickets begin: so many characters of each (one statement).
pub async fn openings(
    from: &impl Reads,
    tickets: &[TicketId],
    characters: u32,
) -> Result<HashMap<TicketId, String>, StoreError> {
    if tickets.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(i64, String)> = Entity::find()
        .select_only()
        .column(Column::TicketId)
        .column_as(Expr::cust(format!("substr(body, 1, {characters})")), "opening")
        .filter(one_of(from.connection(), (Entity, Column::TicketId), tickets.iter().map(|ticket| ticket.0)))
        .filter(Column::Kind.eq(MessageKind::Question.as_str()))
        .into_tuple()
        .all(from.connection())
        .await?;
    Ok(rows.into_iter().map(|(ticket, opening)| (TicketId(ticket), opening)).collect())
}

/// The question itself: the first message.
pub async fn question(from: &impl Reads, ticket: TicketId) -> Result<Option<Message>, StoreError> {
    visible(ticket, Shown::ToAsker).order_by_asc(Column::Id).one(from.connection()).await?.map(message).transpose()
}

/// The question itself (the first message), and the newest of what was said since to or by the asker.
pub async fn question_and_newest(
    from: &impl Reads,
    ticket: TicketId,
) -> Result<(Option<Message>, Option<Message>), StoreError> {
    let question = question(from, ticket).await?;
    let newest = visible(ticket, Shown::ToAsker).order_by_desc(Column::Id).one(from.connection()).await?;
    let newest = newest.filter(|newest| question.as_ref().is_none_or(|question| question.id.0 != newest.id));
    Ok((question, newest.map(message).transpose()?))
}

/// The last `most` messages of a ticket, or those before `before`, oldest first; the flag tells whether there are earlier
/// ones. Notes only where they are shown.
pub async fn page_before(
    from: &impl Reads,
    ticket: TicketId,
    shown: Shown,
    most: u32,
    before: Option<MessageId>,
) -> Result<(Vec<Message>, bool), StoreError> {
    let mut query = visible(ticket, shown);
    if let Some(before) = before {
        query = query.filter(Column::Id.lt(before.0));
    }
    let mut rows = query.order_by_desc(Column::Id).limit(u64::from(most) + 1).all(from.connection()).await?;
    let more = rows.len() > most as usize;
    rows.truncate(most as usize);
    Ok((rows.into_iter().rev().map(message).collect::<Result<_, _>>()?, more))
}

/// Of which ticket it is; none when there is no such message.
pub async fn ticket_of(from: &impl Reads, id: MessageId) -> Result<Option<TicketId>, StoreError> {
    let found = Entity::find_by_id(id.0).select_only().column(Column::TicketId).into_tuple::<i64>();
    Ok(found.one(from.connection()).await?.map(TicketId))
}

/// What sort of message it is.
pub async fn kind_of(from: &impl Reads, id: MessageId) -> Result<Option<MessageKind>, StoreError> {
    let found = Entity::find_by_id(id.0).one(from.connection()).await?;
    found.map(message).transpose().map(|found| found.map(|message| message.kind))
}
