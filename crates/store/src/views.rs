//! Lists that somebody looks at again (saved views, bookmarks).

use crate::entity::view::{ActiveModel, Column, Entity, Model};
use crate::{Reads, StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::PersonId;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// Who sees a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShownTo {
    /// Whoever kept it.
    Owner,
    /// Everybody of the desk.
    Everybody,
}

/// A list that somebody looks at again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// Its name in addresses; opens nothing by itself.
    pub id: Uuid,
    /// Who kept it.
    pub person: PersonId,
    /// What it is called.
    pub name: String,
    /// What stands behind the question mark of its address.
    pub query: String,
    /// Who sees it.
    pub seen: ShownTo,
    /// When it was kept.
    pub kept_at: DateTime<Utc>,
}

/// Most that are shown to one person.
const SHOWN: u64 = 60;

/// Those of a person and those that are shared, by name.
pub async fn of(from: &impl Reads, person: PersonId) -> Result<Vec<View>, StoreError> {
    let theirs = Condition::any().add(Column::PersonId.eq(person.0)).add(Column::Shared.eq(true));
    let rows = Entity::find().filter(theirs).order_by_asc(Column::Name).order_by_asc(Column::Id).limit(SHOWN);
    Ok(rows.all(from.connection()).await?.into_iter().map(view).collect())
}

/// How many a person kept.
pub async fn count_of(from: &impl Reads, person: PersonId) -> Result<u64, StoreError> {
    Ok(Entity::find().filter(Column::PersonId.eq(person.0)).count(from.connection()).await?)
}

/// One of them.
pub async fn find(from: &impl Reads, id: Uuid) -> Result<Option<View>, StoreError> {
    Ok(Entity::find_by_id(id).one(from.connection()).await?.map(view))
}

/// Keeps one.
pub async fn insert(tx: &Tx, view: &View) -> Result<(), StoreError> {
    let row = ActiveModel {
        id: Set(view.id),
        person_id: Set(view.person.0),
        name: Set(view.name.clone()),
        query: Set(view.query.clone()),
        shared: Set(view.seen == ShownTo::Everybody),
        kept_at: Set(view.kept_at),
    };
    Entity::insert(row).exec_without_returning(&tx.0).await?;
    Ok(())
}

/// Forgets one.
pub async fn delete(tx: &Tx, id: Uuid) -> Result<(), StoreError> {
    Entity::delete_by_id(id).exec(&tx.0).await?;
    Ok(())
}

fn view(row: Model) -> View {
    View {
        id: row.id,
        person: PersonId(row.person_id),
        name: row.name,
        query: row.query,
        seen: if row.shared { ShownTo::Everybody } else { ShownTo::Owner },
        kept_at: row.kept_at,
    }
}
