//! Promised days in words.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{Deadline, DeadlineState, Ticket, amsterdam_day, day_in_words, long_day_in_words};

/// A promise as a page shows it: never by colour alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PromiseView {
    /// `Antwoord`
    pub label: &'static str,
    /// `Bijna verlopen`
    pub state: &'static str,
    /// For the style sheet: `running`, `due-soon`, …
    pub style: &'static str,
    /// `uiterlijk morgen, woensdag 9 december`
    pub when: String,
    /// How the day was found.
    pub derivation: String,
}

/// One promise.
pub(crate) fn promise(deadline: &Deadline, now: DateTime<Utc>) -> PromiseView {
    let state = deadline.state(now);
    PromiseView {
        label: deadline.metric.label(),
        state: state.label(),
        style: style(state),
        when: when(deadline, state, now),
        derivation: deadline.derivation.clone(),
    }
}

/// The promise that falls due first of those not kept yet.
pub(crate) fn nearest(ticket: &Ticket, now: DateTime<Utc>) -> Option<PromiseView> {
    let open = ticket.deadlines.iter().filter(|deadline| deadline.met_at.is_none());
    open.min_by_key(|deadline| deadline.due_at).map(|deadline| promise(deadline, now))
}

/// For the style sheet.
pub(crate) fn style(state: DeadlineState) -> &'static str {
    match state {
        DeadlineState::Running => "running",
        DeadlineState::Paused => "paused",
        DeadlineState::DueSoon => "due-soon",
        DeadlineState::Met => "met",
        DeadlineState::Missed => "missed",
    }
}

fn when(deadline: &Deadline, state: DeadlineState, now: DateTime<Utc>) -> String {
    let due = amsterdam_day(deadline.due_at);
    let today = amsterdam_day(now);
    match (state, deadline.met_at) {
        (DeadlineState::Met, Some(met)) => format!("op {}", day(amsterdam_day(met), today)),
        (DeadlineState::Missed, Some(met)) => {
            format!("op {}, beloofd was {}", day(amsterdam_day(met), today), day(due, today))
        }
        (DeadlineState::Missed, None) => format!("beloofd was {}", near(due, today)),
        (DeadlineState::Paused, _) => "schuift op zolang wij wachten op de vraagsteller".to_owned(),
        _ => format!("uiterlijk {}", near(due, today)),
    }
}

/// `morgen, woensdag 9 december`
fn near(day_: NaiveDate, today: NaiveDate) -> String {
    let words = day(day_, today);
    match (day_ - today).num_days() {
        -1 => format!("gisteren, {words}"),
        0 => format!("vandaag, {words}"),
        1 => format!("morgen, {words}"),
        _ => words,
    }
}

/// With the year only when it is another one.
pub(crate) fn day(day: NaiveDate, today: NaiveDate) -> String {
    use chrono::Datelike;
    if day.year() == today.year() { day_in_words(day) } else { long_day_in_words(day) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;
    use domain::Metric;

    fn at(day: u32, hour: u32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 12, day, hour, 0, 0).single().expect("a real instant")
    }

    fn deadline() -> Deadline {
        Deadline {
            metric: Metric::Answer,
            counted_from: at(1, 9),
            due_at: at(9, 16),
            remind_at: at(7, 16),
            derivation: String::new(),
            calendar_version: 1,
            met_at: None,
            breached_at: None,
            paused_at: None,
        }
    }

    #[test]
    fn tomorrow_is_said_as_tomorrow_with_the_day_beside_it() {
        let view = promise(&deadline(), at(8, 9));
        assert_eq!((view.state, view.when.as_str()), ("Bijna verlopen", "uiterlijk morgen, woensdag 9 december"));
    }

    #[test]
    fn a_promise_kept_too_late_says_so_in_words() {
        let late = Deadline { met_at: Some(at(10, 9)), ..deadline() };
        let view = promise(&late, at(11, 9));
        assert_eq!(
            (view.style, view.when.as_str()),
            ("missed", "op donderdag 10 december, beloofd was woensdag 9 december")
        );
    }
}
