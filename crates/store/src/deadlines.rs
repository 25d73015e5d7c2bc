//! Promises that fall due.

use crate::{Reads, StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::{Metric, TicketId};

/// A promise that has fallen due unkept and has not been recorded as broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// Whose.
    pub ticket: TicketId,
    /// Which.
    pub metric: Metric,
    /// When it fell due.
    pub due_at: DateTime<Utc>,
}

/// Unkept promises due before `now`, not paused, not recorded, oldest first. Cost grows with what is due, not with what is open.
pub async fn due(_from: &impl Reads, _now: DateTime<Utc>, _limit: u32) -> Result<Vec<Due>, StoreError> { todo!() }
/// Records a broken promise at its deadline; `false` when it was kept, moved or recorded meanwhile.
pub async fn breach(_tx: &Tx, _due: &Due) -> Result<bool, StoreError> { todo!() }
