//! Links that somebody asked for by typing an address (magic link, password reset): a row for each, whoever it was.

use crate::entity::link_request::{ActiveModel, Column, Entity, Model};
use crate::grants::Purpose;
use crate::{Reads, Store, StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::Reference;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
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
    /// Of which question somebody lost the link.
    pub reference: Option<Reference>,
    /// When.
    pub asked_at: DateTime<Utc>,
}

/// Adds one.
pub async fn insert(tx: &Tx, request: &LinkRequest) -> Result<(), StoreError> {
    let row = ActiveModel {
        id: Set(request.id),
        purpose: Set(request.purpose.as_str().to_owned()),
        email: Set(request.email.clone()),
        reference: Set(request.reference.as_ref().map(Reference::to_string)),
        asked_at: Set(request.asked_at),
        run_at: Set(request.asked_at),
    };
    Entity::insert(row).exec_without_returning(&tx.0).await?;
    Ok(())
}

/// Requests that were taken, and what is wrong with rows among them that cannot be read.
#[derive(Debug, Default)]
pub struct Taken {
    /// Those that can.
    pub requests: Vec<LinkRequest>,
    /// The first of the others.
    pub unreadable: Option<StoreError>,
}

/// Takes up to `limit` of those that nobody holds, the oldest first: no other worker gets them before `until`. Committed
/// when this returns. A row that cannot be read is left alone as long, and hides no other.
pub async fn lease(store: &Store, now: DateTime<Utc>, until: DateTime<Utc>, limit: u32) -> Result<Taken, StoreError> {
    let due = Entity::find()
        .filter(Column::RunAt.lte(now))
        .order_by_asc(Column::RunAt)
        // The same order for every worker, or two of them could wait for each other.
        .order_by_asc(Column::Id)
        .limit(u64::from(limit));
    let rows = crate::reads::sealed::Connected::connection(store).query_all(&due.into_query()).await?;
    let mut all = Taken::default();
    if rows.is_empty() {
        return Ok(all);
    }
    let tx = store.write().await?;
    for row in rows {
        let taken = Entity::update_many()
            .col_expr(Column::RunAt, Expr::val(until))
            .filter(Column::Id.eq(row.try_get::<Uuid>("", "id")?))
            .filter(Column::RunAt.lte(now))
            .exec(&tx.0)
            .await?;
        match Model::from_query_result(&row, "") {
            // A purpose that a newer version wrote is for a worker of that version.
            Ok(row) => {
                let purpose = Purpose::parse(&row.purpose).filter(|_| taken.rows_affected == 1);
                all.requests.extend(purpose.map(|purpose| link_request(row, purpose)));
            }
            Err(error) => all.unreadable = all.unreadable.or(Some(error.into())),
        }
    }
    tx.commit().await?;
    Ok(all)
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
    let reference = row.reference.and_then(|reference| reference.parse().ok());
    LinkRequest { id: row.id, purpose, email: row.email, reference, asked_at: row.asked_at }
}
