//! Who is signed in on the pages.

use crate::{Reads, StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::PersonId;

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
pub async fn insert(_tx: &Tx, _session: &Session) -> Result<(), StoreError> { todo!() }
/// The session that has not expired.
pub async fn find(_from: &impl Reads, _hash: &[u8; 32], _now: DateTime<Utc>) -> Result<Option<Session>, StoreError> { todo!() }
/// Ends a session; `false` when there was none.
pub async fn delete(_tx: &Tx, _hash: &[u8; 32]) -> Result<bool, StoreError> { todo!() }
