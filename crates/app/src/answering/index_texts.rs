//! The sweep that keeps search up to date.

use crate::policy::{self, Action};
use crate::running::set_aside::Sweep;
use crate::{App, Refusal};
use domain::Actor;
use store::search::Pending;

/// How many are made findable in one transaction: others who write wait that long.
const BATCH: u32 = 200;
/// So many at once are an import: the database looks again at how much there is.
const IMPORT: usize = 5_000;

impl App {
    /// Makes new texts findable, all there are. How many tickets.
    pub async fn index_texts(&self) -> Result<usize, Refusal> {
        policy::check(&Actor::System, Action::Operate)?;
        let mut sweep = self.begin_sweep("index texts").await?;
        let mut indexed = 0;
        while !self.must_stop() {
            let left = sweep.left_alone();
            let pending = store::search::pending(&self.store, &left, BATCH).await?;
            let done = self.index_these(&mut sweep, &pending).await?;
            indexed += done;
            // What is left was done or is held by somebody else: it is there next time.
            if done == 0 && sweep.left_alone() == left {
                break;
            }
        }
        sweep.end().await;
        if indexed >= IMPORT {
            store::statistics::keep(&self.store).await?;
        }
        Ok(indexed)
    }

    async fn index_these(&self, sweep: &mut Sweep<'_>, pending: &[Pending]) -> Result<usize, Refusal> {
        let at_once = async {
            for row in pending {
                self.provoke(sweep.task(), Some(row.ticket))?;
            }
            Ok(store::search::index(&self.store, pending).await?)
        };
        if let Some(indexed) = sweep.batch(Box::pin(at_once)).await? {
            return Ok(indexed);
        }
        let mut indexed = 0;
        for row in pending {
            if self.must_stop() {
                break;
            }
            let alone = async { Ok(store::search::index(&self.store, std::slice::from_ref(row)).await?) };
            indexed += sweep.row(row.ticket, Box::pin(alone)).await?.unwrap_or(0);
        }
        Ok(indexed)
    }
}
