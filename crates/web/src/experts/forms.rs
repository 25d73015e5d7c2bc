//! What can be done with an expert (form handlers, POST): their profile, their absences, their conflicts of interest.

use super::page::{Shown, find, view};
use super::profile::{Fields, profile};
use crate::done::Done;
use crate::error::Failure;
use crate::extract::{Form, Path};
use crate::filter::read_day;
use crate::form::{Errors, chosen_or_none, complaints, saves};
use crate::visitor::Visitor;
use app::Refusal;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::{ASKS_FOR_DAY, Absence, Expert};

/// Shows what a change would have done, or makes it.
pub(crate) async fn change(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let expert = find(&visitor, &id)?;
    let profile = match profile(&fields).map_err(Errors::from) {
        Ok(profile) => profile,
        Err(errors) => return view(&visitor, expert, Shown { fields, errors, ..Shown::default() }).await,
    };
    let wanted = Expert {
        expertise: profile.expertise.clone(),
        coverage: profile.coverage.clone(),
        languages: profile.languages.clone(),
        weekly_minutes: profile.weekly_hours.map_or(expert.weekly_minutes, |hours| hours.saturating_mul(60)),
        working_days: profile.working_days,
        ..expert.clone()
    };
    let outcome = if saves(&fields.how) {
        visitor.app.change_expert(&visitor.caller, expert.id, &profile, Some(&fields.seen)).await.map(|()| None)
    } else {
        visitor.app.replay_expert_change(&visitor.caller, expert.id, &profile).await.map(Some)
    };
    match outcome {
        Ok(None) => Done::ExpertChanged.then(&visitor.app, &format!("/deskundigen/{id}")),
        Ok(replay) => view(&visitor, wanted, Shown { fields, replay, ..Shown::default() }).await,
        Err(Refusal::Conflict(message)) => {
            let errors = Errors::one("expertise", &message);
            let response = view(&visitor, wanted, Shown { fields, errors, ..Shown::default() }).await?;
            Ok((StatusCode::CONFLICT, response).into_response())
        }
        Err(refusal) => {
            let errors = complaints(refusal)?;
            view(&visitor, wanted, Shown { fields, errors, ..Shown::default() }).await
        }
    }
}

/// Takes back a conflict of interest.
pub(crate) async fn withdraw(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let expert = find(&visitor, &id)?;
    let organisation = fields.organisation.parse().map_err(|_| Failure::Refused(Refusal::Hidden))?;
    visitor.app.withdraw_conflict(&visitor.caller, expert.id, organisation).await?;
    Done::ConflictWithdrawn.then(&visitor.app, &format!("/deskundigen/{id}"))
}

/// Plans an absence.
pub(crate) async fn plan(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let expert = find(&visitor, &id)?;
    let absence = match absence(&fields) {
        Ok(absence) => absence,
        Err(errors) => return view(&visitor, expert, Shown { fields, errors, ..Shown::default() }).await,
    };
    let gaps = if fields.accepted == "ja" { app::Gaps::Accepted } else { app::Gaps::AskFirst };
    match visitor.app.plan_absence(&visitor.caller, expert.id, absence, gaps).await {
        Ok(uncovered) if uncovered.is_empty() => Done::AbsencePlanned.then(&visitor.app, &format!("/deskundigen/{id}")),
        Ok(uncovered) => view(&visitor, expert, Shown { fields, uncovered, ..Shown::default() }).await,
        Err(refusal) => {
            let errors = complaints(refusal)?;
            view(&visitor, expert, Shown { fields, errors, ..Shown::default() }).await
        }
    }
}

/// The absence as it was filled in; what of it cannot be read is a complaint.
fn absence(fields: &Fields) -> Result<Absence, Errors> {
    let mut errors = Errors::default();
    let mut day = |field: &str, typed: &str| {
        let read = read_day(typed);
        if read.is_none() {
            errors.add(field, ASKS_FOR_DAY.to_owned());
        }
        read
    };
    let (from, to) = (day("from", &fields.from), day("to", &fields.to));
    let cover = chosen_or_none("cover", &fields.cover).unwrap_or_else(|complaints| {
        errors.0.extend(Errors::from(complaints).0);
        None
    });
    match (from, to) {
        (Some(from), Some(to)) if errors.is_empty() => Ok(Absence { from, to, cover }),
        _ => Err(errors),
    }
}

/// Takes an absence back.
pub(crate) async fn back(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let expert = find(&visitor, &id)?;
    let from = read_day(&fields.from).ok_or(Failure::Refused(Refusal::Hidden))?;
    visitor.app.cancel_absence(&visitor.caller, expert.id, from).await?;
    Done::AbsenceCancelled.then(&visitor.app, &format!("/deskundigen/{id}"))
}
