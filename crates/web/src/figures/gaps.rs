//! Where the desk falls short (gaps): a grid of themes and provinces, and where answers take longest.

use super::words::{number, tenths};
use crate::error::Failure;
use crate::extract::{NoFilters, Query};
use crate::page::{Frame, show};
use crate::visitor::Visitor;
use app::{AskedBySeveral, Capacity, NamedSeries, Picture, SameAsked, Shortfalls, Spot};
use askama::Template;
use axum::response::Response;
use domain::{RegionRef, Ticket, TopicKey, counted, long_day_in_words};

#[derive(Template)]
#[template(path = "figures_gaps.html")]
struct GapsPage {
    frame: Frame,
    heads: Vec<Head>,
    rows: Vec<Row>,
    words: String,
    period: String,
    slowest: [Slowest; 2],
    capacity: String,
    themes: Vec<ThemeRow>,
    may_see_who: bool,
    same: String,
    listed: Vec<SameRow>,
}

/// Hours of those who know a theme.
struct ThemeRow {
    theme: String,
    present: usize,
    used: String,
    weekly: String,
    share: String,
}

/// A question that several organisations asked.
struct SameRow {
    reference: String,
    subject: String,
    organisations: String,
    questions: String,
    newest: String,
}

/// What provinces are called where there is little room (ISO 3166-2).
const SHORT: [(&str, &str); 12] = [
    ("PV20", "GR"),
    ("PV21", "FR"),
    ("PV22", "DR"),
    ("PV23", "OV"),
    ("PV24", "FL"),
    ("PV25", "GE"),
    ("PV26", "UT"),
    ("PV27", "NH"),
    ("PV28", "ZH"),
    ("PV29", "ZE"),
    ("PV30", "NB"),
    ("PV31", "LI"),
];

/// A province above its column.
struct Head {
    short: String,
    name: String,
}

/// A theme and its cells, by province.
struct Row {
    theme: String,
    cells: Vec<Cell>,
}

struct Cell {
    present: usize,
    /// What is the matter, in words; empty where there are enough.
    lacks: String,
    /// A sign that stands for it, seen without colour.
    sign: &'static str,
}

struct Slowest {
    title: &'static str,
    head: &'static str,
    lines: Vec<Line>,
}

struct Line {
    label: String,
    days: String,
    answers: String,
}

pub(crate) async fn page(visitor: Visitor, _: Query<NoFilters>) -> Result<Response, Failure> {
    visitor.require_staff()?;
    let gaps = visitor.app.read_gaps(&visitor.caller).await?;
    let picture = visitor.app.picture();
    let (heads, rows) = grid(&gaps.spots, &picture);
    let slowest =
        |title, head, series: &[NamedSeries]| Slowest { title, head, lines: series.iter().map(line).collect() };
    show(&GapsPage {
        frame: Frame::of("Waar het loket tekortschiet", &visitor),
        heads,
        rows,
        words: in_words(&gaps),
        period: format!("{} tot en met {}", long_day_in_words(gaps.period.0), long_day_in_words(gaps.period.1)),
        slowest: [
            slowest("Thema’s", "Thema", &gaps.slowest_themes),
            slowest("Provincies", "Provincie", &gaps.slowest_provinces),
        ],
        capacity: capacity_in_words(&gaps.capacity),
        may_see_who: gaps.capacity_by_theme.is_some(),
        themes: gaps.capacity_by_theme.iter().flatten().map(|one| theme_row(one, &picture)).collect(),
        same: same_in_words(&gaps.same),
        listed: gaps.same.listed.iter().map(same_row).collect(),
    })
}

/// Minutes as whole hours.
fn hours(minutes: i64) -> String {
    number((minutes as f64 / 60.0).round())
}

/// Which part of the hours is taken; nothing of no hours.
fn share(capacity: &Capacity) -> String {
    capacity.share().map_or_else(|| "–".to_owned(), |part| format!("{} %", number((part * 100.0).round())))
}

