//! A question is done.

use crate::changing::change::{Opened, step};
use crate::changing::outcome::Outcome;
use crate::letters::About;
use crate::policy::Action;
use crate::promises::counting;
use crate::{App, Caller, Refusal, SeenTicket};
use chrono::{DateTime, Utc};
use domain::{ClosedBecause, Ticket, TicketEvent, TicketStatus, Transition, amsterdam_day, long_day_in_words};
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
            outcome.letters.push(self.status_letter(
                &About::from(ticket),
                (&ticket.contact).into(),
                &closed_in_words(ticket, why),
                &self.tracking_url(ticket.submission_key, ticket.link_number),
                now,
            ));
        }
        Ok(outcome)
    }
}

fn closed_in_words(ticket: &Ticket, why: ClosedBecause) -> String {
    match (why, ticket.standing.asked()) {
        (ClosedBecause::Silence, Some(asked)) => format!(
            "Op {} vroegen wij u iets over uw vraag. Wij kregen geen reactie, ook niet op onze herinnering. Daarom hebben \
             wij uw vraag gesloten.\n\nHebt u nog steeds antwoord nodig? Reageer dan via de link hieronder; uw vraag is dan \
             weer open.",
            long_day_in_words(amsterdam_day(asked.since))
        ),
        _ => "Wij hebben uw vraag gesloten. Bent u het daar niet mee eens? Reageer dan via de link hieronder; \
              uw vraag is dan weer open."
            .to_owned(),
    }
}
