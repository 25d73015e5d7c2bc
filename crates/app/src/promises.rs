//! The two promises of a ticket: made on receipt, moved by waiting, extended by a lead, kept by a message.

use crate::change::Outcome;
use chrono::{DateTime, Utc};
use domain::{Deadline, EventKind, Metric, Ticket, Wait, amsterdam_day};
use serde_json::json;
use sla::{Calendar, Rules};

/// Under which policy every question begins.
pub(crate) const STANDARD: &str = "standard";

/// Both promises for a question received at this moment.
pub(crate) fn on_receipt(received: DateTime<Utc>, rules: &Rules) -> Vec<Deadline> {
    Metric::ALL.into_iter().map(|metric| promise(metric, received, STANDARD, 0, rules, &[])).collect()
}

/// One promise, counted from `from`, extended by `extra_days`, moved by the waits that have ended.
pub(crate) fn promise(
    metric: Metric,
    from: DateTime<Utc>,
    policy: &str,
    extra_days: u32,
    rules: &Rules,
    waits: &[Wait],
) -> Deadline {
    let policy = rules.policy(policy, amsterdam_day(from));
    let (budget, remind_before) = match metric {
        Metric::FirstResponse => (policy.first_response_days, policy.remind_first_response_days),
        Metric::Answer => (policy.answer_days, policy.remind_answer_days),
    };
    let ended: Vec<sla::Wait> = waits
        .iter()
        .filter_map(|wait| wait.to.map(|to| sla::Wait { from: wait.from.max(from), to }))
        .filter(|wait| wait.from < wait.to)
        .collect();
    let found = sla::deadline(from, budget.saturating_add(extra_days), &rules.calendar, &ended);
    let extended = match extra_days {
        0 => String::new(),
        1 => "; 1 werkdag daarvan is verlenging".to_owned(),
        days => format!("; {days} werkdagen daarvan zijn verlenging"),
    };
    Deadline {
        metric,
        counted_from: from,
        due_at: found.due_at,
        remind_at: sla::remind_at(found.due_at, remind_before, &rules.calendar),
        derivation: found.derivation + &extended,
        calendar_version: rules.calendar.version(),
        met_at: None,
        breached_at: None,
        paused_at: None,
        extra_days,
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
pub(crate) fn resume(ticket: &Ticket, waits: &[Wait], rules: &Rules) -> Vec<Deadline> {
    let running = |deadline| Deadline { paused_at: None, ..deadline };
    count_again(ticket, &ticket.policy, waits, rules).into_iter().map(running).collect()
}

/// The promises not kept yet as this policy and these rules make them; a clock that stands still goes on standing still.
pub(crate) fn count_again(ticket: &Ticket, policy: &str, waits: &[Wait], rules: &Rules) -> Vec<Deadline> {
    unmet(ticket)
        .map(|deadline| {
            let counted = promise(deadline.metric, deadline.counted_from, policy, deadline.extra_days, rules, waits);
            // A promise broken before stays broken: it does not move.
            let broken = if counted.due_at == deadline.due_at { deadline.breached_at } else { None };
            Deadline { breached_at: broken, paused_at: deadline.paused_at, ..counted }
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

/// Writes down which promises moved, and why; true when one did.
pub(crate) fn note_moves(before: &[Deadline], after: &[Deadline], why: &str, outcome: &mut Outcome) -> bool {
    let mut moved = false;
    for after in after {
        let before = before.iter().find(|before| before.metric == after.metric && before.due_at != after.due_at);
        if let Some(before) = before {
            moved = true;
            outcome.event(
                EventKind::DeadlineMoved,
                json!({ "metric": before.metric, "from": before.due_at, "to": after.due_at, "why": why }),
            );
        }
    }
    moved
}

/// Replaces promises in a list by those of the same metric.
pub(crate) fn merged(old: &[Deadline], new: &[Deadline]) -> Vec<Deadline> {
    old.iter()
        .map(|deadline| new.iter().find(|changed| changed.metric == deadline.metric).unwrap_or(deadline).clone())
        .collect()
}

fn unmet(ticket: &Ticket) -> impl Iterator<Item = &Deadline> {
    ticket.deadlines.iter().filter(|deadline| deadline.met_at.is_none())
}
