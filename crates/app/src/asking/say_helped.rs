//! "Heeft dit u geholpen?": the asker says of an answer whether it helped, and may ask that the question is opened again,
//! which a person at the desk decides.

use crate::changing::change::Opened;
use crate::changing::outcome::{Outcome, Tell};
use crate::letters::Asks;
use crate::policy::Action;
use crate::{App, Caller, Refusal, SeenTicket};
use domain::{AskedToReopen, Complaints, Feedback, HelpReason, Helped, MessageId, MessageKind, Ticket, TicketEvent};
use std::sync::LazyLock;

/// The reasons to choose from, in the order of the page.
static REASONS: LazyLock<Vec<HelpReason>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../reference/help_reasons.json")).expect("a test reads them")
});

/// Why an answer may not have helped.
pub fn help_reasons() -> &'static [HelpReason] {
    &REASONS
}

/// What somebody says of an answer, as it was chosen.
#[derive(Debug, Clone, Copy)]
pub struct SaidOfAnswer<'a> {
    /// The answer.
    pub answer: Option<MessageId>,
    /// Did it help? None: nothing was chosen.
    pub helped: Option<Helped>,
    /// The key of a reason; empty: none was chosen.
    pub reason: &'a str,
}

impl App {
    /// Keeps what the asker says of an answer, in the place of what they said before. Whoever chooses the reason that asks for
    /// it, asks that the question is opened again: its expert is told, and decides.
    pub async fn say_helped(
        &self,
        caller: &Caller,
        on: impl Into<SeenTicket>,
        said: SaidOfAnswer<'_>,
    ) -> Result<Ticket, Refusal> {
        let answer = said.answer.map(|answer| answer.to_string()).unwrap_or_default();
        let words = ["helped", &answer, said.helped.map_or("", Helped::as_str), said.reason];
        let open = match self.open_change(caller, on.into(), &words, |ticket| Action::React(ticket)).await? {
            Opened::Now(open) => open,
            Opened::Before(ticket) => return Ok(ticket),
        };
        let (helped, reason) = checked(said)?;
        let (tx, ticket) = (&open.tx, &open.ticket);
        let newest = store::messages::latest(tx, ticket.id, MessageKind::Answer).await?;
        let Some(answer) = newest.map(|newest| newest.id).filter(|newest| Some(*newest) == said.answer) else {
            return Err(Refusal::Conflict("Er is intussen een ander antwoord. Lees dat eerst.".to_owned()));
        };
        let before = store::feedback::of(tx, &[ticket.id]).await?;
        let before = before.into_iter().map(|(_, feedback)| feedback).find(|before| before.answer == answer);
        let is_open = ticket.status().is_open();
        let asks = reason.is_some_and(|reason| reason.asks_to_reopen);
        let asked_to_reopen = match &before {
            // What was decided is not asked again by the same words.
            Some(before) if asks && before.asked_to_reopen != AskedToReopen::Never => before.asked_to_reopen,
            _ if asks && !is_open => AskedToReopen::Waits,
            _ => AskedToReopen::Never,
        };
        let reason_key = reason.map(|reason| reason.key.clone());
        let feedback = Feedback { answer, helped, reason: reason_key.clone(), asked_to_reopen, said_at: open.now };
        if before.as_ref().is_some_and(|before| Feedback { said_at: before.said_at, ..feedback.clone() } == *before) {
            return Ok(open.ticket);
        }
        store::feedback::put(tx, ticket.id, &feedback).await?;
        let mut outcome = Outcome::default();
        let is_new = before.is_none_or(|before| before.asked_to_reopen != asked_to_reopen);
        let waits = asked_to_reopen == AskedToReopen::Waits;
        outcome.event(TicketEvent::AnswerJudged { helped, reason: reason_key, asks_to_reopen: waits });
        if waits && is_new {
            let text = reason.map_or_else(String::new, |reason| format!("Heeft dit u geholpen? Nee. {}", reason.label));
            outcome.tell = Some(Tell::Reacted { text, asks: Asks::ToDecide });
        }
        self.finish_change(caller, open, outcome).await
    }
}

/// What was chosen, or what is missing of it.
fn checked(said: SaidOfAnswer<'_>) -> Result<(Helped, Option<&'static HelpReason>), Complaints> {
    let mut complaints = Complaints::default();
    if said.helped.is_none() {
        complaints.add("helped", "REQUIRED", "Kies of het antwoord u hielp.");
    }
    let helped = said.helped.unwrap_or(Helped::Yes);
    let chosen = said.reason.trim();
    let known = REASONS.iter().find(|reason| reason.key == chosen);
    // Whoever was helped says no more, whatever was chosen before.
    let reason = known.filter(|_| helped != Helped::Yes);
    if said.helped.is_some() && helped != Helped::Yes && reason.is_none() {
        let words = if chosen.is_empty() { "Kies wat er beter kan." } else { "Kies een reden uit de lijst." };
        complaints.add("reason", "REQUIRED", words);
    }
    complaints.or(|| (helped, reason))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_reason_has_a_key_of_its_own_and_one_asks_to_reopen() {
        let keys: BTreeSet<&str> = help_reasons().iter().map(|reason| reason.key.as_str()).collect();
        assert_eq!(keys.len(), help_reasons().len());
        assert_eq!(help_reasons().iter().filter(|reason| reason.asks_to_reopen).count(), 1);
        assert!(help_reasons().iter().all(|reason| !reason.label.trim().is_empty()));
    }

    #[test]
    fn whoever_was_not_helped_says_why_and_whoever_was_says_no_more() {
        let said = |helped, reason| checked(SaidOfAnswer { answer: None, helped, reason });
        assert!(said(None, "").is_err());
        assert!(said(Some(Helped::No), "").is_err() && said(Some(Helped::Partly), "geen reden").is_err());
        assert_eq!(said(Some(Helped::Yes), "te_laat").map(|(_, reason)| reason.is_none()), Ok(true));
        assert_eq!(said(Some(Helped::No), "te_laat").map(|(_, reason)| reason.is_some()), Ok(true));
    }
}
