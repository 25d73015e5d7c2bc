//! Promises, and how waiting moves them.

use crate::amsterdam::{day_after, day_of, instant};
use crate::elapsed::opening_between;
use crate::waits::{Wait, union_of};
use crate::{Calendar, derivation};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

/// A promise with its derivation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// Closing time of the promised day.
    pub due_at: DateTime<Utc>,
    /// The day the question counts as received on: the working day before the first one that counts.
    pub counted_from: NaiveDate,
    /// Days between `counted_from` and the promised day on which the desk was closed though it is open on that day of
    /// the week, each with its reason, in the order of time.
    pub skipped: Vec<(NaiveDate, String)>,
    /// By how many working days waiting moved the promise.
    pub waited_working_days: u32,
    /// All of this in one Dutch line.
    pub derivation: String,
}

/// By when: at closing time, `budget_working_days` after receipt, moved by the waits.
///
/// Waits may overlap and come in any order. Their opening hours, added up, move the promise over as many working days
/// as are needed to give that time back: with eight hours a day, one minute or eight hours take one day, a minute more
/// takes two. Where days differ in length, each day gives back its own length. They are taken in the order of time, and
/// one that begins after the promise (as moved by those before it) has passed does not count; one that begins at
/// closing time itself does.
///
/// A budget too large for the calendar ends on the last working day of the year 9999.
pub fn deadline(received: DateTime<Utc>, budget_working_days: u32, calendar: &Calendar, waits: &[Wait]) -> Promise {
    let counted_from = counts_as_received_on(received, calendar);
    let mut day = counted_from;
    for _ in 0..budget_working_days {
        let Some(next) = calendar.next_working_day(day) else { break };
        day = next;
    }
    let mut waited_working_days = 0;
    let mut to_give_back = TimeDelta::zero();
    for wait in union_of(received, waits) {
        if closing(day, calendar) < wait.from {
            break;
        }
        to_give_back += opening_between(wait.from, wait.to, calendar);
        while to_give_back > TimeDelta::zero() {
            let Some(next) = calendar.next_working_day(day) else { break };
            day = next;
            to_give_back -= calendar.opening_on(day);
            waited_working_days += 1;
        }
    }
    let skipped = skipped(counted_from, day, calendar);
    let derivation = derivation::in_words(received, budget_working_days, counted_from, &skipped, waited_working_days);
    Promise { due_at: closing(day, calendar), counted_from, skipped, waited_working_days, derivation }
}

/// Until and including closing time of a working day a question counts as received that day.
fn counts_as_received_on(received: DateTime<Utc>, calendar: &Calendar) -> NaiveDate {
    let day = day_of(received);
    match calendar.closing_time(day) {
        Some(closing) if received <= closing => day,
        // At the end of all years there is no next working day; then the last one there is.
        closing => calendar
            .next_working_day(day)
            .or_else(|| closing.map(|_| day))
            .or_else(|| calendar.previous_working_day(day))
            .unwrap_or(day),
    }
}

/// Closing time of a day known to be a working day; of any other day its first moment, so that there is an answer.
fn closing(day: NaiveDate, calendar: &Calendar) -> DateTime<Utc> {
    calendar.closing_time(day).unwrap_or_else(|| instant(day.and_time(NaiveTime::MIN)))
}

fn skipped(counted_from: NaiveDate, due_on: NaiveDate, calendar: &Calendar) -> Vec<(NaiveDate, String)> {
    std::iter::successors(day_after(counted_from), |day| day_after(*day))
        .take_while(|day| *day <= due_on)
        .filter(|day| calendar.has_hours_on_weekday_of(*day))
        .filter_map(|day| calendar.holiday(day).map(|label| (day, label.to_owned())))
        .collect()
}
