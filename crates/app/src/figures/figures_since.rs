//! Since when there is anything to count (start of the series).

use crate::policy::{self, Action};
use crate::{App, Caller, Refusal};
use chrono::NaiveDate;

impl App {
    /// The day on which the first question came in; none while there is none.
    pub async fn figures_since(&self, caller: &Caller) -> Result<Option<NaiveDate>, Refusal> {
        policy::check(&caller.actor, Action::ReadTrends)?;
        Ok(store::counts::first_received(&self.store).await?)
    }
}
