//! The form's front door: asking a question (intake, ticket form).

use crate::done::Told;
use crate::error::Failure;
use crate::extract::{AboutNumbers, Form};
use crate::form::{Choice, Errors, choices};
use crate::page::{Frame, show, show_as};
use crate::sender::From;
use crate::state::Web;
use crate::suggest::SUGGESTIONS;
use crate::wait::{limit_in_words, limited};
use app::{ASKS_ABOUT_PERSONAL_DATA, Caller, Counted, PersonalData, Refusal};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{
    Actor, Axis, ContactDraft, OrganisationDraft, OrganisationKind, Origin, QuestionDraft, SubmissionKey, amsterdam_day,
};
use serde::Deserialize;
use std::time::Duration;
use uuid::Uuid;

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
    errors: Errors,
    /// What looked like personal data; asked about once.
    personal: Option<String>,
    /// Why it must wait, when too much came from this address.
    wait: Option<String>,
}

/// The empty form.
pub(crate) async fn form(State(web): State<Web>, Told(done): Told) -> Result<Response, Failure> {
    let fields = Fields { key: web.app.new_submission_key().to_string(), ..Fields::default() };
    let mut page = page(&web, fields, Errors::default(), None).await;
    page.frame.done = done;
    show(&page)
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
    let personal = if fields.own_data == "ja" { PersonalData::Theirs } else { PersonalData::Unexplained };
    let caller = Caller::new(Actor::Anonymous, Origin::Web).saying(numbers);
    let count = || sender.check(&web, Counted::Submission);
    // A form without its key is known by what was typed.
    let key = Uuid::parse_str(&fields.key).ok().map(SubmissionKey);
    let draft = draft(&fields, key.unwrap_or_else(|| web.app.new_submission_key()));
    match web.app.submit_form_if(&caller, draft, key, personal, &count).await {
        Ok(receipt) => {
            let path = receipt.tracking_url.trim_start_matches(&web.app.settings().public_url).to_owned();
            Ok(Redirect::to(&format!("{path}?ontvangen")).into_response())
        }
        Err(Refusal::Limited(_, wait)) => must_wait(&web, fields, wait).await,
        Err(Refusal::Complaints(mut all)) => {
            let asked =
                all.0.iter().position(|one| one.code == ASKS_ABOUT_PERSONAL_DATA).map(|at| all.0.remove(at).message);
            let errors = in_page_order(all.into());
            show_as(StatusCode::UNPROCESSABLE_ENTITY, &page(&web, fields, errors, asked).await)
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// The form with everything that was typed, to be sent again later under the same key.
async fn must_wait(web: &Web, fields: Fields, wait: Duration) -> Result<Response, Failure> {
    let page = AskPage { wait: Some(limit_in_words(wait)), ..page(web, fields, Errors::default(), None).await };
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

fn in_page_order(mut errors: Errors) -> Errors {
    errors.0.sort_by_key(|error| FIELDS.iter().position(|field| *field == error.field));
    errors
}

fn draft(fields: &Fields, submission_key: SubmissionKey) -> QuestionDraft {
    let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    QuestionDraft {
        submission_key,
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

async fn page(web: &Web, fields: Fields, errors: Errors, personal: Option<String>) -> AskPage {
    let picture = web.app.picture();
    let today = amsterdam_day(web.app.now());
    let kinds = OrganisationKind::ALL.map(|kind| (kind.as_str(), kind.label()));
    let kinds = choices(kinds, |kind| kind == fields.kind);
    let topics = |axis, chosen: &[String]| {
        let topics = picture.taxonomy.on(axis, today).map(|topic| (topic.key.0.as_str(), topic.label.as_str()));
        choices(topics, |key| chosen.iter().any(|chosen| chosen == key))
    };
    let (groups, themes) = (topics(Axis::Group, &fields.groups), topics(Axis::Theme, &fields.themes));
    let places = if errors.of("organisation-name").is_some() { places(web, &fields).await } else { Vec::new() };
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
