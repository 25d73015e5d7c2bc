//! The page of one expert (agent profile).

use super::profile::{Fields, place_label, place_value};
use crate::error::Failure;
use crate::extract::Path;
use crate::form::{Choice, Errors, choices};
use crate::page::{Frame, show_as};
use crate::visitor::Visitor;
use app::{Action, ExpertProfile, Picture, Refusal, Replay};
use askama::Template;
use axum::response::Response;
use chrono::NaiveDate;
use domain::{Absence, Axis, Expert, PersonId, TopicKey, WorkingDays, amsterdam_day, long_day_in_words};

const DAYS: [&str; 7] = ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"];

#[derive(Template)]
#[template(path = "expert.html")]
struct ExpertPage {
    frame: Frame,
    id: String,
    name: String,
    may_change: bool,
    axes: Vec<(&'static str, Vec<TopicChoice>)>,
    covered: Vec<Choice>,
    layouts: Vec<(String, Vec<(String, String)>)>,
    english: bool,
    weekly: String,
    days: Vec<Choice>,
    absences: Vec<AbsenceLine>,
    /// Organisation, its name, and since when.
    conflicts: Vec<(String, String, String)>,
    /// Fingerprint of the profile as it stands.
    seen: String,
    colleagues: Vec<Choice>,
    fields: Fields,
    uncovered: Vec<String>,
    replay: Option<Replay>,
    errors: Errors,
}

struct TopicChoice {
    key: String,
    label: String,
    level: i32,
}

struct AbsenceLine {
    from: String,
    period: String,
    cover: String,
}

/// One expert.
pub(crate) async fn page(visitor: Visitor, Path(id): Path<String>) -> Result<Response, Failure> {
    visitor.require_staff()?;
    let expert = find(&visitor, &id)?;
    view(&visitor, expert, Shown::default()).await
}

/// What the page shows besides the expert.
#[derive(Default)]
pub(crate) struct Shown {
    /// As they were typed.
    pub fields: Fields,
    pub errors: Errors,
    /// What nobody else knows during the absence that was planned.
    pub uncovered: Vec<String>,
    /// What the change would have done.
    pub replay: Option<Replay>,
}

/// Whoever may be seen and planned for by this visitor.
pub(crate) fn find(visitor: &Visitor, id: &str) -> Result<Expert, Failure> {
    let id: PersonId = id.parse().map_err(|_| Failure::Refused(Refusal::Hidden))?;
    if !visitor.app.may(&visitor.caller, Action::PlanAbsence(id)) {
        return Err(Failure::Refused(Refusal::Forbidden));
    }
    visitor.app.picture().expert(id).cloned().ok_or(Failure::Refused(Refusal::Hidden))
}

/// The page, with what was typed, what is wrong with it, and what a change would do.
pub(crate) async fn view(visitor: &Visitor, expert: Expert, shown: Shown) -> Result<Response, Failure> {
    let Shown { fields, errors, uncovered, replay } = shown;
    let picture = visitor.app.picture();
    let today = amsterdam_day(visitor.app.now());
    let level = |key: &TopicKey| {
        expert.expertise.iter().find(|known| known.topic == *key).map_or(0, |known| known.level.number())
    };
    let axis = |axis| {
        picture
            .taxonomy
            .all()
            .iter()
            // What somebody knows of a topic that ended counts for questions of then.
            .filter(|topic| topic.axis == axis && (topic.valid.holds_on(today) || level(&topic.key) > 0))
            .map(|topic| TopicChoice { key: topic.key.0.clone(), label: topic.label.clone(), level: level(&topic.key) })
            .collect()
    };
    let as_it_stands = picture.expert(expert.id);
    let stored = as_it_stands.map_or(&[][..], |stored| stored.absences.as_slice());
    let may_change = visitor.app.may(&visitor.caller, Action::ManageExperts);
    let conflicts = if may_change { visitor.app.list_conflicts(&visitor.caller, expert.id).await? } else { Vec::new() };
    let status = errors.status();
    let page = ExpertPage {
        frame: Frame::of(&expert.name, visitor),
        id: expert.id.to_string(),
        name: expert.name.clone(),
        may_change,
        axes: vec![("Thema's", axis(Axis::Theme)), ("Groepen", axis(Axis::Group))],
        covered: choices(
            expert.coverage.iter().map(|place| (place_value(place), place_label(&picture, place))),
            |_| true,
        ),
        layouts: layouts(&picture),
        english: expert.languages.iter().any(|language| language == "en"),
        weekly: if fields.weekly.is_empty() { (expert.weekly_minutes / 60).to_string() } else { fields.weekly.clone() },
        days: days(expert.working_days),
        conflicts: conflicts
            .into_iter()
            .map(|one| (one.organisation.to_string(), one.name, long_day_in_words(amsterdam_day(one.since))))
            .collect(),
        seen: as_it_stands.map(|expert| ExpertProfile::of(expert).fingerprint()).unwrap_or_default(),
        absences: absences(stored, &picture, today),
        colleagues: colleagues(visitor, &expert, &fields.cover),
        fields,
        uncovered,
        replay,
        errors,
    };
    show_as(status, &page)
}

/// Every layout with its regions, by name.
fn layouts(picture: &Picture) -> Vec<(String, Vec<(String, String)>)> {
    picture
        .geography
        .layouts
        .values()
        .map(|layout| {
            let mut regions: Vec<(String, String)> = picture
                .geography
                .regions
                .values()
                .filter(|region| region.region.layout == layout.key)
                .map(|region| (format!("{}:{}", layout.key.0, region.region.code), region.name.clone()))
                .collect();
            regions.sort_by(|left, right| left.1.cmp(&right.1));
            (layout.label.clone(), regions)
        })
        .collect()
}

fn absences(stored: &[Absence], picture: &Picture, today: NaiveDate) -> Vec<AbsenceLine> {
    let line = |absence: &Absence| AbsenceLine {
        from: absence.from.to_string(),
        period: format!("{} tot en met {}", long_day_in_words(absence.from), long_day_in_words(absence.to)),
        cover: absence.cover.map_or_else(|| "geen waarnemer".to_owned(), |cover| picture.name(cover).to_owned()),
    };
    stored.iter().filter(|absence| absence.to >= today).map(line).collect()
}

fn colleagues(visitor: &Visitor, expert: &Expert, chosen: &str) -> Vec<Choice> {
    let colleagues = visitor.app.list_experts(&visitor.caller).unwrap_or_default().into_iter();
    let others = colleagues.filter(|colleague| colleague.id != expert.id);
    choices(others.map(|other| (other.id.to_string(), other.name)), |id| id == chosen)
}

/// Each as its bit.
fn days(working: WorkingDays) -> Vec<Choice> {
    let bits = DAYS.into_iter().enumerate().map(|(at, day)| ((1_u8 << at).to_string(), day));
    choices(bits, |bit| bit.parse::<u8>().is_ok_and(|bit| working.0 & bit != 0))
}
