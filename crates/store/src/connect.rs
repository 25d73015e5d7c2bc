//! SQLite or PostgreSQL, and the connections to it; other files ask which it is where the two need different statements.

use crate::StoreError;
use crate::batch::NEXT;
use crate::door::{self, Door, Tx};
use crate::error::{Trouble, Unavailable};
use crate::place;
use crate::pools::{Options, Use, open_postgres, postgres, quiet, sqlite};
use crate::probes::{self, Probe};
use crate::statements::Statements;
use migrations::Migrator;
use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::{ConnectOptions as _, Connection as _};
use sea_orm::{
    ConnectionTrait, Database, DatabaseBackend, DatabaseConnection, DbErr, RuntimeErr, Statement, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::OnceCell;

/// How long a server may take to be reached, when it is asked whether it is there at all.
const REACHED_WITHIN: Duration = Duration::from_millis(400);
/// Key of the lock that lets one replica migrate at a time; any number will do, as long as it stays the same.
const MIGRATION_LOCK: i64 = 0x6c6f_6b65_7401;

/// A database: two pools on SQLite (one writer, several readers), one pool on PostgreSQL.
#[derive(Clone)]
pub struct Store {
    read: DatabaseConnection,
    write: DatabaseConnection,
    statements: Statements,
    options: Options,
    door: Door,
    probe: Probe,
    figures: Arc<OnceCell<DatabaseConnection>>,
}

impl Store {
    /// Opens the database. Does not migrate.
    pub async fn connect(options: &Options) -> Result<Self, StoreError> {
        let statements = Statements::default();
        let door = Door::default();
        let (mut write, read) = if options.url.starts_with("sqlite:") {
            let file = place::file(&options.url);
            if let Some(file) = &file {
                place::prepare(file, options.missing)?;
                place::make_private(file);
            }
            let mut connect = sqlite(options, 1, Use::Write);
            let guard = door.clone();
            connect.map_sqlx_sqlite_pool_opts(move |pool| guard.guard_sqlite(pool));
            let write = Database::connect(connect).await?;
            let read = Database::connect(sqlite(options, options.connections, Use::Read)).await?;
            if let Some(file) = &file {
                // Made by SQLite with the rights of the file, but they may have been there before.
                place::make_private(file);
            }
            (write, Some(read))
        } else {
            let mut connect = postgres(options, options.connections);
            let guard = door.clone();
            // The guard does that, where it is called for.
            connect.test_before_acquire(false);
            connect.map_sqlx_postgres_pool_opts(move |pool| guard.guard_postgres(pool));
            (open_postgres(connect).await?, None)
        };
        write.set_metric_callback(statements.callback());
        let read = match read {
            Some(mut read) => {
                read.set_metric_callback(statements.callback());
                read
            }
            None => write.clone(),
        };
        Ok(Self {
            read,
            write,
            statements,
            options: options.clone(),
            door,
            probe: Probe::default(),
            figures: Arc::default(),
        })
    }

    /// Brings the schema up to date, wholly or not at all; safe when several replicas do it at once.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        if self.is_embedded() {
            // IMMEDIATE, so that a second process waits here and finds nothing left to do.
            let tx = self.write().await?;
            Migrator::up(&tx.0.inner, None).await?;
            return tx.commit().await;
        }
        // On a connection of its own, so that replicas that wait for the lock leave the pool to the one that holds it.
        let mut connect = quiet(self.options.url.as_str());
        connect.max_connections(1).acquire_timeout(self.options.patience);
        let own = open_postgres(connect).await?;
        let migrated = migrate_locked(&own).await;
        own.close().await?;
        migrated
    }

    /// Begins a write transaction (IMMEDIATE on SQLite, which fails where one is open already).
    pub async fn write(&self) -> Result<Tx, StoreError> {
        Tx::begin(&self.write, &self.door, &self.statements).await
    }

    /// Names of migrations that have not been applied.
    pub async fn pending_migrations(&self) -> Result<Vec<String>, StoreError> {
        self.pending_on(&self.read).await
    }

    pub(crate) async fn pending_on(&self, connection: &DatabaseConnection) -> Result<Vec<String>, StoreError> {
        let expected = Migrator::migrations();
        let applied = self.applied_migrations(connection).await?;
        Ok(expected.iter().map(|step| step.name().to_owned()).filter(|name| !applied.contains(name)).collect())
    }

    async fn applied_migrations(&self, connection: &DatabaseConnection) -> Result<Vec<String>, StoreError> {
        let there = if self.is_embedded() {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'seaql_migrations'"
        } else {
            "SELECT table_name AS name FROM information_schema.tables WHERE table_name = 'seaql_migrations' AND table_schema = current_schema()"
        };
        if connection.query_one_raw(self.statement(there)).await?.is_none() {
            return Ok(Vec::new());
        }
        let rows = connection.query_all_raw(self.statement("SELECT version FROM seaql_migrations")).await?;
        Ok(rows.iter().map(|row| row.try_get("", "version")).collect::<Result<_, _>>()?)
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
        let asked = |statement: &Statement| !statement.sql.starts_with("SET ");
        let seen = self.statements.seen_with_values();
        for seen in seen.iter().filter(|statement| asked(statement)).flat_map(one_by_one) {
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

    /// The connections that only read on SQLite, and every connection on PostgreSQL.
    pub(crate) fn reader(&self) -> &DatabaseConnection {
        &self.read
    }

    pub(crate) fn url(&self) -> &str {
        &self.options.url
    }

    /// The connections that may write.
    pub(crate) fn writer(&self) -> &DatabaseConnection {
        &self.write
    }

    pub(crate) fn door(&self) -> &Door {
        &self.door
    }

    pub(crate) fn own_probe(&self) -> &Probe {
        &self.probe
    }

    pub(crate) fn figure_pool(&self) -> &OnceCell<DatabaseConnection> {
        &self.figures
    }

    /// So many connections, whose statements end after this long.
    pub(crate) async fn connect_figures(
        &self,
        connections: u32,
        limit: Duration,
    ) -> Result<DatabaseConnection, StoreError> {
        let mut pool = if self.is_embedded() {
            let mut connect = sqlite(&self.options, connections, Use::Read);
            connect.map_sqlx_sqlite_pool_opts(move |pool| door::limit_sqlite(pool, limit));
            Database::connect(connect).await?
        } else {
            let mut connect = postgres(&self.options, connections);
            connect.statement_timeout(limit);
            open_postgres(connect).await?
        };
        pool.set_metric_callback(self.statements.callback());
        Ok(pool)
    }

    /// Where it is, for people: a file, or host and port.
    pub(crate) fn place(&self) -> String {
        match place::file(&self.options.url) {
            Some(file) if self.is_embedded() => file.display().to_string(),
            _ => format!("PostgreSQL at {}", place::host(&self.options.url)),
        }
    }

    /// Two connections for the probe alone, which do not wait long.
    pub(crate) async fn connect_probe(&self) -> Result<DatabaseConnection, StoreError> {
        let mut connect = if self.is_embedded() {
            sqlite(&self.options, 2, Use::Probe)
        } else {
            let mut connect = postgres(&self.options, 2);
            connect.statement_timeout(probes::STATEMENT_PATIENCE);
            connect
        };
        connect.acquire_timeout(probes::STATEMENT_PATIENCE);
        if self.is_embedded() { Ok(Database::connect(connect).await?) } else { open_postgres(connect).await }
    }

    /// Does PostgreSQL take a connection? `Err` says why not.
    pub(crate) async fn reach_postgres(&self) -> Result<(), StoreError> {
        let away = |detail: String| StoreError::Unavailable(Unavailable { trouble: Trouble::Away, detail });
        let tried = async {
            let plain = PgConnectOptions::from_str(&self.options.url)?.connect().await?;
            plain.close().await
        };
        match tokio::time::timeout(REACHED_WITHIN, tried).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => {
                let detail = format!("{} does not answer: {error}", self.place());
                match StoreError::from(DbErr::Conn(RuntimeErr::SqlxError(error.into()))) {
                    // It answers, and has no connection left.
                    StoreError::Unavailable(Unavailable { trouble: Trouble::Busy, .. }) => Ok(()),
                    _ => Err(away(detail)),
                }
            }
            Err(_) => Err(away(format!("{} does not answer", self.place()))),
        }
    }

    /// `true` on SQLite.
    pub fn is_embedded(&self) -> bool {
        self.write.get_database_backend() == DatabaseBackend::Sqlite
    }

    /// Closes the pools after what is running has ended.
    pub async fn close(self) -> Result<(), StoreError> {
        if let Some(figures) = self.figures.get() {
            figures.clone().close().await?;
        }
        if self.is_embedded() {
            self.read.close().await?;
        }
        Ok(self.write.close().await?)
    }

    fn statement(&self, sql: &str) -> Statement {
        Statement::from_string(self.write.get_database_backend(), sql)
    }
}

async fn migrate_locked(own: &DatabaseConnection) -> Result<(), StoreError> {
    let tx = own.begin().await?;
    // Goes with the transaction, whatever happens.
    tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")).await?;
    Migrator::up(&tx, None).await?;
    Ok(tx.commit().await?)
}

/// The statements of one text, each with its own values.
fn one_by_one(seen: &Statement) -> Vec<Statement> {
    let Some(values) = seen.values.as_ref().filter(|_| seen.sql.contains(NEXT)) else { return vec![seen.clone()] };
    let mut left = values.0.iter().cloned();
    seen.sql
        .split(NEXT)
        .map(|sql| {
            let own: Vec<_> = left.by_ref().take(sql.matches('?').count()).collect();
            Statement::from_sql_and_values(seen.db_backend, sql, own)
        })
        .collect()
}

#[cfg(test)]
#[path = "connect_tests.rs"]
mod tests;
