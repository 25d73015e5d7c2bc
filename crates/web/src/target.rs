//! Where somebody wanted to go before they had to sign in (the return address): a page of ours, and nothing else.

use crate::cookies::{Kept, kept};
use crate::error::Failure;
use crate::state::Web;
use crate::typed::KEPT;
use app::App;
use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use url::form_urlencoded;

/// Longest address that is remembered.
const LONGEST: usize = 1_000;
/// How often an address may be encoded before we no longer look into it.
const LAYERS: usize = 3;
/// Pages on the way in: no place to come back to.
const WAY_IN: [&str; 4] = ["/inloggen", "/uitloggen", "/toegang", "/wachtwoord"];

/// The path, and what stands behind its question mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target(String);

impl Target {
    /// `None` when it could lead anywhere else, however it is written.
    pub(crate) fn of(address: &str) -> Option<Self> {
        let mut layer = address.to_owned();
        for _ in 0..LAYERS {
            if !is_own(&layer) {
                return None;
            }
            layer = decoded(&layer);
        }
        let fits = address.len() <= LONGEST && address.bytes().all(|byte| byte.is_ascii_graphic());
        let is_way_in = WAY_IN.iter().any(|start| address.starts_with(start));
        (fits && is_own(&layer) && !is_way_in).then(|| Self(address.to_owned()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Is this the page of a form that was kept?
    pub(crate) fn is_of_kept_form(&self) -> bool {
        self.0.contains(&format!("?{KEPT}="))
    }

    /// As it stands in a cookie.
    pub(crate) fn cookie(&self) -> String {
        form_urlencoded::byte_serialize(self.0.as_bytes()).collect()
    }
}

/// One slash and no second one, no backslash (which browsers read as a slash), nothing that cannot be seen.
fn is_own(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    address.starts_with('/')
        && !path.contains("//")
        && !address.contains('\\')
        && !address.chars().any(|sign| sign.is_control() || sign.is_whitespace() && sign != ' ')
}

/// Without one layer of percent signs.
fn decoded(text: &str) -> String {
    // A plus is a plus in a path, and this form of decoding would make it a space.
    let text = text.replace('+', "%2B").replace('&', "%26").replace('=', "%3D");
    form_urlencoded::parse(text.as_bytes()).next().map(|(text, _)| text.into_owned()).unwrap_or_default()
}

/// The address that this browser keeps for us.
pub(crate) fn held(app: &App, headers: &HeaderMap, what: Kept) -> Option<Target> {
    let held = kept(app, headers, what)?;
    let address = form_urlencoded::parse(held.as_bytes()).next().map(|(text, _)| text.into_owned())?;
    Target::of(&address)
}

/// Where this browser wanted to go.
pub(crate) struct Wanted(pub Option<Target>);

impl FromRequestParts<Web> for Wanted {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Failure> {
        Ok(Self(held(&web.app, &parts.headers, Kept::Wanted)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_page_of_ours_is_a_place_to_come_back_to() {
        for own in
            ["/werkbak", "/vragen/2026-000001-X", "/werkbak?zoek=a+b%20c&thema=x", "/logboek.csv?dag=2026-11-24", "/"]
        {
            assert_eq!(Target::of(own).as_ref().map(Target::as_str), Some(own));
        }
        for other in [
            "",
            "werkbak",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "https://evil.example/",
            "javascript:alert(1)",
            "/%2f/evil.example",
            "/%2Fevil.example",
            "/%5cevil.example",
            "/%255cevil.example",
            "/%252fevil.example",
            "%2f%2fevil.example",
            "/\tevil.example",
            "/%09/evil.example",
            "/%0d%0aLocation:%20//evil.example",
            "/werkbak?zoek=%0d%0aSet-Cookie:x",
            "/ /evil.example",
            "/é",
            "/.//evil.example",
            "/inloggen",
            "/inloggen/terug?code=x",
            "/toegang/geheim",
        ] {
            assert_eq!(Target::of(other), None, "{other:?}");
        }
        assert_eq!(Target::of(&format!("/{}", "a".repeat(LONGEST))), None);
    }

    #[test]
    fn an_address_comes_back_from_a_cookie_as_it_went_in() {
        let target = Target::of("/werkbak?zoek=a+b%20c;d&thema=x").expect("ours");
        let read = form_urlencoded::parse(target.cookie().as_bytes()).next().map(|(text, _)| text.into_owned());
        assert_eq!(read.as_deref(), Some(target.as_str()));
        assert!(!target.cookie().contains([';', ',', ' ', '"']));
    }
}
