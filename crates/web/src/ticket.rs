//! The page of one ticket, for staff.

use crate::Pages;
use crate::error::Failure;
use crate::form::Asked;
use crate::session::Staff;
use crate::shell::page;
use crate::ticket_view::{TypedActions, ticket_page};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::Reference;

/// `GET /vragen/{reference}`
pub(crate) async fn show(
    State(pages): State<Pages>,
    staff: Staff,
    Path(reference): Path<String>,
    Asked(asked): Asked,
) -> Result<Response, Failure> {
    let view = pages.app.view_ticket(&staff.caller, read(&reference)?).await?;
    let mut shown = ticket_page(&pages, &staff, &view, TypedActions::default());
    shown.done = done(asked.get("gedaan"));
    Ok(page(StatusCode::OK, &shown))
}

/// A mistyped reference is no ticket.
pub(crate) fn read(reference: &str) -> Result<Reference, Failure> {
    reference.parse().map_err(|_| Failure::NoSuchPage)
}

fn done(what: &str) -> Option<&'static str> {
    Some(match what {
        "antwoord" => "Uw antwoord is verstuurd.",
        "wedervraag" => "Uw wedervraag is verstuurd. De termijn staat stil tot de vraagsteller reageert.",
        "notitie" => "Uw notitie is toegevoegd. De vraagsteller ziet hem niet.",
        "overgedragen" => "De vraag is overgedragen.",
        "onderwerpen" => "De onderwerpen zijn vastgesteld.",
        "gesloten" => "De vraag is gesloten.",
        "heropend" => "De vraag is heropend.",
        _ => return None,
    })
}
