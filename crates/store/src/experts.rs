//! What routing knows of experts, and how busy they are.

use crate::{Reads, StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::{Expert, PersonId};

/// How busy an expert is. Kept beside the roster because it changes with every assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExpertLoad {
    /// Who.
    pub expert: PersonId,
    /// Open work in minutes.
    pub open_minutes: i32,
    /// Work received lately, in minutes, as it stood at `recent_at` (it fades; see `routing`).
    pub recent_minutes: i32,
    /// When `recent_minutes` was brought up to date, and when the last ticket was assigned.
    pub last_assigned_at: Option<DateTime<Utc>>,
}

/// Everybody who may get questions (active, role expert), with expertise, coverage and absences that have not ended before a year ago.
pub async fn all(_from: &impl Reads) -> Result<Vec<Expert>, StoreError> { todo!() }
/// Adds experts or replaces them by id (the person must exist), with a load row; counts the roster version up.
pub async fn save(_tx: &Tx, _experts: &[Expert]) -> Result<(), StoreError> { todo!() }
/// Every expert's load, and the versions the caller's caches must match (one statement).
pub async fn loads(_from: &impl Reads) -> Result<(Vec<ExpertLoad>, crate::versions::Versions), StoreError> { todo!() }
/// Gives an expert work if that leaves them within `weekly_minutes`; `false` when somebody else's question came first.
/// With `force` (a lead overrules) the limit does not hold.
pub async fn take_work(_tx: &Tx, _expert: PersonId, _minutes: i32, _weekly_minutes: i32, _recent_minutes: i32, _now: DateTime<Utc>, _force: bool) -> Result<bool, StoreError> { todo!() }
/// The work is done, or somebody else's.
pub async fn drop_work(_tx: &Tx, _expert: PersonId, _minutes: i32) -> Result<(), StoreError> { todo!() }