fn capacity_in_words(capacity: &Capacity) -> String {
    if capacity.present == 0 {
        return "Er is vandaag geen deskundige.".to_owned();
    }
    let mut words = format!(
        "{} vandaag, samen met {} uur per week. Zij hebben {} uur werk onder handen: {} van hun uren. Bij {} van hen is de \
         week vol.",
        counted(number(capacity.present as f64), "deskundige is er", "deskundigen zijn er"),
        hours(capacity.weekly_minutes),
        hours(capacity.used_minutes),
        share(capacity),
        number(capacity.full as f64)
    );
    if capacity.away > 0 {
        let away = counted(number(capacity.away as f64), "deskundige is", "deskundigen zijn");
        words.push_str(&format!(" {away} afwezig; daar ligt nog {} uur werk.", hours(capacity.away_minutes)));
    }
    words
}

fn theme_row((theme, capacity): &(TopicKey, Capacity), picture: &Picture) -> ThemeRow {
    ThemeRow {
        theme: picture.taxonomy.label(theme).to_owned(),
        present: capacity.present,
        used: hours(capacity.used_minutes),
        weekly: hours(capacity.weekly_minutes),
        share: share(capacity),
    }
}

fn same_in_words(same: &AskedBySeveral) -> String {
    if same.many == 0 {
        return "Er is geen vraag die met een vraag van een andere organisatie is samengevoegd.".to_owned();
    }
    let many = counted(number(same.many as f64), "vraag is", "vragen zijn");
    let all = format!("{many} door meer dan één organisatie gesteld, samen {} keer.", number(same.questions as f64));
    let listed = match same.listed.len() {
        0 => "Daarvan mag u er geen openen.".to_owned(),
        listed if listed == same.many => "De laatst gestelde staat bovenaan.".to_owned(),
        listed => {
            format!("Hier staan {} die u mag openen, de laatst gestelde bovenaan.", number(listed as f64))
        }
    };
    format!("{all} {listed}")
}

fn same_row((ticket, same): &(Ticket, SameAsked)) -> SameRow {
    SameRow {
        reference: ticket.reference.to_string(),
        subject: ticket.subject.clone(),
        organisations: number(same.organisations as f64),
        questions: number(same.questions as f64),
        newest: long_day_in_words(same.newest),
    }
}

fn in_words(gaps: &Shortfalls) -> String {
    let many = |is: fn(&Spot) -> bool| number(gaps.spots.iter().filter(|spot| is(spot)).count() as f64);
    format!(
        "{} van de {} combinaties van thema en provincie hebben vandaag minder dan twee deskundigen die er zijn; in de komende \
         zes weken zijn het er op enig moment {}.",
        many(Spot::is_thin),
        number(gaps.spots.len() as f64),
        many(Spot::becomes_thin)
    )
}

/// Themes by provinces, in the order in which they come.
fn grid(spots: &[Spot], picture: &Picture) -> (Vec<Head>, Vec<Row>) {
    let mut provinces: Vec<&RegionRef> = spots.iter().map(|spot| &spot.province).collect();
    provinces.sort_unstable();
    provinces.dedup();
    let mut themes: Vec<&TopicKey> = spots.iter().map(|spot| &spot.theme).collect();
    themes.dedup();
    let cell = |theme: &TopicKey, province: &RegionRef| {
        let spot = spots.iter().find(|spot| spot.theme == *theme && spot.province == *province);
        spot.map_or_else(|| Cell { present: 0, lacks: String::new(), sign: "" }, cell)
    };
    let rows = themes.into_iter().map(|theme| Row {
        theme: picture.taxonomy.label(theme).to_owned(),
        cells: provinces.iter().map(|province| cell(theme, province)).collect(),
    });
    let rows = rows.collect();
    let heads = provinces.into_iter().map(|province| {
        let name = picture.geography.region_name(province).to_owned();
        let short = SHORT.iter().find(|(code, _)| *code == province.code).map_or(name.as_str(), |(_, short)| *short);
        Head { short: short.to_owned(), name }
    });
    (heads.collect(), rows)
}

fn cell(spot: &Spot) -> Cell {
    let (lacks, sign) = match (spot.is_thin(), spot.becomes_thin()) {
        (true, _) => ("te weinig, vandaag al".to_owned(), "●"),
        (false, true) => (format!("nog {} op {}", spot.fewest, long_day_in_words(spot.fewest_on)), "○"),
        (false, false) => (String::new(), ""),
    };
    Cell { present: spot.present, lacks, sign }
}

fn line(named: &NamedSeries) -> Line {
    Line { label: named.label.clone(), days: tenths(named.series.total), answers: number(named.series.rests_on as f64) }
}
