//! The same question from several organisations: how many there are, and which of them somebody may read.

use crate::policy::{self, Action};
use crate::{App, Caller, Refusal};
use domain::Ticket;
use std::collections::BTreeMap;
use store::same_asked::SameAsked;

/// Of so many it is looked at which may be read.
const LOOKED_AT: usize = 100;
/// So many are listed.
const LISTED: usize = 10;

/// Questions that at least two organisations asked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AskedBySeveral {
    /// How many.
    pub many: usize,
    /// How many times they were asked, together.
    pub questions: i64,
    /// Those that the reader may open; asked last first.
    pub listed: Vec<(Ticket, SameAsked)>,
}

impl App {
    /// How many there are is for everybody who reads figures; which they are, for whoever may open them.
    pub async fn asked_by_several(&self, caller: &Caller) -> Result<AskedBySeveral, Refusal> {
        policy::check(&caller.actor, Action::ReadTrends)?;
        let found = store::same_asked::by_several(&self.store).await?;
        let mut numbers: Vec<i64> = found.iter().take(LOOKED_AT).map(|same| same.kept.0).collect();
        numbers.sort_unstable_by(|left, right| right.cmp(left));
        let most = u32::try_from(LOOKED_AT).unwrap_or(u32::MAX);
        let scope = policy::scope(&caller.actor);
        let known = store::tickets::next_within(&self.store, &numbers, &scope, None, most).await?;
        let mut known: BTreeMap<_, Ticket> = known.into_iter().map(|ticket| (ticket.id, ticket)).collect();
        let listed = found.iter().filter_map(|same| Some((known.remove(&same.kept)?, *same))).take(LISTED).collect();
        Ok(AskedBySeveral { many: found.len(), questions: found.iter().map(|same| same.questions).sum(), listed })
    }
}
