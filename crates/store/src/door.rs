//! The one door to writing (a unit of work): transactions after whose failure nothing follows, on connections that
//! are thrown away as soon as they are doubted.
//!
//! SQLite ends a transaction by itself when the disk is full or fails. Its driver does not notice: the rollback that it
//! sends fails, it counts on as if the transaction were open, and everything that follows becomes a savepoint that
//! nobody commits. So no connection is used that counts an open transaction, or that saw such a fault.

use crate::StoreError;
use crate::error::{self, Trouble, Unavailable};
use crate::statements::{Fault, Statements};
use sea_orm::sqlx::pool::{PoolConnectionMetadata, PoolOptions};
use sea_orm::sqlx::sqlite::{Sqlite, SqliteConnection};
use sea_orm::sqlx::{Connection, postgres::Postgres};
use sea_orm::{
    ConnectionTrait, DatabaseBackend, DatabaseConnection, DatabaseTransaction, DbErr, ExecResult, QueryResult,
    RuntimeErr, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// So long a connection to a server is taken to be there without asking: each question to it is a journey.
const FRESH: Duration = Duration::from_secs(1);

/// What the pool for writing and its transactions tell each other.
#[derive(Clone, Default)]
pub(crate) struct Door {
    /// Connections from before this moment are not used again.
    doubted: Arc<Mutex<Option<Instant>>>,
    commits: Arc<AtomicU64>,
}

impl Door {
    /// Throws every connection away that is there now, as soon as nobody holds it.
    pub(crate) fn doubt(&self) {
        *self.doubted.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// How many transactions were committed.
    pub(crate) fn commits(&self) -> u64 {
        self.commits.load(Ordering::Acquire)
    }

    /// May a connection of this age be used (again)? Not while it counts a transaction that nobody holds any more.
    fn trusts(&self, connection: &impl Connection, age: Duration) -> bool {
        let doubted = *self.doubted.lock().unwrap_or_else(PoisonError::into_inner);
        !connection.is_in_transaction() && doubted.is_none_or(|doubted| age < doubted.elapsed())
    }

    /// The pool of SQLite, guarded.
    pub(crate) fn guard_sqlite(&self, pool: PoolOptions<Sqlite>) -> PoolOptions<Sqlite> {
        let (out, back) = (self.clone(), self.clone());
        pool.before_acquire(move |connection, about: PoolConnectionMetadata| {
            let trusted = out.trusts(connection, about.age);
            Box::pin(async move { Ok(trusted) })
        })
        .after_release(move |connection, about| {
            let door = back.clone();
            Box::pin(async move {
                // The rollback of a transaction that was dropped waits in the queue of the connection's thread.
                connection.ping().await?;
                Ok(door.trusts(connection, about.age))
            })
        })
    }

    /// The pool of PostgreSQL, guarded.
    pub(crate) fn guard_postgres(&self, pool: PoolOptions<Postgres>) -> PoolOptions<Postgres> {
        let (out, back) = (self.clone(), self.clone());
        pool.before_acquire(move |connection, about: PoolConnectionMetadata| {
            let trusted = out.trusts(connection, about.age);
            Box::pin(async move {
                // One that was given back a moment ago was asked then.
                if trusted && about.idle_for > FRESH {
                    connection.ping().await?;
                }
                Ok(trusted)
            })
        })
        .after_release(move |connection, about| {
            let trusted = back.trusts(connection, about.age);
            Box::pin(async move { Ok(trusted) })
        })
    }
}

/// How many instructions SQLite carries out between two looks at the clock.
const INSTRUCTIONS: i32 = 10_000;

/// A pool of SQLite whose statements are interrupted after this long: it knows no such limit itself.
pub(crate) fn limit_sqlite(pool: PoolOptions<Sqlite>, limit: Duration) -> PoolOptions<Sqlite> {
    pool.after_connect(move |connection, _| Box::pin(limit_next(connection, limit))).before_acquire(
        move |connection, _| {
            Box::pin(async move {
                limit_next(connection, limit).await?;
                Ok(true)
            })
        },
    )
}

async fn limit_next(connection: &mut SqliteConnection, limit: Duration) -> Result<(), sea_orm::SqlxError> {
    let until = Instant::now() + limit;
    connection.lock_handle().await?.set_progress_handler(INSTRUCTIONS, move || Instant::now() < until);
    Ok(())
}

/// A write transaction. Dropped without [`Tx::commit`], it never happened.
pub struct Tx(pub(crate) Guarded);

/// The connection of a transaction. After a failure it carries out nothing more: what follows would be stored at once
/// and alone, because the database has ended the transaction by itself.
pub struct Guarded {
    pub(crate) inner: DatabaseTransaction,
    failed: AtomicBool,
    door: Door,
    statements: Statements,
}

impl Tx {
    /// Begins one on a connection of the writers.
    pub(crate) async fn begin(
        writers: &DatabaseConnection,
        door: &Door,
        statements: &Statements,
    ) -> Result<Self, StoreError> {
        if let Some(Fault) = statements.fault() {
            return Err(broken().into());
        }
        let immediate = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let inner = writers.begin_with_options(immediate).await.map_err(|error| {
            let error = not_begun(error);
            if !matches!(&error, StoreError::Unavailable(why) if why.trouble == Trouble::Busy) {
                door.doubt();
            }
            error
        })?;
        let (door, statements) = (door.clone(), statements.clone());
        Ok(Self(Guarded { inner, failed: AtomicBool::new(false), door, statements }))
    }
}

/// Whatever the reason is, later or on another connection it may work.
fn not_begun(error: DbErr) -> StoreError {
    match StoreError::from(error) {
        StoreError::Database(detail) => {
            StoreError::Unavailable(Unavailable { trouble: Trouble::Faulty, detail: format!("cannot begin: {detail}") })
        }
        known => known,
    }
}

impl Tx {
    /// On disk, or an error; then nothing was stored, unless only the answer of the database was lost.
    pub async fn commit(self) -> Result<(), StoreError> {
        let Guarded { inner, failed, door, statements } = self.0;
        if failed.load(Ordering::Acquire) {
            undo(inner, &door).await;
            return Err(StoreError::Unavailable(Unavailable {
                trouble: Trouble::Faulty,
                detail: "a statement of this transaction failed, so that none is stored".to_owned(),
            }));
        }
        if let Some(Fault) = statements.fault() {
            end_by_itself(&inner).await;
            return Err(broken().into());
        }
        inner.commit().await.inspect_err(|_| door.doubt())?;
        door.commits.fetch_add(1, Ordering::AcqRel);
        Ok(())
    }

    /// As if it never happened.
    pub async fn rollback(self) -> Result<(), StoreError> {
        undo(self.0.inner, &self.0.door).await;
        Ok(())
    }
}

/// A rollback that fails has happened already, or happens when the connection is thrown away.
async fn undo(inner: DatabaseTransaction, door: &Door) {
    if let Err(error) = inner.rollback().await {
        tracing::warn!(%error, "a rollback failed; its connection is thrown away");
        door.doubt();
    }
}

impl Guarded {
    async fn carry_out<T>(&self, statement: impl Future<Output = Result<T, DbErr>> + Send) -> Result<T, DbErr> {
        if self.failed.load(Ordering::Acquire) {
            return Err(DbErr::Conn(RuntimeErr::Internal("this transaction failed before".to_owned())));
        }
        if let Some(Fault) = self.statements.fault() {
            end_by_itself(&self.inner).await;
            self.failed.store(true, Ordering::Release);
            return Err(broken());
        }
        let done = statement.await;
        if let Err(error) = &done {
            self.failed.store(true, Ordering::Release);
            if error::is_doubtful(error) {
                self.door.doubt();
            }
        }
        done
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Guarded {
    fn get_database_backend(&self) -> DatabaseBackend {
        self.inner.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.carry_out(self.inner.execute_raw(statement)).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.carry_out(self.inner.execute_unprepared(sql)).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.carry_out(self.inner.query_one_raw(statement)).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.carry_out(self.inner.query_all_raw(statement)).await
    }
}

/// For tests: the database ends the transaction by itself, and the driver does not notice.
async fn end_by_itself(inner: &DatabaseTransaction) {
    let embedded = inner.get_database_backend() == DatabaseBackend::Sqlite;
    // What it answers is not the point.
    let _ = inner.execute_unprepared(if embedded { "ROLLBACK" } else { "SELECT 1 / 0" }).await;
}

fn broken() -> DbErr {
    DbErr::Conn(RuntimeErr::Internal("database or disk is full (made up by a test)".to_owned()))
}
