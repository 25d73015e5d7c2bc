//! Topics (taxonomy): all of them, and one with its words, its last day and its successor.

use crate::done::Done;
use crate::error::Failure;
use crate::extract::{Form, NoFilters, Path, Query};
use crate::form::{Choice, Errors, choices, chosen, complaints, is_ticked};
use crate::page::{Frame, show_as};
use crate::visitor::Visitor;
use app::{Knowing, ManagedTopic, Refusal, TopicDraft, TopicEnd};
use askama::Template;
use axum::response::Response;
use chrono::NaiveDate;
use domain::{ASKS_FOR_DAY, Axis, Complaints, TopicKey, amsterdam_day, counted, long_day_in_words, read_written_day};
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Fields {
    #[serde(default)]
    token: String,
    #[serde(default)]
    axis: String,
    #[serde(default)]
    label: String,
    #[serde(default)]
    description: String,
    /// The last day; empty for a topic that goes on.
    #[serde(default)]
    last: String,
    #[serde(default)]
    successor: String,
    /// `ja` when who knows the topic knows its successor.
    #[serde(default)]
    follow: String,
}

const LIST: &str = "/beheer/onderwerpen";
const AXES: [(&str, Axis); 2] = [("thema", Axis::Theme), ("groep", Axis::Group)];

struct Row {
    key: String,
    label: String,
    description: String,
    until: String,
    experts: String,
    hint: &'static str,
}

struct List {
    id: &'static str,
    title: &'static str,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "managing_topics.html")]
struct ListPage {
    frame: Frame,
    lists: Vec<List>,
    axes: Vec<Choice>,
    fields: Fields,
    errors: Errors,
}

#[derive(Template)]
#[template(path = "managing_topic.html")]
struct TopicPage {
    frame: Frame,
    row: Row,
    axis: &'static str,
    since: String,
    field: &'static str,
    /// Those that can take its place.
    successors: Vec<Choice>,
    follow: bool,
    fields: Fields,
    errors: Errors,
}

/// All of them.
pub(crate) async fn list(visitor: Visitor, _: Query<NoFilters>) -> Result<Response, Failure> {
    visitor.require_staff()?;
    view_list(&visitor, Fields::default(), Errors::default()).await
}

/// Adds one.
pub(crate) async fn add(visitor: Visitor, Form(fields): Form<Fields>) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let draft = TopicDraft { label: &fields.label, description: &fields.description };
    let outcome = match chosen("axis", &fields.axis, &AXES) {
        Ok(axis) => visitor.app.add_topic(&visitor.caller, axis, draft).await,
        Err(complaints) => Err(complaints.into()),
    };
    match outcome {
        Ok(_) => Done::TopicAdded.then(&visitor.app, LIST),
        Err(refusal) => view_list(&visitor, fields, complaints(refusal)?).await,
    }
}

/// One of them.
pub(crate) async fn page(visitor: Visitor, Path(id): Path<String>) -> Result<Response, Failure> {
    visitor.require_staff()?;
    view(&visitor, &TopicKey(id), None, Errors::default()).await
}

/// Its words.
pub(crate) async fn word(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let key = TopicKey(id);
    let draft = TopicDraft { label: &fields.label, description: &fields.description };
    match visitor.app.word_topic(&visitor.caller, &key, draft).await {
        Ok(()) => Done::TopicWorded.then(&visitor.app, LIST),
        Err(refusal) => view(&visitor, &key, Some(("words", fields)), complaints(refusal)?).await,
    }
}

/// Its end.
pub(crate) async fn end(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let key = TopicKey(id);
    let outcome = match read_end(&fields) {
        Ok(end) => visitor.app.end_topic(&visitor.caller, &key, &end).await.map(|_| end.last),
        Err(complaints) => Err(complaints.into()),
    };
    match outcome {
        Ok(Some(_)) => Done::TopicEnded.then(&visitor.app, LIST),
        Ok(None) => Done::TopicGoesOn.then(&visitor.app, LIST),
        Err(refusal) => view(&visitor, &key, Some(("end", fields)), complaints(refusal)?).await,
    }
}

