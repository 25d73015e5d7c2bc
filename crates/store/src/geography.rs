//! Municipalities, layouts, regions and dated memberships.

use crate::{Reads, StoreError, Tx};
use chrono::NaiveDate;
use domain::{Geography, Layout, LayoutKey, Membership, Municipality, Region};

/// All of it; small enough to be held in memory.
pub async fn load(_from: &impl Reads) -> Result<Geography, StoreError> { todo!() }
/// Adds or replaces municipalities by code.
pub async fn save_municipalities(_tx: &Tx, _municipalities: &[Municipality]) -> Result<(), StoreError> { todo!() }
/// Replaces a layout from a day on: what held before ends the day before, what follows is added. Counts the reference version up.
pub async fn replace_layout(_tx: &Tx, _layout: &Layout, _regions: &[Region], _memberships: &[Membership], _from_day: NaiveDate) -> Result<(), StoreError> { todo!() }
/// Is there any layout at all?
pub async fn is_empty(_from: &impl Reads) -> Result<bool, StoreError> { todo!() }
#[allow(missing_docs)]
pub fn _unused(_: LayoutKey) {}
