//! When people ask, and when the desk works: the year as a policy officer lives it.

use chrono::{DateTime, Datelike, Days, Duration, NaiveDate, NaiveTime, TimeZone, Utc, Weekday};
use domain::{AMSTERDAM, amsterdam_day};
use rand::Rng;
use rand::distr::Distribution;
use rand::distr::weighted::WeightedIndex;
use rand::rngs::StdRng;

/// Days in a year of questions.
const YEAR: u64 = 365;
/// The first day of the topics and the municipalities that a new desk knows.
const KNOWN_FROM: NaiveDate = NaiveDate::from_ymd_opt(2025, 1, 1).expect("a day");
/// How long before the end the rising theme starts to rise.
pub(crate) const RISE_DAYS: i64 = 42;

/// `count` moments in so many years before `until`, in order; none before a new desk knows where and what it is about.
pub(crate) fn moments(count: usize, years: u8, until: DateTime<Utc>, rng: &mut StdRng) -> Vec<DateTime<Utc>> {
    let last = amsterdam_day(until);
    let far = YEAR * u64::from(years);
    let days = (0..=far).rev().filter_map(|ago| last.checked_sub_days(Days::new(ago)));
    let days: Vec<NaiveDate> = days.filter(|day| *day >= KNOWN_FROM || *day == last).collect();
    let weights = days.iter().map(|&day| busyness(day, last, far));
    let chance = WeightedIndex::new(weights).expect("every day has some weight");
    let mut moments: Vec<_> = (0..count).map(|_| before(until, &days, &chance, rng)).collect();
    moments.sort_unstable();
    moments
}

/// How busy a day is, relative to a quiet working day when the questions begin, so many days before the last one.
fn busyness(day: NaiveDate, last: NaiveDate, far: u64) -> f64 {
    let ago = (last - day).num_days();
    let growth = 1.25 - 0.5 * ago as f64 / far as f64;
    let rise = if ago < RISE_DAYS { 1.0 + 0.25 * (RISE_DAYS - ago) as f64 / RISE_DAYS as f64 } else { 1.0 };
    growth * rise * weekday_share(day) * season(day)
}

fn weekday_share(day: NaiveDate) -> f64 {
    match day.weekday() {
        Weekday::Mon => 1.15,
        Weekday::Tue | Weekday::Thu => 1.2,
        Weekday::Wed => 0.9,
        Weekday::Fri => 0.7,
        Weekday::Sat => 0.04,
        Weekday::Sun => 0.05,
    }
}

fn season(day: NaiveDate) -> f64 {
    match (day.month(), day.day()) {
        _ if is_closed(day) => 0.04,
        (12, 22..) | (1, ..=3) => 0.15,
        (7, 15..) | (8, ..=20) => 0.45,
        (5, 1..=8) => 0.6,
        _ if subsidy_window(day) => 1.3,
        _ => 1.0,
    }
}

/// Weeks in which everybody asks about money.
pub(crate) fn subsidy_window(day: NaiveDate) -> bool {
    matches!((day.month(), day.day()), (2, 15..) | (3, _) | (9, 8..) | (10, ..=6))
}

/// Weeks before the offer of 1 July and the agreements of 15 December.
pub(crate) fn agreement_season(day: NaiveDate) -> bool {
    matches!((day.month(), day.day()), (6, _) | (10, 15..) | (11, _) | (12, ..=15))
}

/// Public holidays with a fixed date; the others do not matter for a demo.
fn is_closed(day: NaiveDate) -> bool {
    matches!((day.month(), day.day()), (1, 1) | (4, 27) | (5, 5) | (12, 25 | 26))
}

fn is_working_day(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !is_closed(day)
}

/// A moment on one of the days drawn, but never at or after `until`.
fn before(until: DateTime<Utc>, days: &[NaiveDate], chance: &WeightedIndex<f64>, rng: &mut StdRng) -> DateTime<Utc> {
    for _ in 0..40 {
        let day = days[chance.sample(rng)];
        let moment = instant(day, asking_minute(rng), rng.random_range(0..60));
        if moment < until {
            return moment;
        }
    }
    until - Duration::days(1)
}

