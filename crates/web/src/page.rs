//! What every page has: title, navigation, and who is signed in.

use crate::assets::{ADDRESSES, Addresses};
use crate::error::Failure;
use crate::visitor::Visitor;
use app::Action;
use askama::Template;
use axum::response::{Html, IntoResponse, Response};
use chrono::{Datelike, NaiveDate};
use domain::is_known_day;

/// The frame around a page.
pub(crate) struct Frame {
    pub title: String,
    pub assets: &'static Addresses,
    /// Name of who is signed in; none for askers.
    pub person: Option<String>,
    pub form_token: String,
    pub sees_tickets: bool,
    pub sees_trends: bool,
    /// Leads: triage, experts and learning.
    pub leads: bool,
    /// Leads and administrators.
    pub edits_lexicon: bool,
    /// Administrators.
    pub manages_promises: bool,
    /// Administrators: people, domains and the log.
    pub administers: bool,
    /// The signed-in person's own expert page, if they are an expert.
    pub own_page: Option<String>,
}

impl Frame {
    /// For a page of askers.
    pub(crate) fn public(title: &str) -> Self {
        Self {
            title: title.to_owned(),
            assets: &ADDRESSES,
            person: None,
            form_token: String::new(),
            sees_tickets: false,
            sees_trends: false,
            leads: false,
            edits_lexicon: false,
            manages_promises: false,
            administers: false,
            own_page: None,
        }
    }

    /// For a page of staff.
    pub(crate) fn of(title: &str, visitor: &Visitor) -> Self {
        let desk = visitor.app.desk();
        Self {
            person: visitor.caller.actor.person().map(|id| desk.name(id).to_owned()),
            form_token: visitor.form_token(),
            sees_tickets: visitor.app.may(&visitor.caller, Action::ListTickets),
            sees_trends: visitor.app.may(&visitor.caller, Action::ReadTrends),
            leads: visitor.app.may(&visitor.caller, Action::Triage),
            edits_lexicon: visitor.app.may(&visitor.caller, Action::ManageLexicon),
            manages_promises: visitor.app.may(&visitor.caller, Action::ManagePromises),
            administers: visitor.app.may(&visitor.caller, Action::ManagePeople),
            own_page: visitor
                .caller
                .actor
                .person()
                .filter(|id| desk.expert(*id).is_some())
                .map(|id| format!("/deskundigen/{id}")),
            ..Self::public(title)
        }
    }
}

/// A template as a response.
pub(crate) fn show(template: &impl Template) -> Result<Response, Failure> {
    let html = template.render().map_err(|error| Failure::Broken(error.to_string()))?;
    Ok(Html(html).into_response())
}

/// A complaint as it stands beside its field and in the summary above the form.
#[derive(Debug, Clone)]
pub(crate) struct FieldError {
    /// Id of the field it links to.
    pub field: String,
    pub message: String,
}

/// Complaints of the domain, each at the field with the same name.
pub(crate) fn field_errors(complaints: domain::Complaints) -> Vec<FieldError> {
    complaints
        .0
        .into_iter()
        .map(|complaint| FieldError { field: complaint.path.join("-"), message: complaint.message })
        .collect()
}

/// The first message for a field, for use in templates.
pub(crate) fn message_for<'e>(errors: &'e [FieldError], field: &str) -> Option<&'e str> {
    errors.iter().find(|error| error.field == field).map(|error| error.message.as_str())
}

/// A day of this millennium, as a browser sends it or as people write it where it offers no calendar.
pub(crate) fn read_day(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").or_else(|_| NaiveDate::parse_from_str(text, "%d-%m-%Y"));
    day.ok().filter(|day| day.year() >= 2000 && is_known_day(*day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_as_browsers_and_as_people_write_it() {
        let day = NaiveDate::from_ymd_opt(2027, 5, 7);
        for text in ["2027-05-07", " 7-5-2027 ", "07-05-2027"] {
            assert_eq!(read_day(text), day, "{text}");
        }
        for text in ["", "morgen", "31-02-2027", "0000-01-01", "1999-12-31", "+12027-01-01", "7-5-27"] {
            assert_eq!(read_day(text), None, "{text}");
        }
    }
}
