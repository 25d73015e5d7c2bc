//! "Vragen van mijn organisatie" (shared tickets, magic link): for colleagues of askers, without an account.

use crate::error::Failure;
use crate::extract::{Form, Path, Secret};
use crate::follow_said::{Said, said};
use crate::form::Errors;
use crate::page::{Frame, show, show_as};
use crate::state::Web;
use crate::visitor::Came;
use app::{Colleagues, Refusal};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::{Message, amsterdam_day, email_address, long_day_in_words};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "organisation.html")]
struct OrganisationPage {
    frame: Frame,
    sent: bool,
    email: String,
    errors: Errors,
}

#[derive(Template)]
#[template(path = "organisation_questions.html")]
struct QuestionsPage {
    frame: Frame,
    rows: Vec<Row>,
    /// May colleagues read what was asked and answered?
    may_read: bool,
}

#[derive(Template)]
#[template(path = "colleagues_question.html")]
struct ColleaguesPage {
    frame: Frame,
    list: String,
    reference: String,
    subject: String,
    status: &'static str,
    /// There is more between the question and the messages that are shown.
    is_cut: bool,
    messages: Vec<Said>,
}

struct Row {
    /// Where it is read; none where it is not.
    open: Option<String>,
    reference: String,
    asker: String,
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
    show(&asked(String::new(), Errors::default()))
}

/// Sends a link, or not; the answer is the same. An address that can be nobody's is said.
pub(crate) async fn send(
    State(web): State<Web>,
    Came(browser): Came,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    if let Err(fault) = email_address(&fields.email) {
        let mut errors = Errors::default();
        errors.add("email", fault.to_string());
        return show_as(errors.status(), &asked(fields.email, errors));
    }
    web.app.allow_request("organisation", browser.address).await?;
    web.app.ask_for_organisation_link(&fields.email).await?;
    show(&OrganisationPage { sent: true, ..asked(String::new(), Errors::default()) })
}

fn asked(email: String, errors: Errors) -> OrganisationPage {
    OrganisationPage { frame: Frame::public("Vragen van mijn organisatie"), sent: false, email, errors }
}

/// The list behind the link, as often as it is opened within its time.
pub(crate) async fn list(State(web): State<Web>, Secret(secret): Secret) -> Result<Response, Failure> {
    let questions = web.app.open_organisation_link(&secret).await?;
    let day = |moment| long_day_in_words(amsterdam_day(moment));
    let may_read = web.app.settings().colleagues == Colleagues::Questions;
    let rows = questions.into_iter().map(|question| Row {
        open: may_read.then(|| format!("/organisatie/{secret}/{}", question.reference)),
        reference: question.reference.to_string(),
        asker: question.asker,
        subject: question.subject,
        organisation: question.organisation,
        status: question.status.label(),
        received: day(question.received_at),
        answered: question.answered_at.map(day).unwrap_or_default(),
    });
    show(&QuestionsPage { frame: Frame::public("Vragen van mijn organisatie"), rows: rows.collect(), may_read })
}

/// A question of a colleague, to read.
pub(crate) async fn question(
    State(web): State<Web>,
    Secret(secret): Secret,
    Path((_, reference)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let reference = reference.parse().map_err(|_| Failure::Refused(Refusal::Hidden))?;
    let view = web.app.open_colleagues_question(&secret, reference).await?;
    let said = |message: Message| said(message, &[], "");
    show(&ColleaguesPage {
        frame: Frame::public("Vraag van een collega"),
        list: format!("/organisatie/{secret}"),
        reference: view.ticket.reference.to_string(),
        subject: view.ticket.subject,
        status: view.ticket.standing.label(),
        is_cut: view.earlier_messages.is_some(),
        messages: view.question.into_iter().chain(view.messages).map(said).collect(),
    })
}
