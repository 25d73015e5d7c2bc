//! Answers that everybody may read, kept in memory with what finds them (cache, search index).

use crate::Refusal;
use domain::{PublishedAnswer, TopicKey};
use similar::{Document, Index, Match};
use std::collections::HashMap;
use store::Reads;

/// Answers that everybody may read, what changed last first.
#[derive(Debug, Default)]
pub struct Shelf {
    /// Which change was the last that is in it; none before it was read.
    edition: Option<i64>,
    answers: Vec<PublishedAnswer>,
    by_key: HashMap<String, usize>,
    index: Index<usize>,
}

impl Shelf {
    /// Reads all of them. A change after this edition is noticed at the next look.
    pub(crate) async fn load(from: &impl Reads, edition: i64) -> Result<Self, Refusal> {
        Ok(Self::of(store::answers::published(from).await?, edition))
    }

    fn of(answers: Vec<PublishedAnswer>, edition: i64) -> Self {
        let by_key = answers.iter().enumerate().map(|(at, answer)| (answer.key.clone(), at)).collect();
        let mut index = Index::default();
        for (at, answer) in answers.iter().enumerate() {
            let body = format!("{}\n{}", answer.text.body, answer.text.keywords.join("\n"));
            index.add(at, &Document { title: &answer.text.question, body: &body, topics: &answer.text.topics });
        }
        Self { edition: Some(edition), answers, by_key, index }
    }

    /// Which change was the last that is in it.
    pub fn edition(&self) -> Option<i64> {
        self.edition
    }

    /// All of them, what changed last first.
    pub fn all(&self) -> &[PublishedAnswer] {
        &self.answers
    }

    /// The one at this place in the address.
    pub fn get(&self, key: &str) -> Option<&PublishedAnswer> {
        self.by_key.get(key).map(|at| &self.answers[*at])
    }

    /// Those about this topic, what changed last first.
    pub fn about<'s>(&'s self, topic: &'s TopicKey) -> impl Iterator<Item = &'s PublishedAnswer> {
        self.answers.iter().filter(move |answer| answer.text.topics.contains(topic))
    }

    /// Those that look most like what is asked, the best first.
    pub fn best(&self, asked: &Document<'_>, most: usize) -> Vec<(&PublishedAnswer, Match<usize>)> {
        self.index.best(asked, most).into_iter().map(|found| (&self.answers[found.key], found)).collect()
    }
}
