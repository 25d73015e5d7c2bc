//! The field for the places that a question is about: what stands in it, what is asked back, and what is proposed.

use crate::error::Failure;
use crate::extract::{Form, Query};
use crate::form::{Choice, Errors};
use crate::sender::From;
use crate::state::Web;
use crate::suggest::SUGGESTIONS;
use crate::visitor::Visitor;
use app::{Caller, Counted};
use axum::extract::State;
use axum::response::Json;
use domain::{
    Actor, Geography, OrganisationDraft, OrganisationKind, Origin, Place, amsterdam_day, places_as_understood,
    places_to_ask, split_places,
};
use serde::Deserialize;
use serde_json::{Value, json};

/// The field as it is shown.
#[derive(Default)]
pub(crate) struct AboutPlaces {
    /// What was typed, in the words of the desk where they are understood; or what the desk proposes.
    pub typed: String,
    /// Whether that is a proposal, which nobody typed.
    pub is_proposed: bool,
    /// What must be asked back, with what may be meant.
    pub asked: Vec<AskedBack>,
}

/// A name that may be that of several places.
pub(crate) struct AskedBack {
    pub name: String,
    pub choices: Vec<Choice>,
}

/// The names and codes that were given; none where the field was not there.
pub(crate) fn given(typed: &[String], meant: &[String], geography: &Geography) -> Option<Vec<String>> {
    let names = typed.iter().flat_map(|text| split_places(geography, text));
    (!typed.is_empty() || !meant.is_empty()).then(|| names.chain(meant.iter().cloned()).collect())
}

impl AboutPlaces {
    /// For somebody who is asked about a question of this organisation: an empty field that must not be empty comes back with
    /// the proposal of the desk in it.
    pub(crate) async fn of(web: &Web, organisation: &OrganisationDraft, errors: &Errors) -> Self {
        let picture = web.app.picture();
        let (geography, today) = (&picture.geography, amsterdam_day(web.app.now()));
        let given = organisation.places.clone().unwrap_or_default();
        let typed = places_as_understood(geography, &given, today);
        if typed.is_empty() && errors.of("organisation-places").is_some() {
            let caller = Caller::new(Actor::Anonymous, Origin::Web);
            let proposed = web.app.propose_places(&caller, organisation).await.unwrap_or_default();
            let typed = geography.places_in_full(&proposed);
            return Self { is_proposed: !typed.is_empty(), typed, asked: Vec::new() };
        }
        let choice = |place: &Place| {
            let name = geography.place_in_full(place);
            Choice { value: name.clone(), label: name, chosen: false }
        };
        let asked = places_to_ask(geography, &given, today);
        let asked = asked.into_iter().map(|(name, may)| AskedBack { name, choices: may.iter().map(choice).collect() });
        Self { typed, is_proposed: false, asked: asked.collect() }
    }
}

#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    zoek: String,
}

/// What is suggested while somebody types a place.
pub(crate) async fn suggestions(
    State(web): State<Web>,
    visitor: Visitor,
    sender: From,
    Query(typed): Query<Typed>,
) -> Result<Json<Value>, Failure> {
    sender.count(&web, Counted::Search)?;
    let picture = web.app.picture();
    let found = web.app.find_places(&visitor.caller, &typed.zoek, SUGGESTIONS as usize).await?;
    let line = |place: &Place| json!({ "name": picture.geography.place_in_full(place) });
    Ok(Json(Value::Array(found.iter().map(line).collect())))
}

#[derive(Deserialize)]
pub(crate) struct Asking {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    organisation: String,
    #[serde(default)]
    municipality: String,
}

/// What the desk proposes once somebody filled in their organisation. In the body of a request, as every name.
pub(crate) async fn proposal(
    State(web): State<Web>,
    sender: From,
    Form(asking): Form<Asking>,
) -> Result<Json<Value>, Failure> {
    sender.count(&web, Counted::Search)?;
    let organisation = OrganisationDraft {
        kind: OrganisationKind::parse(&asking.kind),
        name: asking.organisation,
        municipality: Some(asking.municipality).filter(|code| !code.is_empty()),
        ..OrganisationDraft::default()
    };
    let caller = Caller::new(Actor::Anonymous, Origin::Web);
    let proposed = web.app.propose_places(&caller, &organisation).await?;
    Ok(Json(json!({ "places": web.app.picture().geography.places_in_full(&proposed) })))
}
