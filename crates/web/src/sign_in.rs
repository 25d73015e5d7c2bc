//! Signing in and out (login, logout, single sign-on).

use crate::cookies::{Kept, kept, set_cookie};
use crate::done::Done;
use crate::error::Failure;
use crate::extract::Form;
use crate::form::Errors;
use crate::kept::address_of;
use crate::page::{Frame, show};
use crate::state::Web;
use crate::target::{Target, Wanted};
use crate::visitor::{Came, Visitor};
use crate::wait::{limited, wait_in_words};
use app::{Refusal, SignIn, Welcome};
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
    /// Is there a text that waits for its person to sign in?
    is_text_kept: bool,
    errors: Errors,
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
pub(crate) async fn page(State(web): State<Web>, Wanted(wanted): Wanted) -> Result<Response, Failure> {
    view(&web, wanted.as_ref(), String::new(), None)
}

fn view(web: &Web, wanted: Option<&Target>, email: String, error: Option<String>) -> Result<Response, Failure> {
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
        is_text_kept: wanted.is_some_and(Target::is_of_kept_form),
        errors: error.map(|message| Errors::one("email", &message)).unwrap_or_default(),
    })
}

/// Signs somebody in with password and code, or one of the made-up people.
pub(crate) async fn sign_in(
    State(web): State<Web>,
    Came(browser): Came,
    Wanted(wanted): Wanted,
    Form(chosen): Form<Chosen>,
) -> Result<Response, Failure> {
    let Some(password) = chosen.password else {
        let session = web.app.sign_in_demo(&chosen.email, &browser).await?;
        let kept = Welcome { session, device: None };
        let to = after_sign_in(&web, &kept, wanted).await;
        return welcome(&web, &kept, &to);
    };
    match web.app.sign_in_with_password(&browser, &chosen.email, &password, &chosen.code).await? {
        SignIn::Welcome(kept) => {
            let to = after_sign_in(&web, &kept, wanted).await;
            welcome(&web, &kept, &to)
        }
        SignIn::Refused => {
            let response = view(&web, wanted.as_ref(), chosen.email, Some(REFUSED.to_owned()))?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, response).into_response())
        }
        SignIn::Wait(wait) => {
            let wait = wait.to_std().unwrap_or_default();
            let text = format!("Er is een paar keer achter elkaar geprobeerd in te loggen. {}", wait_in_words(wait));
            Ok(limited(view(&web, wanted.as_ref(), chosen.email, Some(text))?, wait))
        }
    }
}

/// Where somebody goes who has just signed in: to what they typed before their session ended, or to the page they asked
/// for, or to the inbox.
pub(crate) async fn after_sign_in(web: &Web, welcome: &Welcome, wanted: Option<Target>) -> String {
    let kept = match kept_page(web, welcome, wanted.as_ref()).await {
        Ok(kept) => kept,
        Err(refusal) => {
            // Signing in does not fail for it.
            tracing::warn!(error = %refusal, "nobody could look for a kept form");
            None
        }
    };
    // The page of a kept form that is not theirs is that of somebody else.
    let wanted = wanted.filter(|target| !target.is_of_kept_form()).map(|target| target.as_str().to_owned());
    kept.or(wanted).unwrap_or_else(|| "/werkbak".to_owned())
}

/// The page of the kept form that is theirs: the one they came from, or the newest they were not yet sent back to.
async fn kept_page(web: &Web, welcome: &Welcome, wanted: Option<&Target>) -> Result<Option<String>, Refusal> {
    let caller = web.app.caller_of_session(&welcome.session).await?;
    let offered = web.app.offer_kept_form(&caller).await?.map(|form| address_of(web, &form));
    let Some(wanted) = wanted.filter(|target| target.is_of_kept_form()) else { return Ok(offered) };
    let own = web.app.kept_forms(&caller).await?;
    Ok(own.iter().map(|form| address_of(web, form)).find(|page| page == wanted.as_str()).or(offered))
}

/// On to a page, with what the browser is to keep.
pub(crate) fn welcome(web: &Web, kept: &Welcome, to: &str) -> Result<Response, Failure> {
    let mut cookies = vec![
        (header::SET_COOKIE, set_cookie(&web.app, Kept::Session, Some(&kept.session))?),
        (header::SET_COOKIE, set_cookie(&web.app, Kept::Wanted, None)?),
    ];
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
    Wanted(wanted): Wanted,
    headers: HeaderMap,
    Query(back): Query<Back>,
) -> Result<Response, Failure> {
    let secret = kept(&web.app, &headers, Kept::UnderWay).unwrap_or_default();
    let issuer = back.iss.as_deref();
    let outcome = web.app.finish_provider_sign_in(&browser, &secret, &back.state, &back.code, issuer).await?;
    let mut response = match outcome {
        SignIn::Welcome(kept) => {
            let to = after_sign_in(&web, &kept, wanted).await;
            welcome(&web, &kept, &to)?
        }
        SignIn::Refused | SignIn::Wait(_) => {
            let text =
                "Inloggen lukte niet. Probeer het nog eens, of vraag uw beheerder of u bij dit loket mag werken.";
            let mut response = view(&web, wanted.as_ref(), String::new(), Some(text.to_owned()))?;
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
    let mut response = Done::SignedOut.then(&visitor.app, "/")?;
    response.headers_mut().append(header::SET_COOKIE, set_cookie(&visitor.app, Kept::Session, None)?);
    Ok(response)
}
