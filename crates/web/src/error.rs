//! When a page cannot be shown (errors, HTTP status): what happened, and what the reader can do.

use crate::error_page::page;
use crate::links::mended_link;
use crate::wait::{limit_in_words, limited, messages_limit_in_words, wait_in_words};
use app::{Limit, Refusal};
use axum::extract::Request;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};

/// Why a page cannot be shown.
pub(crate) enum Failure {
    /// A verb refused.
    Refused(Refusal),
    /// A form without the fields it should have.
    Form,
    /// An address with these parts behind its question mark, which cannot be read.
    Address(Vec<String>),
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
            Self::Refused(Refusal::Limited(limit, wait)) => {
                let words = match limit {
                    Limit::Messages => messages_limit_in_words(wait),
                    Limit::Sender => limit_in_words(wait),
                    Limit::Attempts => format!("U probeerde het een paar keer achter elkaar. {}", wait_in_words(wait)),
                    Limit::Figures => format!(
                        "Er worden nu veel cijfers tegelijk bekeken, of deze cijfers kosten te veel tijd. Kies een kortere \
                         periode of zoek met minder woorden. {}",
                        wait_in_words(wait)
                    ),
                };
                limited(page(StatusCode::TOO_MANY_REQUESTS, "Even geduld", &words), wait)
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
            Self::Address(parts) => page(StatusCode::BAD_REQUEST, "Dit adres konden wij niet lezen", &unread(&parts)),
            Self::TooLarge => page(
                StatusCode::PAYLOAD_TOO_LARGE,
                "Dit formulier is te groot",
                "Een tekst mag hoogstens 20.000 tekens hebben, en wat u meestuurt mag niet te groot zijn. Maak het korter of \
                 stuur minder mee, en probeer het nog eens.",
            ),
        }
    }
}

/// What of an address cannot be read, and what helps.
fn unread(parts: &[String]) -> String {
    let what = match parts {
        [] => "Wat er achter het vraagteken staat, kunnen wij niet lezen.".to_owned(),
        [parts @ .., last] if !parts.is_empty() => {
            format!("In het adres staan {} en {last}. Die kunnen wij niet lezen.", parts.join(", "))
        }
        [one] | [.., one] => format!("In het adres staat {one}. Dat kunnen wij niet lezen."),
    };
    format!("{what} Haal het weg uit het adres, of zoek de pagina opnieuw op.")
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

/// A draft that was sent, or whose time is over; or that never was.
pub(crate) fn no_draft() -> Response {
    page(
        StatusCode::NOT_FOUND,
        "Dit concept is er niet meer",
        "De vraag is al verstuurd, of de tijd om hem af te maken is voorbij. Vraag het de collega van wie u de link kreeg, of stel \
         uw vraag opnieuw.",
    )
}

/// An address that something is sent to, and that shows nothing; or the other way round.
pub(crate) async fn not_so() -> Response {
    page(
        StatusCode::METHOD_NOT_ALLOWED,
        "Dit adres is geen pagina",
        "Ga terug naar de vorige pagina, of begin opnieuw. Wat u verstuurde, is verwerkt als u daar bericht van kreeg.",
    )
}

/// What is not there, and what may not be seen.
pub(crate) fn hidden() -> Response {
    page(
        StatusCode::NOT_FOUND,
        "Deze pagina bestaat niet",
        "Controleer het adres. Zocht u uw vraag? Gebruik dan de link uit onze e-mail. Bent u die kwijt? Kies dan Vraag volgen: \
         wij sturen hem opnieuw.",
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error_page::with_typed;
    use crate::typed::Typed;
    use axum::body::to_bytes;
    use axum::response::Html;
    use std::time::Duration;

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
            (Failure::Refused(Refusal::Limited(Limit::Sender, Duration::from_secs(70))), 429, true),
            (Failure::Refused(Refusal::Limited(Limit::Messages, Duration::from_secs(70))), 429, true),
            (Failure::Refused(Refusal::Limited(Limit::Attempts, Duration::from_secs(70))), 429, true),
            (Failure::Refused(Refusal::Limited(Limit::Figures, Duration::from_secs(5))), 429, true),
            (Failure::Refused(domain::Complaints::one("body", "WRONG", "Dat klopt niet.").into()), 422, true),
            (Failure::Refused(Refusal::Hidden), 404, false),
            (Failure::Refused(Refusal::Forbidden), 403, false),
            (Failure::Form, 400, false),
            (Failure::Address(vec!["'blok=x'".to_owned()]), 400, false),
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
        assert!(same.headers().contains_key("content-type") && same.extensions().is_empty());
    }
}
