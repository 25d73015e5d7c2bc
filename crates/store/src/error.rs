//! What can go wrong in a database, by what the caller can do about it.

use sea_orm::{DbErr, RuntimeErr, SqlErr, SqlxError, SqlxSqliteError};

/// What can go wrong.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database is busy, full or away: refuse the request and let the sender try again.
    #[error("the database is not available: {0}")]
    Unavailable(Unavailable),
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

/// Why a database cannot do it now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// No room on the disk.
    Full,
    /// The file, the disk or the server may only be read.
    ReadOnly,
    /// The disk, or what lies on it, fails.
    Faulty,
    /// Others hold it for too long, or all connections are in use.
    Busy,
    /// Another transaction came in between; the same one works when it is tried again.
    Overtaken,
    /// It does not answer.
    Away,
}

/// What a database cannot do now, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unavailable {
    /// The kind of reason.
    pub trouble: Trouble,
    /// For the log and the operator, in English.
    pub detail: String,
}

impl std::fmt::Display for Unavailable {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str(&self.detail)
    }
}

impl From<String> for Unavailable {
    fn from(detail: String) -> Self {
        Self { trouble: Trouble::Away, detail }
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        let detail = error.to_string();
        match &error {
            _ if let Some(SqlErr::UniqueConstraintViolation(what)) = error.sql_err() => Self::Duplicate(what),
            DbErr::ConnectionAcquire(_) => Self::Unavailable(Unavailable { trouble: Trouble::Busy, detail }),
            _ if let Some(trouble) = trouble(&error) => Self::Unavailable(Unavailable { trouble, detail }),
            DbErr::Conn(_) => Self::Unavailable(detail.into()),
            DbErr::Exec(RuntimeErr::SqlxError(inner)) | DbErr::Query(RuntimeErr::SqlxError(inner))
                if is_no_value(inner) =>
            {
                Self::Refused(detail)
            }
            DbErr::Type(_) | DbErr::Json(_) | DbErr::TryIntoErr { .. } => Self::Unreadable(detail),
            _ => Self::Database(detail),
        }
    }
}

/// Should the connection that said this be thrown away? SQLite may have ended the transaction by itself, and a server that
/// shuts down or only reads may have been replaced by another one at the same address.
pub(crate) fn is_doubtful(error: &DbErr) -> bool {
    matches!(trouble(error), Some(Trouble::Full | Trouble::ReadOnly | Trouble::Faulty | Trouble::Away))
}

/// Why the same statement could work later, or elsewhere; none when it could not.
fn trouble(error: &DbErr) -> Option<Trouble> {
    let (DbErr::Exec(RuntimeErr::SqlxError(inner))
    | DbErr::Query(RuntimeErr::SqlxError(inner))
    | DbErr::Conn(RuntimeErr::SqlxError(inner))) = error
    else {
        return None;
    };
    match &**inner {
        SqlxError::Io(_) | SqlxError::PoolClosed | SqlxError::WorkerCrashed => Some(Trouble::Away),
        SqlxError::PoolTimedOut => Some(Trouble::Busy),
        SqlxError::Database(said) if said.try_downcast_ref::<SqlxSqliteError>().is_some() => {
            said.code().and_then(|code| trouble_of_sqlite(&code))
        }
        SqlxError::Database(said) => said.code().and_then(|code| trouble_of_postgres(&code)),
        _ => None,
    }
}

/// Does PostgreSQL refuse the value, such as NUL in a text or a day beyond its calendar (class 22)?
fn is_no_value(error: &SqlxError) -> bool {
    matches!(error, SqlxError::Database(said) if said.try_downcast_ref::<SqlxSqliteError>().is_none()
        && said.code().is_some_and(|code| code.len() == 5 && code.starts_with("22")))
}

/// By the low byte of a result code: busy, locked or interrupted after too long, no memory, read-only, input or output
/// failed, full, cannot open.
fn trouble_of_sqlite(code: &str) -> Option<Trouble> {
    match code.parse::<i32>().ok()? & 0xff {
        5 | 6 | 9 => Some(Trouble::Busy),
        8 => Some(Trouble::ReadOnly),
        7 | 10 | 14 => Some(Trouble::Faulty),
        13 => Some(Trouble::Full),
        _ => None,
    }
}

/// Connection lost (08), deadlock or conflict (40), nothing left (53), lock not had (55P03), cancelled or shutting down
/// (57), disk trouble (58), and a server that only reads (25006).
fn trouble_of_postgres(code: &str) -> Option<Trouble> {
    match code {
        "53100" => Some(Trouble::Full),
        "25006" => Some(Trouble::ReadOnly),
        // A statement that took too long, or waited too long for a row.
        "55P03" | "57014" => Some(Trouble::Busy),
        _ => match code.get(..2).unwrap_or_default() {
            "08" | "57" => Some(Trouble::Away),
            "40" => Some(Trouble::Overtaken),
            "53" => Some(Trouble::Busy),
            "58" => Some(Trouble::Faulty),
            _ => None,
        },
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_and_a_busy_file_pass_but_a_mistake_in_sql_does_not() {
        for (code, trouble) in [
            ("5", Trouble::Busy),
            ("261", Trouble::Busy),
            ("517", Trouble::Busy),
            ("9", Trouble::Busy),
            ("8", Trouble::ReadOnly),
            ("13", Trouble::Full),
            ("778", Trouble::Faulty),
            ("14", Trouble::Faulty),
        ] {
            assert_eq!(trouble_of_sqlite(code), Some(trouble), "{code}");
        }
        assert_eq!(trouble_of_sqlite("1"), None);
        assert_eq!(trouble_of_sqlite("787"), None, "a broken foreign key stays broken");
    }

    #[test]
    fn postgres_away_or_out_of_room_passes_but_a_wrong_value_does_not() {
        for (code, trouble) in [
            ("57P01", Trouble::Away),
            ("57014", Trouble::Busy),
            ("53100", Trouble::Full),
            ("53300", Trouble::Busy),
            ("40P01", Trouble::Overtaken),
            ("40001", Trouble::Overtaken),
            ("08006", Trouble::Away),
            ("25006", Trouble::ReadOnly),
        ] {
            assert_eq!(trouble_of_postgres(code), Some(trouble), "{code}");
        }
        for code in ["23503", "42601", "22001", ""] {
            assert_eq!(trouble_of_postgres(code), None, "{code}");
        }
    }
}
