//! The sweep that keeps search up to date.

use crate::policy::{self, Action};
use crate::{App, Refusal};
use domain::Actor;

/// How many one sweep handles in one go.
const BATCH: u32 = 100;

impl App {
    /// Makes new texts findable. How many tickets.
    pub async fn index_texts(&self) -> Result<usize, Refusal> {
        policy::check(&Actor::System, Action::Operate)?;
        let mut sweep = self.begin_sweep("index texts").await?;
        let pending = store::search::pending(&self.store, &sweep.left_alone(), BATCH).await?;
        let at_once = async {
            for row in &pending {
                self.provoke(sweep.task(), Some(row.ticket))?;
            }
            Ok(store::search::index(&self.store, &pending).await?)
        };
        if let Some(indexed) = sweep.batch(Box::pin(at_once)).await? {
            sweep.end().await;
            return Ok(indexed);
        }
        let mut indexed = 0;
        for row in &pending {
            if self.must_stop() {
                return Ok(indexed);
            }
            let alone = async { Ok(store::search::index(&self.store, std::slice::from_ref(row)).await?) };
            indexed += sweep.row(row.ticket, Box::pin(alone)).await?.unwrap_or(0);
        }
        sweep.end().await;
        Ok(indexed)
    }
}
