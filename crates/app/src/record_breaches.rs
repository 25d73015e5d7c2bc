//! The sweep that writes down broken promises, and the one that keeps search up to date.

use crate::policy::{self, Action};
use crate::{App, Refusal};
use domain::{Actor, Event, EventKind, Origin};
use serde_json::json;

/// How many one sweep handles in one go.
const BATCH: u32 = 100;

impl App {
    /// Writes down every promise that was broken until now, each at its own deadline. How many.
    pub async fn record_breaches(&self) -> Result<usize, Refusal> {
        policy::check(&Actor::System, Action::Operate)?;
        let mut recorded = 0;
        loop {
            let due = store::deadlines::due(&self.store, self.clock.now(), BATCH).await?;
            let last = due.len() < BATCH as usize;
            for promise in due {
                let tx = self.store.write().await?;
                // Kept, moved or recorded by somebody else meanwhile? Then there is nothing to write.
                if store::deadlines::breach(&tx, &promise).await? {
                    let event = Event {
                        ticket: Some(promise.ticket),
                        kind: EventKind::Breached,
                        at: promise.due_at,
                        actor: Actor::System,
                        origin: Origin::Worker,
                        detail: json!({ "metric": promise.metric }),
                    };
                    store::events::append(&tx, &[(event, 0)]).await?;
                    tx.commit().await?;
                    recorded += 1;
                } else {
                    tx.rollback().await?;
                }
            }
            if last {
                return Ok(recorded);
            }
        }
    }

    /// Makes new texts findable. How many tickets.
    pub async fn index_texts(&self) -> Result<usize, Refusal> {
        policy::check(&Actor::System, Action::Operate)?;
        Ok(store::search::index_pending(&self.store, BATCH).await?)
    }
}
