//! Letters that left long ago are forgotten (retention).

use crate::policy::{self, Action};
use crate::{App, Refusal};
use chrono::Duration;
use domain::Actor;

/// How long the text of a letter to an asker is kept after it left, so that it can go again when it comes back.
///
/// Mail servers try for four or five days (RFC 5321, 4.5.4.1), and what they say then comes by mail as well: a weekend more.
pub(crate) const KEPT_AFTER_LEAVING: Duration = Duration::days(7);

/// At most so many at once: what is left is for the next sweep.
const AT_ONCE: u32 = 500;

impl App {
    /// Empties letters that no server sends back any more, and removes those that left longer ago than the settings say, about
    /// questions that are closed. How many. What waits or was given up stays.
    pub async fn forget_letters(&self) -> Result<usize, Refusal> {
        policy::check(&Actor::System, Action::Operate)?;
        let emptied = self.empty_letters().await?;
        let days = self.settings.retention.letters_days;
        if days == 0 {
            return Ok(emptied);
        }
        let before = self.clock.now() - Duration::days(days.into());
        let gone = store::jobs::forgettable(&self.store, before, AT_ONCE).await?;
        if gone.is_empty() {
            return Ok(emptied);
        }
        let tx = self.store.write().await?;
        store::jobs::forget(&tx, &gone).await?;
        tx.commit().await?;
        Ok(emptied + gone.len())
    }

    async fn empty_letters(&self) -> Result<usize, Refusal> {
        let before = self.clock.now() - KEPT_AFTER_LEAVING;
        if !store::jobs::is_any_kept(&self.store, before).await? {
            return Ok(0);
        }
        let tx = self.store.write().await?;
        let emptied = store::jobs::blank_before(&tx, before).await?;
        tx.commit().await?;
        Ok(usize::try_from(emptied).unwrap_or(usize::MAX))
    }
}
