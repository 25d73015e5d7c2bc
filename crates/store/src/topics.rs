//! The taxonomy.

use crate::{Reads, StoreError, Tx};
use domain::{Taxonomy, Topic};

/// All topics, in the order in which people see them.
pub async fn load(_from: &impl Reads) -> Result<Taxonomy, StoreError> { todo!() }
/// Adds or replaces topics by key; the order given is the order kept. Counts the reference version up.
pub async fn save(_tx: &Tx, _topics: &[Topic]) -> Result<(), StoreError> { todo!() }
