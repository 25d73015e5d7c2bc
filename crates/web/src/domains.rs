//! E-mail domains that an administrator confirms for an organisation.

use crate::error::Failure;
use crate::extract::{Form, Query};
use crate::page::{FieldError, Frame, field_errors, message_for, show};
use crate::visitor::Visitor;
use app::Refusal;
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{OrganisationId, amsterdam_day, day_in_words};
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Fields {
    #[serde(default)]
    token: String,
    #[serde(default)]
    domain: String,
    #[serde(default)]
    organisation: String,
    #[serde(default)]
    zoek: String,
}

#[derive(Template)]
#[template(path = "domains.html")]
struct DomainsPage {
    frame: Frame,
    rows: Vec<Row>,
    found: Vec<(String, String, bool)>,
    fields: Fields,
    errors: Vec<FieldError>,
}

struct Row {
    domain: String,
    organisation: String,
    name: String,
    when: String,
}

impl DomainsPage {
    fn error(&self, field: &str) -> Option<&str> {
        message_for(&self.errors, field)
    }
}

/// The page.
pub(crate) async fn page(visitor: Visitor, Query(fields): Query<Fields>) -> Result<Response, Failure> {
    visitor.require_staff()?;
    view(&visitor, fields, Vec::new()).await
}

/// Confirms a domain.
pub(crate) async fn confirm(visitor: Visitor, Form(fields): Form<Fields>) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let organisation = OrganisationId(fields.organisation.parse().unwrap_or_default());
    match visitor.app.confirm_domain(&visitor.caller, &fields.domain, organisation).await {
        Ok(()) => Ok(Redirect::to("/domeinen").into_response()),
        Err(Refusal::Complaints(complaints)) => {
            let mut response = view(&visitor, fields, field_errors(complaints)).await?;
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// Takes it back.
pub(crate) async fn withdraw(visitor: Visitor, Form(fields): Form<Fields>) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let organisation = OrganisationId(fields.organisation.parse().unwrap_or_default());
    visitor.app.withdraw_domain(&visitor.caller, &fields.domain, organisation).await?;
    Ok(Redirect::to("/domeinen").into_response())
}

async fn view(visitor: &Visitor, fields: Fields, errors: Vec<FieldError>) -> Result<Response, Failure> {
    let domains = visitor.app.list_domains(&visitor.caller).await?;
    let found = visitor.app.known_organisations(&visitor.caller, &fields.zoek).await?;
    let desk = visitor.app.desk();
    let rows = domains.into_iter().map(|confirmed| Row {
        organisation: confirmed.organisation.to_string(),
        when: format!(
            "{} door {}",
            day_in_words(amsterdam_day(confirmed.confirmed_at)),
            desk.name(confirmed.confirmed_by)
        ),
        domain: confirmed.domain,
        name: confirmed.name,
    });
    let found = found.into_iter().map(|known| {
        let chosen = known.id.to_string() == fields.organisation;
        (known.id.to_string(), format!("{} ({})", known.name, known.kind.label().to_lowercase()), chosen)
    });
    let (rows, found) = (rows.collect(), found.collect());
    show(&DomainsPage { frame: Frame::of("E-maildomeinen", visitor), rows, found, fields, errors })
}
