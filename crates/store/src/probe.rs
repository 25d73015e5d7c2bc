//! Readiness (a probe): does a write get to the disk? Asked over connections of its own, so that nobody waits for those
//! of requests.

use crate::error::{Trouble, Unavailable};
use crate::{Store, StoreError};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use std::sync::atomic::Ordering;
use std::time::Duration;

/// Within this time there is an answer; whoever asks for readiness seldom waits longer than two seconds.
const PATIENCE: Duration = Duration::from_millis(1500);

impl Store {
    /// Names of migrations that have not been applied; when there are none, a write was proven to get to the disk: a
    /// number was changed and committed, and read over another connection. At most a second and a half.
    pub async fn probe(&self) -> Result<Vec<String>, StoreError> {
        let commits = self.door().commits();
        let outcome = tokio::time::timeout(PATIENCE, self.probe_once()).await.unwrap_or_else(|_| {
            let detail = format!("{} did not answer within {} ms", self.place(), PATIENCE.as_millis());
            Err(StoreError::Unavailable(Unavailable { trouble: Trouble::Away, detail }))
        });
        match outcome {
            // Others were writing all the time, and their commits are as good a proof as ours.
            Err(StoreError::Unavailable(why))
                if matches!(why.trouble, Trouble::Busy | Trouble::Away) && self.door().commits() > commits =>
            {
                Ok(Vec::new())
            }
            // A pool says that it waited, not for whom.
            Err(StoreError::Unavailable(why)) if why.trouble == Trouble::Busy => {
                let detail = format!("{}: {}", self.place(), why.detail);
                Err(StoreError::Unavailable(Unavailable { detail, ..why }))
            }
            outcome => outcome,
        }
    }

    async fn probe_once(&self) -> Result<Vec<String>, StoreError> {
        let probe = self.own_probe();
        let asked_after = probe.begun.load(Ordering::Acquire);
        let mut held = probe.held.lock().await;
        if held.well > asked_after {
            // Somebody else's probe began after we asked, and went well.
            return Ok(Vec::new());
        }
        let number = probe.begun.fetch_add(1, Ordering::AcqRel) + 1;
        // Taken out: whatever interrupts us, these connections are not used again.
        let pool = match held.pool.take() {
            Some(pool) => pool,
            None => self.connect_probe().await?,
        };
        let asked = async {
            let pending = self.pending_on(&pool).await?;
            if pending.is_empty() {
                prove(&pool).await?;
            }
            Ok(pending)
        };
        let pending = match asked.await {
            Ok(pending) => pending,
            // A pool waits as long for a server that is gone as for others that hold its connections.
            Err(StoreError::Unavailable(why)) if why.trouble == Trouble::Busy && !self.is_embedded() => {
                self.reach_postgres().await?;
                return Err(StoreError::Unavailable(why));
            }
            Err(error) => return Err(error),
        };
        if pending.is_empty() {
            held.well = number;
        }
        held.pool = Some(pool);
        Ok(pending)
    }
}

async fn prove(pool: &DatabaseConnection) -> Result<(), StoreError> {
    let statement = |sql: &str| Statement::from_string(pool.get_database_backend(), sql);
    // Held from before the write, so that it is another connection than the one that writes.
    let reading = pool.begin().await?;
    let immediate = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let writing = pool.begin_with_options(immediate).await?;
    // Another number each time: SQLite writes nothing when nothing changes.
    let row = writing.query_one_raw(statement("UPDATE pulse SET beat = beat + 1 RETURNING beat")).await?;
    let written: Option<i64> = row.map(|row| row.try_get_by_index(0)).transpose()?;
    writing.commit().await?;
    let row = reading.query_one_raw(statement("SELECT beat FROM pulse")).await?;
    let read: Option<i64> = row.map(|row| row.try_get_by_index(0)).transpose()?;
    reading.rollback().await?;
    if written.is_none() || read < written {
        let detail = "a write was committed and is not there".to_owned();
        return Err(StoreError::Unavailable(Unavailable { trouble: Trouble::Faulty, detail }));
    }
    Ok(())
}
