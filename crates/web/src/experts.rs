//! Who the experts are: what they know, where they work, when they are away.

use crate::error::Failure;
use crate::extract::{Form, NoFilters, Path, Query};
use crate::page::{FieldError, Frame, field_errors, message_for, read_day, show};
use crate::visitor::Visitor;
use app::{Action, ExpertProfile, Refusal, Replay};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{
    Absence, Axis, Coverage, Expert, Expertise, Level, PersonId, RegionRef, TopicKey, WorkingDays, amsterdam_day,
    day_in_words, long_day_in_words,
};
use serde::Deserialize;

const DAYS: [&str; 7] = ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"];

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Fields {
    #[serde(default)]
    token: String,
    /// `probeer` shows what the change would have done.
    #[serde(default)]
    how: String,
    /// `topic=level`; level 0 is none.
    #[serde(default)]
    expertise: Vec<String>,
    /// `landelijk`, or `layout:code`.
    #[serde(default)]
    coverage: Vec<String>,
    #[serde(default)]
    english: String,
    #[serde(default)]
    weekly: String,
    /// Bits.
    #[serde(default)]
    days: Vec<u8>,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    cover: String,
    #[serde(default)]
    accepted: String,
    /// Of a conflict of interest.
    #[serde(default)]
    organisation: String,
    /// Fingerprint of the profile that was shown.
    #[serde(default)]
    seen: String,
}

#[derive(Template)]
#[template(path = "experts.html")]
struct ListPage {
    frame: Frame,
    rows: Vec<Row>,
}

struct Row {
    id: String,
    name: String,
    themes: String,
    places: String,
    hours: i32,
    away: String,
}

