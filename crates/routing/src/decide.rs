//! Who should answer, and why.

use crate::score::{best_region, is_national, level, place_in_words, reasons};
use crate::{Case, Load, Roster};
use chrono::{DateTime, Utc};
use domain::{Axis, Candidate, Decision, Exclusion, Expert, PersonId, amsterdam_day};
use std::cmp::Reverse;
use std::collections::HashMap;

/// How strictly topic and region are asked for. A case moves on to the next step when nobody fits the one before.
/// Language, absence, capacity, conflicts of interest and earlier handovers are never relaxed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    /// Knows the primary theme and works in one of the regions.
    Strict,
    /// Knows the primary theme, wherever they work.
    AnyRegion,
    /// Knows any of the topics.
    AnyTopic,
    /// Nothing is known of the topic: anybody may look at it.
    Anybody,
}

const STEPS: [Step; 4] = [Step::Strict, Step::AnyRegion, Step::AnyTopic, Step::Anybody];

impl Step {
    /// What was let go, in Dutch.
    fn in_words(self) -> Option<&'static str> {
        match self {
            Self::Strict => None,
            Self::AnyRegion => Some("geen deskundige met ruimte in deze regio"),
            Self::AnyTopic => Some("geen deskundige met ruimte voor het hoofdthema"),
            Self::Anybody => Some("het onderwerp is niet herkend"),
        }
    }
}

/// Picks an expert for a case: gates first, then the highest score; a tie goes to whoever got nothing for longest, then
/// to the lowest id. Lists everybody: the eligible best first, then the excluded with their reason.
pub fn decide(case: &Case, roster: &Roster, loads: &HashMap<PersonId, Load>, now: DateTime<Utc>) -> Decision {
    let load_of = |expert: &Expert| loads.get(&expert.id).copied().unwrap_or_default();
    let barred: Vec<Option<Exclusion>> =
        roster.experts().iter().map(|expert| barred(expert, case, load_of(expert), now)).collect();
    let (step, eligible) = eligible(case, roster, &barred);

    let mut ranked: Vec<(Candidate, Option<DateTime<Utc>>)> = eligible
        .iter()
        .map(|&at| {
            let expert = &roster.experts()[at];
            let load = load_of(expert);
            let reasons = reasons(expert, case, load);
            let score = reasons.iter().map(|reason| reason.points).sum();
            let candidate =
                Candidate { expert: expert.id, name: expert.name.clone(), score: Some(score), excluded: None, reasons };
            (candidate, load.last_assigned_at)
        })
        .collect();
    // `None` sorts before any instant: who never got anything has waited longest.
    ranked.sort_by_key(|(candidate, last)| (Reverse(candidate.score), *last, candidate.expert));

    let mut candidates: Vec<Candidate> = ranked.into_iter().map(|(candidate, _)| candidate).collect();
    let chosen = candidates.first().map(|first| first.expert);
    let summary = summary(case, roster, &candidates, step, load_of);
    let is_eligible: Vec<bool> = {
        let mut flags = vec![false; roster.experts().len()];
        for &at in &eligible {
            flags[at] = true;
        }
        flags
    };
    for (at, expert) in roster.experts().iter().enumerate().filter(|(at, _)| !is_eligible[*at]) {
        let excluded = barred[at].clone().unwrap_or_else(|| {
            if knows_enough(expert, case, Step::AnyRegion) { Exclusion::Region } else { Exclusion::Topic }
        });
        candidates.push(Candidate {
            expert: expert.id,
            name: expert.name.clone(),
            score: None,
            excluded: Some(excluded),
            reasons: Vec::new(),
        });
    }
    let relaxed = match chosen {
        Some(_) => step.in_words().into_iter().map(str::to_owned).collect(),
        None => Vec::new(),
    };
    Decision { chosen, summary, candidates, relaxed, decided_at: now }
}

/// What no relaxation mends.
fn barred(expert: &Expert, case: &Case, load: Load, now: DateTime<Utc>) -> Option<Exclusion> {
    if case.language != "nl" && !expert.languages.contains(&case.language) {
        return Some(Exclusion::Language { language: case.language.clone() });
    }
    // Away when the answer is due, or away right now: either way the question would lie still.
    let away = expert.absence_on(case.answer_due_on).or_else(|| expert.absence_on(amsterdam_day(now)));
    if let Some(absence) = away {
        return Some(Exclusion::Absent { until: absence.to });
    }
    if case.conflicts.contains(&expert.id) {
        return Some(Exclusion::ConflictOfInterest);
    }
    if case.declined_by.contains(&expert.id) {
        return Some(Exclusion::Declined);
    }
    if load.open_minutes + case.effort_minutes > expert.weekly_minutes {
        return Some(Exclusion::Full { open_minutes: load.open_minutes, weekly_minutes: expert.weekly_minutes });
    }
    None
}

