//! What hardly ever changes, kept in memory: topics, regions, people, expertise.

pub(crate) mod lessons;
pub(crate) mod looked_at;
mod model;
pub(crate) mod shelf;

pub use model::Model;

use self::lessons::as_the_model_knows;
use self::model::Learned;
use crate::Refusal;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{Expert, Geography, House, LetterWishes, Person, PersonId, Taxonomy, TopicKey};
use routing::{Classification, Roster, Term};
use std::collections::HashMap;
use std::sync::Arc;
use store::Reads;
use store::experts::Numbers;
use store::promise_rules::Edition;
use store::routing_rules::RoutingRules;
use store::versions::Versions;

/// One consistent picture of reference data and roster; replaced as a whole when its version is out of date.
#[derive(Debug)]
pub struct Picture {
    /// Which picture this is.
    pub versions: Versions,
    /// All topics.
    pub taxonomy: Taxonomy,
    /// All places.
    pub geography: Geography,
    /// Who may get questions.
    pub roster: Roster,
    /// The short number of each expert, under which decisions name them.
    pub numbers: Numbers,
    /// Everybody of the staff.
    pub people: HashMap<PersonId, Person>,
    /// How those who chose something want their letters.
    pub wishes: HashMap<PersonId, LetterWishes>,
    /// What tells what a question is about.
    pub classifier: Arc<Model>,
    /// What leads decided about routing.
    pub rules: RoutingRules,
    /// What the desk promises.
    pub promises: sla::Rules,
    /// What the desk is called, wears and signs with.
    pub house: House,
    /// A model that learned from other corrections than the one in use, and is to take its place once it is fitted.
    newer: Option<Arc<Learned>>,
}

impl Picture {
    /// Reads the picture; a model that learned from the same as before is kept.
    pub(crate) async fn load(from: &impl Reads, before: Option<&Self>) -> Result<Self, Refusal> {
        // The versions are read first: a change in between is then noticed at the next look.
        let versions = store::versions::current(from).await?;
        let people = store::people::all(from).await?;
        let taxonomy = store::topics::load(from).await?;
        let (classifier, newer) = model_of(from, &taxonomy, before).await?;
        Ok(Self {
            versions,
            classifier,
            wishes: store::letter_wishes::all(from).await?,
            rules: store::routing_rules::load(from).await?,
            promises: in_force(from).await?,
            house: house(from).await?,
            newer,
            taxonomy,
            geography: store::geography::load(from).await?,
            roster: Roster::new(store::experts::all(from).await?),
            numbers: store::experts::numbers(from).await?,
            people: people.into_iter().map(|person| (person.id, person)).collect(),
        })
    }

    /// Fits the model in use on another thread, if that is still to be done.
    pub(crate) async fn make_model(&self) -> Result<(), Refusal> {
        self.classifier.learned.make_ready().await
    }

    /// Fits the model that is to take its place, if there is one; whether there is.
    pub(crate) async fn make_newer_model(&self) -> Result<bool, Refusal> {
        match &self.newer {
            Some(newer) => newer.make_ready().await.map(|()| true),
            None => Ok(false),
        }
    }

    /// The last correction the classifier learned from.
    pub(crate) fn corrections_until(&self) -> i64 {
        self.classifier.learned.until
    }

    /// The words the desk added to the lexicon.
    pub(crate) fn terms(&self) -> &[Term] {
        &self.classifier.terms
    }

    /// What a question of this day seems to be about, in topics of that day.
    pub(crate) fn classify(&self, subject: &str, body: &str, day: NaiveDate) -> Classification {
        let in_force = |key: &TopicKey| Some(self.taxonomy.in_force(key, day)?.key.clone());
        self.classifier.classify(subject, body).renamed(in_force)
    }

    /// The name of a person, or a dash.
    pub fn name(&self, id: PersonId) -> &str {
        self.people.get(&id).map_or("–", |person| person.name.as_str())
    }

    /// The expert profile of a person who may get questions.
    pub fn expert(&self, id: PersonId) -> Option<&Expert> {
        self.roster.experts().iter().find(|expert| expert.id == id)
    }
}

/// The model in use, and the one that is to take its place. Nobody waits while another is fitted: until then the one of before
/// is asked. A process that has just begun has none, and may never need one.
async fn model_of(
    from: &impl Reads,
    taxonomy: &Taxonomy,
    before: Option<&Picture>,
) -> Result<(Arc<Model>, Option<Arc<Learned>>), Refusal> {
    let active = store::models::active(from).await?;
    let terms = store::terms::all(from).await?.into_iter();
    let terms: Vec<Term> = terms
        .filter_map(|term| {
            let axis = taxonomy.get(&term.topic)?.axis;
            Some(Term { topic: term.topic, axis, pattern: term.pattern, weight: term.weight })
        })
        .collect();
    let until = active.as_ref().map_or(0, |model| model.corrections_until);
    let known = before.and_then(|before| {
        let known = [Some(&before.classifier.learned), before.newer.as_ref()];
        let version = active.as_ref().map(|model| model.version.as_str());
        known.into_iter().flatten().find(|known| known.is(until, version)).cloned()
    });
    let newest = match (known, active) {
        (Some(known), _) => known,
        (None, None) => Arc::new(Learned::nothing()),
        (None, Some(active)) => {
            let lessons = as_the_model_knows(store::corrections::until(from, until).await?.read, taxonomy);
            Arc::new(Learned::from(until, lessons, active.version))
        }
    };
    let Some(used) = before.map(|before| &before.classifier) else {
        return Ok((Arc::new(Model::of(newest, terms)), None));
    };
    let (learned, newer) = if newest.is_ready() || !used.learned.is_ready() {
        (newest, None)
    } else {
        (Arc::clone(&used.learned), Some(newest))
    };
    if Arc::ptr_eq(&learned, &used.learned) && terms == used.terms {
        return Ok((Arc::clone(used), newer));
    }
    Ok((Arc::new(Model::of(learned, terms)), newer))
}

/// The rules in force.
pub(crate) async fn in_force(from: &impl store::Reads) -> Result<sla::Rules, Refusal> {
    rules_of(store::promise_rules::latest(from).await?)
}

/// The rules that were in force at an earlier moment.
pub(crate) async fn in_force_at(from: &impl Reads, moment: DateTime<Utc>) -> Result<sla::Rules, Refusal> {
    rules_of(store::promise_rules::latest_at(from, moment).await?)
}

fn rules_of(edition: Option<Edition>) -> Result<sla::Rules, Refusal> {
    match edition {
        Some(edition) => serde_json::from_value(edition.content)
            .map_err(|error| Refusal::Internal(format!("promise_rules: {error}"))),
        None => Ok(sla::Rules::standard()),
    }
}

/// The house style in force.
async fn house(from: &impl Reads) -> Result<House, Refusal> {
    match store::house_styles::latest(from).await? {
        Some((_, content)) => {
            serde_json::from_value(content).map_err(|error| Refusal::Internal(format!("house_styles: {error}")))
        }
        None => Ok(House::default()),
    }
}
