//! The list of all experts (agents, team).

use super::profile::place_label;
use crate::error::Failure;
use crate::extract::{NoFilters, Query};
use crate::page::{Frame, show};
use crate::visitor::Visitor;
use askama::Template;
use axum::response::Response;
use domain::{amsterdam_day, day_in_words};

#[derive(Template)]
#[template(path = "experts.html")]
struct ListPage {
    frame: Frame,
    rows: Vec<Row>,
}

struct Row {
    id: String,
    name: String,
    themes: String,
    places: String,
    hours: i32,
    away: String,
}

/// Everybody.
pub(crate) async fn list(visitor: Visitor, _: Query<NoFilters>) -> Result<Response, Failure> {
    visitor.require_staff()?;
    let picture = visitor.app.picture();
    let today = amsterdam_day(visitor.app.now());
    let rows = visitor
        .app
        .list_experts(&visitor.caller)?
        .into_iter()
        .map(|expert| Row {
            id: expert.id.to_string(),
            themes: expert
                .expertise
                .iter()
                .map(|known| picture.taxonomy.label(&known.topic))
                .collect::<Vec<_>>()
                .join(", "),
            places: expert.coverage.iter().map(|place| place_label(&picture, place)).collect::<Vec<_>>().join(", "),
            hours: expert.weekly_minutes / 60,
            away: expert
                .absence_on(today)
                .map_or_else(String::new, |absence| format!("afwezig tot en met {}", day_in_words(absence.to))),
            name: expert.name,
        })
        .collect();
    show(&ListPage { frame: Frame::of("Deskundigen", &visitor), rows })
}
