//! The form's front door: asking a question.

use crate::Web;
use crate::error::{Failure, limit_in_words, limited};
use crate::extract::{AboutNumbers, Form, Query};
use crate::page::{FieldError, Frame, field_errors, message_for, show};
use crate::sender::From;
use crate::visitor::Visitor;
use app::{Caller, Counted, Refusal};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Redirect, Response};
use domain::{
    Actor, Axis, ContactDraft, FindingKind, Numbers, OrganisationDraft, OrganisationKind, Origin, QuestionDraft,
    SubmissionKey, amsterdam_day, find_personal_data,
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;
use uuid::Uuid;

/// Most suggestions shown while somebody types.
const SUGGESTIONS: u32 = 8;

/// The form as it is sent: everything optional, because anything can come in.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Fields {
    #[serde(default)]
    key: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    organisation: String,
    #[serde(default)]
    municipality: String,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    body: String,
    #[serde(default)]
    groups: Vec<String>,
    #[serde(default)]
    themes: Vec<String>,
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    phone: String,
    /// Ticked when the personal data in the text are the asker's own.
    #[serde(default)]
    own_data: String,
    /// Left empty by people, who do not see it.
    #[serde(default)]
    website: String,
}

struct Choice {
    value: String,
    label: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "ask.html")]
struct AskPage {
    frame: Frame,
    fields: Fields,
    kinds: Vec<Choice>,
    groups: Vec<Choice>,
    themes: Vec<Choice>,
    /// Municipalities to choose from when a name was not clear.
    places: Vec<Choice>,
    errors: Vec<FieldError>,
    /// What looked like personal data; asked about once.
    personal: Option<String>,
    /// Why it must wait, when too much came from this address.
    wait: Option<String>,
}

impl AskPage {
    fn error(&self, field: &str) -> Option<&str> {
        message_for(&self.errors, field)
    }
}

/// The empty form.
pub(crate) async fn form(State(web): State<Web>) -> Result<Response, Failure> {
    let fields = Fields { key: web.app.new_submission_key().to_string(), ..Fields::default() };
    show(&page(&web, fields, Vec::new(), None).await)
}