/// Minute of the day at which a question is sent: mostly in office hours, with a dip at lunch and a few at night.
fn asking_minute(rng: &mut StdRng) -> u32 {
    match rng.random_range(0..100) {
        0..46 => rng.random_range(8 * 60 + 20..12 * 60 + 10),
        46..56 => rng.random_range(12 * 60 + 10..13 * 60 + 20),
        56..92 => rng.random_range(13 * 60 + 20..17 * 60 + 10),
        92..98 => rng.random_range(19 * 60 + 30..22 * 60 + 40),
        _ => rng.random_range(6 * 60 + 30..8 * 60),
    }
}

/// A moment in opening hours, this many working days after another one, and always later than it.
pub(crate) fn office_moment(from: DateTime<Utc>, working_days: u32, rng: &mut StdRng) -> DateTime<Utc> {
    let mut day = amsterdam_day(from);
    let mut left = working_days;
    loop {
        if is_working_day(day) && left == 0 {
            let moment = instant(day, rng.random_range(9 * 60 + 5..16 * 60 + 50), rng.random_range(0..60));
            if moment > from + Duration::minutes(10) {
                return moment;
            }
        }
        day = day.succ_opt().unwrap_or(day);
        left = left.saturating_sub(u32::from(is_working_day(day)));
    }
}

fn instant(day: NaiveDate, minute: u32, second: u32) -> DateTime<Utc> {
    let time = NaiveTime::from_hms_opt(minute / 60, minute % 60, second).unwrap_or(NaiveTime::MIN);
    AMSTERDAM
        .from_local_datetime(&day.and_time(time))
        .earliest()
        .map_or_else(|| day.and_time(time).and_utc(), |local| local.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Timelike;
    use rand::SeedableRng;

    fn until() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 24, 12, 0, 0).single().expect("a real instant")
    }

    #[test]
    fn moments_lie_in_the_years_before_and_keep_their_order() {
        for years in [1, 2, 5] {
            let moments = moments(3_000, years, until(), &mut StdRng::seed_from_u64(1));
            assert_eq!(moments.len(), 3_000);
            assert!(moments.is_sorted());
            let far = amsterdam_day(until()) - Duration::days(365 * i64::from(years));
            let first = amsterdam_day(moments[0]);
            assert!(moments.iter().all(|&at| at < until()) && first >= far.max(KNOWN_FROM));
            assert!(first < far.max(KNOWN_FROM) + Duration::days(14), "they go back {years} years: {first}");
        }
    }

    #[test]
    fn weekends_nights_and_summer_are_quiet_and_the_year_grows() {
        let moments = moments(4_000, 1, until(), &mut StdRng::seed_from_u64(1));
        let share = |holds: &dyn Fn(NaiveDate, u32) -> bool| {
            let hits = moments.iter().filter(|at| holds(amsterdam_day(**at), at.with_timezone(&AMSTERDAM).hour()));
            hits.count() as f64 / moments.len() as f64
        };
        assert!(share(&|day, _| !is_working_day(day)) < 0.05);
        assert!(share(&|_, hour| (8..18).contains(&hour)) > 0.85);
        let month = |month| share(&|day, _| day.month() == month);
        assert!(month(8) < month(6) * 0.9);
        assert!(month(10) > month(1) * 1.3);
    }

    #[test]
    fn the_desk_answers_in_opening_hours_of_a_later_moment() {
        let mut rng = StdRng::seed_from_u64(3);
        for from in moments(400, 1, until(), &mut StdRng::seed_from_u64(2)) {
            for days in [0, 1, 9] {
                let at = office_moment(from, days, &mut rng);
                let local = at.with_timezone(&AMSTERDAM);
                assert!(at > from && is_working_day(local.date_naive()) && (9..17).contains(&local.hour()));
            }
        }
    }
}
