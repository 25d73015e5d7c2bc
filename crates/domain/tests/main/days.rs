//! Days and moments as people in the Netherlands write and read them.

use crate::given::{at, day};
use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc};
use domain::{
    MONTHS, amsterdam_day, day_in_words, is_known_day, long_day_in_words, moment_in_words, month_in_words, read_day,
    read_moment, read_written_day,
};
use proptest::prelude::*;

fn known_day() -> impl Strategy<Value = NaiveDate> {
    (0..109_500_u64).prop_map(|number| day("1900-01-01") + Days::new(number))
}

#[test]
fn a_day_is_read_in_every_way_that_people_write_it() {
    for text in [
        "7-5-2027",
        "07-05-2027",
        "7/5/2027",
        "7.5.2027",
        "07 05 2027",
        "7 mei 2027",
        "7 Mei 2027",
        "7 MEI 2027",
        "7-mei-2027",
        "  7   mei\t2027 ",
        "7\u{a0}mei\u{a0}2027",
        "7\u{2011}5\u{2011}2027",
        "7\u{2013}5\u{2013}2027",
        "2027-05-07",
        "2027-5-7",
        "2027/05/07",
        "2027 mei 7",
    ] {
        assert_eq!(read_written_day(text), Some(day("2027-05-07")), "{text}");
    }
}

#[test]
fn every_month_is_read_by_its_name_and_as_people_shorten_it() {
    let short = [
        &["jan", "jan."][..],
        &["feb", "febr", "febr."],
        &["mrt", "mrt."],
        &["apr", "apr."],
        &["mei"],
        &["jun"],
        &["jul"],
        &["aug", "aug."],
        &["sep", "sept", "sept."],
        &["okt", "okt."],
        &["nov", "nov."],
        &["dec", "dec."],
    ];
    for (at, (name, short)) in MONTHS.iter().zip(short).enumerate() {
        let first = NaiveDate::from_ymd_opt(2027, at as u32 + 1, 1);
        for word in short.iter().chain([name]) {
            assert_eq!(read_written_day(&format!("1 {word} 2027")), first, "{word}");
        }
    }
}

#[test]
fn a_word_for_a_month_is_one_only_in_the_middle() {
    // "mei 7 2027" would be the fifth of July, if the word were a number like any other.
    for text in
        ["mei 7 2027", "mei-7-2027", "december 7 2026", "2027 7 mei", "7 2027 mei", "mei mei 2027", "mei mei mei"]
    {
        assert_eq!(read_written_day(text), None, "{text}");
    }
}

#[test]
fn a_day_with_its_weekday_is_read_when_it_is_that_day_of_the_week() {
    assert_eq!(read_written_day("vrijdag 7 mei 2027"), Some(day("2027-05-07")));
    assert_eq!(read_written_day("Vrijdag, 7-5-2027"), Some(day("2027-05-07")));
    assert_eq!(read_written_day("vr 7 mei 2027"), Some(day("2027-05-07")), "as the desk writes it in tables");
    for text in ["donderdag 7 mei 2027", "vrijdag", "vrijdag vrijdag 7 mei 2027", "do 7 mei 2027", "ri 7 mei 2027"] {
        assert_eq!(read_written_day(text), None, "{text}");
    }
}

#[test]
fn what_is_no_day_of_the_calendar_is_not_bent_into_one() {
    for text in [
        "29-2-2027",
        "29 februari 1900",
        "30-2-2028",
        "31-4-2027",
        "31 september 2027",
        "32-1-2027",
        "0-1-2027",
        "1-0-2027",
        "1-13-2027",
        "5-23-2027",
        "7-5-27",
        "7-5-'27",
        "7-5-99",
        "7 mei",
        "mei 2027",
        "2027",
        "7-5",
        "7-5-2027-1",
        "7 mai 2027",
        "7 meis 2027",
        "zeven mei 2027",
        "7e mei 2027",
        "-7-5-2027x",
        "7-+5-2027",
        "\u{667}-5-2027",
        "morgen",
        "",
        "---",
    ] {
        assert_eq!(read_written_day(text), None, "{text}");
    }
}

