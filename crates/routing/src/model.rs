//! The learned part of the classifier: one logistic regression per topic over the features of a text.
//!
//! Fitted by dual coordinate ascent, all topics in one pass. The order is fixed, sums are plain IEEE additions and the
//! few transcendental functions come from a library of our own choosing instead of the machine's: the same questions
//! give the same bytes everywhere.

use crate::bytes::{Bytes, Reader};
use crate::certainty::sigmoid;
use crate::features::{Found, Reading, Vocabulary};
use sha2::{Digest, Sha256};

/// Room for every topic of both axes, and for "not for this desk".
pub(crate) const LANES: usize = 32;

/// One number per topic.
pub(crate) type Row = [f32; LANES];

/// How much a mistake costs beside the size of the weights.
const COST: f32 = 2.0;
/// How many times the questions are gone through.
const ROUNDS: usize = 14;
/// Value of the feature that every question has.
const BIAS: f32 = 1.0;

/// A question to learn from.
pub(crate) struct Lesson<'t> {
    pub reading: Reading<'t>,
    /// What the lexicon says already, per topic.
    pub offset: Row,
    /// Which topics it has.
    pub labels: [bool; LANES],
    /// How much it counts for each topic.
    pub weights: Row,
}

/// Weights per feature and topic.
#[derive(Debug)]
pub(crate) struct Model {
    pub vocabulary: Vocabulary,
    weights: Weights,
    pub bias: Row,
}

/// A row for each feature.
#[derive(Debug)]
enum Weights {
    /// By this process.
    Fitted(Vec<Row>),
    /// Within the program: only what is used of them is ever in memory.
    Kept(&'static [u8]),
}

/// How many bytes a row takes.
const ROW: usize = LANES * size_of::<f32>();

impl Model {
    /// Learns from the lessons, in their order.
    pub(crate) fn fit(lessons: &[Lesson<'_>]) -> Self {
        let readings: Vec<&Reading<'_>> = lessons.iter().map(|lesson| &lesson.reading).collect();
        let vocabulary = Vocabulary::of(&readings);
        let mut found = Vec::new();
        let samples: Vec<Sample> = lessons
            .iter()
            .map(|lesson| {
                vocabulary.find(&lesson.reading, &mut found);
                Sample::of(&found, lesson)
            })
            .collect();
        let mut fit = Fit { weights: vec![[0.0; LANES]; vocabulary.len()], bias: [0.0; LANES] };
        let mut duals: Vec<Row> = vec![[0.0; LANES]; samples.len()];
        let mut order: Vec<usize> = (0..samples.len()).collect();
        let mut shuffle = Shuffle(0x5bd1_e995);
        for _ in 0..ROUNDS {
            shuffle.apply(&mut order);
            for &at in &order {
                fit.learn(&samples[at], &mut duals[at]);
            }
        }
        Self { vocabulary, weights: Weights::Fitted(fit.weights), bias: fit.bias }
    }

    /// What a feature says of every topic.
    pub(crate) fn row(&self, feature: u32) -> Row {
        let feature = feature as usize;
        match &self.weights {
            Weights::Fitted(rows) => rows[feature],
            Weights::Kept(bytes) => row_of(&bytes[feature * ROW..(feature + 1) * ROW]),
        }
    }

    /// The weights as a number of 16 hexadecimal digits.
    pub(crate) fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        for feature in 0..self.vocabulary.len() as u32 {
            hash.update(bytes_of(&self.row(feature)));
        }
        hash.update(bytes_of(&self.bias));
        short(hash)
    }

    pub(crate) fn write(&self, bytes: &mut Bytes) {
        bytes.0.extend(bytes_of(&self.bias));
        self.vocabulary.write(bytes);
        for feature in 0..self.vocabulary.len() as u32 {
            bytes.0.extend(bytes_of(&self.row(feature)));
        }
    }

    pub(crate) fn read(bytes: &mut Reader) -> Self {
        let bias = row_of(bytes.take(ROW));
        let vocabulary = Vocabulary::read(bytes);
        let weights = Weights::Kept(bytes.take(vocabulary.len() * ROW));
        Self { vocabulary, weights, bias }
    }
}

fn bytes_of(row: &Row) -> [u8; ROW] {
    let mut bytes = [0; ROW];
    for (place, weight) in bytes.as_chunks_mut().0.iter_mut().zip(row) {
        *place = weight.to_le_bytes();
    }
    bytes
}

fn row_of(bytes: &[u8]) -> Row {
    let mut row = [0.0; LANES];
    for (weight, bytes) in row.iter_mut().zip(bytes.as_chunks().0) {
        *weight = f32::from_le_bytes(*bytes);
    }
    row
}

/// Weights that are being fitted.
struct Fit {
    weights: Vec<Row>,
    bias: Row,
}

impl Fit {
    /// One step of dual coordinate ascent for every topic of one question.
    fn learn(&mut self, sample: &Sample, dual: &mut Row) {
        let mut margin = sample.offset;
        for (sum, bias) in margin.iter_mut().zip(&self.bias) {
            *sum += bias * BIAS;
        }
        for &(feature, value) in &sample.features {
            add(&mut margin, &self.weights[feature as usize], value);
        }
        let mut change = [0.0; LANES];
        for lane in 0..LANES {
            let sign = if sample.labels[lane] { 1.0 } else { -1.0 };
            let cost = COST * sample.weights[lane];
            let target = cost * sigmoid(-sign * margin[lane]);
            let step = (target - dual[lane]) / (1.0 + cost * sample.squares / 4.0);
            dual[lane] += step;
            change[lane] = sign * step;
        }
        for (bias, change) in self.bias.iter_mut().zip(&change) {
            *bias += change * BIAS;
        }
        for &(feature, value) in &sample.features {
            add(&mut self.weights[feature as usize], &change, value);
        }
    }
}

/// The first eight bytes of a hash, to be read by people.
pub(crate) fn short(hash: Sha256) -> String {
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

struct Sample {
    features: Vec<(u32, f32)>,
    offset: Row,
    labels: [bool; LANES],
    weights: Row,
    squares: f32,
}

impl Sample {
    fn of(found: &[Found], lesson: &Lesson<'_>) -> Self {
        let mut features: Vec<(u32, f32)> = found.iter().map(|found| (found.feature, found.value)).collect();
        features.sort_by_key(|(feature, _)| *feature);
        features.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        let squares = features.iter().map(|(_, value)| value * value).sum::<f32>() + BIAS * BIAS;
        Self { features, offset: lesson.offset, labels: lesson.labels, weights: lesson.weights, squares }
    }
}

/// Adds a row times a value.
pub(crate) fn add(sum: &mut Row, row: &Row, value: f32) {
    for (sum, weight) in sum.iter_mut().zip(row) {
        *sum += weight * value;
    }
}

/// A shuffle that is the same everywhere: xorshift.
struct Shuffle(u32);

impl Shuffle {
    fn apply(&mut self, order: &mut [usize]) {
        for at in (1..order.len()).rev() {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 17;
            self.0 ^= self.0 << 5;
            order.swap(at, self.0 as usize % (at + 1));
        }
    }
}
