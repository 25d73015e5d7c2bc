//! Requests to be erased (right to erasure): whose data or which message, when it is done, and that it was. What is asked for is
//! forgotten with it: afterwards nobody can tell whose data they were.

use crate::entity::erasure::{ActiveModel, Column, Entity, Model};
use crate::{Reads, StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::{MessageId, PersonId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, UpdateMany};
use uuid::Uuid;

/// What is to be erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Erased {
    /// Everything of whoever has this address, in lower case.
    Asker(String),
    /// One message.
    Message(MessageId),
    /// It is done or withdrawn: nobody knows any more.
    Forgotten,
}

/// A request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// Which.
    pub id: Uuid,
    /// What is to be erased.
    pub what: Erased,
    /// Why, in words.
    pub reason: String,
    /// Who of the desk took it down.
    pub by: PersonId,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// Not before this moment.
    pub due_at: DateTime<Utc>,
    /// How many questions it was about.
    pub questions: i32,
    /// When it was withdrawn.
    pub withdrawn_at: Option<DateTime<Utc>>,
    /// When it was done.
    pub done_at: Option<DateTime<Utc>>,
}

/// Takes one down.
pub async fn insert(tx: &Tx, new: &Erasure) -> Result<(), StoreError> {
    let (email, message) = match &new.what {
        Erased::Asker(email) => (Some(email.clone()), None),
        Erased::Message(message) => (None, Some(message.0)),
        Erased::Forgotten => (None, None),
    };
    let row = ActiveModel {
        id: Set(new.id),
        email: Set(email),
        message_id: Set(message),
        reason: Set(new.reason.clone()),
        asked_by: Set(new.by.0),
        asked_at: Set(new.asked_at),
        due_at: Set(new.due_at),
        questions: Set(new.questions),
        withdrawn_at: Set(None),
        done_at: Set(None),
    };
    Entity::insert(row).exec_without_returning(&tx.0).await?;
    Ok(())
}

/// One by its name.
pub async fn find(from: &impl Reads, id: Uuid) -> Result<Option<Erasure>, StoreError> {
    Ok(Entity::find_by_id(id).one(from.connection()).await?.map(erasure))
}

/// Those of this address or message that wait.
pub async fn waiting(from: &impl Reads, what: &Erased) -> Result<Option<Erasure>, StoreError> {
    let same = match what {
        Erased::Asker(email) => Column::Email.eq(email.as_str()),
        Erased::Message(message) => Column::MessageId.eq(message.0),
        Erased::Forgotten => return Ok(None),
    };
    Ok(open(Entity::find()).filter(same).one(from.connection()).await?.map(erasure))
}

/// Those that are to be done by this moment, the first first; at most so many.
pub async fn due(from: &impl Reads, now: DateTime<Utc>, most: u64) -> Result<Vec<Erasure>, StoreError> {
    let rows = open(Entity::find()).filter(Column::DueAt.lte(now)).order_by_asc(Column::DueAt).order_by_asc(Column::Id);
    Ok(rows.limit(most).all(from.connection()).await?.into_iter().map(erasure).collect())
}

/// The latest, whatever became of them.
pub async fn latest(from: &impl Reads, most: u64) -> Result<Vec<Erasure>, StoreError> {
    let rows = Entity::find().order_by_desc(Column::AskedAt).order_by_desc(Column::Id).limit(most);
    Ok(rows.all(from.connection()).await?.into_iter().map(erasure).collect())
}

/// Withdrawn; `false` when it was done or withdrawn already.
pub async fn withdraw(tx: &Tx, id: Uuid, now: DateTime<Utc>) -> Result<bool, StoreError> {
    Ok(forgotten(id).col_expr(Column::WithdrawnAt, Expr::val(now)).exec(&tx.0).await?.rows_affected == 1)
}

/// Done; `false` when it was done or withdrawn already.
pub async fn done(tx: &Tx, id: Uuid, now: DateTime<Utc>) -> Result<bool, StoreError> {
    Ok(forgotten(id).col_expr(Column::DoneAt, Expr::val(now)).exec(&tx.0).await?.rows_affected == 1)
}

fn forgotten(id: Uuid) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::Email, Expr::val(None::<String>))
        .col_expr(Column::MessageId, Expr::val(None::<Uuid>))
        .filter(Column::Id.eq(id))
        .filter(Column::WithdrawnAt.is_null())
        .filter(Column::DoneAt.is_null())
}

fn open(all: sea_orm::Select<Entity>) -> sea_orm::Select<Entity> {
    all.filter(Column::WithdrawnAt.is_null()).filter(Column::DoneAt.is_null())
}

fn erasure(row: Model) -> Erasure {
    let what = match (row.email, row.message_id) {
        (Some(email), _) => Erased::Asker(email),
        (None, Some(message)) => Erased::Message(MessageId(message)),
        (None, None) => Erased::Forgotten,
    };
    Erasure {
        id: row.id,
        what,
        reason: row.reason,
        by: PersonId(row.asked_by),
        asked_at: row.asked_at,
        due_at: row.due_at,
        questions: row.questions,
        withdrawn_at: row.withdrawn_at,
        done_at: row.done_at,
    }
}
