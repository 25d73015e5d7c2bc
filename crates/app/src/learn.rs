//! Learning from what people said questions are about.
//!
//! A model is a pure function of the program and a prefix of the log of corrections: every server that is told up to
//! which line arrives at the same one, byte for byte.

use crate::policy::{self, Action};
use crate::{App, Caller, Refusal, ledger};
use domain::{
    Actor, Complaints, DeskEvent, ModelChange, ModelReport, Origin, PersonId, Ticket, TicketId, TopicKey, TopicSource,
};
use routing::{Classifier, Correction, Example, Labelled, evaluate, training_corpus};
use serde_json::json;
use std::collections::{HashMap, HashSet};
use store::Tx;
use store::corrections::{Lesson, NewCorrection};
use store::models::{ModelState, StoredModel};
use store::routing_rules::RoutingRules;

/// After how many corrections the desk learns again.
const EVERY: usize = 10;
/// How many of the last confirmed questions a new model must not lose on.
const EXAMINED: usize = 200;
/// On fewer confirmed questions than this no model is compared, and none is put into use.
const FEWEST: usize = 10;
/// How many lessons of one person on one topic count in a round of [`EVERY`]: one misunderstanding, repeated all day,
/// must not outvote what others said for months.
const MOST_ALIKE: usize = 3;
/// How many models a lead sees.
const SHOWN: u64 = 12;

/// What a lead sees of learning.
#[derive(Debug, Clone)]
pub struct LearningView {
    /// The newest models first.
    pub models: Vec<StoredModel>,
    /// The version that routes now.
    pub version: String,
    /// Corrections nobody learned from yet.
    pub waiting: u64,
    /// Per tenth of certainty: how many questions, and how many of them had the right theme.
    pub certainty: Vec<CertaintyBand>,
    /// What leads decided.
    pub rules: RoutingRules,
}

/// How often the desk was right when it was this sure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CertaintyBand {
    /// From this certainty, in thousandths.
    pub from: i32,
    /// Questions that people looked at.
    pub asked: i64,
    /// Of these, the primary theme proved right.
    pub right: i64,
}

impl App {
    /// Learns when there is enough to learn from. True when a new model routes from now on.
    pub async fn learn_if_due(&self) -> Result<usize, Refusal> {
        policy::check(&Actor::System, Action::Operate)?;
        if !self.desk().rules.learns {
            return Ok(0);
        }
        let newest = store::models::latest(&self.store, 1).await?;
        let seen = newest.first().map_or(0, |model| model.corrections_until);
        if store::corrections::count_after(&self.store, seen).await? < EVERY as u64 {
            return Ok(0);
        }
        self.learn(&Caller::system(Origin::Worker)).await.map(usize::from)
    }

    /// Fits a model on everything people said so far, compares it with the one that routes on the last confirmed
    /// questions, and lets it route unless it does worse or there was too little to compare on. True when it routes
    /// from now on.
    pub async fn learn(&self, caller: &Caller) -> Result<bool, Refusal> {
        policy::check(&caller.actor, Action::ManageRouting)?;
        let until = store::corrections::last(&self.store).await?;
        let lessons = store::corrections::until(&self.store, until).await?;
        self.tell_of_unreadable(&lessons.unreadable).await?;
        let lessons = lessons.read;
        let desk = self.desk();
        let known_until = desk.corrections_until();
        let terms = desk.terms().to_vec();
        let (candidate, exam) = tokio::task::spawn_blocking(move || {
            let exam = examine(&lessons, known_until, &terms);
            (fit(&lessons), exam)
        })
        .await
        .map_err(|error| Refusal::Internal(error.to_string()))?;
        let compared = exam.questions >= FEWEST;
        let better = compared && exam.after >= exam.before;
        let report =
            ModelReport { examined: exam.questions, compared, right_before: exam.before, right_after: exam.after };
        let now = self.clock.now();
        let tx = self.store.write().await?;
        if !store::models::insert(&tx, candidate.version(), until, &json!(report), now).await? {
            // Another worker was first with the same model.
            tx.rollback().await?;
            return Ok(false);
        }
        if better {
            store::models::activate(&tx, Some((candidate.version(), until))).await?;
        }
        let fitted = ModelChange::Fitted { version: candidate.version().to_owned(), until, active: better, report };
        ledger::write_at_desk(&tx, caller, DeskEvent::ModelChanged(fitted), now).await?;
        tx.commit().await?;
        if better {
            self.reload().await?;
        }
        Ok(better)
    }

