//! Choosing a password (invitation, password reset): by invitation, or because it was forgotten.

use crate::error::Failure;
use crate::extract::{Form, Secret};
use crate::form::{Errors, complaints};
use crate::page::{Frame, show, show_as};
use crate::sign_in::{after_sign_in, welcome};
use crate::state::Web;
use crate::target::Wanted;
use crate::visitor::Came;
use app::AccessLink;
use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::response::Response;
use qrcodegen::{QrCode, QrCodeEcc};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "forgotten.html")]
struct ForgottenPage {
    frame: Frame,
    sent: bool,
}

#[derive(Deserialize)]
pub(crate) struct Forgotten {
    #[serde(default)]
    email: String,
}

#[derive(Deserialize)]
pub(crate) struct Fields {
    #[serde(default)]
    password: String,
    #[serde(default)]
    repeated: String,
    #[serde(default)]
    code: String,
}

#[derive(Template)]
#[template(path = "access.html")]
struct AccessPage {
    frame: Frame,
    path: String,
    link: AccessLink,
    /// Width of the square, and the path that draws it.
    qr: Option<(i32, String)>,
    errors: Errors,
}

#[derive(Template)]
#[template(path = "recovery.html")]
struct RecoveryPage {
    frame: Frame,
    codes: Vec<String>,
    /// Where to go on.
    to: String,
}

/// For those who forgot their password.
pub(crate) async fn forgotten() -> Result<Response, Failure> {
    show(&ForgottenPage { frame: Frame::public("Wachtwoord vergeten"), sent: false })
}

/// Sends a link, or not; the answer is the same.
pub(crate) async fn send(
    State(web): State<Web>,
    Came(browser): Came,
    Form(forgotten): Form<Forgotten>,
) -> Result<Response, Failure> {
    web.app.allow_request("reset", browser.address).await?;
    web.app.ask_for_reset(&forgotten.email).await?;
    show(&ForgottenPage { frame: Frame::public("Wachtwoord vergeten"), sent: true })
}

/// The page behind such a link.
pub(crate) async fn page(State(web): State<Web>, Secret(secret): Secret) -> Result<Response, Failure> {
    let link = web.app.open_access_link(&secret).await?;
    show(&access_page(&secret, link, Errors::default()))
}

/// Chooses the password.
pub(crate) async fn choose(
    State(web): State<Web>,
    Came(browser): Came,
    Wanted(wanted): Wanted,
    Secret(secret): Secret,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let outcome = web.app.choose_password(&browser, &secret, &fields.password, &fields.repeated, &fields.code).await;
    match outcome {
        Ok(chosen) => {
            let to = after_sign_in(&web, &chosen.welcome, wanted).await;
            let signed_in = welcome(&web, &chosen.welcome, &to)?;
            if chosen.recovery_codes.is_empty() {
                return Ok(signed_in);
            }
            let frame = Frame::public("Uw herstelcodes");
            let mut response = show(&RecoveryPage { frame, codes: chosen.recovery_codes, to })?;
            for cookie in signed_in.headers().get_all(header::SET_COOKIE) {
                response.headers_mut().append(header::SET_COOKIE, cookie.clone());
            }
            Ok(response)
        }
        Err(refusal) => {
            let errors = complaints(refusal)?;
            let link = web.app.open_access_link(&secret).await?;
            show_as(errors.status(), &access_page(&secret, link, errors))
        }
    }
}

fn access_page(secret: &str, link: AccessLink, errors: Errors) -> AccessPage {
    AccessPage {
        frame: Frame::public("Kies een wachtwoord"),
        path: format!("/toegang/{secret}"),
        qr: link.new_factor.as_ref().and_then(|factor| qr(&factor.otpauth)),
        link,
        errors,
    }
}

/// One square per dark dot, with the quiet border that scanners need.
fn qr(text: &str) -> Option<(i32, String)> {
    const BORDER: i32 = 4;
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let dots = (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y)));
    let dark = dots.filter(|(x, y)| code.get_module(*x, *y));
    let path = dark.map(|(x, y)| format!("M{} {}h1v1h-1z", x + BORDER, y + BORDER)).collect();
    Some((code.size() + 2 * BORDER, path))
}
