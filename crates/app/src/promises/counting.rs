//! The two promises of a ticket: made on receipt, moved by waiting, extended by a lead, kept by a message. What became of
//! one stays so: no function here touches a promise whose moment has passed, except to note that it was met too late.

use crate::changing::outcome::Outcome;
use chrono::{DateTime, TimeDelta, Utc};
use domain::{Deadline, Metric, PromiseOutcome, Promises, Ticket, TicketEvent, Wait, amsterdam_day, counted};
use sla::{Calendar, Rules};

/// Under which policy every question begins.
pub(crate) const STANDARD: &str = "standard";

/// Both promises for a question received at this moment.
pub(crate) fn on_receipt(received: DateTime<Utc>, rules: &Rules) -> Promises {
    Promises::make(|metric| promise(metric, received, STANDARD, 0, rules, &[]))
}

/// Both promises for a part of a question that was received before: as its asker was promised then, and from now on where
/// that moment has passed.
pub(crate) fn on_split(received: DateTime<Utc>, now: DateTime<Utc>, rules: &Rules) -> Promises {
    Promises::make(|metric| {
        let as_promised = promise(metric, received, STANDARD, 0, rules, &[]);
        if as_promised.due_at > now { as_promised } else { promise(metric, now, STANDARD, 0, rules, &[]) }
    })
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
        days => format!("; {} verlenging", counted(days, "werkdag daarvan is", "werkdagen daarvan zijn")),
    };
    Deadline {
        round: 1,
        outcome: None,
        counted_from: from,
        due_at: found.due_at,
        remind_at: sla::remind_at(found.due_at, remind_before, &rules.calendar),
        derivation: found.derivation + &extended,
        calendar_version: rules.calendar.version(),
        met_at: None,
        worked_minutes: None,
        breached_at: None,
        paused_at: None,
        extra_days,
    }
}

/// Until when a lead may choose an expert: closing time of the next working day.
pub(crate) fn triage_due(from: DateTime<Utc>, calendar: &Calendar) -> DateTime<Utc> {
    sla::deadline(from, 1, calendar, &[]).due_at
}

/// What `change` makes of the promises that can still be kept; the others stay as they are.
fn of_open(ticket: &Ticket, now: DateTime<Utc>, change: impl Fn(Metric, &Deadline) -> Deadline) -> Promises {
    ticket.promises.map(|metric, old| if old.is_open(now) { change(metric, old) } else { old.clone() })
}

/// The clock stops for every promise that can still be kept.
pub(crate) fn pause(ticket: &Ticket, now: DateTime<Utc>) -> Promises {
    of_open(ticket, now, |_, old| Deadline { paused_at: old.paused_at.or(Some(now)), ..old.clone() })
}

/// The clock runs again, and the promises that can still be kept move by the time waited.
pub(crate) fn resume(ticket: &Ticket, waits: &[Wait], rules: &Rules, now: DateTime<Utc>) -> Promises {
    of_open(ticket, now, |metric, old| Deadline {
        paused_at: None,
        ..counted_again(metric, old, &ticket.policy, waits, rules, now)
    })
}

/// The promises that can still be kept, as this policy and these rules make them; a clock that stands still goes on
/// standing still. None moves to an earlier moment that has passed.
pub(crate) fn count_again(
    ticket: &Ticket,
    policy: &str,
    waits: &[Wait],
    rules: &Rules,
    now: DateTime<Utc>,
) -> Promises {
    of_open(ticket, now, |metric, old| counted_again(metric, old, policy, waits, rules, now))
}

fn counted_again(
    metric: Metric,
    old: &Deadline,
    policy: &str,
    waits: &[Wait],
    rules: &Rules,
    now: DateTime<Utc>,
) -> Deadline {
    let counted = promise(metric, old.counted_from, policy, old.extra_days, rules, waits);
    if counted.due_at < now && counted.due_at < old.due_at {
        return Deadline { calendar_version: counted.calendar_version, ..old.clone() };
    }
    Deadline { round: old.round, paused_at: old.paused_at, ..counted }
}

/// What these metrics promise is done now, in time or too late; how much work it took is written down with it.
pub(crate) fn meet(
    promises: &Promises,
    metrics: &[Metric],
    waits: &[Wait],
    calendar: &Calendar,
    now: DateTime<Utc>,
) -> Promises {
    promises.map(|metric, promise| {
        if !metrics.contains(&metric) || !promise.is_unmet() {
            return promise.clone();
        }
        let worked = worked_minutes(promise.counted_from, now, waits, calendar);
        Deadline { worked_minutes: Some(worked), ..promise.clone().met(now) }
    })
}

/// Minutes that the desk was open from this moment until a promise was met, waiting left out, rounded.
pub(crate) fn worked_minutes(from: DateTime<Utc>, met: DateTime<Utc>, waits: &[Wait], calendar: &Calendar) -> i32 {
    let waited = waits.iter().map(|wait| {
        let until = wait.to.unwrap_or(met).min(met);
        sla::elapsed(wait.from.max(from), until, calendar).opening
    });
    let worked = sla::elapsed(from, met, calendar).opening - waited.sum::<TimeDelta>();
    i32::try_from((worked.num_seconds().max(0) + 30) / 60).unwrap_or(i32::MAX)
}

/// The question is closed: what was not done by now is withdrawn, or stays broken.
pub(crate) fn drop_unmet(promises: &Promises, now: DateTime<Utc>) -> Promises {
    promises.map(|_, promise| if promise.is_unmet() { promise.clone().dropped(now) } else { promise.clone() })
}

/// The promises of a new round: for the answer, and for a first reaction that was withdrawn before anybody gave one.
pub(crate) fn next_round(ticket: &Ticket, rules: &Rules, now: DateTime<Utc>) -> Promises {
    let round = ticket.promises.round() + 1;
    ticket.promises.map(|metric, old| {
        if metric == Metric::Answer || old.outcome == Some(PromiseOutcome::Withdrawn) {
            Deadline { round, ..promise(metric, now, &ticket.policy, 0, rules, &[]) }
        } else {
            old.clone()
        }
    })
}

/// The promises of a question whose end is undone: those that were withdrawn hold again, counted from the same moment; from
/// now where that day has passed, because nobody promises a day that is over.
pub(crate) fn as_before(ticket: &Ticket, waits: &[Wait], rules: &Rules, now: DateTime<Utc>) -> Promises {
    let round = ticket.promises.round() + 1;
    ticket.promises.map(|metric, old| {
        if old.outcome != Some(PromiseOutcome::Withdrawn) {
            return old.clone();
        }
        let same = promise(metric, old.counted_from, &ticket.policy, old.extra_days, rules, waits);
        let holds = if same.due_at < now { promise(metric, now, &ticket.policy, 0, rules, &[]) } else { same };
        Deadline { round, ..holds }
    })
}

/// Writes down which promises moved, and why; true when one did.
pub(crate) fn note_moves(before: &Promises, after: &Promises, why: &str, outcome: &mut Outcome) -> bool {
    let mut moved = false;
    for (metric, after) in after.each() {
        let before = before.of(metric);
        if before.due_at != after.due_at {
            moved = true;
            outcome.event(TicketEvent::DeadlineMoved {
                metric,
                from: before.due_at,
                to: after.due_at,
                why: Some(why.to_owned()),
            });
        }
    }
    moved
}
