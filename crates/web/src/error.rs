//! When a page cannot be shown: what happened, and what the reader can do.

use crate::extract::mended_link;
use crate::page::Frame;
use crate::typed::{Shown, Typed};
use app::Refusal;
use askama::Template;
use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use std::time::Duration;

/// Why a page cannot be shown.
pub(crate) enum Failure {
    /// A verb refused.
    Refused(Refusal),
    /// Too many requests from one address.
    Limited(Duration),
    /// Too many attempts at something secret.
    Wait(chrono::Duration),
    /// A form without the fields it should have.
    Form,
    /// More than any form of ours holds.
    TooLarge,
    /// Our own fault.
    Broken(String),
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

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
struct Told {
    title: String,
    text: String,
}

/// Marks the answer to somebody whose session had ended, or who never had one.
#[derive(Clone, Copy)]
pub(crate) struct SessionEnded;

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        match self {
            Self::Refused(Refusal::Unauthenticated) => {
                let mut response = Redirect::to("/inloggen").into_response();
                response.extensions_mut().insert(SessionEnded);
                response
            }
            Self::Refused(Refusal::Hidden) => hidden(),
            Self::Refused(Refusal::Forbidden) => page(
                StatusCode::FORBIDDEN,
                "Dit mag u niet",
                "U bent ingelogd, maar u mag deze pagina niet zien of dit niet doen.",
            ),
            Self::Refused(Refusal::Conflict(message)) => page(StatusCode::CONFLICT, "Dit kan nu niet", &message),
            Self::Refused(Refusal::Complaints(complaints)) => {
                let all: Vec<String> = complaints.0.into_iter().map(|complaint| complaint.message).collect();
                page(StatusCode::UNPROCESSABLE_ENTITY, "Er klopt iets niet", &all.join(" "))
            }
            Self::Refused(Refusal::Limited(wait)) => {
                limited(page(StatusCode::TOO_MANY_REQUESTS, "Even geduld", &messages_limit_in_words(wait)), wait)
            }
            Self::Refused(Refusal::Unavailable(detail)) => {
                tracing::warn!(%detail, "unavailable");
                page(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "Het loket is even niet bereikbaar",
                    "Probeer het over een minuut nog eens. Er is niets opgeslagen.",
                )
            }
            Self::Refused(Refusal::Internal(detail)) | Self::Broken(detail) => {
                tracing::error!(detail, "internal error");
                page(StatusCode::INTERNAL_SERVER_ERROR, "Er ging bij ons iets mis", "Probeer het later nog eens.")
            }
            Self::Form => page(
                StatusCode::BAD_REQUEST,
                "Dit formulier konden wij niet lezen",
                "Ga terug naar de vorige pagina en probeer het nog eens.",
            ),
            Self::TooLarge => page(
                StatusCode::PAYLOAD_TOO_LARGE,
                "Dit formulier is te groot",
                "Een tekst mag hoogstens 20.000 tekens hebben. Maak hem korter en probeer het nog eens. Bijlagen kunt u \
                 hier niet meesturen.",
            ),
            Self::Wait(wait) => {
                let text = format!("U probeerde het een paar keer achter elkaar. {}", wait_in_words(wait));
                retry_after(page(StatusCode::TOO_MANY_REQUESTS, "Even geduld", &text), wait)
            }
            Self::Limited(wait) => {
                limited(page(StatusCode::TOO_MANY_REQUESTS, "Even geduld", &limit_in_words(wait)), wait)
            }
        }
    }
}

/// How long somebody has to wait.
pub(crate) fn wait_in_words(wait: chrono::Duration) -> String {
    match wait.num_seconds() + 1 {
        seconds @ ..=90 => format!("Wacht {seconds} seconden en probeer het dan nog eens."),
        seconds => format!("Wacht {} minuten en probeer het dan nog eens.", (seconds + 59) / 60),
    }
}

/// How long the senders at an address have to wait.
pub(crate) fn limit_in_words(wait: Duration) -> String {
    format!(
        "Vanaf dit adres kwamen veel aanvragen achter elkaar. Probeer het over {} nog eens.",
        minutes_in_words(wait)
    )
}

/// How long whoever writes about one question has to wait.
pub(crate) fn messages_limit_in_words(wait: Duration) -> String {
    let minutes = minutes_in_words(wait);
    format!("Bij deze vraag kwamen veel berichten achter elkaar. Verstuur uw bericht over {minutes} nog eens.")
}

fn minutes_in_words(wait: Duration) -> String {
    match wait.as_secs().div_ceil(60).max(1) {
        1 => "een minuut".to_owned(),
        minutes => format!("{minutes} minuten"),
    }
}

/// The answer to an address from which too much came.
pub(crate) fn limited(mut response: Response, wait: Duration) -> Response {
    *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.as_secs().max(1)));
    response
}

/// A response that says when to come back.
pub(crate) fn retry_after(mut response: Response, wait: chrono::Duration) -> Response {
    *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.num_seconds().max(0) + 1));
    response
}

/// Every address that is no page; the same answer as for what may not be seen. A link that was damaged around its secret
/// leads to where it led.
pub(crate) async fn not_found(request: Request) -> Response {
    let looks = matches!(*request.method(), Method::GET | Method::HEAD);
    match mended_link(request.uri().path()).filter(|path| looks && path != request.uri().path()) {
        Some(path) => Redirect::to(&path).into_response(),
        None => hidden(),
    }
}

