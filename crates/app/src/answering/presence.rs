//! Who has a question open at this moment (presence).
//!
//! Who looks is noted in memory, so that no page waits for it; every few seconds what is new goes to the database, for the
//! other servers. It is no part of what happened: rows go after minutes, and nothing of it stands in the ledger.

use crate::openings::OPEN_FOR;
use crate::policy::{self, Action};
use crate::{App, Caller, Refusal};
use domain::{Actor, PersonId, Ticket};
use std::collections::BTreeSet;

impl App {
    /// The caller has this question open; who else has, in no particular order.
    pub async fn open_besides(&self, caller: &Caller, ticket: &Ticket) -> Result<Vec<PersonId>, Refusal> {
        policy::check(&caller.actor, Action::ReadDrafts(ticket))?;
        let own = caller.actor.person();
        let now = self.clock.now();
        let since = now - OPEN_FOR;
        let here = {
            let mut openings = self.openings.lock().expect("no code panics while it holds the list");
            if let Some(person) = own {
                openings.note(ticket.id, person, now);
            }
            openings.at(ticket.id, since)
        };
        let elsewhere = store::openings::of(&self.store, ticket.id, since).await?;
        let all: BTreeSet<PersonId> = here.into_iter().chain(elsewhere.into_iter().map(|one| one.person)).collect();
        Ok(all.into_iter().filter(|person| Some(*person) != own).collect())
    }

    /// Tells other servers who has which question open, as far as that is new; how many rows were written.
    pub async fn share_openings(&self) -> Result<usize, Refusal> {
        policy::check(&Actor::System, Action::Operate)?;
        let new = self.openings.lock().expect("no code panics while it holds the list").unwritten();
        if new.is_empty() {
            return Ok(0);
        }
        let tx = self.store.write().await?;
        store::openings::keep(&tx, &new).await?;
        tx.commit().await?;
        self.openings.lock().expect("no code panics while it holds the list").written(&new);
        Ok(new.len())
    }
}
