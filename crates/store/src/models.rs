//! Which models were fitted, and which of them routes.

use crate::entity::model::{ActiveModel, Column, Entity, Model as Row};
use crate::error::unreadable;
use crate::{Reads, StoreError, Tx, versions};
use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::Value;

/// What became of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModelState {
    /// It routes now. At most one.
    Active,
    /// It routed before.
    Retired,
    /// It did worse than the one that routed.
    Rejected,
}

impl ModelState {
    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Retired => "retired",
            Self::Rejected => "rejected",
        }
    }

    fn parse(word: &str) -> Result<Self, StoreError> {
        [Self::Active, Self::Retired, Self::Rejected]
            .into_iter()
            .find(|state| state.as_str() == word)
            .ok_or_else(|| unreadable("models.state", word))
    }
}

/// A model that was fitted.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredModel {
    /// Counts up.
    pub id: i64,
    /// Method and hash.
    pub version: String,
    /// It learned from the corrections up to and including this one.
    pub corrections_until: i64,
    /// What became of it.
    pub state: ModelState,
    /// How it compared with the one before.
    pub report: Value,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// The newest models first.
pub async fn latest(from: &impl Reads, limit: u64) -> Result<Vec<StoredModel>, StoreError> {
    let rows = Entity::find().order_by_desc(Column::Id).limit(limit).all(from.connection()).await?;
    rows.into_iter().map(stored).collect()
}

/// The one that routes; none when that is what the program knows by itself.
pub async fn active(from: &impl Reads) -> Result<Option<StoredModel>, StoreError> {
    let row = Entity::find().filter(Column::State.eq(ModelState::Active.as_str())).one(from.connection()).await?;
    row.map(stored).transpose()
}

/// One by its number.
pub async fn find(from: &impl Reads, id: i64) -> Result<Option<StoredModel>, StoreError> {
    Entity::find_by_id(id).one(from.connection()).await?.map(stored).transpose()
}

/// Adds a model as rejected; `false` when another worker had fitted the same one.
pub async fn insert(
    tx: &Tx,
    version: &str,
    corrections_until: i64,
    report: &Value,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let row = ActiveModel {
        id: NotSet,
        version: Set(version.to_owned()),
        corrections_until: Set(corrections_until),
        state: Set(ModelState::Rejected.as_str().to_owned()),
        report: Set(report.clone()),
        created_at: Set(now),
    };
    let unique = OnConflict::columns([Column::Version, Column::CorrectionsUntil]).do_nothing().to_owned();
    Ok(Entity::insert(row).on_conflict(unique).exec_without_returning(&tx.0).await? == 1)
}

/// Makes a model the one that routes; none goes back to what the program knows by itself.
pub async fn activate(tx: &Tx, chosen: Option<(&str, i64)>) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::State, Expr::val(ModelState::Retired.as_str()))
        .filter(Column::State.eq(ModelState::Active.as_str()))
        .exec(&tx.0)
        .await?;
    if let Some((version, until)) = chosen {
        Entity::update_many()
            .col_expr(Column::State, Expr::val(ModelState::Active.as_str()))
            .filter(Column::Version.eq(version))
            .filter(Column::CorrectionsUntil.eq(until))
            .exec(&tx.0)
            .await?;
    }
    versions::count_up_routing(tx).await
}

fn stored(row: Row) -> Result<StoredModel, StoreError> {
    Ok(StoredModel {
        id: row.id,
        version: row.version,
        corrections_until: row.corrections_until,
        state: ModelState::parse(&row.state)?,
        report: row.report,
        created_at: row.created_at,
    })
}

/// At most so many models of before this moment that do not route, but for the `keep` newest.
pub async fn old(from: &impl Reads, before: DateTime<Utc>, keep: u64, most: u64) -> Result<Vec<i64>, StoreError> {
    let newest: Vec<i64> = latest(from, keep).await?.into_iter().map(|model| model.id).collect();
    let rows = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::CreatedAt.lt(before))
        .filter(Column::State.ne(ModelState::Active.as_str()))
        .filter(Column::Id.is_not_in(newest))
        .order_by_asc(Column::Id)
        .limit(most);
    Ok(rows.into_tuple().all(from.connection()).await?)
}

/// Removes these, but for the one that routes.
pub async fn remove(tx: &Tx, models: &[i64]) -> Result<u64, StoreError> {
    let gone = Entity::delete_many()
        .filter(Column::Id.is_in(models.iter().copied()))
        .filter(Column::State.ne(ModelState::Active.as_str()));
    Ok(gone.exec(&tx.0).await?.rows_affected)
}
