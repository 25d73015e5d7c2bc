//! Finding tickets by their words: FTS5 on SQLite, tsvector `simple` on PostgreSQL, both over stems made here.

use crate::{Reads, StoreError, Store};

/// Brings up to `limit` out-of-date search rows up to date; how many were.
pub async fn index_pending(_store: &Store, _limit: u32) -> Result<usize, StoreError> { todo!() }
/// The stems of a text: folded, Dutch stemmer, one-letter words out.
pub fn stems(_text: &str) -> Vec<String> { todo!() }
#[allow(missing_docs)]
pub fn _unused(_: &impl Reads) {}
