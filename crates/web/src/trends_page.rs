//! What the country is asking: a picture with its table, fit to be put in front of a minister.

use crate::chart::{self, Chart, MOST_LINES, number};
use crate::error::Failure;
use crate::extract::Query;
use crate::page::{A_DAY, FieldError, Frame, field_errors, message_for, read_day, read_filter, show};
use crate::visitor::Visitor;
use app::{Action, NamedSeries, Refusal, TicketSearch, TrendsBy, TrendsQuery, TrendsReport};
use app::{Bucket, Measure};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{Datelike, Months, NaiveDate};
use domain::{Axis, LayoutKey, amsterdam_day, long_day_in_words};
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    #[serde(default)]
    maat: String,
    #[serde(default)]
    per: String,
    #[serde(default)]
    stap: String,
    #[serde(default)]
    van: String,
    #[serde(default)]
    tot: String,
}

#[derive(Template)]
#[template(path = "trends.html")]
struct TrendsPage {
    frame: Frame,
    measures: Vec<Choice>,
    dimensions: Vec<Choice>,
    buckets: Vec<Choice>,
    from: String,
    to: String,
    /// A calendar of the browser would not show what was typed.
    odd_from: bool,
    odd_to: bool,
    caption: String,
    definition: String,
    chart: Chart,
    width: f64,
    height: f64,
    heads: Vec<String>,
    rows: Vec<TableRow>,
    /// Everything together, where it is split.
    whole: Option<TableRow>,
    left_out: usize,
    rising: Vec<String>,
    errors: Vec<FieldError>,
}

struct Choice {
    value: String,
    label: String,
    chosen: bool,
}

struct TableRow {
    label: String,
    values: Vec<String>,
    total: String,
}

const MEASURES: [(&str, &str, Measure); 8] = [
    ("ontvangen", "Ontvangen vragen", Measure::Received),
    ("beantwoord", "Beantwoorde vragen", Measure::Answered),
    ("open", "Open vragen", Measure::Open),
    ("heropend", "Heropende vragen", Measure::Reopened),
    ("op-tijd", "Deel op tijd beantwoord", Measure::AnsweredInTimeShare),
    ("reactie-op-tijd", "Deel met eerste reactie op tijd", Measure::FirstResponseInTimeShare),
    ("uren-tot-reactie", "Werkuren tot eerste reactie (mediaan)", Measure::MedianWorkingHoursToFirstResponse),
    ("dagen-tot-antwoord", "Werkdagen tot antwoord (mediaan)", Measure::MedianWorkingDaysToAnswer),
];

const BUCKETS: [(&str, &str, Bucket); 4] = [
    ("maand", "maand", Bucket::Month),
    ("week", "week", Bucket::Week),
    ("kwartaal", "kwartaal", Bucket::Quarter),
    ("dag", "dag", Bucket::Day),
];

/// Months as they are shortened in Dutch.
const MONTHS: [&str; 12] = ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"];

impl TrendsPage {
    fn error(&self, field: &str) -> Option<&str> {
        message_for(&self.errors, field)
    }
}

