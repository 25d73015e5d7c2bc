//! Ways along all tickets (sort orders, keyset paging): the most urgent first, the newest or the oldest first, and each of
//! them backwards. Along its line the key of a ticket rises, whichever way that is.

use super::order::{self, Place};
use crate::entity::ticket;
use crate::{TicketFilter, search, urgency};
use chrono::{Datelike, Days, Months, NaiveDate};
use domain::TicketStatus;
use sea_orm::sea_query::{Expr, Order as Way};
use sea_orm::{ColumnTrait, Condition, DatabaseBackend, EntityTrait, ExprTrait, QueryOrder, QuerySelect, Select};
use std::cmp::{max, min};
use std::ops::Range;

/// One way along all tickets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    Urgent,
    LeastUrgent,
    /// By the day of receipt, then by number.
    Newest,
    Oldest,
}

/// Part of a line that is looked through in one go, or step by step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Leg {
    pub of: Range<i64>,
    pub kind: Kind,
    /// What a search row of it holds besides.
    pub marks: Vec<String>,
}

/// How a leg is gone through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// What is open: at once.
    Open,
    /// Finished tickets, by the week of their last change.
    Weeks,
    /// Tickets of any state, by the month of receipt.
    Months,
    /// The same by the day, where a day holds many.
    Days,
}

impl Line {
    pub(super) fn back(self) -> Self {
        match self {
            Self::Urgent => Self::LeastUrgent,
            Self::LeastUrgent => Self::Urgent,
            Self::Newest => Self::Oldest,
            Self::Oldest => Self::Newest,
        }
    }

    /// Do the columns of the line fall along it?
    fn falls(self) -> bool {
        matches!(self, Self::LeastUrgent | Self::Newest)
    }

    /// Is it by the day of receipt?
    pub(super) fn is_by_day(self) -> bool {
        matches!(self, Self::Newest | Self::Oldest)
    }

    fn column(self) -> ticket::Column {
        match self {
            Self::Urgent | Self::LeastUrgent => ticket::Column::Urgency,
            Self::Newest | Self::Oldest => ticket::Column::ReceivedOn,
        }
    }

    /// Key and number of a ticket along the line, as SQL.
    pub(super) fn sql(self, backend: DatabaseBackend) -> [String; 2] {
        let key = match (self.column(), backend) {
            (ticket::Column::Urgency, _) => "tickets.urgency",
            (_, DatabaseBackend::Sqlite) => "CAST(replace(tickets.received_on, '-', '') AS integer)",
            _ => "CAST(to_char(tickets.received_on, 'YYYYMMDD') AS bigint)",
        };
        let sign = if self.falls() { "-" } else { "" };
        [format!("{sign}{key}"), format!("{sign}tickets.id")]
    }

    /// Where a ticket stands.
    pub(super) fn place_of(self, row: &ticket::Model) -> Place {
        let key = match self.column() {
            ticket::Column::Urgency => row.urgency,
            _ => day_key(row.received_on),
        };
        if self.falls() { (-key, -row.id) } else { (key, row.id) }
    }

    /// Where tickets stand, in their order.
    pub(super) fn places(self, backend: DatabaseBackend) -> Select<ticket::Entity> {
        let [key, id] = self.sql(backend);
        let way = if self.falls() { Way::Desc } else { Way::Asc };
        ticket::Entity::find()
            .select_only()
            .expr_as(Expr::cust(key), "place")
            .expr_as(Expr::cust(id), "number")
            .order_by(self.column(), way.clone())
            .order_by(ticket::Column::Id, way)
    }

    /// The order, with a sign that keeps both databases from walking it to find what was found otherwise.
    pub(super) fn order_found<Q: QueryOrder>(self, query: Q, backend: DatabaseBackend) -> Q {
        let way = if self.falls() { Way::Desc } else { Way::Asc };
        let key = match (self.column(), backend) {
            (ticket::Column::Urgency, _) => "+\"tickets\".\"urgency\"",
            (_, DatabaseBackend::Sqlite) => "+\"tickets\".\"received_on\"",
            _ => "(\"tickets\".\"received_on\" + 0)",
        };
        query.order_by(Expr::cust(key), way.clone()).order_by(Expr::cust("+\"tickets\".\"id\""), way)
    }

