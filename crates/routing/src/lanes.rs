//! The lexicon laid over the topics of the model (feature lanes): which words of a text point where, and how far.

use crate::corpus::Example;
use crate::lexicon::{Hit, Lexicon, Term};
use crate::model::{LANES, Row};
use domain::TopicKey;
use std::sync::{Arc, OnceLock};

const GROUPS: &str = include_str!("../lexicon/groups.txt");
const THEMES: &str = include_str!("../lexicon/themes.txt");
const OUT_OF_SCOPE: &str = include_str!("../lexicon/out-of-scope.txt");

/// A lexicon word that comes back counts this much of itself again, once.
const REPEAT_FACTOR: f32 = 0.4;
/// What the lexicon counts beside what was learned, on each axis.
pub(crate) const THEME_PRIOR: f32 = 1.2;
pub(crate) const GROUP_PRIOR: f32 = 2.0;
const STRANGE_PRIOR: f32 = 1.0;

/// The lexicon with its topics laid out as lanes of the model: themes, groups, and the strange one last.
#[derive(Clone)]
pub(crate) struct Lexicons {
    program: Arc<Lexicon>,
    /// Words that the desk itself added.
    desk: Option<Arc<Lexicon>>,
    pub first_group: usize,
}

/// A hit of a lexicon on a lane of the model.
pub(crate) struct LaneHit<'t> {
    pub lane: usize,
    pub words: &'t str,
    pub weight: f32,
}

impl Lexicons {
    /// Of the files that come with the program.
    pub(crate) fn standard() -> Self {
        static STANDARD: OnceLock<Lexicons> = OnceLock::new();
        let made = || Self {
            program: Arc::new(Lexicon::of_files(&[THEMES, GROUPS, OUT_OF_SCOPE])),
            desk: None,
            first_group: THEMES.lines().filter(|line| line.starts_with('[')).count(),
        };
        STANDARD.get_or_init(made).clone()
    }

    /// The same, with words that the desk itself added.
    pub(crate) fn with_terms(&self, terms: &[Term]) -> Self {
        Self { desk: Some(Arc::new(self.program.of_terms(terms))), ..self.clone() }
    }

    /// Is this a topic of the model?
    pub(crate) fn knows(&self, key: &TopicKey) -> bool {
        self.program.topics().contains(key)
    }

    /// The themes, in the order of their lanes.
    pub(crate) fn themes(&self) -> &[TopicKey] {
        &self.program.topics()[..self.first_group]
    }

    /// The groups, in the order of their lanes.
    pub(crate) fn groups(&self) -> &[TopicKey] {
        &self.program.topics()[self.first_group..self.strange_lane()]
    }

    /// The lane of what is not for this desk.
    pub(crate) fn strange_lane(&self) -> usize {
        self.program.topics().len() - 1
    }

    /// Is this lane a theme?
    pub(crate) fn is_theme(&self, lane: usize) -> bool {
        lane < self.first_group
    }

    /// The lane of "all groups, or none in particular".
    pub(crate) fn general_lane(&self) -> Option<usize> {
        self.program.topics().iter().position(|key| key.as_str() == TopicKey::GENERAL)
    }

    /// The words that point to a theme or a group by themselves, with its lane.
    pub(crate) fn pointers(&self) -> impl Iterator<Item = (usize, String)> {
        self.program.pointers().filter(|(lane, _)| *lane != self.strange_lane())
    }

    /// What a question is about, as lanes.
    pub(crate) fn labels(&self, example: &Example) -> [bool; LANES] {
        let mut labels = [false; LANES];
        for (lane, key) in self.program.topics().iter().enumerate() {
            labels[lane] = example.themes.contains(key) || example.groups.contains(key);
        }
        labels[self.strange_lane()] = example.out_of_scope();
        labels
    }

    /// How much a question teaches of each topic.
    pub(crate) fn weights(&self, weight: f32, wrong_theme: Option<&TopicKey>) -> Row {
        match wrong_theme {
            None => [weight; LANES],
            Some(wrong) => {
                let mut weights = [0.0; LANES];
                if let Some(at) = self.themes().iter().position(|key| key == wrong) {
                    weights[at] = weight;
                }
                weights
            }
        }
    }

    /// Every word of subject and body that points somewhere.
    pub(crate) fn hits<'t>(&self, subject: &'t str, body: &'t str) -> Vec<LaneHit<'t>> {
        let mut hits: Vec<LaneHit<'t>> = Vec::new();
        let mut found: Vec<Hit<'t>> = Vec::new();
        for text in [subject, body] {
            found.clear();
            self.program.hits(text, &mut found);
            if let Some(desk) = &self.desk {
                desk.hits(text, &mut found);
            }
            for hit in &found {
                let seen = hits.iter_mut().find(|seen| seen.lane == hit.topic && seen.words == hit.words);
                match seen {
                    // Said again it counts more, once.
                    Some(seen) => seen.weight = seen.weight.max(hit.weight * (1.0 + REPEAT_FACTOR)),
                    None => hits.push(LaneHit { lane: hit.topic, words: hit.words, weight: hit.weight }),
                }
            }
        }
        hits
    }

    /// What the lexicon says of every topic: more words say more, but ever less more.
    pub(crate) fn offset(&self, hits: &[LaneHit<'_>]) -> Row {
        let mut sums = [0.0; LANES];
        for hit in hits {
            sums[hit.lane] += hit.weight;
        }
        let mut offset = [0.0; LANES];
        for (lane, (offset, sum)) in offset.iter_mut().zip(sums).enumerate() {
            let prior = if lane < self.first_group {
                THEME_PRIOR
            } else if lane < self.strange_lane() {
                GROUP_PRIOR
            } else {
                STRANGE_PRIOR
            };
            *offset = prior * libm::logf(1.0 + sum);
        }
        offset
    }
}
