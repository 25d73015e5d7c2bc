//! What data can change about the calendar.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use sla::{Calendar, CalendarError, Opening, Regime, Wait, deadline};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a moment")
}

fn hours(from: &str, to: &str) -> Opening {
    let time = |text: &str| text.parse::<NaiveTime>().expect("a time");
    Opening { from: time(from), to: time(to) }
}

fn due(received: &str, budget: u32, calendar: &Calendar) -> String {
    deadline(at(received), budget, calendar, &[]).due_at.to_rfc3339()
}

#[test]
fn good_friday_is_a_working_day_when_the_employer_says_so() {
    let calendar = Calendar::standard().working_on_good_friday();
    assert!(calendar.is_working_day(day("2026-04-03")));
    assert!(!calendar.is_working_day(day("2026-04-06")));
    assert_eq!(due("2026-04-02T10:00:00+02:00", 2, &calendar), "2026-04-07T15:00:00+00:00");
}

#[test]
fn liberation_day_is_a_working_day_when_the_employer_says_so() {
    let calendar = Calendar::standard().working_on_liberation_day();
    assert!(calendar.is_working_day(day("2026-05-05")));
    assert_eq!(due("2026-05-04T10:00:00+02:00", 1, &calendar), "2026-05-05T15:00:00+00:00");
}

#[test]
fn an_appointed_bridge_day_is_no_working_day() {
    let calendar = Calendar::standard().with_closed_day(day("2026-05-15"), "Brugdag");
    assert_eq!(calendar.holiday(day("2026-05-15")), Some("Brugdag"));
    assert_eq!(due("2026-05-13T10:00:00+02:00", 1, &calendar), "2026-05-18T15:00:00+00:00");
    assert_eq!(due("2026-05-15T10:00:00+02:00", 1, &calendar), "2026-05-19T15:00:00+00:00");
}

#[test]
fn what_data_says_last_about_a_day_overrules_computation_and_data() {
    let king = day("2026-04-27");
    let open = Calendar::standard().with_open_day(king, "Extra open");
    assert!(open.is_working_day(king));
    assert_eq!(open.holiday(king), None);
    let closed = open.with_closed_day(king, "Toch dicht");
    assert!(!closed.is_working_day(king));
    assert_eq!(closed.holiday(king), Some("Toch dicht"));
    assert_eq!(closed.special_days().count(), 1);
}

#[test]
fn a_saturday_opened_by_data_borrows_the_hours_of_the_week() {
    let calendar = Calendar::standard().with_open_day(day("2026-11-07"), "Inhaaldag");
    assert_eq!(due("2026-11-06T10:00:00+01:00", 1, &calendar), "2026-11-07T16:00:00+00:00");
}

#[test]
fn other_opening_hours_hold_from_their_day_on() {
    let mut short = Regime { from: day("2027-01-01"), ..Regime::standard() };
    short.hours[0] = vec![hours("10:00", "12:00"), hours("13:00", "15:30")];
    short.good_friday_off = false;
    let calendar = Calendar::standard().with_regime(short).expect("good hours");
    assert_eq!(due("2026-12-17T10:00:00+01:00", 2, &calendar), "2026-12-21T16:00:00+00:00");
    assert_eq!(due("2026-12-30T10:00:00+01:00", 2, &calendar), "2027-01-04T14:30:00+00:00");
    assert!(!calendar.is_working_day(day("2026-04-03")));
    assert!(calendar.is_working_day(day("2027-03-26")));
    let days = || day("2026-06-01").iter_days().take(400);
    assert_eq!(calendar.first_difference(&Calendar::standard(), days()), Some(day("2027-01-04")));
    assert_eq!(calendar.first_difference(&calendar, days()), None);
}

#[test]
fn open_and_closed_are_told_to_the_second() {
    let calendar = Calendar::standard();
    let open = |text: &str| calendar.is_open_at(at(text));
    assert!(open("2026-11-24T09:00:00+01:00") && open("2026-11-24T16:59:59+01:00"));
    assert!(!open("2026-11-24T08:59:59+01:00") && !open("2026-11-24T17:00:00+01:00"));
    let from = |text: &str| calendar.open_from(at(text)).to_rfc3339();
    assert_eq!(from("2026-11-24T12:00:00+01:00"), "2026-11-24T11:00:00+00:00");
    assert_eq!(from("2026-11-24T03:00:00+01:00"), "2026-11-24T08:00:00+00:00");
    assert_eq!(from("2026-12-24T17:00:00+01:00"), "2026-12-28T08:00:00+00:00");
    // The night in which the clock goes forward.
    assert_eq!(from("2026-03-28T23:30:00+01:00"), "2026-03-30T07:00:00+00:00");
}

#[test]
fn holidays_are_named_on_weekends_too_but_never_said_to_be_skipped() {
    let calendar = Calendar::standard();
    assert_eq!(calendar.holiday(day("2026-12-26")), Some("Tweede kerstdag"));
    let promise = deadline(at("2026-12-24T10:00:00+01:00"), 1, &calendar, &[]);
    assert_eq!(promise.skipped, [(day("2026-12-25"), "Eerste kerstdag".to_owned())]);
}

