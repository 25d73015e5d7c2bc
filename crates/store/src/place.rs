//! Where a database is (its location): the file of SQLite, readable by its owner only, or host and port of PostgreSQL.

use crate::StoreError;
use crate::error::{Trouble, Unavailable};
use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::sqlite::SqliteConnectOptions;
use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// What SQLite puts beside its file.
const BESIDE: [&str; 3] = ["", "-wal", "-shm"];

/// What to do when a database is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// Make it, folders and all.
    Create,
    /// Say so: a path with a typing error is no new desk.
    Refuse,
}

/// The file of this SQLite database; none when it is in memory.
pub(crate) fn file(url: &str) -> Option<PathBuf> {
    if url.contains(":memory:") || url.contains("mode=memory") {
        return None;
    }
    SqliteConnectOptions::from_str(url).ok().map(|options| options.get_filename().to_owned())
}

/// The file is there, or is made, as the caller wants it.
pub(crate) fn prepare(file: &Path, missing: Missing) -> Result<(), StoreError> {
    if file.exists() {
        return Ok(());
    }
    let failed = |detail: String| StoreError::Unavailable(Unavailable { trouble: Trouble::Away, detail });
    match missing {
        Missing::Refuse => Err(failed(format!(
            "there is no database at {}: is database.url right? `loket migrate` makes a new one",
            file.display()
        ))),
        Missing::Create => make(file).map_err(|error| failed(format!("cannot make {}: {error}", file.display()))),
    }
}

fn make(file: &Path) -> io::Result<()> {
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(file) {
        // Another process made it in the same moment.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        made => made.map(|_| ()),
    }
}

/// Takes the file, and what SQLite puts beside it, away from everybody but its owner.
pub(crate) fn make_private(file: &Path) {
    for suffix in BESIDE {
        let mut name = file.as_os_str().to_owned();
        name.push(suffix);
        keep_private(Path::new(&name));
    }
}

/// Takes a file away from everybody but its owner; says so in the log when that cannot be done.
pub fn keep_private(file: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let Ok(about) = std::fs::metadata(file) else { return };
        if about.permissions().mode() & 0o077 == 0 {
            return;
        }
        if let Err(error) = std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600)) {
            tracing::warn!(file = %file.display(), %error, "others can read this file, and that cannot be changed");
        }
    }
}

/// Host and port of PostgreSQL, or the folder of its socket; never its password.
pub(crate) fn host(url: &str) -> String {
    PgConnectOptions::from_str(url).map_or_else(
        |_| "an address that cannot be read".to_owned(),
        |options| match options.get_socket() {
            Some(socket) => format!("{} (port {})", socket.display(), options.get_port()),
            None => format!("{}:{}", options.get_host(), options.get_port()),
        },
    )
}

/// Can this be the address of a database that a desk works on: one that is kept, and written?
pub fn is_database(url: &str) -> bool {
    let (path, asked) = url.split_once('?').unwrap_or((url, ""));
    let asked: Vec<(&str, &str)> = asked.split('&').filter_map(|pair| pair.split_once('=')).collect();
    if let Some(path) = path.strip_prefix("sqlite:") {
        let path = path.trim_start_matches("//").trim();
        let is_kept = !path.is_empty() && !path.contains(":memory:");
        let only_reads = |(key, value): &(&str, &str)| {
            matches!((*key, *value), ("mode", "ro" | "memory") | ("immutable", "true" | "1"))
        };
        let there = SqliteConnectOptions::from_str(url).is_ok_and(|options| !options.get_filename().is_dir());
        return is_kept && there && !asked.iter().any(only_reads);
    }
    let is_file = ["sslrootcert", "ssl-root-cert", "ssl-ca", "sslcert", "ssl-cert", "sslkey", "ssl-key"];
    let files_are_there = asked
        .iter()
        .filter(|(key, _)| is_file.contains(key))
        .all(|(_, file)| file.contains('%') || Path::new(file).is_file());
    let place = path.strip_prefix("postgres://").or_else(|| path.strip_prefix("postgresql://")).unwrap_or_default();
    let is_somewhere = asked.iter().any(|(key, _)| *key == "host") || !place.is_empty() && !place.starts_with('/');
    (path.starts_with("postgres://") || path.starts_with("postgresql://"))
        && is_somewhere
        && PgConnectOptions::from_str(url).is_ok()
        && files_are_there
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_in_every_way_to_write_its_address() {
        for url in ["sqlite:a/b.db", "sqlite://a/b.db", "sqlite:a/b.db?mode=rwc", "sqlite://a/b.db?cache=private"] {
            assert_eq!(file(url), Some(PathBuf::from("a/b.db")), "{url}");
        }
        assert_eq!(file("sqlite::memory:"), None);
    }

    #[test]
    fn a_host_is_named_without_its_password() {
        assert_eq!(host("postgres://loket:geheim@db.example:5433/loket"), "db.example:5433");
        assert!(!host("postgres://loket:geheim@/loket?host=/run/pg").contains("geheim"));
    }
}
