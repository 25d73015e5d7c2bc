//! Text blocks (canned responses): what experts write often, their own and everybody's.

use crate::entity::text_block::{ActiveModel, Column, Entity, Model};
use crate::{Reads, StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::{PersonId, fold};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{Condition, Expr};
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

/// A text block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextBlock {
    /// Counts up.
    pub id: i64,
    /// Whose it is; everybody's when it is nobody's.
    pub owner: Option<PersonId>,
    /// What it is called; once for each owner.
    pub title: String,
    /// Its words, with places to be filled in.
    pub body: String,
    /// How often it was put in an answer.
    pub uses: i64,
    /// When it was last.
    pub used_at: Option<DateTime<Utc>>,
    /// Who wrote it as it stands.
    pub changed_by: PersonId,
    /// When.
    pub changed_at: DateTime<Utc>,
}

/// A text block as it is to be stored.
#[derive(Debug, Clone, Copy)]
pub struct NewTextBlock<'a> {
    /// Whose it is; nobody's for everybody.
    pub owner: Option<PersonId>,
    /// What it is called.
    pub title: &'a str,
    /// Its words.
    pub body: &'a str,
    /// Who writes it.
    pub by: PersonId,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Those that this person may use: their own and everybody's, what is used most first.
pub async fn usable_by(from: &impl Reads, person: PersonId) -> Result<Vec<TextBlock>, StoreError> {
    let rows = Entity::find()
        .filter(usable(person))
        .order_by_desc(Column::Uses)
        .order_by_asc(Column::FoldedTitle)
        .order_by_asc(Column::Id)
        .all(from.connection())
        .await?;
    Ok(rows.into_iter().map(text_block).collect())
}

/// Number and name of those that this person may use, in the same order.
pub async fn names_for(from: &impl Reads, person: PersonId) -> Result<Vec<(i64, String)>, StoreError> {
    let names = Entity::find()
        .select_only()
        .columns([Column::Id, Column::Title])
        .filter(usable(person))
        .order_by_desc(Column::Uses)
        .order_by_asc(Column::FoldedTitle)
        .order_by_asc(Column::Id);
    Ok(names.into_tuple().all(from.connection()).await?)
}

/// One that this person may use.
pub async fn find(from: &impl Reads, id: i64, person: PersonId) -> Result<Option<TextBlock>, StoreError> {
    let row = Entity::find_by_id(id).filter(usable(person)).one(from.connection()).await?;
    Ok(row.map(text_block))
}

/// How many an owner has, or everybody.
pub async fn count_of(from: &impl Reads, owner: Option<PersonId>) -> Result<u64, StoreError> {
    Ok(Entity::find().filter(of(owner)).count(from.connection()).await?)
}

/// Does this owner have another one of this name?
pub async fn is_taken(
    from: &impl Reads,
    owner: Option<PersonId>,
    title: &str,
    but: Option<i64>,
) -> Result<bool, StoreError> {
    let mut alike = Entity::find().filter(of(owner)).filter(Column::FoldedTitle.eq(fold(title)));
    if let Some(id) = but {
        alike = alike.filter(Column::Id.ne(id));
    }
    Ok(alike.count(from.connection()).await? > 0)
}

/// Adds one; gives its number.
pub async fn insert(tx: &Tx, block: NewTextBlock<'_>) -> Result<i64, StoreError> {
    let row = ActiveModel {
        id: NotSet,
        owner_id: Set(block.owner.map(|owner| owner.0)),
        title: Set(block.title.to_owned()),
        folded_title: Set(fold(block.title)),
        body: Set(block.body.to_owned()),
        uses: Set(0),
        used_at: Set(None),
        changed_by: Set(block.by.0),
        changed_at: Set(block.at),
    };
    Ok(Entity::insert(row).exec(&tx.0).await?.last_insert_id)
}

/// Puts other words in its place; how often it was used stays.
pub async fn replace(tx: &Tx, id: i64, block: NewTextBlock<'_>) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::OwnerId, Expr::val(block.owner.map(|owner| owner.0)))
        .col_expr(Column::Title, Expr::val(block.title))
        .col_expr(Column::FoldedTitle, Expr::val(fold(block.title)))
        .col_expr(Column::Body, Expr::val(block.body))
        .col_expr(Column::ChangedBy, Expr::val(block.by.0))
        .col_expr(Column::ChangedAt, Expr::val(block.at))
        .filter(Column::Id.eq(id))
        .exec(&tx.0)
        .await?;
    Ok(())
}

/// Takes one away.
pub async fn delete(tx: &Tx, id: i64) -> Result<(), StoreError> {
    Entity::delete_by_id(id).exec(&tx.0).await?;
    Ok(())
}

/// It was put in an answer once more.
pub async fn count_use(tx: &Tx, id: i64, now: DateTime<Utc>) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::Uses, Expr::col(Column::Uses).add(1))
        .col_expr(Column::UsedAt, Expr::val(now))
        .filter(Column::Id.eq(id))
        .exec(&tx.0)
        .await?;
    Ok(())
}

fn usable(person: PersonId) -> Condition {
    Condition::any().add(Column::OwnerId.is_null()).add(Column::OwnerId.eq(person.0))
}

fn of(owner: Option<PersonId>) -> Condition {
    Condition::all().add(match owner {
        Some(owner) => Column::OwnerId.eq(owner.0),
        None => Column::OwnerId.is_null(),
    })
}

fn text_block(row: Model) -> TextBlock {
    TextBlock {
        id: row.id,
        owner: row.owner_id.map(PersonId),
        title: row.title,
        body: row.body,
        uses: row.uses,
        used_at: row.used_at,
        changed_by: PersonId(row.changed_by),
        changed_at: row.changed_at,
    }
}