#[test]
fn a_desk_may_open_more_than_once_a_day() {
    let split = [hours("13:00", "18:00"), hours("08:00", "12:00")];
    let calendar = Calendar::standard().with_hours(Weekday::Tue, &split).expect("good hours");
    let tuesday = day("2026-11-24");
    assert_eq!(calendar.opening_time(tuesday), Some(at("2026-11-24T08:00:00+01:00")));
    assert_eq!(calendar.closing_time(tuesday), Some(at("2026-11-24T18:00:00+01:00")));
    assert_eq!(calendar.opening_on(tuesday), TimeDelta::hours(9));
    // In the break the desk is closed: a question still comes today, and waiting moves nothing.
    assert_eq!(due("2026-11-24T12:30:00+01:00", 0, &calendar), "2026-11-24T17:00:00+00:00");
    let wait = Wait { from: at("2026-11-24T12:00:00+01:00"), to: at("2026-11-24T13:00:00+01:00") };
    assert_eq!(deadline(at("2026-11-23T10:00:00+01:00"), 2, &calendar, &[wait]).waited_working_days, 0);
}

#[test]
fn each_day_gives_back_its_own_length() {
    let calendar = Calendar::standard().with_hours(Weekday::Fri, &[hours("09:00", "13:00")]).expect("good hours");
    assert_eq!(calendar.usual_day(), TimeDelta::minutes(432));
    let received = at("2026-11-23T10:00:00+01:00");
    let waited = |to: &str| {
        let wait = Wait { from: at("2026-11-24T09:00:00+01:00"), to: at(to) };
        deadline(received, 3, &calendar, &[wait]).due_at.to_rfc3339()
    };
    // Due on Thursday; Friday gives back four hours, Monday eight.
    assert_eq!(waited("2026-11-24T13:00:00+01:00"), "2026-11-27T12:00:00+00:00");
    assert_eq!(waited("2026-11-24T13:01:00+01:00"), "2026-11-30T16:00:00+00:00");
}

#[test]
fn a_desk_open_at_weekends_is_closed_on_the_saturday_that_kings_day_moves_to() {
    let calendar = Calendar::standard()
        .with_hours(Weekday::Sat, &[hours("10:00", "16:00")])
        .and_then(|calendar| calendar.with_hours(Weekday::Sun, &[hours("10:00", "16:00")]))
        .expect("good hours");
    // 27 April is a Sunday in 2025 and a Saturday in 2024.
    assert!(!calendar.is_working_day(day("2025-04-26")));
    assert!(calendar.is_working_day(day("2025-04-27")));
    assert!(!calendar.is_working_day(day("2024-04-27")));
    assert_eq!(due("2025-04-25T10:00:00+02:00", 1, &calendar), "2025-04-27T14:00:00+00:00");
}

#[test]
fn an_opening_through_the_night_lasts_as_long_as_it_really_does() {
    let calendar = Calendar::standard().with_hours(Weekday::Sun, &[hours("00:00", "06:15")]).expect("good hours");
    assert_eq!(calendar.opening_on(day("2026-03-22")), TimeDelta::minutes(375));
    assert_eq!(calendar.opening_on(day("2026-03-29")), TimeDelta::minutes(315));
    assert_eq!(calendar.opening_on(day("2026-10-25")), TimeDelta::minutes(435));
}

#[test]
fn a_weekday_without_hours_is_a_weekend_day() {
    let calendar = Calendar::standard().with_hours(Weekday::Wed, &[]).expect("good hours");
    assert_eq!(due("2026-11-24T10:00:00+01:00", 1, &calendar), "2026-11-26T16:00:00+00:00");
    assert_eq!(deadline(at("2026-11-24T10:00:00+01:00"), 1, &calendar, &[]).skipped, []);
}

#[test]
fn a_desk_that_never_opens_is_refused() {
    let mut calendar = Ok(Calendar::standard());
    for weekday in [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri] {
        calendar = calendar.and_then(|calendar| calendar.with_hours(weekday, &[]));
    }
    assert_eq!(calendar, Err(CalendarError::NeverOpen));
}

#[test]
fn hours_that_overlap_or_run_backwards_are_refused() {
    let with = |hours: &[Opening]| Calendar::standard().with_hours(Weekday::Mon, hours);
    assert_eq!(with(&[hours("09:00", "13:00"), hours("12:00", "17:00")]), Err(CalendarError::Overlap));
    assert!(matches!(with(&[hours("17:00", "09:00")]), Err(CalendarError::EndsBeforeItBegins { .. })));
    assert!(with(&[hours("09:00", "13:00"), hours("13:00", "17:00")]).is_ok());
}

#[test]
fn a_calendar_survives_being_stored() {
    let calendar = Calendar::standard()
        .with_version(7)
        .working_on_good_friday()
        .with_closed_day(day("2026-05-15"), "Brugdag")
        .with_open_day(day("2026-04-27"), "Extra open")
        .with_hours(Weekday::Fri, &[hours("08:30", "12:00"), hours("12:30", "16:00")])
        .expect("good hours");
    let stored = serde_json::to_string(&calendar).expect("a calendar can be written");
    let read: Calendar = serde_json::from_str(&stored).expect("and read");
    assert_eq!(read, calendar);
    assert_eq!(read.version(), 7);
}

#[test]
fn a_stored_calendar_that_makes_no_sense_is_refused_with_the_reason() {
    let stored = serde_json::to_string(&Calendar::standard()).expect("a calendar can be written");
    let refused = |json: String| serde_json::from_str::<Calendar>(&json).expect_err("refused").to_string();
    assert!(refused(stored.replace("17:00:00", "08:00:00")).contains("eindigt voordat die begint"));
    assert!(refused(stored.replace(r#"[{"from":"09:00:00","to":"17:00:00"}]"#, "[]")).contains("geen enkele dag open"));
    let twice = r#""special_days":[{"day":"2026-05-15","label":"a"},{"day":"2026-05-15","label":"b"}]"#;
    assert!(refused(stored.replace(r#""special_days":[]"#, twice)).contains("twee keer"));
    assert!(refused(stored.replace("good_friday_off", "goede_vrijdag")).contains("unknown field"));
}
