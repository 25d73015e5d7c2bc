//! When caches are out of date.

use crate::{Reads, StoreError};

/// Counts up with every change of what is cached.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Versions {
    /// People, expertise, coverage, absences.
    pub roster: i64,
    /// Topics and geography.
    pub reference: i64,
}

/// As they stand.
pub async fn current(_from: &impl Reads) -> Result<Versions, StoreError> { todo!() }
