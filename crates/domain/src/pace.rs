//! How pressing an open question is for whoever has it (urgency, overdue): what [`Pressing`] says,
//! and whose turn it is.

use crate::{Pressing, Ticket};
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
        match ticket.promises.pressing(now) {
            Some(Pressing::Late) => Self::Late,
            Some(Pressing::Soon) => Self::Soon,
            None => Self::Steady,
        }
    }
}
