//! The two promises of a ticket: made on receipt, moved by waiting, kept by a message.

use chrono::{DateTime, Utc};
use domain::{Deadline, Metric, Ticket, Wait};
use sla::{Calendar, Policy};

/// Both promises for a question received at this moment.
pub(crate) fn on_receipt(received: DateTime<Utc>, policy: &Policy, calendar: &Calendar) -> Vec<Deadline> {
    Metric::ALL.into_iter().map(|metric| promise(metric, received, policy, calendar, &[])).collect()
}

/// One promise, counted from `from`, moved by the waits that have ended.
pub(crate) fn promise(
    metric: Metric,
    from: DateTime<Utc>,
    policy: &Policy,
    calendar: &Calendar,
    waits: &[Wait],
) -> Deadline {
    let (budget, remind_before) = match metric {
        Metric::FirstResponse => (policy.first_response_days, policy.remind_first_response_days),
        Metric::Answer => (policy.answer_days, policy.remind_answer_days),
    };
    let ended: Vec<sla::Wait> = waits
        .iter()
        .filter_map(|wait| wait.to.map(|to| sla::Wait { from: wait.from.max(from), to }))
        .filter(|wait| wait.from < wait.to)
        .collect();
    let found = sla::deadline(from, budget, calendar, &ended);
    Deadline {
        metric,
        counted_from: from,
        due_at: found.due_at,
        remind_at: sla::remind_at(found.due_at, remind_before, calendar),
        derivation: found.derivation,
        calendar_version: calendar.version(),
        met_at: None,
        breached_at: None,
        paused_at: None,
    }
}

/// Until when a lead may choose an expert: closing time of the next working day.
pub(crate) fn triage_due(from: DateTime<Utc>, calendar: &Calendar) -> DateTime<Utc> {
    sla::deadline(from, 1, calendar, &[]).due_at
}

/// The clock stops for every promise not kept yet.
pub(crate) fn pause(ticket: &Ticket, now: DateTime<Utc>) -> Vec<Deadline> {
    unmet(ticket).map(|deadline| Deadline { paused_at: deadline.paused_at.or(Some(now)), ..deadline.clone() }).collect()
}

/// The clock runs again, and the promises not kept yet move by the time waited.
pub(crate) fn resume(ticket: &Ticket, waits: &[Wait], calendar: &Calendar) -> Vec<Deadline> {
    let policy = policy_of(ticket);
    unmet(ticket)
        .map(|deadline| {
            let moved = promise(deadline.metric, deadline.counted_from, &policy, calendar, waits);
            // A promise broken before the wait began stays broken: it does not move.
            let broken = if moved.due_at == deadline.due_at { deadline.breached_at } else { None };
            Deadline { breached_at: broken, ..moved }
        })
        .collect()
}

/// These promises are kept (perhaps too late) by what happens now.
pub(crate) fn meet(deadlines: Vec<Deadline>, metrics: &[Metric], now: DateTime<Utc>) -> Vec<Deadline> {
    deadlines
        .into_iter()
        .map(|deadline| {
            if metrics.contains(&deadline.metric) && deadline.met_at.is_none() {
                Deadline { met_at: Some(now), paused_at: None, ..deadline }
            } else {
                deadline
            }
        })
        .collect()
}

/// The policy a ticket was promised.
pub(crate) fn policy_of(ticket: &Ticket) -> Policy {
    Policy::by_name(&ticket.policy).unwrap_or_else(Policy::standard)
}

fn unmet(ticket: &Ticket) -> impl Iterator<Item = &Deadline> {
    ticket.deadlines.iter().filter(|deadline| deadline.met_at.is_none())
}
