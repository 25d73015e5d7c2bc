//! How a promised day was found, in one Dutch line.

use crate::amsterdam::wall_clock;
use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use std::fmt::Write;

const DAYS: [&str; 7] = ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"];

/// So many holidays are named; a promise that waited for a year does not list them all.
const NAMED: usize = 6;

/// `10 werkdagen vanaf do 24-12 16:40; Kerst, Nieuwjaarsdag en 3 dagen wachten op vraagsteller overgeslagen`, or, when
/// it counts as received later, `10 werkdagen, ontvangen za 26-12 10:00, telt als maandag 28-12; …`.
pub(crate) fn in_words(
    received: DateTime<Utc>,
    budget: u32,
    counted_from: NaiveDate,
    skipped: &[(NaiveDate, String)],
    waited_working_days: u32,
) -> String {
    let mut words = String::with_capacity(128);
    // Writing to a String cannot fail.
    let _ = write_receipt(&mut words, received, budget, counted_from);
    let _ = write_skipped(&mut words, skipped, waited_working_days);
    words
}

fn write_receipt(
    words: &mut String,
    received: DateTime<Utc>,
    budget: u32,
    counted_from: NaiveDate,
) -> std::fmt::Result {
    let clock = wall_clock(received);
    let moved = counted_from != clock.date();
    let unit = if budget == 1 { "werkdag" } else { "werkdagen" };
    let link = if moved { ", ontvangen" } else { " vanaf" };
    let short = &weekday(clock.date())[..2];
    let (day, month, hour, minute) = (clock.day(), clock.month(), clock.hour(), clock.minute());
    write!(words, "{budget} {unit}{link} {short} {day:02}-{month:02} {hour:02}:{minute:02}")?;
    if moved {
        write!(words, ", telt als {} {:02}-{:02}", weekday(counted_from), counted_from.day(), counted_from.month())?;
    }
    Ok(())
}

fn write_skipped(words: &mut String, skipped: &[(NaiveDate, String)], waited: u32) -> std::fmt::Result {
    let mut names: Vec<&str> = Vec::new();
    for name in skipped.iter().map(|(_, label)| spoken(label)) {
        if names.len() <= NAMED && !names.contains(&name) {
            names.push(name);
        }
    }
    let waiting = match waited {
        0 => None,
        1 => Some("1 dag wachten op vraagsteller".to_owned()),
        days => Some(format!("{days} dagen wachten op vraagsteller")),
    };
    if names.len() > NAMED {
        names.truncate(NAMED);
        names.push("andere vrije dagen");
    }
    names.extend(waiting.as_deref());
    let Some((last, first)) = names.split_last() else { return Ok(()) };
    words.push_str("; ");
    if !first.is_empty() {
        write!(words, "{} en ", first.join(", "))?;
    }
    write!(words, "{last} overgeslagen")
}

/// Both Christmas days are one word to people.
fn spoken(label: &str) -> &str {
    if matches!(label, "Eerste kerstdag" | "Tweede kerstdag") { "Kerst" } else { label }
}

fn weekday(day: NaiveDate) -> &'static str {
    DAYS[day.weekday().num_days_from_monday() as usize]
}

#[cfg(test)]
mod tests {
    use crate::{Calendar, Wait, deadline};
    use chrono::{DateTime, Utc};

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a moment")
    }

    fn words(received: &str, budget: u32, waits: &[(&str, &str)]) -> String {
        let waits: Vec<Wait> = waits.iter().map(|(from, to)| Wait { from: at(from), to: at(to) }).collect();
        deadline(at(received), budget, &Calendar::standard(), &waits).derivation
    }

    #[test]
    fn weekends_are_not_mentioned() {
        assert_eq!(words("2026-11-05T10:05:00+01:00", 10, &[]), "10 werkdagen vanaf do 05-11 10:05");
        assert_eq!(words("2026-11-05T10:05:00+01:00", 1, &[]), "1 werkdag vanaf do 05-11 10:05");
    }

    #[test]
    fn holidays_and_waiting_are_skipped_in_words() {
        assert_eq!(
            words("2026-12-24T16:40:00+01:00", 10, &[("2026-12-29T09:00:00+01:00", "2026-12-31T17:00:00+01:00")]),
            "10 werkdagen vanaf do 24-12 16:40; Kerst, Nieuwjaarsdag en 3 dagen wachten op vraagsteller overgeslagen"
        );
        assert_eq!(
            words("2026-11-05T10:05:00+01:00", 2, &[("2026-11-06T09:00:00+01:00", "2026-11-06T09:01:00+01:00")]),
            "2 werkdagen vanaf do 05-11 10:05; 1 dag wachten op vraagsteller overgeslagen"
        );
    }

    #[test]
    fn counting_as_received_later_is_said() {
        assert_eq!(
            words("2026-12-26T10:00:00+01:00", 10, &[]),
            "10 werkdagen, ontvangen za 26-12 10:00, telt als maandag 28-12; Nieuwjaarsdag overgeslagen"
        );
        assert_eq!(
            words("2026-11-03T17:00:01+01:00", 2, &[]),
            "2 werkdagen, ontvangen di 03-11 17:00, telt als woensdag 04-11"
        );
    }

    #[test]
    fn both_christmas_days_are_one_word() {
        assert_eq!(words("2025-12-24T12:00:00+01:00", 2, &[]), "2 werkdagen vanaf wo 24-12 12:00; Kerst overgeslagen");
    }

    #[test]
    fn a_long_line_of_holidays_is_cut() {
        assert_eq!(
            words("2026-01-05T12:00:00+01:00", 300, &[]),
            "300 werkdagen vanaf ma 05-01 12:00; Goede Vrijdag, Tweede paasdag, Koningsdag, Bevrijdingsdag, \
             Hemelvaartsdag, Tweede pinksterdag en andere vrije dagen overgeslagen"
        );
    }

    #[test]
    fn a_label_cannot_break_the_line() {
        let day = "2026-05-15".parse().expect("a day");
        let calendar = Calendar::standard().with_closed_day(day, " Brugdag\n na  Hemelvaart ");
        assert_eq!(
            deadline(at("2026-05-13T10:00:00+02:00"), 1, &calendar, &[]).derivation,
            "1 werkdag vanaf wo 13-05 10:00; Hemelvaartsdag en Brugdag na Hemelvaart overgeslagen"
        );
    }
}
