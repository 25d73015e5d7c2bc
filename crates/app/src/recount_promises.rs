//! The sweep that counts promises again which a changed calendar touches.

use crate::change::{Change, Outcome, about};
use crate::policy::{self, Action};
use crate::promise_rules::midnight;
use crate::promises::{count_again, merged, note_moves};
use crate::{App, Caller, Refusal};
use chrono::Duration;
use domain::{Actor, Origin, TicketId};
use sla::Rules;
use std::collections::BTreeSet;
use store::Scope;

/// How many promises one round looks at.
const BATCH: u32 = 100;
/// How long after a change the desk keeps looking for promises that another server made by the old calendar in that
/// very moment.
const STRAGGLERS: Duration = Duration::minutes(10);
/// What the ledger and the asker read.
const WHY: &str = "De werkdagen van het loket zijn veranderd.";

impl App {
    /// Counts the promises again that a new edition of the calendar touches, each question in a transaction with its
    /// line in the ledger and its letter. How many questions were given another date.
    pub async fn recount_promises(&self) -> Result<usize, Refusal> {
        policy::check(&Actor::System, Action::Operate)?;
        let mut moved = 0;
        for edition in store::promise_rules::uncounted(&self.store).await? {
            let Some(touches_from) = edition.touches_from else { continue };
            self.refresh().await?;
            let rules = self.desk().promises.clone();
            let mut done: BTreeSet<TicketId> = BTreeSet::new();
            loop {
                let version = rules.calendar.version();
                let (from, now) = (midnight(touches_from), self.clock.now());
                let touched = store::deadlines::counted_before(&self.store, version, from, now, None, BATCH).await?;
                let tickets: BTreeSet<TicketId> = touched.iter().map(|promise| promise.ticket).collect();
                // Tickets that others keep changing meanwhile come next time.
                let fresh: Vec<TicketId> = tickets.difference(&done).copied().collect();
                for ticket in &fresh {
                    moved += usize::from(self.recount(*ticket, &rules).await?);
                }
                done.extend(&fresh);
                if fresh.is_empty() {
                    break;
                }
            }
            if edition.created_at + STRAGGLERS < self.clock.now() {
                let tx = self.store.write().await?;
                store::promise_rules::mark_counted(&tx, edition.version).await?;
                tx.commit().await?;
            }
        }
        Ok(moved)
    }

    /// Counts the promises of one question again that can still be kept; true when one of them moved.
    async fn recount(&self, id: TicketId, rules: &Rules) -> Result<bool, Refusal> {
        let caller = Caller::system(Origin::Worker);
        let tx = self.store.write().await?;
        store::tickets::hold(&tx, id, &Scope::Everything).await?;
        let Some(ticket) = store::tickets::find(&tx, id, &Scope::Everything).await? else { return Ok(false) };
        let now = self.clock.now();
        let waits = store::tickets::waits(&tx, id).await?;
        let counted = count_again(&ticket, &ticket.policy, &waits, rules, now);
        let mut outcome = Outcome::default();
        let moved = note_moves(&ticket.deadlines, &counted, WHY, &mut outcome);
        if moved {
            outcome.letters.push(self.deadline_moved_letter(
                &about(&ticket),
                (&ticket.contact).into(),
                WHY,
                &counted,
                &self.tracking_url(ticket.submission_key, ticket.link_number),
                now,
            ));
        }
        outcome.change.deadlines = merged(&ticket.deadlines, &counted);
        match self.finish_change(&caller, Change { tx, ticket, now, act: None }, outcome).await {
            Ok(_) => Ok(moved),
            // Somebody changed it in the same moment; it is still there next time.
            Err(Refusal::Conflict(_)) => Ok(false),
            Err(refusal) => Err(refusal),
        }
    }
}
