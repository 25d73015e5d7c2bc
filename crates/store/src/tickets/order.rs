//! Places in the order most urgent first (keyset paging), and the stretches of it that a list is about.

use crate::Cursor;
use crate::entity::ticket;
use crate::urgency::{CLASSES, FINISHED};
use domain::TicketStatus;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, ExprTrait};
use std::ops::Range;

/// Where a ticket stands: its urgency and its number.
pub(super) type Place = (i64, i64);

/// Before every ticket.
pub(super) const FRONT: Place = (i64::MIN, i64::MIN);

pub(super) fn of_cursor(cursor: Option<Cursor>) -> Place {
    cursor.map_or(FRONT, |cursor| (cursor.urgency, cursor.id.0))
}

/// Part of the order, behind one another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stretch {
    pub of: Range<i64>,
    /// Where not every ticket in it is meant: those in this state.
    pub status: Option<TicketStatus>,
}

impl Stretch {
    /// What of it is open, and what is finished.
    pub(super) fn parts(&self) -> [Range<i64>; 2] {
        [self.of.start..std::cmp::min(self.of.end, FINISHED), std::cmp::max(self.of.start, FINISHED)..self.of.end]
    }

    /// In this stretch, behind a place. A state lies in its class, and need not be told so.
    pub(super) fn behind(&self, after: Place) -> Condition {
        match self.status {
            Some(status) => behind(after, &(i64::MIN..i64::MAX)).add(ticket::Column::Status.eq(status.as_str())),
            None => behind(after, &self.of),
        }
    }
}

/// In this range, behind a place: whatever else is asked for, an index on the order serves.
pub(super) fn behind(after: Place, range: &Range<i64>) -> Condition {
    let from = after.max((range.start.saturating_sub(1), i64::MAX));
    let here = Expr::tuple([
        Expr::col((ticket::Entity, ticket::Column::Urgency)),
        Expr::col((ticket::Entity, ticket::Column::Id)),
    ]);
    let mut all = Condition::all();
    if from > FRONT && from.0 > i64::MIN {
        all = all.add(here.gt(Expr::tuple([Expr::val(from.0), Expr::val(from.1)])));
    }
    if range.end < i64::MAX {
        all = all.add(ticket::Column::Urgency.lt(range.end));
    }
    all
}

/// The stretches of these states; of all, when none is named. A state that shares its class with another one is looked
/// for by itself.
pub(super) fn stretches(statuses: &[TicketStatus]) -> Vec<Stretch> {
    let mut all: Vec<Stretch> = Vec::new();
    for (range, states) in CLASSES {
        let meant: Vec<TicketStatus> =
            states.iter().copied().filter(|state| statuses.is_empty() || statuses.contains(state)).collect();
        if meant.len() == states.len() {
            match all.last_mut() {
                Some(last) if last.status.is_none() && last.of.end == range.start => {
                    last.of.end = range.end;
                }
                _ => all.push(Stretch { of: range, status: None }),
            }
        } else {
            all.extend(meant.into_iter().map(|status| Stretch { of: range.clone(), status: Some(status) }));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_open_is_one_stretch_and_a_state_that_shares_its_class_is_looked_for_by_itself() {
        let one = |of: Range<i64>, status| Stretch { of, status };
        assert_eq!(stretches(&TicketStatus::OPEN), [one(i64::MIN..FINISHED, None)]);
        assert_eq!(stretches(&TicketStatus::DONE), [one(FINISHED..i64::MAX, None)]);
        assert_eq!(stretches(&[]), [one(i64::MIN..i64::MAX, None)]);
        assert_eq!(stretches(&[])[0].parts(), [i64::MIN..FINISHED, FINISHED..i64::MAX]);
        assert!(stretches(&TicketStatus::OPEN)[0].parts()[1].is_empty());
        let some = stretches(&[TicketStatus::Closed, TicketStatus::Assigned, TicketStatus::WaitingForAsker]);
        let of: Vec<Option<TicketStatus>> = some.iter().map(|stretch| stretch.status).collect();
        assert_eq!(of, [Some(TicketStatus::Assigned), None, Some(TicketStatus::Closed)]);
    }
}
