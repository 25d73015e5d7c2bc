//! A question is done.

use crate::change::{Opened, Outcome, about, open_delta, step};
use crate::policy::Action;
use crate::{App, Caller, Refusal, SeenTicket, promises};
use domain::{EventKind, Ticket, Transition};
use serde_json::json;

impl App {
    /// Closes a question. Promises that could still be kept are withdrawn: a closed question is never late afterwards. It
    /// keeps none, and mends none that was broken before.
    pub async fn close_ticket(&self, caller: &Caller, on: impl Into<SeenTicket>) -> Result<Ticket, Refusal> {
        let open = match self.open_change(caller, on.into(), &["close"], |ticket| Action::Close(ticket)).await? {
            Opened::Now(open) => open,
            Opened::Before(ticket) => return Ok(ticket),
        };
        let tx = &open.tx;
        let ticket = &open.ticket;
        let now = open.now;
        let mut outcome = Outcome::default();
        let status = step(ticket, Transition::Close)?;
        outcome.change.status = Some(status);
        let resumed = self.end_wait(tx, ticket, now, &mut outcome).await?;
        outcome.change.deadlines = promises::drop_unmet(resumed, now);
        outcome.change.closed_at = Some(Some(now));
        outcome.counted_event(
            EventKind::Closed,
            json!({ "answered": ticket.first_answered_at.is_some() }),
            open_delta(ticket.status, status),
        );
        if ticket.status.is_open() {
            if let Some(expert) = ticket.assignee {
                store::experts::drop_work(tx, expert, ticket.effort_minutes).await?;
            }
            outcome.letters.push(self.status_letter(
                &about(ticket),
                (&ticket.contact).into(),
                "Wij hebben uw vraag gesloten. Bent u het daar niet mee eens? Reageer dan via de link hieronder; \
                     uw vraag is dan weer open.",
                &self.tracking_url(ticket.submission_key, ticket.link_number),
                now,
            ));
        }
        self.finish_change(caller, open, outcome).await
    }
}
