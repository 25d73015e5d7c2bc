//! What one expert has in hand: a list in which several questions can be chosen for somebody else.

use crate::badge::{Promise, promise, status_class};
use crate::error::Failure;
use crate::extract::{Path, Query};
use crate::filter::read_filter;
use crate::form::{Choice, Errors, choices};
use crate::page::{Frame, show_as};
use crate::visitor::Visitor;
use app::{Action, Consequences, Refusal};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use domain::{Expert, HandoverReason, Pace, Ticket};
use serde::Deserialize;

/// Which questions: the word in the address, what people read, and the pace.
pub(super) const PACES: [(&str, &str, Pace); 4] = [
    ("te-laat", "Te laat", Pace::Late),
    ("binnenkort", "Bijna te laat", Pace::Soon),
    ("wacht", "Wacht op vraagsteller", Pace::Waits),
    ("op-tijd", "Op tijd", Pace::Steady),
];

#[derive(Template)]
#[template(path = "hand.html")]
struct HandPage {
    frame: Frame,
    id: String,
    name: String,
    paces: Vec<Choice>,
    rows: Vec<Row>,
    experts: Vec<Choice>,
    reasons: [&'static str; 5],
    fields: Fields,
    /// What it would mean, once somebody asked.
    preview: Option<Consequences>,
    /// What became of it, where not all of it was done.
    left: Vec<String>,
    errors: Errors,
}

struct Row {
    reference: String,
    /// The question as it was seen: reference and revision.
    seen: String,
    subject: String,
    organisation: String,
    status: &'static str,
    status_class: &'static str,
    promise: Promise,
    is_chosen: bool,
}

/// The form.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Fields {
    #[serde(default)]
    pub token: String,
    /// Which list it was chosen from.
    #[serde(default)]
    pub termijn: String,
    /// Reference and revision of each that was chosen.
    #[serde(default)]
    pub questions: Vec<String>,
    #[serde(default)]
    pub expert: String,
    #[serde(default)]
    pub reason: String,
    #[serde(default)]
    pub explanation: String,
    /// `geef` does it; anything else shows what it would mean.
    #[serde(default)]
    pub how: String,
}

impl HandPage {
    /// What was looked at, to be sent again as it is: nothing else than what was previewed is done.
    fn again(&self) -> Vec<(&'static str, &str)> {
        let Fields { termijn, questions, expert, reason, explanation, .. } = &self.fields;
        let chosen = questions.iter().map(|seen| ("questions", seen.as_str()));
        let rest = [("termijn", termijn), ("expert", expert), ("reason", reason), ("explanation", explanation)];
        chosen.chain(rest.map(|(name, value)| (name, value.as_str()))).collect()
    }
}

/// What a form came to.
#[derive(Default)]
pub(super) struct Came {
    pub fields: Fields,
    pub preview: Option<Consequences>,
    pub left: Vec<String>,
    pub errors: Errors,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    #[serde(default)]
    termijn: String,
}

/// The list.
pub(crate) async fn page(
    visitor: Visitor,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    visitor.require_staff()?;
    let fields = Fields { termijn: asked.termijn, ..Fields::default() };
    view(&visitor, &id, Came { fields, ..Came::default() }).await
}

/// The expert of this page, for who may see it.
pub(super) fn find(visitor: &Visitor, id: &str) -> Result<Expert, Failure> {
    visitor.app.check(&visitor.caller, Action::Triage)?;
    let experts = visitor.app.list_experts(&visitor.caller)?;
    experts.into_iter().find(|expert| expert.id.to_string() == id).ok_or(Failure::Refused(Refusal::Hidden))
}

pub(super) async fn view(visitor: &Visitor, id: &str, came: Came) -> Result<Response, Failure> {
    let expert = find(visitor, id)?;
    let Came { fields, preview, left, mut errors } = came;
    let known = |word: &str| PACES.into_iter().find(|(key, ..)| *key == word).map(|(.., pace)| pace);
    let pace = read_filter(&mut errors, "termijn", "keuze. Kies uit de lijst", &fields.termijn, known);
    let open = visitor.app.list_work_of(&visitor.caller, expert.id, pace).await?;
    let others = visitor.app.list_experts(&visitor.caller)?.into_iter().filter(|other| other.id != expert.id);
    let status = if left.is_empty() { errors.status() } else { StatusCode::CONFLICT };
    let all = [("", "Alle open vragen")].into_iter().chain(PACES.map(|(word, label, _)| (word, label)));
    show_as(
        status,
        &HandPage {
            frame: Frame::of(&format!("Vragen van {}", expert.name), visitor),
            id: id.to_owned(),
            paces: choices(all, |word| word == fields.termijn),
            rows: open.iter().map(|ticket| row(visitor, ticket, &fields)).collect(),
            experts: choices(others.map(|other| (other.id.to_string(), other.name)), |id| id == fields.expert),
            reasons: HandoverReason::ALL.map(HandoverReason::label),
            name: expert.name,
            fields,
            preview,
            left,
            errors,
        },
    )
}

fn row(visitor: &Visitor, ticket: &Ticket, fields: &Fields) -> Row {
    let reference = ticket.reference.to_string();
    let chosen = |seen: &String| seen.split(':').next() == Some(reference.as_str());
    Row {
        is_chosen: fields.questions.iter().any(chosen),
        seen: format!("{reference}:{}", ticket.revision),
        subject: ticket.subject.clone(),
        organisation: ticket.organisation_name.clone(),
        status: ticket.status().label(),
        status_class: status_class(ticket.status()),
        promise: promise(ticket, visitor.app.now()),
        reference,
    }
}
