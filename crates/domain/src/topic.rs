//! What questions are about, on two axes: for whom (group) and with which instrument (theme).

use crate::{Complaints, Period, fold, quoted};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// The key of a topic, Dutch and kebab-case: `dak-en-thuislozen`. Unique over both axes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TopicKey(pub String);

impl TopicKey {
    /// The fallback group: all groups, or none in particular. Never next to other groups by the classifier.
    pub const GENERAL: &'static str = "algemeen";

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for TopicKey {
    fn from(key: &str) -> Self {
        Self(key.to_owned())
    }
}

impl fmt::Display for TopicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whom a question is about, or which instrument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Axis {
    /// An *aandachtsgroep*.
    Group,
    /// An instrument or subject.
    Theme,
}

impl Axis {
    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Group => "GROUP",
            Self::Theme => "THEME",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Group, Self::Theme].into_iter().find(|axis| axis.as_str() == word)
    }
}

/// One topic. Topics are data with validity dates, not code: law changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    /// Unique key.
    pub key: TopicKey,
    /// Which axis it belongs to.
    pub axis: Axis,
    /// What people read, in Dutch.
    pub label: String,
    /// What belongs to it, in Dutch.
    pub description: String,
    /// When it may be used.
    #[serde(flatten)]
    pub valid: Period,
    /// What new questions are about in its place once it has ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successor: Option<TopicKey>,
}

/// Most topics that took each other's place one after the other.
const LONGEST_CHAIN: usize = 9;
/// Longest key, in letters.
const KEY_MAX: usize = 60;

/// All topics, in the order in which people see them.
#[derive(Debug, Clone, Default)]
pub struct Taxonomy {
    topics: Vec<Topic>,
    by_key: BTreeMap<TopicKey, usize>,
}

impl Taxonomy {
    /// Keeps the order given.
    pub fn new(topics: Vec<Topic>) -> Self {
        let by_key = topics.iter().enumerate().map(|(at, topic)| (topic.key.clone(), at)).collect();
        Self { topics, by_key }
    }

    /// The topic with this key, valid or not.
    pub fn get(&self, key: &TopicKey) -> Option<&Topic> {
        self.by_key.get(key).map(|&at| &self.topics[at])
    }

    /// The topic with this key, if it may be used on this day.
    pub fn current(&self, key: &TopicKey, day: NaiveDate) -> Option<&Topic> {
        self.get(key).filter(|topic| topic.valid.holds_on(day))
    }

    /// What a question of this day is about that would be about this topic: the topic itself, what took its place, or nothing
    /// any more.
    pub fn in_force(&self, key: &TopicKey, day: NaiveDate) -> Option<&Topic> {
        let mut topic = self.get(key)?;
        for _ in 0..LONGEST_CHAIN {
            if topic.valid.holds_on(day) {
                return Some(topic);
            }
            // What has not begun takes nobody's place.
            topic = self.get(topic.successor.as_ref().filter(|_| !topic.valid.lasts_until(day))?)?;
        }
        None
    }

    /// The topic that this one took the place of, as far back as one that `is_known`; itself where none is.
    pub fn known_as(&self, key: &TopicKey, is_known: impl Fn(&TopicKey) -> bool) -> TopicKey {
        let mut found = key.clone();
        for _ in 0..LONGEST_CHAIN {
            if is_known(&found) {
                return found;
            }
            let Some(before) = self.topics.iter().find(|topic| topic.successor.as_ref() == Some(&found)) else { break };
            found = before.key.clone();
        }
        if is_known(&found) { found } else { key.clone() }
    }

    /// A key for a new topic, made of what people read: nobody had it before.
    pub fn new_key(&self, label: &str) -> TopicKey {
        let words = fold(label);
        let words: Vec<&str> =
            words.split(|sign: char| !sign.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).collect();
        let mut begin: String = words.join("-").chars().take(KEY_MAX).collect();
        if begin.is_empty() {
            begin.push_str("onderwerp");
        }
        let begin = begin.trim_end_matches('-');
        let plain = TopicKey(begin.to_owned());
        let numbered = (2..).map(|number: u32| TopicKey(format!("{begin}-{number}")));
        let mut free = std::iter::once(plain).chain(numbered).filter(|key| self.get(key).is_none());
        free.next().unwrap_or_else(|| TopicKey(begin.to_owned()))
    }

    /// The topics of one axis that may be used on this day, each once; a complaint about every key that is none of them.
    pub fn known(
        &self,
        complaints: &mut Complaints,
        path: &str,
        keys: impl IntoIterator<Item = TopicKey>,
        axis: Axis,
        day: NaiveDate,
    ) -> Vec<TopicKey> {
        let mut known = Vec::new();
        for key in keys {
            match self.current(&key, day) {
                Some(topic) if topic.axis == axis => {
                    if !known.contains(&key) {
                        known.push(key);
                    }
                }
                _ => complaints.add(path, "UNKNOWN", unknown_topic(&key)),
            }
        }
        known
    }

    /// A complaint about every key that there never was, whatever day it is: people look back on topics of before.
    pub fn complain_of_unknown<'k>(
        &self,
        complaints: &mut Complaints,
        path: &str,
        keys: impl IntoIterator<Item = &'k TopicKey>,
    ) {
        for key in keys.into_iter().filter(|key| self.get(key).is_none()) {
            complaints.add(path, "UNKNOWN", unknown_topic(key));
        }
    }

    /// The topics of one axis that may be used on this day.
    pub fn on(&self, axis: Axis, day: NaiveDate) -> impl Iterator<Item = &Topic> {
        self.topics.iter().filter(move |topic| topic.axis == axis && topic.valid.holds_on(day))
    }

    /// Every topic there ever was.
    pub fn all(&self) -> &[Topic] {
        &self.topics
    }

    /// The label of a topic, or its key where the topic is unknown.
    pub fn label<'a>(&'a self, key: &'a TopicKey) -> &'a str {
        self.get(key).map_or(key.as_str(), |topic| topic.label.as_str())
    }
}

fn unknown_topic(key: &TopicKey) -> String {
    format!("Wij kennen het onderwerp {} niet.", quoted(&key.0))
}
