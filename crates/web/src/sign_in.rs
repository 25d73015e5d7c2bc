//! Signing in and out. For now only the made-up people of the demo can sign in here.

use crate::Pages;
use crate::error::Failure;
use crate::form::{Asked, Fields};
use crate::session::{MaybeStaff, Staff, cookie, secret_of};
use crate::shell::{Shell, page};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::CookieJar;
use domain::Role;

/// Somebody to go on as.
struct DemoPerson {
    email: String,
    name: String,
    role: &'static str,
    can: &'static str,
}

/// See `templates/sign_in.html`.
#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    shell: Shell,
    people: Vec<DemoPerson>,
    /// Where to go afterwards.
    then: String,
}

/// `GET /inloggen`
pub(crate) async fn show(State(pages): State<Pages>, MaybeStaff(staff): MaybeStaff, Asked(asked): Asked) -> Response {
    let then = own_address(asked.get("naar")).to_owned();
    if staff.is_some() {
        return Redirect::to(&then).into_response();
    }
    let people = pages
        .app
        .demo_people()
        .into_iter()
        .map(|person| {
            let role = person.roles.iter().max().copied().unwrap_or(Role::Expert);
            DemoPerson { email: person.email, name: person.name, role: role.label(), can: can(role) }
        })
        .collect();
    page(StatusCode::OK, &SignInPage { shell: Shell::public("Inloggen voor medewerkers", "/inloggen"), people, then })
}

/// `POST /inloggen`
pub(crate) async fn sign_in(State(pages): State<Pages>, jar: CookieJar, fields: Fields) -> Result<Response, Failure> {
    let secret = pages.app.sign_in_demo(fields.get("email")).await?;
    // An older session of this browser ends here: nobody would ever end it otherwise.
    if let Some(old) = secret_of(&jar, &pages) {
        pages.app.sign_out(&old).await?;
    }
    let then = own_address(fields.get("naar")).to_owned();
    Ok((jar.add(cookie(secret, &pages)), Redirect::to(&then)).into_response())
}

/// `POST /uitloggen`
pub(crate) async fn sign_out(
    State(pages): State<Pages>,
    staff: Staff,
    jar: CookieJar,
    fields: Fields,
) -> Result<Response, Failure> {
    staff.check_form(&fields)?;
    if let Some(secret) = secret_of(&jar, &pages) {
        pages.app.sign_out(&secret).await?;
    }
    Ok((jar.remove(cookie(String::new(), &pages)), Redirect::to("/inloggen")).into_response())
}

fn can(role: Role) -> &'static str {
    match role {
        Role::Expert => "Vragen lezen en beantwoorden",
        Role::Lead => "Alle vragen zien, vragen toewijzen en cijfers bekijken",
        Role::Administrator => "Alle vragen zien",
    }
}

/// An address on these pages, or the inbox: a sign-in never leads to somebody else's website.
fn own_address(address: &str) -> &str {
    let own = address.starts_with('/')
        && !address.starts_with("//")
        && !address.contains('\\')
        && !address.chars().any(char::is_control);
    if own { address } else { "/werkbak" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signing_in_never_leads_to_another_website() {
        for address in ["https://voorbeeld.nl", "//voorbeeld.nl", "/\\voorbeeld.nl", "", "javascript:x", "/a\nb"] {
            assert_eq!(own_address(address), "/werkbak", "{address:?}");
        }
        assert_eq!(own_address("/vragen/EHA-2026-000001-A?x=1"), "/vragen/EHA-2026-000001-A?x=1");
    }
}
