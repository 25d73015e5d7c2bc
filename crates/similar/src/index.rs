//! Documents by their words and topics (inverted index), and those that fit best (ranking).

use crate::reading::{Document, print_of, read};
use crate::vocabulary::{Place, Term, Vocabulary};
use crate::weighing::{Wanted, Weights, drag, rarity};
use domain::TopicKey;
use rustc_hash::FxHashMap;
use std::hash::Hash;

/// Most different words of a question that are looked for; the first ones.
const MOST_WORDS: usize = 150;
/// How much topics count beside words.
const TOPICS: f32 = 0.2;
/// Most shared words that are told.
const MOST_TOLD: usize = 6;

/// Documents that can be found by what looks like them. `K` is what they are known by.
#[derive(Debug)]
pub struct Index<K> {
    places: FxHashMap<K, Place>,
    held: Vec<Option<Held<K>>>,
    /// Places of documents that are gone.
    free: Vec<Place>,
    vocabulary: Vocabulary,
    by_topic: FxHashMap<TopicKey, Vec<Place>>,
    /// Of all documents together.
    length: u64,
}

#[derive(Debug)]
struct Held<K> {
    key: K,
    /// By number.
    terms: Vec<(Term, f32)>,
    length: u64,
    topics: Vec<TopicKey>,
    print: u64,
}

/// A document that fits.
#[derive(Debug, Clone, PartialEq)]
pub struct Match<K> {
    /// Which.
    pub key: K,
    /// How well, from 0 to 1: the share of what is asked that it holds. 1 is for the same words.
    pub score: f32,
    /// Words of the question that it shares, as they are written there, the most telling first.
    pub words: Vec<String>,
    /// Topics that it shares, in the order of the question.
    pub topics: Vec<TopicKey>,
}

impl<K> Default for Index<K> {
    fn default() -> Self {
        Self {
            places: FxHashMap::default(),
            held: Vec::new(),
            free: Vec::new(),
            vocabulary: Vocabulary::default(),
            by_topic: FxHashMap::default(),
            length: 0,
        }
    }
}

