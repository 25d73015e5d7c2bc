//! A page, shown (template rendering), in the frame that is for its reader.

use crate::error::Failure;
pub(crate) use crate::frame::Frame;
use crate::visitor::Visitor;
use app::Action;
use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

impl Frame {
    /// For a page of staff.
    pub(crate) fn of(title: &str, visitor: &Visitor) -> Self {
        let picture = visitor.app.picture();
        Self {
            person: visitor.caller.actor.person().map(|id| picture.name(id).to_owned()),
            form_token: visitor.form_token(),
            sees_tickets: visitor.app.may(&visitor.caller, Action::ListTickets),
            sees_trends: visitor.app.may(&visitor.caller, Action::ReadTrends),
            leads: visitor.app.may(&visitor.caller, Action::Triage),
            uses_text_blocks: visitor.app.may(&visitor.caller, Action::UseTextBlocks),
            keeps_data: visitor.app.may(&visitor.caller, Action::ManageRetention),
            edits_lexicon: visitor.app.may(&visitor.caller, Action::ManageLexicon),
            manages_promises: visitor.app.may(&visitor.caller, Action::ManagePromises),
            administers: visitor.app.may(&visitor.caller, Action::ManagePeople),
            own_page: visitor
                .caller
                .actor
                .person()
                .filter(|id| picture.expert(*id).is_some())
                .map(|id| format!("/deskundigen/{id}")),
            list: visitor.list.as_ref().map_or_else(|| "/werkbak".to_owned(), |list| list.as_str().to_owned()),
            filled: visitor.app.how_far_filled(),
            done: visitor.done.clone(),
            ..Self::public(title)
        }
    }
}

/// A template as a response.
pub(crate) fn show(template: &impl Template) -> Result<Response, Failure> {
    let html = template.render().map_err(|error| Failure::Broken(error.to_string()))?;
    Ok(Html(html).into_response())
}

/// The same, where the answer is not simply well: a form that came back.
pub(crate) fn show_as(status: StatusCode, template: &impl Template) -> Result<Response, Failure> {
    Ok((status, show(template)?).into_response())
}
