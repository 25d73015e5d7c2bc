//! What a browser keeps for us (cookies: session, known device, return address).

use crate::error::Failure;
use app::App;
use axum::http::{HeaderMap, HeaderValue, header};

/// What a browser keeps for us.
#[derive(Clone, Copy)]
pub(crate) enum Kept {
    /// Who is signed in; until the browser closes.
    Session,
    /// That somebody signed in here before.
    Device,
    /// A sign-in under way at the provider.
    UnderWay,
    /// Which page somebody wanted to see before they had to sign in.
    Wanted,
    /// What somebody just did, until the page that follows has said so.
    Done,
    /// Which list somebody came from; until the browser closes.
    List,
}

/// The value of a cookie of ours.
pub(crate) fn kept(app: &App, headers: &HeaderMap, what: Kept) -> Option<String> {
    cookie(headers, &cookie_name(app, what)).filter(|value| !value.is_empty())
}

/// `__Host-`, except where a browser on this very machine comes over plain http and could not keep it.
fn cookie_name(app: &App, what: Kept) -> String {
    let name = match what {
        Kept::Session => "loket",
        Kept::Device => "loket-apparaat",
        Kept::UnderWay => "loket-onderweg",
        Kept::Wanted => "loket-naar",
        Kept::Done => "loket-gedaan",
        Kept::List => "loket-lijst",
    };
    if is_plain(&app.settings().public_url) { name.to_owned() } else { format!("__Host-{name}") }
}

fn is_plain(public_url: &str) -> bool {
    let host = public_url.strip_prefix("http://").map(|rest| rest.split([':', '/']).next().unwrap_or_default());
    matches!(host, Some("localhost" | "127.0.0.1"))
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}

/// The header that keeps something in the browser, or with `None` ends it there.
pub(crate) fn set_cookie(app: &App, what: Kept, secret: Option<&str>) -> Result<HeaderValue, Failure> {
    let secure = if is_plain(&app.settings().public_url) { "" } else { "; Secure" };
    let ends = match (secret, what) {
        (None, _) => "; Max-Age=0",
        (Some(_), Kept::Session | Kept::List) => "",
        (Some(_), Kept::Device) => "; Max-Age=15552000",
        (Some(_), Kept::UnderWay) => "; Max-Age=600",
        (Some(_), Kept::Done) => "; Max-Age=60",
        (Some(_), Kept::Wanted) => "; Max-Age=3600",
    };
    let value = format!(
        "{}={}; Path=/; HttpOnly; SameSite=Lax{secure}{ends}",
        cookie_name(app, what),
        secret.unwrap_or_default()
    );
    HeaderValue::from_str(&value).map_err(|error| Failure::Broken(error.to_string()))
}

#[cfg(test)]
mod tests {
    #[test]
    fn only_this_very_machine_may_do_without_the_secure_prefix() {
        assert!(super::is_plain("http://127.0.0.1:8080"));
        assert!(super::is_plain("http://localhost"));
        for other in
            ["https://localhost", "http://loket.example", "http://localhost.example", "http://127.0.0.1.example"]
        {
            assert!(!super::is_plain(other), "{other}");
        }
    }
}
