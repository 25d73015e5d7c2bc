//! Who works at the desk: added, changed, invited, and no longer there.

use crate::error::Failure;
use crate::extract::Form;
use crate::extract::Path;
use crate::page::{FieldError, Frame, field_errors, message_for, show};
use crate::visitor::Visitor;
use app::Refusal;
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{Person, PersonId, Role};
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Fields {
    #[serde(default)]
    token: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    roles: Vec<String>,
    /// Ticked for who works here.
    #[serde(default)]
    active: String,
}

#[derive(Template)]
#[template(path = "people.html")]
struct PeoplePage {
    frame: Frame,
    rows: Vec<Row>,
    roles: Vec<Choice>,
    fields: Fields,
    errors: Vec<FieldError>,
}

struct Row {
    id: String,
    name: String,
    email: String,
    roles: String,
    active: bool,
}

struct Choice {
    value: &'static str,
    label: &'static str,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "person.html")]
struct PersonPage {
    frame: Frame,
    id: String,
    name: String,
    email: String,
    active: bool,
    invites: bool,
    roles: Vec<Choice>,
    errors: Vec<FieldError>,
    conflict: Option<String>,
}

impl PeoplePage {
    fn error(&self, field: &str) -> Option<&str> {
        message_for(&self.errors, field)
    }
}

impl PersonPage {
    fn error(&self, field: &str) -> Option<&str> {
        message_for(&self.errors, field)
    }
}

/// Everybody.
pub(crate) async fn list(visitor: Visitor) -> Result<Response, Failure> {
    visitor.require_staff()?;
    view(&visitor, Fields::default(), Vec::new()).await
}

/// Adds somebody, and invites them.
pub(crate) async fn add(visitor: Visitor, Form(fields): Form<Fields>) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let roles = chosen(&fields.roles);
    match visitor.app.add_person(&visitor.caller, &fields.name, &fields.email, &roles, app::Sending::ByLetter).await {
        Ok(_) => Ok(Redirect::to("/mensen").into_response()),
        Err(Refusal::Complaints(complaints)) => {
            let mut response = view(&visitor, fields, field_errors(complaints)).await?;
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// One of them.
pub(crate) async fn page(visitor: Visitor, Path(id): Path<String>) -> Result<Response, Failure> {
    visitor.require_staff()?;
    let person = find(&visitor, &id).await?;
    show(&person_page(&visitor, person, Vec::new(), None))
}

/// Changes one of them.
pub(crate) async fn change(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let person = find(&visitor, &id).await?;
    let roles = chosen(&fields.roles);
    let works = if fields.active.is_empty() { app::Works::Left } else { app::Works::Here };
    let outcome = visitor.app.change_person(&visitor.caller, person.id, &fields.name, &roles, works).await;
    let (status, errors, conflict) = match outcome {
        Ok(()) => return Ok(Redirect::to("/mensen").into_response()),
        Err(Refusal::Complaints(complaints)) => (StatusCode::UNPROCESSABLE_ENTITY, field_errors(complaints), None),
        Err(Refusal::Conflict(message)) => (StatusCode::CONFLICT, Vec::new(), Some(message)),
        Err(refusal) => return Err(refusal.into()),
    };
    let typed = Person { name: fields.name, roles, active: works == app::Works::Here, ..person };
    let mut response = show(&person_page(&visitor, typed, errors, conflict))?;
    *response.status_mut() = status;
    Ok(response)
}

/// Sends another invitation.
pub(crate) async fn invite(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let id: PersonId = id.parse().map_err(|_| Failure::Refused(Refusal::Hidden))?;
    visitor.app.invite(&visitor.caller, id, app::Sending::ByLetter).await?;
    Ok(Redirect::to("/mensen").into_response())
}

async fn find(visitor: &Visitor, id: &str) -> Result<Person, Failure> {
    let people = visitor.app.list_people(&visitor.caller).await?;
    let found = people.into_iter().find(|person| person.id.to_string() == id);
    found.ok_or(Failure::Refused(Refusal::Hidden))
}

async fn view(visitor: &Visitor, fields: Fields, errors: Vec<FieldError>) -> Result<Response, Failure> {
    let people = visitor.app.list_people(&visitor.caller).await?;
    let rows = people.into_iter().map(|person| Row {
        id: person.id.to_string(),
        roles: person.roles.iter().map(|role| role.label()).collect::<Vec<_>>().join(", "),
        name: person.name,
        email: person.email,
        active: person.active,
    });
    show(&PeoplePage {
        frame: Frame::of("Mensen", visitor),
        rows: rows.collect(),
        roles: choices(&chosen(&fields.roles)),
        fields,
        errors,
    })
}

fn person_page(visitor: &Visitor, person: Person, errors: Vec<FieldError>, conflict: Option<String>) -> PersonPage {
    PersonPage {
        frame: Frame::of(&person.name, visitor),
        id: person.id.to_string(),
        roles: choices(&person.roles),
        invites: visitor.app.has_passwords() && person.active && !person.demo,
        name: person.name,
        email: person.email,
        active: person.active,
        errors,
        conflict,
    }
}

fn chosen(words: &[String]) -> Vec<Role> {
    Role::ALL.into_iter().filter(|role| words.iter().any(|word| word == role.as_str())).collect()
}

fn choices(chosen: &[Role]) -> Vec<Choice> {
    let choice = |role: Role| Choice { value: role.as_str(), label: role.label(), chosen: chosen.contains(&role) };
    Role::ALL.into_iter().map(choice).collect()
}
