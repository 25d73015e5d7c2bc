//! What the desk learned (machine learning, calibration), how sure it is, and from when it assigns by itself.

use crate::done::Done;
use crate::error::Failure;
use crate::extract::Form;
use crate::form::{Errors, complaints, is_ticked};
use crate::house::kind_label;
use crate::page::{Frame, show_as};
use crate::visitor::Visitor;
use app::{BackTo, GateOffer, GateOffers, MeasuredAt, ModelState, Reliability, RoutingRulesDraft, Tally};
use askama::Template;
use axum::response::Response;
use domain::{OrganisationKind, TopicKey, counted, moment_in_words};
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
    kinds: Vec<Mistakes>,
    themes: Vec<Mistakes>,
    offers: Vec<Offer>,
    measured: String,
    models: Vec<Line>,
    errors: Errors,
}

struct Band {
    certainty: String,
    asked: u32,
    promised: String,
    right: String,
}

/// How often the desk was right about questions that have something in common.
struct Mistakes {
    name: String,
    asked: i64,
    promised: String,
    right: String,
    /// The theme that was most often meant instead.
    meant: String,
}

/// A gate that a lead can choose.
struct Offer {
    promise: String,
    percent: i32,
    left: u32,
    is_chosen: bool,
}

struct Line {
    id: i64,
    version: String,
    when: String,
    state: &'static str,
    compared: String,
    may_return: bool,
}

/// The page.
pub(crate) async fn page(visitor: Visitor) -> Result<Response, Failure> {
    visitor.require_staff()?;
    view(&visitor, None, Errors::default()).await
}

/// Sets the gate, and whether the desk learns.
pub(crate) async fn rules(visitor: Visitor, Form(fields): Form<Fields>) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let percent: Option<i32> = fields.zekerheid.trim().trim_end_matches('%').trim().parse().ok();
    let assign_from = percent.map(|percent| percent.saturating_mul(10));
    let learns = match is_ticked("leert", &fields.leert) {
        Ok(learns) => learns,
        Err(complaints) => return view(&visitor, Some(fields), complaints.into()).await,
    };
    let rules = RoutingRulesDraft { assign_from, learns };
    match visitor.app.set_routing_rules(&visitor.caller, rules).await {
        Ok(()) => Done::RulesSet.then(&visitor.app, "/leren"),
        Err(refusal) => view(&visitor, Some(fields), complaints(refusal)?).await,
    }
}

/// Back to an earlier model.
pub(crate) async fn model(visitor: Visitor, Form(fields): Form<Fields>) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    // The beginning has a word of its own: what cannot be read forgets nothing.
    let back_to = match fields.model.trim() {
        "begin" => Some(BackTo::Beginning),
        number => number.parse().ok().map(BackTo::Model),
    };
    match visitor.app.go_back_to_model(&visitor.caller, back_to).await {
        Ok(()) => Done::ModelChosen.then(&visitor.app, "/leren"),
        Err(refusal) => view(&visitor, None, complaints(refusal)?).await,
    }
}

/// With what was typed in the form of the rules, if it was refused.
async fn view(visitor: &Visitor, typed: Option<Fields>, errors: Errors) -> Result<Response, Failure> {
    let view = visitor.app.view_learning(&visitor.caller).await?;
    let picture = visitor.app.picture();
    let taxonomy = &picture.taxonomy;
    let number = |report: &serde_json::Value, key: &str| report[key].as_u64().unwrap_or(0);
    show_as(
        errors.status(),
        &LearningPage {
            frame: Frame::of("Leren", visitor),
            version: view.version,
            waiting: view.waiting,
            learns: typed.as_ref().map_or(view.rules.learns, |typed| typed.leert == "ja"),
            assign_from: typed.map_or_else(|| (view.rules.assign_from / 10).to_string(), |typed| typed.zekerheid),
            bands: bands(&view.certainty),
            kinds: view.by_kind.iter().map(|tally| Mistakes::of(&kind_in_words(&tally.name), tally, None)).collect(),
            themes: view
                .by_theme
                .iter()
                .map(|(tally, meant)| {
                    let theme = TopicKey::from(tally.name.as_str());
                    Mistakes::of(taxonomy.label(&theme), tally, meant.as_ref().map(|meant| taxonomy.label(meant)))
                })
                .collect(),
            offers: view.gates.offers.iter().map(|offer| Offer::of(offer, view.rules.assign_from)).collect(),
            measured: measured(&view.gates),
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
                        "op {}: {}, daarvoor {}",
                        counted(number(&model.report, "examined"), "vraag", "vragen"),
                        counted(number(&model.report, "rightAfter"), "punt", "punten"),
                        number(&model.report, "rightBefore")
                    ),
                    may_return: model.state == ModelState::Retired,
                })
                .collect(),
            errors,
        },
    )
}

fn kind_in_words(kind: &str) -> String {
    OrganisationKind::parse(kind).map_or_else(|| kind.to_owned(), kind_label)
}

/// The tenths of certainty in which there are questions.
fn bands(certainty: &Reliability) -> Vec<Band> {
    let bands = certainty.bands();
    let filled = bands.iter().enumerate().filter(|(_, band)| band.asked > 0);
    let band = filled.map(|(tenth, band)| Band {
        certainty: format!("{} tot {} %", tenth * 10, tenth * 10 + 10),
        asked: band.asked,
        promised: percent(band.promised),
        right: percent(band.kept),
    });
    band.collect()
}

impl Mistakes {
    fn of(name: &str, tally: &Tally, meant: Option<&str>) -> Self {
        let asked = tally.asked as f64;
        Self {
            name: name.to_owned(),
            asked: tally.asked,
            promised: percent(tally.promised as f64 / 1000.0 / asked),
            right: percent(tally.right as f64 / asked),
            meant: meant.unwrap_or_default().to_owned(),
        }
    }
}

impl Offer {
    fn of(offer: &GateOffer, assign_from: i32) -> Self {
        Self {
            promise: format!("Hoogstens 1 op de {} fout", offer.one_wrong_in),
            percent: offer.assign_from / 10,
            left: offer.left_to_a_lead,
            is_chosen: offer.assign_from == assign_from,
        }
    }
}

fn measured(gates: &GateOffers) -> String {
    match gates.measured_at {
        MeasuredAt::ThisDesk => {
            let questions = counted(gates.measured_on, "vraag", "vragen");
            format!("Gemeten op {questions}: de laatste die deskundigen bevestigden of verbeterden.")
        }
        MeasuredAt::TheProgram => format!(
            "Uw loket heeft nog te weinig nagekeken vragen. Daarom is gemeten op de {} oefenvragen van het programma; uw \
             vragen kunnen anders zijn.",
            gates.measured_on
        ),
    }
}

/// A share from 0 to 1, as people read it.
fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}
