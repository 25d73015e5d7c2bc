//! Topics as an administrator keeps them (taxonomy): added, worded, and ended with a date, a successor in their place.
//!
//! A topic is never removed: old questions keep theirs, and are found and counted by it.

use crate::policy::{self, Action};
use crate::{App, Caller, Refusal, ledger};
use chrono::NaiveDate;
use domain::{
    Axis, Complaints, DeskEvent, Expert, Period, Shape, Taxonomy, Topic, TopicKey, TopicsChange, amsterdam_day, fold,
    is_known_day, take_text,
};

/// Longest name, in characters.
const LABEL_MAX: usize = 120;
/// Longest description, in characters.
const DESCRIPTION_MAX: usize = 1_000;
/// Most topics there ever were: all of them are in memory, and each is a line of the form.
const MOST: usize = 200;

/// What a topic is called, as it was typed.
#[derive(Debug, Clone, Copy)]
pub struct TopicDraft<'a> {
    /// What people read.
    pub label: &'a str,
    /// What belongs to it.
    pub description: &'a str,
}

/// Whether experts of a topic that ends know its successor by that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Knowing {
    /// As well as they know this one.
    GoesOver,
    /// Leads see to it.
    Stays,
}

/// Until when a topic holds, as it was chosen.
#[derive(Debug, Clone)]
pub struct TopicEnd {
    /// Its last day; none when it goes on.
    pub last: Option<NaiveDate>,
    /// What takes its place.
    pub successor: Option<TopicKey>,
    /// What becomes of who knows it.
    pub knowing: Knowing,
}

/// A topic as an administrator sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManagedTopic {
    /// The topic.
    pub topic: Topic,
    /// How many experts know it.
    pub experts: usize,
    /// Does the desk propose it by itself: from questions that it learned from, or by words of the lexicon?
    pub is_proposed: bool,
}

impl App {
    /// Every topic there ever was, in the order in which people see them.
    pub async fn list_managed_topics(&self, caller: &Caller) -> Result<Vec<ManagedTopic>, Refusal> {
        policy::check(&caller.actor, Action::ManageTopics)?;
        self.refresh().await?;
        let picture = self.picture();
        let managed = |topic: &Topic| ManagedTopic {
            topic: topic.clone(),
            experts: picture.roster.experts().iter().filter(|expert| knows(expert, &topic.key)).count(),
            is_proposed: routing::knows_topic(&topic.key) || picture.terms().iter().any(|term| term.topic == topic.key),
        };
        Ok(picture.taxonomy.all().iter().map(managed).collect())
    }

    /// Adds a topic, from today on; its key.
    pub async fn add_topic(&self, caller: &Caller, axis: Axis, draft: TopicDraft<'_>) -> Result<TopicKey, Refusal> {
        policy::check(&caller.actor, Action::ManageTopics)?;
        let now = self.clock.now();
        let tx = self.store.write().await?;
        let taxonomy = store::topics::hold(&tx).await?;
        let (label, description) = checked(caller, draft, &taxonomy, None)?;
        if taxonomy.all().len() >= MOST {
            let full = format!("Er zijn al {MOST} onderwerpen. Geef er een dat u niet meer gebruikt een andere naam.");
            return Err(Complaints::one("label", "TOO_MANY", full).into());
        }
        let key = taxonomy.new_key(&label);
        let valid = Period::since(amsterdam_day(now));
        let topic = Topic { key: key.clone(), axis, label, description, valid, successor: None };
        store::topics::add(&tx, &topic).await?;
        let change = TopicsChange::Added { added: key.clone() };
        ledger::write_at_desk(&tx, caller, DeskEvent::TopicsChanged(change), now).await?;
        tx.commit().await?;
        self.reload().await?;
        Ok(key)
    }

    /// Calls a topic otherwise, or says otherwise what belongs to it. Questions about it stay about it.
    pub async fn word_topic(&self, caller: &Caller, key: &TopicKey, draft: TopicDraft<'_>) -> Result<(), Refusal> {
        policy::check(&caller.actor, Action::ManageTopics)?;
        let tx = self.store.write().await?;
        let taxonomy = store::topics::hold(&tx).await?;
        let topic = taxonomy.get(key).ok_or(Refusal::Hidden)?;
        let (label, description) = checked(caller, draft, &taxonomy, Some(key))?;
        store::topics::change(&tx, &Topic { label, description, ..topic.clone() }).await?;
        let change = TopicsChange::Worded { worded: key.clone() };
        ledger::write_at_desk(&tx, caller, DeskEvent::TopicsChanged(change), self.clock.now()).await?;
        tx.commit().await?;
        self.reload().await?;
        Ok(())
    }

