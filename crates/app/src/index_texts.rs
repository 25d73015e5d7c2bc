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
        Ok(store::search::index_pending(&self.store, BATCH).await?)
    }
}
