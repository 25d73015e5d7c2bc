//! What can go wrong in a database, by what the caller can do about it.

use sea_orm::{DbErr, RuntimeErr, SqlErr};

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

/// Words in the messages of both databases that mean: not now.
const NOT_NOW: [&str; 10] = [
    "database is locked",
    "deadlock detected",
    "disk is full",
    "disk full",
    "disk I/O error",
    "readonly database",
    "No space left",
    "could not extend",
    "too many clients",
    "the database system is",
];

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        if let Some(SqlErr::UniqueConstraintViolation(what)) = error.sql_err() {
            return Self::Duplicate(what);
        }
        let text = error.to_string();
        let away = match &error {
            DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => true,
            DbErr::Exec(RuntimeErr::SqlxError(inner)) | DbErr::Query(RuntimeErr::SqlxError(inner)) => matches!(
                inner.as_ref(),
                sea_orm::SqlxError::Io(_) | sea_orm::SqlxError::PoolTimedOut | sea_orm::SqlxError::PoolClosed
            ),
            _ => false,
        };
        match error {
            _ if away || NOT_NOW.iter().any(|words| text.contains(words)) => Self::Unavailable(text),
            DbErr::Type(_) | DbErr::Json(_) | DbErr::TryIntoErr { .. } => Self::Unreadable(text),
            _ => Self::Database(text),
        }
    }
}

/// A stored word that this version does not know.
pub(crate) fn unreadable(column: &str, value: &str) -> StoreError {
    StoreError::Unreadable(format!("{column} {value:?}"))
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        Self::Unreadable(error.to_string())
    }
}
