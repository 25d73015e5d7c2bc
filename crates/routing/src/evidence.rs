//! Which words led to a topic (explanation, feature attribution): all of them, so that they add up, and those that tell a
//! person something.

use crate::features::Reading;
use crate::lanes::LaneHit;
use crate::model::Row;
use compact_str::CompactString;

/// What a word that no lexicon holds has to add to a score (a logit) before it is shown: the odds are half as large again.
const REAL: f32 = 0.4;
/// Letters that a word that no lexicon holds has to have before it is shown.
const LETTERS: usize = 3;

/// When a question was written, or by when it has to be answered, is not what it is about, though questions about it may
/// often name the same month.
const CALENDAR: [&str; 31] = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
    "maandag",
    "dinsdag",
    "woensdag",
    "donderdag",
    "vrijdag",
    "zaterdag",
    "zondag",
    "january",
    "february",
    "march",
    "may",
    "june",
    "july",
    "august",
    "october",
    "monday",
    "wednesday",
    "thursday",
    "friday",
];

/// A word that points to a topic, or away from it.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// As it stands in the text, folded.
    pub word: CompactString,
    /// What it adds to the score.
    pub contribution: f32,
    /// Does a lexicon say so, and not only what was learned?
    pub is_of_lexicon: bool,
}

impl Evidence {
    /// Does it tell a person why? A number, a letter or a month never does, whatever was learned of it.
    pub(crate) fn is_telling(&self) -> bool {
        let is_word = self.word.chars().count() >= LETTERS && self.word.chars().all(char::is_alphabetic);
        let is_real = self.contribution >= REAL && is_word && !CALENDAR.contains(&self.word.as_str());
        self.contribution > 0.0 && (self.is_of_lexicon || is_real)
    }
}

/// What each word adds to the score of a topic, learned and from the lexicon, strongest first.
pub(crate) fn evidence(
    lane: usize,
    reading: &Reading<'_>,
    by_word: &[Row],
    hits: &[LaneHit<'_>],
    offset: &Row,
) -> Vec<Evidence> {
    let of_lane = || hits.iter().filter(|hit| hit.lane == lane);
    let total: f32 = of_lane().map(|hit| hit.weight).sum();
    let mut evidence: Vec<(&str, f32)> = of_lane().map(|hit| (hit.words, offset[lane] * hit.weight / total)).collect();
    let from_lexicon = evidence.len();
    for (word, row) in reading.words.iter().zip(by_word).filter(|(_, row)| row[lane] != 0.0) {
        match evidence[..from_lexicon].iter_mut().find(|(words, _)| *words == word.text) {
            Some((_, contribution)) => *contribution += row[lane],
            None => evidence.push((word.text, row[lane])),
        }
    }
    let mut evidence: Vec<Evidence> = evidence
        .into_iter()
        .enumerate()
        .map(|(at, (word, contribution))| Evidence {
            word: word.into(),
            contribution,
            is_of_lexicon: at < from_lexicon,
        })
        .collect();
    evidence.sort_unstable_by(|left, right| {
        right.contribution.total_cmp(&left.contribution).then_with(|| left.word.cmp(&right.word))
    });
    evidence
}
