//! "Vragen van mijn organisatie" (shared tickets, magic link): for colleagues of askers, without an account.

use crate::error::Failure;
use crate::extract::{Form, Secret};
use crate::page::{Frame, show};
use crate::state::Web;
use crate::visitor::Came;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::{amsterdam_day, day_in_words};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "organisation.html")]
struct OrganisationPage {
    frame: Frame,
    sent: bool,
}

#[derive(Template)]
#[template(path = "organisation_questions.html")]
struct QuestionsPage {
    frame: Frame,
    /// Where the button leads; none once the list is shown.
    path: Option<String>,
    rows: Vec<Row>,
}

struct Row {
    subject: String,
    organisation: String,
    status: &'static str,
    received: String,
    answered: String,
}

#[derive(Deserialize)]
pub(crate) struct Fields {
    #[serde(default)]
    email: String,
}

/// Asks for an address.
pub(crate) async fn page() -> Result<Response, Failure> {
    show(&OrganisationPage { frame: Frame::public("Vragen van mijn organisatie"), sent: false })
}

/// Sends a link, or not; the answer is the same.
pub(crate) async fn send(
    State(web): State<Web>,
    Came(browser): Came,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    web.app.allow_request("organisation", browser.address).await?;
    web.app.ask_for_organisation_link(&fields.email).await?;
    show(&OrganisationPage { frame: Frame::public("Vragen van mijn organisatie"), sent: true })
}

/// The page behind the link: a button, because mail filters follow links and would use it up.
pub(crate) async fn open(State(web): State<Web>, Secret(secret): Secret) -> Result<Response, Failure> {
    web.app.peek_organisation_link(&secret).await?;
    let path = Some(format!("/organisatie/{secret}"));
    show(&QuestionsPage { frame: Frame::public("Vragen van mijn organisatie"), path, rows: Vec::new() })
}

/// The list, once.
pub(crate) async fn list(State(web): State<Web>, Secret(secret): Secret) -> Result<Response, Failure> {
    let questions = web.app.open_organisation_link(&secret).await?;
    let day = |moment| day_in_words(amsterdam_day(moment));
    let rows = questions.into_iter().map(|question| Row {
        subject: question.subject,
        organisation: question.organisation,
        status: question.status.label(),
        received: day(question.received_at),
        answered: question.answered_at.map(day).unwrap_or_default(),
    });
    show(&QuestionsPage { frame: Frame::public("Vragen van mijn organisatie"), path: None, rows: rows.collect() })
}