    /// Lines of the log that cannot be read are left out, by every server alike, and shown to the operator.
    async fn tell_of_unreadable(&self, unreadable: &[(TicketId, String)]) -> Result<(), Refusal> {
        let mut sweep = self.begin_sweep("learn").await?;
        for (ticket, why) in unreadable {
            if !sweep.leaves(*ticket) {
                sweep.row::<()>(*ticket, async { Err(Refusal::Internal(why.clone())) }).await?;
            }
        }
        sweep.end().await;
        Ok(())
    }

    /// Goes back to an earlier model (none: to what the program knows by itself). The desk learns no further until a
    /// lead says so.
    pub async fn go_back_to_model(&self, caller: &Caller, model: Option<i64>) -> Result<(), Refusal> {
        policy::check(&caller.actor, Action::ManageRouting)?;
        let now = self.clock.now();
        let tx = self.store.write().await?;
        let chosen = match model {
            None => None,
            Some(id) => match store::models::find(&tx, id).await? {
                Some(found) if found.state != ModelState::Rejected => Some(found),
                _ => return Err(Complaints::one("model", "UNKNOWN", "Kies een model dat eerder werkte.").into()),
            },
        };
        store::models::activate(&tx, chosen.as_ref().map(|model| (model.version.as_str(), model.corrections_until)))
            .await?;
        let rules = store::routing_rules::load(&tx).await?;
        store::routing_rules::save(&tx, RoutingRules { learns: false, ..rules }).await?;
        let back = ModelChange::WentBack { back_to: chosen.map(|model| model.version) };
        ledger::write_at_desk(&tx, caller, DeskEvent::ModelChanged(back), now).await?;
        tx.commit().await?;
        self.reload().await?;
        Ok(())
    }

    /// Models, certainty and the rules.
    pub async fn view_learning(&self, caller: &Caller) -> Result<LearningView, Refusal> {
        policy::check(&caller.actor, Action::ManageRouting)?;
        let models = store::models::latest(&self.store, SHOWN).await?;
        let seen = models.first().map_or(0, |model| model.corrections_until);
        let certainty = store::corrections::judged(&self.store).await?;
        let desk = self.desk();
        Ok(LearningView {
            waiting: store::corrections::count_after(&self.store, seen).await?,
            models,
            version: desk.classifier.version().to_owned(),
            certainty: certainty
                .into_iter()
                .map(|(tenth, asked, right)| CertaintyBand { from: tenth * 100, asked, right })
                .collect(),
            rules: store::routing_rules::load(&self.store).await?,
        })
    }

    /// Writes down what somebody said a ticket is about, for the desk to learn from.
    pub(crate) async fn remember(
        &self,
        tx: &Tx,
        caller: &Caller,
        ticket: &Ticket,
        groups: Vec<TopicKey>,
        themes: Vec<TopicKey>,
        wrong_theme: Option<TopicKey>,
    ) -> Result<(), Refusal> {
        let Some(by) = caller.actor.person() else { return Ok(()) };
        let proposed = ticket.topics.iter().find(|topic| topic.primary && topic.source == TopicSource::Classifier);
        let judged = proposed.and_then(|topic| {
            let right =
                wrong_theme.as_ref() != Some(&topic.key) && (wrong_theme.is_some() || themes.contains(&topic.key));
            topic.confidence.map(|certainty| (certainty, right))
        });
        let at = self.clock.now();
        let new = NewCorrection { ticket: ticket.id, groups, themes, wrong_theme, judged, by, at };
        store::corrections::append(tx, &new).await?;
        Ok(())
    }
}

