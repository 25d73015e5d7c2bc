//! What can go wrong in a database, by what the caller can do about it.

use sea_orm::{DbErr, RuntimeErr, SqlErr, SqlxError, SqlxSqliteError};

/// What can go wrong.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database is busy, full or away: refuse the request and let the sender try again.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// Something that should be unique is there already.
    #[error("{0} exists already")]
    Duplicate(String),
    /// A value that this database does not store, and that no check in front of it refused.
    #[error("a value that cannot be stored: {0}")]
    Refused(String),
    /// A row holds what this version cannot read; a bug or a damaged database.
    #[error("unreadable row: {0}")]
    Unreadable(String),
    /// Anything else the database says.
    #[error("database error: {0}")]
    Database(String),
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        let text = error.to_string();
        match &error {
            _ if let Some(SqlErr::UniqueConstraintViolation(what)) = error.sql_err() => Self::Duplicate(what),
            DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => Self::Unavailable(text),
            DbErr::Exec(RuntimeErr::SqlxError(inner)) | DbErr::Query(RuntimeErr::SqlxError(inner))
                if is_not_now(inner) =>
            {
                Self::Unavailable(text)
            }
            DbErr::Exec(RuntimeErr::SqlxError(inner)) | DbErr::Query(RuntimeErr::SqlxError(inner))
                if is_no_value(inner) =>
            {
                Self::Refused(text)
            }
            DbErr::Type(_) | DbErr::Json(_) | DbErr::TryIntoErr { .. } => Self::Unreadable(text),
            _ => Self::Database(text),
        }
    }
}

/// Would the same statement work later, or elsewhere?
fn is_not_now(error: &SqlxError) -> bool {
    match error {
        SqlxError::Io(_) | SqlxError::PoolTimedOut | SqlxError::PoolClosed | SqlxError::WorkerCrashed => true,
        SqlxError::Database(said) if said.try_downcast_ref::<SqlxSqliteError>().is_some() => {
            said.code().is_some_and(|code| sqlite_means_not_now(&code))
        }
        SqlxError::Database(said) => said.code().is_some_and(|code| postgres_means_not_now(&code)),
        _ => false,
    }
}

/// Does PostgreSQL refuse the value, such as NUL in a text or a day beyond its calendar (class 22)?
fn is_no_value(error: &SqlxError) -> bool {
    matches!(error, SqlxError::Database(said) if said.try_downcast_ref::<SqlxSqliteError>().is_none()
        && said.code().is_some_and(|code| code.len() == 5 && code.starts_with("22")))
}

/// The low byte of a result code: busy, locked, read-only, input or output failed, full, cannot open.
fn sqlite_means_not_now(code: &str) -> bool {
    code.parse::<i32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6 | 8 | 10 | 13 | 14))
}

/// Connection lost (08), deadlock or conflict (40), nothing left (53), lock not had (55P03), cancelled or shutting down
/// (57), disk trouble (58), and a server that only reads (25006).
fn postgres_means_not_now(code: &str) -> bool {
    ["08", "40", "53", "57", "58"].contains(&code.get(..2).unwrap_or_default()) || ["55P03", "25006"].contains(&code)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_and_a_busy_file_pass_but_a_mistake_in_sql_does_not() {
        for code in ["5", "261", "517", "13", "778", "14"] {
            assert!(sqlite_means_not_now(code), "{code}");
        }
        assert!(!sqlite_means_not_now("1"));
        assert!(!sqlite_means_not_now("787"), "a broken foreign key stays broken");
    }

    #[test]
    fn postgres_away_or_out_of_room_passes_but_a_wrong_value_does_not() {
        for code in ["57P01", "57014", "53100", "53300", "40P01", "08006", "25006"] {
            assert!(postgres_means_not_now(code), "{code}");
        }
        for code in ["23503", "42601", "22001", ""] {
            assert!(!postgres_means_not_now(code), "{code}");
        }
    }
}