#[derive(Template)]
#[template(path = "expert.html")]
struct ExpertPage {
    frame: Frame,
    id: String,
    name: String,
    may_change: bool,
    axes: Vec<(&'static str, Vec<TopicChoice>)>,
    covered: Vec<PlaceChoice>,
    layouts: Vec<(String, Vec<(String, String)>)>,
    english: bool,
    weekly: String,
    days: Vec<(u8, &'static str, bool)>,
    absences: Vec<AbsenceLine>,
    /// Organisation, its name, and since when.
    conflicts: Vec<(String, String, String)>,
    /// Fingerprint of the profile as it stands.
    seen: String,
    colleagues: Vec<(String, String, bool)>,
    fields: Fields,
    uncovered: Vec<String>,
    replay: Option<Replay>,
    errors: Vec<FieldError>,
}

struct TopicChoice {
    key: String,
    label: String,
    level: i32,
}

struct PlaceChoice {
    value: String,
    label: String,
}

struct AbsenceLine {
    from: String,
    period: String,
    cover: String,
}

impl ExpertPage {
    fn error(&self, field: &str) -> Option<&str> {
        message_for(&self.errors, field)
    }
}

/// Everybody.
pub(crate) async fn list(visitor: Visitor, _: Query<NoFilters>) -> Result<Response, Failure> {
    visitor.require_staff()?;
    let desk = visitor.app.desk();
    let today = amsterdam_day(visitor.app.now());
    let rows = visitor
        .app
        .list_experts(&visitor.caller)?
        .into_iter()
        .map(|expert| Row {
            id: expert.id.to_string(),
            themes: expert
                .expertise
                .iter()
                .map(|known| desk.taxonomy.label(&known.topic))
                .collect::<Vec<_>>()
                .join(", "),
            places: expert.coverage.iter().map(|place| place_label(&desk, place)).collect::<Vec<_>>().join(", "),
            hours: expert.weekly_minutes / 60,
            away: expert
                .absence_on(today)
                .map_or_else(String::new, |absence| format!("afwezig tot en met {}", day_in_words(absence.to))),
            name: expert.name,
        })
        .collect();
    show(&ListPage { frame: Frame::of("Deskundigen", &visitor), rows })
}

/// One expert.
pub(crate) async fn page(visitor: Visitor, Path(id): Path<String>) -> Result<Response, Failure> {
    visitor.require_staff()?;
    let expert = find(&visitor, &id)?;
    view(&visitor, expert, Fields::default(), Vec::new(), Vec::new(), None).await
}

/// Shows what a change would have done, or makes it.
pub(crate) async fn change(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let expert = find(&visitor, &id)?;
    let profile = profile(&fields);
    let wanted = Expert {
        expertise: profile.expertise.clone(),
        coverage: profile.coverage.clone(),
        languages: profile.languages.clone(),
        weekly_minutes: profile.weekly_hours.map_or(expert.weekly_minutes, |hours| hours.saturating_mul(60)),
        working_days: profile.working_days,
        ..expert.clone()
    };
    let outcome = if fields.how == "probeer" {
        visitor.app.replay_expert_change(&visitor.caller, expert.id, &profile).await.map(Some)
    } else {
        visitor.app.change_expert(&visitor.caller, expert.id, &profile, Some(&fields.seen)).await.map(|()| None)
    };
    match outcome {
        Ok(None) => Ok(Redirect::to(&format!("/deskundigen/{id}")).into_response()),
        Ok(replay) => view(&visitor, wanted, fields, Vec::new(), Vec::new(), replay).await,
        Err(Refusal::Complaints(complaints)) => {
            let mut response = view(&visitor, wanted, fields, field_errors(complaints), Vec::new(), None).await?;
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
        Err(Refusal::Conflict(message)) => {
            let errors = vec![FieldError { field: "expertise".to_owned(), message }];
            let mut response = view(&visitor, wanted, fields, errors, Vec::new(), None).await?;
            *response.status_mut() = StatusCode::CONFLICT;
            Ok(response)
        }
        Err(refusal) => Err(refusal.into()),
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
    Ok(Redirect::to(&format!("/deskundigen/{id}")).into_response())
}

/// Plans an absence.
pub(crate) async fn plan(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let expert = find(&visitor, &id)?;
    let day = |text: &str| read_day(text);
    let (Some(from), Some(to)) = (day(&fields.from), day(&fields.to)) else {
        let errors = [("from", &fields.from), ("to", &fields.to)]
            .into_iter()
            .filter(|(_, text)| day(text).is_none())
            .map(|(field, _)| FieldError {
                field: field.to_owned(),
                message: "Geef een dag, bijvoorbeeld 21-12-2026.".to_owned(),
            })
            .collect();
        let mut response = view(&visitor, expert, fields, errors, Vec::new(), None).await?;
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(response);
    };
    let absence = Absence { from, to, cover: fields.cover.parse().ok() };
    let gaps = if fields.accepted == "ja" { app::Gaps::Accepted } else { app::Gaps::AskFirst };
    match visitor.app.plan_absence(&visitor.caller, expert.id, absence, gaps).await {
        Ok(uncovered) if uncovered.is_empty() => Ok(Redirect::to(&format!("/deskundigen/{id}")).into_response()),
        Ok(uncovered) => view(&visitor, expert, fields, Vec::new(), uncovered, None).await,
        Err(Refusal::Complaints(complaints)) => {
            let mut response = view(&visitor, expert, fields, field_errors(complaints), Vec::new(), None).await?;
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
        Err(refusal) => Err(refusal.into()),
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
    Ok(Redirect::to(&format!("/deskundigen/{id}")).into_response())
}

fn find(visitor: &Visitor, id: &str) -> Result<Expert, Failure> {
    let id: PersonId = id.parse().map_err(|_| Failure::Refused(Refusal::Hidden))?;
    if !visitor.app.may(&visitor.caller, Action::PlanAbsence(id)) {
        return Err(Failure::Refused(Refusal::Forbidden));
    }
    visitor.app.desk().expert(id).cloned().ok_or(Failure::Refused(Refusal::Hidden))
}

fn profile(fields: &Fields) -> ExpertProfile {
    ExpertProfile {
        expertise: fields
            .expertise
            .iter()
            .filter_map(|pair| {
                let (topic, level) = pair.split_once('=')?;
                let level = Level::from_number(level.parse().ok()?)?;
                Some(Expertise { topic: TopicKey(topic.to_owned()), level })
            })
            .collect(),
        coverage: fields
            .coverage
            .iter()
            .filter(|value| !value.is_empty())
            .map(|value| match value.split_once(':') {
                Some((layout, code)) => Coverage::Region(RegionRef::new(layout, code)),
                None => Coverage::National,
            })
            .collect::<std::collections::BTreeSet<_>>()
            .into_iter()
            .collect(),
        languages: if fields.english == "ja" { vec!["en".to_owned()] } else { Vec::new() },
        weekly_hours: fields.weekly.trim().parse().ok(),
        working_days: WorkingDays(fields.days.iter().fold(0, |days, day| days | day)),
    }
}

fn place_label(desk: &app::Desk, place: &Coverage) -> String {
    match place {
        Coverage::National => "heel Nederland".to_owned(),
        Coverage::Region(region) => {
            let layout = desk.geography.layouts.get(&region.layout).map_or("", |layout| layout.label.as_str());
            format!("{} ({})", desk.geography.region_name(region), layout.to_lowercase())
        }
    }
}

async fn view(
    visitor: &Visitor,
    expert: Expert,
    fields: Fields,
    errors: Vec<FieldError>,
    uncovered: Vec<String>,
    replay: Option<Replay>,
) -> Result<Response, Failure> {
    let desk = visitor.app.desk();
    let today = amsterdam_day(visitor.app.now());
    let value = |place: &Coverage| match place {
        Coverage::National => "landelijk".to_owned(),
        Coverage::Region(region) => format!("{}:{}", region.layout.0, region.code),
    };
    let level = |key: &TopicKey| {
        expert.expertise.iter().find(|known| known.topic == *key).map_or(0, |known| known.level.number())
    };
    let axis = |axis| {
        desk.taxonomy
            .on(axis, today)
            .map(|topic| TopicChoice { key: topic.key.0.clone(), label: topic.label.clone(), level: level(&topic.key) })
            .collect()
    };
    let layouts = desk
        .geography
        .layouts
        .values()
        .map(|layout| {
            let mut regions: Vec<(String, String)> = desk
                .geography
                .regions
                .values()
                .filter(|region| region.region.layout == layout.key)
                .map(|region| (format!("{}:{}", layout.key.0, region.region.code), region.name.clone()))
                .collect();
            regions.sort_by(|left, right| left.1.cmp(&right.1));
            (layout.label.clone(), regions)
        })
        .collect();
    let as_it_stands = desk.expert(expert.id);
    let stored = as_it_stands.map_or(&[][..], |stored| stored.absences.as_slice());
    let may_change = visitor.app.may(&visitor.caller, Action::ManageExperts);
    let conflicts = if may_change { visitor.app.list_conflicts(&visitor.caller, expert.id).await? } else { Vec::new() };
    let page = ExpertPage {
        frame: Frame::of(&expert.name, visitor),
        id: expert.id.to_string(),
        name: expert.name.clone(),
        may_change,
        axes: vec![("Thema's", axis(Axis::Theme)), ("Groepen", axis(Axis::Group))],
        covered: expert
            .coverage
            .iter()
            .map(|place| PlaceChoice { value: value(place), label: place_label(&desk, place) })
            .collect(),
        layouts,
        english: expert.languages.iter().any(|language| language == "en"),
        weekly: if fields.weekly.is_empty() { (expert.weekly_minutes / 60).to_string() } else { fields.weekly.clone() },
        days: DAYS
            .into_iter()
            .enumerate()
            .map(|(at, day)| (1 << at, day, expert.working_days.0 & (1 << at) != 0))
            .collect(),
        conflicts: conflicts
            .into_iter()
            .map(|one| (one.organisation.to_string(), one.name, day_in_words(amsterdam_day(one.since))))
            .collect(),
        seen: as_it_stands.map(|expert| ExpertProfile::of(expert).fingerprint()).unwrap_or_default(),
        absences: stored
            .iter()
            .filter(|absence| absence.to >= today)
            .map(|absence| AbsenceLine {
                from: absence.from.to_string(),
                period: format!("{} tot en met {}", long_day_in_words(absence.from), long_day_in_words(absence.to)),
                cover: absence.cover.map_or_else(|| "geen waarnemer".to_owned(), |cover| desk.name(cover).to_owned()),
            })
            .collect(),
        colleagues: visitor
            .app
            .list_experts(&visitor.caller)
            .unwrap_or_default()
            .into_iter()
            .filter(|colleague| colleague.id != expert.id)
            .map(|colleague| (colleague.id.to_string(), colleague.name, colleague.id.to_string() == fields.cover))
            .collect(),
        fields,
        uncovered,
        replay,
        errors,
    };
    show(&page)
}
