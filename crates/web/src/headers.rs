//! What every answer tells the browser about safety (security headers, CSP, HSTS): pages, the API, errors, and what is not there.

use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// What a search engine may show; everything else is private, or of no use there.
const FINDABLE: [&str; 6] = ["/", "/volg", "/organisatie", "/toegankelijkheid", "/privacy", "/robots.txt"];
/// When somebody may come back who was told that the desk is not reachable for a moment, in seconds.
const COME_BACK_SECONDS: &str = "30";

/// Published answers are everybody's to find; what the desk writes of them is not.
fn is_answer(path: &str) -> bool {
    path.strip_prefix("/antwoorden").is_some_and(|rest| {
        rest.is_empty() || (rest.starts_with('/') && rest != "/beheer" && !rest.starts_with("/beheer/"))
    })
}

/// Adds the headers; HSTS only where people come over https.
pub async fn secure(https: bool, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let findable = FINDABLE.contains(&path) || is_answer(path);
    let mut response = next.run(request).await;
    let status = response.status();
    let headers = response.headers_mut();
    // What people sent along is given back under a stricter one of its own.
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert("permissions-policy", HeaderValue::from_static("camera=(), microphone=(), geolocation=()"));
    if !(findable && status.is_success()) {
        headers.insert("x-robots-tag", HeaderValue::from_static("noindex, nofollow"));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if status == StatusCode::SERVICE_UNAVAILABLE {
        headers.entry(header::RETRY_AFTER).or_insert(HeaderValue::from_static(COME_BACK_SECONDS));
    }
    if https {
        headers
            .insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000; includeSubDomains"));
    }
    response
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_script_or_style_may_stand_in_a_page_itself() {
        assert!(!super::POLICY.contains("unsafe"));
    }
}
