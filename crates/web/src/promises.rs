//! What the desk promises, now and from a later day on: policies, opening hours, closing days. Each change is looked at
//! before it is saved.

use crate::error::Failure;
use crate::extract::{Form, NoFilters, Query};
use crate::opening_hours;
use crate::page::{FieldError, Frame, message_for, read_day, show};
use crate::visitor::Visitor;
use app::{DatedPolicy, Policy, PromisePreview, Refusal, Regime, Rules, RulesChange, RulesDraft};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{Datelike, NaiveDate};
use domain::{amsterdam_day, long_day_in_words, moment_in_words};
use serde::Deserialize;

const WEEKDAYS: [&str; 7] = ["Maandag", "Dinsdag", "Woensdag", "Donderdag", "Vrijdag", "Zaterdag", "Zondag"];
/// The numbers of a policy: what the rules call them, the name of the field, and its label.
const NUMBERS: [(&str, &str, &str); 4] = [
    ("firstResponseDays", "first_response_days", "Werkdagen tot de eerste reactie"),
    ("answerDays", "answer_days", "Werkdagen tot het antwoord"),
    ("remindFirstResponseDays", "remind_first_response_days", "Herinnering: werkdagen voor de eerste reactie"),
    ("remindAnswerDays", "remind_answer_days", "Herinnering: werkdagen voor het antwoord"),
];

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Fields {
    #[serde(default)]
    token: String,
    /// `bewaar` makes the change; anything else shows what it would do.
    #[serde(default)]
    how: String,
    /// `dicht`, `open`, `terug`, `uren` or `termijn`.
    #[serde(default)]
    what: String,
    #[serde(default)]
    day: String,
    #[serde(default)]
    label: String,
    #[serde(default)]
    from: String,
    /// Monday first.
    #[serde(default)]
    hours: Vec<String>,
    #[serde(default)]
    good_friday: String,
    #[serde(default)]
    liberation_day: String,
    #[serde(default)]
    policy: String,
    #[serde(default)]
    first_response_days: String,
    #[serde(default)]
    answer_days: String,
    #[serde(default)]
    remind_first_response_days: String,
    #[serde(default)]
    remind_answer_days: String,
}

impl Fields {
    /// As in [`NUMBERS`].
    fn numbers(&self) -> [&String; 4] {
        [&self.first_response_days, &self.answer_days, &self.remind_first_response_days, &self.remind_answer_days]
    }
}

