//! Questions that nobody has: what a lead chooses from.

use crate::policy::{self, Action};
use crate::routing_step::certainty;
use crate::{App, Caller, Refusal};
use domain::{Candidate, Ticket};
use std::collections::HashMap;

/// How many proposals a lead gets per question.
const PROPOSALS: usize = 3;
/// How many questions are shown at once.
const SHOWN: u32 = 50;

/// A question that waits for a lead.
#[derive(Debug, Clone)]
pub struct TriageItem {
    /// The question.
    pub ticket: Ticket,
    /// How sure the desk is of its primary theme, in thousandths.
    pub certainty: i32,
    /// The best proposals, best first; empty when nobody fits.
    pub proposals: Vec<Candidate>,
}

impl App {
    /// Questions without an expert, the one whose time to choose ends first in front; at most 50.
    pub async fn list_triage(&self, caller: &Caller) -> Result<Vec<TriageItem>, Refusal> {
        policy::check(&caller.actor, Action::Triage)?;
        let waiting = store::tickets::for_triage(&self.store, SHOWN).await?;
        let ids: Vec<_> = waiting.iter().map(|ticket| ticket.id).collect();
        let decisions = store::decisions::latest(&self.store, &ids).await?;
        let mut proposals: HashMap<_, Vec<Candidate>> = decisions
            .into_iter()
            .map(|stored| {
                let best = stored.decision.candidates.into_iter().filter(|candidate| candidate.excluded.is_none());
                (stored.ticket, best.take(PROPOSALS).collect())
            })
            .collect();
        Ok(waiting
            .into_iter()
            .map(|ticket| TriageItem {
                certainty: certainty(&ticket.topics),
                proposals: proposals.remove(&ticket.id).unwrap_or_default(),
                ticket,
            })
            .collect())
    }
}
