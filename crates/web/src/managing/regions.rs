//! Region layouts (geography): how they stand and came to be, and replacing one from a file, after a look at what changes.

use crate::done::Done;
use crate::error::Failure;
use crate::extract::{Form, NoFilters, Query};
use crate::figures::words::number;
use crate::form::{Choice, Errors, choices, complaints, is_ticked, unknown_choice};
use crate::page::{Frame, show_as};
use crate::sent_along::Along;
use crate::visitor::Visitor;
use app::{LayoutHistory, LayoutImport, Picture, RegionsReport};
use askama::Template;
use axum::response::Response;
use domain::{
    ASKS_FOR_DAY, Complaints, DeskEvent, Happened, LayoutKey, Recorded, RegionsChange, amsterdam_day, counted,
    long_day_in_words, read_written_day,
};
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Fields {
    #[serde(default)]
    token: String,
    #[serde(default)]
    layout: String,
    #[serde(default)]
    from: String,
    /// What the file holds.
    #[serde(default)]
    csv: String,
    #[serde(default)]
    allow_drop: String,
    #[serde(default)]
    allow_rewrite: String,
    /// `bewaar` does it; anything else shows what would change.
    #[serde(default)]
    how: String,
}

struct Row {
    label: String,
    regions: String,
    municipalities: String,
    editions: String,
}

/// What would change, in words.
struct Change {
    what: String,
    names: Vec<String>,
}

#[derive(Template)]
#[template(path = "managing_regions.html")]
struct RegionsPage {
    frame: Frame,
    rows: Vec<Row>,
    imports: Vec<String>,
    /// How many people live where, who counted them and when.
    inhabitants: String,
    layouts: Vec<Choice>,
    fields: Fields,
    drop: bool,
    rewrite: bool,
    preview: Option<Vec<Change>>,
    errors: Errors,
}

const PAGE: &str = "/beheer/regios";

/// The page.
pub(crate) async fn page(visitor: Visitor, _: Query<NoFilters>) -> Result<Response, Failure> {
    visitor.require_staff()?;
    view(&visitor, Fields::default(), None, Errors::default()).await
}

/// Shows what a file would change, or does that.
pub(crate) async fn import(visitor: Visitor, along: Along, Form(fields): Form<Fields>) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    if let Some(why) = along.refused.first() {
        return view(&visitor, fields, None, Errors::one("csv", why)).await;
    }
    let outcome = match read(&visitor, &fields) {
        Ok(import) => visitor.app.import_regions(&visitor.caller, &import).await,
        Err(complaints) => Err(complaints.into()),
    };
    match outcome {
        Ok(report) if report.stored => Done::RegionsImported.then(&visitor.app, PAGE),
        Ok(report) => view(&visitor, fields, Some(report), Errors::default()).await,
        Err(refusal) => view(&visitor, fields, None, at_their_fields(complaints(refusal)?)).await,
    }
}

fn read(visitor: &Visitor, fields: &Fields) -> Result<LayoutImport, Complaints> {
    let mut complaints = Complaints::default();
    let layout = LayoutKey(fields.layout.clone());
    if !visitor.app.picture().geography.layouts.contains_key(&layout) {
        complaints.0.extend(unknown_choice("layout").0);
    }
    let today = amsterdam_day(visitor.app.now());
    let from = match fields.from.trim() {
        "" => Some(today),
        typed => read_written_day(typed),
    };
    if from.is_none() {
        complaints.add("from", "INVALID", ASKS_FOR_DAY);
    }
    if fields.csv.trim().is_empty() {
        complaints.add("csv", "REQUIRED", "Kies een bestand, of plak de regels ervan.");
    }
    let mut allowed = [false; 2];
    for (allowed, (field, typed)) in
        allowed.iter_mut().zip([("allow_drop", &fields.allow_drop), ("allow_rewrite", &fields.allow_rewrite)])
    {
        match is_ticked(field, typed) {
            Ok(ticked) => *allowed = ticked,
            Err(unknown) => complaints.0.extend(unknown.0),
        }
    }
    let [allow_drop, allow_rewrite] = allowed;
    let (csv, dry_run) = (fields.csv.clone(), fields.how != "bewaar");
    complaints.or(|| LayoutImport { layout, from: from.unwrap_or(today), csv, dry_run, allow_drop, allow_rewrite })
}

