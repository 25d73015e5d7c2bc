//! What a search row holds besides words (facets, as tokens): who has the ticket, who thinks along, where it is from, what it is about,
//! when it came in, and where it stands in the order of lists.
//!
//! No word looks like a mark: folding leaves no colon. Whatever changes what a mark says makes the row out of date in
//! the same transaction (`tickets/write.rs`), and who looks for marks looks at the rows that are out of date as well.

use crate::urgency;
use chrono::NaiveDate;
use uuid::Uuid;

/// Of every ticket that is not finished.
pub(crate) const OPEN: &str = "o:open";

/// Letters, digits, dash and underscore, which neither database takes for the end of a token.
fn mark(about: &str, value: &str) -> String {
    let plain = value.chars().map(|sign| match sign.to_ascii_lowercase() {
        kept @ ('a'..='z' | '0'..='9' | '-' | '_') => kept,
        _ => '_',
    });
    let mut mark = format!("{about}:");
    mark.extend(plain);
    mark
}

pub(crate) fn of_expert(expert: Uuid) -> String {
    mark("a", &expert.simple().to_string())
}

/// Was asked to think along.
pub(crate) fn of_invited(person: Uuid) -> String {
    mark("v", &person.simple().to_string())
}

pub(crate) fn of_organisation(organisation: Uuid) -> String {
    mark("b", &organisation.simple().to_string())
}

/// A word of the subject. Words are folded: they are letters and digits of any script.
pub(super) fn of_subject(stem: &str) -> String {
    format!("u:{stem}")
}

/// A word that is for colleagues only: of a note, or of who asked.
pub(crate) fn of_inside(stem: &str) -> String {
    format!("i:{stem}")
}

pub(crate) fn of_kind(kind: &str) -> String {
    mark("k", kind)
}

pub(crate) fn of_municipality(code: &str) -> String {
    mark("p", code)
}

pub(crate) fn of_region(layout: &str, code: &str) -> String {
    mark("r", &format!("{layout}-{code}"))
}

pub(crate) fn of_topic(topic: &str) -> String {
    mark("t", topic)
}

pub(crate) fn of_day(day: NaiveDate) -> String {
    mark("d", &day.format("%Y%m%d").to_string())
}

pub(crate) fn of_month(day: NaiveDate) -> String {
    mark("m", &day.format("%Y%m").to_string())
}

/// Of finished tickets only: the others change their state without being indexed again.
pub(crate) fn of_status(status: &str) -> String {
    mark("s", status)
}

/// The week in which a finished ticket changed last; see [`urgency::week`].
pub(crate) fn of_week(week: i64) -> String {
    mark("w", &week.to_string())
}

/// Where a ticket stands in the order of lists.
pub(crate) fn of_order(urgency: i64, status: &str) -> Vec<String> {
    if urgency < urgency::FINISHED {
        return vec![OPEN.to_owned()];
    }
    vec![of_week(urgency::week(urgency)), of_status(status)]
}
