//! What the last twelve months would have looked like with another expert profile.

use crate::assigning::subject::{Gate, Likeness, Subject, case_of};
use crate::{App, Picture, Refusal};
use chrono::{DateTime, Duration, Utc};
use domain::{Expert, PersonId};
use routing::{Case, Load, Roster};
use std::collections::{BTreeMap, HashMap};
use store::tickets::RoutedQuestion;

/// How far back.
const YEAR: Duration = Duration::days(365);
/// How long an answer is thought to take, for questions that have none yet.
const USUAL: Duration = Duration::days(7);

/// The difference a change would have made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Replay {
    /// How many questions were routed again.
    pub questions: usize,
    /// How many would have gone to somebody else.
    pub changed: usize,
    /// Who would have had more or fewer: name, before, after; the largest difference first.
    pub shifts: Vec<(String, usize, usize)>,
    /// How many questions found nobody, before and after.
    pub unassigned: (usize, usize),
    /// How many could only go to somebody with less of the topic or from elsewhere, before and after.
    pub relaxed: (usize, usize),
    /// Topics and places that nobody fits any more, with how many questions: at most ten.
    pub uncovered: Vec<(String, usize)>,
}

/// Who got each question, and whether something had to give.
type Outcome = Vec<(Option<PersonId>, bool)>;

impl App {
    /// Routes every question of the last twelve months twice, with the roster as it is and with one expert changed,
    /// on work that fills and empties as it did. People's corrections count as if they had been known at once.
    pub(crate) async fn replay(&self, changed: Expert) -> Result<Replay, Refusal> {
        let now = self.clock.now();
        let questions = store::tickets::routed_since(&self.store, now - YEAR).await?;
        let picture = self.picture();
        tokio::task::spawn_blocking(move || {
            let experts = picture.roster.experts();
            let others = experts.iter().filter(|expert| expert.id != changed.id).cloned();
            let roster = Roster::new(others.chain([changed.clone()]).collect());
            let cases: Vec<Case> = questions.iter().map(|question| case(question, &picture)).collect();
            let before = route_all(&questions, &cases, &picture.roster);
            let after = route_all(&questions, &cases, &roster);
            compare(&questions, &before, &after, &picture)
        })
        .await
        .map_err(|error| Refusal::Internal(error.to_string()))
    }
}

fn case(question: &RoutedQuestion, picture: &Picture) -> Case {
    let subject = Subject {
        topics: &question.topics,
        places: std::iter::once(&question.place).chain(&question.also).collect(),
        language: &question.language,
        organisation: Some(question.organisation),
        effort_minutes: question.effort_minutes,
        received_at: question.received_at,
        answer_due_at: question.received_at + Duration::days(14),
        declined_by: Vec::new(),
        conflicts: Vec::new(),
        known_experts: Vec::new(),
        gate: Gate::open_from(picture),
        likeness: Likeness::Familiar,
    };
    case_of(&subject, picture, question.received_at)
}

fn route_all(questions: &[RoutedQuestion], cases: &[Case], roster: &Roster) -> Outcome {
    let mut loads: HashMap<PersonId, Load> = HashMap::new();
    let mut ending: BTreeMap<(DateTime<Utc>, usize), (PersonId, i32)> = BTreeMap::new();
    let mut outcome = Vec::with_capacity(cases.len());
    for (at, (question, case)) in questions.iter().zip(cases).enumerate() {
        let now = question.received_at;
        while let Some(first) = ending.first_entry().filter(|entry| entry.key().0 <= now) {
            let (expert, minutes) = first.remove();
            loads.entry(expert).or_default().open_minutes -= minutes;
        }
        let decision = routing::decide(case, roster, &loads, now);
        if let Some(expert) = decision.chosen {
            let load = loads.entry(expert).or_default();
            load.open_minutes += case.effort_minutes;
            load.last_assigned_at = Some(now);
            let done = question.answered_at.unwrap_or(now + USUAL).max(now);
            ending.insert((done, at), (expert, case.effort_minutes));
        }
        outcome.push((decision.chosen, !decision.relaxed.is_empty()));
    }
    outcome
}

fn compare(questions: &[RoutedQuestion], before: &Outcome, after: &Outcome, picture: &Picture) -> Replay {
    let mut counts: BTreeMap<PersonId, (usize, usize)> = BTreeMap::new();
    let mut uncovered: BTreeMap<String, usize> = BTreeMap::new();
    let mut replay = Replay { questions: questions.len(), ..Replay::default() };
    for (question, (was, is)) in questions.iter().zip(before.iter().zip(after)) {
        replay.changed += usize::from(was.0 != is.0);
        if let Some(expert) = was.0 {
            counts.entry(expert).or_default().0 += 1;
        }
        if let Some(expert) = is.0 {
            counts.entry(expert).or_default().1 += 1;
        }
        replay.unassigned.0 += usize::from(was.0.is_none());
        replay.unassigned.1 += usize::from(is.0.is_none());
        replay.relaxed.0 += usize::from(was.1);
        replay.relaxed.1 += usize::from(is.1);
        let fitted = was.0.is_some() && !was.1;
        let fits = is.0.is_some() && !is.1;
        if fitted && !fits {
            let primary = question.topics.iter().find(|topic| topic.primary).or(question.topics.first());
            let topic = primary.map_or("een onbekend onderwerp", |topic| picture.taxonomy.label(&topic.key));
            let place = format!("{topic} in {}", picture.geography.place_name(&question.place));
            *uncovered.entry(place).or_default() += 1;
        }
    }
    replay.shifts = counts
        .into_iter()
        .filter(|(_, (was, is))| was != is)
        .map(|(expert, (was, is))| (picture.name(expert).to_owned(), was, is))
        .collect();
    replay.shifts.sort_by_key(|(name, was, is)| (std::cmp::Reverse(was.abs_diff(*is)), name.clone()));
    replay.uncovered = uncovered.into_iter().collect();
    replay.uncovered.sort_by_key(|(place, count)| (std::cmp::Reverse(*count), place.clone()));
    replay.uncovered.truncate(10);
    replay
}
