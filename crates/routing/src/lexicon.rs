//! Words that point to a topic, each with a weight.
//!
//! A file holds a heading per topic and lines `weight: pattern, pattern, …`. A `*` opens an end of the first or last
//! word of a pattern; a pattern of several words asks for them next to each other. Weights go from 1 (a hint) to 4; a word
//! that names its topic, and nothing else, has 10 (a theme) or 12 (a group).

use crate::model::short;
use crate::text::words_around;
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use domain::{Axis, TopicKey, fold};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A word that the desk itself added to the lexicon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// Where it points.
    pub topic: TopicKey,
    /// Of which axis that is.
    pub axis: Axis,
    /// One or more words; `*` leaves an end open.
    pub pattern: String,
    /// From 1 (weak) to 5 (as good as certain).
    pub weight: u8,
}

impl Term {
    /// These terms as a number of 16 hexadecimal digits.
    pub(crate) fn fingerprint(terms: &[Self]) -> String {
        let mut hash = Sha256::new();
        for term in terms {
            hash.update(format!("{}\0{}\0{}\0", term.topic.as_str(), term.pattern, term.weight));
        }
        short(hash)
    }
}

/// One pattern of one topic.
struct Entry {
    topic: usize,
    weight: f32,
}

/// Weight from which a word names its topic.
pub(crate) const NAMES: f32 = 10.0;
/// Weight from which a word points to its topic by itself.
const POINTS_BY_ITSELF: f32 = 2.0;

/// Patterns of all topics, matched in one pass over the text.
pub(crate) struct Lexicon {
    topics: Vec<TopicKey>,
    entries: Vec<Entry>,
    patterns: Vec<String>,
    automaton: AhoCorasick,
}

/// A word of the text that points to a topic.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Hit<'t> {
    pub topic: usize,
    pub words: &'t str,
    pub weight: f32,
}

impl Lexicon {
    /// Reads the lexicon files of this project. A faulty line is a mistake of the builders and fails every test.
    pub(crate) fn of_files(files: &[&str]) -> Self {
        let mut topics = Vec::new();
        let mut patterns = Vec::new();
        let lines = files.iter().flat_map(|file| file.lines().map(str::trim));
        for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some(key) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                topics.push(TopicKey(key.to_owned()));
                continue;
            }
            let (weight, words) = line.split_once(':').expect("a lexicon line is `weight: pattern, pattern`");
            let weight: f32 = weight.trim().parse().expect("a lexicon line begins with a number");
            for pattern in words.split(',').map(str::trim).filter(|pattern| !pattern.is_empty()) {
                assert!(!pattern.trim_matches('*').contains('*'), "only the ends of a pattern can be open: {pattern}");
                patterns.push((searched(pattern), Entry { topic: topics.len() - 1, weight }));
            }
        }
        Self::new(topics, patterns)
    }

    /// The desk's own terms, for the same topics.
    pub(crate) fn of_terms(&self, terms: &[Term]) -> Self {
        Self::about(self.topics.clone(), terms)
    }

    /// The desk's own terms for these topics; those for others are none of its matter.
    pub(crate) fn about(topics: Vec<TopicKey>, terms: &[Term]) -> Self {
        let entry = |term: &Term| {
            let topic = topics.iter().position(|topic| *topic == term.topic)?;
            // Squared: what was learned leans on the program's own words, and one of the desk's has to weigh against
            // all of it.
            Some((searched(&term.pattern), Entry { topic, weight: f32::from(term.weight).powi(2) }))
        };
        let entries = terms.iter().filter_map(entry).collect();
        Self::new(topics, entries)
    }

    fn new(topics: Vec<TopicKey>, patterns: Vec<(String, Entry)>) -> Self {
        let (patterns, entries): (Vec<String>, Vec<Entry>) = patterns.into_iter().unzip();
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            // Larger than the others, and twice as quick.
            .kind(Some(AhoCorasickKind::DFA))
            .build(&patterns)
            .expect("a lexicon is far below the automaton's limits");
        Self { topics, entries, patterns, automaton }
    }

    /// The topics, in the order of the files.
    pub(crate) fn topics(&self) -> &[TopicKey] {
        &self.topics
    }

    /// The words that point to a topic by themselves, as spaced text, each with its topic.
    pub(crate) fn pointers(&self) -> impl Iterator<Item = (usize, String)> {
        self.entries
            .iter()
            .zip(&self.patterns)
            .filter(|(entry, _)| entry.weight >= POINTS_BY_ITSELF)
            .map(|(entry, pattern)| (entry.topic, format!(" {} ", pattern.trim())))
    }

    /// Adds everything in a spaced text that points to a topic. Of several patterns of one topic that begin in the
    /// same word only the strongest counts.
    pub(crate) fn hits<'t>(&self, spaced: &'t str, hits: &mut Vec<Hit<'t>>) {
        for found in self.automaton.find_overlapping_iter(spaced) {
            let entry = &self.entries[found.pattern().as_usize()];
            // A pattern that begins with a space begins before its word.
            let start = found.start() + usize::from(spaced.as_bytes()[found.start()] == b' ');
            let end = found.end() - usize::from(spaced.as_bytes()[found.end() - 1] == b' ');
            let words = words_around(spaced, start, end.max(start + 1));
            let same = hits.iter_mut().find(|hit| hit.topic == entry.topic && hit.words.as_ptr() == words.as_ptr());
            match same {
                Some(hit)
                    if hit.weight < entry.weight || (hit.weight <= entry.weight && hit.words.len() < words.len()) =>
                {
                    *hit = Hit { topic: entry.topic, words, weight: entry.weight };
                }
                Some(_) => {}
                None => hits.push(Hit { topic: entry.topic, words, weight: entry.weight }),
            }
        }
    }
}

/// A pattern as it is looked for in spaced text.
fn searched(pattern: &str) -> String {
    let open_start = pattern.starts_with('*');
    let open_end = pattern.ends_with('*');
    let folded = fold(pattern);
    format!("{}{folded}{}", if open_start { "" } else { " " }, if open_end { "" } else { " " })
}
