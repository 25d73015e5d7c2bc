//! What a browser is told about every page.

use crate::Pages;
use crate::error::Failure;
use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Nothing but our own files; no inline script or style.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
/// Two years, in seconds: what the HSTS preload list asks for.
const HSTS: &str = "max-age=63072000; includeSubDomains";

/// Adds the headers; a page that says nothing about keeping it is not kept.
pub(crate) async fn add(State(pages): State<Pages>, request: Request, next: Next) -> Response {
    let secure = pages.app.settings().public_url.starts_with("https://");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let fixed = HeaderValue::from_static;
    headers.insert(CONTENT_SECURITY_POLICY, fixed(POLICY));
    headers.insert(X_CONTENT_TYPE_OPTIONS, fixed("nosniff"));
    headers.insert(REFERRER_POLICY, fixed("no-referrer"));
    headers.insert(
        HeaderName::from_static("permissions-policy"),
        fixed("camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"),
    );
    headers.insert(HeaderName::from_static("cross-origin-opener-policy"), fixed("same-origin"));
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), fixed("same-origin"));
    headers.entry(CACHE_CONTROL).or_insert(fixed("no-store"));
    if secure {
        headers.insert(STRICT_TRANSPORT_SECURITY, fixed(HSTS));
    }
    response
}

/// A form on somebody else's page may not post here. Browsers say where a request comes from; programs say nothing.
pub(crate) async fn refuse_foreign_forms(request: Request, next: Next) -> Response {
    if request.method() == Method::POST && is_foreign(request.headers().get("sec-fetch-site")) {
        return Failure::ForeignForm.into_response();
    }
    next.run(request).await
}

fn is_foreign(site: Option<&HeaderValue>) -> bool {
    site.is_some_and(|site| site != "same-origin" && site != "none")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_allows_nothing_inline_and_nothing_from_elsewhere() {
        assert!(!POLICY.contains("unsafe"));
        assert!(!POLICY.contains('*') && !POLICY.contains("http"));
        assert!(POLICY.contains("script-src 'self'") && POLICY.contains("style-src 'self'"));
    }

    #[test]
    fn a_post_from_another_site_is_foreign_and_one_without_the_header_is_not() {
        assert!(is_foreign(Some(&HeaderValue::from_static("cross-site"))));
        assert!(is_foreign(Some(&HeaderValue::from_static("same-site"))));
        assert!(!is_foreign(Some(&HeaderValue::from_static("same-origin"))));
        assert!(!is_foreign(None));
    }
}
