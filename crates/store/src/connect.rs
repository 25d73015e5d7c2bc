//! SQLite or PostgreSQL: this file alone asks which it is.

use crate::StoreError;

/// How to connect.
#[derive(Debug, Clone)]
pub struct Options {
    /// `sqlite://path` or `postgres://…`.
    pub url: String,
    /// Connections in the read pool on SQLite, in the one pool on PostgreSQL.
    pub connections: u32,
}

/// A database: two pools on SQLite (one writer, several readers), one pool on PostgreSQL.
#[derive(Clone)]
pub struct Store {}

/// A write transaction. Dropped without [`Tx::commit`], it never happened.
pub struct Tx {}

/// Something to read from: the [`Store`], or a [`Tx`] that sees its own writes.
pub trait Reads {}
impl Reads for Store {}
impl Reads for Tx {}

/// Counts (and keeps the text of) the statements sent since [`Statements::reset`]; for tests and metrics.
#[derive(Clone, Default)]
pub struct Statements {}
impl Statements {
    /// Forget what was seen.
    pub fn reset(&self) { todo!() }
    /// SQL texts since the last reset, in order, without BEGIN and COMMIT.
    pub fn seen(&self) -> Vec<String> { todo!() }
}

impl Store {
    /// Opens the database; on SQLite creates the file. Does not migrate.
    pub async fn connect(_options: &Options) -> Result<Self, StoreError> { todo!() }
    /// Brings the schema up to date; safe when several replicas do it at once.
    pub async fn migrate(&self) -> Result<(), StoreError> { todo!() }
    /// Names of migrations that have not been applied.
    pub async fn pending_migrations(&self) -> Result<Vec<String>, StoreError> { todo!() }
    /// Begins a write transaction (IMMEDIATE on SQLite).
    pub async fn write(&self) -> Result<Tx, StoreError> { todo!() }
    /// A cheap round trip.
    pub async fn ping(&self) -> Result<(), StoreError> { todo!() }
    /// Warnings about the database's own settings, such as PostgreSQL's synchronous_commit=off (English, for the operator).
    pub async fn warnings(&self) -> Result<Vec<String>, StoreError> { todo!() }
    /// The statements counter of this store.
    pub fn statements(&self) -> &Statements { todo!() }
    /// The query plan of every statement seen since the last reset, one text each (EXPLAIN QUERY PLAN / EXPLAIN).
    pub async fn plans(&self) -> Result<Vec<String>, StoreError> { todo!() }
    /// `true` on SQLite.
    pub fn is_embedded(&self) -> bool { todo!() }
    /// Closes the pools after what is running has ended.
    pub async fn close(self) -> Result<(), StoreError> { todo!() }
}

impl Tx {
    /// On disk, or an error.
    pub async fn commit(self) -> Result<(), StoreError> { todo!() }
    /// As if it never happened.
    pub async fn rollback(self) -> Result<(), StoreError> { todo!() }
}
