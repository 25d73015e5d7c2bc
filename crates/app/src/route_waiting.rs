//! The sweep that gives waiting questions to experts who have room again.

use crate::change::Outcome;
use crate::policy::{self, Action};
use crate::{App, Caller, Refusal};
use domain::{Actor, DecisionCause, Origin, Ticket};
use store::Scope;

/// How many waiting questions are read in one go.
const BATCH: u32 = 200;

impl App {
    /// Looks for an expert for the questions that have none, longest waiting first. How many found one.
    ///
    /// Questions that the classifier doubts are for this desk wait for a lead: no sweep hands them out.
    pub async fn route_waiting(&self) -> Result<usize, Refusal> {
        let caller = Caller::system(Origin::Worker);
        policy::check(&Actor::System, Action::Operate)?;
        let mut found = 0;
        let mut last: Option<Ticket> = None;
        loop {
            let waiting = store::tickets::unassigned_after(&self.store, last.as_ref(), BATCH).await?;
            for ticket in &waiting {
                if self.route_one(&caller, ticket).await? {
                    self.announce(ticket.id);
                    found += 1;
                }
            }
            let more = waiting.len() == BATCH as usize;
            last = waiting.into_iter().last();
            if !more {
                break;
            }
        }
        Ok(found)
    }

    async fn route_one(&self, caller: &Caller, ticket: &Ticket) -> Result<bool, Refusal> {
        // Most waiting questions still have nobody: find that out without taking the write lock.
        let subject = self.subject_of(&self.store, ticket).await?;
        let staffing = self.staffing(&self.store).await?;
        if self.decide(&subject, &staffing, self.clock.now()).chosen.is_none() {
            return Ok(false);
        }
        let tx = self.store.write().await?;
        store::tickets::hold(&tx, ticket.id, &Scope::Everything).await?;
        let now = self.clock.now();
        let staffing = self.staffing(&tx).await?;
        let mut outcome = Outcome::default();
        self.route_again(&tx, ticket, DecisionCause::Sweep, &staffing, &mut outcome, now).await?;
        let assigned = outcome.change.assignee.flatten().is_some();
        if assigned && self.carry_out(&tx, caller, ticket, &outcome, now).await? {
            tx.commit().await?;
            return Ok(true);
        }
        tx.rollback().await?;
        Ok(false)
    }
}