#[test]
fn the_day_that_comes_once_in_four_years_is_a_day_in_those_years_only() {
    for (year, is_leap) in [(1900, false), (2000, true), (2026, false), (2027, false), (2028, true), (2100, false)] {
        assert_eq!(read_written_day(&format!("29 februari {year}")).is_some(), is_leap, "{year}");
        assert_eq!(read_day(&format!("{year}-02-29")).is_some(), is_leap, "{year}");
    }
}

#[test]
fn a_desk_speaks_of_three_centuries_and_of_no_day_before_or_after_them() {
    for (text, is_known) in [
        ("1899-12-31", false),
        ("1900-01-01", true),
        ("2199-12-31", true),
        ("2200-01-01", false),
        ("0026-05-07", false),
    ] {
        assert_eq!(is_known_day(day(text)), is_known, "{text}");
        assert_eq!(read_day(text).is_some(), is_known, "{text}");
        assert_eq!(read_written_day(text).is_some(), is_known, "{text}");
    }
}

#[test]
fn a_moment_belongs_to_the_day_that_it_is_in_amsterdam_in_winter_and_in_summer() {
    for (moment, amsterdam) in [
        ("2026-12-31T22:59:59Z", "2026-12-31"),
        ("2026-12-31T23:00:00Z", "2027-01-01"),
        ("2026-07-31T21:59:59Z", "2026-07-31"),
        ("2026-07-31T22:00:00Z", "2026-08-01"),
        ("2026-03-28T22:59:59Z", "2026-03-28"),
        ("2026-03-28T23:00:00Z", "2026-03-29"),
        ("2026-03-29T21:59:59Z", "2026-03-29"),
        ("2026-03-29T22:00:00Z", "2026-03-30"),
        ("2026-10-24T22:00:00Z", "2026-10-25"),
        ("2026-10-25T22:59:59Z", "2026-10-25"),
        ("2026-10-25T23:00:00Z", "2026-10-26"),
    ] {
        assert_eq!(amsterdam_day(at(moment)), day(amsterdam), "{moment}");
    }
}

#[test]
fn the_clock_is_read_as_it_hangs_on_the_wall_before_and_after_it_is_changed() {
    for (written, moment) in [
        ("29-3-2026 01:59", "2026-03-29T00:59:00Z"),
        ("29-3-2026 03:00", "2026-03-29T01:00:00Z"),
        ("25-10-2026 01:59", "2026-10-24T23:59:00Z"),
        ("25-10-2026 02:00", "2026-10-25T00:00:00Z"),
        ("25-10-2026 02:59", "2026-10-25T00:59:00Z"),
        ("25-10-2026 03:00", "2026-10-25T02:00:00Z"),
        ("29-3-2026", "2026-03-29T10:00:00Z"),
        ("25-10-2026", "2026-10-25T11:00:00Z"),
    ] {
        assert_eq!(read_moment(written), Some(at(moment)), "{written}");
    }
    for skipped in ["29-3-2026 02:00", "29-3-2026 02:59", "29 maart 2026 om 2.30 uur"] {
        assert_eq!(read_moment(skipped), None, "{skipped} was on no clock");
    }
}

#[test]
fn midnight_is_the_beginning_of_a_day_and_there_is_no_twenty_four_oclock() {
    assert_eq!(read_moment("24-12-2026 0:00"), Some(at("2026-12-23T23:00:00Z")));
    assert_eq!(read_moment("24-12-2026 23:59:59"), Some(at("2026-12-24T22:59:59Z")));
    for text in ["24-12-2026 24:00", "24-12-2026 23:60", "24-12-2026 23:59:60", "24-12-2026 -1:00", "24-12-2026 :30"] {
        assert_eq!(read_moment(text), None, "{text}");
    }
}