    /// Says until when a topic holds, and what new questions are about in its place from the day after; or that it goes on. How
    /// many experts know the successor by this.
    pub async fn end_topic(&self, caller: &Caller, key: &TopicKey, end: &TopicEnd) -> Result<usize, Refusal> {
        policy::check(&caller.actor, Action::ManageTopics)?;
        let now = self.clock.now();
        let tx = self.store.write().await?;
        let taxonomy = store::topics::hold(&tx).await?;
        let topic = taxonomy.get(key).ok_or(Refusal::Hidden)?;
        let ended = ended(topic, end, &taxonomy, amsterdam_day(now))?;
        store::topics::change(&tx, &ended).await?;
        let experts = match (&ended.successor, end.knowing) {
            (Some(successor), Knowing::GoesOver) => store::expertise::know_as_well(&tx, key, successor).await?,
            _ => 0,
        };
        let (last, successor) = (ended.valid.to, ended.successor);
        let change = TopicsChange::Ended { ended: key.clone(), last, successor, experts };
        ledger::write_at_desk(&tx, caller, DeskEvent::TopicsChanged(change), now).await?;
        tx.commit().await?;
        self.reload().await?;
        Ok(experts)
    }
}

fn knows(expert: &Expert, key: &TopicKey) -> bool {
    expert.expertise.iter().any(|known| known.topic == *key)
}

/// The words of a topic as they are to be stored, or every complaint.
fn checked(
    caller: &Caller,
    draft: TopicDraft<'_>,
    taxonomy: &Taxonomy,
    key: Option<&TopicKey>,
) -> Result<(String, String), Complaints> {
    let mut complaints = Complaints::default();
    let missing = "Geef het onderwerp een naam.";
    let label = take_text(&mut complaints, "label", draft.label, Shape::Line, LABEL_MAX, missing, caller.numbers);
    let missing = "Schrijf in een paar zinnen wat erbij hoort.";
    let description = draft.description;
    let description =
        take_text(&mut complaints, "description", description, Shape::Prose, DESCRIPTION_MAX, missing, caller.numbers);
    let others = taxonomy.all().iter().filter(|topic| Some(&topic.key) != key);
    if !label.is_empty() && others.into_iter().any(|other| fold(&other.label) == fold(&label)) {
        complaints.add("label", "DUPLICATE", "Er is al een onderwerp met deze naam, nu of vroeger.");
    }
    complaints.or(|| (label, description))
}

/// The topic with its new end, or every complaint.
fn ended(topic: &Topic, end: &TopicEnd, taxonomy: &Taxonomy, today: NaiveDate) -> Result<Topic, Complaints> {
    let mut complaints = Complaints::default();
    let mut ended = topic.clone();
    ended.valid.to = end.last;
    ended.successor = end.successor.clone().filter(|_| end.last.is_some());
    let Some(last) = end.last else { return Ok(ended) };
    let is_moved = topic.valid.to != Some(last);
    if !is_known_day(last) || (is_moved && last < today) || last < topic.valid.from {
        complaints.add("last", "OUT_OF_RANGE", "Kies een dag vanaf vandaag: wat al gevraagd is, verandert niet meer.");
    }
    if topic.key.as_str() == TopicKey::GENERAL {
        complaints.add(
            "last",
            "INVALID",
            "Dit onderwerp blijft: daar valt onder wat over niemand in het bijzonder gaat.",
        );
    }
    let behind = last.succ_opt().unwrap_or(last);
    let others = Taxonomy::new(taxonomy.all().iter().filter(|other| other.key != topic.key).cloned().collect());
    let is_left = |other: &&Topic| other.key.as_str() != TopicKey::GENERAL;
    if others.on(topic.axis, behind).filter(is_left).count() == 0 {
        complaints.add("last", "INVALID", "Dit is het laatste onderwerp van deze soort: voeg eerst een ander toe.");
    }
    if let Some(successor) = &ended.successor {
        // Without this topic: what leads back to it leads nowhere.
        match others.in_force(successor, behind) {
            Some(found) if found.axis == topic.axis => {}
            _ => complaints.add("successor", "INVALID", "Kies een opvolger die daarna zelf geldt."),
        }
    }
    complaints.or(|| ended)
}
