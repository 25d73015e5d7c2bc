//! The form's front door: asking a question.

use crate::Web;
use crate::error::Failure;
use crate::page::{FieldError, Frame, field_errors, message_for, show};
use app::{Caller, Refusal};
use askama::Template;
use axum::extract::{ConnectInfo, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Json, Redirect, Response};
use axum_extra::extract::Form;
use domain::{
    Actor, Axis, ContactDraft, FindingKind, OrganisationDraft, OrganisationKind, Origin, QuestionDraft, SubmissionKey,
    amsterdam_day, find_personal_data,
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::net::{IpAddr, SocketAddr};
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
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    form: Result<Form<Fields>, axum_extra::extract::FormRejection>,
) -> Result<Response, Failure> {
    let Ok(Form(fields)) = form else { return Err(Failure::Form) };
    if !fields.website.is_empty() {
        // A robot filled in the field that nobody sees: it gets the empty form back, and nothing is stored.
        return Ok(Redirect::to("/").into_response());
    }
    (web.options.limiter)(address(&web, &headers, peer)).map_err(Failure::Limited)?;
    let personal = personal_data(&fields);
    let outcome = if personal.is_some() {
        // Nothing is stored before the asker has said that it may be; other complaints come at the same time.
        let desk = web.app.desk();
        let today = amsterdam_day(web.app.now());
        draft(&fields)
            .check(&desk.taxonomy, &desk.geography, today)
            .err()
            .map_or(Ok(None), |all| Err(Refusal::Complaints(all)))
    } else {
        let caller = Caller::new(Actor::Anonymous, Origin::Web);
        web.app.submit_question(&caller, draft(&fields)).await.map(Some)
    };
    let errors = match outcome {
        Ok(Some(receipt)) => {
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
fn personal_data(fields: &Fields) -> Option<String> {
    if fields.own_data == "ja" {
        return None;
    }
    let mut kinds: Vec<&str> = find_personal_data(&fields.body)
        .into_iter()
        .filter(|finding| finding.kind != FindingKind::CitizenNumber)
        .map(|finding| finding.kind.label())
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    (!kinds.is_empty()).then(|| kinds.join(" en een "))
}

fn draft(fields: &Fields) -> QuestionDraft {
    let key = Uuid::parse_str(&fields.key).unwrap_or_else(|_| {
        // A form without its key still makes one ticket per text: the key is made from what was typed.
        let text = format!("{}|{}|{}", fields.email, fields.subject, fields.body);
        Uuid::new_v5(&Uuid::NAMESPACE_OID, text.as_bytes())
    });
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
    AskPage { frame: Frame::public(title), kinds, groups, themes, places, fields, errors, personal }
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

#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    zoek: String,
    #[serde(default)]
    soort: String,
}

/// What the combobox shows while somebody types.
pub(crate) async fn suggestions(State(web): State<Web>, Query(typed): Query<Typed>) -> Result<Json<Value>, Failure> {
    let caller = Caller::new(Actor::Anonymous, Origin::Web);
    let kind = OrganisationKind::parse(&typed.soort);
    let found = web.app.find_organisations(&caller, &typed.zoek, kind, SUGGESTIONS).await?;
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

pub(crate) fn address(web: &Web, headers: &HeaderMap, peer: SocketAddr) -> IpAddr {
    let forwarded = || headers.get("x-forwarded-for")?.to_str().ok()?.rsplit(',').next()?.trim().parse().ok();
    if web.options.trust_forwarded_for { forwarded().unwrap_or(peer.ip()) } else { peer.ip() }
}
