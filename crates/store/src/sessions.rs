//! Who is signed in on the pages.

use crate::entity::session::{ActiveModel, Column, Entity};
use crate::{Reads, StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::PersonId;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

/// A session; only the hash of its secret is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the cookie's secret.
    pub hash: [u8; 32],
    /// Who.
    pub person: PersonId,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it ends, come what may.
    pub expires_at: DateTime<Utc>,
}

/// Begins a session.
pub async fn insert(tx: &Tx, session: &Session) -> Result<(), StoreError> {
    let row = ActiveModel {
        hash: Set(hex(&session.hash)),
        person_id: Set(session.person.0),
        created_at: Set(session.created_at),
        expires_at: Set(session.expires_at),
    };
    Entity::insert(row).exec_without_returning(&tx.0).await?;
    Ok(())
}

/// The session that has not expired.
pub async fn find(from: &impl Reads, hash: &[u8; 32], now: DateTime<Utc>) -> Result<Option<Session>, StoreError> {
    let row = Entity::find_by_id(hex(hash)).filter(Column::ExpiresAt.gt(now)).one(from.connection()).await?;
    Ok(row.map(|row| Session {
        hash: *hash,
        person: PersonId(row.person_id),
        created_at: row.created_at,
        expires_at: row.expires_at,
    }))
}

/// Ends a session; `false` when there was none.
pub async fn delete(tx: &Tx, hash: &[u8; 32]) -> Result<bool, StoreError> {
    Ok(Entity::delete_by_id(hex(hash)).exec(&tx.0).await?.rows_affected == 1)
}

/// Forgets sessions that have ended; how many.
pub async fn delete_expired(tx: &Tx, now: DateTime<Utc>) -> Result<u64, StoreError> {
    Ok(Entity::delete_many().filter(Column::ExpiresAt.lte(now)).exec(&tx.0).await?.rows_affected)
}

/// Hashes are stored as text, the same in both databases.
pub(crate) fn hex(hash: &[u8; 32]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}
