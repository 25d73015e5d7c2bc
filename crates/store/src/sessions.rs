//! Who is signed in on the pages.

use crate::entity::{person, session};
use crate::{Reads, StoreError, Tx, people};
use chrono::{DateTime, Utc};
use domain::{Person, PersonId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QuerySelect};
use session::{ActiveModel, Column, Entity};

/// A session; only the hash of its secret is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the cookie's secret.
    pub hash: [u8; 32],
    /// Who.
    pub person: PersonId,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When a page was last asked for.
    pub seen_at: DateTime<Utc>,
    /// When it ends, come what may.
    pub expires_at: DateTime<Utc>,
}

/// Begins a session.
pub async fn insert(tx: &Tx, session: &Session) -> Result<(), StoreError> {
    let row = ActiveModel {
        hash: Set(hex(&session.hash)),
        person_id: Set(session.person.0),
        created_at: Set(session.created_at),
        seen_at: Set(session.seen_at),
        expires_at: Set(session.expires_at),
    };
    Entity::insert(row).exec_without_returning(&tx.0).await?;
    Ok(())
}

/// The session that has not expired and was used after `idle_since`, with its person as they are now (one statement).
pub async fn find(
    from: &impl Reads,
    hash: &[u8; 32],
    now: DateTime<Utc>,
    idle_since: DateTime<Utc>,
) -> Result<Option<(Session, Person)>, StoreError> {
    let found = Entity::find_by_id(hex(hash))
        .filter(Column::ExpiresAt.gt(now))
        .filter(Column::SeenAt.gt(idle_since))
        .join(
            JoinType::InnerJoin,
            Entity::belongs_to(person::Entity).from(Column::PersonId).to(person::Column::Id).into(),
        )
        .select_also(person::Entity)
        .one(from.connection())
        .await?;
    let Some((row, Some(person))) = found else { return Ok(None) };
    let session = Session {
        hash: *hash,
        person: PersonId(row.person_id),
        created_at: row.created_at,
        seen_at: row.seen_at,
        expires_at: row.expires_at,
    };
    Ok(Some((session, people::person(person)?)))
}

/// A page was asked for.
pub async fn touch(tx: &Tx, hash: &[u8; 32], now: DateTime<Utc>) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::SeenAt, Expr::val(now))
        .filter(Column::Hash.eq(hex(hash)))
        .exec(&tx.0)
        .await?;
    Ok(())
}

/// Ends a session; `false` when there was none.
pub async fn delete(tx: &Tx, hash: &[u8; 32]) -> Result<bool, StoreError> {
    Ok(Entity::delete_by_id(hex(hash)).exec(&tx.0).await?.rows_affected == 1)
}

/// Ends every session of a person; how many.
pub async fn delete_of(tx: &Tx, person: PersonId) -> Result<u64, StoreError> {
    Ok(Entity::delete_many().filter(Column::PersonId.eq(person.0)).exec(&tx.0).await?.rows_affected)
}

/// How many sessions of a person hold.
pub async fn count_of(
    from: &impl Reads,
    person: PersonId,
    now: DateTime<Utc>,
    idle_since: DateTime<Utc>,
) -> Result<u64, StoreError> {
    use sea_orm::PaginatorTrait;
    Ok(Entity::find()
        .filter(Column::PersonId.eq(person.0))
        .filter(Column::ExpiresAt.gt(now))
        .filter(Column::SeenAt.gt(idle_since))
        .count(from.connection())
        .await?)
}

/// Forgets sessions that have ended, or were not used since `idle_since`; how many.
pub async fn delete_expired(tx: &Tx, now: DateTime<Utc>, idle_since: DateTime<Utc>) -> Result<u64, StoreError> {
    let expired = Entity::delete_many().filter(Column::ExpiresAt.lte(now)).exec(&tx.0).await?.rows_affected;
    let idle = Entity::delete_many().filter(Column::SeenAt.lte(idle_since)).exec(&tx.0).await?.rows_affected;
    Ok(expired + idle)
}

/// Hashes are stored as text, the same in both databases.
pub(crate) fn hex(hash: &[u8; 32]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}
