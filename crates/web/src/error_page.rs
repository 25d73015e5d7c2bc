//! The page that says that something went wrong (error page), with what was typed on it.

use crate::frame::Frame;
use crate::typed::{Shown, Slot, Typed};
use askama::Template;
use axum::extract::Request;
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    frame: Frame,
    text: String,
    typed: Vec<Shown>,
    /// Is there anything of it to see?
    shows: bool,
    /// Where the same may be sent again; none where that does not help.
    again: Option<String>,
}

/// What a page of this file says, so that it can be said again with more on it.
#[derive(Clone)]
pub(crate) struct Told {
    pub title: String,
    pub text: String,
    /// The frame of who reads it; without one it is the public one.
    pub frame: Option<Frame>,
}

/// The same page in the frame of who reads it, and in other words if need be.
pub(crate) fn in_frame(response: Response, told: Told, frame: Frame) -> Response {
    let status = response.status();
    over(response, page_with(status, Told { frame: Some(frame), ..told }, None))
}

/// Another page as the same answer: its headers stay, but for what says how long and of which kind it is.
fn over(response: Response, page: Response) -> Response {
    let (mut head, _) = response.into_parts();
    for replaced in [header::CONTENT_LENGTH, header::CONTENT_TYPE, header::TRANSFER_ENCODING] {
        head.headers.remove(replaced);
    }
    let (mut made, body) = page.into_parts();
    made.headers.extend(head.headers);
    Response::from_parts(made, body)
}

/// The same answer with what was typed on it, if it says that something went wrong. A page that shows its own form again
/// is left as it is.
pub(crate) fn with_typed(response: Response, typed: &Typed) -> Response {
    let status = response.status();
    let told = response.extensions().get::<Told>().cloned();
    let Some(told) = told.or_else(|| told_for(status)) else { return response };
    over(response, page_with(status, told, Some(typed)))
}

/// What to say for whoever failed without a page of ours: what bounds the time of a request, and what catches panics.
fn told_for(status: StatusCode) -> Option<Told> {
    let (title, text) = match status {
        StatusCode::REQUEST_TIMEOUT | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => {
            ("Het loket is even niet bereikbaar", "Het duurde te lang. Probeer het over een minuut nog eens.")
        }
        StatusCode::INTERNAL_SERVER_ERROR => ("Er ging bij ons iets mis", "Probeer het later nog eens."),
        _ => return None,
    };
    Some(Told { title: title.to_owned(), text: text.to_owned(), frame: None })
}

/// May the same be done again, mended where it was wrong, and help?
fn helps_again(status: StatusCode) -> bool {
    const HELPS: [StatusCode; 4] = [
        StatusCode::REQUEST_TIMEOUT,
        StatusCode::CONFLICT,
        StatusCode::UNPROCESSABLE_ENTITY,
        StatusCode::TOO_MANY_REQUESTS,
    ];
    status.is_server_error() || HELPS.contains(&status)
}

pub(crate) fn page(status: StatusCode, title: &str, text: &str) -> Response {
    page_with(status, Told { title: title.to_owned(), text: text.to_owned(), frame: None }, None)
}

fn page_with(status: StatusCode, told: Told, typed: Option<&Typed>) -> Response {
    let shown = typed.map(Typed::shown).unwrap_or_default();
    let shows = shown.iter().any(|field| field.label.is_some());
    let page = ErrorPage {
        frame: told.frame.clone().unwrap_or_else(|| Frame::public(&told.title)),
        text: told.text.clone(),
        typed: shown,
        shows,
        again: typed.filter(|_| helps_again(status)).map(|typed| typed.path.clone()),
    };
    match page.render() {
        Ok(html) => {
            let mut response = (status, Html(html)).into_response();
            response.extensions_mut().insert(told);
            response
        }
        Err(error) => {
            tracing::error!(%error, "the error page cannot be shown");
            (StatusCode::INTERNAL_SERVER_ERROR, "Er ging bij ons iets mis.").into_response()
        }
    }
}

/// Gives back what was typed on every page that says that something went wrong, whoever made it: a verb, the limit of
/// time around it, or what catches panics. Goes around all of these.
pub async fn keep_typed(mut request: Request, next: Next) -> Response {
    if request.method() != Method::POST || request.extensions().get::<Slot>().is_some() {
        return next.run(request).await;
    }
    let slot = Slot::default();
    request.extensions_mut().insert(slot.clone());
    let response = next.run(request).await;
    match slot.get() {
        Some(typed) => with_typed(response, typed),
        None => response,
    }
}
