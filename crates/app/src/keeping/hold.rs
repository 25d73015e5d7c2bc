//! A question of which nothing may be erased for now (legal hold): an objection, a case, a request under the Woo.

use crate::changing::change::{Opened, checked_text};
use crate::changing::outcome::Outcome;
use crate::policy::{self, Action};
use crate::{App, Caller, Refusal, SeenTicket};
use domain::{Ticket, TicketEvent};
use store::holds::Hold;

/// How many are shown.
const SHOWN: u64 = 200;

/// A question that is held.
#[derive(Debug, Clone)]
pub struct HeldQuestion {
    /// It.
    pub ticket: Ticket,
    /// Since when, by whom, and why.
    pub hold: Hold,
}

impl App {
    /// Holds a question: nothing of it goes until somebody lifts that.
    pub async fn hold_ticket(
        &self,
        caller: &Caller,
        on: impl Into<SeenTicket>,
        reason: &str,
    ) -> Result<Ticket, Refusal> {
        let open = match self.open_change(caller, on.into(), &["hold", reason], |ticket| Action::Hold(ticket)).await? {
            Opened::Now(open) => open,
            Opened::Before(ticket) => return Ok(ticket),
        };
        let reason = checked_text(caller, "reason", reason, "Schrijf waarom deze vraag bewaard moet blijven.")?;
        if store::holds::of(&open.tx, open.ticket.id).await?.is_some() {
            return Err(Refusal::Conflict("Deze vraag wordt al vastgehouden.".to_owned()));
        }
        let by = caller.actor.person().ok_or(Refusal::Forbidden)?;
        let hold = Hold { ticket: open.ticket.id, reason: reason.clone(), by, at: open.now };
        store::holds::insert(&open.tx, &hold).await?;
        let mut outcome = Outcome::default();
        outcome.event(TicketEvent::Held { reason });
        self.finish_change(caller, open, outcome).await
    }

    /// Holds it no more: what is past its term goes with the next sweep.
    pub async fn lift_hold(&self, caller: &Caller, on: impl Into<SeenTicket>, reason: &str) -> Result<Ticket, Refusal> {
        let open = match self.open_change(caller, on.into(), &["lift", reason], |ticket| Action::Hold(ticket)).await? {
            Opened::Now(open) => open,
            Opened::Before(ticket) => return Ok(ticket),
        };
        let reason =
            checked_text(caller, "reason", reason, "Schrijf waarom deze vraag niet langer bewaard hoeft te blijven.")?;
        if !store::holds::delete(&open.tx, open.ticket.id).await? {
            return Err(Refusal::Conflict("Deze vraag wordt niet vastgehouden.".to_owned()));
        }
        let mut outcome = Outcome::default();
        outcome.event(TicketEvent::HoldLifted { reason });
        self.finish_change(caller, open, outcome).await
    }

    /// The questions that are held, the latest first.
    pub async fn held_questions(&self, caller: &Caller) -> Result<Vec<HeldQuestion>, Refusal> {
        policy::check(&caller.actor, Action::ManageRetention)?;
        let holds = store::holds::all(&self.store, SHOWN).await?;
        let ids: Vec<_> = holds.iter().map(|hold| hold.ticket).collect();
        let tickets = store::tickets::these(&self.store, &ids).await?;
        let held = holds.into_iter().filter_map(|hold| {
            let ticket = tickets.iter().find(|ticket| ticket.id == hold.ticket)?.clone();
            Some(HeldQuestion { ticket, hold })
        });
        Ok(held.collect())
    }
}