impl<K: Clone + Ord + Hash> Index<K> {
    /// An index of these documents.
    pub fn build<'t>(documents: impl IntoIterator<Item = (K, Document<'t>)>) -> Self {
        let mut index = Self::default();
        for (key, document) in documents {
            index.add(key, &document);
        }
        index
    }

    /// How many documents there are.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Puts a document in, in the place of what was known by this key.
    pub fn add(&mut self, key: K, document: &Document<'_>) {
        self.remove(&key);
        let place = self.free.pop().unwrap_or_else(|| {
            self.held.push(None);
            self.held.len() as Place - 1
        });
        let words = read(document);
        let mut add = |word: &crate::reading::Word<'_>| {
            let weight = word.weight as f32;
            (self.vocabulary.add(&word.stem, place, weight), weight)
        };
        let mut terms: Vec<(Term, f32)> = words.iter().map(&mut add).collect();
        terms.sort_unstable_by_key(|(term, _)| *term);
        let topics = each_once(document.topics);
        for topic in &topics {
            self.by_topic.entry(topic.clone()).or_default().push(place);
        }
        let length = words.iter().map(|word| u64::from(word.weight)).sum();
        self.length += length;
        self.places.insert(key.clone(), place);
        self.held[place as usize] = Some(Held { key, terms, length, topics, print: print_of(&words) });
    }

    /// Takes a document out. False when there is none by this key.
    pub fn remove(&mut self, key: &K) -> bool {
        let Some(place) = self.places.remove(key) else { return false };
        let Some(held) = self.held[place as usize].take() else { return false };
        for (term, _) in held.terms {
            self.vocabulary.remove(term, place);
        }
        for topic in held.topics {
            if let Some(places) = self.by_topic.get_mut(&topic) {
                places.retain(|at| *at != place);
            }
        }
        self.length -= held.length;
        self.free.push(place);
        true
    }

    /// The documents that fit best, at most so many, the best first.
    pub fn best(&self, asked: &Document<'_>, most: usize) -> Vec<Match<K>> {
        self.best_among(asked, most, |_| true)
    }

    /// The same among those that whoever asks may see.
    pub fn best_among(&self, asked: &Document<'_>, most: usize, may_see: impl Fn(&K) -> bool) -> Vec<Match<K>> {
        let words = read(asked);
        let print = print_of(&words);
        let mut shared = self.vocabulary.shared();
        let mut wanted: Vec<Wanted<'_>> =
            words.iter().take(MOST_WORDS).map(|word| Wanted::new(word, &self.vocabulary, &mut shared)).collect();
        let topics = each_once(asked.topics);
        let by_words = self.by_words(&mut wanted);
        let by_topics = self.by_topics(&topics);
        let of_topics = if topics.is_empty() { 0.0 } else { TOPICS };
        let score = |held: &Held<K>, place: usize| {
            let sum = by_words[place] + of_topics * by_topics[place];
            if held.print == print { 1.0 } else { sum / (1.0 + of_topics) }
        };
        let mut found: Vec<(f32, &Held<K>)> = self
            .held
            .iter()
            .enumerate()
            .filter(|(place, _)| by_words[*place] > 0.0)
            .filter_map(|(place, held)| held.as_ref().map(|held| (score(held, place), held)))
            .filter(|(_, held)| may_see(&held.key))
            .collect();
        let order = |one: &(f32, &Held<K>), other: &(f32, &Held<K>)| {
            other.0.total_cmp(&one.0).then_with(|| one.1.key.cmp(&other.1.key))
        };
        if found.len() > most {
            found.select_nth_unstable_by(most, order);
            found.truncate(most);
        }
        found.sort_unstable_by(order);
        let tell = |(score, held): (f32, &Held<K>)| Match {
            key: held.key.clone(),
            score,
            words: self.shared_words(&wanted, held),
            topics: topics.iter().filter(|topic| held.topics.contains(topic)).cloned().collect(),
        };
        found.into_iter().map(tell).collect()
    }

    fn average(&self) -> f32 {
        (self.length as f32 / self.len() as f32).max(1.0)
    }

    /// For each place the share of the words that are wanted, from 0 to 1.
    fn by_words(&self, wanted: &mut [Wanted<'_>]) -> Vec<f32> {
        let average = self.average();
        let drags: Vec<f32> =
            self.held.iter().map(|held| held.as_ref().map_or(1.0, |held| drag(held.length, average))).collect();
        let mut weights = Weights::new(self.held.len());
        let mut sums = vec![0.0; self.held.len()];
        let mut all = 0.0;
        for word in wanted {
            all += word.weigh(&self.vocabulary, self.len(), &mut weights, |place, weight, counts| {
                sums[place as usize] += counts * weight / (weight + drags[place as usize]);
            });
        }
        if all > 0.0 {
            sums.iter_mut().for_each(|sum| *sum /= all);
        }
        sums
    }

    /// For each place the share of the topics that are asked about, from 0 to 1.
    fn by_topics(&self, topics: &[TopicKey]) -> Vec<f32> {
        let mut sums = vec![0.0; self.held.len()];
        let mut all = 0.0;
        for topic in topics {
            let places = self.by_topic.get(topic).map_or(&[][..], Vec::as_slice);
            let rarity = rarity(places.len(), self.len());
            places.iter().for_each(|place| sums[*place as usize] += rarity);
            all += rarity;
        }
        if all > 0.0 {
            sums.iter_mut().for_each(|sum| *sum /= all);
        }
        sums
    }

    fn shared_words(&self, wanted: &[Wanted<'_>], held: &Held<K>) -> Vec<String> {
        let drag = drag(held.length, self.average());
        let mut shared: Vec<(f32, &str)> = wanted
            .iter()
            .map(|word| (word.adds(&held.terms, drag), word.written))
            .filter(|(adds, _)| *adds > 0.0)
            .collect();
        shared.sort_by(|one, other| other.0.total_cmp(&one.0));
        let mut told: Vec<String> = Vec::new();
        for (_, written) in shared {
            if told.len() < MOST_TOLD && !told.iter().any(|told| told == written) {
                told.push(written.to_owned());
            }
        }
        told
    }
}

fn each_once(topics: &[TopicKey]) -> Vec<TopicKey> {
    let mut once: Vec<TopicKey> = Vec::with_capacity(topics.len());
    for topic in topics {
        if !once.contains(topic) {
            once.push(topic.clone());
        }
    }
    once
}
