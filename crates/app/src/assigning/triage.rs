//! Questions that nobody has (triage): what a lead chooses from, page by page.

use crate::assigning::subject::certainty;
use crate::policy::{self, Action};
use crate::{App, Caller, Refusal};
use domain::{Candidate, Ticket};
use std::collections::HashMap;
use store::tickets::TriageCursor;

/// How many proposals a lead gets per question.
const PROPOSALS: usize = 3;
/// How many questions stand on a page.
const SHOWN: u32 = 50;
/// How much of a question is shown, in characters: some lines.
const OPENING: u32 = 280;

/// A question that waits for a lead.
#[derive(Debug, Clone)]
pub struct TriageItem {
    /// The question.
    pub ticket: Ticket,
    /// How it begins.
    pub opening: String,
    /// How sure the desk is of its primary theme, in thousandths.
    pub certainty: i32,
    /// The best proposals, best first; empty when nobody fits.
    pub proposals: Vec<Candidate>,
}

/// One page of questions that wait for a lead.
#[derive(Debug, Clone)]
pub struct TriagePage {
    /// The one whose time to choose ends first in front.
    pub items: Vec<TriageItem>,
    /// Where the next page starts; none when this is the last.
    pub next: Option<TriageCursor>,
}

impl App {
    /// Questions without an expert, the one whose time to choose ends first in front; 50 at a time.
    pub async fn list_triage(&self, caller: &Caller, after: Option<TriageCursor>) -> Result<TriagePage, Refusal> {
        policy::check(&caller.actor, Action::Triage)?;
        let mut waiting = store::tickets::for_triage(&self.store, after, SHOWN + 1).await?;
        let more = waiting.len() > SHOWN as usize;
        waiting.truncate(SHOWN as usize);
        let last = waiting.last().filter(|_| more);
        let next = last
            .and_then(|ticket| Some(TriageCursor { choose_before: ticket.standing.choose_before()?, id: ticket.id }));
        let ids: Vec<_> = waiting.iter().map(|ticket| ticket.id).collect();
        let decisions = store::decisions::latest(&self.store, &ids).await?;
        let mut proposals: HashMap<_, Vec<Candidate>> = decisions
            .into_iter()
            .map(|stored| {
                let best = stored.decision.candidates.into_iter().filter(|candidate| candidate.excluded.is_none());
                (stored.ticket, best.take(PROPOSALS).collect())
            })
            .collect();
        let mut openings = store::messages::openings(&self.store, &ids, OPENING).await?;
        let items = waiting.into_iter().map(|ticket| TriageItem {
            opening: openings.remove(&ticket.id).unwrap_or_default(),
            certainty: certainty(&ticket.topics),
            proposals: proposals.remove(&ticket.id).unwrap_or_default(),
            ticket,
        });
        Ok(TriagePage { items: items.collect(), next })
    }
}
