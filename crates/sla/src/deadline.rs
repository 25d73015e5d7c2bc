//! Promises, and how waiting moves them.

use crate::calendar::day_of;
use crate::{Calendar, derivation, elapsed};
use chrono::{DateTime, NaiveDate, Utc};

/// A stretch in which the desk waited for the asker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wait {
    /// From when.
    pub from: DateTime<Utc>,
    /// Until when.
    pub to: DateTime<Utc>,
}

/// A promise with its derivation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// Closing time of the promised day.
    pub due_at: DateTime<Utc>,
    /// The day the question counts as received on: the day before the first day that counts.
    pub counted_from: NaiveDate,
    /// Closed weekdays between receipt and the promised day, each with its reason.
    pub skipped: Vec<(NaiveDate, String)>,
    /// By how many working days waiting moved the promise.
    pub waited_days: u32,
    /// All of this in one Dutch line.
    pub derivation: String,
}

/// By when, `budget` working days after receipt, moved by the waits.
///
/// Waits may overlap and come in any order. A wait that begins after the promise has passed does not move it.
pub fn deadline(received: DateTime<Utc>, budget: u32, calendar: &Calendar, waits: &[Wait]) -> Promise {
    let counted_from = counts_as_received_on(received, calendar);
    let promised = working_days_after(counted_from, budget, calendar);
    let mut day = promised;
    let mut waited_days = 0;
    let mut waited_seconds = 0;
    for wait in union_of(received, waits) {
        if calendar.closing(day) < wait.from {
            break;
        }
        waited_seconds += elapsed(wait.from, wait.to, calendar).seconds;
        let days = whole_days(waited_seconds, calendar);
        day = working_days_after(promised, days, calendar);
        waited_days = days;
    }
    let skipped = closed_weekdays(day_of(received), day, calendar);
    let derivation = derivation::in_words(received, budget, counted_from, &skipped, waited_days);
    Promise { due_at: calendar.closing(day), counted_from, skipped, waited_days, derivation }
}

/// From when a promise counts as due soon: opening time of the working day that lies `days_before` working days before
/// the day it is due.
pub fn remind_at(due_at: DateTime<Utc>, days_before: u32, calendar: &Calendar) -> DateTime<Utc> {
    let day = (0..days_before).fold(day_of(due_at), |day, _| calendar.previous_working_day(day));
    calendar.opening(day)
}

/// Until closing time (17:00:00 itself included) of a working day a question counts as received that day.
fn counts_as_received_on(received: DateTime<Utc>, calendar: &Calendar) -> NaiveDate {
    let day = day_of(received);
    if calendar.is_working_day(day) && received <= calendar.closing(day) { day } else { calendar.next_working_day(day) }
}

fn working_days_after(day: NaiveDate, days: u32, calendar: &Calendar) -> NaiveDate {
    (0..days).fold(day, |day, _| calendar.next_working_day(day))
}

/// The working days that hold this much opening time, rounded up.
fn whole_days(seconds: i64, calendar: &Calendar) -> u32 {
    let length = calendar.day_seconds();
    u32::try_from((seconds + length - 1) / length).unwrap_or(u32::MAX)
}

/// The waits without overlaps, in the order of time. Waits that touch are one: splitting a wait changes nothing.
fn union_of(received: DateTime<Utc>, waits: &[Wait]) -> Vec<Wait> {
    let mut sorted: Vec<Wait> = waits
        .iter()
        .map(|wait| Wait { from: wait.from.max(received), to: wait.to })
        .filter(|wait| wait.from < wait.to)
        .collect();
    sorted.sort_unstable();
    let mut union: Vec<Wait> = Vec::with_capacity(sorted.len());
    for wait in sorted {
        match union.last_mut() {
            Some(last) if wait.from <= last.to => last.to = last.to.max(wait.to),
            _ => union.push(wait),
        }
    }
    union
}

fn closed_weekdays(from: NaiveDate, to: NaiveDate, calendar: &Calendar) -> Vec<(NaiveDate, String)> {
    from.iter_days()
        .take_while(|day| *day <= to)
        .filter_map(|day| calendar.closed_because(day).map(|label| (day, label.to_owned())))
        .collect()
}
