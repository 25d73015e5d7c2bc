//! The words the desk itself adds (lexicon, keywords, dry run), each tried before it counts.

use crate::done::Done;
use crate::error::Failure;
use crate::extract::{Form, NoFilters, Path, Query};
use crate::form::{Choice, Errors, choices, complaints, saves};
use crate::page::{Frame, show_as};
use crate::visitor::Visitor;
use app::DryRun;
use askama::Template;
use axum::response::Response;
use domain::{Axis, TopicKey, amsterdam_day, long_day_in_words};
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Fields {
    #[serde(default)]
    token: String,
    #[serde(default)]
    topic: String,
    #[serde(default)]
    pattern: String,
    #[serde(default)]
    weight: String,
    /// `probeer` shows what would change.
    #[serde(default)]
    how: String,
}

#[derive(Template)]
#[template(path = "lexicon.html")]
struct LexiconPage {
    frame: Frame,
    terms: Vec<Line>,
    topics: Vec<Choice>,
    weights: Vec<Choice>,
    fields: Fields,
    tried: Option<DryRun>,
    errors: Errors,
}

struct Line {
    id: i64,
    pattern: String,
    topic: String,
    weight: u8,
    by: String,
    when: String,
}

/// The page.
pub(crate) async fn page(visitor: Visitor, _: Query<NoFilters>) -> Result<Response, Failure> {
    visitor.require_staff()?;
    view(&visitor, Fields::default(), None, Errors::default()).await
}

/// Tries a word, or adds it.
pub(crate) async fn add(visitor: Visitor, Form(fields): Form<Fields>) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let weight: Option<i32> = fields.weight.trim().parse().ok();
    let outcome = if saves(&fields.how) {
        visitor.app.add_term(&visitor.caller, &fields.topic, &fields.pattern, weight).await.map(|()| None)
    } else {
        visitor.app.try_term(&visitor.caller, &fields.topic, &fields.pattern, weight).await.map(Some)
    };
    match outcome {
        Ok(Some(tried)) => view(&visitor, fields, Some(tried), Errors::default()).await,
        Ok(None) => Done::TermAdded.then(&visitor.app, "/woordenlijst"),
        Err(refusal) => view(&visitor, fields, None, complaints(refusal)?).await,
    }
}

/// Takes a word out.
pub(crate) async fn remove(
    visitor: Visitor,
    Path(id): Path<i64>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    visitor.app.remove_term(&visitor.caller, id).await?;
    Done::TermRemoved.then(&visitor.app, "/woordenlijst")
}

async fn view(visitor: &Visitor, fields: Fields, tried: Option<DryRun>, errors: Errors) -> Result<Response, Failure> {
    let terms = visitor.app.list_terms(&visitor.caller).await?;
    let picture = visitor.app.picture();
    let today = amsterdam_day(visitor.app.now());
    let topics = [Axis::Theme, Axis::Group]
        .into_iter()
        .flat_map(|axis| picture.taxonomy.on(axis, today))
        .filter(|topic| topic.key.as_str() != TopicKey::GENERAL)
        .map(|topic| (topic.key.0.as_str(), topic.label.as_str()));
    let weight: u8 = fields.weight.parse().unwrap_or(3);
    show_as(
        errors.status(),
        &LexiconPage {
            frame: Frame::of("Woordenlijst", visitor),
            terms: terms
                .into_iter()
                .map(|term| Line {
                    id: term.id,
                    pattern: term.pattern,
                    topic: picture.taxonomy.label(&term.topic).to_owned(),
                    weight: term.weight,
                    by: picture.name(term.added_by).to_owned(),
                    when: long_day_in_words(amsterdam_day(term.added_at)),
                })
                .collect(),
            topics: choices(topics, |key| key == fields.topic),
            weights: choices((1..=5).map(|weight| (weight.to_string(), weight.to_string())), |one| {
                one == weight.to_string()
            }),
            fields,
            tried,
            errors,
        },
    )
}
