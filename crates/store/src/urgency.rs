//! One number to sort tickets by, ascending: most urgent first.

use crate::entity::{deadline, ticket};
use chrono::{DateTime, Utc};
use domain::{Pressing, Promises, TicketStatus};
use sea_orm::sea_query::{Expr, Func, Query};
use sea_orm::{ColumnTrait, Condition, ExprTrait};
use std::ops::Range;

/// Microseconds since 1970 stay below this until the year 2286: it keeps the three classes apart.
const CLASS: i64 = 10_000_000_000_000_000;
/// From here on a ticket is finished.
pub(crate) const FINISHED: i64 = 2 * CLASS;
/// From here on the number of a finished ticket says when it changed last, backwards.
const NEWEST: i64 = 3 * CLASS;
/// In microseconds.
const WEEK: i64 = 7 * 24 * 3_600 * 1_000_000;

/// Open tickets by their nearest unkept promise, then tickets that wait for their asker, then the finished ones with
/// the latest change first.
pub(crate) fn urgency(status: TicketStatus, promises: &Promises, changed_at: DateTime<Utc>) -> i64 {
    let nearest = promises.next_unmet().map_or(changed_at, |(_, promise)| promise.due_at).timestamp_micros();
    match status {
        TicketStatus::Unassigned | TicketStatus::Assigned => nearest,
        TicketStatus::WaitingForAsker => nearest + CLASS,
        TicketStatus::Answered | TicketStatus::Closed => NEWEST - changed_at.timestamp_micros(),
    }
}

/// Is a ticket pressing in this way (see [`domain::Promises::pressing`])? Where somebody at the desk has to act, its urgency
/// says when its nearest promise falls due; while it waits for its asker, its promises say whether that had passed before.
pub(crate) fn is_pressing(pressing: Pressing, now: DateTime<Utc>, of: fn(ticket::Column) -> Expr) -> Condition {
    let (urgency, micros) = (|| of(ticket::Column::Urgency), now.timestamp_micros());
    // Of the promises of a ticket, its latest round: those of earlier ones are done with, whatever became of them.
    let latest = "deadlines.met_at IS NULL AND deadlines.round = (SELECT max(later.round) FROM deadlines AS later \
                  WHERE later.ticket_id = deadlines.ticket_id AND later.metric = deadlines.metric)";
    // Counted, because the databases would begin with an EXISTS.
    let some = |what: Expr| {
        let mut promises = Query::select();
        promises
            .expr(Func::count(Expr::col((deadline::Entity, deadline::Column::TicketId))))
            .from(deadline::Entity)
            .and_where(
                Expr::col((deadline::Entity, deadline::Column::TicketId)).equals((ticket::Entity, ticket::Column::Id)),
            )
            .and_where(Expr::cust(latest))
            .and_where(what);
        Expr::SubQuery(None, Box::new(promises.into())).gt(0)
    };
    match pressing {
        Pressing::Late => {
            let ran_out = deadline::Column::PausedAt.is_null().and(deadline::Column::DueAt.lt(now));
            let broken = Expr::cust("(deadlines.outcome = 'BROKEN' OR deadlines.due_at < deadlines.paused_at)");
            let waits = Condition::all()
                .add(urgency().gte(CLASS))
                .add(urgency().lt(CLASS.saturating_add(micros)))
                .add(some(broken.or(ran_out)));
            Condition::any().add(urgency().lt(micros)).add(waits)
        }
        Pressing::Soon => {
            let soon = deadline::Column::Outcome.is_null().and(deadline::Column::RemindAt.lte(now));
            Condition::all().add(urgency().gte(micros)).add(urgency().lt(CLASS)).add(some(soon))
        }
    }
}

/// The parts of the order in which everything stands that is pressing in this way.
pub(crate) fn of_pressing(pressing: Pressing, now: DateTime<Utc>) -> [Range<i64>; 2] {
    let micros = now.timestamp_micros();
    match pressing {
        Pressing::Late => [i64::MIN..micros, CLASS..CLASS.saturating_add(micros)],
        Pressing::Soon => [micros..CLASS, CLASS..CLASS],
    }
}

/// The classes in their order, each with the states in it: whoever asks for all of these asks for a range.
pub(crate) const CLASSES: [(Range<i64>, &[TicketStatus]); 3] = [
    (i64::MIN..CLASS, &[TicketStatus::Unassigned, TicketStatus::Assigned]),
    (CLASS..FINISHED, &[TicketStatus::WaitingForAsker]),
    (FINISHED..i64::MAX, &[TicketStatus::Answered, TicketStatus::Closed]),
];

/// The week in which a finished ticket changed last; a later week has a higher number, and stands earlier in the order.
pub(crate) fn week(urgency: i64) -> i64 {
    NEWEST.saturating_sub(urgency).div_euclid(WEEK)
}

/// The finished tickets that changed last in these weeks, both included.
pub(crate) fn of_weeks(first: i64, last: i64) -> Range<i64> {
    let before = |week: i64| NEWEST.saturating_sub(week.saturating_mul(WEEK)).saturating_add(1);
    std::cmp::max(before(last.saturating_add(1)), FINISHED)..before(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_finished_ticket_lies_in_the_range_of_its_week_and_in_no_other() {
        for micros in [0, 1, WEEK - 1, WEEK, WEEK + 1, 2_900 * WEEK - 1, 2_900 * WEEK, CLASS - 1] {
            let urgency = NEWEST - micros;
            let own = week(urgency);
            assert!(of_weeks(own, own).contains(&urgency), "{micros}");
            assert!(!of_weeks(own + 1, own + 1).contains(&urgency), "{micros}");
            assert!(!of_weeks(own - 1, own - 1).contains(&urgency), "{micros}");
        }
        assert_eq!(of_weeks(8, 9).start, of_weeks(9, 9).start);
        assert_eq!(of_weeks(8, 9).end, of_weeks(8, 8).end);
        assert_eq!(of_weeks(8, 8).start, of_weeks(9, 9).end);
    }
}
