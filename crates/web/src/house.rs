//! What the desk is called and wears (branding), for every page that is made within a request, also by whoever knows nothing of the
//! desk: a page that says what went wrong.

use crate::state::Web;
use app::Picture;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::{House, OrganisationKind};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

tokio::task_local! {
    static PICTURE: Arc<Picture>;
}

/// The house style as a frame shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Worn {
    pub name: String,
    pub more: String,
    pub whole: String,
    pub service: String,
    /// Address of a style sheet with its colours; none where none were chosen.
    pub style: Option<String>,
}

impl Worn {
    /// That of this request; as the program knows it by itself outside of one.
    pub(crate) fn now() -> Self {
        PICTURE.try_with(|picture| Self::of(&picture.house)).unwrap_or_else(|_| Self::of(&House::default()))
    }

    pub(crate) fn of(house: &House) -> Self {
        Self {
            name: house.name.clone(),
            more: house.more.clone(),
            whole: house.whole_name(),
            service: house.service.clone(),
            style: file_name(house).map(|name| format!("/bestanden/{name}")),
        }
    }
}

/// What a kind of organisation is called here.
pub(crate) fn kind_label(kind: OrganisationKind) -> String {
    let here = PICTURE.try_with(|picture| picture.house.kind_label(kind).to_owned());
    here.unwrap_or_else(|_| kind.label().to_owned())
}

/// What its style sheet is called: another name for other colours, so that browsers may keep it.
fn file_name(house: &House) -> Option<String> {
    let sheet = house.style_sheet();
    let mut hasher = DefaultHasher::new();
    sheet.hash(&mut hasher);
    (!sheet.is_empty()).then(|| format!("huisstijl-{:016x}.css", hasher.finish()))
}

/// The style sheet of this name; none when it is another one by now.
pub(crate) fn style_sheet(wanted: &str) -> Option<Response> {
    let house = PICTURE.try_with(|picture| picture.house.clone()).ok()?;
    if file_name(&house).as_deref() != Some(wanted) {
        return None;
    }
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
    ];
    Some((headers, house.style_sheet()).into_response())
}

/// Goes around every page.
pub(crate) async fn around(State(web): State<Web>, request: Request, next: Next) -> Response {
    PICTURE.scope(web.app.picture(), next.run(request)).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Colour;

    #[test]
    fn other_colours_have_another_address_and_none_have_none() {
        let with = |brand: &str| Worn::of(&House { brand: Colour::parse(brand), ..House::default() }).style;
        assert_eq!(Worn::now(), Worn::of(&House::default()));
        assert_eq!(Worn::now().style, None);
        assert!(with("#7a2a86").is_some_and(|style| style.starts_with("/bestanden/huisstijl-")));
        assert_ne!(with("#7a2a86"), with("#7a2a87"));
        assert_eq!(style_sheet("huisstijl-0.css").map(|_| ()), None);
    }
}
