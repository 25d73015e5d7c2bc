//! Conflicts of interest: which expert should not answer which organisation; seen and taken back by a lead.

use crate::policy::{self, Action};
use crate::{App, Caller, Refusal, ledger};
use domain::{DecisionCause, DeskEvent, OrganisationId, PersonId, RosterChange, TicketId};
use store::Scope;
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
        let withdrawn = RosterChange::ConflictWithdrawn { expert, organisation };
        ledger::write_at_desk(&tx, caller, DeskEvent::RosterChanged(withdrawn), self.clock.now()).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Questions that are with somebody who has a conflict of interest with their askers go to others.
    pub(crate) async fn take_from_conflicted(&self, caller: &Caller) -> Result<(), Refusal> {
        for (expert, id) in store::conflicts::held(&self.store).await? {
            self.take_conflicted(caller, expert, id).await?;
        }
        Ok(())
    }

    /// One such question; `false` when it went to somebody else meanwhile.
    pub(crate) async fn take_conflicted(
        &self,
        caller: &Caller,
        expert: PersonId,
        id: TicketId,
    ) -> Result<bool, Refusal> {
        let found = store::tickets::find(&self.store, id, &Scope::Everything).await?;
        match found.filter(|ticket| ticket.assignee == Some(expert)) {
            Some(ticket) => self.move_on(caller, &ticket, DecisionCause::RosterChanged).await,
            None => Ok(false),
        }
    }
}
