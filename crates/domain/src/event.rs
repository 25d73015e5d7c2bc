//! The append-only ledger (event log, audit trail) of what happened. Trends, timelines and audits read it and nothing else.

use crate::{Actor, DeskEvent, EventKind, Origin, TicketEvent, TicketId};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

/// One line of the ledger; it is the audit line as well: who did what, when, from where.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// What happened, and to which question.
    pub what: Happened,
    /// When it happened (a breach: at its deadline, even if noticed later).
    pub at: DateTime<Utc>,
    /// Who did it.
    pub actor: Actor,
    /// Through which door.
    pub origin: Origin,
}

/// What happened; never a secret, never more personal data than needed.
#[derive(Debug, Clone, PartialEq)]
pub enum Happened {
    /// To a question.
    Ticket(TicketId, TicketEvent),
    /// To no question in particular.
    Desk(DeskEvent),
}

/// A line as it was found in the ledger.
#[derive(Debug, Clone, PartialEq)]
pub enum Recorded {
    /// Understood, and written back the same.
    Read(Event),
    /// Of another version of the program, or damaged.
    Unreadable(UnreadableEvent),
}

/// As much of a line as could be read.
#[derive(Debug, Clone, PartialEq)]
pub struct UnreadableEvent {
    /// The ticket, for a line about one.
    pub ticket: Option<TicketId>,
    /// The stored word of its kind.
    pub kind: String,
    /// When it happened, if that can be read.
    pub at: Option<DateTime<Utc>>,
    /// Who did it, if that can be read.
    pub actor: Option<Actor>,
    /// Through which door, if that can be read.
    pub origin: Option<Origin>,
    /// The particulars as they are stored, JSON or not.
    pub detail: String,
}

impl Event {
    /// The ticket, for events about one.
    pub fn ticket(&self) -> Option<TicketId> {
        match &self.what {
            Happened::Ticket(ticket, _) => Some(*ticket),
            Happened::Desk(_) => None,
        }
    }

    /// What kind of event it is.
    pub fn kind(&self) -> EventKind {
        match &self.what {
            Happened::Ticket(_, event) => event.kind(),
            Happened::Desk(event) => event.kind(),
        }
    }

    /// By how much it changes the number of open questions (+1, -1 or 0), which figures sum.
    pub fn open_delta(&self) -> i16 {
        match &self.what {
            Happened::Ticket(_, event) => event.open_delta(),
            Happened::Desk(_) => 0,
        }
    }

    /// The particulars as they are stored.
    pub fn detail(&self) -> serde_json::Result<Value> {
        let mut written = match &self.what {
            Happened::Ticket(_, event) => serde_json::to_value(event)?,
            Happened::Desk(event) => serde_json::to_value(event)?,
        };
        Ok(written["detail"].take())
    }
}

impl Happened {
    /// Reads what is stored. None when this program does not know it, or would write it differently: what cannot be
    /// written back the same is not understood.
    pub fn read(ticket: Option<TicketId>, kind: &str, detail: &Value) -> Option<Self> {
        let stored = json!({ "kind": kind, "detail": detail });
        let written = match ticket {
            Some(ticket) => {
                let event: TicketEvent = serde_json::from_value(stored.clone()).ok()?;
                (serde_json::to_value(&event).ok()?, Self::Ticket(ticket, event))
            }
            None => {
                let event: DeskEvent = serde_json::from_value(stored.clone()).ok()?;
                (serde_json::to_value(&event).ok()?, Self::Desk(event))
            }
        };
        (written.0 == stored).then_some(written.1)
    }
}

impl Recorded {
    /// The event, when it could be read.
    pub fn event(&self) -> Option<&Event> {
        match self {
            Self::Read(event) => Some(event),
            Self::Unreadable(_) => None,
        }
    }

    /// What kind of event it is, when this program knows that kind.
    pub fn kind(&self) -> Option<EventKind> {
        match self {
            Self::Read(event) => Some(event.kind()),
            Self::Unreadable(line) => EventKind::parse(&line.kind),
        }
    }

    /// When it happened, as far as that can be read.
    pub fn at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Read(event) => Some(event.at),
            Self::Unreadable(line) => line.at,
        }
    }

    /// The ticket, for a line about one.
    pub fn ticket(&self) -> Option<TicketId> {
        match self {
            Self::Read(event) => event.ticket(),
            Self::Unreadable(line) => line.ticket,
        }
    }

    /// Who did it, as far as that can be read.
    pub fn actor(&self) -> Option<&Actor> {
        match self {
            Self::Read(event) => Some(&event.actor),
            Self::Unreadable(line) => line.actor.as_ref(),
        }
    }

    /// Through which door, as far as that can be read.
    pub fn origin(&self) -> Option<Origin> {
        match self {
            Self::Read(event) => Some(event.origin),
            Self::Unreadable(line) => line.origin,
        }
    }
}

#[cfg(test)]
#[path = "event_tests.rs"]
mod tests;
