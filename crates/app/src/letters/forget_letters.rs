//! Letters that left long ago are forgotten (retention).

use crate::policy::{self, Action};
use crate::{App, Refusal};
use chrono::Duration;
use domain::Actor;

/// At most so many at once: what is left is for the next sweep.
const AT_ONCE: u32 = 500;

impl App {
    /// Removes letters that left longer ago than the settings say, about questions that are closed. How many. What waits or
    /// was given up stays.
    pub async fn forget_letters(&self) -> Result<usize, Refusal> {
        policy::check(&Actor::System, Action::Operate)?;
        let days = self.settings.retention.letters_days;
        if days == 0 {
            return Ok(0);
        }
        let before = self.clock.now() - Duration::days(days.into());
        let gone = store::jobs::forgettable(&self.store, before, AT_ONCE).await?;
        if gone.is_empty() {
            return Ok(0);
        }
        let tx = self.store.write().await?;
        store::jobs::forget(&tx, &gone).await?;
        tx.commit().await?;
        Ok(gone.len())
    }
}
