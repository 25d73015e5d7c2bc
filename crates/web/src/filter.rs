//! What is asked for behind the question mark (filters, query parameters, pagination): read, or complained about.

use crate::error::Failure;
use crate::form::Errors;
use crate::query::unreadable_part;
use chrono::{Datelike, NaiveDate};
use domain::{quoted, read_written_day};
use std::str::FromStr;

/// A day of this millennium, as a browser sends it or as people write it where it offers no calendar: `7-5-2027`,
/// `7/5/2027`, `7 mei 2027`.
pub(crate) fn read_day(text: &str) -> Option<NaiveDate> {
    read_written_day(text).filter(|day| day.year() >= 2000)
}

/// What was chosen in a filter; nothing when it is empty, and a complaint with what was typed when it cannot be read.
pub(crate) fn read_filter<T>(
    errors: &mut Errors,
    field: &str,
    what: &str,
    typed: &str,
    read: impl FnOnce(&str) -> Option<T>,
) -> Option<T> {
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    let value = read(typed);
    if value.is_none() {
        errors.add(field, format!("Wij kunnen {} niet lezen als {what}.", quoted(typed)));
    }
    value
}

/// How a day is asked for in [`read_filter`].
pub(crate) const A_DAY: &str = "dag. Schrijf een dag als 1-11-2026";

/// A place in a list, by its name in the address; what cannot be read is no first page.
pub(crate) fn place_in_list<P: FromStr>(name: &str, typed: Option<&str>) -> Result<Option<P>, Failure> {
    typed.map(|typed| typed.parse().map_err(|_| unreadable_part(name, typed))).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_as_browsers_and_as_people_write_it() {
        let day = NaiveDate::from_ymd_opt(2027, 5, 7);
        for text in
            ["2027-05-07", " 7-5-2027 ", "07-05-2027", "7/5/2027", "07.05.2027", "7 mei 2027", "7 MEI 2027", "7–5–2027"]
        {
            assert_eq!(read_day(text), day, "{text}");
        }
        for text in [
            "",
            "morgen",
            "31-02-2027",
            "0000-01-01",
            "1999-12-31",
            "+12027-01-01",
            "7-5-27",
            "7 mie 2027",
            "7-5-2027x",
            "2027-5",
            "30-2-2026",
        ] {
            assert_eq!(read_day(text), None, "{text}");
        }
    }
}
