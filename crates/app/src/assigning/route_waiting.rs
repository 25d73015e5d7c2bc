//! The sweep that gives waiting questions to experts who have room again.

use crate::changing::outcome::Outcome;
use crate::picture::looked_at::LookedAt;
use crate::policy::{self, Action};
use crate::running::set_aside::Sweep;
use crate::{App, Caller, Refusal};
use domain::{Actor, DecisionCause, Origin, Ticket, TicketId, TicketStatus};
use std::collections::{HashMap, HashSet};
use store::Scope;
use store::tickets::InLine;

/// How many places in the line are read in one go: only which questions they are.
const LINE: u32 = 2_000;
/// How many waiting questions are read in one go.
const BATCH: usize = 200;

/// What came of looking for an expert.
enum Found {
    Somebody,
    /// As it stands, nobody may have it.
    Nobody,
    /// Others were first; it is looked at again.
    Overtaken,
}

impl App {
    /// Looks for an expert for the questions that have none, longest waiting first. How many found one.
    ///
    /// A question for which nobody was found is looked at again when that may have changed (see [`LookedAt`]). Questions that
    /// the classifier doubts are for this desk wait for a lead: no sweep hands them out.
    pub async fn route_waiting(&self) -> Result<usize, Refusal> {
        policy::check(&Actor::System, Action::Operate)?;
        let mut sweep = self.begin_sweep("route waiting").await?;
        let staffing = self.staffing(&self.store).await?;
        // Of nothing, should this round be left half done, or another begin meanwhile.
        let before = std::mem::take(&mut *self.looked_at.lock().expect("no code panics while it holds what was seen"));
        let mut looked_at = before.if_nothing_changed(staffing.picture.versions, &staffing.loads, self.clock.now());
        let (mut found, mut waiting) = (0, HashSet::new());
        let mut last: Option<InLine> = None;
        loop {
            let line = store::tickets::unassigned_in_line(&self.store, last, LINE).await?;
            let now = self.clock.now();
            waiting.extend(line.iter().map(|((_, id), _)| *id));
            let unseen = line.iter().filter(|((_, id), revision)| looked_at.is_due(*id, *revision, now));
            let ids: Vec<TicketId> = unseen.map(|((_, id), _)| *id).filter(|id| !sweep.leaves(*id)).collect();
            for some in ids.chunks(BATCH) {
                let Some(routed) = self.route_these(&mut sweep, some, &mut looked_at).await? else { return Ok(found) };
                found += routed;
            }
            if line.len() < LINE as usize {
                break;
            }
            last = line.last().map(|(place, _)| *place);
        }
        sweep.end().await;
        looked_at.forget_all_but(&waiting);
        *self.looked_at.lock().expect("no code panics while it holds what was seen") = looked_at;
        Ok(found)
    }

    /// How many of these found an expert; none when the sweep must stop.
    async fn route_these(
        &self,
        sweep: &mut Sweep<'_>,
        ids: &[TicketId],
        looked_at: &mut LookedAt,
    ) -> Result<Option<usize>, Refusal> {
        let caller = Caller::system(Origin::Worker);
        let mut read = self.read_for(sweep, ids).await?;
        let mut found = 0;
        for id in ids.iter().copied() {
            if self.must_stop() {
                return Ok(None);
            }
            let known = read.remove(&id);
            let routed = async {
                let Some(ticket) = self.known_or_read(known, id).await? else { return Ok(Found::Overtaken) };
                // Somebody may have taken it since the line was read.
                if ticket.status() != TicketStatus::Unassigned {
                    return Ok(Found::Overtaken);
                }
                self.route_one(&caller, &ticket, looked_at).await
            };
            if let Some(Found::Somebody) = sweep.row(id, Box::pin(routed)).await? {
                found += 1;
            }
        }
        Ok(Some(found))
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

    async fn route_one(&self, caller: &Caller, ticket: &Ticket, looked_at: &mut LookedAt) -> Result<Found, Refusal> {
        // Most waiting questions still have nobody: find that out without taking the write lock.
        let subject = self.subject_of(&self.store, ticket).await?;
        let staffing = self.staffing(&self.store).await?;
        let now = self.clock.now();
        if self.decide(&subject, &staffing, now).chosen.is_none() {
            looked_at.note(ticket, &staffing.loads, now);
            return Ok(Found::Nobody);
        }
        let change = self.hold_as_read(ticket).await?;
        let staffing = self.staffing(&change.tx).await?;
        let mut outcome = Outcome::default();
        self.route_again(&change.tx, ticket, DecisionCause::Sweep, &staffing, &mut outcome, change.now).await?;
        if outcome.change.assignee.flatten().is_none() {
            change.tx.rollback().await?;
            return Ok(Found::Overtaken);
        }
        let is_stored = self.end_change(caller, change, &outcome).await?;
        Ok(if is_stored { Found::Somebody } else { Found::Overtaken })
    }
}
