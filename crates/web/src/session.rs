//! The session cookie of staff, and the token that ties a form to it. Askers need neither.

use crate::Pages;
use crate::error::Failure;
use crate::form::Fields;
use crate::shell::{Shell, StaffNav};
use app::{Action, Caller};
use axum::extract::FromRequestParts;
use axum::http::Method;
use axum::http::request::Parts;
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use domain::PersonId;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The field of every staff form that holds the token.
pub(crate) const CSRF_FIELD: &str = "csrf";

/// A signed-in member of staff.
pub(crate) struct Staff {
    pub caller: Caller,
    pub id: PersonId,
    pub name: String,
    roles: String,
    csrf: String,
    may_see_trends: bool,
}

impl Staff {
    /// The frame of a page for staff.
    pub(crate) fn shell(&self, title: &str, section: &'static str) -> Shell {
        Shell {
            title: title.to_owned(),
            section,
            staff: Some(StaffNav {
                name: self.name.clone(),
                roles: self.roles.clone(),
                csrf: self.csrf.clone(),
                may_see_trends: self.may_see_trends,
            }),
            has_faults: false,
        }
    }

    /// The token for this session's forms.
    pub(crate) fn csrf(&self) -> &str {
        &self.csrf
    }

    /// Refuses a form that this session's pages did not show.
    pub(crate) fn check_form(&self, fields: &Fields) -> Result<(), Failure> {
        check_token(&self.csrf, fields.get(CSRF_FIELD))
    }
}

impl FromRequestParts<Pages> for Staff {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, pages: &Pages) -> Result<Self, Failure> {
        match signed_in(parts, pages).await? {
            Some(staff) => Ok(staff),
            None if parts.method == Method::GET => {
                let then = parts.uri.path_and_query().map_or("/", |address| address.as_str());
                Err(Failure::SignIn(format!("/inloggen?naar={}", encoded(then))))
            }
            None => Err(Failure::SignIn("/inloggen".to_owned())),
        }
    }
}

/// Staff, where nobody need be.
pub(crate) struct MaybeStaff(pub Option<Staff>);

impl FromRequestParts<Pages> for MaybeStaff {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, pages: &Pages) -> Result<Self, Failure> {
        Ok(Self(signed_in(parts, pages).await?))
    }
}

async fn signed_in(parts: &Parts, pages: &Pages) -> Result<Option<Staff>, Failure> {
    let Some(secret) = secret_of(&CookieJar::from_headers(&parts.headers), pages) else { return Ok(None) };
    let caller = pages.app.caller_of_session(&secret).await?;
    let Some(id) = caller.actor.person() else { return Ok(None) };
    let desk = pages.app.desk();
    let roles: Vec<&str> =
        desk.people.get(&id).map(|person| person.roles.iter().map(|role| role.label()).collect()).unwrap_or_default();
    Ok(Some(Staff {
        id,
        name: desk.name(id).to_owned(),
        roles: roles.join(", "),
        csrf: token(&secret),
        may_see_trends: pages.app.may(&caller, Action::ReadTrends),
        caller,
    }))
}

/// The secret in the session cookie.
pub(crate) fn secret_of(jar: &CookieJar, pages: &Pages) -> Option<String> {
    jar.get(cookie_name(is_secure(pages))).map(|cookie| cookie.value().to_owned()).filter(|secret| !secret.is_empty())
}

/// The cookie for a new session; it goes when the browser is closed, and the session itself ends sooner or later.
pub(crate) fn cookie(secret: String, pages: &Pages) -> Cookie<'static> {
    let secure = is_secure(pages);
    Cookie::build((cookie_name(secure), secret))
        .path("/")
        .http_only(true)
        .secure(secure)
        .same_site(SameSite::Lax)
        .build()
}

/// The prefix makes browsers refuse the cookie from a subdomain or over plain HTTP; plain localhost cannot have it.
fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-loket" } else { "loket" }
}

fn is_secure(pages: &Pages) -> bool {
    pages.app.settings().public_url.starts_with("https://")
}

/// Made from the session's secret, which no other site can read; so nothing has to be stored.
fn token(secret: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(b"loket form token:");
    hash.update(secret.as_bytes());
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn check_token(expected: &str, given: &str) -> Result<(), Failure> {
    if bool::from(expected.as_bytes().ct_eq(given.as_bytes())) { Ok(()) } else { Err(Failure::StaleForm) }
}

/// An address as a value inside another address.
pub(crate) fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_of_another_session_is_refused() {
        assert!(check_token(&token("mine"), &token("mine")).is_ok());
        assert!(check_token(&token("mine"), &token("yours")).is_err());
        assert!(check_token(&token("mine"), "").is_err());
    }

    #[test]
    fn the_token_does_not_give_the_secret_away() {
        assert!(!token("geheim").contains("geheim"));
    }

    #[test]
    fn an_address_survives_inside_another() {
        assert_eq!(encoded("/werkbak?van=alle&tekst=a b"), "/werkbak%3Fvan%3Dalle%26tekst%3Da%20b");
    }
}
