//! The sweep that gives waiting questions to experts who have room again.

use crate::changing::outcome::Outcome;
use crate::policy::{self, Action};
use crate::running::set_aside::Sweep;
use crate::{App, Caller, Refusal};
use domain::{Actor, DecisionCause, Origin, Ticket, TicketId, TicketStatus};
use std::collections::HashMap;
use store::Scope;
use store::tickets::InLine;

/// How many waiting questions are read in one go.
const BATCH: u32 = 200;

impl App {
    /// Looks for an expert for the questions that have none, longest waiting first. How many found one.
    ///
    /// Questions that the classifier doubts are for this desk wait for a lead: no sweep hands them out.
    pub async fn route_waiting(&self) -> Result<usize, Refusal> {
        let caller = Caller::system(Origin::Worker);
        policy::check(&Actor::System, Action::Operate)?;
        let mut sweep = self.begin_sweep("route waiting").await?;
        let mut found = 0;
        let mut last: Option<InLine> = None;
        loop {
            let line = store::tickets::unassigned_in_line(&self.store, last, BATCH).await?;
            let ids: Vec<TicketId> = line.iter().map(|(_, id)| *id).filter(|id| !sweep.leaves(*id)).collect();
            let mut read = self.read_for(&sweep, &ids).await?;
            for id in ids {
                if self.must_stop() {
                    return Ok(found);
                }
                let known = read.remove(&id);
                let routed = async {
                    let Some(ticket) = self.known_or_read(known, id).await? else { return Ok(false) };
                    // Somebody may have taken it since the line was read.
                    Ok(ticket.status() == TicketStatus::Unassigned && self.route_one(&caller, &ticket).await?)
                };
                if sweep.row(id, Box::pin(routed)).await? == Some(true) {
                    found += 1;
                }
            }
            if line.len() < BATCH as usize {
                sweep.end().await;
                return Ok(found);
            }
            last = line.last().copied();
        }
    }

    /// These tickets in three statements; nothing when one of them cannot be read: then each is read by itself.
    pub(crate) async fn read_for(
        &self,
        sweep: &Sweep<'_>,
        ids: &[TicketId],
    ) -> Result<HashMap<TicketId, Ticket>, Refusal> {
        let read = sweep.batch(Box::pin(async { Ok(store::tickets::these(&self.store, ids).await?) })).await?;
        Ok(read.unwrap_or_default().into_iter().map(|ticket| (ticket.id, ticket)).collect())
    }

    pub(crate) async fn known_or_read(&self, known: Option<Ticket>, id: TicketId) -> Result<Option<Ticket>, Refusal> {
        match known {
            Some(ticket) => Ok(Some(ticket)),
            None => Ok(store::tickets::find(&self.store, id, &Scope::Everything).await?),
        }
    }

    async fn route_one(&self, caller: &Caller, ticket: &Ticket) -> Result<bool, Refusal> {
        // Most waiting questions still have nobody: find that out without taking the write lock.
        let subject = self.subject_of(&self.store, ticket).await?;
        let staffing = self.staffing(&self.store).await?;
        if self.decide(&subject, &staffing, self.clock.now()).chosen.is_none() {
            return Ok(false);
        }
        let change = self.hold_as_read(ticket).await?;
        let staffing = self.staffing(&change.tx).await?;
        let mut outcome = Outcome::default();
        self.route_again(&change.tx, ticket, DecisionCause::Sweep, &staffing, &mut outcome, change.now).await?;
        if outcome.change.assignee.flatten().is_none() {
            change.tx.rollback().await?;
            return Ok(false);
        }
        self.end_change(caller, change, &outcome).await
    }
}