#[derive(Template)]
#[template(path = "promises.html")]
struct PromisesPage {
    frame: Frame,
    saved: bool,
    policies: Vec<PolicyLine>,
    policy_forms: Vec<PolicyForm>,
    /// From when each week holds.
    weeks: Vec<String>,
    /// A weekday or a choice, and what it is in each of the weeks.
    week_lines: Vec<(&'static str, Vec<String>)>,
    days: Vec<DayLine>,
    holidays: Vec<(i32, Vec<Holiday>)>,
    editions: Vec<String>,
    opens: Vec<Field>,
    good_friday: bool,
    liberation_day: bool,
    preview: Option<Preview>,
    fields: Fields,
    errors: Vec<FieldError>,
}

struct PolicyLine {
    name: String,
    holds: String,
    policy: Policy,
}

/// Its fields begin with what holds last, or with what was typed.
struct PolicyForm {
    key: String,
    title: String,
    open: bool,
    numbers: [Field; 4],
    from: Field,
}

struct Field {
    id: String,
    name: &'static str,
    label: &'static str,
    value: String,
}

struct DayLine {
    day: String,
    words: String,
    label: String,
    open: bool,
}

struct Holiday {
    day: String,
    name: String,
    weekend: bool,
}

/// What a change means, and everything that was typed, to send it again.
struct Preview {
    change: Vec<String>,
    consequences: PromisePreview,
    least: String,
    most: String,
    first: String,
    last: String,
    typed: Vec<(&'static str, String)>,
}

impl PromisesPage {
    fn error(&self, id: &str) -> Option<&str> {
        message_for(&self.errors, id)
    }
}

/// What the page says on top.
#[derive(Clone, Copy, PartialEq, Eq)]
enum News {
    /// The change is kept.
    Saved,
    /// Nothing.
    None,
}

/// The page.
pub(crate) async fn page(visitor: Visitor, Query(asked): Query<NoFilters>) -> Result<Response, Failure> {
    visitor.require_staff()?;
    let news = if asked.bewaard.as_deref() == Some("") { News::Saved } else { News::None };
    view(&visitor, Fields::default(), None, Vec::new(), news).await
}

/// Shows what a change would do, or makes it.
pub(crate) async fn change(visitor: Visitor, Form(fields): Form<Fields>) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let (draft, mut errors) = parse(&fields);
    let change = draft.change();
    let outcome = if errors.is_empty() && fields.how == "bewaar" {
        visitor.app.change_promise_rules(&visitor.caller, draft).await.map(|()| None)
    } else {
        visitor.app.preview_promise_rules(&visitor.caller, draft).await.map(Some)
    };
    match (outcome, change) {
        (Ok(None), _) => return Ok(Redirect::to("/termijnen?bewaard").into_response()),
        (Ok(Some(consequences)), Some(change)) => {
            let preview = preview(&visitor.app.desk().promises, &change, consequences, &fields);
            return view(&visitor, fields, Some(preview), errors, News::None).await;
        }
        (Ok(Some(_)), None) => {}
        // What could not be read has its message already.
        (Err(Refusal::Complaints(complaints)), _) => {
            let told = errors.len();
            for complaint in complaints.0 {
                let field = field_id(&fields, &complaint.path.join("-"));
                if !errors[..told].iter().any(|error| error.field == field || is_weekday(&error.field, &field)) {
                    errors.push(FieldError { field, message: complaint.message });
                }
            }
        }
        (Err(refusal), _) => return Err(refusal.into()),
    }
    errors.sort_by_key(|error| place_in_form(&error.field));
    let mut response = view(&visitor, fields, None, errors, News::None).await?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

/// The change that was asked for, and what to say of whatever could not be read of it.
fn parse(fields: &Fields) -> (RulesDraft, Vec<FieldError>) {
    let mut errors = Vec::new();
    let mut complain = |field: &str, message: String| {
        errors.push(FieldError { field: field_id(fields, field), message });
    };
    let mut day = |field: &str, text: &str| {
        let read = read_day(text);
        if read.is_none() {
            complain(field, "Kies een dag, bijvoorbeeld 7-5-2027.".to_owned());
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
            RulesDraft::Hours {
                from,
                hours: hours.into_iter().collect::<Option<Vec<_>>>().and_then(|hours| hours.try_into().ok()),
                good_friday_off: fields.good_friday == "ja",
                liberation_day_off: fields.liberation_day == "ja",
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
        _ => RulesDraft::CloseDay { day: day("day", &fields.day), label },
    };
    (draft, errors)
}

/// Ids begin with the form they stand in: several forms of the page ask for a first day.
fn field_id(fields: &Fields, field: &str) -> String {
    let form = match fields.what.as_str() {
        "uren" => "uren",
        "termijn" => &fields.policy,
        _ => "dag",
    };
    format!("{form}-{field}")
}

/// Where a field stands in its form, for the list of faults; a first day comes last.
fn place_in_form(id: &str) -> usize {
    let before = ["day", "label", "hours"].into_iter().chain(WEEKDAYS);
    let mut order = before.chain(NUMBERS.map(|(path, _, _)| path)).chain(["from"]);
    order.position(|field| id.split_once('-').is_some_and(|(_, known)| known == field)).unwrap_or(0)
}

/// A week of which one day could not be read is not called empty.
fn is_weekday(unread: &str, field: &str) -> bool {
    field == "uren-hours" && WEEKDAYS.iter().any(|name| unread == format!("uren-{name}"))
}

fn preview(rules: &Rules, change: &RulesChange, consequences: PromisePreview, fields: &Fields) -> Preview {
    let (least, most) = consequences.shift.map(|(least, most)| (shift(least), shift(most))).unwrap_or_default();
    let (first, last) =
        consequences.dates.map(|(first, last)| (long_day_in_words(first), long_day_in_words(last))).unwrap_or_default();
    Preview { change: in_words(rules, change), consequences, least, most, first, last, typed: typed(fields) }
}

fn in_words(rules: &Rules, change: &RulesChange) -> Vec<String> {
    let dropped = |what: String, day: NaiveDate| {
        format!("Wat vanaf {} gepland stond voor {what}, vervalt.", long_day_in_words(day))
    };
    match change {
        RulesChange::CloseDay { day, label } => {
            vec![format!("Het loket is dicht op {}: {label}.", long_day_in_words(*day))]
        }
        RulesChange::OpenDay { day, label } => {
            vec![format!("Het loket is open op {}: {label}.", long_day_in_words(*day))]
        }
        RulesChange::ForgetDay { day } => {
            vec![format!("Op {} is het loket weer open of dicht zoals anders.", long_day_in_words(*day))]
        }
        RulesChange::Hours(regime) => {
            let planned = rules.calendar.regimes().iter().skip(1).filter(|planned| planned.from >= regime.from);
            std::iter::once(format!("Vanaf {} gelden deze openingstijden.", long_day_in_words(regime.from)))
                .chain(planned.map(|planned| dropped("de openingstijden".to_owned(), planned.from)))
                .collect()
        }
        RulesChange::Policy { from, policy } => {
            let name = policy_name(&policy.name).to_lowercase();
            let planned = rules.policies().iter().filter(|planned| planned.policy.name == policy.name);
            let planned = planned.filter_map(|planned| planned.from).filter(|planned| planned >= from);
            std::iter::once(format!(
                "Wie vanaf {} een {name} stelt, krijgt binnen {} een eerste reactie en binnen {} antwoord. Voor vragen van voor die dag blijft gelden wat beloofd is.",
                long_day_in_words(*from),
                working_days(policy.first_response_days),
                working_days(policy.answer_days),
            ))
            .chain(planned.map(|planned| dropped(format!("een {name}"), planned)))
            .collect()
        }
    }
}

/// Everything that was typed, by the name of its field.
fn typed(fields: &Fields) -> Vec<(&'static str, String)> {
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

fn shift(days: i64) -> String {
    let count = match days.abs() {
        1 => "1 dag".to_owned(),
        many => format!("{many} dagen"),
    };
    match days {
        0 => "dezelfde dag, op een ander uur".to_owned(),
        1.. => format!("{count} later"),
        _ => format!("{count} eerder"),
    }
}

fn working_days(days: u32) -> String {
    if days == 1 { "1 werkdag".to_owned() } else { format!("{days} werkdagen") }
}

fn policy_name(key: &str) -> &str {
    match key {
        "standard" => "Gewone vraag",
        "complex" => "Ingewikkelde vraag",
        other => other,
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

async fn view(
    visitor: &Visitor,
    fields: Fields,
    preview: Option<Preview>,
    errors: Vec<FieldError>,
    news: News,
) -> Result<Response, Failure> {
    let (rules, editions) = visitor.app.view_promise_rules(&visitor.caller).await?;
    let desk = visitor.app.desk();
    let today = amsterdam_day(visitor.app.now());
    let changing_hours = fields.what == "uren";
    let regimes = rules.calendar.regimes();
    let latest = &regimes[regimes.len() - 1];
    let (weeks, week_lines) = weeks(&rules, today);
    let page = PromisesPage {
        frame: Frame::of("Termijnen", visitor),
        saved: news == News::Saved,
        policies: policy_lines(&rules, today),
        policy_forms: policy_forms(&rules, &fields),
        weeks,
        week_lines,
        days: rules
            .calendar
            .special_days()
            .filter(|special| special.day >= today)
            .map(|special| DayLine {
                day: special.day.to_string(),
                words: long_day_in_words(special.day),
                label: special.label.clone(),
                open: special.open,
            })
            .collect(),
        holidays: [today.year(), today.year() + 1].map(|year| (year, holidays(&rules, year))).into(),
        editions: editions
            .iter()
            .map(|edition| {
                let touches = edition.touches_from.map_or_else(String::new, |day| {
                    format!(" Verandert de openingstijden vanaf {}.", long_day_in_words(day))
                });
                let who = desk.name(edition.created_by);
                format!("{} door {who}.{touches}", capitalised(&moment_in_words(edition.created_at)))
            })
            .collect(),
        opens: WEEKDAYS
            .into_iter()
            .enumerate()
            .map(|(at, weekday)| Field {
                id: format!("uren-{weekday}"),
                name: "hours",
                label: weekday,
                value: if changing_hours {
                    fields.hours.get(at).cloned().unwrap_or_default()
                } else {
                    opening_hours::in_words(&latest.hours[at])
                },
            })
            .collect(),
        good_friday: if changing_hours { fields.good_friday == "ja" } else { latest.good_friday_off },
        liberation_day: if changing_hours { fields.liberation_day == "ja" } else { latest.liberation_day_off },
        preview,
        fields,
        errors,
    };
    show(&page)
}

/// Editions that hold now or will, by policy.
fn policy_lines(rules: &Rules, today: NaiveDate) -> Vec<PolicyLine> {
    policy_keys(rules)
        .into_iter()
        .flat_map(|key| {
            let named = rules.policies().iter().filter(|dated| dated.policy.name == key);
            let (planned, begun): (Vec<&DatedPolicy>, Vec<&DatedPolicy>) =
                named.partition(|dated| dated.from.is_some_and(|from| from > today));
            begun
                .into_iter()
                .last()
                .into_iter()
                .chain(planned)
                .map(|dated| PolicyLine {
                    name: policy_name(&key).to_owned(),
                    holds: holds(dated.from, today),
                    policy: dated.policy.clone(),
                })
                .collect::<Vec<_>>()
        })
        .collect()
}

fn policy_forms(rules: &Rules, fields: &Fields) -> Vec<PolicyForm> {
    policy_keys(rules)
        .into_iter()
        .filter_map(|key| {
            let latest = &rules.policies().iter().rfind(|dated| dated.policy.name == key)?.policy;
            let open = fields.what == "termijn" && fields.policy == key;
            let known = [
                latest.first_response_days,
                latest.answer_days,
                latest.remind_first_response_days,
                latest.remind_answer_days,
            ];
            let field = |at: usize| {
                let (path, name, label) = NUMBERS[at];
                let value = if open { fields.numbers()[at].clone() } else { known[at].to_string() };
                Field { id: format!("{key}-{path}"), name, label, value }
            };
            Some(PolicyForm {
                title: policy_name(&key).to_lowercase(),
                open,
                numbers: std::array::from_fn(field),
                from: Field {
                    id: format!("{key}-from"),
                    name: "from",
                    label: "Voor vragen vanaf welke dag?",
                    value: if open { fields.from.clone() } else { String::new() },
                },
                key,
            })
        })
        .collect()
}

fn policy_keys(rules: &Rules) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    for dated in rules.policies() {
        if !keys.contains(&dated.policy.name) {
            keys.push(dated.policy.name.clone());
        }
    }
    keys
}

/// The weeks that hold now or will: from when, and line by line what is in them.
fn weeks(rules: &Rules, today: NaiveDate) -> (Vec<String>, Vec<(&'static str, Vec<String>)>) {
    let regimes = rules.calendar.regimes();
    let begun = regimes.iter().skip(1).take_while(|regime| regime.from <= today).count();
    let shown = &regimes[begun..];
    // The first regime always held, whatever day it names.
    let from = |at: usize, regime: &Regime| (begun + at > 0).then_some(regime.from);
    let heads = shown.iter().enumerate().map(|(at, regime)| holds(from(at, regime), today)).collect();
    let hours = |weekday: usize| {
        let line = shown.iter().map(|regime| match opening_hours::in_words(&regime.hours[weekday]) {
            closed if closed.is_empty() => "dicht".to_owned(),
            open => open,
        });
        line.collect()
    };
    let choice = |off: fn(&Regime) -> bool| {
        shown.iter().map(|regime| if off(regime) { "vrije dag" } else { "gewone dag" }.to_owned()).collect()
    };
    let mut lines: Vec<(&'static str, Vec<String>)> =
        WEEKDAYS.into_iter().enumerate().map(|(weekday, name)| (name, hours(weekday))).collect();
    lines.push(("Goede Vrijdag", choice(|regime| regime.good_friday_off)));
    lines.push(("5 mei", choice(|regime| regime.liberation_day_off)));
    (heads, lines)
}

fn holds(from: Option<NaiveDate>, today: NaiveDate) -> String {
    match from {
        None => "Nu".to_owned(),
        Some(from) if from <= today => format!("Nu, sinds {}", long_day_in_words(from)),
        Some(from) => format!("Vanaf {}", long_day_in_words(from)),
    }
}

/// The computed holidays of a year; days about which people said something stand in their own list.
fn holidays(rules: &Rules, year: i32) -> Vec<Holiday> {
    let Some(first) = NaiveDate::from_ymd_opt(year, 1, 1) else { return Vec::new() };
    let calendar = &rules.calendar;
    first
        .iter_days()
        .take_while(|day| day.year() == year)
        .filter(|day| !calendar.special_days().any(|special| special.day == *day))
        .filter_map(|day| {
            let name = calendar.holiday(day)?.to_owned();
            Some(Holiday { day: long_day_in_words(day), name, weekend: day.weekday().num_days_from_monday() > 4 })
        })
        .collect()
}
