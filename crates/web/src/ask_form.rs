//! The form for a question (intake form): what it holds, and how it is shown, empty or as it comes back.

use crate::ask_places::{self, AboutPlaces};
use crate::error::Failure;
use crate::form::{Choice, Errors, choices};
use crate::page::{Frame, show, show_as};
use crate::sent_along::Files;
use crate::state::Web;
use crate::suggest::SUGGESTIONS;
use crate::wait::{limit_in_words, limited};
use app::{Caller, PersonalData, Refusal, TELLS_FIRST};
use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use domain::{
    Actor, Axis, ContactDraft, Geography, OrganisationDraft, OrganisationKind, Origin, QuestionDraft, SubmissionKey,
    amsterdam_day,
};
use serde::Deserialize;
use std::time::Duration;
use uuid::Uuid;

/// The form as it is sent: everything optional, because anything can come in.
#[derive(Debug, Default, Clone, Deserialize)]
pub(crate) struct Fields {
    #[serde(default)]
    pub key: String,
    /// See [`How`].
    #[serde(default)]
    pub how: String,
    /// The secret of the draft that it was filled in from, and when that was kept.
    #[serde(default)]
    pub concept: String,
    #[serde(default)]
    pub seen: String,
    #[serde(default)]
    pub kind: String,
    #[serde(default)]
    pub organisation: String,
    #[serde(default)]
    pub municipality: String,
    /// For whom an adviser asks; nothing where nobody was asked.
    #[serde(default)]
    pub works_for: Vec<String>,
    /// Ticked by whoever goes on after the desk told them where else they may be helped.
    #[serde(default)]
    pub goes_on: String,
    /// As they were typed; nothing where nobody was asked.
    #[serde(default)]
    pub places: Vec<String>,
    /// Ticked, of what was asked back.
    #[serde(default)]
    pub places_meant: Vec<String>,
    #[serde(default)]
    pub subject: String,
    #[serde(default)]
    pub body: String,
    #[serde(default)]
    pub groups: Vec<String>,
    #[serde(default)]
    pub themes: Vec<String>,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub email: String,
    #[serde(default)]
    pub phone: String,
    /// Ticked when the personal data in the text are the asker's own.
    #[serde(default)]
    pub own_data: String,
    /// Files that were taken in with it before.
    #[serde(default)]
    pub file: Vec<String>,
    /// Published answers that were shown while it was written.
    #[serde(default)]
    pub shown: Vec<String>,
    /// Left empty by people, who do not see it.
    #[serde(default)]
    pub website: String,
}

/// Under which link a draft is kept, as the page with its form says it.
pub(crate) struct Under {
    pub url: String,
    pub until: String,
    pub is_apart: bool,
}

#[derive(Template)]
#[template(path = "ask.html")]
pub(crate) struct AskPage {
    pub frame: Frame,
    fields: Fields,
    kinds: Vec<Choice>,
    groups: Vec<Choice>,
    themes: Vec<Choice>,
    /// Municipalities to choose from when a name was not clear.
    places: Vec<Choice>,
    about: AboutPlaces,
    errors: Errors,
    files: Files,
    /// Is anything of it asked about as personal data? One box below is for all of it.
    asks_about_data: bool,
    /// Where else somebody may be helped better; told once.
    told_first: Option<String>,
    /// Under which link a colleague finds it; none as long as it was not kept.
    under: Option<Under>,
    /// May it be kept for a colleague?
    may_be_kept: bool,
    /// Why it must wait, when too much came from this address.
    wait: Option<String>,
}

/// The form as it was kept under a link.
pub(crate) async fn form_of(web: &Web, fields: Fields, under: Under) -> impl Template {
    AskPage { under: Some(under), ..page(web, fields, Errors::default()).await }
}

/// The form again, with everything that is wrong with it.
pub(crate) async fn complained(web: &Web, fields: Fields, refusal: Refusal) -> Result<Response, Failure> {
    let Refusal::Complaints(mut all) = refusal else { return Err(refusal.into()) };
    let told_first = all.0.iter().position(|one| one.code == TELLS_FIRST).map(|at| all.0.remove(at).message);
    let page = page(web, fields, in_page_order(all.into())).await;
    show_as(StatusCode::UNPROCESSABLE_ENTITY, &AskPage { told_first, ..page }).map(kept_by_browser)
}

