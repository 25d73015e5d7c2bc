//! Conflicts of interest: which expert should not answer which organisation; seen and taken back by a lead.

use crate::learn::desk_event;
use crate::policy::{self, Action};
use crate::{App, Caller, Refusal};
use domain::{EventKind, OrganisationId, PersonId};
use serde_json::json;
use store::conflicts::Conflict;

impl App {
    /// The conflicts of interest of an expert, by the name of the organisation.
    pub async fn list_conflicts(&self, caller: &Caller, expert: PersonId) -> Result<Vec<Conflict>, Refusal> {
        policy::check(&caller.actor, Action::ManageExperts)?;
        Ok(store::conflicts::of_expert(&self.store, expert).await?)
    }

    /// Takes a conflict of interest back: from now on the expert may answer that organisation again.
    pub async fn withdraw_conflict(
        &self,
        caller: &Caller,
        expert: PersonId,
        organisation: OrganisationId,
    ) -> Result<(), Refusal> {
        policy::check(&caller.actor, Action::ManageExperts)?;
        let tx = self.store.write().await?;
        if !store::conflicts::remove(&tx, expert, organisation).await? {
            return Err(Refusal::Hidden);
        }
        let detail = json!({ "expert": expert, "conflictWithdrawn": organisation });
        let event = desk_event(caller, EventKind::RosterChanged, detail, self.clock.now());
        store::events::append(&tx, &[(event, 0)]).await?;
        tx.commit().await?;
        Ok(())
    }
}
