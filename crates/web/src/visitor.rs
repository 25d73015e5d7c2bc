//! Who is looking, by the session cookie.

use crate::Web;
use crate::error::Failure;
use app::{App, Caller, Refusal};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use domain::{Actor, Origin};

/// Who is looking.
pub(crate) struct Visitor {
    pub app: App,
    pub caller: Caller,
    secret: Option<String>,
}

impl Visitor {
    /// The token that forms of this session carry.
    pub(crate) fn form_token(&self) -> String {
        self.secret.as_deref().map(app::form_token).unwrap_or_default()
    }

    /// A form counts only when it comes from a page of this session, and the session still is somebody's.
    pub(crate) fn check_form(&self, token: &str) -> Result<(), Failure> {
        if self.caller.actor.person().is_some() && self.form_token() == token {
            Ok(())
        } else {
            Err(Failure::Refused(Refusal::Unauthenticated))
        }
    }

    /// The session's secret, to end it.
    pub(crate) fn secret(&self) -> Option<&str> {
        self.secret.as_deref()
    }

    /// Pages for staff send others to the sign-in page.
    pub(crate) fn require_staff(&self) -> Result<(), Failure> {
        if self.caller.actor.person().is_some() { Ok(()) } else { Err(Failure::Refused(Refusal::Unauthenticated)) }
    }
}

impl FromRequestParts<Web> for Visitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Failure> {
        let app = web.app.clone();
        let Some(secret) = cookie(&parts.headers, cookie_name(&app)) else {
            return Ok(Self { app, caller: Caller::new(Actor::Anonymous, Origin::Web), secret: None });
        };
        let caller = app.caller_of_session(&secret).await?;
        Ok(Self { app, caller, secret: Some(secret) })
    }
}

/// `__Host-` wherever the page comes over https; plain localhost cannot have it.
fn cookie_name(app: &App) -> &'static str {
    if is_https(app) { "__Host-loket" } else { "loket" }
}

fn is_https(app: &App) -> bool {
    app.settings().public_url.starts_with("https://")
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}

/// The header that keeps a session in the browser, or with `None` ends it there.
pub(crate) fn set_cookie(app: &App, secret: Option<&str>) -> Result<HeaderValue, Failure> {
    let secure = if is_https(app) { "; Secure" } else { "" };
    let ends = if secret.is_some() { "" } else { "; Max-Age=0" };
    let value =
        format!("{}={}; Path=/; HttpOnly; SameSite=Lax{secure}{ends}", cookie_name(app), secret.unwrap_or_default());
    HeaderValue::from_str(&value).map_err(|error| Failure::Broken(error.to_string()))
}
