//! One question without who asked it, or without any text (anonymisation): as one transaction, with its lines in the ledger.

use crate::changing::change::Change;
use crate::policy::{self, Action};
use crate::{App, Caller, Refusal, ledger, refusal, secrets};
use domain::{
    Actor, ClosedBecause, ErasedBecause, Origin, Standing, SubmissionKey, Ticket, TicketEvent, TicketId, TicketStatus,
};
use store::Scope;
use store::retention::{Part, Replaced};

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Erased {
    /// It is erased; whether the desk had learned from it.
    Done { was_lesson: bool },
    /// Somebody holds it, or it is open again, or erased already.
    Not,
}

impl App {
    /// Erases this part of a question. By its term only what is finished goes; on request also what is open, which is closed
    /// then, without a letter: whoever asked for it wants none.
    pub(crate) async fn erase_part(&self, id: TicketId, part: Part, because: ErasedBecause) -> Result<Erased, Refusal> {
        policy::check(&Actor::System, Action::Operate)?;
        let Some(Change { tx, ticket, now, .. }) = self.hold_now(id).await? else { return Ok(Erased::Not) };
        let is_done = match part {
            Part::Contact => ticket.contact_erased_at.is_some(),
            Part::Texts => ticket.texts_erased_at.is_some(),
        };
        let is_open = TicketStatus::OPEN.contains(&ticket.status());
        if is_done || (is_open && because == ErasedBecause::Term) || store::holds::of(&tx, id).await?.is_some() {
            tx.rollback().await?;
            return Ok(Erased::Not);
        }
        let system = Caller::system(Origin::Worker);
        let ticket = self.closed_in_silence(&tx, &system, ticket, now).await?;
        let mut happened = Vec::new();
        if ticket.contact_erased_at.is_none() {
            let replaced = Replaced {
                submission_key: SubmissionKey(self.ids.uuid(now)),
                tracking_hash: secrets::hash(&secrets::as_text(self.ids.secret())),
            };
            if !store::retention::forget_contact(&tx, &ticket, &replaced, now).await? {
                return Err(refusal::overtaken());
            }
            happened.push(TicketEvent::ContactErased { because });
        }
        let mut was_lesson = false;
        if part == Part::Texts {
            store::retention::forget_texts(&tx, &ticket, now).await?;
            happened.push(TicketEvent::TextsErased { because });
            was_lesson = self.was_lesson(&tx, id).await?;
        }
        let events: Vec<_> = happened.into_iter().map(|what| ledger::on_ticket(&system, id, what, now)).collect();
        ledger::write(&tx, &events).await?;
        tx.commit().await?;
        self.announce(id);
        Ok(Erased::Done { was_lesson })
    }

    /// Had the desk learned from it?
    pub(crate) async fn was_lesson(&self, tx: &store::Tx, ticket: TicketId) -> Result<bool, Refusal> {
        let Some(active) = store::models::active(tx).await? else { return Ok(false) };
        Ok(store::corrections::is_lesson(tx, ticket, active.corrections_until).await?)
    }

    /// Nothing is to happen to it any more. Its asker gets no letter of it.
    async fn closed_in_silence(
        &self,
        tx: &store::Tx,
        system: &Caller,
        ticket: Ticket,
        now: chrono::DateTime<chrono::Utc>,
    ) -> Result<Ticket, Refusal> {
        let because = match ticket.status() {
            TicketStatus::Closed => return Ok(ticket),
            TicketStatus::Answered => ClosedBecause::Answered,
            TicketStatus::Unassigned | TicketStatus::Assigned | TicketStatus::WaitingForAsker => {
                ClosedBecause::Withdrawn
            }
        };
        let mut outcome = self.closing(tx, &ticket, because, None, now).await?;
        self.free_merged(tx, system, &ticket, now).await?;
        outcome.letters.clear();
        // Its terms go on counting from when it was answered.
        if let (Some(Standing::Closed { ending, .. }), Some(at), TicketStatus::Answered) =
            (outcome.change.standing, ticket.answered_at, ticket.status())
        {
            outcome.change.standing = Some(Standing::Closed { at, ending });
        }
        if !self.carry_out(tx, system, &ticket, &outcome, None, now).await? {
            return Err(refusal::overtaken());
        }
        store::tickets::find(tx, ticket.id, &Scope::Everything).await?.ok_or(Refusal::Hidden)
    }
}