    /// In this range, behind a place: whatever else is asked for, an index on the order serves.
    pub(super) fn behind(self, after: Place, range: &Range<i64>) -> Condition {
        match self {
            Self::Urgent => order::behind(after, range),
            Self::LeastUrgent => {
                let from = after.max((range.start.saturating_sub(1), i64::MAX));
                let mut all = Condition::all();
                if from.0 > i64::MIN {
                    let here = Expr::tuple([Expr::val(from.0.saturating_neg()), Expr::val(from.1.saturating_neg())]);
                    all = all.add(pair(ticket::Column::Urgency).lt(here));
                }
                let end = (range.end < i64::MAX).then(|| range.end.saturating_neg());
                all.add_option(end.map(|end| ticket::Column::Urgency.gt(end)))
            }
            Self::Newest | Self::Oldest => self.behind_day(after, range),
        }
    }

    fn behind_day(self, after: Place, range: &Range<i64>) -> Condition {
        let from = after.max((range.start.saturating_sub(1), i64::MAX));
        let day = |key: i64| key_day(if self.falls() { key.saturating_neg() } else { key });
        let mut all = Condition::all();
        if let Some(first) = day(from.0) {
            let number = if self.falls() { from.1.saturating_neg() } else { from.1 };
            let here = Expr::tuple([Expr::val(first), Expr::val(number)]);
            let column = pair(ticket::Column::ReceivedOn);
            all = all.add(if self.falls() { column.lt(here) } else { column.gt(here) });
            // Said by itself as well: then both databases begin there.
            let plain = ticket::Column::ReceivedOn;
            all = all.add(if self.falls() { plain.lte(first) } else { plain.gte(first) });
        }
        let end = day(range.end).map(|end| {
            if self.falls() { ticket::Column::ReceivedOn.gt(end) } else { ticket::Column::ReceivedOn.lt(end) }
        });
        all.add_option(end)
    }

    /// The parts of the line in which tickets of these states stand; of all, when none is named.
    pub(super) fn legs(self, statuses: &[TicketStatus]) -> Vec<Leg> {
        let status = |status: &TicketStatus| search::of_status(status.as_str());
        if self.is_by_day() {
            let are_among =
                |these: &[TicketStatus]| !statuses.is_empty() && statuses.iter().all(|status| these.contains(status));
            let marks = if are_among(&TicketStatus::OPEN) {
                vec![search::OPEN.to_owned()]
            } else if are_among(&TicketStatus::DONE) {
                statuses.iter().map(status).collect()
            } else {
                Vec::new()
            };
            return vec![Leg { of: i64::MIN..i64::MAX, kind: Kind::Months, marks }];
        }
        let mut legs = Vec::new();
        for stretch in order::stretches(statuses) {
            let [open, finished] = stretch.parts();
            if !open.is_empty() {
                legs.push(Leg { of: open, kind: Kind::Open, marks: vec![search::OPEN.to_owned()] });
            }
            if !finished.is_empty() {
                let marks = stretch.status.iter().map(status).collect();
                legs.push(Leg { of: finished, kind: Kind::Weeks, marks });
            }
        }
        if self == Self::LeastUrgent {
            legs.reverse();
            legs.iter_mut().for_each(|leg| leg.of = backwards(&leg.of));
        }
        legs
    }

