//! What the desk learned, how sure it is, and from when it assigns by itself.

use crate::error::Failure;
use crate::extract::Form;
use crate::page::{FieldError, Frame, field_errors, message_for, show};
use crate::visitor::Visitor;
use app::{ModelState, Refusal, RoutingRulesDraft};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::moment_in_words;
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Fields {
    #[serde(default)]
    token: String,
    /// Percent.
    #[serde(default)]
    zekerheid: String,
    #[serde(default)]
    leert: String,
    /// A number; empty for what the program knows by itself.
    #[serde(default)]
    model: String,
}

#[derive(Template)]
#[template(path = "learning.html")]
struct LearningPage {
    frame: Frame,
    version: String,
    waiting: u64,
    assign_from: String,
    learns: bool,
    bands: Vec<Band>,
    models: Vec<Line>,
    errors: Vec<FieldError>,
}

struct Band {
    certainty: String,
    asked: i64,
    right: String,
}

struct Line {
    id: i64,
    version: String,
    when: String,
    state: &'static str,
    compared: String,
    may_return: bool,
}

impl LearningPage {
    fn error(&self, field: &str) -> Option<&str> {
        message_for(&self.errors, field)
    }
}

/// The page.
pub(crate) async fn page(visitor: Visitor) -> Result<Response, Failure> {
    visitor.require_staff()?;
    view(&visitor, None, Vec::new()).await
}

/// Sets the gate, and whether the desk learns.
pub(crate) async fn rules(visitor: Visitor, Form(fields): Form<Fields>) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let percent: Option<i32> = fields.zekerheid.trim().trim_end_matches('%').trim().parse().ok();
    let assign_from = percent.map(|percent| percent.saturating_mul(10));
    let rules = RoutingRulesDraft { assign_from, learns: fields.leert == "ja" };
    match visitor.app.set_routing_rules(&visitor.caller, rules).await {
        Ok(()) => Ok(Redirect::to("/leren").into_response()),
        Err(Refusal::Complaints(complaints)) => {
            let mut response = view(&visitor, Some(fields), field_errors(complaints)).await?;
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// Back to an earlier model.
pub(crate) async fn model(visitor: Visitor, Form(fields): Form<Fields>) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    visitor.app.go_back_to_model(&visitor.caller, fields.model.parse().ok()).await?;
    Ok(Redirect::to("/leren").into_response())
}

/// With what was typed in the form of the rules, if it was refused.
async fn view(visitor: &Visitor, typed: Option<Fields>, errors: Vec<FieldError>) -> Result<Response, Failure> {
    let view = visitor.app.view_learning(&visitor.caller).await?;
    let number = |report: &serde_json::Value, key: &str| report[key].as_u64().unwrap_or(0);
    show(&LearningPage {
        frame: Frame::of("Leren", visitor),
        version: view.version,
        waiting: view.waiting,
        learns: typed.as_ref().map_or(view.rules.learns, |typed| typed.leert == "ja"),
        assign_from: typed.map_or_else(|| (view.rules.assign_from / 10).to_string(), |typed| typed.zekerheid),
        bands: view
            .certainty
            .iter()
            .map(|band| Band {
                certainty: format!("{} tot {} %", band.from / 10, band.from / 10 + 10),
                asked: band.asked,
                right: format!("{} %", 100 * band.right / band.asked.max(1)),
            })
            .collect(),
        models: view
            .models
            .iter()
            .map(|model| Line {
                id: model.id,
                version: model.version.clone(),
                when: moment_in_words(model.created_at),
                state: match model.state {
                    ModelState::Active => "werkt nu",
                    ModelState::Retired => "werkte eerder",
                    ModelState::Rejected if model.report["compared"] == false => {
                        "niet in gebruik: te weinig bevestigde vragen om te vergelijken"
                    }
                    ModelState::Rejected => "afgewezen: deed het slechter",
                },
                compared: format!(
                    "op {} vragen: {} punten, daarvoor {}",
                    number(&model.report, "examined"),
                    number(&model.report, "rightAfter"),
                    number(&model.report, "rightBefore")
                ),
                may_return: model.state == ModelState::Retired,
            })
            .collect(),
        errors,
    })
}
