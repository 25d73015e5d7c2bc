//! One number to sort tickets by, ascending: most urgent first.

use chrono::{DateTime, Utc};
use domain::{Promises, TicketStatus};
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
    before(last.saturating_add(1)).max(FINISHED)..before(first)
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
