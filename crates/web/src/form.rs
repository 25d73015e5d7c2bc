//! The form kit (validation errors, field messages, select options): what is wrong with a form, how it is shown again, and
//! what there is to choose in it. Its other half is `macros.html`.

use crate::error::Failure;
use app::Refusal;
use axum::http::StatusCode;
use domain::{ASKS_ABOUT_PERSONAL_DATA, Complaints, read_day};
use std::str::FromStr;

/// A complaint as it stands beside its field and in the summary above the form.
#[derive(Debug, Clone)]
pub(crate) struct FieldError {
    /// Id of the field it links to.
    pub field: String,
    pub message: String,
    /// What its sender can say besides, where the complaint is a question.
    pub confirm: Option<&'static str>,
}

/// What somebody says who was asked about personal data.
pub(crate) const THEIR_OWN_DATA: &str = "Deze gegevens zijn van mijzelf, of ik mag ze delen. Er staat geen BSN in.";

/// What is wrong with a form, from top to bottom.
#[derive(Debug, Clone, Default)]
pub(crate) struct Errors(pub Vec<FieldError>);

impl Errors {
    pub(crate) fn one(field: &str, message: &str) -> Self {
        let mut one = Self::default();
        one.add(field, message.to_owned());
        one
    }

    pub(crate) fn add(&mut self, field: &str, message: String) {
        self.0.push(FieldError { field: field.to_owned(), message, confirm: None });
    }

    /// The first message for a field.
    pub(crate) fn of(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|error| error.field == field).map(|error| error.message.as_str())
    }

    /// What can be confirmed at a field.
    pub(crate) fn to_confirm(&self, field: &str) -> Option<&'static str> {
        self.0.iter().find(|error| error.field == field)?.confirm
    }

    /// Takes the questions about personal data away from their fields, for a form that has one box for all of them; `true`
    /// when there were any.
    pub(crate) fn confirm_below(&mut self) -> bool {
        let about_data = self.0.iter_mut().filter(|error| error.confirm == Some(THEIR_OWN_DATA));
        about_data.map(|error| error.confirm = None).count() > 0
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &FieldError> {
        self.0.iter()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each at its field of one form, where a page has several: their ids begin with the name of the form.
    pub(crate) fn within(mut self, form: &str) -> Self {
        self.0.iter_mut().for_each(|error| error.field = format!("{form}-{}", error.field));
        self
    }

    /// Of the page with this form on it: 422 when it comes back with complaints.
    pub(crate) fn status(&self) -> StatusCode {
        if self.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
    }
}

/// Complaints of the domain, each at the field with the same name.
impl From<Complaints> for Errors {
    fn from(complaints: Complaints) -> Self {
        let confirm = |code: &str| match code {
            "POSSIBLE_BSN" => Some("Dit nummer is geen BSN"),
            ASKS_ABOUT_PERSONAL_DATA => Some(THEIR_OWN_DATA),
            _ => None,
        };
        let errors = complaints.0.into_iter().map(|one| FieldError {
            field: one.path.join("-"),
            confirm: confirm(&one.code),
            message: one.message,
        });
        Self(errors.collect())
    }
}

/// What is wrong with a form, when that is why a verb refused it; whatever else it is, is no matter of the form.
pub(crate) fn complaints(refusal: Refusal) -> Result<Errors, Failure> {
    match refusal {
        Refusal::Complaints(complaints) => Ok(complaints.into()),
        refusal => Err(refusal.into()),
    }
}

/// Something to choose: a radio button, a box, or a line of a list.
pub(crate) struct Choice {
    pub value: String,
    pub label: String,
    pub chosen: bool,
}

/// Everything there is to choose from: what is sent, and what it is called.
pub(crate) fn choices<V: Into<String>, L: Into<String>>(
    known: impl IntoIterator<Item = (V, L)>,
    is_chosen: impl Fn(&str) -> bool,
) -> Vec<Choice> {
    let choice = |(value, label): (V, L)| {
        let value = value.into();
        Choice { chosen: is_chosen(&value), value, label: label.into() }
    };
    known.into_iter().map(choice).collect()
}

/// What was typed stays in the list it was not in.
pub(crate) fn keep_typed(choices: &mut Vec<Choice>, typed: &str) {
    if !typed.is_empty() && !choices.iter().any(|choice| choice.chosen) {
        choices.push(Choice { value: typed.to_owned(), label: typed.to_owned(), chosen: true });
    }
}

/// What was chosen of a few things: a button, or a line of a list. Anything else is a complaint, never the first of them.
pub(crate) fn chosen<T: Copy>(field: &str, typed: &str, known: &[(&str, T)]) -> Result<T, Complaints> {
    let found = known.iter().find(|(value, _)| *value == typed);
    found.map(|(_, chosen)| *chosen).ok_or_else(|| unknown_choice(field))
}

/// What was chosen of a list in which nothing may be chosen as well; what cannot be read is a complaint.
pub(crate) fn chosen_or_none<T: FromStr>(field: &str, typed: &str) -> Result<Option<T>, Complaints> {
    match typed.trim() {
        "" => Ok(None),
        typed => typed.parse().map(Some).map_err(|_| unknown_choice(field)),
    }
}

/// Is this box ticked? A word that is not the one of the box is a complaint.
pub(crate) fn is_ticked(field: &str, typed: &str) -> Result<bool, Complaints> {
    match typed {
        "" => Ok(false),
        "ja" => Ok(true),
        _ => Err(unknown_choice(field)),
    }
}

/// Was the form sent to be saved, and not to see what that would do? A form that was sent without a button was; a word
/// that stands on no button was not.
pub(crate) fn saves(how: &str) -> bool {
    matches!(how, "" | "bewaar")
}

/// What is said of a value that the form does not offer.
pub(crate) const NOT_OFFERED: &str = "Kies iets van wat het formulier aanbiedt. Er is niets gewijzigd.";

/// Something was sent that the form does not offer.
pub(crate) fn unknown_choice(field: &str) -> Complaints {
    Complaints::one(field, "UNKNOWN", NOT_OFFERED)
}

/// The kind of field in which a day is shown: the calendar of a browser stays empty when a day is written otherwise.
pub(crate) fn day_kind(typed: &str) -> &'static str {
    if typed.is_empty() || read_day(typed).is_some_and(|day| day.to_string() == typed) { "date" } else { "text" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_that_a_calendar_cannot_show_is_shown_as_it_was_typed() {
        for (typed, kind) in
            [("", "date"), ("2026-12-21", "date"), ("21-12-2026", "text"), ("2026-1-5", "text"), ("morgen", "text")]
        {
            assert_eq!(day_kind(typed), kind, "{typed}");
        }
    }

    #[test]
    fn only_complaints_bring_a_form_back() {
        let errors = complaints(Complaints::one("body", "WRONG", "Dat klopt niet.").into()).map_err(|_| ());
        let errors = errors.expect("complaints").within("antwoord");
        assert_eq!(errors.of("antwoord-body"), Some("Dat klopt niet."));
        assert_eq!(errors.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(complaints(Refusal::Forbidden).is_err());
        assert_eq!(Errors::default().status(), StatusCode::OK);
    }
}
