//! How a question can end (resolution): what can be chosen, and what the asker reads of it.

use super::fields::Sent;
use app::TicketView;
use domain::{Ending, Reference, Ticket};

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

/// What it has to do with questions that ask the same.
pub(crate) struct Merged {
    /// It ended in another one.
    pub is_merged: bool,
    /// What it was split off from, and what was split off from it: reference and subject.
    pub siblings: Vec<(String, String)>,
    /// In which, where the reader may know of it.
    pub into: Option<String>,
    /// That can still be undone.
    pub can_be_undone: bool,
    /// Which ended in this one.
    pub here: Vec<String>,
    /// Earlier questions of the same body in which it may end: reference, and what it is about.
    pub candidates: Vec<(String, String)>,
}

impl Merged {
    pub(crate) fn of(view: &TicketView) -> Self {
        let ticket = &view.ticket;
        let before = view.earlier.iter().filter(|one| one.reference.ticket < ticket.id);
        Self {
            siblings: view.siblings.iter().map(|one| (one.reference.to_string(), one.subject.clone())).collect(),
            is_merged: matches!(ticket.standing.ending(), Some(Ending::MergedInto(_))),
            into: view.merged_into.as_ref().map(Reference::to_string),
            can_be_undone: view.can_be_unmerged,
            here: view.merged_here.iter().map(Reference::to_string).collect(),
            candidates: before.map(|one| (one.reference.to_string(), one.subject.clone())).collect(),
        }
    }
}
