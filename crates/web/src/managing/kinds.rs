//! Kinds of organisation: what each is called on pages, and whether it may be chosen on the form.

use crate::done::Done;
use crate::error::Failure;
use crate::extract::{Form, NoFilters, Query};
use crate::form::{Errors, complaints};
use crate::page::{Frame, show_as};
use crate::visitor::Visitor;
use app::Offer;
use askama::Template;
use axum::response::Response;
use domain::OrganisationKind;

struct Row {
    /// The word that a form sends.
    word: &'static str,
    /// Id and name of the field with its name.
    field: String,
    /// What the program calls it.
    known_as: &'static str,
    label: String,
    offered: bool,
}

#[derive(Template)]
#[template(path = "managing_kinds.html")]
struct KindsPage {
    frame: Frame,
    rows: Vec<Row>,
    errors: Errors,
}

const PAGE: &str = "/beheer/soorten";

/// The page.
pub(crate) async fn page(visitor: Visitor, _: Query<NoFilters>) -> Result<Response, Failure> {
    visitor.require_staff()?;
    let house = visitor.app.read_house_style(&visitor.caller).await?;
    let offered: Vec<OrganisationKind> = house.offered_kinds().collect();
    let row = |kind: OrganisationKind| row(kind, house.kind_label(kind).to_owned(), offered.contains(&kind));
    view(&visitor, OrganisationKind::ALL.map(row).into(), Errors::default())
}

/// Keeps them.
pub(crate) async fn change(visitor: Visitor, Form(typed): Form<Vec<(String, String)>>) -> Result<Response, Failure> {
    let first = |name: &str| typed.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.as_str());
    visitor.check_form(first("token"))?;
    let is_offered =
        |kind: OrganisationKind| typed.iter().any(|(field, value)| field == "offered" && value == kind.as_str());
    let rows: Vec<Row> = OrganisationKind::ALL
        .into_iter()
        .map(|kind| row(kind, first(&field_of(kind)).to_owned(), is_offered(kind)))
        .collect();
    let kinds = OrganisationKind::ALL.into_iter().zip(&rows).map(|(kind, row)| {
        let offer = if row.offered { Offer::OnForm } else { Offer::Nowhere };
        (kind, row.label.clone(), offer)
    });
    match visitor.app.keep_kinds(&visitor.caller, &kinds.collect::<Vec<_>>()).await {
        Ok(()) => Done::KindsKept.then(&visitor.app, PAGE),
        Err(refusal) => view(&visitor, rows, complaints(refusal)?),
    }
}

fn field_of(kind: OrganisationKind) -> String {
    format!("label-{}", kind.as_str())
}

fn row(kind: OrganisationKind, label: String, offered: bool) -> Row {
    Row { word: kind.as_str(), field: field_of(kind), known_as: kind.label(), label, offered }
}

fn view(visitor: &Visitor, rows: Vec<Row>, errors: Errors) -> Result<Response, Failure> {
    let frame = Frame::of("Soorten organisaties", visitor);
    show_as(errors.status(), &KindsPage { frame, rows, errors })
}
