//! Learning from what people said questions are about.
//!
//! A model is a pure function of the program and a prefix of the log of corrections: every server that is told up to
//! which line arrives at the same one, byte for byte.

use crate::learning::exam::{FEWEST, examine};
use crate::learning::gates::GateOffers;
use crate::picture::lessons::{EVERY, as_the_model_knows, fit};
use crate::policy::{self, Action};
use crate::{App, Caller, Refusal, ledger};
use domain::{Actor, Complaints, DeskEvent, ModelChange, ModelReport, Origin, Ticket, TicketId, TopicKey, TopicSource};
use routing::{Judged, Reliability};
use serde_json::json;
use std::collections::BTreeMap;
use store::Tx;
use store::corrections::{Judged as Judgement, NewCorrection, Tally};
use store::models::{ModelState, StoredModel};
use store::routing_rules::RoutingRules;

/// How many models a lead sees.
const SHOWN: u64 = 12;
/// On the last so many questions that people looked at, certainty is measured.
const MEASURED_ON: u64 = 2_000;

/// What a lead sees of learning.
#[derive(Debug, Clone)]
pub struct LearningView {
    /// The newest models first.
    pub models: Vec<StoredModel>,
    /// The version that routes now.
    pub version: String,
    /// Corrections nobody learned from yet.
    pub waiting: u64,
    /// How sure the desk was of the last questions that people looked at, and whether it was right.
    pub certainty: Reliability,
    /// What may be promised of a gate, and what it then leaves to a lead; the strictest first.
    pub gates: GateOffers,
    /// By the kind of organisation that asked.
    pub by_kind: Vec<Tally>,
    /// By the theme that the desk proposed, with the theme that was most often meant instead.
    pub by_theme: Vec<(Tally, Option<TopicKey>)>,
    /// What leads decided.
    pub rules: RoutingRules,
}

/// To which model a lead wants to go back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BackTo {
    /// The one the desk began with: what was learned is forgotten.
    Beginning,
    /// An earlier one, by its number.
    Model(i64),
}

impl App {
    /// Learns when there is enough to learn from. True when a new model routes from now on.
    pub async fn learn_if_due(&self) -> Result<usize, Refusal> {
        policy::check(&Actor::System, Action::Operate)?;
        if !self.picture().rules.learns {
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
        let lessons = as_the_model_knows(lessons.read, &self.picture().taxonomy);
        let picture = self.picture();
        let known_until = picture.corrections_until();
        let terms = picture.terms().to_vec();
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
            self.use_newest_model().await?;
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

    /// Goes back to an earlier model; none is one that nobody can read. The desk learns no further until a lead says so.
    pub async fn go_back_to_model(&self, caller: &Caller, back_to: Option<BackTo>) -> Result<(), Refusal> {
        policy::check(&caller.actor, Action::ManageRouting)?;
        let now = self.clock.now();
        let tx = self.store.write().await?;
        let unknown = || Complaints::one("model", "UNKNOWN", "Kies een model dat eerder werkte.");
        let chosen = match back_to.ok_or_else(unknown)? {
            BackTo::Beginning => None,
            BackTo::Model(id) => match store::models::find(&tx, id).await? {
                Some(found) if found.state != ModelState::Rejected => Some(found),
                _ => return Err(unknown().into()),
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
        self.use_newest_model().await
    }

    /// Models, certainty and the rules.
    pub async fn view_learning(&self, caller: &Caller) -> Result<LearningView, Refusal> {
        policy::check(&caller.actor, Action::ManageRouting)?;
        let models = store::models::latest(&self.store, SHOWN).await?;
        let seen = models.first().map_or(0, |model| model.corrections_until);
        let judged = store::corrections::judged(&self.store, MEASURED_ON).await?;
        let certainty = Reliability::of(
            judged
                .into_iter()
                .map(|(thousandths, right)| Judged { certainty: thousandths as f32 / 1000.0, right })
                .collect(),
        );
        let mistaken = store::corrections::mistaken(&self.store, MEASURED_ON).await?;
        let by_theme = store::corrections::judged_by_theme(&self.store).await?;
        let picture = self.picture();
        Ok(LearningView {
            waiting: store::corrections::count_after(&self.store, seen).await?,
            models,
            version: picture.classifier.version(),
            gates: GateOffers::of(&certainty),
            certainty,
            by_kind: store::corrections::judged_by_kind(&self.store).await?,
            by_theme: by_theme
                .into_iter()
                .map(|tally| {
                    let meant = most_often_meant(&tally.name, &mistaken);
                    (tally, meant)
                })
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
            topic.confidence.map(|certainty| Judgement { theme: topic.key.clone(), certainty, right })
        });
        let at = self.clock.now();
        let new = NewCorrection { ticket: ticket.id, groups, themes, wrong_theme, judged, by, at };
        store::corrections::append(tx, &new).await?;
        Ok(())
    }
}

/// The theme that people most often said instead of this one; of two as often, the first by name.
fn most_often_meant(proposed: &str, mistaken: &[(TopicKey, Option<TopicKey>)]) -> Option<TopicKey> {
    let mut counts: BTreeMap<&TopicKey, u32> = BTreeMap::new();
    for (_, meant) in mistaken.iter().filter(|(theme, _)| theme.as_str() == proposed) {
        if let Some(meant) = meant {
            *counts.entry(meant).or_default() += 1;
        }
    }
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map(|(meant, _)| meant.clone())
}
