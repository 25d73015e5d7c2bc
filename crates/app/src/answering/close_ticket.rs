//! A question is done.

use crate::changing::change::{Opened, step};
use crate::changing::outcome::Outcome;
use crate::letters::{About, Says, Status, StatusChange};
use crate::policy::Action;
use crate::promises::counting;
use crate::{App, Caller, Refusal, SeenTicket};
use chrono::{DateTime, Utc};
use domain::{ClosedBecause, Ticket, TicketEvent, TicketStatus, Transition, amsterdam_day};
use store::Tx;

impl App {
    /// Closes a question. Promises that could still be kept are withdrawn: a closed question is never late afterwards. It
    /// keeps none, and mends none that was broken before.
    pub async fn close_ticket(&self, caller: &Caller, on: impl Into<SeenTicket>) -> Result<Ticket, Refusal> {
        let open = match self.open_change(caller, on.into(), &["close"], |ticket| Action::Close(ticket)).await? {
            Opened::Now(open) => open,
            Opened::Before(ticket) => return Ok(ticket),
        };
        let outcome = self.closing(&open.tx, &open.ticket, ClosedBecause::Said, open.now).await?;
        self.finish_change(caller, open, outcome).await
    }

    /// What closing comes to. An answered question closes without a letter.
    pub(crate) async fn closing(
        &self,
        tx: &Tx,
        ticket: &Ticket,
        why: ClosedBecause,
        now: DateTime<Utc>,
    ) -> Result<Outcome, Refusal> {
        let mut outcome = Outcome::default();
        outcome.change.standing = Some(step(ticket.standing, Transition::Close { at: now })?);
        let resumed = self.end_wait(tx, ticket, now, &mut outcome).await?;
        outcome.change.promises = Some(counting::drop_unmet(&resumed, now));
        outcome.event(TicketEvent::Closed { answered: ticket.status() == TicketStatus::Answered, why: Some(why) });
        if let Some(expert) = ticket.busy() {
            store::experts::drop_work(tx, expert, ticket.effort_minutes).await?;
        }
        if ticket.status().is_open() {
            let link = self.tracking_url(ticket.submission_key, ticket.link_number);
            let says = Says::StatusChange(StatusChange { to: closed(ticket, why), link: &link });
            outcome.letters.push(self.letter(&About::from(ticket), &ticket.contact, &says, now));
        }
        Ok(outcome)
    }
}

fn closed(ticket: &Ticket, why: ClosedBecause) -> Status<'static> {
    match (why, ticket.standing.asked()) {
        (ClosedBecause::Silence, Some(asked)) => Status::ClosedInSilence { asked_on: amsterdam_day(asked.since) },
        _ => Status::Closed,
    }
}
