//! When the desk is open (business hours): the weeks that hold and will, and the form to change them.

use super::parse::{Fields, WEEKDAYS};
use super::policies::Field;
use super::words::holds;
use crate::opening_hours;
use app::{Regime, Rules};
use chrono::NaiveDate;

/// The weeks that hold now or will: from when, and line by line what is in them.
pub(crate) fn weeks(rules: &Rules, today: NaiveDate) -> (Vec<String>, Vec<(&'static str, Vec<String>)>) {
    let regimes = rules.calendar.regimes();
    let begun = regimes.iter().skip(1).take_while(|regime| regime.from <= today).count();
    let shown = &regimes[begun..];
    // The first regime always held, whatever day it names.
    let from = |at: usize, regime: &Regime| (begun + at > 0).then_some(regime.from);
    let heads = shown.iter().enumerate().map(|(at, regime)| holds(from(at, regime), today)).collect();
    let hours = |weekday: usize| {
        let line = shown.iter().map(|regime| match opening_hours::in_words(&regime.hours[weekday]) {
            closed if closed.is_empty() => "dicht".to_owned(),
            open => open,
        });
        line.collect()
    };
    let choice = |off: fn(&Regime) -> bool| {
        shown.iter().map(|regime| if off(regime) { "vrije dag" } else { "gewone dag" }.to_owned()).collect()
    };
    let mut lines: Vec<(&'static str, Vec<String>)> =
        WEEKDAYS.into_iter().enumerate().map(|(weekday, name)| (name, hours(weekday))).collect();
    lines.push(("Goede Vrijdag", choice(|regime| regime.good_friday_off)));
    lines.push(("5 mei", choice(|regime| regime.liberation_day_off)));
    (heads, lines)
}

/// A field for every weekday, with what holds last, or what was typed.
pub(crate) fn opens(latest: &Regime, fields: &Fields) -> Vec<Field> {
    let value = |at: usize| match fields.what.as_str() {
        "uren" => fields.hours.get(at).cloned().unwrap_or_default(),
        _ => opening_hours::in_words(&latest.hours[at]),
    };
    let field =
        |(at, weekday)| Field { id: format!("uren-{weekday}"), name: "hours", label: weekday, value: value(at) };
    WEEKDAYS.into_iter().enumerate().map(field).collect()
}
