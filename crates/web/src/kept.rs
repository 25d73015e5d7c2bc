//! When a session had ended (expired sessions, form recovery): where somebody was going is remembered, what they typed is kept, and
//! after they signed in again both are there. In one place, for every page and form of staff.

use crate::cookies::{Kept, kept, set_cookie};
use crate::error::{self, Failure, SessionEnded};
use crate::error_page;
use crate::fill::{self, Filled};
use crate::state::Web;
use crate::target::Target;
use crate::typed::{KEPT, Shown, Slot, Typed};
use app::{Caller, Keeping, KeptForm, Refusal};
use askama::Template;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use uuid::Uuid;

/// Largest page that a form is put back into, in bytes; ours are far smaller.
const PAGE_BYTES: usize = 16 * 1024 * 1024;

#[derive(Template)]
#[template(path = "kept.html")]
struct Notice {
    /// Where the text stands.
    field: Option<String>,
    left: Vec<Shown>,
    /// Pages with other forms that are kept.
    others: Vec<String>,
}

/// What is known of a request after it was answered.
struct Came {
    method: Method,
    path: String,
    address: String,
    headers: HeaderMap,
    slot: Slot,
}

/// Goes around every page and form.
pub(crate) async fn around(State(web): State<Web>, request: Request, next: Next) -> Response {
    let came = Came {
        method: request.method().clone(),
        path: request.uri().path().to_owned(),
        address: request.uri().path_and_query().map(|whole| whole.as_str().to_owned()).unwrap_or_default(),
        headers: request.headers().clone(),
        slot: request.extensions().get::<Slot>().cloned().unwrap_or_default(),
    };
    let response = next.run(request).await;
    let result = if response.extensions().get::<SessionEnded>().is_some() {
        came.sign_in_first(&web, response).await
    } else if let Some(id) = came.kept_form() {
        came.with_kept_form(&web, id, response).await
    } else {
        Ok(response)
    };
    result.unwrap_or_else(IntoResponse::into_response)
}

/// The page on which this form stands, with what was typed.
pub(crate) fn address_of(web: &Web, form: &KeptForm) -> String {
    format!("{}?{KEPT}={}", page_of(&web.pages, &form.path).unwrap_or_else(|| "/werkbak".to_owned()), form.id)
}

/// The page on which the form stands that is sent to this path: that path, or the nearest one above it.
fn page_of(pages: &[&str], path: &str) -> Option<String> {
    let path = path.split('?').next().unwrap_or_default();
    let mut parts: Vec<&str> = path.split('/').skip(1).collect();
    while !parts.is_empty() && parts != [""] {
        if pages.iter().any(|pattern| fits(pattern, &parts)) {
            return Some(format!("/{}", parts.join("/")));
        }
        parts.pop();
    }
    None
}

fn fits(pattern: &str, parts: &[&str]) -> bool {
    let pattern: Vec<&str> = pattern.split('/').skip(1).collect();
    pattern.len() == parts.len() && pattern.iter().zip(parts).all(|(want, part)| want.starts_with('{') || want == part)
}

impl Came {
    /// To the sign-in page, which leads back here; with what was typed in safe hands.
    async fn sign_in_first(&self, web: &Web, response: Response) -> Result<Response, Failure> {
        let mut to = match self.method {
            Method::GET => Some(self.address.clone()),
            _ => page_of(&web.pages, &self.path),
        };
        if let Some(typed) = self.slot.get() {
            match self.keep(web, typed).await? {
                Some(Keeping::Kept(form)) => {
                    let address = address_of(web, &form);
                    if self.caller(web).await?.is_some_and(|caller| caller.actor.person() == Some(form.person)) {
                        // They signed in again on another page meanwhile.
                        return Ok(Redirect::to(&address).into_response());
                    }
                    to = Some(address);
                }
                Some(Keeping::Full) => return Ok(error::session_ended_and_full()),
                Some(Keeping::Citizen) => return Ok(error::session_ended_with_a_citizen_number()),
                Some(Keeping::Unknown) | None => {}
            }
        }
        self.remembering(web, to.as_deref().and_then(Target::of), response)
    }

