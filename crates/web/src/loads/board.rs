//! The load board (workload, capacity): one line for each expert, sorted by what is asked for.

use super::hand::PACES;
use crate::error::Failure;
use crate::extract::Query;
use crate::filter::read_filter;
use crate::form::Errors;
use crate::page::{Frame, show_as};
use crate::visitor::Visitor;
use app::{Action, LoadLine};
use askama::Template;
use axum::response::Response;
use domain::{Pace, day_in_words, moment_in_words};
use serde::Deserialize;
use std::cmp::Reverse;

/// What the board can be sorted by: the word in the address, the head of the column, and the order.
const COLUMNS: [(&str, &str); 8] = [
    ("naam", "Deskundige"),
    ("open", "Open"),
    ("te-laat", "Te laat"),
    ("binnenkort", "Bijna te laat"),
    ("wacht", "Wacht op vraagsteller"),
    ("uren", "Uren van de week"),
    ("afwezig", "Afwezig tot en met"),
    ("laatst", "Laatst toegewezen"),
];

#[derive(Template)]
#[template(path = "loads.html")]
struct LoadsPage {
    frame: Frame,
    columns: Vec<Column>,
    rows: Vec<Row>,
    errors: Errors,
}

struct Column {
    key: &'static str,
    label: &'static str,
    is_number: bool,
    is_sorted: bool,
}

struct Row {
    id: String,
    name: String,
    open: i64,
    /// How many of each pace, with the word of the address.
    paces: Vec<(&'static str, &'static str, i64)>,
    hours: String,
    is_full: bool,
    away: String,
    last: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    #[serde(default)]
    volgorde: String,
}

/// The board.
pub(crate) async fn page(visitor: Visitor, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    visitor.require_staff()?;
    visitor.app.check(&visitor.caller, Action::Triage)?;
    let mut errors = Errors::default();
    let known = |word: &str| COLUMNS.iter().map(|(key, _)| *key).find(|key| *key == word);
    let by =
        read_filter(&mut errors, "volgorde", "volgorde. Kies een kolom", &asked.volgorde, known).unwrap_or("te-laat");
    let mut lines = visitor.app.read_loads(&visitor.caller).await?;
    sort(&mut lines, by);
    let columns = COLUMNS.into_iter().enumerate().map(|(at, (key, label))| Column {
        key,
        label,
        is_number: (1..6).contains(&at),
        is_sorted: key == by,
    });
    show_as(
        errors.status(),
        &LoadsPage {
            frame: Frame::of("Bezetting", &visitor),
            columns: columns.collect(),
            rows: lines.into_iter().map(row).collect(),
            errors,
        },
    )
}

/// The most first; who waited longest for a question first; and by name among equals, as they come.
fn sort(lines: &mut [LoadLine], by: &str) {
    match by {
        "open" => lines.sort_by_key(|line| Reverse(line.open)),
        "te-laat" => lines.sort_by_key(|line| Reverse((line.late, line.soon))),
        "binnenkort" => lines.sort_by_key(|line| Reverse(line.soon)),
        "wacht" => lines.sort_by_key(|line| Reverse(line.waits)),
        // How full a week is, as a fraction.
        "uren" => lines
            .sort_by_key(|line| Reverse(i64::from(line.used_minutes) * 1_000 / i64::from(line.weekly_minutes.max(1)))),
        "afwezig" => lines.sort_by_key(|line| Reverse(line.away_until)),
        "laatst" => lines.sort_by_key(|line| line.last_assigned_at),
        _ => {}
    }
}

fn row(line: LoadLine) -> Row {
    let many = |pace| match pace {
        Pace::Late => Some(line.late),
        Pace::Soon => Some(line.soon),
        Pace::Waits => Some(line.waits),
        Pace::Steady => None,
    };
    Row {
        paces: PACES.into_iter().filter_map(|(word, label, pace)| Some((word, label, many(pace)?))).collect(),
        id: line.expert.to_string(),
        open: line.open,
        hours: format!("{} van {}", line.used_minutes / 60, line.weekly_minutes / 60),
        is_full: line.used_minutes > line.weekly_minutes,
        away: line.away_until.map(day_in_words).unwrap_or_default(),
        last: line.last_assigned_at.map(moment_in_words).unwrap_or_default(),
        name: line.name,
    }
}
