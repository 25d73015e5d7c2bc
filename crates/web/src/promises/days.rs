//! Days on which the desk is closed or open otherwise than usual (holidays, closures).

use app::Rules;
use chrono::{Datelike, NaiveDate};
use domain::long_day_in_words;

pub(crate) struct DayLine {
    pub day: String,
    pub words: String,
    pub label: String,
    pub open: bool,
}

pub(crate) struct Holiday {
    pub day: String,
    pub name: String,
    pub weekend: bool,
}

/// Days about which people said something, from today on.
pub(crate) fn special_days(rules: &Rules, today: NaiveDate) -> Vec<DayLine> {
    let coming = rules.calendar.special_days().filter(|special| special.day >= today);
    let line = coming.map(|special| DayLine {
        day: special.day.to_string(),
        words: long_day_in_words(special.day),
        label: special.label.clone(),
        open: special.open,
    });
    line.collect()
}

/// The computed holidays of a year; days about which people said something stand in their own list.
pub(crate) fn holidays(rules: &Rules, year: i32) -> Vec<Holiday> {
    let Some(first) = NaiveDate::from_ymd_opt(year, 1, 1) else { return Vec::new() };
    let calendar = &rules.calendar;
    first
        .iter_days()
        .take_while(|day| day.year() == year)
        .filter(|day| !calendar.special_days().any(|special| special.day == *day))
        .filter_map(|day| {
            let name = calendar.holiday(day)?.to_owned();
            Some(Holiday { day: long_day_in_words(day), name, weekend: day.weekday().num_days_from_monday() > 4 })
        })
        .collect()
}
