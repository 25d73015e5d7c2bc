//! What is suggested while somebody writes a question (typeahead, autocomplete): organisations, and topics.

use crate::error::Failure;
use crate::extract::{Form, Query};
use crate::house::kind_label;
use crate::sender::From;
use crate::state::Web;
use crate::visitor::Visitor;
use app::{Caller, Counted};
use axum::extract::State;
use axum::response::Json;
use domain::{Actor, Axis, OrganisationKind, Origin};
use serde::Deserialize;
use serde_json::{Value, json};

/// Most suggestions shown while somebody types.
pub(crate) const SUGGESTIONS: u32 = 8;

/// What somebody has written so far.
#[derive(Deserialize)]
pub(crate) struct Draft {
    #[serde(default)]
    subject: String,
    #[serde(default)]
    body: String,
}

/// What the text seems to be about: topics to tick or to leave. In the body of a request, not in its address: what
/// people write belongs in no log.
pub(crate) async fn proposals(
    State(web): State<Web>,
    sender: From,
    Form(draft): Form<Draft>,
) -> Result<Json<Value>, Failure> {
    sender.count(&web, Counted::Search)?;
    let caller = Caller::new(Actor::Anonymous, Origin::Web);
    let topics = web.app.propose_topics(&caller, &draft.subject, &draft.body).await?;
    let topics: Vec<Value> = topics
        .into_iter()
        .map(|topic| {
            let field = if topic.axis == Axis::Theme { "themes" } else { "groups" };
            json!({ "field": field, "value": topic.key, "label": topic.label })
        })
        .collect();
    Ok(Json(Value::Array(topics)))
}

#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    zoek: String,
    #[serde(default)]
    soort: String,
}

/// What the combobox shows while somebody types.
pub(crate) async fn suggestions(
    State(web): State<Web>,
    visitor: Visitor,
    sender: From,
    Query(typed): Query<Typed>,
) -> Result<Json<Value>, Failure> {
    sender.count(&web, Counted::Search)?;
    let kind = OrganisationKind::parse(&typed.soort);
    let found = web.app.find_organisations(&visitor.caller, &typed.zoek, kind, SUGGESTIONS).await?;
    let found: Vec<Value> = found
        .into_iter()
        .map(|name| {
            json!({
                "kind": name.kind,
                "name": name.name,
                "label": kind_label(name.kind),
                "municipality": name.municipality,
            })
        })
        .collect();
    Ok(Json(Value::Array(found)))
}
