//! What every page has: title, navigation, and who is signed in.

use crate::assets::{ADDRESSES, Addresses};
use crate::error::Failure;
use crate::visitor::Visitor;
use app::Action;
use askama::Template;
use axum::response::{Html, IntoResponse, Response};
use chrono::{Datelike, NaiveDate};
use domain::{quoted, read_written_day};

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

/// A day of this millennium, as a browser sends it or as people write it where it offers no calendar: `7-5-2027`,
/// `7/5/2027`, `7 mei 2027`.
pub(crate) fn read_day(text: &str) -> Option<NaiveDate> {
    read_written_day(text).filter(|day| day.year() >= 2000)
}

/// What was chosen in a filter; nothing when it is empty, and a complaint with what was typed when it cannot be read.
pub(crate) fn read_filter<T>(
    errors: &mut Vec<FieldError>,
    field: &str,
    what: &str,
    typed: &str,
    read: impl FnOnce(&str) -> Option<T>,
) -> Option<T> {
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    let value = read(typed);
    if value.is_none() {
        errors.push(FieldError {
            field: field.to_owned(),
            message: format!("Wij kunnen {} niet lezen als {what}.", quoted(typed)),
        });
    }
    value
}

/// How a day is asked for in [`read_filter`].
pub(crate) const A_DAY: &str = "dag. Schrijf een dag als 1-11-2026";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_as_browsers_and_as_people_write_it() {
        let day = NaiveDate::from_ymd_opt(2027, 5, 7);
        for text in
            ["2027-05-07", " 7-5-2027 ", "07-05-2027", "7/5/2027", "07.05.2027", "7 mei 2027", "7 MEI 2027", "7–5–2027"]
        {
            assert_eq!(read_day(text), day, "{text}");
        }
        for text in [
            "",
            "morgen",
            "31-02-2027",
            "0000-01-01",
            "1999-12-31",
            "+12027-01-01",
            "7-5-27",
            "7 mie 2027",
            "7-5-2027x",
            "2027-5",
            "30-2-2026",
        ] {
            assert_eq!(read_day(text), None, "{text}");
        }
    }
}
