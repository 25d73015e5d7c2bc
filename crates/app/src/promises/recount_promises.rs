//! The sweep that counts promises again which a changed calendar touches.

use crate::changing::change::Change;
use crate::changing::outcome::Outcome;
use crate::policy::{self, Action};
use crate::promises::counting::{count_again, note_moves};
use crate::promises::promise_rules::midnight;
use crate::promises::tell_of_moves::{WHY, recipient};
use crate::{App, Caller, Refusal};
use chrono::Duration;
use domain::{Actor, Origin, TicketId};
use sla::Rules;

/// How many promises one round looks at.
const BATCH: u32 = 100;
/// How long after a change the desk keeps looking for promises that another server made by the old calendar in that
/// very moment.
const STRAGGLERS: Duration = Duration::minutes(10);

impl App {
    /// Counts the promises again that a new edition of the calendar touches, each question in a transaction with its
    /// line in the ledger, and then tells each asker in one letter. How many questions were given another date.
    pub async fn recount_promises(&self) -> Result<usize, Refusal> {
        policy::check(&Actor::System, Action::Operate)?;
        let mut sweep = self.begin_sweep("recount promises").await?;
        let mut moved = 0;
        for edition in store::promise_rules::uncounted(&self.store).await? {
            let Some(touches_from) = edition.touches_from else { continue };
            self.refresh().await?;
            let rules = self.picture().promises.clone();
            let mut before = Vec::new();
            loop {
                let (version, from, now) = (rules.calendar.version(), midnight(touches_from), self.clock.now());
                let left = sweep.left_alone();
                let tickets =
                    store::deadlines::tickets_counted_before(&left, &self.store, version, from, now, BATCH).await?;
                // Counted, a ticket is not found again; one that is would be found for ever.
                if tickets.is_empty() || tickets == before {
                    break;
                }
                for ticket in tickets.iter().copied() {
                    if self.must_stop() {
                        return Ok(moved);
                    }
                    moved +=
                        usize::from(sweep.row(ticket, Box::pin(self.recount(ticket, &rules))).await? == Some(true));
                }
                before = tickets;
            }
            self.tell_of_moves(&mut sweep).await?;
            if !sweep.has_failed() && edition.created_at + STRAGGLERS < self.clock.now() {
                let tx = self.store.write().await?;
                store::promise_rules::mark_counted(&tx, edition.version).await?;
                tx.commit().await?;
            }
        }
        sweep.end().await;
        Ok(moved)
    }

    /// Counts the promises of one question again that can still be kept; true when one of them moved.
    async fn recount(&self, id: TicketId, rules: &Rules) -> Result<bool, Refusal> {
        let caller = Caller::system(Origin::Worker);
        let Some(change) = self.hold_now(id).await? else { return Ok(false) };
        let Change { tx, ticket, now, .. } = &change;
        let now = *now;
        let waits = store::tickets::waits(tx, id).await?;
        let counted = count_again(ticket, &ticket.policy, &waits, rules, now);
        let mut outcome = Outcome::default();
        let moved = note_moves(&ticket.promises, &counted, WHY, &mut outcome);
        if moved {
            store::moved_promises::insert(tx, id, &recipient(&ticket.contact), &ticket.promises).await?;
        }
        outcome.change.promises = Some(counted);
        self.finish_change(&caller, change, outcome).await?;
        Ok(moved)
    }
}
