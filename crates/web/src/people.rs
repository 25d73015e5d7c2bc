//! Who works at the desk (users, roles, invitations): added, changed, invited, and no longer there.

use crate::done::Done;
use crate::error::Failure;
use crate::extract::{Form, Path};
use crate::form::{Choice, Errors, choices, chosen, complaints};
use crate::page::{Frame, show, show_as};
use crate::visitor::Visitor;
use app::Refusal;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use domain::{Complaints, Person, PersonId, Role};
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
    errors: Errors,
}

struct Row {
    id: String,
    name: String,
    email: String,
    roles: String,
    active: bool,
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
    errors: Errors,
    conflict: Option<String>,
}

/// Everybody.
pub(crate) async fn list(visitor: Visitor) -> Result<Response, Failure> {
    visitor.require_staff()?;
    view(&visitor, Fields::default(), Errors::default()).await
}

/// Adds somebody, and invites them.
pub(crate) async fn add(visitor: Visitor, Form(fields): Form<Fields>) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let roles = match roles(&fields.roles) {
        Ok(roles) => roles,
        Err(complaints) => return view(&visitor, fields, complaints.into()).await,
    };
    match visitor.app.add_person(&visitor.caller, &fields.name, &fields.email, &roles, app::Sending::ByLetter).await {
        Ok(_) => Done::PersonAdded.then(&visitor.app, "/mensen"),
        Err(refusal) => view(&visitor, fields, complaints(refusal)?).await,
    }
}

/// One of them.
pub(crate) async fn page(visitor: Visitor, Path(id): Path<String>) -> Result<Response, Failure> {
    visitor.require_staff()?;
    let person = find(&visitor, &id).await?;
    show(&person_page(&visitor, person, Errors::default(), None))
}

/// Changes one of them.
pub(crate) async fn change(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let person = find(&visitor, &id).await?;
    let active = chosen("active", &fields.active, &[("ja", app::Works::Here), ("", app::Works::Left)]);
    let works = active.as_ref().copied().unwrap_or(app::Works::Here);
    let (roles, outcome) = match active.and_then(|_| roles(&fields.roles)) {
        Ok(roles) => {
            let outcome = visitor.app.change_person(&visitor.caller, person.id, &fields.name, &roles, works).await;
            (roles, outcome)
        }
        Err(complaints) => (person.roles.clone(), Err(complaints.into())),
    };
    let (status, errors, conflict) = match outcome {
        Ok(()) => return Done::PersonChanged.then(&visitor.app, "/mensen"),
        Err(Refusal::Conflict(message)) => (StatusCode::CONFLICT, Errors::default(), Some(message)),
        Err(refusal) => (StatusCode::UNPROCESSABLE_ENTITY, complaints(refusal)?, None),
    };
    let typed = Person { name: fields.name, roles, active: works == app::Works::Here, ..person };
    show_as(status, &person_page(&visitor, typed, errors, conflict))
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
    Done::PersonInvited.then(&visitor.app, "/mensen")
}

async fn find(visitor: &Visitor, id: &str) -> Result<Person, Failure> {
    let people = visitor.app.list_people(&visitor.caller).await?;
    let found = people.into_iter().find(|person| person.id.to_string() == id);
    found.ok_or(Failure::Refused(Refusal::Hidden))
}

async fn view(visitor: &Visitor, fields: Fields, errors: Errors) -> Result<Response, Failure> {
    let people = visitor.app.list_people(&visitor.caller).await?;
    let rows = people.into_iter().map(|person| Row {
        id: person.id.to_string(),
        roles: person.roles.iter().map(|role| role.label()).collect::<Vec<_>>().join(", "),
        name: person.name,
        email: person.email,
        active: person.active,
    });
    show_as(
        errors.status(),
        &PeoplePage {
            frame: Frame::of("Mensen", visitor),
            rows: rows.collect(),
            roles: role_choices(|word| fields.roles.iter().any(|role| role == word)),
            fields,
            errors,
        },
    )
}

fn person_page(visitor: &Visitor, person: Person, errors: Errors, conflict: Option<String>) -> PersonPage {
    PersonPage {
        frame: Frame::of(&person.name, visitor),
        id: person.id.to_string(),
        roles: role_choices(|word| person.roles.iter().any(|role| role.as_str() == word)),
        invites: visitor.app.has_passwords() && person.active && !person.demo,
        name: person.name,
        email: person.email,
        active: person.active,
        errors,
        conflict,
    }
}

/// The roles that were ticked; another word than theirs is a complaint.
fn roles(words: &[String]) -> Result<Vec<Role>, Complaints> {
    let known = Role::ALL.map(|role| (role.as_str(), role));
    let ticked = words.iter().map(|word| chosen("roles", word, &known)).collect::<Result<Vec<_>, _>>()?;
    Ok(Role::ALL.into_iter().filter(|role| ticked.contains(role)).collect())
}

fn role_choices(is_ticked: impl Fn(&str) -> bool) -> Vec<Choice> {
    choices(Role::ALL.map(|role| (role.as_str(), role.label())), is_ticked)
}
