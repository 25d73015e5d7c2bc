//! E-mail domains (tenants, domain verification) that an administrator confirms for an organisation.

use crate::done::Done;
use crate::error::Failure;
use crate::extract::{Form, Query};
use crate::form::{Choice, Errors, choices, complaints};
use crate::house::kind_label;
use crate::page::{Frame, show_as};
use crate::visitor::Visitor;
use app::{Refusal, register_label};
use askama::Template;
use axum::response::Response;
use domain::{OrganisationId, amsterdam_day, long_day_in_words};
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
    found: Vec<Choice>,
    fields: Fields,
    errors: Errors,
}

struct Row {
    domain: String,
    organisation: String,
    name: String,
    when: String,
}

/// The page.
pub(crate) async fn page(visitor: Visitor, Query(fields): Query<Fields>) -> Result<Response, Failure> {
    visitor.require_staff()?;
    view(&visitor, fields, Errors::default()).await
}

/// Confirms a domain.
pub(crate) async fn confirm(visitor: Visitor, Form(fields): Form<Fields>) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let organisation: Option<OrganisationId> = fields.organisation.parse().ok();
    match visitor.app.confirm_domain(&visitor.caller, &fields.domain, organisation).await {
        Ok(()) => Done::DomainConfirmed.then(&visitor.app, "/domeinen"),
        Err(refusal) => view(&visitor, fields, complaints(refusal)?).await,
    }
}

/// Takes it back.
pub(crate) async fn withdraw(visitor: Visitor, Form(fields): Form<Fields>) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let organisation = fields.organisation.parse().map_err(|_| Failure::Refused(Refusal::Hidden))?;
    visitor.app.withdraw_domain(&visitor.caller, &fields.domain, organisation).await?;
    Done::DomainWithdrawn.then(&visitor.app, "/domeinen")
}

async fn view(visitor: &Visitor, fields: Fields, errors: Errors) -> Result<Response, Failure> {
    let domains = visitor.app.list_domains(&visitor.caller).await?;
    let found = visitor.app.known_organisations(&visitor.caller, &fields.zoek).await?;
    let picture = visitor.app.picture();
    let rows = domains.into_iter().map(|confirmed| Row {
        organisation: confirmed.organisation.to_string(),
        when: format!(
            "{} door {}",
            long_day_in_words(amsterdam_day(confirmed.confirmed_at)),
            confirmed.confirmed_by.map_or_else(|| register_label(&confirmed.source), |by| picture.name(by))
        ),
        domain: confirmed.domain,
        name: confirmed.name,
    });
    let is_only_one = found.len() == 1;
    let found = found
        .into_iter()
        .map(|known| (known.id.to_string(), format!("{} ({})", known.name, kind_label(known.kind).to_lowercase())));
    let found = choices(found, |id| is_only_one || id == fields.organisation);
    let rows = rows.collect();
    show_as(errors.status(), &DomainsPage { frame: Frame::of("E-maildomeinen", visitor), rows, found, fields, errors })
}
