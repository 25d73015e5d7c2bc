//! What the probes of one process tell each other.

use sea_orm::DatabaseConnection;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;
use tokio::sync::Mutex;

/// How long a statement of the probe waits for others.
pub(crate) const STATEMENT_PATIENCE: Duration = Duration::from_secs(1);

/// One probe at a time, whoever asks.
#[derive(Clone, Default)]
pub(crate) struct Probe {
    pub(crate) held: Arc<Mutex<Held>>,
    pub(crate) begun: Arc<AtomicU64>,
}

#[derive(Default)]
pub(crate) struct Held {
    /// Two connections; thrown away after every failure.
    pub(crate) pool: Option<DatabaseConnection>,
    /// Number of the last probe that went well.
    pub(crate) well: u64,
}
