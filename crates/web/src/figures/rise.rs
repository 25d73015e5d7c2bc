//! One topic that rises: by how much, where, and what leads wrote with it (annotations).

use super::told::{ToldTopic, address_of};
use crate::done::Done;
use crate::error::Failure;
use crate::extract::{Form, NoFilters, Path, Query};
use crate::form::{Errors, complaints};
use crate::page::{Frame, show_as};
use crate::visitor::Visitor;
use app::{Action, Picture, RISING_DEFINITION};
use askama::Template;
use axum::response::Response;
use domain::{RiseNote, TopicKey, amsterdam_day, long_day_in_words};
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Fields {
    #[serde(default)]
    token: String,
    #[serde(default)]
    note: String,
}

#[derive(Template)]
#[template(path = "figures_rise.html")]
struct RisePage {
    frame: Frame,
    topic: String,
    address: String,
    rises: Option<ToldTopic>,
    notes: Vec<ToldNote>,
    definition: &'static str,
    may_note: bool,
    fields: Fields,
    errors: Errors,
}

/// A note, as it is told.
pub(crate) struct ToldNote {
    pub topic: String,
    pub address: String,
    pub since: String,
    pub said: String,
    pub who: String,
}

impl ToldNote {
    pub(crate) fn of(note: &RiseNote, picture: &Picture) -> Self {
        Self {
            topic: picture.taxonomy.label(&note.topic).to_owned(),
            address: address_of(&note.topic),
            since: long_day_in_words(note.since),
            said: note.note.clone(),
            who: format!("{}, {}", picture.name(note.by), long_day_in_words(amsterdam_day(note.at))),
        }
    }
}

pub(crate) async fn page(
    visitor: Visitor,
    Path(topic): Path<String>,
    _: Query<NoFilters>,
) -> Result<Response, Failure> {
    visitor.require_staff()?;
    view(&visitor, &TopicKey(topic), Fields::default(), Errors::default()).await
}

pub(crate) async fn note(
    visitor: Visitor,
    Path(topic): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let topic = TopicKey(topic);
    match visitor.app.note_rise(&visitor.caller, &topic, &fields.note).await {
        Ok(()) => Done::RiseNoted.then(&visitor.app, &address_of(&topic)),
        Err(refusal) => view(&visitor, &topic, fields, complaints(refusal)?).await,
    }
}

async fn view(visitor: &Visitor, topic: &TopicKey, fields: Fields, errors: Errors) -> Result<Response, Failure> {
    let (rising, notes) = visitor.app.read_rise(&visitor.caller, topic).await?;
    let picture = visitor.app.picture();
    show_as(
        errors.status(),
        &RisePage {
            frame: Frame::of("Stijgt opvallend", visitor),
            topic: picture.taxonomy.label(topic).to_owned(),
            address: address_of(topic),
            rises: rising.map(|rising| ToldTopic::of(&rising, &picture)),
            notes: notes.iter().map(|note| ToldNote::of(note, &picture)).collect(),
            definition: RISING_DEFINITION,
            may_note: visitor.app.may(&visitor.caller, Action::NoteRises),
            fields,
            errors,
        },
    )
}