/// The model that follows from these lessons; fitting takes a while, and is done aside.
pub(crate) async fn taught(lessons: Vec<Lesson>) -> Result<Classifier, Refusal> {
    tokio::task::spawn_blocking(move || fit(&lessons)).await.map_err(|error| Refusal::Internal(error.to_string()))
}

fn fit(lessons: &[Lesson]) -> Classifier {
    fit_on(lessons.iter())
}

fn fit_on<'l>(lessons: impl Iterator<Item = &'l Lesson>) -> Classifier {
    let counted: Vec<Correction> = bounded(lessons).into_iter().map(correction).collect();
    Classifier::taught(training_corpus(), &counted)
}

/// The lessons that count: of each round, no more than [`MOST_ALIKE`] by one person on one topic.
fn bounded<'l>(lessons: impl Iterator<Item = &'l Lesson>) -> Vec<&'l Lesson> {
    let mut alike: HashMap<(usize, PersonId, Option<&TopicKey>), usize> = HashMap::new();
    lessons
        .enumerate()
        .filter(|(at, lesson)| {
            let topic = lesson.wrong_theme.as_ref().or(lesson.themes.first());
            let said = alike.entry((at / EVERY, lesson.by, topic)).or_default();
            *said += 1;
            *said <= MOST_ALIKE
        })
        .map(|(_, lesson)| lesson)
        .collect()
}

fn correction(lesson: &Lesson) -> Correction {
    Correction {
        example: Example {
            subject: lesson.subject.clone(),
            body: lesson.body.clone(),
            groups: lesson.groups.clone(),
            themes: lesson.themes.clone(),
        },
        wrong_theme: lesson.wrong_theme.clone(),
        teacher: lesson.by.0.as_u128(),
    }
}

/// How two models did on the same questions.
struct Exam {
    questions: usize,
    before: u32,
    after: u32,
}

/// Compares what the model that routes has learned from with all there is to learn from, on the last confirmed
/// questions. None of them is in either fit that answers it: of two halves, each is asked of fits without it.
fn examine(lessons: &[Lesson], known_until: i64, terms: &[routing::Term]) -> Exam {
    let confirmed: Vec<&Lesson> = lessons.iter().filter(|lesson| lesson.wrong_theme.is_none()).collect();
    let held = &confirmed[confirmed.len().saturating_sub(EXAMINED)..];
    let mut exam = Exam { questions: held.len(), before: 0, after: 0 };
    if held.len() < FEWEST {
        return exam;
    }
    for odd in [0, 1] {
        let asked: Vec<&Lesson> = held.iter().skip(odd).step_by(2).copied().collect();
        let taken: HashSet<i64> = asked.iter().map(|lesson| lesson.id).collect();
        let others = || lessons.iter().filter(|lesson| !taken.contains(&lesson.id));
        let before = fit_on(others().filter(|lesson| lesson.id <= known_until)).with_terms(terms);
        let after = fit_on(others()).with_terms(terms);
        exam.before += right_answers(&before, &asked);
        exam.after += right_answers(&after, &asked);
    }
    exam
}

/// Labels set rightly, minus labels set wrongly, plus primary themes among the first three.
fn right_answers(classifier: &Classifier, asked: &[&Lesson]) -> u32 {
    let labelled: Vec<Labelled> = asked
        .iter()
        .map(|lesson| Labelled {
            groups: lesson.groups.clone(),
            themes: lesson.themes.clone(),
            out_of_scope: false,
            classification: classifier.classify(&lesson.subject, &lesson.body),
        })
        .collect();
    let report = evaluate(&labelled);
    let axes = [&report.groups, &report.themes];
    let right: u32 = axes.iter().map(|axis| axis.all.right).sum();
    let wrong: u32 = axes.iter().map(|axis| axis.all.wrong).sum();
    let near = (report.themes.top3 * labelled.len() as f64).round() as u32;
    (2 * right + near).saturating_sub(wrong)
}
