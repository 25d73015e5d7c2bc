//! How a question can end (resolution): what can be chosen, and what the asker reads of it.

use super::fields::Sent;
use domain::Ticket;

/// The forms that end a question.
pub(crate) struct Endings {
    /// Why it can be closed.
    pub reasons: Vec<ReasonToClose>,
    /// It is closed already.
    pub is_closed: bool,
}

/// One reason, and what the asker reads when it is chosen.
pub(crate) struct ReasonToClose {
    pub value: &'static str,
    pub label: &'static str,
    pub told: &'static str,
    pub chosen: bool,
}

impl Endings {
    pub(crate) fn of(ticket: &Ticket, sent: &Sent) -> Self {
        let reasons = ticket.standing.reasons_to_close();
        let is_chosen = |value: &str| sent.form == "sluiten" && sent.fields.because == value;
        let reason = |because: domain::ClosedBecause| ReasonToClose {
            value: because.as_str(),
            label: because.label(),
            told: because.told(),
            chosen: is_chosen(because.as_str()),
        };
        Self { reasons: reasons.into_iter().map(reason).collect(), is_closed: ticket.standing.ending().is_some() }
    }

    /// The only reason there can be.
    pub(crate) fn only_reason(&self) -> Option<&ReasonToClose> {
        self.reasons.first().filter(|_| self.reasons.len() == 1)
    }
}