fn read_end(fields: &Fields) -> Result<TopicEnd, Complaints> {
    let last = match fields.last.trim() {
        "" => None,
        typed => Some(read_written_day(typed).ok_or_else(|| Complaints::one("last", "INVALID", ASKS_FOR_DAY))?),
    };
    let successor = Some(fields.successor.trim()).filter(|key| !key.is_empty()).map(TopicKey::from);
    if last.is_none() && successor.is_some() {
        let missing = "Kies de laatste dag: een opvolger geldt vanaf de dag daarna.";
        return Err(Complaints::one("last", "REQUIRED", missing));
    }
    let knowing = if is_ticked("follow", &fields.follow)? { Knowing::GoesOver } else { Knowing::Stays };
    Ok(TopicEnd { last, successor, knowing })
}

fn row(managed: &ManagedTopic, all: &[ManagedTopic], today: NaiveDate) -> Row {
    let topic = &managed.topic;
    let successor = topic.successor.as_ref().and_then(|key| all.iter().find(|other| other.topic.key == *key));
    let successor = successor.map(|other| format!(", daarna {}", other.topic.label)).unwrap_or_default();
    Row {
        key: topic.key.0.clone(),
        label: topic.label.clone(),
        description: topic.description.clone(),
        until: match topic.valid.to {
            None => String::new(),
            Some(last) if last < today => format!("beëindigd op {}{successor}", long_day_in_words(last)),
            Some(last) => format!("tot en met {}{successor}", long_day_in_words(last)),
        },
        experts: counted(managed.experts, "deskundige", "deskundigen"),
        hint: if managed.is_proposed { "" } else { "het loket stelt dit nog niet voor" },
    }
}

async fn view_list(visitor: &Visitor, fields: Fields, errors: Errors) -> Result<Response, Failure> {
    let all = visitor.app.list_managed_topics(&visitor.caller).await?;
    let today = amsterdam_day(visitor.app.now());
    let of = |axis| all.iter().filter(move |one| one.topic.axis == axis).map(|one| row(one, &all, today)).collect();
    let lists = vec![
        List { id: "themas", title: "Thema's", rows: of(Axis::Theme) },
        List { id: "groepen", title: "Groepen", rows: of(Axis::Group) },
    ];
    let axes = choices([("thema", "Een thema"), ("groep", "Een groep mensen")], |axis| axis == fields.axis);
    show_as(errors.status(), &ListPage { frame: Frame::of("Onderwerpen", visitor), lists, axes, fields, errors })
}

async fn view(
    visitor: &Visitor,
    key: &TopicKey,
    back: Option<(&str, Fields)>,
    errors: Errors,
) -> Result<Response, Failure> {
    let all = visitor.app.list_managed_topics(&visitor.caller).await?;
    let managed = all.iter().find(|one| one.topic.key == *key).ok_or(Failure::Refused(Refusal::Hidden))?;
    let (topic, today) = (&managed.topic, amsterdam_day(visitor.app.now()));
    let mut fields = Fields {
        label: topic.label.clone(),
        description: topic.description.clone(),
        last: topic.valid.to.map(|last| last.to_string()).unwrap_or_default(),
        successor: topic.successor.as_ref().map(|key| key.0.clone()).unwrap_or_default(),
        follow: "ja".to_owned(),
        ..Fields::default()
    };
    match back {
        Some(("words", typed)) => (fields.label, fields.description) = (typed.label, typed.description),
        Some((_, typed)) => {
            (fields.last, fields.successor, fields.follow) = (typed.last, typed.successor, typed.follow);
        }
        None => {}
    }
    let others = all.iter().map(|one| &one.topic).filter(|other| other.axis == topic.axis && other.key != *key);
    let others = others.filter(|other| other.valid.lasts_until(today));
    let successors =
        choices(others.map(|other| (other.key.0.clone(), other.label.clone())), |key| key == fields.successor);
    let (axis, field) = match topic.axis {
        Axis::Theme => ("Thema", "thema"),
        Axis::Group => ("Groep", "groep"),
    };
    let page = TopicPage {
        frame: Frame::of(&topic.label, visitor),
        row: row(managed, &all, today),
        axis,
        since: long_day_in_words(topic.valid.from),
        field,
        successors,
        follow: fields.follow == "ja",
        fields,
        errors,
    };
    show_as(page.errors.status(), &page)
}