    /// The parts of the line in which whatever fits stands.
    pub(super) fn legs_of(self, filter: &TicketFilter) -> Vec<Leg> {
        let legs = self.legs(&filter.status);
        let Some((pressing, now)) = filter.pressing else { return legs };
        let ranges = urgency::of_pressing(pressing, now);
        let narrowed = |leg: Leg| -> Vec<Leg> {
            match leg.kind {
                Kind::Weeks => Vec::new(),
                Kind::Months | Kind::Days => vec![Leg { marks: vec![search::OPEN.to_owned()], ..leg }],
                Kind::Open => {
                    let ranges = ranges.iter().map(|range| if self.falls() { backwards(range) } else { range.clone() });
                    let both = ranges.map(|range| max(range.start, leg.of.start)..min(range.end, leg.of.end));
                    let mut parts: Vec<Leg> =
                        both.filter(|of| !of.is_empty()).map(|of| Leg { of, ..leg.clone() }).collect();
                    parts.sort_by_key(|leg| leg.of.start);
                    parts
                }
            }
        };
        legs.into_iter().flat_map(narrowed).collect()
    }

    /// In which step of a leg a key lies; a higher one comes later.
    pub(super) fn step_of(self, kind: Kind, key: i64) -> i64 {
        match (kind, self.falls()) {
            (Kind::Months, falls) => {
                let day = if falls { -key } else { key };
                let month = day.div_euclid(10_000) * 12 + (day.div_euclid(100) % 100) - 1;
                if falls { -month } else { month }
            }
            (Kind::Days, falls) => {
                let day = key_day(if falls { -key } else { key }).unwrap_or_default();
                let day = i64::from(day.num_days_from_ce());
                if falls { -day } else { day }
            }
            (_, true) => urgency::week(key.saturating_neg()),
            (_, false) => -urgency::week(key),
        }
    }

    /// The keys that lie in these steps, both included.
    pub(super) fn of_steps(self, kind: Kind, first: i64, last: i64) -> Range<i64> {
        let month = |month: i64| month.div_euclid(12) * 10_000 + (month.rem_euclid(12) + 1) * 100;
        match (kind, self.falls()) {
            (Kind::Months, false) => month(first) + 1..month(last) + 32,
            (Kind::Months, true) => -(month(-first) + 31)..-month(-last),
            (Kind::Days, false) => day_key(day_of(first))..day_key(day_of(last)) + 1,
            (Kind::Days, true) => -day_key(day_of(-first))..1 - day_key(day_of(-last)),
            (_, false) => urgency::of_weeks(-last, -first),
            (_, true) => backwards(&urgency::of_weeks(first, last)),
        }
    }

    /// The mark of a step.
    pub(super) fn mark_of(self, kind: Kind, step: i64) -> String {
        let number = match (kind, self.falls()) {
            (Kind::Months | Kind::Days, true) | (Kind::Open | Kind::Weeks, false) => -step,
            _ => step,
        };
        match kind {
            Kind::Open | Kind::Weeks => search::of_week(number),
            Kind::Days => search::of_day(day_of(number)),
            Kind::Months => {
                let first = key_day(number.div_euclid(12) * 10_000 + (number.rem_euclid(12) + 1) * 100 + 1);
                search::of_month(first.unwrap_or(NaiveDate::MIN))
            }
        }
    }
}

fn pair(column: ticket::Column) -> Expr {
    Expr::tuple([Expr::col((ticket::Entity, column)), Expr::col((ticket::Entity, ticket::Column::Id))])
}

/// The same range of the keys that fall where these rise.
fn backwards(range: &Range<i64>) -> Range<i64> {
    let start = if range.end == i64::MAX { i64::MIN } else { 1 - range.end };
    let end = if range.start == i64::MIN { i64::MAX } else { 1 - range.start };
    start..end
}

/// The day of so many days since the first of our era.
fn day_of(number: i64) -> NaiveDate {
    i32::try_from(number).ok().and_then(NaiveDate::from_num_days_from_ce_opt).unwrap_or_default()
}

/// A day as a number: 20261124.
pub(super) fn day_key(day: NaiveDate) -> i64 {
    i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day())
}

