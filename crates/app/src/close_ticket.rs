//! A question is done.

use crate::change::{Opened, Outcome, about, open_delta, step};
use crate::policy::Action;
use crate::{App, Caller, Refusal, SeenTicket, promises};
use chrono::{DateTime, Utc};
use domain::{EventKind, Ticket, TicketStatus, Transition, amsterdam_day, long_day_in_words};
use serde_json::json;
use store::Tx;

/// Why a question is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// Somebody at the desk said so.
    Said,
    /// Its asker did not react to a question back, nor to the reminder.
    Silence,
    /// It was answered, and its asker did not react.
    Answered,
}

impl Why {
    /// The stored word.
    fn as_str(self) -> &'static str {
        match self {
            Self::Said => "said",
            Self::Silence => "silence",
            Self::Answered => "answered",
        }
    }
}

impl App {
    /// Closes a question. Promises that could still be kept are withdrawn: a closed question is never late afterwards. It
    /// keeps none, and mends none that was broken before.
    pub async fn close_ticket(&self, caller: &Caller, on: impl Into<SeenTicket>) -> Result<Ticket, Refusal> {
        let open = match self.open_change(caller, on.into(), &["close"], |ticket| Action::Close(ticket)).await? {
            Opened::Now(open) => open,
            Opened::Before(ticket) => return Ok(ticket),
        };
        let outcome = self.closing(&open.tx, &open.ticket, Why::Said, open.now).await?;
        self.finish_change(caller, open, outcome).await
    }

    /// What closing comes to. An answered question closes without a letter.
    pub(crate) async fn closing(
        &self,
        tx: &Tx,
        ticket: &Ticket,
        why: Why,
        now: DateTime<Utc>,
    ) -> Result<Outcome, Refusal> {
        let mut outcome = Outcome::default();
        let closed = step(ticket.standing, Transition::Close { at: now })?;
        outcome.change.standing = Some(closed);
        let resumed = self.end_wait(tx, ticket, now, &mut outcome).await?;
        outcome.change.promises = Some(promises::drop_unmet(&resumed, now));
        outcome.counted_event(
            EventKind::Closed,
            json!({ "answered": ticket.status() == TicketStatus::Answered, "why": why.as_str() }),
            open_delta(ticket.standing, closed),
        );
        if let Some(expert) = ticket.busy() {
            store::experts::drop_work(tx, expert, ticket.effort_minutes).await?;
        }
        if ticket.status().is_open() {
            outcome.letters.push(self.status_letter(
                &about(ticket),
                (&ticket.contact).into(),
                &closed_in_words(ticket, why),
                &self.tracking_url(ticket.submission_key, ticket.link_number),
                now,
            ));
        }
        Ok(outcome)
    }
}

fn closed_in_words(ticket: &Ticket, why: Why) -> String {
    match (why, ticket.standing.asked()) {
        (Why::Silence, Some(asked)) => format!(
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
