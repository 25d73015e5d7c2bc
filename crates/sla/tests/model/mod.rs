//! The rules once more, naively: its own Easter, its own change of the clock, day by day, nothing shared with the crate
//! under test but the type that holds a day. Instants are seconds since 1970 in UTC.

use chrono::{Datelike, Days, NaiveDate};

/// Seconds in an hour.
pub(crate) const HOUR: i64 = 3600;

/// Midnight UTC of this day.
fn midnight_utc(day: NaiveDate) -> i64 {
    (day - NaiveDate::default()).num_seconds()
}

fn ymd(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a real day")
}

/// The last Sunday of a month of 31 days.
fn last_sunday(year: i32, month: u32) -> NaiveDate {
    (25..=31).map(|day| ymd(year, month, day)).find(|day| day.weekday().number_from_monday() == 7).expect("a Sunday")
}

/// How far Amsterdam is ahead of UTC: two hours from 01:00 UTC on the last Sunday of March until 01:00 UTC on the last
/// Sunday of October, else one.
pub(crate) fn offset(at: i64) -> i64 {
    let year = (NaiveDate::default() + chrono::TimeDelta::seconds(at)).year();
    let summer = midnight_utc(last_sunday(year, 3)) + HOUR..midnight_utc(last_sunday(year, 10)) + HOUR;
    if summer.contains(&at) { 2 * HOUR } else { HOUR }
}

/// The Amsterdam day of an instant, and the seconds since its midnight on the wall.
pub(crate) fn wall(at: i64) -> (NaiveDate, i64) {
    let local = at + offset(at);
    (NaiveDate::default() + chrono::TimeDelta::days(local.div_euclid(24 * HOUR)), local.rem_euclid(24 * HOUR))
}

/// The instant at which this hour (never one in the night) shows on the wall.
pub(crate) fn at_hour(day: NaiveDate, hour: i64) -> i64 {
    let guess = midnight_utc(day) + hour * HOUR;
    guess - offset(guess)
}

/// The anonymous Gregorian computation of 1876.
fn easter(year: i32) -> NaiveDate {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (b - (b + 8) / 25 + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    ymd(year, (n / 31).unsigned_abs(), (n % 31 + 1).unsigned_abs())
}

/// Is this an ordinary working day?
pub(crate) fn works(day: NaiveDate) -> bool {
    let year = day.year();
    let king = if ymd(year, 4, 27).weekday().number_from_monday() == 7 { ymd(year, 4, 26) } else { ymd(year, 4, 27) };
    let fixed = [ymd(year, 1, 1), king, ymd(year, 5, 5), ymd(year, 12, 25), ymd(year, 12, 26)];
    let movable = [-2, 1, 39, 50].map(|days| easter(year) + chrono::TimeDelta::days(days));
    day.weekday().number_from_monday() < 6 && !fixed.contains(&day) && !movable.contains(&day)
}

/// This many working days later.
pub(crate) fn later(mut day: NaiveDate, mut working_days: i64) -> NaiveDate {
    while working_days > 0 {
        day = day + Days::new(1);
        if works(day) {
            working_days -= 1;
        }
    }
    day
}

/// Opening seconds between two instants.
pub(crate) fn open_seconds(from: i64, to: i64) -> i64 {
    let (mut day, last) = (wall(from).0, wall(to).0);
    let mut seconds = 0;
    while day <= last {
        if works(day) {
            seconds += (to.min(at_hour(day, 17)) - from.max(at_hour(day, 9))).max(0);
        }
        day = day + Days::new(1);
    }
    seconds
}

/// When the promise falls due. Looks again and again which waits count, until the answer no longer changes: those that
/// begin before it, and those that touch one that counts.
pub(crate) fn due(received: i64, budget: u32, waits: &[(i64, i64)]) -> i64 {
    let (day, seconds) = wall(received);
    let counted_from = if works(day) && seconds <= 17 * HOUR { day } else { later(day, 1) };
    let promised = later(counted_from, budget.into());
    let waits: Vec<(i64, i64)> =
        waits.iter().map(|&(from, to)| (from.max(received), to)).filter(|(from, to)| from < to).collect();
    let mut due = at_hour(promised, 17);
    loop {
        let mut counting: Vec<(i64, i64)> = waits.iter().copied().filter(|wait| wait.0 <= due).collect();
        for _ in &waits {
            let touching = |wait: &&(i64, i64)| counting.iter().any(|other| other.0 <= wait.0 && wait.0 <= other.1);
            counting = waits.iter().filter(|wait| wait.0 <= due || touching(wait)).copied().collect();
        }
        let waited = union_seconds(counting);
        let moved = at_hour(later(promised, (waited + 8 * HOUR - 1) / (8 * HOUR)), 17);
        if moved == due {
            return due;
        }
        due = moved;
    }
}

/// Opening seconds covered by at least one wait: between each two neighbouring ends, all or nothing is covered.
fn union_seconds(waits: Vec<(i64, i64)>) -> i64 {
    let mut ends: Vec<i64> = waits.iter().flat_map(|&(from, to)| [from, to]).collect();
    ends.sort_unstable();
    ends.windows(2)
        .filter(|pair| waits.iter().any(|&(from, to)| from <= pair[0] && pair[1] <= to))
        .map(|pair| open_seconds(pair[0], pair[1]))
        .sum()
}
