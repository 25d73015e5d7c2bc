//! Questions that their asker put as one, and the desk split.

use crate::{App, Caller, Refusal, policy};
use domain::{Reference, Ticket, TicketId};
use store::Reads;
use store::messages::Shown;

/// Another question that belongs with one: it was split off, or is what that was split off from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sibling {
    /// What people call it.
    pub reference: Reference,
    /// What it is about.
    pub subject: String,
    /// Where its asker follows it: for askers only, and not once either link was replaced.
    pub follow: Option<String>,
}

impl App {
    /// Its siblings: an asker follows each by its own link, and people of the desk see those in their scope.
    pub(crate) async fn siblings_for(
        &self,
        caller: &Caller,
        ticket: &Ticket,
        shown: Shown,
    ) -> Result<Vec<Sibling>, Refusal> {
        let mut siblings = self.siblings(&self.store, ticket).await?;
        if siblings.is_empty() || matches!(shown, Shown::ToAsker) {
            return Ok(siblings);
        }
        let ids: Vec<TicketId> = siblings.iter().map(|sibling| sibling.reference.ticket).collect();
        let known = store::tickets::within(&self.store, &ids, &policy::scope(&caller.actor)).await?;
        siblings.retain(|sibling| known.contains(&sibling.reference.ticket));
        siblings.iter_mut().for_each(|sibling| sibling.follow = None);
        Ok(siblings)
    }

    /// The questions that were split off from this one, and the one it was split off from.
    async fn siblings(&self, from: &impl Reads, ticket: &Ticket) -> Result<Vec<Sibling>, Refusal> {
        let ids = store::splits::around(from, ticket.id).await?;
        let mut all = store::tickets::these(from, &ids).await?;
        all.sort_by_key(|other| other.id);
        let sibling = |other: Ticket| {
            // A link that was replaced had come to somebody else: nobody finds the new one by way of another question.
            let is_safe = ticket.link_number == 0 && other.link_number == 0 && ticket.contact == other.contact;
            let follow = is_safe.then(|| self.tracking_url(other.submission_key, other.link_number));
            Sibling { reference: other.reference, subject: other.subject, follow }
        };
        Ok(all.into_iter().map(sibling).collect())
    }
}
