//! How connections are opened: what each is told, and how long is waited for one.

use crate::StoreError;
use crate::error::{Trouble, Unavailable};
use crate::place::{self, Missing};
use crate::probes;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbErr};
use std::time::Duration;

/// How long a request waits where nothing else is said.
const PATIENCE: Duration = Duration::from_secs(5);

/// How to connect.
#[derive(Debug, Clone)]
pub struct Options {
    /// `sqlite://path` or `postgres://…`.
    pub url: String,
    /// Connections in the read pool on SQLite, in the one pool on PostgreSQL.
    pub connections: u32,
    /// False only while a demo is made that can be made again: commits then do not wait for the disk.
    pub durable: bool,
    /// What to do when there is no file at that path (SQLite).
    pub missing: Missing,
    /// How long a request waits for a free connection before it is refused.
    pub patience: Duration,
}

impl Options {
    /// A durable desk with a pool that suits two cores, made when it is not there.
    pub fn new(url: &str) -> Self {
        Self { url: url.to_owned(), connections: 8, durable: true, missing: Missing::Create, patience: PATIENCE }
    }
}

/// What connections to SQLite are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    Read,
    Write,
    Probe,
}

pub(crate) fn sqlite(options: &Options, connections: u32, used_for: Use) -> ConnectOptions {
    let mut connect = quiet(options.url.as_str());
    let synchronous = if options.durable { SqliteSynchronous::Full } else { SqliteSynchronous::Off };
    // `place::prepare` has made the file.
    let create = place::file(&options.url).is_none();
    let patience = options.patience;
    connect.max_connections(connections).min_connections(1).acquire_timeout(patience).map_sqlx_sqlite_opts(
        move |sqlite| {
            // In the connect options, because a PRAGMA sent through a pool reaches one connection only.
            sqlite
                .create_if_missing(create)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(synchronous)
                .foreign_keys(true)
                // What is erased is overwritten, and not only left out of lists.
                .pragma("secure_delete", "on")
                .busy_timeout(if used_for == Use::Probe { probes::STATEMENT_PATIENCE } else { patience })
                .pragma("query_only", if used_for == Use::Read { "on" } else { "off" })
        },
    );
    connect
}

pub(crate) fn postgres(options: &Options, connections: u32) -> ConnectOptions {
    let mut connect = quiet(options.url.as_str());
    connect
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(options.patience)
        .statement_timeout(Duration::from_secs(30));
    let durable = options.durable;
    connect.map_sqlx_postgres_opts(move |postgres| {
        // Statements of ours take a few milliseconds; compiling one takes two hundred, where the planner expects many rows.
        let postgres = postgres.options([("jit", "off")]);
        if durable { postgres } else { postgres.options([("synchronous_commit", "off")]) }
    });
    connect
}

/// A server that is not there is named by host and port; what it says itself is kept.
pub(crate) async fn open_postgres(connect: ConnectOptions) -> Result<DatabaseConnection, StoreError> {
    let host = place::host(connect.get_url());
    Database::connect(connect).await.map_err(|error| {
        let detail = match StoreError::from(error.clone()) {
            StoreError::Unavailable(Unavailable { trouble: Trouble::Busy | Trouble::Away, .. }) => {
                format!("the database at {host} does not answer{}", reason(&error))
            }
            said => format!("the database at {host}: {said}"),
        };
        StoreError::Unavailable(Unavailable { trouble: Trouble::Away, detail })
    })
}

/// Why nobody answers, where more is known than that time ran out.
fn reason(error: &DbErr) -> String {
    let text = error.to_string();
    if text.contains("timed out") { String::new() } else { format!(": {text}") }
}

/// As every connection to a database is opened, whatever else it is told.
pub fn quiet(to: impl Into<ConnectOptions>) -> ConnectOptions {
    let mut connect = to.into();
    connect.sqlx_logging(false);
    // Nothing sweeps idle connections: the sweep of sqlx 0.9.0 can count below nothing and then never ends, on a whole core
    // (transact-rs/sqlx#3645). A connection that is no good is found out when it is taken or given back.
    connect.idle_timeout(None::<Duration>).max_lifetime(None::<Duration>);
    connect
}