    fn remembering(&self, web: &Web, to: Option<Target>, mut response: Response) -> Result<Response, Failure> {
        if let Some(target) = to {
            let cookie = set_cookie(&web.app, Kept::Wanted, Some(&target.cookie()))?;
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        Ok(response)
    }

    /// `None` when there is nothing to keep: a button holds no text.
    async fn keep(&self, web: &Web, typed: &Typed) -> Result<Option<Keeping>, Failure> {
        let own = typed.own();
        let (Some(token), Some(_)) = (typed.field("token"), page_of(&web.pages, &self.path)) else { return Ok(None) };
        if own.fields.is_empty() {
            return Ok(None);
        }
        let session = kept(&web.app, &self.headers, Kept::Session);
        Ok(Some(web.app.keep_form(session.as_deref(), token, &self.path, &own.body(), self.kept_form()).await?))
    }

    /// Who is signed in, if anybody.
    async fn caller(&self, web: &Web) -> Result<Option<Caller>, Refusal> {
        let Some(session) = kept(&web.app, &self.headers, Kept::Session) else { return Ok(None) };
        let caller = web.app.caller_of_session(&session).await?;
        Ok(Some(caller).filter(|caller| caller.actor.person().is_some()))
    }

    /// The kept form that this request is about.
    fn kept_form(&self) -> Option<Uuid> {
        let named = match self.method {
            Method::GET => Typed::of_body("", self.address.split_once('?')?.1.as_bytes()).field(KEPT)?.parse(),
            Method::POST => self.slot.get()?.field(KEPT)?.parse(),
            _ => return None,
        };
        named.ok()
    }

    async fn forget(&self, web: &Web, id: Uuid) -> Result<(), Refusal> {
        match self.caller(web).await? {
            Some(caller) => web.app.forget_kept_form(&caller, id).await,
            None => Ok(()),
        }
    }

    async fn with_kept_form(&self, web: &Web, id: Uuid, response: Response) -> Result<Response, Failure> {
        if self.method == Method::POST {
            // Only what was done needs no keeping any more; and it was done, whatever becomes of what was kept.
            if response.status().is_redirection()
                && let Err(refusal) = self.forget(web, id).await
            {
                tracing::warn!(error = %refusal, "a kept form that was sent stays behind until it expires");
            }
            return Ok(response);
        }
        let Some(caller) = self.caller(web).await? else { return Ok(response) };
        let forms = web.app.kept_forms(&caller).await?;
        let Some(form) = forms.iter().find(|form| form.id == id) else { return Ok(response) };
        if page_of(&web.pages, &form.path).as_deref() != Some(self.path.as_str()) {
            return Ok(response);
        }
        let others = forms.iter().filter(|other| other.id != id).map(|other| address_of(web, other)).collect();
        let typed = Typed::of_body(&form.path, form.body.as_bytes());
        match response.status() {
            StatusCode::OK => filled(response, &typed, id, others).await,
            // The page is gone, or no longer theirs to see; their words still are.
            _ => Ok(error_page::with_typed(response, &typed)),
        }
    }
}

/// The page with what was typed in its place, and a word about it.
async fn filled(response: Response, typed: &Typed, id: Uuid, others: Vec<String>) -> Result<Response, Failure> {
    let broken = |error: &dyn std::fmt::Display| Failure::Broken(error.to_string());
    let (mut head, body) = response.into_parts();
    let html = to_bytes(body, PAGE_BYTES).await.map_err(|error| broken(&error))?;
    let html = std::str::from_utf8(&html).map_err(|error| broken(&error))?;
    let found = fill::find(html, &typed.path, &typed.fields).map_err(|error| broken(&error))?;
    let notice = notice(typed, &found, others).render().map_err(|error| broken(&error))?;
    let html = fill::fill(html, &found, &typed.fields, &notice, (KEPT, &id.to_string()));
    let html = html.map_err(|error| broken(&error))?;
    head.headers.remove(header::CONTENT_LENGTH);
    Ok(Response::from_parts(head, Body::from(html)))
}

fn notice(typed: &Typed, found: &Filled, others: Vec<String>) -> Notice {
    let left = Typed { path: typed.path.clone(), fields: found.left.clone() };
    let left = left.shown().into_iter().filter(|field| field.label.is_some()).collect();
    Notice { field: found.field.clone(), left, others }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_staff_has_a_page_to_come_back_to() {
        for (path, page) in [
            ("/vragen/2026-000001-X/antwoord", Some("/vragen/2026-000001-X")),
            ("/deskundigen/7/afwezigheid", Some("/deskundigen/7")),
            ("/leren/model", Some("/leren")),
            ("/woordenlijst/7/weg", Some("/woordenlijst")),
            ("/termijnen", Some("/termijnen")),
            ("/mensen", Some("/mensen")),
            ("/mensen/7/uitnodigen", Some("/mensen/7")),
            ("/domeinen/weg", Some("/domeinen")),
            ("/uitloggen", None),
            ("/", None),
        ] {
            assert_eq!(page_of(&crate::routes::pages(), path).as_deref(), page, "{path}");
        }
    }
}
