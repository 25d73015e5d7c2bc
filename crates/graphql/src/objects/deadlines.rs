//! Promises and what became of them (deadlines, SLA), as the API shows them.

use async_graphql::{Enum, SimpleObject};
use chrono::{DateTime, Utc};

#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::Metric")]
pub(crate) enum DeadlineMetric {
    FirstResponse,
    Answer,
}

#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DeadlineState {
    Running,
    Paused,
    DueSoon,
    Met,
    Missed,
}

impl DeadlineState {
    /// None for a promise that was withdrawn: it is not shown.
    fn of(state: domain::DeadlineState) -> Option<Self> {
        match state {
            domain::DeadlineState::Running => Some(Self::Running),
            domain::DeadlineState::Paused => Some(Self::Paused),
            domain::DeadlineState::DueSoon => Some(Self::DueSoon),
            domain::DeadlineState::Met => Some(Self::Met),
            domain::DeadlineState::Missed => Some(Self::Missed),
            domain::DeadlineState::Withdrawn => None,
        }
    }
}

#[derive(SimpleObject)]
pub(crate) struct Deadline {
    metric: DeadlineMetric,
    due_at: DateTime<Utc>,
    state: DeadlineState,
    met_at: Option<DateTime<Utc>>,
    derivation: String,
}

impl Deadline {
    /// Those of a ticket, as they stand; without what was withdrawn.
    pub(crate) fn shown(ticket: &domain::Ticket, now: DateTime<Utc>) -> Vec<Self> {
        let shown = ticket.promises.each().into_iter().filter_map(|(metric, deadline)| {
            Some(Self {
                metric: metric.into(),
                due_at: deadline.due_at,
                state: DeadlineState::of(deadline.state(now))?,
                met_at: deadline.met_at,
                derivation: deadline.derivation.clone(),
            })
        });
        shown.collect()
    }
}
