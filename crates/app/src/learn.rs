//! Learning from what people said questions are about.
//!
//! A model is a pure function of the program and a prefix of the log of corrections: every server that is told up to
//! which line arrives at the same one, byte for byte.

use crate::policy::{self, Action};
use crate::{App, Caller, Refusal};
use domain::{Actor, Complaints, Event, EventKind, Origin, Ticket, TopicKey, TopicSource};
use routing::{Classifier, Correction, Example, Labelled, evaluate, training_corpus};
use serde_json::json;
use store::Tx;
use store::corrections::{Lesson, NewCorrection};
use store::models::{ModelState, StoredModel};
use store::routing_rules::RoutingRules;

/// After how many corrections the desk learns again.
const EVERY: u64 = 10;
/// How many of the last corrected questions a new model must not lose on.
const EXAMINED: usize = 200;
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
        if store::corrections::count_after(&self.store, seen).await? < EVERY {
            return Ok(0);
        }
        self.learn(&Caller::system(Origin::Worker)).await.map(usize::from)
    }

    /// Fits a model on everything people said so far, compares it with the one that routes on the last corrected
    /// questions, and lets it route unless it does worse. True when it routes from now on.
    pub async fn learn(&self, caller: &Caller) -> Result<bool, Refusal> {
        policy::check(&caller.actor, Action::ManageRouting)?;
        let until = store::corrections::last(&self.store).await?;
        let lessons = store::corrections::until(&self.store, until).await?;
        let desk = self.desk();
        let (current, known_until) = (desk.classifier.clone(), desk.corrections_until());
        let terms = desk.terms().to_vec();
        let (candidate, exam) = tokio::task::spawn_blocking(move || {
            let exam = examine(&current, &lessons, known_until, &terms);
            (fit(&lessons), exam)
        })
        .await
        .map_err(|error| Refusal::Internal(error.to_string()))?;
        let better = exam.after >= exam.before;
        let report = json!({ "examined": exam.questions, "rightBefore": exam.before, "rightAfter": exam.after });
        let now = self.clock.now();
        let tx = self.store.write().await?;
        if !store::models::insert(&tx, candidate.version(), until, &report, now).await? {
            // Another worker was first with the same model.
            tx.rollback().await?;
            return Ok(false);
        }
        if better {
            store::models::activate(&tx, Some((candidate.version(), until))).await?;
        }
        let detail = json!({ "version": candidate.version(), "until": until, "active": better, "report": report });
        store::events::append(&tx, &[(desk_event(caller, EventKind::ModelChanged, detail, now), 0)]).await?;
        tx.commit().await?;
        if better {
            self.reload().await?;
        }
        Ok(better)
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
        let detail = json!({ "backTo": chosen.map(|model| model.version) });
        store::events::append(&tx, &[(desk_event(caller, EventKind::ModelChanged, detail, now), 0)]).await?;
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

/// An event that is not about a ticket.
pub(crate) fn desk_event(
    caller: &Caller,
    kind: EventKind,
    detail: serde_json::Value,
    at: chrono::DateTime<chrono::Utc>,
) -> Event {
    Event { ticket: None, kind, at, actor: caller.actor.clone(), origin: caller.origin, detail }
}

/// The model that follows from these lessons; fitting takes a while, and is done aside.
pub(crate) async fn taught(lessons: Vec<Lesson>) -> Result<Classifier, Refusal> {
    tokio::task::spawn_blocking(move || fit(&lessons)).await.map_err(|error| Refusal::Internal(error.to_string()))
}

fn fit(lessons: &[Lesson]) -> Classifier {
    Classifier::taught(training_corpus(), &lessons.iter().map(correction).collect::<Vec<_>>())
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

/// Compares learning with not learning, on questions that neither has learned from: of the lessons the current model
/// does not know, one half is learned and the other half asked, and the other way round.
fn examine(current: &Classifier, lessons: &[Lesson], known_until: i64, terms: &[routing::Term]) -> Exam {
    let known = lessons.iter().take_while(|lesson| lesson.id <= known_until).count();
    let (known, fresh) = lessons.split_at(known.max(lessons.len().saturating_sub(EXAMINED)));
    let half = |odd: usize| fresh.iter().enumerate().filter(move |(at, _)| at % 2 == odd).map(|(_, lesson)| lesson);
    let mut exam = Exam { questions: 0, before: 0, after: 0 };
    for odd in [0, 1] {
        let learned: Vec<Lesson> = known.iter().chain(half(odd)).cloned().collect();
        let asked: Vec<&Lesson> = half(1 - odd).filter(|lesson| lesson.wrong_theme.is_none()).collect();
        let trial = fit(&learned).with_terms(terms);
        exam.questions += asked.len();
        exam.before += right_answers(current, &asked);
        exam.after += right_answers(&trial, &asked);
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
