//! The page of what the desk promises (settings page), and its one form handler.

use super::days::{DayLine, Holiday, holidays, special_days};
use super::hours::{opens, weeks};
use super::parse::{Fields, field_id, is_weekday, parse, place_in_form};
use super::policies::{Field, PolicyForm, PolicyLine, policy_forms, policy_lines};
use super::preview::{Preview, preview};
use super::words::{capitalised, working_days};
use crate::error::Failure;
use crate::extract::{Form, NoFilters, Query};
use crate::form::{Errors, FieldError};
use crate::page::{Frame, show};
use crate::visitor::Visitor;
use app::Refusal;
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::Datelike;
use domain::{amsterdam_day, long_day_in_words, moment_in_words};

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
    errors: Errors,
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
    view(&visitor, Fields::default(), None, Errors::default(), news).await
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
        (Ok(Some(consequences)), Some(change)) if errors.is_empty() => {
            let preview = preview(&visitor.app.picture().promises, &change, consequences, &fields);
            return view(&visitor, fields, Some(preview), errors, News::None).await;
        }
        (Ok(Some(_)), _) => {}
        // What could not be read has its message already.
        (Err(Refusal::Complaints(complaints)), _) => {
            let told = errors.len();
            for error in Errors::from(complaints).0 {
                let field = field_id(&fields, &error.field);
                if !errors.0[..told].iter().any(|error| error.field == field || is_weekday(&error.field, &field)) {
                    errors.0.push(FieldError { field, ..error });
                }
            }
        }
        (Err(refusal), _) => return Err(refusal.into()),
    }
    errors.0.sort_by_key(|error| place_in_form(&error.field));
    let response = view(&visitor, fields, None, errors, News::None).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, response).into_response())
}

async fn view(
    visitor: &Visitor,
    fields: Fields,
    preview: Option<Preview>,
    errors: Errors,
    news: News,
) -> Result<Response, Failure> {
    let (rules, editions) = visitor.app.view_promise_rules(&visitor.caller).await?;
    let picture = visitor.app.picture();
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
        days: special_days(&rules, today),
        holidays: [today.year(), today.year() + 1].map(|year| (year, holidays(&rules, year))).into(),
        editions: editions
            .iter()
            .map(|edition| {
                let touches = edition.touches_from.map_or_else(String::new, |day| {
                    format!(" Verandert de openingstijden vanaf {}.", long_day_in_words(day))
                });
                let who = picture.name(edition.created_by);
                format!("{} door {who}.{touches}", capitalised(&moment_in_words(edition.created_at)))
            })
            .collect(),
        opens: opens(latest, &fields),
        good_friday: if changing_hours { fields.good_friday == "ja" } else { latest.good_friday_off },
        liberation_day: if changing_hours { fields.liberation_day == "ja" } else { latest.liberation_day_off },
        preview,
        fields,
        errors,
    };
    show(&page)
}
