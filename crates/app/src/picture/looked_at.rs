//! For which waiting questions nobody was found, and as things stood how (memoisation): as long as nothing of that changes,
//! looking again finds nobody again.
//!
//! Who may have a question depends on the question, on the picture of the desk (people, what they know and where they work,
//! their weeks and absences, conflicts of interest taken back, rules, places), on how full everybody's week is, on the day,
//! and on whether the time in which a lead could choose is over. What an expert received lately changes who is best, never
//! whether there is anybody.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::{PersonId, Ticket, TicketId, amsterdam_day};
use routing::Load;
use std::collections::{HashMap, HashSet};
use store::versions::Versions;

/// Should there be a cause that nobody thought of, a question waits no longer for it than this.
const AT_LEAST_EVERY: Duration = Duration::minutes(10);

/// See this file.
#[derive(Debug, Default)]
pub(crate) struct LookedAt {
    /// As things stood when the first of them was looked at; none before that.
    under: Option<Under>,
    /// The most open work of each expert under which one of them was looked at: with less, they may have room for it.
    open_minutes: HashMap<PersonId, i32>,
    questions: HashMap<TicketId, Look>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Under {
    versions: Versions,
    day: NaiveDate,
    at: DateTime<Utc>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Look {
    revision: i32,
    /// When the time ends in which a lead can choose, unless it had ended.
    again_at: Option<DateTime<Utc>>,
}

impl LookedAt {
    /// What of it still holds: all, or nothing.
    pub(crate) fn if_nothing_changed(
        self,
        versions: Versions,
        loads: &HashMap<PersonId, Load>,
        now: DateTime<Utc>,
    ) -> Self {
        let day = amsterdam_day(now);
        let same = self.under.is_some_and(|under| {
            let age = now - under.at;
            under.versions == versions && under.day == day && age >= Duration::zero() && age < AT_LEAST_EVERY
        });
        let has_room = |(expert, load): (&PersonId, &Load)| {
            self.open_minutes.get(expert).is_some_and(|open| load.open_minutes < *open)
        };
        if same && !loads.iter().any(has_room) {
            return self;
        }
        Self { under: Some(Under { versions, day, at: now }), ..Self::default() }
    }

    /// Is it to be looked at, at this revision?
    pub(crate) fn is_due(&self, ticket: TicketId, revision: i32, now: DateTime<Utc>) -> bool {
        self.questions
            .get(&ticket)
            .is_none_or(|look| look.revision != revision || look.again_at.is_some_and(|again| again <= now))
    }

    /// Nobody was found for it.
    pub(crate) fn note(&mut self, ticket: &Ticket, loads: &HashMap<PersonId, Load>, now: DateTime<Utc>) {
        for (expert, load) in loads {
            let open = self.open_minutes.entry(*expert).or_insert(load.open_minutes);
            *open = load.open_minutes.max(*open);
        }
        let again_at = ticket.standing.choose_before().filter(|due| *due > now);
        self.questions.insert(ticket.id, Look { revision: ticket.revision, again_at });
    }

    /// The others wait no more.
    pub(crate) fn forget_all_but(&mut self, waiting: &HashSet<TicketId>) {
        self.questions.retain(|ticket, _| waiting.contains(ticket));
    }
}
