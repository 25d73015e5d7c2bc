//! Figures of one's own choice (statistics): pictures with their table, fit to be put in front of a minister.

use super::asked::{Asked, Wanted};
use super::doors::Doors;
use super::earlier::{self, Earlier};
use super::filters::FilterLists;
use super::map::Map;
use super::overview;
use super::picture::{Drawing, Drawn, SMALL, Scale, Size, Value, WIDE, panel};
use super::reading::{self, Read};
use super::sheet::{Row, Sheet, Step};
use super::told::Told;
use super::words::number;
use crate::error::Failure;
use crate::extract::Query;
use crate::form::{Choice, Errors, complaints};
use crate::narrowing::named;
use crate::page::{Frame, show_as};
use crate::visitor::Visitor;
use app::{Held, Picture, TrendsBy, TrendsReport};
use askama::Template;
use axum::response::Response;
use chrono::NaiveDate;
use domain::counted;

#[derive(Template)]
#[template(path = "figures.html")]
struct FiguresPage {
    frame: Frame,
    measures: Vec<Choice>,
    dimensions: Vec<Choice>,
    buckets: Vec<Choice>,
    besides: Vec<Choice>,
    pers: Vec<Choice>,
    from: String,
    to: String,
    as_of: String,
    regions_on: String,
    lists: FilterLists,
    /// The filters in force, in words, each with the address without it.
    chosen: Vec<(String, String)>,
    told: Told,
    shown: Option<Shown>,
    csv: String,
    xlsx: String,
    errors: Errors,
}

/// What there is to be seen.
struct Shown {
    caption: String,
    notes: Vec<String>,
    map: Option<Map>,
    /// Everything together, on a scale of its own.
    whole: Option<Drawing>,
    drawings: Vec<Drawing>,
    /// What the panels have in common, in words.
    scale: &'static str,
    /// How many rows are not drawn, in words.
    left_out: String,
    lines: Vec<Choice>,
    heads: Vec<Head>,
    earlier: Option<String>,
    rests_on: Option<&'static str>,
    rows: Vec<TableRow>,
    foot: Option<TableRow>,
}

struct Head {
    text: String,
    note: &'static str,
}

struct TableRow {
    label: String,
    values: Vec<Figure>,
    total: Figure,
    earlier: Option<String>,
    rests_on: Option<String>,
}

/// A number, and where the questions behind it are; nowhere where there are none.
struct Figure {
    text: String,
    behind: Option<(String, String)>,
}

/// The overview where nothing is asked for; else what is.
pub(crate) async fn page(visitor: Visitor, Query(pairs): Query<Vec<(String, String)>>) -> Result<Response, Failure> {
    visitor.require_staff()?;
    if pairs.is_empty() {
        return overview::page(visitor).await;
    }
    let Read { asked, wanted, mut lists, filters, chosen, picture, today, mut errors } =
        reading::read(&visitor, pairs).await?;
    let mut report =
        TrendsReport { series: Vec::new(), whole: None, rising: Vec::new(), definition: String::new(), regions: None };
    let mut earlier = None;
    if errors.is_empty() {
        match visitor.app.read_trends(&visitor.caller, &wanted.query).await {
            Ok(read) => {
                report = read;
                earlier = earlier::read(&visitor, (&wanted.query, wanted.beside), today).await?;
            }
            Err(refusal) => errors = named(complaints(refusal)?),
        }
    }
    asked.keep_typed(&mut lists, &errors);
    let shown = errors.is_empty().then(|| shown((&report, earlier.as_ref()), (&asked, &wanted), &picture, today));
    show_as(
        errors.status(),
        &FiguresPage {
            frame: Frame::of("Cijfers", &visitor),
            measures: lists.measures,
            buckets: lists.buckets,
            besides: lists.besides,
            pers: lists.pers,
            dimensions: lists.dimensions,
            from: if errors.of("from").is_some() { asked.van.clone() } else { wanted.query.from.to_string() },
            to: if errors.of("to").is_some() { asked.tot.clone() } else { wanted.query.to.to_string() },
            as_of: wanted.query.as_of.map_or_else(|| asked.stand.clone(), |day| day.to_string()),
            regions_on: wanted.query.filter.regions_on.map_or_else(|| asked.indeling.clone(), |day| day.to_string()),
            lists: filters,
            chosen: chosen.into_iter().map(|(words, without)| (words, without.address())).collect(),
            told: told(&report, &asked, &picture),
            shown,
            csv: asked.address_of("/cijfers/tabel.csv"),
            xlsx: asked.address_of("/cijfers/tabel.xlsx"),
            errors,
        },
    )
}

