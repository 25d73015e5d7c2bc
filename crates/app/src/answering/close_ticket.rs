//! A question is done (resolve, close), for a reason that its asker reads.

use crate::changing::change::{Opened, checked_text, step};
use crate::changing::outcome::Outcome;
use crate::letters::{About, Says, Status, StatusChange};
use crate::policy::Action;
use crate::promises::counting;
use crate::{App, Caller, Refusal, SeenTicket};
use chrono::{DateTime, Utc};
use domain::{
    ClosedBecause, Complaints, Ending, MessageKind, Standing, Ticket, TicketEvent, TicketStatus, Transition,
    amsterdam_day,
};
use store::Tx;

/// Why somebody closes a question, as far as they say so.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Why {
    /// Whoever closes it is not asked: it is what is true of a question that stands so.
    #[default]
    Unsaid,
    /// They were asked, and chose nothing.
    Missing,
    /// For this reason.
    Because(ClosedBecause),
}

/// What somebody says who closes a question.
#[derive(Debug, Clone, Copy, Default)]
pub struct Closing<'a> {
    /// For which reason.
    pub why: Why,
    /// What the asker reads besides; may be empty.
    pub explanation: &'a str,
}

impl App {
    /// Closes a question. Promises that could still be kept are withdrawn: a closed question is never late afterwards. It
    /// keeps none, and mends none that was broken before.
    pub async fn close_ticket(
        &self,
        caller: &Caller,
        on: impl Into<SeenTicket>,
        closing: Closing<'_>,
    ) -> Result<Ticket, Refusal> {
        let why = if let Why::Because(because) = closing.why { because.as_str() } else { "" };
        let said = ["close", why, closing.explanation];
        let open = match self.open_change(caller, on.into(), &said, |ticket| Action::Close(ticket)).await? {
            Opened::Now(open) => open,
            Opened::Before(ticket) => return Ok(ticket),
        };
        // What is closed already is a conflict, whatever was typed.
        step(open.ticket.standing, Transition::Close { at: open.now, ending: Ending::default() })?;
        let (because, explanation) = checked(caller, open.ticket.standing, closing)?;
        let mut outcome = self.closing(&open.tx, &open.ticket, because, explanation.as_deref(), open.now).await?;
        self.free_merged(&open.tx, caller, &open.ticket, open.now).await?;
        if let Some(text) = &explanation {
            outcome.message = Some(self.message(caller, &open.ticket, MessageKind::Notice, text, open.now));
            outcome.change.reindex = true;
        }
        self.finish_change(caller, open, outcome).await
    }

    /// What closing comes to. An answered question closes without a letter, unless there is something to say.
    pub(crate) async fn closing(
        &self,
        tx: &Tx,
        ticket: &Ticket,
        because: ClosedBecause,
        explanation: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Outcome, Refusal> {
        let mut outcome = self.ending(tx, ticket, Ending::Closed(because), now).await?;
        let answered = ticket.status() == TicketStatus::Answered;
        outcome.event(TicketEvent::Closed { answered, why: Some(because) });
        if ticket.status().is_open() || explanation.is_some() {
            let link = self.tracking_url(ticket.submission_key, ticket.link_number);
            let says = Says::StatusChange(StatusChange { to: closed(ticket, because, explanation), link: &link });
            outcome.letters.push(self.letter(&About::from(ticket), &ticket.contact, &says, now));
        }
        Ok(outcome)
    }

    /// What every end of a question comes to, whichever it is: nobody waits for it, works on it, or promises anything.
    pub(crate) async fn ending(
        &self,
        tx: &Tx,
        ticket: &Ticket,
        ending: Ending,
        now: DateTime<Utc>,
    ) -> Result<Outcome, Refusal> {
        let mut outcome = Outcome::default();
        outcome.change.standing = Some(step(ticket.standing, Transition::Close { at: now, ending })?);
        let resumed = self.end_wait(tx, ticket, now, &mut outcome).await?;
        outcome.change.promises = Some(counting::drop_unmet(&resumed, now));
        if let Some(expert) = ticket.busy() {
            store::experts::drop_work(tx, expert, ticket.effort_minutes).await?;
        }
        Ok(outcome)
    }
}

/// The reason, and what is said besides; or everything that is wrong with them.
fn checked(
    caller: &Caller,
    standing: Standing,
    closing: Closing<'_>,
) -> Result<(ClosedBecause, Option<String>), Complaints> {
    let mut complaints = Complaints::default();
    let because = match closing.why {
        Why::Because(because) => because,
        Why::Unsaid | Why::Missing => standing.closed_without_a_word(),
    };
    match closing.why {
        Why::Missing => complaints.add("reason", "REQUIRED", "Kies waarom u de vraag sluit."),
        Why::Because(because) if !standing.reasons_to_close().contains(&because) => {
            complaints.add(
                "reason",
                "INVALID",
                "Deze reden past niet bij hoe de vraag er nu voor staat. Kies een andere.",
            );
        }
        Why::Because(_) | Why::Unsaid => {}
    }
    let is_silent = closing.explanation.trim().is_empty();
    let mut explanation = None;
    if !is_silent || because.needs_words() {
        match checked_text(
            caller,
            "explanation",
            closing.explanation,
            "Schrijf de vraagsteller waarom u de vraag sluit.",
        ) {
            Ok(text) => explanation = Some(text),
            Err(wrong) => complaints.0.extend(wrong.0),
        }
    }
    complaints.or(|| (because, explanation))
}

fn closed<'a>(ticket: &Ticket, because: ClosedBecause, explanation: Option<&'a str>) -> Status<'a> {
    match (because, ticket.standing.asked()) {
        (ClosedBecause::Silence, Some(asked)) => Status::ClosedInSilence {
            asked_on: amsterdam_day(asked.since),
            reminded: asked.reminded_at.is_some(),
            explanation,
        },
        _ => Status::Closed { because, explanation },
    }
}
