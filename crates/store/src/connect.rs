//! SQLite or PostgreSQL: this file alone asks which it is (and `search.rs`, whose SQL differs).

use crate::StoreError;
use crate::statements::Statements;
use migrations::Migrator;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseBackend, DatabaseConnection, DatabaseTransaction,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;
use std::time::Duration;

/// How long a request waits for a free connection before it is refused.
const PATIENCE: Duration = Duration::from_secs(5);
/// Key of the lock that lets one replica migrate at a time; any number will do, as long as it stays the same.
const MIGRATION_LOCK: i64 = 0x6c6f_6b65_7401;

/// How to connect.
#[derive(Debug, Clone)]
pub struct Options {
    /// `sqlite://path` or `postgres://…`.
    pub url: String,
    /// Connections in the read pool on SQLite, in the one pool on PostgreSQL.
    pub connections: u32,
    /// False only while a demo is made that can be made again: commits then do not wait for the disk.
    pub durable: bool,
}

impl Options {
    /// A durable desk with a pool that suits two cores.
    pub fn new(url: &str) -> Self {
        Self { url: url.to_owned(), connections: 8, durable: true }
    }
}

/// A database: two pools on SQLite (one writer, several readers), one pool on PostgreSQL.
#[derive(Clone)]
pub struct Store {
    read: DatabaseConnection,
    write: DatabaseConnection,
    statements: Statements,
    options: Options,
}

/// A write transaction. Dropped without [`Tx::commit`], it never happened.
pub struct Tx(pub(crate) DatabaseTransaction);

/// Something to read from: the [`Store`], or a [`Tx`] that sees its own writes.
pub trait Reads: sealed::Connected + Sync {}
impl Reads for Store {}
impl Reads for Tx {}

pub(crate) mod sealed {
    use sea_orm::ConnectionTrait;

    pub trait Connected {
        type Connection: ConnectionTrait;
        fn connection(&self) -> &Self::Connection;
    }

    impl Connected for super::Store {
        type Connection = sea_orm::DatabaseConnection;
        fn connection(&self) -> &Self::Connection {
            &self.read
        }
    }

    impl Connected for super::Tx {
        type Connection = sea_orm::DatabaseTransaction;
        fn connection(&self) -> &Self::Connection {
            &self.0
        }
    }
}

impl Store {
    /// Opens the database; on SQLite creates the file. Does not migrate.
    pub async fn connect(options: &Options) -> Result<Self, StoreError> {
        let statements = Statements::default();
        let (mut write, read) = if options.url.starts_with("sqlite:") {
            make_parent_folder(&options.url)?;
            let write = Database::connect(sqlite(options, 1, false)).await?;
            (write, Some(Database::connect(sqlite(options, options.connections, true)).await?))
        } else {
            (Database::connect(postgres(options)).await?, None)
        };
        write.set_metric_callback(statements.callback());
        let read = match read {
            Some(mut read) => {
                read.set_metric_callback(statements.callback());
                read
            }
            None => write.clone(),
        };
        Ok(Self { read, write, statements, options: options.clone() })
    }