/// The page; without a choice: questions received per month, by theme, over the last twelve months.
pub(crate) async fn page(visitor: Visitor, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    visitor.require_staff()?;
    let today = amsterdam_day(visitor.app.now());
    let mut errors = Vec::new();
    let (_, measure_label, measure) = pick(&mut errors, "maat", &MEASURES, &asked.maat);
    let (_, bucket_label, bucket) = pick(&mut errors, "bucket", &BUCKETS, &asked.stap);
    let (mut dimensions, by, by_label) = dimensions(&visitor, &mut errors, &asked.per);
    let first_month = today.with_day(1).unwrap_or(today) - Months::new(11);
    let from = read_filter(&mut errors, "from", A_DAY, &asked.van, read_day);
    let to = read_filter(&mut errors, "to", A_DAY, &asked.tot, read_day);
    let (odd_from, odd_to) = (is_about(&errors, "from"), is_about(&errors, "to"));
    let (from, to) = (from.unwrap_or(first_month), to.unwrap_or(today));
    let query = TrendsQuery { from, to, bucket, measure, by, filter: TicketSearch::default() };
    let mut report = TrendsReport { series: Vec::new(), whole: None, rising: Vec::new(), definition: String::new() };
    if errors.is_empty() {
        match visitor.app.read_trends(&visitor.caller, &query).await {
            Ok(read) => report = read,
            Err(Refusal::Complaints(complaints)) => errors = field_errors(complaints),
            Err(refusal) => return Err(refusal.into()),
        }
    } else {
        visitor.app.check(&visitor.caller, Action::ReadTrends)?;
    }
    let heads: Vec<String> = if errors.is_empty() {
        bucket.starts(from, to).into_iter().map(|start| head(bucket, start)).collect()
    } else {
        Vec::new()
    };
    let series: Vec<(String, Vec<Option<f64>>)> = report
        .series
        .iter()
        .map(|named| (named.label.clone(), named.series.points.iter().map(|point| point.value).collect()))
        .collect();
    let percent = matches!(measure, Measure::AnsweredInTimeShare | Measure::FirstResponseInTimeShare);
    let shown = |value: f64| if percent { format!("{} %", number((value * 100.0).round())) } else { number(value) };
    let row = |named: &NamedSeries| TableRow {
        label: named.label.clone(),
        values: named.series.points.iter().map(|point| point.value.map_or_else(|| "–".to_owned(), shown)).collect(),
        total: shown(named.series.total),
    };
    let mut measures = choices(&MEASURES, measure_label);
    let mut buckets = choices(&BUCKETS, bucket_label);
    for (field, choices, typed) in [
        ("maat", &mut measures, &asked.maat),
        ("bucket", &mut buckets, &asked.stap),
        ("per", &mut dimensions, &asked.per),
    ] {
        if is_about(&errors, field) {
            choices.iter_mut().for_each(|choice| choice.chosen = false);
            choices.push(Choice { value: typed.clone(), label: typed.clone(), chosen: true });
        }
    }
    let unread = !errors.is_empty();
    let mut response = show(&TrendsPage {
        frame: Frame::of("Cijfers", &visitor),
        measures,
        buckets,
        dimensions,
        from: if odd_from { asked.van } else { from.to_string() },
        to: if odd_to { asked.tot } else { to.to_string() },
        odd_from,
        odd_to,
        caption: format!(
            "{measure_label} per {bucket_label}{by_label}, {} tot en met {}",
            long_day_in_words(from),
            long_day_in_words(to)
        ),
        chart: chart::chart(&series, &heads),
        width: chart::WIDTH,
        height: chart::HEIGHT,
        rows: report.series.iter().map(row).collect(),
        whole: report.whole.as_ref().map(row),
        left_out: series.len().saturating_sub(MOST_LINES),
        heads,
        rising: rising(&report, &visitor),
        definition: report.definition,
        errors,
    })?;
    if unread {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

fn is_about(errors: &[FieldError], field: &str) -> bool {
    errors.iter().any(|error| error.field == field)
}

/// The first when nothing was asked for.
fn pick<T: Copy>(
    errors: &mut Vec<FieldError>,
    field: &str,
    known: &[(&'static str, &'static str, T)],
    asked: &str,
) -> (&'static str, &'static str, T) {
    let asked = read_filter(errors, field, A_CHOICE, asked, |asked| known.iter().find(|(value, _, _)| *value == asked));
    *asked.unwrap_or(&known[0])
}

const A_CHOICE: &str = "keuze. Kies uit de lijst";

fn choices<T>(known: &[(&'static str, &'static str, T)], chosen: &str) -> Vec<Choice> {
    known
        .iter()
        .map(|(value, label, _)| Choice {
            value: (*value).to_owned(),
            label: (*label).to_owned(),
            chosen: *label == chosen,
        })
        .collect()
}

/// What figures can be split by: topics, kinds, experts, and every layout that divides the whole country.
fn dimensions(visitor: &Visitor, errors: &mut Vec<FieldError>, asked: &str) -> (Vec<Choice>, TrendsBy, String) {
    let province = LayoutKey("provincie".to_owned());
    let known = [
        ("thema", "thema", TrendsBy::Topic(Axis::Theme)),
        ("groep", "groep", TrendsBy::Topic(Axis::Group)),
        ("organisatie", "soort organisatie", TrendsBy::OrganisationKind),
        ("provincie", "provincie", TrendsBy::Region(province)),
        ("woondealregio", "woondealregio", TrendsBy::Region(LayoutKey("woondealregio".to_owned()))),
        ("zorgkantoorregio", "zorgkantoorregio", TrendsBy::Region(LayoutKey("zorgkantoorregio".to_owned()))),
        ("deskundige", "deskundige", TrendsBy::Expert),
        ("alles", "alles bij elkaar", TrendsBy::Nothing),
    ];
    let desk = visitor.app.desk();
    let exists = |by: &TrendsBy| match by {
        TrendsBy::Region(layout) => desk.geography.layouts.contains_key(layout),
        TrendsBy::Nothing | TrendsBy::Topic(_) | TrendsBy::OrganisationKind | TrendsBy::Expert => true,
    };
    let chosen = read_filter(errors, "per", A_CHOICE, asked, |asked| {
        known.iter().find(|(value, _, by)| *value == asked && exists(by))
    });
    let chosen = chosen.unwrap_or(&known[0]).clone();
    let choices = known
        .iter()
        .filter(|(_, _, by)| exists(by))
        .map(|(value, label, _)| Choice {
            value: (*value).to_owned(),
            label: (*label).to_owned(),
            chosen: *value == chosen.0,
        })
        .collect();
    let by_label = if chosen.2 == TrendsBy::Nothing { String::new() } else { format!(" en {}", chosen.1) };
    (choices, chosen.2, by_label)
}

fn head(bucket: Bucket, start: NaiveDate) -> String {
    match bucket {
        Bucket::Month => format!("{} {:02}", MONTHS[start.month0() as usize], start.year() % 100),
        Bucket::Quarter => format!("K{} {}", start.month0() / 3 + 1, start.year()),
        Bucket::Day | Bucket::Week => format!("{:02}-{:02}", start.day(), start.month()),
    }
}

fn rising(report: &TrendsReport, visitor: &Visitor) -> Vec<String> {
    let desk = visitor.app.desk();
    report
        .rising
        .iter()
        .map(|rising| {
            format!(
                "{}: {} vragen in de week van {}, waar er {} te verwachten waren",
                desk.taxonomy.label(&rising.topic),
                rising.rise.observed,
                long_day_in_words(rising.since),
                number((rising.rise.expected * 10.0).round() / 10.0)
            )
        })
        .collect()
}
