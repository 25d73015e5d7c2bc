//! What stands around every page: title, header, navigation, footer.

use crate::assets;
use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

/// What stands around a page.
#[derive(Debug, Clone)]
pub(crate) struct Shell {
    /// In the browser's tab, before the name of the service.
    pub title: String,
    /// Which item of the navigation this is, by its address.
    pub section: &'static str,
    /// The signed-in member of staff.
    pub staff: Option<StaffNav>,
    /// Does the page show complaints? Then its title says so first.
    pub has_faults: bool,
}

/// The part of the frame that only staff sees.
#[derive(Debug, Clone)]
pub(crate) struct StaffNav {
    pub name: String,
    pub roles: String,
    pub csrf: String,
    pub may_see_trends: bool,
}

impl Shell {
    /// A page for everybody.
    pub(crate) fn public(title: &str, section: &'static str) -> Self {
        Self { title: title.to_owned(), section, staff: None, has_faults: false }
    }

    /// The same page, with complaints on it.
    pub(crate) fn faulty(self, has_faults: bool) -> Self {
        Self { has_faults, ..self }
    }

    pub(crate) fn css(&self) -> &'static str {
        assets::css()
    }

    pub(crate) fn js(&self) -> &'static str {
        assets::js()
    }

    pub(crate) fn icon(&self) -> &'static str {
        assets::icon()
    }
}

/// A rendered page.
pub(crate) fn page(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered");
            (StatusCode::INTERNAL_SERVER_ERROR, "Er ging iets mis. Probeer het later opnieuw.").into_response()
        }
    }
}
