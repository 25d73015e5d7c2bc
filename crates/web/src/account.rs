//! One's own account (profile, sessions): where one is signed in.

use crate::error::Failure;
use crate::extract::Form;
use crate::page::{Frame, show};
use crate::sign_in::{SignOut, goodbye};
use crate::visitor::Visitor;
use askama::Template;
use axum::response::Response;

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    frame: Frame,
    name: String,
    email: String,
    roles: String,
    sessions: u64,
    codes_left: Option<u64>,
}

/// The page.
pub(crate) async fn page(visitor: Visitor) -> Result<Response, Failure> {
    visitor.require_staff()?;
    let (sessions, codes_left) = visitor.app.own_account(&visitor.caller).await?;
    let picture = visitor.app.picture();
    let person = visitor.caller.actor.person().and_then(|id| picture.people.get(&id)).cloned();
    let person = person.ok_or(Failure::Refused(app::Refusal::Unauthenticated))?;
    let roles: Vec<&str> = person.roles.iter().map(|role| role.label()).collect();
    show(&AccountPage {
        frame: Frame::of("Mijn account", &visitor),
        roles: roles.join(", "),
        name: person.name,
        email: person.email,
        sessions,
        codes_left,
    })
}

/// Ends every session, this one as well.
pub(crate) async fn sign_out_everywhere(visitor: Visitor, Form(form): Form<SignOut>) -> Result<Response, Failure> {
    visitor.check_form(&form.token)?;
    visitor.app.sign_out_everywhere(&visitor.caller).await?;
    goodbye(&visitor)
}
