//! Pages for what went wrong, by what the reader can do about it.

use crate::shell::{Shell, page};
use app::Refusal;
use askama::Template;
use axum::http::{HeaderValue, StatusCode, header::RETRY_AFTER};
use axum::response::{IntoResponse, Redirect, Response};

/// Why there is no page to show.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A verb refused, and the page has no better place to say so.
    Refused(Refusal),
    /// No page at this address.
    NoSuchPage,
    /// No ticket under this tracking link.
    NoSuchLink,
    /// The page is there, but not for this method.
    WrongMethod,
    /// A form that no page of ours sends.
    BadRequest,
    /// More than a form holds.
    TooLarge,
    /// The form did not come from the session that shows it.
    StaleForm,
    /// The form came from another site.
    ForeignForm,
    /// Sign in first, then go on to this address.
    SignIn(String),
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    shell: Shell,
    heading: &'static str,
    text: String,
    advice: &'static str,
    /// Address and text of what to do next.
    next: (&'static str, &'static str),
}

const HOME: (&str, &str) = ("/", "Naar het vraagformulier");

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        match self {
            Self::Refused(refusal) => refused(refusal),
            Self::SignIn(then) => Redirect::to(&then).into_response(),
            Self::NoSuchPage => show(
                StatusCode::NOT_FOUND,
                "Deze pagina bestaat niet",
                "Misschien is het adres niet goed overgenomen, of is de pagina verplaatst.",
                "Controleer het adres, of begin opnieuw.",
                HOME,
            ),
            Self::NoSuchLink => show(
                StatusCode::NOT_FOUND,
                "Deze link werkt niet",
                "Wij vinden geen vraag bij deze link. Misschien is de link niet helemaal overgenomen uit de e-mail.",
                "Kopieer de hele link uit de ontvangstbevestiging en probeer het opnieuw.",
                ("/volg", "Ik heb de link niet meer"),
            ),
            Self::WrongMethod => show(
                StatusCode::METHOD_NOT_ALLOWED,
                "Dit kan niet op deze manier",
                "U opende een adres dat alleen bij een formulier hoort.",
                "Ga terug naar de vorige pagina.",
                HOME,
            ),
            Self::BadRequest => show(
                StatusCode::BAD_REQUEST,
                "Wij begrijpen dit verzoek niet",
                "Het formulier kwam niet goed aan.",
                "Ga terug naar de vorige pagina en probeer het opnieuw.",
                HOME,
            ),
            Self::TooLarge => show(
                StatusCode::PAYLOAD_TOO_LARGE,
                "Uw tekst is te lang",
                "Het formulier is groter dan wij kunnen aannemen.",
                "Ga terug naar de vorige pagina en maak uw tekst korter. Wat u typte staat daar nog.",
                HOME,
            ),
            Self::StaleForm => show(
                StatusCode::FORBIDDEN,
                "Dit formulier is verlopen",
                "U bent intussen opnieuw ingelogd of uitgelogd. Er is niets opgeslagen.",
                "Ga terug, kopieer uw tekst, laad de pagina opnieuw en verstuur de tekst nog een keer.",
                ("/werkbak", "Naar de werkbak"),
            ),
            Self::ForeignForm => show(
                StatusCode::FORBIDDEN,
                "Dit formulier kwam van een andere website",
                "Wij nemen alleen formulieren van onze eigen pagina's aan. Er is niets opgeslagen.",
                "Vul het formulier op deze website in.",
                HOME,
            ),
        }
    }
}

fn refused(refusal: Refusal) -> Response {
    match refusal {
        Refusal::Hidden => Failure::NoSuchPage.into_response(),
        Refusal::Unauthenticated => Redirect::to("/inloggen").into_response(),
        Refusal::Forbidden => show(
            StatusCode::FORBIDDEN,
            "U mag dit niet doen",
            "Uw account heeft hier geen rechten voor.",
            "Denkt u dat dit niet klopt? Vraag het aan de beheerder van het loket.",
            ("/werkbak", "Naar de werkbak"),
        ),
        Refusal::Conflict(message) => show(
            StatusCode::CONFLICT,
            "Dit kan nu niet",
            &message,
            "Ga terug, laad de pagina opnieuw en kijk hoe de vraag er nu voor staat.",
            ("/werkbak", "Naar de werkbak"),
        ),
        Refusal::Complaints(complaints) => {
            let messages: Vec<&str> = complaints.0.iter().map(|complaint| complaint.message.as_str()).collect();
            show(
                StatusCode::UNPROCESSABLE_ENTITY,
                "Er klopt iets niet",
                &messages.join(" "),
                "Ga terug naar de vorige pagina en pas het aan.",
                HOME,
            )
        }
        Refusal::Unavailable(detail) => {
            tracing::warn!(detail, "a page had to be refused: the database is busy or away");
            let mut response = show(
                StatusCode::SERVICE_UNAVAILABLE,
                "Het loket is even niet bereikbaar",
                "Wij konden uw verzoek nu niet verwerken. Er is niets opgeslagen.",
                "Wacht een minuut, ga terug naar de vorige pagina en probeer het opnieuw.",
                HOME,
            );
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("60"));
            response
        }
        Refusal::Internal(detail) => {
            tracing::error!(detail, "a page failed");
            show(
                StatusCode::INTERNAL_SERVER_ERROR,
                "Er ging iets mis bij ons",
                "Dit ligt niet aan u. De fout is vastgelegd, zodat wij hem kunnen oplossen.",
                "Probeer het later opnieuw.",
                HOME,
            )
        }
    }
}

fn show(
    status: StatusCode,
    heading: &'static str,
    text: &str,
    advice: &'static str,
    next: (&'static str, &'static str),
) -> Response {
    page(status, &ErrorPage { shell: Shell::public(heading, ""), heading, text: text.to_owned(), advice, next })
}

/// For every address that has no page.
pub(crate) async fn no_such_page() -> Failure {
    Failure::NoSuchPage
}

/// For pages that only take a form, or only show something.
pub(crate) async fn wrong_method() -> Failure {
    Failure::WrongMethod
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn inner_details_never_reach_the_page() {
        for refusal in [Refusal::Internal("SELECT geheim".to_owned()), Refusal::Unavailable("geheim".to_owned())] {
            let response = Failure::Refused(refusal).into_response();
            assert!(response.status().is_server_error());
            let body = axum::body::to_bytes(response.into_body(), 100_000).await.expect("a body");
            assert!(!String::from_utf8_lossy(&body).contains("geheim"));
        }
    }

    #[test]
    fn each_refusal_has_its_own_status() {
        let status = |refusal| Failure::Refused(refusal).into_response().status();
        assert_eq!(status(Refusal::Hidden), StatusCode::NOT_FOUND);
        assert_eq!(status(Refusal::Forbidden), StatusCode::FORBIDDEN);
        assert_eq!(status(Refusal::Unauthenticated), StatusCode::SEE_OTHER);
        assert_eq!(status(Refusal::Conflict(String::new())), StatusCode::CONFLICT);
        assert_eq!(status(Refusal::Unavailable(String::new())), StatusCode::SERVICE_UNAVAILABLE);
    }
}