/// The day of a number; what stands before the first of a month is the day before it, and what stands behind its last the
/// first of the next. None before and after all days.
fn key_day(key: i64) -> Option<NaiveDate> {
    let year = i32::try_from(key.div_euclid(10_000)).ok().filter(|year| (1..=9_999).contains(year))?;
    let (month, day) = (u32::try_from(key.rem_euclid(10_000) / 100).ok()?, u32::try_from(key.rem_euclid(100)).ok()?);
    let first = NaiveDate::from_ymd_opt(year, month, 1)?;
    match day {
        0 => first.checked_sub_days(Days::new(1)),
        day => first.with_day(day).or_else(|| first.checked_add_months(Months::new(1))),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn every_day_lies_in_its_own_month_and_step_whichever_way_one_goes() {
        for text in ["2026-01-01", "2026-01-31", "2026-02-28", "2024-02-29", "2026-12-31", "2026-11-30"] {
            let day: NaiveDate = text.parse().unwrap();
            assert_eq!(key_day(day_key(day)), Some(day));
            for line in [Line::Newest, Line::Oldest] {
                let key = if line.falls() { -day_key(day) } else { day_key(day) };
                let step = line.step_of(Kind::Months, key);
                assert!(line.of_steps(Kind::Months, step, step).contains(&key), "{text} {line:?}");
                assert!(!line.of_steps(Kind::Months, step + 1, step + 1).contains(&key), "{text} {line:?}");
                assert!(!line.of_steps(Kind::Months, step - 1, step - 1).contains(&key), "{text} {line:?}");
                assert!(line.of_steps(Kind::Months, step - 3, step + 3).contains(&key), "{text} {line:?}");
                assert_eq!(line.mark_of(Kind::Months, step), search::of_month(day));
                let step = line.step_of(Kind::Days, key);
                let edge =
                    if line.falls() { (day.pred_opt(), day.succ_opt()) } else { (day.succ_opt(), day.pred_opt()) };
                let key_of =
                    |day: Option<NaiveDate>| day.map(|day| if line.falls() { -day_key(day) } else { day_key(day) });
                let (later, earlier) = (key_of(edge.0).unwrap(), key_of(edge.1).unwrap());
                let own = line.of_steps(Kind::Days, step, step);
                assert!(own.contains(&key) && !own.contains(&later) && !own.contains(&earlier), "{text} {line:?}");
                assert_eq!(line.step_of(Kind::Days, later), step + 1);
                let three = line.of_steps(Kind::Days, step - 1, step + 1);
                assert!([earlier, key, later].iter().all(|key| three.contains(key)), "{text} {line:?}");
                assert_eq!(line.mark_of(Kind::Days, step), search::of_day(day));
            }
        }
    }

    #[test]
    fn a_number_between_two_days_is_the_edge_of_its_month() {
        let day = |text: &str| Some(text.parse::<NaiveDate>().unwrap());
        assert_eq!(key_day(20_260_300), day("2026-02-28"));
        assert_eq!(key_day(20_260_431), day("2026-05-01"));
        assert_eq!(key_day(20_261_232), day("2027-01-01"));
        assert_eq!(key_day(i64::MIN), None);
        assert_eq!(key_day(i64::MAX), None);
    }

    #[test]
    fn the_weeks_of_a_line_lie_behind_one_another_both_ways() {
        let urgency = urgency::of_weeks(2_900, 2_900).start + 5;
        for (line, key) in [(Line::Urgent, urgency), (Line::LeastUrgent, -urgency)] {
            let step = line.step_of(Kind::Weeks, key);
            assert!(line.of_steps(Kind::Weeks, step, step).contains(&key), "{line:?}");
            assert!(!line.of_steps(Kind::Weeks, step + 1, step + 1).contains(&key), "{line:?}");
            assert_eq!(line.mark_of(Kind::Weeks, step), search::of_week(2_900));
            assert!(line.of_steps(Kind::Weeks, step, step).end <= line.of_steps(Kind::Weeks, step + 1, step + 1).end);
        }
    }
}
