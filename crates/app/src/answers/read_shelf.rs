//! Everything that is published, as it stands in memory (read model): for whoever hands it on as it is.

use crate::policy::{self, Action};
use crate::{App, Caller, Refusal, Shelf};
use std::sync::Arc;

impl App {
    /// Everything published at this moment.
    pub async fn read_shelf(&self, caller: &Caller) -> Result<Arc<Shelf>, Refusal> {
        policy::check(&caller.actor, Action::ReadPublished)?;
        self.shelf().await
    }
}
