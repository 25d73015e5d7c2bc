//! Published answers for somebody who is about to ask: shown while they type and before they send, read in place, and
//! counted by what they did, never by who they are.

use super::public::Line;
use crate::done::Done;
use crate::error::Failure;
use crate::extract::Form;
use crate::sender::From;
use crate::state::Web;
use crate::visitor::Visitor;
use app::{Caller, Counted, FoundAnswer, Suggested};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Json, Response};
use domain::{Actor, AnswerUse, Origin, TopicKey, amsterdam_day};
use rich::Rich;
use serde::Deserialize;
use serde_json::{Value, json};

/// An answer that fits, to be read in place.
pub(crate) struct Fit {
    pub key: String,
    pub line: Line,
    pub body: Rich,
    /// Shared topics, as people read them.
    pub topics: String,
}

impl Fit {
    pub(crate) fn of(found: &FoundAnswer, app: &app::App) -> Self {
        let picture = app.picture();
        let topics: Vec<&str> = found.topics.iter().map(|key| picture.taxonomy.label(key)).collect();
        Self {
            key: found.answer.key.clone(),
            line: Line::found(found, &picture, amsterdam_day(app.now())),
            body: Rich::structured(&found.answer.text.body),
            topics: topics.join(", "),
        }
    }
}

#[derive(Template)]
#[template(path = "answers_fitting.html")]
struct Fragment {
    fits: Vec<Fit>,
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    subject: String,
    #[serde(default)]
    body: String,
    #[serde(default)]
    themes: Vec<String>,
    #[serde(default)]
    groups: Vec<String>,
    /// Those that were shown before.
    #[serde(default)]
    shown: Vec<String>,
}

/// What fits a question that is about to be asked; those that were not shown before are counted as shown.
pub(crate) async fn fits(
    web: &Web,
    subject: &str,
    body: &str,
    topics: &[TopicKey],
    before: &[String],
) -> Result<Vec<Fit>, Failure> {
    let nobody = Caller::new(Actor::Anonymous, Origin::Web);
    let found = web.app.suggest_answers(&nobody, &Suggested { subject, body, topics }).await?;
    let fresh = found.iter().map(|found| found.answer.key.clone()).filter(|key| !before.contains(key));
    let fresh: Vec<String> = fresh.collect();
    if !fresh.is_empty() {
        web.app.count_answer_use(&nobody, &fresh, AnswerUse::Shown).await?;
    }
    Ok(found.iter().map(|found| Fit::of(found, &web.app)).collect())
}

/// The same while somebody types. In the body of a request: what people write belongs in no log.
pub(crate) async fn while_typing(
    State(web): State<Web>,
    sender: From,
    Form(typed): Form<Typed>,
) -> Result<Json<Value>, Failure> {
    sender.count(&web, Counted::Search)?;
    let topics: Vec<TopicKey> = typed.themes.iter().chain(&typed.groups).map(|key| TopicKey(key.clone())).collect();
    let fits = fits(&web, &typed.subject, &typed.body, &topics, &typed.shown).await?;
    let keys: Vec<String> = fits.iter().map(|fit| fit.key.clone()).collect();
    let html = Fragment { fits }.render().map_err(|error| Failure::Broken(error.to_string()))?;
    Ok(Json(json!({ "keys": keys, "html": html })))
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Which {
    #[serde(default)]
    key: String,
}

/// Somebody opened one.
pub(crate) async fn opened(
    State(web): State<Web>,
    sender: From,
    Form(which): Form<Which>,
) -> Result<StatusCode, Failure> {
    sender.count(&web, Counted::Search)?;
    let nobody = Caller::new(Actor::Anonymous, Origin::Web);
    web.app.count_answer_use(&nobody, &[which.key], AnswerUse::Opened).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// One of them helped: nothing is asked, and nothing of what was typed is kept.
pub(crate) async fn helped(
    State(web): State<Web>,
    visitor: Visitor,
    sender: From,
    Form(which): Form<Which>,
) -> Result<Response, Failure> {
    sender.count(&web, Counted::Search)?;
    let answer = visitor.app.read_published(&visitor.caller, &which.key).await?;
    let key = answer.key.clone();
    visitor.app.count_answer_use(&visitor.caller, &[answer.key], AnswerUse::Helped).await?;
    Done::AnswerHelped.then(&visitor.app, &format!("/antwoorden/{key}"))
}
