//! What can go wrong in a database, by what the caller can do about it.

/// What can go wrong.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database is busy, full or away: refuse the request and let the sender try again.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// Something that should be unique is there already.
    #[error("{0} exists already")]
    Duplicate(String),
    /// A row holds what this version cannot read; a bug or a damaged database.
    #[error("unreadable row: {0}")]
    Unreadable(String),
    /// Anything else the database says.
    #[error("database error: {0}")]
    Database(String),
}
