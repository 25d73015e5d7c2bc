//! Instants as people in the Netherlands read them.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Timelike, Utc};
use chrono_tz::Tz;

/// The desk's time zone.
pub const AMSTERDAM: Tz = chrono_tz::Europe::Amsterdam;

/// The months as people write them, January first.
pub const MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
];
const WEEKDAYS: [&str; 7] = ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"];

/// The day in Amsterdam on which this instant falls.
pub fn amsterdam_day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&AMSTERDAM).date_naive()
}

/// Years that a desk speaks of. Every database stores their days, and no sum over them runs out of its type.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2199;

/// A day that a desk may speak of, and that every database stores?
pub fn is_known_day(day: NaiveDate) -> bool {
    YEARS.contains(&day.year())
}

/// What is said to whoever typed no day, or one that cannot be read.
pub const ASKS_FOR_DAY: &str = "Geef een dag, bijvoorbeeld 21-12-2026.";

/// Reads `2026-12-09`, if it is a day the desk may speak of.
pub fn read_day(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|day| is_known_day(*day))
}

/// A day as a browser sends it or as people write it: `7-5-2027`, `7/5/2027`, `7 mei 2027`, `vrijdag 7 mei 2027`; with
/// another weekday than it is, it is none.
pub fn read_written_day(text: &str) -> Option<NaiveDate> {
    let lower = text.trim().to_lowercase();
    let mut parts: Vec<&str> = lower
        .split(|sign: char| sign.is_whitespace() || "-/.\u{2010}\u{2011}\u{2013}".contains(sign))
        .filter(|part| !part.is_empty())
        .collect();
    let weekday = parts.first().and_then(|word| weekday_number(word.trim_end_matches(',')));
    if weekday.is_some() {
        parts.remove(0);
    }
    let [first, month, last] = parts[..] else { return None };
    // A word elsewhere is no month: "mei 7 2027" is not the fifth of July.
    let month = month_number(month).map_or_else(|| month.to_owned(), |month| month.to_string());
    if ![first, month.as_str(), last].iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit())) {
        return None;
    }
    let (year, day) = if first.len() == 4 { (first, last) } else { (last, first) };
    let day = NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)?;
    let is_that_day = weekday.is_none_or(|weekday| day.weekday().num_days_from_monday() as usize == weekday);
    (is_that_day && is_known_day(day)).then_some(day)
}

/// `vrijdag`, or `vr` as the desk writes it in tables.
fn weekday_number(word: &str) -> Option<usize> {
    WEEKDAYS.iter().position(|day| *day == word || (word.len() == 2 && day.starts_with(word)))
}

/// `mei`, `november`, `nov`, `sept`.
fn month_number(word: &str) -> Option<usize> {
    const SHORT: [&str; 12] = ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"];
    let word = match word {
        "febr" => "feb",
        "sept" => "sep",
        other => other,
    };
    MONTHS.iter().position(|month| *month == word).or(SHORT.iter().position(|month| *month == word)).map(|at| at + 1)
}

/// A time of day as people write it: `16:40`, `9.05`, `16:40:30`.
fn read_time(text: &str) -> Option<NaiveTime> {
    let parts: Vec<&str> = text.split([':', '.']).collect();
    let (hour, rest) = parts.split_first()?;
    let digits = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !(1..=2).contains(&hour.len()) || !parts.iter().all(digits) || rest.iter().any(|part| part.len() != 2) {
        return None;
    }
    let seconds = match rest {
        [_] => 0,
        [_, seconds] => seconds.parse().ok()?,
        _ => return None,
    };
    NaiveTime::from_hms_opt(hour.parse().ok()?, rest[0].parse().ok()?, seconds)
}

/// A day and a time as people write them: `24-12-2026 16:40`, `24 december 2026 om 16.40 uur`. What programs write without an
/// offset, seconds and all, may be of any place, and is not read.
fn read_written_moment(text: &str) -> Option<DateTime<Utc>> {
    let lower = text.trim().to_lowercase();
    let text = lower.strip_suffix("uur").unwrap_or(&lower).trim_end();
    let (day, time) = text.rsplit_once(char::is_whitespace)?;
    let day = day.trim_end();
    let by_a_program = day.split(['-', '/']).next().is_some_and(|first| first.len() == 4) && time.len() > 5;
    let day = read_written_day(day.strip_suffix(" om").unwrap_or(day).trim_end_matches(','))?;
    let moment = day.and_time(read_time(time)?).and_local_timezone(AMSTERDAM).earliest()?;
    (!by_a_program).then(|| moment.to_utc())
}