    /// Brings the schema up to date, wholly or not at all; safe when several replicas do it at once.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        if self.is_embedded() {
            // IMMEDIATE, so that a second process waits here and finds nothing left to do.
            let tx = self.write().await?;
            Migrator::up(&tx.0, None).await?;
            return tx.commit().await;
        }
        // On a connection of its own, so that replicas that wait for the lock leave the pool to the one that holds it.
        let mut connect = quiet(&self.options.url);
        connect.max_connections(1).acquire_timeout(PATIENCE);
        let own = Database::connect(connect).await?;
        let migrated = migrate_locked(&own).await;
        own.close().await?;
        migrated
    }

    /// Names of migrations that have not been applied.
    pub async fn pending_migrations(&self) -> Result<Vec<String>, StoreError> {
        let expected = Migrator::migrations();
        let applied = self.applied_migrations().await?;
        Ok(expected.iter().map(|step| step.name().to_owned()).filter(|name| !applied.contains(name)).collect())
    }

    async fn applied_migrations(&self) -> Result<Vec<String>, StoreError> {
        let there = if self.is_embedded() {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'seaql_migrations'"
        } else {
            "SELECT table_name AS name FROM information_schema.tables WHERE table_name = 'seaql_migrations' AND table_schema = current_schema()"
        };
        if self.read.query_one_raw(self.statement(there)).await?.is_none() {
            return Ok(Vec::new());
        }
        let rows = self.read.query_all_raw(self.statement("SELECT version FROM seaql_migrations")).await?;
        Ok(rows.iter().map(|row| row.try_get("", "version")).collect::<Result<_, _>>()?)
    }

    /// Begins a write transaction (IMMEDIATE on SQLite).
    pub async fn write(&self) -> Result<Tx, StoreError> {
        let immediate = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(Tx(self.write.begin_with_options(immediate).await?))
    }

    /// A cheap round trip.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.read.query_one_raw(self.statement("SELECT 1")).await?;
        Ok(())
    }

    /// Warnings about the database's own settings, in English, for the operator.
    pub async fn warnings(&self) -> Result<Vec<String>, StoreError> {
        let mut warnings = Vec::new();
        if !self.is_embedded() {
            for setting in ["synchronous_commit", "fsync", "full_page_writes"] {
                let row = self.read.query_one_raw(self.statement(&format!("SHOW {setting}"))).await?;
                let value: Option<String> = row.map(|row| row.try_get_by_index(0)).transpose()?;
                if value.as_deref() == Some("off") {
                    warnings.push(format!("PostgreSQL runs with {setting}=off: acknowledged questions can be lost"));
                }
            }
        }
        Ok(warnings)
    }

    /// What was sent to the database, for tests and metrics.
    pub fn statements(&self) -> &Statements {
        &self.statements
    }

    /// The query plan of every statement seen since [`Statements::record`], one text each: the statement, then its plan.
    pub async fn plans(&self) -> Result<Vec<String>, StoreError> {
        let explain = if self.is_embedded() { "EXPLAIN QUERY PLAN" } else { "EXPLAIN" };
        let mut plans = Vec::new();
        // A copy, because explaining them is seen as well.
        for seen in self.statements.seen_with_values() {
            let sql = format!("{explain} {}", seen.sql);
            let statement = match &seen.values {
                Some(values) => Statement::from_sql_and_values(seen.db_backend, sql, values.0.clone()),
                None => Statement::from_string(seen.db_backend, sql),
            };
            let rows = self.read.query_all_raw(statement).await?;
            let lines: Result<Vec<String>, _> = rows
                .iter()
                .map(|row| if self.is_embedded() { row.try_get("", "detail") } else { row.try_get_by_index(0) })
                .collect();
            plans.push(format!("{}\n{}", seen.sql, lines?.join("\n")));
        }
        Ok(plans)
    }

    pub(crate) fn url(&self) -> &str {
        &self.options.url
    }

    /// The connections that may write.
    pub(crate) fn writer(&self) -> &DatabaseConnection {
        &self.write
    }

    /// `true` on SQLite.
    pub fn is_embedded(&self) -> bool {
        self.write.get_database_backend() == DatabaseBackend::Sqlite
    }

    /// Closes the pools after what is running has ended.
    pub async fn close(self) -> Result<(), StoreError> {
        if self.is_embedded() {
            self.read.close().await?;
        }
        Ok(self.write.close().await?)
    }

    fn statement(&self, sql: &str) -> Statement {
        Statement::from_string(self.write.get_database_backend(), sql)
    }
}

impl Tx {
    /// On disk, or an error.
    pub async fn commit(self) -> Result<(), StoreError> {
        Ok(self.0.commit().await?)
    }

    /// As if it never happened.
    pub async fn rollback(self) -> Result<(), StoreError> {
        Ok(self.0.rollback().await?)
    }
}

async fn migrate_locked(own: &DatabaseConnection) -> Result<(), StoreError> {
    let tx = own.begin().await?;
    // Goes with the transaction, whatever happens.
    tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")).await?;
    Migrator::up(&tx, None).await?;
    Ok(tx.commit().await?)
}

fn sqlite(options: &Options, connections: u32, read_only: bool) -> ConnectOptions {
    let mut connect = quiet(&options.url);
    let synchronous = if options.durable { SqliteSynchronous::Full } else { SqliteSynchronous::Off };
    connect.max_connections(connections).min_connections(1).acquire_timeout(PATIENCE).map_sqlx_sqlite_opts(
        move |sqlite| {
            // In the connect options, because a PRAGMA sent through a pool reaches one connection only.
            sqlite
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(synchronous)
                .foreign_keys(true)
                .busy_timeout(PATIENCE)
                .pragma("query_only", if read_only { "on" } else { "off" })
        },
    );
    connect
}

fn postgres(options: &Options) -> ConnectOptions {
    let mut connect = quiet(&options.url);
    connect
        .max_connections(options.connections)
        .min_connections(1)
        .acquire_timeout(PATIENCE)
        .statement_timeout(Duration::from_secs(30));
    if !options.durable {
        connect.map_sqlx_postgres_opts(|postgres| postgres.options([("synchronous_commit", "off")]));
    }
    connect
}

fn quiet(url: &str) -> ConnectOptions {
    let mut connect = ConnectOptions::new(url);
    connect.sqlx_logging(false);
    connect
}

fn make_parent_folder(url: &str) -> Result<(), StoreError> {
    let path = url.trim_start_matches("sqlite:").trim_start_matches("//");
    let path = path.split('?').next().unwrap_or(path);
    match std::path::Path::new(path).parent() {
        Some(folder) if !folder.as_os_str().is_empty() => {
            std::fs::create_dir_all(folder).map_err(|error| StoreError::Unavailable(error.to_string()))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
#[path = "connect_tests.rs"]
mod tests;
