//! Members of staff.

use crate::{Reads, StoreError, Tx};
use domain::{Person, PersonId};

/// One person.
pub async fn find(_from: &impl Reads, _id: PersonId) -> Result<Option<Person>, StoreError> { todo!() }
/// By e-mail address (case does not matter).
pub async fn by_email(_from: &impl Reads, _email: &str) -> Result<Option<Person>, StoreError> { todo!() }
/// Everybody, by name; the desk's staff is small enough to be held in memory.
pub async fn all(_from: &impl Reads) -> Result<Vec<Person>, StoreError> { todo!() }
/// Adds people or replaces them by id; counts the roster version up.
pub async fn save(_tx: &Tx, _people: &[Person]) -> Result<(), StoreError> { todo!() }
/// Are there people of the demo in this database?
pub async fn has_demo(_from: &impl Reads) -> Result<bool, StoreError> { todo!() }
