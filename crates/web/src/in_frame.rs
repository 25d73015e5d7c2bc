//! The page that says that something went wrong, in the frame of who is signed in (error page, navigation), and in words
//! that help them on.

use crate::cookies::{Kept, kept};
use crate::error::Failure;
use crate::error_page::{Told, in_frame};
use crate::page::Frame;
use crate::state::Web;
use crate::visitor::Visitor;
use app::Refusal;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// What may be the matter with an address, for somebody who is signed in; the same whether there is nothing, or nothing for
/// them.
const NOT_HERE: &str = "Misschien is het adres niet helemaal goed overgenomen. Of het gaat om iets dat u niet (meer) mag \
                        zien, zoals een vraag die nu van een ander is. Weet u het kenmerk van een vraag? Zoek daar dan op \
                        in de werkbak.";

/// Goes around every page and form.
pub(crate) async fn around(State(web): State<Web>, request: Request, next: Next) -> Response {
    // Whoever keeps nothing of ours is nobody: their pages cost no statement.
    if kept(&web.app, request.headers(), Kept::Session).is_none() {
        let looks = request.method() == Method::GET;
        let response = next.run(request).await;
        return if looks { nobody(response) } else { response };
    }
    let (parts, body) = request.into_parts();
    let (headers, looks) = (parts.headers.clone(), parts.method == Method::GET);
    let response = next.run(Request::from_parts(parts, body)).await;
    match response.extensions().get::<Told>() {
        Some(told) if response.status().is_client_error() => {
            let told = told.clone();
            match visitor(&web, headers).await {
                Some(visitor) => framed(&visitor, told, response),
                None if looks => nobody(response),
                None => response,
            }
        }
        _ => response,
    }
}

/// Nobody is signed in: whoever may not see a page may sign in first.
fn nobody(response: Response) -> Response {
    let is_refused = response.status() == StatusCode::FORBIDDEN && response.extensions().get::<Told>().is_some();
    if is_refused { Failure::Refused(Refusal::Unauthenticated).into_response() } else { response }
}

fn framed(visitor: &Visitor, told: Told, response: Response) -> Response {
    let told = match response.status() {
        StatusCode::NOT_FOUND => Told { text: NOT_HERE.to_owned(), ..told },
        _ => told,
    };
    let frame = Frame::of(&told.title, visitor);
    in_frame(response, told, frame)
}

/// Who is signed in, if anybody, and if that can be found out.
async fn visitor(web: &Web, headers: HeaderMap) -> Option<Visitor> {
    let mut parts = Request::new(()).into_parts().0;
    parts.headers = headers;
    let visitor = Visitor::from_request_parts(&mut parts, web).await.ok()?;
    visitor.caller.actor.person().map(|_| visitor)
}
