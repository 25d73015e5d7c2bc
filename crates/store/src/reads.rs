//! What can be read from (connections): the store, a transaction, or the desk as it was at one moment.

use crate::connect::Store;
use crate::door::Tx;
use crate::error::StoreError;
use sea_orm::{ConnectionTrait, DatabaseBackend, DatabaseConnection, DatabaseTransaction, TransactionTrait};

/// Something to read from: the [`Store`], or a [`Tx`] that sees its own writes.
pub trait Reads: sealed::Connected + Sync {}
impl Reads for Store {}
impl Reads for Tx {}
impl Reads for Snapshot {}

pub(crate) mod sealed {
    use sea_orm::ConnectionTrait;

    pub trait Connected {
        type Connection: ConnectionTrait;
        fn connection(&self) -> &Self::Connection;
    }
}

impl sealed::Connected for Store {
    type Connection = DatabaseConnection;
    fn connection(&self) -> &Self::Connection {
        self.reader()
    }
}

impl sealed::Connected for Tx {
    type Connection = crate::door::Guarded;
    fn connection(&self) -> &Self::Connection {
        &self.0
    }
}

impl sealed::Connected for Snapshot {
    type Connection = DatabaseTransaction;
    fn connection(&self) -> &Self::Connection {
        &self.0
    }
}

/// Several reads that see the desk as it was at the first of them (repeatable read).
pub struct Snapshot(DatabaseTransaction);

impl Snapshot {
    pub(crate) async fn begin(store: &Store) -> Result<Self, StoreError> {
        Self::begin_on(store.reader()).await
    }

    pub(crate) async fn begin_on(readers: &DatabaseConnection) -> Result<Self, StoreError> {
        let begun = readers.begin().await?;
        if begun.get_database_backend() == DatabaseBackend::Postgres {
            begun.execute_unprepared("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY").await?;
        }
        Ok(Self(begun))
    }

    /// Gives the connection back.
    pub async fn end(self) -> Result<(), StoreError> {
        Ok(self.0.commit().await?)
    }
}
