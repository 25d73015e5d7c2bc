//! Signing in and out.

use crate::Web;
use crate::error::{Failure, retry_after, wait_in_words};
use crate::extract::Form;
use crate::page::{FieldError, Frame, show};
use crate::visitor::{Came, Kept, Visitor, kept, set_cookie};
use app::{SignIn, Welcome};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use domain::Role;
use serde::Deserialize;

/// The one answer to every attempt that fails.
const REFUSED: &str = "E-mailadres, wachtwoord of code klopt niet.";

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    frame: Frame,
    people: Vec<DemoPerson>,
    has_passwords: bool,
    has_provider: bool,
    email: String,
    errors: Vec<FieldError>,
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
    /// Absent where somebody chooses one of the made-up people.
    password: Option<String>,
    #[serde(default)]
    code: String,
}

#[derive(Deserialize)]
pub(crate) struct SignOut {
    #[serde(default)]
    pub token: String,
}

/// What the provider sends back.
#[derive(Deserialize)]
pub(crate) struct Back {
    #[serde(default)]
    state: String,
    #[serde(default)]
    code: String,
    iss: Option<String>,
}

/// The ways to sign in that this desk has.
pub(crate) async fn page(State(web): State<Web>) -> Result<Response, Failure> {
    view(&web, String::new(), None)
}

fn view(web: &Web, email: String, error: Option<String>) -> Result<Response, Failure> {
    let people = web.app.demo_people().into_iter().map(|person| DemoPerson {
        role: person.roles.last().copied().unwrap_or(Role::Expert).label(),
        email: person.email,
        name: person.name,
    });
    show(&SignInPage {
        frame: Frame::public("Inloggen"),
        people: people.collect(),
        has_passwords: web.app.has_passwords(),
        has_provider: web.app.has_provider(),
        email,
        errors: error.into_iter().map(|message| FieldError { field: "email".to_owned(), message }).collect(),
    })
}

/// Signs somebody in with password and code, or one of the made-up people.
pub(crate) async fn sign_in(
    State(web): State<Web>,
    Came(browser): Came,
    Form(chosen): Form<Chosen>,
) -> Result<Response, Failure> {
    let Some(password) = chosen.password else {
        let session = web.app.sign_in_demo(&chosen.email, &browser).await?;
        return welcome(&web, &Welcome { session, device: None }, "/werkbak");
    };
    match web.app.sign_in_with_password(&browser, &chosen.email, &password, &chosen.code).await? {
        SignIn::Welcome(kept) => welcome(&web, &kept, "/werkbak"),
        SignIn::Refused => {
            let mut response = view(&web, chosen.email, Some(REFUSED.to_owned()))?;
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
        SignIn::Wait(wait) => {
            let text = format!("U probeerde het een paar keer achter elkaar. {}", wait_in_words(wait));
            Ok(retry_after(view(&web, chosen.email, Some(text))?, wait))
        }
    }
}

/// On to a page, with what the browser is to keep.
pub(crate) fn welcome(web: &Web, kept: &Welcome, to: &str) -> Result<Response, Failure> {
    let mut cookies = vec![(header::SET_COOKIE, set_cookie(&web.app, Kept::Session, Some(&kept.session))?)];
    if let Some(device) = &kept.device {
        cookies.push((header::SET_COOKIE, set_cookie(&web.app, Kept::Device, Some(device))?));
    }
    Ok((AppendHeaders(cookies), Redirect::to(to)).into_response())
}

/// Off to the provider.
pub(crate) async fn to_provider(State(web): State<Web>) -> Result<Response, Failure> {
    let (secret, address) = web.app.begin_provider_sign_in().await?;
    let cookie = set_cookie(&web.app, Kept::UnderWay, Some(&secret))?;
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&address)).into_response())
}

/// Back from the provider.
pub(crate) async fn from_provider(
    State(web): State<Web>,
    Came(browser): Came,
    headers: HeaderMap,
    Query(back): Query<Back>,
) -> Result<Response, Failure> {
    let secret = kept(&web.app, &headers, Kept::UnderWay).unwrap_or_default();
    let issuer = back.iss.as_deref();
    let outcome = web.app.finish_provider_sign_in(&browser, &secret, &back.state, &back.code, issuer).await?;
    let mut response = match outcome {
        SignIn::Welcome(kept) => welcome(&web, &kept, "/werkbak")?,
        SignIn::Refused | SignIn::Wait(_) => {
            let text =
                "Inloggen lukte niet. Probeer het nog eens, of vraag uw beheerder of u bij dit loket mag werken.";
            let mut response = view(&web, String::new(), Some(text.to_owned()))?;
            *response.status_mut() = StatusCode::FORBIDDEN;
            response
        }
    };
    response.headers_mut().append(header::SET_COOKIE, set_cookie(&web.app, Kept::UnderWay, None)?);
    Ok(response)
}

/// Ends the session.
pub(crate) async fn sign_out(visitor: Visitor, Form(form): Form<SignOut>) -> Result<Response, Failure> {
    visitor.check_form(&form.token)?;
    if let Some(secret) = visitor.secret() {
        visitor.app.sign_out(secret).await?;
    }
    goodbye(&visitor)
}

/// Home, without a session.
pub(crate) fn goodbye(visitor: &Visitor) -> Result<Response, Failure> {
    let cookie = set_cookie(&visitor.app, Kept::Session, None)?;
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response())
}