fn shown(
    (report, earlier): (&TrendsReport, Option<&Earlier>),
    (asked, wanted): (&Asked, &Wanted),
    picture: &Picture,
    today: NaiveDate,
) -> Shown {
    let sheet = Sheet::of(report, earlier, wanted, today);
    let doors = Doors::of(asked, &sheet);
    let rising: Vec<String> = match wanted.query.by {
        TrendsBy::Topic(_) => report.rising.iter().map(|rising| rising.topic.0.clone()).collect(),
        _ => Vec::new(),
    };
    let drawn = sheet.drawn(&wanted.drawing, &rising);
    let size = if drawn.len() == 1 && sheet.whole.is_none() { WIDE } else { SMALL };
    let all = |row: &Row| [row.values.clone(), row.then.iter().flat_map(|then| then.values.clone()).collect()].concat();
    let highest = |rows: &[&Row]| rows.iter().flat_map(|row| all(row)).flatten().fold(0.0, f64::max);
    let scale = |rows: &[&Row]| if sheet.measure.is_share() { Scale::SHARE } else { Scale::up_to(highest(rows)) };
    let drawings = drawn.iter().map(|row| drawing(&sheet, row, size, scale(&drawn))).collect();
    let whole = sheet.whole.as_ref().map(|row| drawing(&sheet, row, SMALL, scale(&[row])));
    Shown {
        map: Map::of(&sheet, report, &wanted.query.by, picture),
        whole,
        drawings,
        scale: if sheet.measure.is_share() {
            "Elke tekening loopt van 0 tot 100 %. De laagste staat eerst."
        } else {
            "De tekeningen hebben dezelfde schaal, behalve die van alles bij elkaar."
        },
        left_out: left_out(sheet.rows.len() - drawn.len()),
        lines: sheet
            .rows
            .iter()
            .filter(|row| !row.key.is_empty() && sheet.whole.is_some())
            .map(|row| Choice {
                value: row.key.clone(),
                label: row.label.clone(),
                chosen: drawn.iter().any(|other| other.key == row.key),
            })
            .collect(),
        heads: sheet.columns.iter().map(|step| Head { text: step.head.clone(), note: note(step.held) }).collect(),
        earlier: sheet.earlier.clone(),
        rests_on: sheet.rests_on,
        rows: sheet.rows.iter().map(|row| table_row(&sheet, &doors, row)).collect(),
        foot: sheet.whole.as_ref().map(|row| table_row(&sheet, &doors, row)),
        notes: sheet.notes.into_iter().chain(doors.words()).collect(),
        caption: sheet.caption,
    }
}

/// What rises, each with where its figures are: of the same questions.
fn told(report: &TrendsReport, asked: &Asked, picture: &Picture) -> Told {
    let mut told = Told::of(&report.rising, picture);
    let filters = Asked { filters: asked.filters.clone(), ..Asked::default() }.address_of("");
    for topic in &mut told.topics {
        topic.address.push_str(&filters.replacen('?', "&", 1));
    }
    told
}

fn left_out(many: usize) -> String {
    if many == 0 {
        return String::new();
    }
    let rows = counted(many, "rij is", "rijen zijn");
    format!(" {rows} niet getekend: de tabel toont alles, en hierboven kiest u wat er wordt getekend.")
}

/// What stands with the head of a step that is not whole.
fn note(held: Held) -> &'static str {
    match held {
        Held::Whole => "",
        Held::StillRuns => "loopt nog",
        Held::InPart => "niet heel",
        Held::NotBegun => "nog niet",
    }
}

fn drawing(sheet: &Sheet, row: &Row, size: Size, scale: Scale) -> Drawing {
    let steps: Vec<String> = sheet.columns.iter().map(|step| step.head.clone()).collect();
    let value = |(value, step): (&Option<f64>, &Step)| Value {
        value: *value,
        is_unfinished: step.held != Held::Whole,
        is_marked: false,
    };
    let values: Vec<Value> = row.values.iter().zip(&sheet.columns).map(value).collect();
    let drawn = if sheet.measure.is_count() { Drawn::Columns } else { Drawn::Line };
    Drawing {
        label: row.label.clone(),
        total: sheet.written(row.total),
        said: said(sheet, row),
        panel: match &row.then {
            Some(then) => panel(size, scale, drawn, &values, &steps).with_before(drawn, scale, &then.values),
            None => panel(size, scale, drawn, &values, &steps),
        },
    }
}

/// From where to where a line goes, and where it is highest; unfinished steps say nothing of that.
fn said(sheet: &Sheet, row: &Row) -> String {
    let whole = row.values.iter().zip(&sheet.columns).filter(|(_, step)| step.held == Held::Whole);
    let known: Vec<(f64, &str)> = whole.filter_map(|(value, step)| Some(((*value)?, step.head.as_str()))).collect();
    let (Some(first), Some(last)) = (known.first(), known.last()) else {
        return format!("{}: nog geen hele stap.", row.label);
    };
    let highest = known.iter().fold(first, |highest, one| if one.0 > highest.0 { one } else { highest });
    let written = |value: f64| sheet.written(Some(value));
    format!(
        "{}: {} in {}, {} in {}, hoogste {} in {}. Alle cijfers staan in de tabel.",
        row.label,
        written(first.0),
        first.1,
        written(last.0),
        last.1,
        written(highest.0),
        highest.1
    )
}

fn table_row(sheet: &Sheet, doors: &Doors, row: &Row) -> TableRow {
    let is_something = |value: Option<f64>| value.is_some_and(|value| value > 0.0 || !sheet.measure.is_count());
    let figure = |value: Option<f64>, behind: Option<(String, String)>| Figure {
        text: sheet.written(value),
        behind: behind.filter(|_| is_something(value)),
    };
    let steps = row.values.iter().zip(&sheet.columns);
    TableRow {
        label: row.label.clone(),
        values: steps.map(|(value, step)| figure(*value, doors.of_step(row, step))).collect(),
        total: figure(row.total, doors.of_total(row)),
        earlier: sheet.earlier.as_ref().map(|_| match &row.then {
            Some(then) => sheet.written(then.total),
            None => "nog niet bijgehouden".to_owned(),
        }),
        rests_on: sheet.rests_on.map(|_| number(row.rests_on as f64)),
    }
}
