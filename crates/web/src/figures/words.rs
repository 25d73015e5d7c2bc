//! Numbers and steps as people in the Netherlands write them.

use app::Bucket;
use chrono::{Datelike, NaiveDate};

/// Months as they are shortened in Dutch.
const MONTHS: [&str; 12] = ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"];

/// A number, with points between thousands and no more than two digits behind the comma.
pub(crate) fn number(value: f64) -> String {
    let written = format!("{:.2}", value.abs());
    let (whole, behind) = written.split_once('.').unwrap_or((&written, ""));
    let behind = behind.trim_end_matches('0');
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    let sign = if value < 0.0 && (grouped != "0" || !behind.is_empty()) { "-" } else { "" };
    if behind.is_empty() { format!("{sign}{grouped}") } else { format!("{sign}{grouped},{behind}") }
}

/// One digit behind the comma.
pub(crate) fn tenths(value: f64) -> String {
    number((value * 10.0).round() / 10.0)
}

/// A part of a whole, in whole percents: never all of it while something is missing, nor nothing while there is something.
pub(crate) fn percent(part: f64) -> String {
    let whole = (part * 100.0).round();
    let whole = if part < 1.0 { whole.min(99.0) } else { whole };
    format!("{} %", number(if part > 0.0 { whole.max(1.0) } else { whole }))
}

/// What a step is called above its column.
pub(crate) fn head(bucket: Bucket, start: NaiveDate) -> String {
    match bucket {
        Bucket::Month => format!("{} {:02}", MONTHS[start.month0() as usize], start.year() % 100),
        Bucket::Quarter => format!("K{} {}", start.month0() / 3 + 1, start.year()),
        Bucket::Day | Bucket::Week => format!("{:02}-{:02}", start.day(), start.month()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_a_comma_points_between_thousands_and_no_needless_zeros() {
        for (value, written) in [
            (0.0, "0"),
            (12.0, "12"),
            (0.5, "0,5"),
            (0.875, "0,88"),
            (2_016.0, "2.016"),
            (1_234_567.9, "1.234.567,9"),
            (-3.0, "-3"),
            (-0.001, "0"),
        ] {
            assert_eq!(number(value), written);
        }
        assert_eq!(tenths(2.449), "2,4");
        assert_eq!([0.0, 0.001, 0.504, 0.996, 1.0].map(percent), ["0 %", "1 %", "50 %", "99 %", "100 %"]);
    }
}