/// Whoever goes back to what they typed finds it, without asking the desk again: the browser may keep these pages, for
/// whoever sits before it. There is nothing in them but what was typed there.
pub(crate) fn kept_by_browser(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    response
}

pub(crate) fn personal(fields: &Fields) -> PersonalData {
    if fields.own_data == "ja" { PersonalData::Theirs } else { PersonalData::Unexplained }
}

/// What was typed, under a key of its own where the form has none.
pub(crate) fn draft_of(web: &Web, fields: &Fields) -> QuestionDraft {
    let key = Uuid::parse_str(&fields.key).ok().map(SubmissionKey);
    draft(fields, key.unwrap_or_else(|| web.app.new_submission_key()), &web.app.picture().geography)
}

/// The form with everything that was typed, to be sent again later under the same key.
pub(crate) async fn must_wait(web: &Web, fields: Fields, wait: Duration) -> Result<Response, Failure> {
    let page = AskPage { wait: Some(limit_in_words(wait)), ..page(web, fields, Errors::default()).await };
    Ok(limited(show(&page)?, wait))
}

/// Fields from top to bottom, so that the summary can be worked off in reading order.
const FIELDS: [&str; 13] = [
    "organisation-kind",
    "organisation-name",
    "organisation-municipality",
    "organisation-worksFor",
    "organisation-places",
    "subject",
    "body",
    "files",
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

fn draft(fields: &Fields, submission_key: SubmissionKey, geography: &Geography) -> QuestionDraft {
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
            places: ask_places::given(&fields.places, &fields.places_meant, geography),
            works_for: fields.works_for.first().cloned(),
        },
        contact: ContactDraft { name: fields.name.clone(), email: fields.email.clone(), phone: given(&fields.phone) },
        groups: fields.groups.clone(),
        themes: fields.themes.clone(),
    }
}

/// The form with these fields and these complaints.
pub(crate) async fn page(web: &Web, fields: Fields, mut errors: Errors) -> AskPage {
    let picture = web.app.picture();
    let today = amsterdam_day(web.app.now());
    let house = &picture.house;
    // What was chosen before it was offered no more stays to be seen.
    let offered: Vec<OrganisationKind> = house.offered_kinds().collect();
    let kinds = OrganisationKind::ALL.into_iter().filter(|kind| offered.contains(kind) || kind.as_str() == fields.kind);
    let kinds = kinds.map(|kind| (kind.as_str(), house.kind_label(kind)));
    let kinds = choices(kinds, |kind| kind == fields.kind);
    let topics = |axis, chosen: &[String]| {
        let topics = picture.taxonomy.on(axis, today).map(|topic| (topic.key.0.as_str(), topic.label.as_str()));
        choices(topics, |key| chosen.iter().any(|chosen| chosen == key))
    };
    let (groups, themes) = (topics(Axis::Group, &fields.groups), topics(Axis::Theme, &fields.themes));
    let places = if errors.of("organisation-name").is_some() { places(web, &fields).await } else { Vec::new() };
    let organisation = draft(&fields, SubmissionKey(Uuid::nil()), &picture.geography).organisation;
    let about = AboutPlaces::of(web, &organisation, &errors).await;
    let nobody = Caller::new(Actor::Anonymous, Origin::Web);
    let files = Files::of(&web.app, &nobody, &fields.file).await;
    let title = if errors.is_empty() { "Stel uw vraag" } else { "Controleer uw vraag" };
    let asks_about_data = errors.confirm_below();
    AskPage {
        frame: Frame::public(title),
        kinds,
        groups,
        themes,
        places,
        about,
        fields,
        errors,
        files,
        asks_about_data,
        told_first: None,
        under: None,
        may_be_kept: web.app.shares_drafts(),
        wait: None,
    }
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
