//! Suggestions while somebody types the name of their organisation, as JSON for the script.

use crate::Pages;
use crate::error::Failure;
use crate::form::Asked;
use app::Caller;
use axum::Json;
use axum::extract::State;
use domain::{Actor, OrganisationKind, OrganisationName, Origin};
use serde::Serialize;

/// As many as fit below the field without scrolling far.
const SUGGESTIONS: u32 = 8;
/// Longest text worth looking for, in characters.
const LONGEST: usize = 100;

/// One suggestion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Suggestion {
    /// What is put into the field.
    name: String,
    /// What stands beside it: the kind of organisation.
    kind: &'static str,
    /// The kind as the form sends it.
    value: &'static str,
    /// What goes into the hidden field; empty where the place is not known.
    place: String,
}

impl From<OrganisationName> for Suggestion {
    fn from(found: OrganisationName) -> Self {
        Self { kind: found.kind.label(), value: found.kind.as_str(), place: place_code(&found), name: found.name }
    }
}

/// The place of an organisation as the form sends it: `GM0355`, `provincie:PV26`, or nothing.
pub(crate) fn place_code(found: &OrganisationName) -> String {
    match (&found.municipality, &found.region) {
        (Some(code), _) => code.0.clone(),
        (None, Some(region)) => format!("{}:{}", region.layout, region.code),
        (None, None) => String::new(),
    }
}

/// `GET /organisaties?zoek=zei&soort=MUNICIPALITY`
pub(crate) async fn suggest(State(pages): State<Pages>, Asked(asked): Asked) -> Result<Json<Vec<Suggestion>>, Failure> {
    let text: String = asked.get("zoek").chars().take(LONGEST).collect();
    let kind = OrganisationKind::parse(asked.get("soort"));
    let caller = Caller::new(Actor::Anonymous, Origin::Web);
    let found = pages.app.find_organisations(&caller, &text, kind, SUGGESTIONS).await?;
    Ok(Json(found.into_iter().map(Suggestion::from).collect()))
}
