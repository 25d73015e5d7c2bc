//! Questions of a period as rows, for who counts them elsewhere (flat feed, export for analysts): no texts, nobody's name.

use crate::policy::{self, Action};
use crate::{App, Caller, Refusal};
use chrono::NaiveDate;
use domain::{Complaints, is_known_day};
use store::feed::{FedQuestion, FeedPlace};

/// Largest page.
const MOST: u32 = 500;

/// One page of the feed.
#[derive(Debug, Clone)]
pub struct FeedPage {
    /// In order of receipt.
    pub questions: Vec<FedQuestion>,
    /// Where the next page begins; none on the last.
    pub next: Option<FeedPlace>,
}

impl App {
    /// Questions that came in between two days, both included, after a place in the feed.
    pub async fn read_feed(
        &self,
        caller: &Caller,
        (from, to): (NaiveDate, NaiveDate),
        first: u32,
        after: Option<FeedPlace>,
    ) -> Result<FeedPage, Refusal> {
        policy::check(&caller.actor, Action::ReadFeed)?;
        let mut complaints = Complaints::default();
        if !(1..=MOST).contains(&first) {
            complaints.add("first", "OUT_OF_RANGE", format!("Vraag 1 tot {MOST} regels tegelijk."));
        }
        if !(is_known_day(from) && is_known_day(to)) {
            complaints.add("from", "OUT_OF_RANGE", "Kies een dag in deze eeuw.");
        } else if to < from {
            complaints.add("to", "OUT_OF_RANGE", "De einddatum ligt voor de begindatum.");
        }
        complaints.or(|| ())?;
        let mut questions = store::feed::questions(&self.store, (from, to), after, first + 1).await?;
        let has_more = questions.len() > first as usize;
        questions.truncate(first as usize);
        let next = questions.last().filter(|_| has_more).map(|last| (last.received_on, last.reference.ticket));
        Ok(FeedPage { questions, next })
    }
}
