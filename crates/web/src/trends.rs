//! Figures: a picture with its table, and what is rising.

use crate::Pages;
use crate::chart::{Chart, Figures, MOST_PANELS, Part, draw};
use crate::error::Failure;
use crate::faults::Faults;
use crate::form::Asked;
use crate::inbox::Pick;
use crate::promise;
use crate::session::Staff;
use crate::shell::{Shell, page};
use crate::trends_query::Wanted;
use crate::trends_table::{Table, table};
use app::{Action, Desk, Refusal, Rising, TrendsReport};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use domain::{LayoutKey, amsterdam_day, long_day_in_words};

/// The figures themselves; absent while the address holds mistakes.
struct Shown {
    chart: Chart,
    /// What the picture shows, for who does not see it.
    description: String,
    table: Table,
    definition: &'static str,
    /// How many series only the table holds.
    left_out: usize,
    rising: Vec<String>,
    is_empty: bool,
}

/// See `templates/trends.html`.
#[derive(Template)]
#[template(path = "trends.html")]
struct TrendsPage {
    shell: Shell,
    faults: Faults,
    measures: Vec<Pick>,
    splits: Vec<Pick>,
    buckets: Vec<Pick>,
    layouts: Vec<Pick>,
    from: String,
    to: String,
    title: String,
    period: String,
    shown: Option<Shown>,
}

/// `GET /cijfers`
pub(crate) async fn show(State(pages): State<Pages>, staff: Staff, Asked(asked): Asked) -> Result<Response, Failure> {
    if !pages.app.may(&staff.caller, Action::ReadTrends) {
        return Err(Refusal::Forbidden.into());
    }
    let desk = pages.app.desk();
    let today = amsterdam_day(pages.app.now());
    let wanted = Wanted::read(&asked, today);
    let (faults, report) = if wanted.faults.is_empty() {
        match pages.app.read_trends(&staff.caller, &wanted.query()).await {
            Ok(report) => (Faults::default(), Some(report)),
            Err(Refusal::Complaints(complaints)) => (Faults::of(&complaints, |path| field(path).to_owned()), None),
            Err(refusal) => return Err(refusal.into()),
        }
    } else {
        (wanted.faults.clone(), None)
    };
    let status = if report.is_some() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let layout = LayoutKey(wanted.layout.clone());
    let layout_label = desk.geography.layouts.get(&layout).map_or("regio", |layout| layout.label.as_str());
    let title = wanted.title(layout_label);
    let shown = TrendsPage {
        shell: staff.shell("Cijfers", "/cijfers").faulty(!faults.is_empty()),
        faults,
        measures: wanted.measures(),
        splits: wanted.splits(),
        buckets: wanted.buckets(),
        layouts: layouts(&desk, &layout),
        from: wanted.from.to_string(),
        to: wanted.to.to_string(),
        period: format!("{} tot en met {}", long_day_in_words(wanted.from), long_day_in_words(wanted.to)),
        shown: report.map(|report| figures(&report, &wanted, &title, &desk, today)),
        title,
    };
    Ok(page(status, &shown))
}

fn field(path: &str) -> &'static str {
    match path {
        "from" => "van",
        "bucket" => "per",
        "layout" => "indeling",
        _ => "tot",
    }
}

fn layouts(desk: &Desk, chosen: &LayoutKey) -> Vec<Pick> {
    let layouts = desk.geography.layouts.values();
    layouts
        .map(|layout| Pick {
            value: layout.key.0.clone(),
            label: layout.label.clone(),
            selected: layout.key == *chosen,
        })
        .collect()
}

fn figures(report: &TrendsReport, wanted: &Wanted, title: &str, desk: &Desk, today: NaiveDate) -> Shown {
    let starts: Vec<NaiveDate> = wanted.bucket.2.starts(wanted.from, wanted.to);
    let series = report.series.iter().map(|one| {
        let values = one.series.points.iter().map(|point| point.value).collect();
        Part { name: one.label.clone(), total: (wanted.written())(one.series.total), values }
    });
    let figures = Figures {
        series: series.collect(),
        buckets: starts.iter().map(|start| wanted.bucket_short(*start)).collect(),
        whole: wanted.is_count(),
        written: wanted.written(),
    };
    Shown {
        chart: draw(&figures),
        description: description(report, wanted, title),
        table: table(wanted, &report.series),
        definition: report.definition,
        left_out: report.series.len().saturating_sub(MOST_PANELS),
        rising: report.rising.iter().map(|rising| sentence(rising, desk, today)).collect(),
        is_empty: report
            .series
            .iter()
            .all(|one| one.series.points.iter().all(|point| point.value.unwrap_or(0.0) == 0.0)),
    }
}

/// The picture in a few sentences: what it shows, and the highest value of each panel.
fn description(report: &TrendsReport, wanted: &Wanted, title: &str) -> String {
    let written = wanted.written();
    let mut text = format!("{title}.");
    for one in report.series.iter().take(MOST_PANELS) {
        let points = one.series.points.iter().filter_map(|point| Some((point.start, point.value?)));
        // The first of equals, so that the sentence says when it was reached.
        let highest = points.reduce(|best, next| if next.1 > best.1 { next } else { best });
        if let Some((start, value)) = highest {
            let name = wanted.bucket_name(start);
            text.push_str(&format!(" {}: hoogste waarde {} in {name}.", one.label, written(value)));
        }
    }
    text.push_str(" Alle cijfers staan in de tabel eronder.");
    text
}

/// `Woonzorgvisie: 12 vragen in de week van maandag 16 november. Normaal zijn het er ongeveer 4.`
fn sentence(rising: &Rising, desk: &Desk, today: NaiveDate) -> String {
    format!(
        "{}: {} vragen in de week van {}. Normaal zijn het er ongeveer {:.0}.",
        desk.taxonomy.label(&rising.topic),
        rising.rise.observed,
        promise::day(rising.since, today),
        rising.rise.expected.max(1.0)
    )
}
