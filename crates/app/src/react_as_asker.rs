//! The asker writes again, through the tracking link.

use crate::change::{Change, Opened, Outcome, checked_text, open_delta, step};
use crate::letters::Asks;
use crate::policy::Action;
use crate::tell::Tell;
use crate::{App, Caller, Refusal, SeenTicket};
use domain::{EventKind, MessageKind, Ticket, Transition};
use serde_json::json;

impl App {
    /// Adds the asker's message. A waiting clock runs again; an answered or closed question is open again.
    pub async fn react_as_asker(
        &self,
        caller: &Caller,
        on: impl Into<SeenTicket>,
        body: &str,
    ) -> Result<Ticket, Refusal> {
        let open = match self.open_change(caller, on.into(), &["react", body], |ticket| Action::React(ticket)).await? {
            Opened::Now(open) => open,
            Opened::Before(ticket) => return Ok(ticket),
        };
        let body = asker_text(caller, body)?;
        self.take_reaction(caller, open, &body).await
    }

    /// A reaction that was checked.
    pub(crate) async fn take_reaction(&self, caller: &Caller, open: Change, body: &str) -> Result<Ticket, Refusal> {
        let tx = &open.tx;
        let ticket = &open.ticket;
        let now = open.now;
        let mut outcome = Outcome::default();
        let status = step(ticket, Transition::AskerReacts)?;
        outcome.event(EventKind::AskerReacted, json!({}));
        if ticket.status.is_open() {
            outcome.change.deadlines = self.end_wait(tx, ticket, now, &mut outcome).await?;
            outcome.change.status = Some(status);
            self.resume_work(tx, ticket, &mut outcome, now).await?;
        } else {
            self.open_again(tx, ticket, &mut outcome, now).await?;
            let delta = outcome.change.status.map_or(0, |after| open_delta(ticket.status, after));
            outcome.counted_event(EventKind::Reopened, json!({ "by": "asker" }), delta);
        }
        outcome.change.reindex = true;
        outcome.message = Some(self.message(caller, ticket, MessageKind::AskerReaction, body, now));
        // Who gets the question because of this is told so, and that letter holds the reaction.
        outcome.tell.get_or_insert_with(|| Tell::Reacted { text: body.to_owned(), asks: Asks::Something });
        self.finish_change(caller, open, outcome).await
    }
}

/// What an asker wrote, or what is wrong with it.
pub(crate) fn asker_text(caller: &Caller, body: &str) -> Result<String, Refusal> {
    Ok(checked_text(caller, "body", body, "Schrijf uw reactie.")?)
}
