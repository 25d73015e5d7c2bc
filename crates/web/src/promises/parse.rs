//! A change of the promises as it was typed (form data, parsing), and what cannot be read of it.

use crate::filter::read_day;
use crate::form::{Errors, NOT_OFFERED, is_ticked};
use crate::opening_hours;
use app::RulesDraft;
use domain::ASKS_FOR_DAY;
use serde::Deserialize;

pub(crate) const WEEKDAYS: [&str; 7] = ["Maandag", "Dinsdag", "Woensdag", "Donderdag", "Vrijdag", "Zaterdag", "Zondag"];
/// The numbers of a policy: what the rules call them, the name of the field, and its label.
pub(crate) const NUMBERS: [(&str, &str, &str); 4] = [
    ("firstResponseDays", "first_response_days", "Werkdagen tot de eerste reactie"),
    ("answerDays", "answer_days", "Werkdagen tot het antwoord"),
    ("remindFirstResponseDays", "remind_first_response_days", "Herinnering: werkdagen voor de eerste reactie"),
    ("remindAnswerDays", "remind_answer_days", "Herinnering: werkdagen voor het antwoord"),
];

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Fields {
    #[serde(default)]
    pub token: String,
    /// `bewaar` makes the change; anything else shows what it would do.
    #[serde(default)]
    pub how: String,
    /// `dicht`, `open`, `terug`, `uren` or `termijn`.
    #[serde(default)]
    pub what: String,
    #[serde(default)]
    pub day: String,
    #[serde(default)]
    pub label: String,
    #[serde(default)]
    pub from: String,
    /// Monday first.
    #[serde(default)]
    pub hours: Vec<String>,
    #[serde(default)]
    pub good_friday: String,
    #[serde(default)]
    pub liberation_day: String,
    #[serde(default)]
    pub policy: String,
    #[serde(default)]
    pub first_response_days: String,
    #[serde(default)]
    pub answer_days: String,
    #[serde(default)]
    pub remind_first_response_days: String,
    #[serde(default)]
    pub remind_answer_days: String,
}

impl Fields {
    /// As in [`NUMBERS`].
    pub(crate) fn numbers(&self) -> [&String; 4] {
        [&self.first_response_days, &self.answer_days, &self.remind_first_response_days, &self.remind_answer_days]
    }

    /// What was typed in this form of the page: `dag` closes or opens a day.
    pub(crate) fn typed_in<'f>(&self, form: &str, typed: &'f str) -> &'f str {
        let sent = match self.what.as_str() {
            "dicht" | "open" => "dag",
            what => what,
        };
        if sent == form { typed } else { "" }
    }
}

/// The change that was asked for, and what to say of whatever could not be read of it.
pub(crate) fn parse(fields: &Fields) -> (RulesDraft, Errors) {
    let mut errors = Errors::default();
    let mut complain = |field: &str, message: String| {
        errors.add(&field_id(fields, field), message);
    };
    let mut day = |field: &str, text: &str| {
        let read = read_day(text);
        if read.is_none() {
            complain(field, ASKS_FOR_DAY.to_owned());
        }
        read
    };
    let label = fields.label.trim().to_owned();
    let draft = match fields.what.as_str() {
        "open" => RulesDraft::OpenDay { day: day("day", &fields.day), label },
        "terug" => RulesDraft::ForgetDay { day: day("day", &fields.day) },
        "uren" => {
            let from = day("from", &fields.from);
            let hours = WEEKDAYS.iter().enumerate().map(|(at, weekday)| {
                let typed = fields.hours.get(at).map_or("", String::as_str);
                opening_hours::parse(typed).inspect_err(|wrong| complain(weekday, format!("{weekday}: {wrong}"))).ok()
            });
            // All of them, so that every weekday gets its complaint.
            let hours: Vec<_> = hours.collect();
            if fields.hours.len() != WEEKDAYS.len() {
                complain("hours", NOT_OFFERED.to_owned());
            }
            let mut ticked = |field: &str, typed: &str| {
                is_ticked(field, typed).unwrap_or_else(|_| {
                    complain(field, NOT_OFFERED.to_owned());
                    false
                })
            };
            let good_friday_off = ticked("good_friday", &fields.good_friday);
            let liberation_day_off = ticked("liberation_day", &fields.liberation_day);
            RulesDraft::Hours {
                from,
                hours: hours.into_iter().collect::<Option<Vec<_>>>().and_then(|hours| hours.try_into().ok()),
                good_friday_off,
                liberation_day_off,
            }
        }
        "termijn" => {
            let from = day("from", &fields.from);
            let [first_response_days, answer_days, remind_first_response_days, remind_answer_days] =
                std::array::from_fn(|at| {
                    let number: Option<u32> = fields.numbers()[at].trim().parse().ok();
                    if number.is_none() {
                        complain(NUMBERS[at].0, format!("Vul een getal in bij '{}'.", NUMBERS[at].2));
                    }
                    number
                });
            RulesDraft::Policy {
                from,
                name: fields.policy.clone(),
                first_response_days,
                answer_days,
                remind_first_response_days,
                remind_answer_days,
            }
        }
        "dicht" => RulesDraft::CloseDay { day: day("day", &fields.day), label },
        _ => {
            complain("what", NOT_OFFERED.to_owned());
            RulesDraft::CloseDay { day: None, label }
        }
    };
    (draft, errors)
}

/// Ids begin with the form they stand in: several forms of the page ask for a first day.
pub(crate) fn field_id(fields: &Fields, field: &str) -> String {
    let form = match fields.what.as_str() {
        "uren" => "uren",
        "termijn" => &fields.policy,
        _ => "dag",
    };
    format!("{form}-{field}")
}

/// Where a field stands in its form, for the list of faults; a first day comes last.
pub(crate) fn place_in_form(id: &str) -> usize {
    let before = ["day", "label", "hours"].into_iter().chain(WEEKDAYS);
    let mut order = before.chain(NUMBERS.map(|(path, _, _)| path)).chain(["from"]);
    order.position(|field| id.split_once('-').is_some_and(|(_, known)| known == field)).unwrap_or(0)
}

/// A week of which one day could not be read is not called empty.
pub(crate) fn is_weekday(unread: &str, field: &str) -> bool {
    field == "uren-hours" && WEEKDAYS.iter().any(|name| unread == format!("uren-{name}"))
}

/// Everything that was typed, by the name of its field.
pub(crate) fn typed(fields: &Fields) -> Vec<(&'static str, String)> {
    let one = [
        ("what", &fields.what),
        ("day", &fields.day),
        ("label", &fields.label),
        ("from", &fields.from),
        ("good_friday", &fields.good_friday),
        ("liberation_day", &fields.liberation_day),
        ("policy", &fields.policy),
        ("first_response_days", &fields.first_response_days),
        ("answer_days", &fields.answer_days),
        ("remind_first_response_days", &fields.remind_first_response_days),
        ("remind_answer_days", &fields.remind_answer_days),
    ];
    let one = one.into_iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| (name, text.clone()));
    one.chain(fields.hours.iter().map(|text| ("hours", text.clone()))).collect()
}
