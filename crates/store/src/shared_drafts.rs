//! Questions that somebody began and a colleague finishes under a link: only its hash, and only until they expire.

use crate::entity::shared_draft::{ActiveModel, Column, Entity, Model};
use crate::error::unreadable;
use crate::sessions::hex;
use crate::{Reads, StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::QuestionDraft;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

/// A question that somebody began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedDraft {
    /// What was typed.
    pub draft: QuestionDraft,
    /// When it was kept last.
    pub kept_at: DateTime<Utc>,
    /// Until when it is kept.
    pub expires_at: DateTime<Utc>,
}

/// Keeps one under a link with this hash.
pub async fn insert(tx: &Tx, hash: &[u8; 32], shared: &SharedDraft) -> Result<(), StoreError> {
    let row = ActiveModel {
        hash: Set(hex(hash)),
        content: Set(written(&shared.draft)?),
        kept_at: Set(shared.kept_at),
        expires_at: Set(shared.expires_at),
    };
    Entity::insert(row).exec_without_returning(&tx.0).await?;
    Ok(())
}

/// Puts this in the place of what was kept at that moment; `false` when that is no longer there.
pub async fn replace(tx: &Tx, hash: &[u8; 32], seen: DateTime<Utc>, shared: &SharedDraft) -> Result<bool, StoreError> {
    let replaced = Entity::update_many()
        .col_expr(Column::Content, Expr::val(written(&shared.draft)?))
        .col_expr(Column::KeptAt, Expr::val(shared.kept_at))
        .col_expr(Column::ExpiresAt, Expr::val(shared.expires_at))
        .filter(Column::Hash.eq(hex(hash)))
        .filter(Column::KeptAt.eq(seen))
        .filter(Column::ExpiresAt.gt(shared.kept_at))
        .exec(&tx.0)
        .await?;
    Ok(replaced.rows_affected == 1)
}

/// What this link opens now.
pub async fn find(from: &impl Reads, hash: &[u8; 32], now: DateTime<Utc>) -> Result<Option<SharedDraft>, StoreError> {
    let row = Entity::find_by_id(hex(hash)).filter(Column::ExpiresAt.gt(now)).one(from.connection()).await?;
    row.map(shared_draft).transpose()
}

/// How many are kept, expired ones that were not swept yet included.
pub async fn count(from: &impl Reads) -> Result<u64, StoreError> {
    Ok(Entity::find().count(from.connection()).await?)
}

/// Forgets one: it was sent.
pub async fn delete(tx: &Tx, hash: &[u8; 32]) -> Result<(), StoreError> {
    Entity::delete_by_id(hex(hash)).exec(&tx.0).await?;
    Ok(())
}

/// Forgets what was kept long enough.
pub(crate) async fn delete_expired(tx: &Tx, now: DateTime<Utc>) -> Result<(), StoreError> {
    Entity::delete_many().filter(Column::ExpiresAt.lte(now)).exec(&tx.0).await?;
    Ok(())
}

fn written(draft: &QuestionDraft) -> Result<String, StoreError> {
    serde_json::to_string(draft).map_err(|error| unreadable("shared_drafts.content", &error.to_string()))
}

fn shared_draft(row: Model) -> Result<SharedDraft, StoreError> {
    let draft = serde_json::from_str(&row.content).map_err(|error| {
        // Not what was typed: errors stand in the log.
        unreadable("shared_drafts.content", &error.to_string())
    })?;
    Ok(SharedDraft { draft, kept_at: row.kept_at, expires_at: row.expires_at })
}