/// A moment with its offset, as programs write it (RFC 3339); or as people write it, in Amsterdam: a day and a time, or a
/// day alone, of which it is noon. Only on days that the desk may speak of.
pub fn read_moment(text: &str) -> Option<DateTime<Utc>> {
    let exact = DateTime::parse_from_rfc3339(text.trim()).ok().map(|moment| moment.to_utc());
    let noon = || {
        read_written_day(text)?.and_time(NaiveTime::from_hms_opt(12, 0, 0)?).and_local_timezone(AMSTERDAM).earliest()
    };
    let moment = exact.or_else(|| noon().map(|noon| noon.to_utc())).or_else(|| read_written_moment(text))?;
    // Databases keep no more than microseconds, and no second of sixty-one.
    DateTime::from_timestamp_micros(moment.timestamp_micros()).filter(|moment| is_known_day(amsterdam_day(*moment)))
}

/// `woensdag 9 december`.
pub fn day_in_words(day: NaiveDate) -> String {
    let weekday = WEEKDAYS[day.weekday().num_days_from_monday() as usize];
    format!("{weekday} {} {}", day.day(), MONTHS[day.month0() as usize])
}

/// `woensdag 9 december 2026`.
pub fn long_day_in_words(day: NaiveDate) -> String {
    format!("{} {}", day_in_words(day), day.year())
}

/// `december 2026`.
pub fn month_in_words(day: NaiveDate) -> String {
    format!("{} {}", MONTHS[day.month0() as usize], day.year())
}

/// `woensdag 9 december 2026 om 17.00 uur`.
pub fn moment_in_words(at: DateTime<Utc>) -> String {
    let local = at.with_timezone(&AMSTERDAM);
    format!("{} om {:02}.{:02} uur", long_day_in_words(local.date_naive()), local.hour(), local.minute())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    #[test]
    fn days_that_a_database_refuses_are_no_days() {
        for text in [
            "-262143-01-01",
            "+12026-01-01",
            "12026-01-01",
            "-4714-01-01",
            "1899-12-31",
            "2200-01-01",
            "2026-02-30",
            "",
        ] {
            assert_eq!(read_day(text), None, "{text}");
        }
        assert_eq!(read_day("2026-12-09"), NaiveDate::from_ymd_opt(2026, 12, 9));
        assert!(!is_known_day(NaiveDate::MAX) && !is_known_day(NaiveDate::MIN));
    }

    #[test]
    fn a_moment_is_read_as_programs_write_it_and_a_day_as_people_do() {
        let at = |text: &str| DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc());
        let noon = at("2026-03-03T12:00:00+01:00");
        for text in ["2026-03-03T12:00:00+01:00", "2026-03-03T11:00:00Z", "3-3-2026", "2026-03-03", " 3 maart 2026 "] {
            assert_eq!(read_moment(text), noon, "{text}");
        }
        assert_eq!(read_moment("7 juli 2026"), at("2026-07-07T10:00:00Z"), "summer");
        for text in [
            "24-12-2026 16:40",
            "24/12/2026 16.40",
            "24-12-2026 16:40:00",
            " 24 december 2026 om 16.40 uur ",
            "24 dec 2026, 16:40",
            "24-12-2026  16:40 uur",
            "2026-12-24 16:40",
        ] {
            assert_eq!(read_moment(text), at("2026-12-24T16:40:00+01:00"), "{text}");
        }
        assert_eq!(read_moment("7-7-2026 9:05"), at("2026-07-07T07:05:00Z"), "summer");
        assert_eq!(read_moment("25-10-2026 02:30"), at("2026-10-25T00:30:00Z"), "the hour that comes twice");
        for text in
            ["29-3-2026 02:30", "24-12-2026 24:40", "24-12-2026 16:4", "24-12-2026 1640", "24-12-26 16:40", "16:40"]
        {
            assert_eq!(read_moment(text), None, "{text}");
        }
        assert_eq!(read_moment("2026-06-30T23:59:60Z"), at("2026-07-01T00:00:00Z"), "a leap second");
        let noughts = read_moment("2026-03-03T11:00:00.123456789Z").map(|at| at.timestamp_subsec_nanos());
        assert_eq!(noughts, Some(123_456_000));
        for text in [
            "",
            "gisteren",
            "31-2-2026",
            "1899-12-31T23:00:00Z",
            "31-12-1899",
            "3-3-26",
            "2026-03-03T11:00:00",
            "2026-03-03 11:00:00",
            "0",
        ] {
            assert_eq!(read_moment(text), None, "{text}");
        }
    }

    #[test]
    fn late_evening_in_utc_is_the_next_day_in_amsterdam() {
        let at = Utc.with_ymd_and_hms(2026, 12, 8, 23, 30, 0).single().expect("a real instant");
        assert_eq!(moment_in_words(at), "woensdag 9 december 2026 om 00.30 uur");
        assert_eq!(day_in_words(amsterdam_day(at)), "woensdag 9 december");
    }
}
