//! Links that somebody asked for by typing an address (magic link, password reset): a row for each, whoever it was.

use crate::entity::link_request::{ActiveModel, Column, Entity, Model};
use crate::grants::Purpose;
use crate::{Reads, Store, StoreError, Tx};
use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// Somebody asked for a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkRequest {
    /// Unique; sorts by time.
    pub id: Uuid,
    /// What the link should be good for.
    pub purpose: Purpose,
    /// As it was typed.
    pub email: String,
    /// When.
    pub asked_at: DateTime<Utc>,
}

/// Adds one.
pub async fn insert(tx: &Tx, request: &LinkRequest) -> Result<(), StoreError> {
    let row = ActiveModel {
        id: Set(request.id),
        purpose: Set(request.purpose.as_str().to_owned()),
        email: Set(request.email.clone()),
        asked_at: Set(request.asked_at),
        run_at: Set(request.asked_at),
    };
    Entity::insert(row).exec_without_returning(&tx.0).await?;
    Ok(())
}

/// Takes up to `limit` of those that nobody holds, the oldest first: no other worker gets them before `until`. Committed
/// when this returns.
pub async fn lease(
    store: &Store,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<LinkRequest>, StoreError> {
    let rows = Entity::find()
        .filter(Column::RunAt.lte(now))
        .order_by_asc(Column::RunAt)
        // The same order for every worker, or two of them could wait for each other.
        .order_by_asc(Column::Id)
        .limit(u64::from(limit))
        .all(crate::reads::sealed::Connected::connection(store))
        .await?;
    let mut leased = Vec::new();
    if rows.is_empty() {
        return Ok(leased);
    }
    let tx = store.write().await?;
    for row in rows {
        let taken = Entity::update_many()
            .col_expr(Column::RunAt, Expr::val(until))
            .filter(Column::Id.eq(row.id))
            .filter(Column::RunAt.lte(now))
            .exec(&tx.0)
            .await?;
        // A purpose that a newer version wrote is for a worker of that version.
        let purpose = Purpose::parse(&row.purpose).filter(|_| taken.rows_affected == 1);
        leased.extend(purpose.map(|purpose| link_request(row, purpose)));
    }
    tx.commit().await?;
    Ok(leased)
}

/// When the oldest that nobody dealt with was asked for.
pub async fn oldest(from: &impl Reads) -> Result<Option<DateTime<Utc>>, StoreError> {
    let row = Entity::find().order_by_asc(Column::AskedAt).one(from.connection()).await?;
    Ok(row.map(|row| row.asked_at))
}

/// Removes one that is dealt with. `false` when somebody else did.
pub async fn remove(tx: &Tx, id: Uuid) -> Result<bool, StoreError> {
    Ok(Entity::delete_by_id(id).exec(&tx.0).await?.rows_affected == 1)
}

fn link_request(row: Model, purpose: Purpose) -> LinkRequest {
    LinkRequest { id: row.id, purpose, email: row.email, asked_at: row.asked_at }
}
