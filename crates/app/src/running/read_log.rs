//! The log: who did what, when, and from where.

use crate::policy::{self, Action};
use crate::{App, Caller, Refusal};
use domain::{Complaints, Recorded, is_known_day};
use store::events::LogFilter;

/// Largest page.
const MOST: u32 = 1_000;

impl App {
    /// Lines of the log, the newest first, older than the line `before`; each with its number.
    pub async fn read_log(
        &self,
        caller: &Caller,
        filter: &LogFilter,
        before: Option<i64>,
        first: u32,
    ) -> Result<Vec<(i64, Recorded)>, Refusal> {
        policy::check(&caller.actor, Action::ReadLog)?;
        if !filter.day.is_none_or(is_known_day) {
            return Err(Complaints::one("day", "OUT_OF_RANGE", "Kies een dag in deze eeuw.").into());
        }
        Ok(store::events::log(&self.store, filter, before, first.min(MOST)).await?)
    }
}