/// What is not there, and what may not be seen.
pub(crate) fn hidden() -> Response {
    page(
        StatusCode::NOT_FOUND,
        "Deze pagina bestaat niet",
        "Controleer het adres. Zocht u een vraag? Gebruik dan de link uit de bevestiging die u per e-mail kreeg.",
    )
}

/// The answer to somebody whose session ended, of whom enough is kept.
pub(crate) fn session_ended_and_full() -> Response {
    page(
        StatusCode::UNAUTHORIZED,
        "U bent niet meer ingelogd",
        "Uw sessie is verlopen, en uw tekst is niet verstuurd. Kopieer uw tekst en log dan opnieuw in.",
    )
}

/// The answer to somebody whose session ended, and in whose text a citizen number stands.
pub(crate) fn session_ended_with_a_citizen_number() -> Response {
    page(
        StatusCode::UNAUTHORIZED,
        "U bent niet meer ingelogd",
        "Uw sessie is verlopen, en uw tekst is niet verstuurd. Er lijkt een burgerservicenummer (BSN) in te staan. \
         Kopieer uw tekst zonder dat nummer en log dan opnieuw in.",
    )
}

/// The same answer with what was typed on it, if it says that something went wrong. A page that shows its own form again
/// is left as it is.
pub(crate) fn with_typed(response: Response, typed: &Typed) -> Response {
    let status = response.status();
    let told = response.extensions().get::<Told>().cloned();
    let Some(told) = told.or_else(|| told_for(status)) else { return response };
    let (mut head, _) = response.into_parts();
    for replaced in [header::CONTENT_LENGTH, header::CONTENT_TYPE, header::TRANSFER_ENCODING] {
        head.headers.remove(replaced);
    }
    let page = page_with(status, told, Some(typed));
    let (mut made, body) = page.into_parts();
    made.headers.extend(head.headers);
    Response::from_parts(made, body)
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
    Some(Told { title: title.to_owned(), text: text.to_owned() })
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

fn page(status: StatusCode, title: &str, text: &str) -> Response {
    page_with(status, Told { title: title.to_owned(), text: text.to_owned() }, None)
}

fn page_with(status: StatusCode, told: Told, typed: Option<&Typed>) -> Response {
    let shown = typed.map(Typed::shown).unwrap_or_default();
    let shows = shown.iter().any(|field| field.label.is_some());
    let page = ErrorPage {
        frame: Frame::public(&told.title),
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

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::to_bytes;

    async fn page_of(failure: Failure) -> (StatusCode, String) {
        let body =
            b"token=t&how=antwoord&body=Regel+een%0D%0A%3C%2Ftextarea%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E&expert=7";
        let response = with_typed(failure.into_response(), &Typed::of_body("/vragen/1/antwoord?a=1&b=2", body));
        let status = response.status();
        let bytes = to_bytes(response.into_body(), 1 << 20).await.expect("a body");
        (status, String::from_utf8(bytes.to_vec()).expect("text"))
    }

    #[tokio::test]
    async fn every_page_that_says_that_something_failed_gives_back_what_was_typed() {
        for (failure, status, again) in [
            (Failure::Refused(Refusal::Unavailable(String::new().into())), 503, true),
            (Failure::Refused(Refusal::Conflict("Dat kan niet.".to_owned())), 409, true),
            (Failure::Refused(Refusal::Internal(String::new())), 500, true),
            (Failure::Limited(Duration::from_secs(70)), 429, true),
            (Failure::Refused(Refusal::Limited(Duration::from_secs(70))), 429, true),
            (Failure::Wait(chrono::Duration::seconds(70)), 429, true),
            (Failure::Refused(domain::Complaints::one("body", "WRONG", "Dat klopt niet.").into()), 422, true),
            (Failure::Refused(Refusal::Hidden), 404, false),
            (Failure::Refused(Refusal::Forbidden), 403, false),
            (Failure::Form, 400, false),
        ] {
            let (answered, page) = page_of(failure).await;
            assert_eq!(answered.as_u16(), status);
            assert!(page.contains("Regel een\r\n&#60;/textarea&#62;&#60;script&#62;alert(1)"), "{status}: {page}");
            assert!(!page.contains("<script>"), "{status}");
            assert_eq!(page.contains("Probeer opnieuw"), again, "{status}");
            if again {
                assert!(page.contains("action=\"/vragen/1/antwoord?a=1&#38;b=2\""), "{status}: {page}");
                for (name, value) in [("token", "t"), ("how", "antwoord"), ("expert", "7")] {
                    assert!(page.contains(&format!("type=\"hidden\" name=\"{name}\" value=\"{value}\"")), "{page}");
                }
            }
        }
    }

    #[test]
    fn a_page_that_shows_its_own_form_again_is_left_as_it_is() {
        let own = (StatusCode::CONFLICT, Html("de eigen pagina")).into_response();
        let same = with_typed(own, &Typed::of_body("/x", b"body=a"));
        assert!(same.extensions().get::<Told>().is_none());
    }
}
