//! Conflicts of interest: which expert should not answer which organisation; seen and taken back by a lead.

use crate::assigning::staffing::{Choice, Work};
use crate::changing::outcome::Outcome;
use crate::policy::{self, Action};
use crate::{App, Caller, Refusal, ledger};
use domain::{DecisionCause, DeskEvent, OrganisationId, PersonId, RosterChange, Ticket, TicketId, TicketStatus};
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

    /// Questions that are with somebody who has a conflict of interest with their askers go to others; closed ones stay as
    /// they are.
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
            Some(ticket) if ticket.status() == TicketStatus::Answered => self.pass_answered(caller, &ticket).await,
            Some(ticket) if ticket.status().is_open() => {
                self.move_on(caller, &ticket, DecisionCause::RosterChanged).await
            }
            _ => Ok(false),
        }
    }

    /// An answered question goes to whoever would get it, or is with nobody until its asker writes. It stays answered and
    /// is no work: nobody is written to. `false` when somebody else changed it meanwhile.
    async fn pass_answered(&self, caller: &Caller, ticket: &Ticket) -> Result<bool, Refusal> {
        let change = self.hold_as_read(ticket).await?;
        let (tx, now) = (&change.tx, change.now);
        let staffing = self.staffing(tx).await?;
        let mut decision = self.decide(&self.subject_of(tx, ticket).await?, &staffing, now);
        let chosen = decision.chosen.map(|expert| (expert, Choice::OfADesk));
        if !self.move_work(tx, &staffing, None, chosen, Work::NONE, now).await? {
            decision.chosen = None;
        }
        let mut outcome = Outcome::default();
        self.name_expert(tx, ticket, DecisionCause::RosterChanged, &decision, &mut outcome).await?;
        self.end_change(caller, change, &outcome).await
    }
}
