//! Who should answer, and why.

use crate::score::{Fit, level, listed, place_in_words};
use crate::{Case, CaseTopic, Load, Roster};
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

/// Who fits a case best, before anything is put into words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    step: Step,
    /// Score and place in the roster, best first.
    ranked: Vec<(i32, usize)>,
}

impl Choice {
    /// The best one.
    pub fn chosen(&self, roster: &Roster) -> Option<PersonId> {
        self.ranked.first().map(|(_, at)| roster.experts()[*at].id)
    }
}

/// So many regions are named in the sentence that says why; all of them stand among the points.
const REGIONS_NAMED: usize = 3;

/// The experts who know one of the topics, or when there are few of them everybody, are listed with a decision.
const EVERYBODY_LISTED: usize = 200;

/// Picks an expert for a case: gates first, then the highest score; a tie goes to whoever got nothing for longest, then
/// to the lowest id. Looks only at who knows one of the topics.
pub fn choose(case: &Case, roster: &Roster, loads: &HashMap<PersonId, Load>, now: DateTime<Utc>) -> Choice {
    choose_with(case, roster, loads, now, &Fit::of(case, roster))
}

/// The same decision with everything a person may want to know of it: everybody considered, the eligible best first,
/// then the excluded with their reason.
pub fn decide(case: &Case, roster: &Roster, loads: &HashMap<PersonId, Load>, now: DateTime<Utc>) -> Decision {
    let fit = Fit::of(case, roster);
    let choice = choose_with(case, roster, loads, now, &fit);
    let load_of = |at: usize| loads.get(&roster.experts()[at].id).copied().unwrap_or_default();
    let mut candidates: Vec<Candidate> = choice
        .ranked
        .iter()
        .map(|&(score, at)| {
            let expert = &roster.experts()[at];
            let reasons = fit.reasons(at, roster, load_of(at));
            Candidate { expert: expert.id, name: expert.name.clone(), score: Some(score), excluded: None, reasons }
        })
        .collect();
    let chosen = choice.chosen(roster);
    let summary = summary(case, roster, &choice, &fit, load_of);
    let mut is_eligible = vec![false; roster.experts().len()];
    for (_, at) in &choice.ranked {
        is_eligible[*at] = true;
    }
    let many = roster.experts().len() > EVERYBODY_LISTED;
    for (at, expert) in roster.experts().iter().enumerate().filter(|(at, _)| !is_eligible[*at]) {
        let knows_none = !knows_enough(at, roster, case, Step::AnyTopic);
        if many && knows_none {
            continue;
        }
        // Of whoever knows none of the topics nothing else is asked: nothing else would make them fit.
        let excluded = match barred(expert, case, load_of(at), now) {
            _ if knows_none && !case.topics.is_empty() => Exclusion::Topic,
            Some(barred) => barred,
            None if knows_enough(at, roster, case, Step::AnyRegion) => Exclusion::Region,
            None => Exclusion::MainTopic,
        };
        candidates.push(Candidate {
            expert: expert.id,
            name: expert.name.clone(),
            score: None,
            excluded: Some(excluded),
            reasons: Vec::new(),
        });
    }
    let relaxed = match chosen {
        Some(_) => choice.step.in_words().into_iter().map(str::to_owned).collect(),
        None => Vec::new(),
    };
    Decision { chosen, summary, candidates, relaxed, decided_at: now }
}

