//! Signing in and out.

use crate::Web;
use crate::error::Failure;
use crate::extract::Form;
use crate::page::{Frame, show};
use crate::visitor::{Visitor, set_cookie};
use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use domain::Role;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    frame: Frame,
    people: Vec<DemoPerson>,
}

struct DemoPerson {
    email: String,
    name: String,
    role: &'static str,
}

#[derive(Deserialize)]
pub(crate) struct Chosen {
    #[serde(default)]
    email: String,
}

#[derive(Deserialize)]
pub(crate) struct SignOut {
    #[serde(default)]
    token: String,
}

/// The ways to sign in that this desk has.
pub(crate) async fn page(State(web): State<Web>) -> Result<Response, Failure> {
    let people = web.app.demo_people().into_iter().map(|person| DemoPerson {
        role: person.roles.last().copied().unwrap_or(Role::Expert).label(),
        email: person.email,
        name: person.name,
    });
    show(&SignInPage { frame: Frame::public("Inloggen"), people: people.collect() })
}

/// Signs in one of the made-up people.
pub(crate) async fn sign_in(State(web): State<Web>, Form(chosen): Form<Chosen>) -> Result<Response, Failure> {
    let secret = web.app.sign_in_demo(&chosen.email).await?;
    let cookie = set_cookie(&web.app, Some(&secret))?;
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/werkbak")).into_response())
}

/// Ends the session.
pub(crate) async fn sign_out(visitor: Visitor, Form(form): Form<SignOut>) -> Result<Response, Failure> {
    visitor.check_form(&form.token)?;
    if let Some(secret) = visitor.secret() {
        visitor.app.sign_out(secret).await?;
    }
    let cookie = set_cookie(&visitor.app, None)?;
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response())
}