#[test]
fn a_moment_outside_the_known_days_of_amsterdam_is_none_though_its_day_elsewhere_is_known() {
    assert_eq!(read_moment("2199-12-31T23:30:00Z"), None, "it is 2200 in Amsterdam");
    assert_eq!(read_moment("2199-12-31T22:59:59Z"), Some(at("2199-12-31T22:59:59Z")));
}

#[test]
fn days_are_said_with_their_weekday_and_without_noughts() {
    assert_eq!(day_in_words(day("2027-01-01")), "vrijdag 1 januari");
    assert_eq!(long_day_in_words(day("2028-02-29")), "dinsdag 29 februari 2028");
    assert_eq!(month_in_words(day("2026-08-31")), "augustus 2026");
    let week = (0..7).map(|number| day_in_words(day("2026-11-23") + Days::new(number))).collect::<Vec<_>>();
    let said: Vec<&str> = week.iter().filter_map(|words| words.split(' ').next()).collect();
    assert_eq!(said, ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"]);
}

#[test]
fn a_moment_is_said_in_the_time_of_the_desk_with_two_figures_for_hours_and_minutes() {
    assert_eq!(moment_in_words(at("2026-07-07T07:05:59Z")), "dinsdag 7 juli 2026 om 09.05 uur");
    assert_eq!(moment_in_words(at("2026-12-31T23:00:00Z")), "vrijdag 1 januari 2027 om 00.00 uur");
}

proptest! {
    #[test]
    fn every_known_day_is_read_back_from_every_way_to_write_it(day in known_day()) {
        let (year, number, month) = (day.year(), day.day(), day.month());
        prop_assert_eq!(read_day(&day.to_string()), Some(day));
        for text in [
            day.to_string(),
            format!("{number}-{month}-{year}"),
            format!("{number:02}/{month:02}/{year}"),
            format!("{number} {}", month_in_words(day)),
            long_day_in_words(day),
            long_day_in_words(day).to_uppercase(),
        ] {
            prop_assert_eq!(read_written_day(&text), Some(day), "{}", text);
        }
    }

    #[test]
    fn the_moment_that_the_desk_says_is_the_moment_that_it_reads(minutes in 0..157_680_000_i64) {
        let moment = at("1900-01-02T00:00:00Z") + TimeDelta::minutes(minutes);
        let said = moment_in_words(moment);
        let read = read_moment(&said).expect("it is read");
        prop_assert_eq!(moment_in_words(read), said, "the same, though the hour may come twice");
    }

    #[test]
    fn a_moment_of_a_program_is_kept_to_the_microsecond(
        seconds in 0..4_000_000_000_i64, nanos in 0..1_000_000_000_u32,
    ) {
        let moment: DateTime<Utc> = DateTime::from_timestamp(seconds, nanos).expect("a moment");
        let read = read_moment(&moment.to_rfc3339()).expect("it is read");
        prop_assert_eq!(read.timestamp_micros(), moment.timestamp_micros());
        prop_assert_eq!(read.timestamp_subsec_nanos() % 1_000, 0);
    }

    #[test]
    fn a_later_moment_is_never_on_an_earlier_day(first in 0..4_000_000_000_i64, apart in 0..100_000_i64) {
        let moment = |seconds| DateTime::from_timestamp(seconds, 0).expect("a moment");
        prop_assert!(amsterdam_day(moment(first)) <= amsterdam_day(moment(first + apart)));
    }

    #[test]
    fn no_text_makes_it_panic_and_what_is_read_is_a_known_day(
        text in "\\PC{0,30}|[0-9]{0,9}[-/. ][a-z0-9]{0,9}[-/. ][0-9: .]{0,20}",
    ) {
        prop_assert!(read_written_day(&text).is_none_or(is_known_day));
        prop_assert!(read_moment(&text).is_none_or(|moment| is_known_day(amsterdam_day(moment))));
    }
}