/// The first step at which somebody fits, and who does, best first.
fn choose_with(
    case: &Case,
    roster: &Roster,
    loads: &HashMap<PersonId, Load>,
    now: DateTime<Utc>,
    fit: &Fit<'_>,
) -> Choice {
    for step in STEPS {
        if step == Step::Anybody && !case.topics.is_empty() {
            break;
        }
        // `None` sorts before any instant: who never got anything has waited longest.
        let mut ranked: Vec<(Reverse<i32>, Option<DateTime<Utc>>, usize)> = pool(case, roster, step)
            .into_iter()
            .filter(|&at| step > Step::Strict || fit.works_here(at))
            .filter_map(|at| {
                let expert = &roster.experts()[at];
                let load = loads.get(&expert.id).copied().unwrap_or_default();
                if barred(expert, case, load, now).is_some() {
                    return None;
                }
                let score = fit.score(at, expert.weekly_minutes, load, case.known_experts.contains(&expert.id));
                Some((Reverse(score), load.last_assigned_at, at))
            })
            .collect();
        if !ranked.is_empty() {
            ranked.sort_unstable();
            return Choice { step, ranked: ranked.into_iter().map(|(score, _, at)| (score.0, at)).collect() };
        }
    }
    Choice { step: Step::Strict, ranked: Vec::new() }
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

/// Who could fit a step, through the index.
fn pool(case: &Case, roster: &Roster, step: Step) -> Vec<usize> {
    match step {
        Step::Strict | Step::AnyRegion => match primary(case) {
            Some(topic) => roster.knowing(&topic.key).iter().map(|(at, _)| *at).collect(),
            None => Vec::new(),
        },
        Step::AnyTopic => {
            let knowing = case.topics.iter().flat_map(|topic| roster.knowing(&topic.key));
            let mut pool: Vec<usize> = knowing.map(|(at, _)| *at).collect();
            pool.sort_unstable();
            pool.dedup();
            pool
        }
        Step::Anybody => (0..roster.experts().len()).collect(),
    }
}

/// The topic whose expert should answer: the primary theme, else the first theme, else the first group.
fn primary(case: &Case) -> Option<&CaseTopic> {
    let by = |wanted: fn(&CaseTopic) -> bool| case.topics.iter().find(|topic| wanted(topic));
    by(|topic| topic.primary).or_else(|| by(|topic| topic.axis == Axis::Theme)).or_else(|| by(|_| true))
}

fn knows_enough(expert: usize, roster: &Roster, case: &Case, step: Step) -> bool {
    let knows = |topic: &CaseTopic| level(roster, topic, expert).is_some();
    match step {
        Step::Strict | Step::AnyRegion => primary(case).is_some_and(knows),
        Step::AnyTopic => case.topics.iter().any(knows),
        Step::Anybody => true,
    }
}

/// One Dutch sentence a lead could read out.
fn summary(case: &Case, roster: &Roster, choice: &Choice, fit: &Fit<'_>, load_of: impl Fn(usize) -> Load) -> String {
    let Some(&(_, at)) = choice.ranked.first() else {
        return "Nog niet toegewezen: geen deskundige die het onderwerp kent heeft ruimte.".to_owned();
    };
    let expert = &roster.experts()[at];
    let mut because = Vec::new();
    let known = case.topics.iter().filter_map(|topic| {
        let level = level(roster, topic, at)?;
        Some((topic.axis == Axis::Group, Reverse(topic.primary), Reverse(level), &topic.label))
    });
    if let Some((_, _, level, label)) = known.min() {
        because.push(format!("{label} kent (niveau {})", level.0.label()));
    }
    let regions: Vec<String> =
        fit.regions(at).iter().take(REGIONS_NAMED).map(|(_, place)| place_in_words(place)).collect();
    if !regions.is_empty() {
        because.push(format!("werkt in {}", listed(&regions)));
    } else if roster.national().contains(&at) {
        because.push("in heel Nederland werkt".to_owned());
    }
    let load = load_of(at);
    because.push(format!("{} van {} uur bezet is", load.open_minutes / 60, expert.weekly_minutes / 60));
    let mut text = format!("Naar {}, omdat deze deskundige {}", expert.name, listed(&because));
    if let Some(words) = choice.step.in_words() {
        text.push_str(&format!("; ruimer gezocht: {words}"));
    }
    match choice.ranked.get(1) {
        Some((_, second)) => text.push_str(&format!("; {} was tweede.", roster.experts()[*second].name)),
        None => text.push_str("; verder paste niemand."),
    }
    text
}
