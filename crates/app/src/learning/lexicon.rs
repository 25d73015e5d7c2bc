//! Words that the desk itself adds to the lexicon.

use crate::assigning::topics_of::topics_of;
use crate::policy::{self, Action};
use crate::{App, Caller, Refusal, ledger};
use domain::{
    Axis, Complaints, DeskEvent, LexiconChange, Shape, TopicKey, TopicSource, amsterdam_day, fold, take_text,
};
use routing::Term;
use store::terms::StoredTerm;

/// On how many of the last questions a new word is tried.
const TRIED: u32 = 500;
/// Longest pattern, in characters.
const PATTERN_MAX: usize = 60;

/// What a word would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DryRun {
    /// How many of the last questions were looked at.
    pub tried: usize,
    /// For how many of them the desk would set other topics.
    pub changed: usize,
    /// How many confirmed questions would get worse.
    pub worse: usize,
    /// How many confirmed questions would get better.
    pub better: usize,
}

impl App {
    /// The words in force.
    pub async fn list_terms(&self, caller: &Caller) -> Result<Vec<StoredTerm>, Refusal> {
        policy::check(&caller.actor, Action::ManageLexicon)?;
        Ok(store::terms::all(&self.store).await?)
    }

    /// What adding a word would change, without adding it.
    pub async fn try_term(
        &self,
        caller: &Caller,
        topic: &str,
        pattern: &str,
        weight: impl Into<Option<i32>>,
    ) -> Result<DryRun, Refusal> {
        policy::check(&caller.actor, Action::ManageLexicon)?;
        let term = self.checked_term(caller, topic, pattern, weight.into())?;
        let questions = store::tickets::latest_questions(&self.store, TRIED).await?;
        self.make_model().await?;
        let picture = self.picture();
        let now = picture.classifier.classifier().clone();
        let terms: Vec<Term> = picture.terms().iter().cloned().chain([term]).collect();
        tokio::task::spawn_blocking(move || {
            let then = now.with_terms(&terms);
            let mut run = DryRun { tried: questions.len(), ..DryRun::default() };
            for question in &questions {
                let set = |by: &routing::Classifier| -> Vec<TopicKey> {
                    let classification = by.classify(&question.subject, &question.body);
                    topics_of(&[], &[], &classification).into_iter().map(|topic| topic.key).collect()
                };
                let (before, after) = (set(&now), set(&then));
                if before == after {
                    continue;
                }
                run.changed += 1;
                let confirmed: Vec<&TopicKey> = question
                    .topics
                    .iter()
                    .filter(|topic| topic.source == TopicSource::Expert)
                    .map(|topic| &topic.key)
                    .collect();
                if !confirmed.is_empty() {
                    let faults = |set: &[TopicKey]| {
                        let missed = confirmed.iter().filter(|key| !set.contains(key)).count();
                        missed + set.iter().filter(|key| !confirmed.contains(key)).count()
                    };
                    run.worse += usize::from(faults(&after) > faults(&before));
                    run.better += usize::from(faults(&after) < faults(&before));
                }
            }
            run
        })
        .await
        .map_err(|error| Refusal::Internal(error.to_string()))
    }

    /// Adds a word; it counts from the next question on.
    pub async fn add_term(
        &self,
        caller: &Caller,
        topic: &str,
        pattern: &str,
        weight: impl Into<Option<i32>>,
    ) -> Result<(), Refusal> {
        policy::check(&caller.actor, Action::ManageLexicon)?;
        let term = self.checked_term(caller, topic, pattern, weight.into())?;
        let by = caller.actor.person().ok_or(Refusal::Unauthenticated)?;
        let now = self.clock.now();
        let tx = self.store.write().await?;
        store::terms::add(&tx, &term.topic, &term.pattern, term.weight, by, now).await?;
        // Adding counts up a version, and so waits for others who add: what they added is seen here.
        let alike = store::terms::all(&tx).await?;
        if alike.iter().filter(|known| known.topic == term.topic && fold(&known.pattern) == fold(&term.pattern)).count()
            > 1
        {
            tx.rollback().await?;
            return Err(already_there().into());
        }
        let added = LexiconChange::Added { added: term.pattern, topic: term.topic, weight: term.weight };
        ledger::write_at_desk(&tx, caller, DeskEvent::LexiconChanged(added), now).await?;
        tx.commit().await?;
        self.reload().await?;
        Ok(())
    }

    /// Takes a word out again.
    pub async fn remove_term(&self, caller: &Caller, id: i64) -> Result<(), Refusal> {
        policy::check(&caller.actor, Action::ManageLexicon)?;
        let by = caller.actor.person().ok_or(Refusal::Unauthenticated)?;
        let now = self.clock.now();
        let tx = self.store.write().await?;
        if !store::terms::remove(&tx, id, by, now).await? {
            return Err(Refusal::Hidden);
        }
        let removed = LexiconChange::Removed { removed: id };
        ledger::write_at_desk(&tx, caller, DeskEvent::LexiconChanged(removed), now).await?;
        tx.commit().await?;
        self.reload().await?;
        Ok(())
    }

    fn checked_term(
        &self,
        caller: &Caller,
        topic: &str,
        pattern: &str,
        weight: Option<i32>,
    ) -> Result<Term, Complaints> {
        let mut complaints = Complaints::default();
        let topic = TopicKey(topic.trim().to_owned());
        let picture = self.picture();
        let known = picture.taxonomy.current(&topic, amsterdam_day(self.clock.now()));
        let axis = known.map_or(Axis::Theme, |known| known.axis);
        if known.is_none() || topic.as_str() == TopicKey::GENERAL {
            complaints.add("topic", "UNKNOWN", "Kies het onderwerp waar het woord naar wijst.");
        }
        let missing = "Geef een woord van minstens drie letters.";
        let pattern = take_text(&mut complaints, "pattern", pattern, Shape::Line, PATTERN_MAX, missing, caller.numbers);
        let words = fold(&pattern);
        if !pattern.is_empty() && words.chars().filter(|letter| letter.is_alphanumeric()).count() < 3 {
            complaints.add("pattern", "TOO_SHORT", missing);
        }
        if picture.terms().iter().any(|term| term.topic == topic && fold(&term.pattern) == words) {
            complaints.0.extend(already_there().0);
        }
        let weight = weight.and_then(|weight| u8::try_from(weight).ok()).filter(|weight| (1..=5).contains(weight));
        match weight {
            Some(weight) => complaints.or(|| Term { topic, axis, pattern: pattern.to_lowercase(), weight }),
            None => {
                complaints.add("weight", "OUT_OF_RANGE", "Kies een gewicht van 1 tot en met 5.");
                Err(complaints)
            }
        }
    }
}

fn already_there() -> Complaints {
    Complaints::one("pattern", "DUPLICATE", "Dit woord staat al in de lijst.")
}
