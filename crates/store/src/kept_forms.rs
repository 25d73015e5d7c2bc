//! Kept forms (drafts): what somebody typed in a form whose session had ended.

use crate::entity::kept_form::{ActiveModel, Column, Entity, Model};
use crate::{Reads, StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::PersonId;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

/// A form that was not sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptForm {
    /// Its name in addresses; opens nothing by itself.
    pub id: Uuid,
    /// Who typed it: nobody else sees it.
    pub person: PersonId,
    /// Where it was sent to.
    pub path: String,
    /// Its fields, as a form sends them.
    pub body: String,
    /// When it came in.
    pub kept_at: DateTime<Utc>,
    /// Until when it is kept.
    pub expires_at: DateTime<Utc>,
}

/// Keeps one.
pub async fn insert(tx: &Tx, form: &KeptForm) -> Result<(), StoreError> {
    let row = ActiveModel {
        id: Set(form.id),
        person_id: Set(form.person.0),
        path: Set(form.path.clone()),
        body: Set(form.body.clone()),
        kept_at: Set(form.kept_at),
        offered: Set(false),
        expires_at: Set(form.expires_at),
    };
    Entity::insert(row).exec_without_returning(&tx.0).await?;
    Ok(())
}

/// How many of a person are kept, expired ones that were not swept yet included.
pub async fn count_of(from: &impl Reads, person: PersonId) -> Result<u64, StoreError> {
    Ok(Entity::find().filter(Column::PersonId.eq(person.0)).count(from.connection()).await?)
}

/// Those of a person that are still kept, the newest first.
pub async fn of(from: &impl Reads, person: PersonId, now: DateTime<Utc>) -> Result<Vec<KeptForm>, StoreError> {
    let rows = Entity::find()
        .filter(Column::PersonId.eq(person.0))
        .filter(Column::ExpiresAt.gt(now))
        .order_by_desc(Column::KeptAt)
        .order_by_desc(Column::Id)
        .all(from.connection())
        .await?;
    Ok(rows.into_iter().map(kept_form).collect())
}

/// The newest one that its person was not yet sent back to; from now on they were, to all of them.
pub async fn offer(tx: &Tx, person: PersonId, now: DateTime<Utc>) -> Result<Option<KeptForm>, StoreError> {
    let newest = Entity::find()
        .filter(Column::PersonId.eq(person.0))
        .filter(Column::Offered.eq(false))
        .filter(Column::ExpiresAt.gt(now))
        .order_by_desc(Column::KeptAt)
        .order_by_desc(Column::Id)
        .one(&tx.0)
        .await?;
    if newest.is_some() {
        Entity::update_many()
            .col_expr(Column::Offered, Expr::val(true))
            .filter(Column::PersonId.eq(person.0))
            .exec(&tx.0)
            .await?;
    }
    Ok(newest.map(kept_form))
}

/// Forgets one of this person; it was sent after all.
pub async fn delete(tx: &Tx, id: Uuid, person: PersonId) -> Result<(), StoreError> {
    Entity::delete_many().filter(Column::Id.eq(id)).filter(Column::PersonId.eq(person.0)).exec(&tx.0).await?;
    Ok(())
}

/// Forgets what was kept long enough.
pub async fn delete_expired(tx: &Tx, now: DateTime<Utc>) -> Result<(), StoreError> {
    Entity::delete_many().filter(Column::ExpiresAt.lte(now)).exec(&tx.0).await?;
    Ok(())
}

fn kept_form(row: Model) -> KeptForm {
    KeptForm {
        id: row.id,
        person: PersonId(row.person_id),
        path: row.path,
        body: row.body,
        kept_at: row.kept_at,
        expires_at: row.expires_at,
    }
}
