//! How a promised day was found, in one Dutch line.

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use chrono_tz::Europe::Amsterdam;

const SHORT_DAYS: [&str; 7] = ["ma", "di", "wo", "do", "vr", "za", "zo"];

/// `10 werkdagen vanaf do 24-12 16:40; Eerste kerstdag en Nieuwjaarsdag overgeslagen; 3 werkdagen erbij door wachten op
/// de vraagsteller`.
pub(crate) fn in_words(
    received: DateTime<Utc>,
    budget: u32,
    counted_from: NaiveDate,
    skipped: &[(NaiveDate, String)],
    waited_days: u32,
) -> String {
    let local = received.with_timezone(&Amsterdam);
    let mut words = format!(
        "{} vanaf {} {:02}:{:02}",
        working_days(budget),
        short(local.date_naive()),
        local.hour(),
        local.minute()
    );
    if counted_from != local.date_naive() {
        words.push_str(&format!(", telt als ontvangen op {}", short(counted_from)));
    }
    if !skipped.is_empty() {
        let labels: Vec<&str> = skipped.iter().map(|(_, label)| label.as_str()).collect();
        words.push_str(&format!("; {} overgeslagen", listed(&labels)));
    }
    if waited_days > 0 {
        words.push_str(&format!("; {} erbij door wachten op de vraagsteller", working_days(waited_days)));
    }
    words
}

fn working_days(count: u32) -> String {
    if count == 1 { "1 werkdag".to_owned() } else { format!("{count} werkdagen") }
}

fn short(day: NaiveDate) -> String {
    format!("{} {:02}-{:02}", SHORT_DAYS[day.weekday().num_days_from_monday() as usize], day.day(), day.month())
}

fn listed(labels: &[&str]) -> String {
    match labels {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} en {last}", first.join(", ")),
    }
}
