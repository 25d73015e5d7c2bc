//! How pressing an open question is for whoever has it (urgency, overdue): one meaning for every list and count.

use crate::Ticket;
use chrono::{DateTime, Utc};

/// How pressing an open question is. Each is exactly one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pace {
    /// Its nearest promise is past.
    Late,
    /// A promise of it comes near.
    Soon,
    /// There is time left.
    Steady,
    /// It is the asker's turn: no clock runs.
    Waits,
}

impl Pace {
    /// Every pace.
    pub const ALL: [Self; 4] = [Self::Late, Self::Soon, Self::Steady, Self::Waits];

    /// Of an open question at this moment.
    pub fn of(ticket: &Ticket, now: DateTime<Utc>) -> Self {
        if ticket.is_waiting() {
            return Self::Waits;
        }
        let is_late = ticket.promises.next_unmet().is_some_and(|(_, promise)| promise.due_at < now);
        let is_near =
            || ticket.promises.each().into_iter().any(|(_, one)| one.outcome.is_none() && one.remind_at <= now);
        match is_late {
            true => Self::Late,
            false if is_near() => Self::Soon,
            false => Self::Steady,
        }
    }
}
