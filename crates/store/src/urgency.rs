//! One number to sort tickets by, ascending: most urgent first.

use chrono::{DateTime, Utc};
use domain::{Promises, TicketStatus};

/// Microseconds since 1970 stay below this until the year 2286: it keeps the three classes apart.
const CLASS: i64 = 10_000_000_000_000_000;
/// From here on a ticket is finished.
pub(crate) const FINISHED: i64 = 2 * CLASS;

/// Open tickets by their nearest unkept promise, then tickets that wait for their asker, then the finished ones with
/// the latest change first.
pub(crate) fn urgency(status: TicketStatus, promises: &Promises, changed_at: DateTime<Utc>) -> i64 {
    let nearest = promises.next_unmet().map_or(changed_at, |(_, promise)| promise.due_at).timestamp_micros();
    match status {
        TicketStatus::Unassigned | TicketStatus::Assigned => nearest,
        TicketStatus::WaitingForAsker => nearest + CLASS,
        TicketStatus::Answered | TicketStatus::Closed => 3 * CLASS - changed_at.timestamp_micros(),
    }
}