/// Takes the question, or shows the form again with every complaint and everything that was typed.
pub(crate) async fn submit(
    State(web): State<Web>,
    sender: From,
    AboutNumbers(numbers): AboutNumbers,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    if !fields.website.is_empty() {
        // A robot filled in the field that nobody sees: it gets the empty form back, and nothing is stored.
        return Ok(Redirect::to("/").into_response());
    }
    // However often a form is sent, complaints do not count as questions; floods of them end here.
    if let Err(wait) = sender.check(&web, Counted::Attempt) {
        return must_wait(&web, fields, wait).await;
    }
    let personal = personal_data(&fields, numbers);
    let outcome = if personal.is_some() {
        // Nothing is stored before the asker has said that it may be; other complaints come at the same time.
        let desk = web.app.desk();
        let today = amsterdam_day(web.app.now());
        draft(&fields)
            .check(&desk.taxonomy, &desk.geography, today, Numbers::Explained)
            .err()
            .map_or(Ok(None), |all| Err(Refusal::Complaints(all)))
    } else {
        let numbers = if fields.own_data == "ja" { Numbers::Explained } else { numbers };
        let caller = Caller::new(Actor::Anonymous, Origin::Web).saying(numbers);
        let count = || sender.check(&web, Counted::Submission);
        web.app.submit_form_if(&caller, draft(&fields), &count).await.map(Some)
    };
    let errors = match outcome {
        Ok(Some(Err(wait))) => return must_wait(&web, fields, wait).await,
        Ok(Some(Ok(receipt))) => {
            let path = receipt.tracking_url.trim_start_matches(&web.app.settings().public_url).to_owned();
            return Ok(Redirect::to(&format!("{path}?ontvangen")).into_response());
        }
        Ok(None) => Vec::new(),
        Err(Refusal::Complaints(complaints)) => in_page_order(field_errors(complaints)),
        Err(refusal) => return Err(refusal.into()),
    };
    let mut response = show(&page(&web, fields, errors, personal).await)?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

/// The form with everything that was typed, to be sent again later under the same key.
async fn must_wait(web: &Web, fields: Fields, wait: Duration) -> Result<Response, Failure> {
    let page = AskPage { wait: Some(limit_in_words(wait)), ..page(web, fields, Vec::new(), None).await };
    Ok(limited(show(&page)?, wait))
}

/// Fields from top to bottom, so that the summary can be worked off in reading order.
const FIELDS: [&str; 10] = [
    "organisation-kind",
    "organisation-name",
    "organisation-municipality",
    "subject",
    "body",
    "groups",
    "themes",
    "contact-name",
    "contact-email",
    "contact-phone",
];

fn in_page_order(mut errors: Vec<FieldError>) -> Vec<FieldError> {
    errors.sort_by_key(|error| FIELDS.iter().position(|field| *field == error.field));
    errors
}

/// Phone numbers and addresses in the text that the asker has not yet answered for.
fn personal_data(fields: &Fields, numbers: Numbers) -> Option<String> {
    if fields.own_data == "ja" {
        return None;
    }
    let elsewhere = [&fields.subject, &fields.organisation, &fields.name, &fields.email, &fields.phone];
    let doubtful = elsewhere.into_iter().flat_map(|text| find_personal_data(text));
    let doubtful = doubtful.filter(|finding| finding.kind == FindingKind::PossibleCitizenNumber);
    let mut kinds: Vec<&str> = find_personal_data(&fields.body)
        .into_iter()
        .filter(|finding| finding.kind != FindingKind::CitizenNumber)
        .chain(doubtful)
        .filter(|finding| finding.kind != FindingKind::PossibleCitizenNumber || numbers == Numbers::Unexplained)
        .map(|finding| finding.kind.label())
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    (!kinds.is_empty()).then(|| kinds.join(" en een "))
}

fn draft(fields: &Fields) -> QuestionDraft {
    // A form without its key has the nil one: it is known by what was typed.
    let key = Uuid::parse_str(&fields.key).unwrap_or_default();
    let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    QuestionDraft {
        submission_key: SubmissionKey(key),
        subject: fields.subject.clone(),
        body: fields.body.clone(),
        organisation: OrganisationDraft {
            kind: OrganisationKind::parse(&fields.kind),
            name: fields.organisation.clone(),
            municipality: given(&fields.municipality),
            region: None,
        },
        contact: ContactDraft { name: fields.name.clone(), email: fields.email.clone(), phone: given(&fields.phone) },
        groups: fields.groups.clone(),
        themes: fields.themes.clone(),
    }
}

async fn page(web: &Web, fields: Fields, errors: Vec<FieldError>, personal: Option<String>) -> AskPage {
    let desk = web.app.desk();
    let today = amsterdam_day(web.app.now());
    let kinds = OrganisationKind::ALL
        .into_iter()
        .map(|kind| Choice {
            value: kind.as_str().to_owned(),
            label: kind.label().to_owned(),
            chosen: fields.kind == kind.as_str(),
        })
        .collect();
    let topics = |axis, chosen: &[String]| {
        desk.taxonomy
            .on(axis, today)
            .map(|topic| Choice {
                value: topic.key.0.clone(),
                label: topic.label.clone(),
                chosen: chosen.contains(&topic.key.0),
            })
            .collect::<Vec<_>>()
    };
    let (groups, themes) = (topics(Axis::Group, &fields.groups), topics(Axis::Theme, &fields.themes));
    let places =
        if message_for(&errors, "organisation-name").is_some() { places(web, &fields).await } else { Vec::new() };
    let title = if errors.is_empty() && personal.is_none() { "Stel uw vraag" } else { "Controleer uw vraag" };
    AskPage { frame: Frame::public(title), kinds, groups, themes, places, fields, errors, personal, wait: None }
}

/// Municipalities that somebody may have meant.
async fn places(web: &Web, fields: &Fields) -> Vec<Choice> {
    let caller = Caller::new(Actor::Anonymous, Origin::Web);
    let kind = Some(OrganisationKind::Municipality);
    let found = web.app.find_organisations(&caller, &fields.organisation, kind, SUGGESTIONS).await.unwrap_or_default();
    found
        .into_iter()
        .filter(|_| fields.kind == OrganisationKind::Municipality.as_str())
        .filter_map(|name| Some(Choice { value: name.municipality?.0, label: name.name, chosen: false }))
        .collect()
}

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
    let topics = web.app.propose_topics(&caller, &draft.subject, &draft.body)?;
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
                "label": name.kind.label(),
                "municipality": name.municipality,
            })
        })
        .collect();
    Ok(Json(Value::Array(found)))
}
