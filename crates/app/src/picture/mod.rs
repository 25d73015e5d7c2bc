//! What hardly ever changes, kept in memory: topics, regions, people, expertise.

pub(crate) mod lessons;

use self::lessons::taught;
use crate::Refusal;
use domain::{Expert, Geography, Person, PersonId, Taxonomy};
use routing::{Classifier, Roster, Term};
use std::collections::HashMap;
use store::Reads;
use store::experts::Numbers;
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
    /// What tells what a question is about.
    pub classifier: Classifier,
    /// What leads decided about routing.
    pub rules: RoutingRules,
    /// What the desk promises.
    pub promises: sla::Rules,
    /// Which corrections the classifier learned from.
    learned: Learned,
}

/// What a classifier was made from, to see whether it must be made again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Learned {
    corrections_until: i64,
    terms: Vec<Term>,
}

impl Picture {
    /// Reads the picture; a classifier that learned from the same as before is kept.
    pub(crate) async fn load(from: &impl Reads, before: Option<&Self>) -> Result<Self, Refusal> {
        // The versions are read first: a change in between is then noticed at the next look.
        let versions = store::versions::current(from).await?;
        let people = store::people::all(from).await?;
        let (classifier, learned) = classifier(from, before).await?;
        Ok(Self {
            versions,
            classifier,
            rules: store::routing_rules::load(from).await?,
            promises: in_force(from).await?,
            learned,
            taxonomy: store::topics::load(from).await?,
            geography: store::geography::load(from).await?,
            roster: Roster::new(store::experts::all(from).await?),
            numbers: store::experts::numbers(from).await?,
            people: people.into_iter().map(|person| (person.id, person)).collect(),
        })
    }

    /// The last correction the classifier learned from.
    pub(crate) fn corrections_until(&self) -> i64 {
        self.learned.corrections_until
    }

    /// The words the desk added to the lexicon.
    pub(crate) fn terms(&self) -> &[Term] {
        &self.learned.terms
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

async fn classifier(from: &impl Reads, before: Option<&Picture>) -> Result<(Classifier, Learned), Refusal> {
    let active = store::models::active(from).await?;
    let terms = store::terms::all(from).await?;
    let learned = Learned {
        corrections_until: active.as_ref().map_or(0, |model| model.corrections_until),
        terms: terms
            .into_iter()
            .map(|term| Term { topic: term.topic, pattern: term.pattern, weight: term.weight })
            .collect(),
    };
    if let Some(before) = before
        && before.learned == learned
    {
        return Ok((before.classifier.clone(), learned));
    }
    let model = match &active {
        None => Classifier::standard(),
        Some(model) => {
            let lessons = store::corrections::until(from, model.corrections_until).await?.read;
            let classifier = taught(lessons).await?;
            if classifier.version() != model.version {
                // Another version of the program fitted it; what it learned from is the same.
                tracing::warn!(stored = model.version, fitted = classifier.version(), "the model was fitted anew");
            }
            classifier
        }
    };
    Ok((model.with_terms(&learned.terms), learned))
}

/// The rules in force.
pub(crate) async fn in_force(from: &impl store::Reads) -> Result<sla::Rules, Refusal> {
    match store::promise_rules::latest(from).await? {
        Some(edition) => serde_json::from_value(edition.content)
            .map_err(|error| Refusal::Internal(format!("promise_rules: {error}"))),
        None => Ok(sla::Rules::standard()),
    }
}
