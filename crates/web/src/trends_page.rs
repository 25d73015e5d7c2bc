//! What the country is asking (statistics, dashboard): a picture with its table, fit to be put in front of a minister.

use crate::chart::{self, Chart, MOST_LINES, number};
use crate::error::Failure;
use crate::extract::Query;
use crate::filter::{A_DAY, read_day, read_filter};
use crate::form::{Choice, Errors, choices, complaints, keep_typed};
use crate::page::{Frame, show_as};
use crate::visitor::Visitor;
use app::{Action, Bucket, Measure, NamedSeries, Picture, Rising, TicketSearch, TrendsBy, TrendsQuery, TrendsReport};
use askama::Template;
use axum::response::Response;
use chrono::{Datelike, Months, NaiveDate};
use domain::{Axis, LayoutKey, amsterdam_day, counted, long_day_in_words};
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
    errors: Errors,
}

struct TableRow {
    label: String,
    values: Vec<String>,
    total: String,
}

const MEASURES: [(&str, &str, Measure); 10] = [
    ("ontvangen", "Ontvangen vragen", Measure::Received),
    ("beantwoord", "Beantwoorde vragen", Measure::Answered),
    ("open", "Open vragen", Measure::Open),
    ("heropend", "Heropende vragen", Measure::Reopened),
    ("zonder-antwoord", "Gesloten zonder antwoord", Measure::ClosedUnanswered),
    ("doorverwezen", "Doorverwezen vragen", Measure::Referred),
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

/// What was asked for, as far as it can be read, and what it is called.
struct Wanted {
    query: TrendsQuery,
    measure: &'static str,
    bucket: &'static str,
    by: String,
    dimensions: Vec<Choice>,
    errors: Errors,
}

impl Asked {
    /// Without a choice: questions received per month, by theme, over the last twelve months.
    fn read(&self, picture: &Picture, today: NaiveDate) -> Wanted {
        let mut errors = Errors::default();
        let (_, measure_label, measure) = pick(&mut errors, "maat", &MEASURES, &self.maat);
        let (_, bucket_label, bucket) = pick(&mut errors, "bucket", &BUCKETS, &self.stap);
        let (dimensions, by, by_label) = dimensions(picture, &mut errors, &self.per);
        let first_month = today.with_day(1).unwrap_or(today) - Months::new(11);
        let from = read_filter(&mut errors, "from", A_DAY, &self.van, read_day).unwrap_or(first_month);
        let to = read_filter(&mut errors, "to", A_DAY, &self.tot, read_day).unwrap_or(today);
        let query = TrendsQuery { from, to, bucket, measure, by, filter: TicketSearch::default() };
        Wanted { query, measure: measure_label, bucket: bucket_label, by: by_label, dimensions, errors }
    }
}

/// The page.
pub(crate) async fn page(visitor: Visitor, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    visitor.require_staff()?;
    let picture = visitor.app.picture();
    let Wanted { query, measure, bucket, by, mut dimensions, mut errors } =
        asked.read(&picture, amsterdam_day(visitor.app.now()));
    let mut report = TrendsReport { series: Vec::new(), whole: None, rising: Vec::new(), definition: String::new() };
    if errors.is_empty() {
        match visitor.app.read_trends(&visitor.caller, &query).await {
            Ok(read) => report = read,
            Err(refusal) => errors = complaints(refusal)?,
        }
    } else {
        visitor.app.check(&visitor.caller, Action::ReadTrends)?;
    }
    let starts = if errors.is_empty() { query.bucket.starts(query.from, query.to) } else { Vec::new() };
    let heads: Vec<String> = starts.into_iter().map(|start| head(query.bucket, start)).collect();
    let series: Vec<(String, Vec<Option<f64>>)> = report
        .series
        .iter()
        .map(|named| (named.label.clone(), named.series.points.iter().map(|point| point.value).collect()))
        .collect();
    let (mut measures, mut buckets) = (labels(&MEASURES, measure), labels(&BUCKETS, bucket));
    let lists = [("maat", &mut measures, &asked.maat), ("bucket", &mut buckets, &asked.stap)];
    for (field, choices, typed) in lists.into_iter().chain([("per", &mut dimensions, &asked.per)]) {
        if errors.of(field).is_some() {
            choices.iter_mut().for_each(|choice| choice.chosen = false);
            keep_typed(choices, typed);
        }
    }
    show_as(
        errors.status(),
        &TrendsPage {
            frame: Frame::of("Cijfers", &visitor),
            measures,
            buckets,
            dimensions,
            from: if errors.of("from").is_some() { asked.van } else { query.from.to_string() },
            to: if errors.of("to").is_some() { asked.tot } else { query.to.to_string() },
            caption: format!(
                "{measure} per {bucket}{by}, {} tot en met {}",
                long_day_in_words(query.from),
                long_day_in_words(query.to)
            ),
            chart: chart::chart(&series, &heads),
            width: chart::WIDTH,
            height: chart::HEIGHT,
            rows: report.series.iter().map(|named| row(named, query.measure)).collect(),
            whole: report.whole.as_ref().map(|named| row(named, query.measure)),
            left_out: series.len().saturating_sub(MOST_LINES),
            heads,
            rising: rising(&report, &picture),
            definition: report.definition,
            errors,
        },
    )
}

fn row(named: &NamedSeries, measure: Measure) -> TableRow {
    let percent = matches!(measure, Measure::AnsweredInTimeShare | Measure::FirstResponseInTimeShare);
    let shown = |value: f64| if percent { format!("{} %", number((value * 100.0).round())) } else { number(value) };
    TableRow {
        label: named.label.clone(),
        values: named.series.points.iter().map(|point| point.value.map_or_else(|| "–".to_owned(), shown)).collect(),
        total: shown(named.series.total),
    }
}

/// The first when nothing was asked for.
fn pick<T: Copy>(
    errors: &mut Errors,
    field: &str,
    known: &[(&'static str, &'static str, T)],
    asked: &str,
) -> (&'static str, &'static str, T) {
    let asked = read_filter(errors, field, A_CHOICE, asked, |asked| known.iter().find(|(value, _, _)| *value == asked));
    *asked.unwrap_or(&known[0])
}

const A_CHOICE: &str = "keuze. Kies uit de lijst";

fn labels<T>(known: &[(&'static str, &'static str, T)], chosen: &str) -> Vec<Choice> {
    let label = |(value, label, _): &(&'static str, &'static str, T)| Choice {
        value: (*value).to_owned(),
        label: (*label).to_owned(),
        chosen: *label == chosen,
    };
    known.iter().map(label).collect()
}

/// What figures can be split by: topics, kinds, experts, and every layout that divides the whole country.
fn dimensions(picture: &Picture, errors: &mut Errors, asked: &str) -> (Vec<Choice>, TrendsBy, String) {
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
    let exists = |by: &TrendsBy| match by {
        TrendsBy::Region(layout) => picture.geography.layouts.contains_key(layout),
        TrendsBy::Nothing | TrendsBy::Topic(_) | TrendsBy::OrganisationKind | TrendsBy::Expert => true,
    };
    let chosen = read_filter(errors, "per", A_CHOICE, asked, |asked| {
        known.iter().find(|(value, _, by)| *value == asked && exists(by))
    });
    let chosen = chosen.unwrap_or(&known[0]).clone();
    let offered = known.iter().filter(|(_, _, by)| exists(by)).map(|(value, label, _)| (*value, *label));
    let choices = choices(offered, |value| value == chosen.0);
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

/// Each topic that rises, in a sentence.
fn rising(report: &TrendsReport, picture: &Picture) -> Vec<String> {
    let tenths = |value: f64| number((value * 10.0).round() / 10.0);
    let told = |rising: &Rising| {
        let expected = tenths(rising.rise.expected);
        let since = if rising.rise.weeks > 1 {
            format!(
                " Het stijgt sinds de week van {}: {} in {} weken, waar {} te verwachten waren.",
                long_day_in_words(rising.since),
                counted(rising.rise.seen, "vraag", "vragen"),
                rising.rise.weeks,
                tenths(rising.rise.foreseen)
            )
        } else {
            String::new()
        };
        format!(
            "{}: {} in de week van {}, waar er {expected} te verwachten {}.{since}",
            picture.taxonomy.label(&rising.topic),
            counted(rising.rise.observed, "vraag", "vragen"),
            long_day_in_words(rising.week),
            if expected == "1" { "was" } else { "waren" }
        )
    };
    report.rising.iter().map(told).collect()
}
