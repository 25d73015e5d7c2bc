//! How busy everybody is (workload), and what a question costs whoever gets it.

use crate::Picture;
use chrono::{DateTime, Utc};
use domain::{PersonId, Ticket};
use routing::Load;
use std::collections::HashMap;
use std::sync::Arc;
use store::experts::{ExpertLoad, Room, Taken};

/// What one question is thought to cost an expert, in minutes. An estimate by the programme; measured effort replaces
/// it once there is any.
pub(crate) const EFFORT_MINUTES: i32 = 120;

/// How busy everybody is, and the picture of the desk that belongs to it.
pub(crate) struct Staffing {
    pub picture: Arc<Picture>,
    pub loads: HashMap<PersonId, Load>,
    /// Of the loads.
    pub revisions: HashMap<PersonId, i64>,
}

impl Staffing {
    /// What somebody takes who gets this work.
    pub(crate) fn taken(&self, expert: PersonId, choice: Choice, work: Work) -> Taken {
        Taken {
            expert,
            recent_minutes: self.loads.get(&expert).map_or(0, |load| load.recent_minutes) + work.received,
            room: match choice {
                Choice::OfADesk => Room::Within(self.picture.expert(expert).map_or(0, |expert| expert.weekly_minutes)),
                Choice::OfAPerson => Room::Made,
            },
            revision: self.revisions.get(&expert).copied().unwrap_or(0),
        }
    }

    /// The same without the work of a question that is about to be taken from its expert.
    pub(crate) fn without(&self, ticket: &Ticket) -> Self {
        let mut loads = self.loads.clone();
        if let Some(load) = ticket.busy().and_then(|expert| loads.get_mut(&expert)) {
            load.open_minutes -= ticket.effort_minutes;
        }
        Self { picture: Arc::clone(&self.picture), loads, revisions: self.revisions.clone() }
    }
}

/// Who chose an expert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Choice {
    /// The desk: within the week of the expert.
    OfADesk,
    /// A person, who may ask more of a colleague.
    OfAPerson,
}

/// What a question costs whoever gets it, in minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Work {
    /// Of the week: nothing while it waits for its asker.
    pub counts: i32,
    /// Of what they received lately.
    pub received: i32,
}

impl Work {
    /// Of a question that was answered.
    pub(crate) const NONE: Self = Self { counts: 0, received: 0 };

    /// Of a question that is to be worked on.
    pub(crate) fn in_full(minutes: i32) -> Self {
        Self { counts: minutes, received: minutes }
    }

    /// Of an open question, as it stands.
    pub(crate) fn of(ticket: &Ticket) -> Self {
        let full = Self::in_full(ticket.effort_minutes);
        if ticket.is_waiting() { Self { counts: 0, ..full } } else { full }
    }
}

/// How long it takes until half of the recent work is forgotten, in days.
const RECENT_HALF_LIFE_DAYS: f64 = 14.0;

pub(crate) fn load_at(row: &ExpertLoad, now: DateTime<Utc>) -> Load {
    let age = row.last_assigned_at.map_or(0, |last| (now - last).num_seconds().max(0));
    let days = age as f64 / 86_400.0;
    Load {
        open_minutes: row.open_minutes,
        recent_minutes: (f64::from(row.recent_minutes) * 0.5_f64.powf(days / RECENT_HALF_LIFE_DAYS)).round() as i32,
        last_assigned_at: row.last_assigned_at,
    }
}