/// What is wrong with lines of the file stands at the file.
fn at_their_fields(mut errors: Errors) -> Errors {
    for error in &mut errors.0 {
        if !["layout", "from"].contains(&error.field.as_str()) {
            error.field = "csv".to_owned();
        }
    }
    errors
}

async fn view(
    visitor: &Visitor,
    fields: Fields,
    report: Option<RegionsReport>,
    errors: Errors,
) -> Result<Response, Failure> {
    let (layouts, imports) = visitor.app.read_layouts(&visitor.caller).await?;
    let picture = visitor.app.picture();
    let known = layouts.iter().map(|one| (one.layout.key.0.clone(), one.layout.label.clone()));
    let page = RegionsPage {
        frame: Frame::of("Regio's", visitor),
        layouts: choices(known, |key| key == fields.layout),
        rows: layouts.iter().map(row).collect(),
        imports: imports.iter().map(|line| in_words(line, &picture)).collect(),
        inhabitants: inhabitants(&picture),
        drop: fields.allow_drop == "ja",
        rewrite: fields.allow_rewrite == "ja",
        preview: report.map(changes),
        fields,
        errors,
    };
    show_as(page.errors.status(), &page)
}

fn row(history: &LayoutHistory) -> Row {
    Row {
        label: history.layout.label.clone(),
        regions: history.regions.to_string(),
        municipalities: history.municipalities.to_string(),
        editions: history.editions.iter().map(|day| long_day_in_words(*day)).collect::<Vec<_>>().join("; "),
    }
}

/// Of how many municipalities it is known how many people live there, from whom, and of which day.
fn inhabitants(picture: &Picture) -> String {
    let Some(known) = &picture.geography.inhabitants else {
        return "Het loket kent geen inwonertallen. Cijfers per inwoner zijn er daarom niet.".to_owned();
    };
    format!(
        "Van {} weet het loket hoeveel mensen er wonen: samen {}, op {}. Bron: {}. Daarmee rekenen cijfers per 100.000 \
         inwoners, in elke indeling.",
        counted(known.numbers.len(), "gemeente", "gemeenten"),
        number(known.numbers.values().sum::<i64>() as f64),
        long_day_in_words(known.counted_on),
        known.source
    )
}

/// One import of before.
fn in_words(line: &Recorded, picture: &Picture) -> String {
    let what = match line.event().map(|event| &event.what) {
        Some(Happened::Desk(DeskEvent::RegionsImported(RegionsChange::Replaced {
            layout,
            from,
            moved,
            added,
            dropped,
            ..
        }))) => {
            let label = picture.geography.layouts.get(layout).map_or(layout.0.as_str(), |known| known.label.as_str());
            let moved = counted(moved, "gemeente verhuisde", "gemeenten verhuisden");
            format!("{label} vanaf {}: {moved}, {added} erbij, {dropped} eruit", long_day_in_words(*from))
        }
        _ => "de indelingen waarmee het loket begon".to_owned(),
    };
    format!("{}: {what} ({})", crate::log::when(line), crate::log::who(line.actor(), picture))
}

/// What would change, a line for each sort of change.
fn changes(report: RegionsReport) -> Vec<Change> {
    let change = |names: Vec<String>, one: &str, many: &str| {
        (!names.is_empty()).then(|| Change { what: counted(names.len(), one, many), names })
    };
    let days = report.replaced_editions.iter().map(|day| long_day_in_words(*day)).collect();
    let lines = [
        change(report.moved, "gemeente krijgt een andere regio", "gemeenten krijgen een andere regio"),
        change(report.added, "gemeente komt erbij", "gemeenten komen erbij"),
        change(report.dropped, "gemeente gaat eruit", "gemeenten gaan eruit"),
        change(report.regions_added, "regio begint", "regio's beginnen"),
        change(report.regions_ended, "regio eindigt", "regio's eindigen"),
        change(report.missing, "gemeente staat niet in het bestand", "gemeenten staan niet in het bestand"),
        change(days, "uitgave wordt vervangen", "uitgaven worden vervangen"),
    ];
    lines.into_iter().flatten().collect()
}