/// The first step at which somebody fits, and who does.
fn eligible(case: &Case, roster: &Roster, barred: &[Option<Exclusion>]) -> (Step, Vec<usize>) {
    for step in STEPS {
        if step == Step::Anybody && !case.topics.is_empty() {
            break;
        }
        let fitting: Vec<usize> = pool(case, roster, step)
            .into_iter()
            .filter(|&at| barred[at].is_none())
            .filter(|&at| {
                let expert = &roster.experts()[at];
                knows_enough(expert, case, step) && (step > Step::Strict || works_here(expert, case))
            })
            .collect();
        if !fitting.is_empty() {
            return (step, fitting);
        }
    }
    (Step::Strict, Vec::new())
}

/// Who could fit a step, through the index.
fn pool(case: &Case, roster: &Roster, step: Step) -> Vec<usize> {
    let mut pool: Vec<usize> = match step {
        Step::Strict | Step::AnyRegion => match primary(case) {
            Some(key) => roster.knowing(key).to_vec(),
            None => Vec::new(),
        },
        Step::AnyTopic => case.topics.iter().flat_map(|topic| roster.knowing(&topic.key).iter().copied()).collect(),
        Step::Anybody => (0..roster.experts().len()).collect(),
    };
    pool.sort_unstable();
    pool.dedup();
    pool
}

/// The topic whose expert should answer: the primary theme, else the first theme, else the first group.
fn primary(case: &Case) -> Option<&domain::TopicKey> {
    let by = |wanted: fn(&crate::CaseTopic) -> bool| case.topics.iter().find(|topic| wanted(topic));
    by(|topic| topic.primary)
        .or_else(|| by(|topic| topic.axis == Axis::Theme))
        .or_else(|| by(|_| true))
        .map(|topic| &topic.key)
}

fn knows_enough(expert: &Expert, case: &Case, step: Step) -> bool {
    match step {
        Step::Strict | Step::AnyRegion => primary(case).is_some_and(|key| level(expert, key).is_some()),
        Step::AnyTopic => case.topics.iter().any(|topic| level(expert, &topic.key).is_some()),
        Step::Anybody => true,
    }
}

fn works_here(expert: &Expert, case: &Case) -> bool {
    // A question from nowhere in particular is at home everywhere.
    case.regions.is_empty() || is_national(expert) || best_region(expert, case).is_some()
}

/// One Dutch sentence a lead could read out.
fn summary(
    case: &Case,
    roster: &Roster,
    ranked: &[Candidate],
    step: Step,
    load_of: impl Fn(&Expert) -> Load,
) -> String {
    let find = |id: PersonId| roster.experts().iter().find(|expert| expert.id == id);
    let Some(expert) = ranked.first().and_then(|first| find(first.expert)) else {
        return "Nog niet toegewezen: geen deskundige die het onderwerp kent heeft ruimte.".to_owned();
    };
    let mut because = Vec::new();
    let known = case.topics.iter().filter_map(|topic| {
        let level = level(expert, &topic.key)?;
        Some((topic.axis == Axis::Group, Reverse(topic.primary), Reverse(level), &topic.label))
    });
    if let Some((_, _, level, label)) = known.min() {
        because.push(format!("{label} kent (niveau {})", level.0.label()));
    }
    if let Some(place) = best_region(expert, case) {
        because.push(format!("werkt in {}", place_in_words(place)));
    } else if is_national(expert) {
        because.push("in heel Nederland werkt".to_owned());
    }
    let load = load_of(expert);
    because.push(format!("{} van {} uur bezet is", load.open_minutes / 60, expert.weekly_minutes / 60));
    let mut text = format!("Naar {}, omdat deze deskundige {}", expert.name, listed(&because));
    if let Some(words) = step.in_words() {
        text.push_str(&format!("; ruimer gezocht: {words}"));
    }
    match ranked.get(1) {
        Some(second) => text.push_str(&format!("; {} was tweede.", second.name)),
        None => text.push_str("; verder paste niemand."),
    }
    text
}

fn listed(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} en {last}", first.join(", ")),
    }
}
