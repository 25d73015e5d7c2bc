//! What holds for every page.

use crate::desk::Desk;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};

const PUBLIC: [&str; 8] = [
    "/",
    "/volg",
    "/inloggen",
    "/toegankelijkheid",
    "/privacy",
    "/bestaat-niet",
    "/volg/x",
    "/.well-known/security.txt",
];

#[tokio::test]
async fn every_page_carries_the_headers_and_nothing_inline() {
    let desk = Desk::usual().await;
    let cookie = desk.signed_in("programmaleider").await;
    let staff = ["/werkbak", "/cijfers", "/vragen/EHA-2026-000001-X"];
    for address in PUBLIC.into_iter().chain(staff) {
        let shown = desk.get(address, if staff.contains(&address) { &cookie } else { "" }).await;
        let policy = shown.headers.get(header::CONTENT_SECURITY_POLICY).unwrap().to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{address}");
        assert_eq!(shown.headers.get(header::X_CONTENT_TYPE_OPTIONS).unwrap(), "nosniff", "{address}");
        assert!(shown.headers.get(header::STRICT_TRANSPORT_SECURITY).is_none(), "{address}");
        for inline in ["<style", " style=", " onclick=", "<script>"] {
            assert!(!shown.text.contains(inline), "{address} has {inline}");
        }
    }
}

#[tokio::test]
async fn over_https_the_cookie_is_bound_to_the_host_and_the_browser_is_told_to_stay() {
    let desk = Desk::open("https://loket.example", 10).await;
    let sent = desk.post("/inloggen", "", &[("email", "expert@demo.example")]).await;
    for part in ["__Host-loket=", "Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(sent.cookie.contains(part), "{part} in {}", sent.cookie);
    }
    assert!(sent.headers.get(header::STRICT_TRANSPORT_SECURITY).is_some());
}

#[tokio::test]
async fn personal_pages_are_not_kept_and_assets_are() {
    let desk = Desk::usual().await;
    let page = desk.get("/", "").await;
    assert_eq!(page.headers.get(header::CACHE_CONTROL).unwrap(), "no-store");
    let style = page.text.split("rel=\"stylesheet\" href=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let asset = desk.get(style, "").await;
    assert!(asset.headers.get(header::CACHE_CONTROL).unwrap().to_str().unwrap().contains("immutable"));
    assert_eq!(asset.headers.get(header::CONTENT_TYPE).unwrap(), "text/css; charset=utf-8");
}

#[tokio::test]
async fn a_form_from_another_website_is_refused() {
    let desk = Desk::usual().await;
    let request = Request::post("/inloggen")
        .header("sec-fetch-site", "cross-site")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("email=expert%40demo.example"));
    assert_eq!(desk.send(request.unwrap()).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_form_that_is_too_large_gets_a_page_that_says_so() {
    let desk = Desk::usual().await;
    let shown = desk.post("/", "", &[("body", &"x".repeat(300_000))]).await;
    assert_eq!(shown.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(shown.text.contains("Uw tekst is te lang"));
}

#[tokio::test]
async fn the_security_contact_is_valid_for_a_year() {
    let desk = Desk::usual().await;
    let shown = desk.get("/.well-known/security.txt", "").await;
    assert!(shown.text.contains("Contact: mailto:") && shown.text.contains("Expires: 2027-11-24T09:00:00Z"));
}
