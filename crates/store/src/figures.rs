//! Connections for figures alone (reports): however many look at them, and however long they take, everybody else has all
//! other connections.

use crate::reads::{Snapshot, sealed};
use crate::{Reads, Store, StoreError};
use sea_orm::DatabaseConnection;
use std::time::Duration;

/// How many there are.
pub const FIGURE_CONNECTIONS: u32 = 2;
/// A statement that takes longer ends, on SQLite as well.
pub(crate) const STATEMENT_LIMIT: Duration = Duration::from_secs(5);

/// Reads figures.
#[derive(Clone)]
pub struct Figures(DatabaseConnection);

impl Reads for Figures {}

impl Figures {
    /// All that is read from it is of one moment. On SQLite all of it together has the time of one statement.
    pub async fn at_one_moment(&self) -> Result<Snapshot, StoreError> {
        Snapshot::begin_on(&self.0).await
    }
}

impl sealed::Connected for Figures {
    type Connection = DatabaseConnection;
    fn connection(&self) -> &DatabaseConnection {
        &self.0
    }
}

impl Store {
    /// The connections for figures, made when somebody first looks at any.
    pub async fn figures(&self) -> Result<Figures, StoreError> {
        let pool =
            self.figure_pool().get_or_try_init(|| self.connect_figures(FIGURE_CONNECTIONS, STATEMENT_LIMIT)).await?;
        Ok(Figures(pool.clone()))
    }
}
