//! What was typed (form data, sticky forms), held beside its request, so that no answer loses it: whatever fails, the page
//! that says so gives it back.

use axum::http::header;
use axum::http::request::Parts;
use std::sync::{Arc, OnceLock};
use url::form_urlencoded;

/// Never given back, kept or shown: whoever reads over a shoulder, or finds a page left open, would have it.
const SECRET: [&str; 3] = ["password", "repeated", "code"];
/// What our own pages put into a form; nobody typed it.
const OURS: [&str; 3] = ["token", "key", "website"];
/// Names the kept form that a form was filled from.
pub(crate) const KEPT: &str = "bewaard";
/// What people type, and what it is called where it is shown by itself.
const LABELS: [(&str, &str); 20] = [
    ("subject", "Onderwerp"),
    ("body", "Uw tekst"),
    ("answer", "Uw antwoord"),
    ("note", "Uw notitie"),
    ("reason", "Reden"),
    ("explanation", "Toelichting"),
    ("due_on", "Nieuwe dag"),
    ("reaction_on", "Nieuwe dag voor de eerste reactie"),
    ("name", "Naam"),
    ("email", "E-mailadres"),
    ("phone", "Telefoonnummer"),
    ("organisation", "Organisatie"),
    ("pattern", "Woord of woorden"),
    ("domain", "Domein"),
    ("label", "Naam"),
    ("to", "Naam van het andere loket"),
    ("place", "Plaats"),
    ("other", "Kenmerk van de eerdere vraag"),
    ("asks", "Uw vraag aan een collega"),
    ("reach", "Hoe het te bereiken is"),
];

/// The fields of a form, in the order in which they came, and where it was sent to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Typed {
    pub path: String,
    pub fields: Vec<(String, String)>,
}

/// A field as it stands on a page by itself.
pub(crate) struct Shown {
    pub name: String,
    /// None: it is carried along unseen.
    pub label: Option<&'static str>,
    pub value: String,
    pub rows: usize,
}

impl Typed {
    pub(crate) fn of_body(path: &str, body: &[u8]) -> Self {
        Self { path: path.to_owned(), fields: form_urlencoded::parse(body).into_owned().collect() }
    }

    /// The first field of this name.
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// What somebody typed or chose, without what our pages put there.
    pub(crate) fn own(&self) -> Self {
        let is_own = |name: &str| name != KEPT && !OURS.contains(&name) && !SECRET.contains(&name);
        let fields = self.fields.iter().filter(|(name, value)| is_own(name) && !value.is_empty());
        Self { path: self.path.clone(), fields: fields.cloned().collect() }
    }

    /// As a form sends it.
    pub(crate) fn body(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.fields).finish()
    }

    pub(crate) fn shown(&self) -> Vec<Shown> {
        let fields = self.fields.iter().filter(|(name, _)| !SECRET.contains(&name.as_str()));
        fields
            .map(|(name, value)| Shown {
                name: name.clone(),
                label: label(name, value),
                value: value.clone(),
                rows: (value.lines().count() + value.len() / 70).clamp(1, 12),
            })
            .collect()
    }
}

fn label(name: &str, value: &str) -> Option<&'static str> {
    if value.trim().is_empty() || name == KEPT || OURS.contains(&name) {
        return None;
    }
    let known = LABELS.iter().find(|(known, _)| *known == name).map(|(_, label)| *label);
    // A name that we do not know, with words in it, was typed by somebody.
    known.or_else(|| value.trim().contains(char::is_whitespace).then_some("Uw tekst"))
}

/// Where the fields of a request are put once they have come in.
#[derive(Clone, Default)]
pub(crate) struct Slot(Arc<OnceLock<Typed>>);

impl Slot {
    pub(crate) fn get(&self) -> Option<&Typed> {
        self.0.get()
    }

    /// Puts them there, unless they hold a secret, or come from a page of somebody else, which could make ours say what
    /// it likes.
    pub(crate) fn remember(head: &Parts, body: &[u8]) {
        let Some(slot) = head.extensions.get::<Self>() else { return };
        let header = |name| head.headers.get(name).and_then(|value: &header::HeaderValue| value.to_str().ok());
        let kind = header(header::CONTENT_TYPE.as_str()).unwrap_or_default();
        let is_form = kind.trim_start().to_ascii_lowercase().starts_with("application/x-www-form-urlencoded");
        let is_ours = header("sec-fetch-site").is_none_or(|site| matches!(site, "same-origin" | "none"));
        if !is_form || !is_ours {
            return;
        }
        let path = head.uri.path_and_query().map_or_else(|| head.uri.path(), |whole| whole.as_str());
        let typed = Typed::of_body(path, body);
        if typed.fields.iter().all(|(name, _)| !SECRET.contains(&name.as_str())) {
            // Put once only: the first is the one that came.
            let _ = slot.0.set(typed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_and_codes_are_never_given_back() {
        for secret in SECRET {
            let request =
                axum::http::Request::post("/inloggen").header("content-type", "application/x-www-form-urlencoded");
            let (mut head, ()) = request.body(()).expect("a request").into_parts();
            let slot = Slot::default();
            head.extensions.insert(slot.clone());
            Slot::remember(&head, format!("email=x&{secret}=geheim").as_bytes());
            assert_eq!(slot.get(), None, "{secret}");
        }
    }

    #[test]
    fn what_another_site_sends_is_not_given_back() {
        for (site, given) in [("cross-site", false), ("same-site", false), ("same-origin", true)] {
            let request = axum::http::Request::post("/")
                .header("content-type", "application/x-www-form-urlencoded; charset=utf-8")
                .header("sec-fetch-site", site);
            let (mut head, ()) = request.body(()).expect("a request").into_parts();
            let slot = Slot::default();
            head.extensions.insert(slot.clone());
            Slot::remember(&head, b"body=Hallo");
            assert_eq!(slot.get().is_some(), given, "{site}");
        }
    }

    #[test]
    fn only_what_was_typed_is_kept_and_shown() {
        let typed = Typed::of_body("/x", b"token=t&key=k&bewaard=1&body=Een+tekst&how=&expert=a");
        assert_eq!(typed.own().body(), "body=Een+tekst&expert=a");
        let shown: Vec<_> = typed.shown().into_iter().filter_map(|field| field.label).collect();
        assert_eq!(shown, ["Uw tekst"]);
    }
}
