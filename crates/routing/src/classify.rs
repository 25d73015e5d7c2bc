//! What a question is about.

use crate::bytes::{Bytes, Reader};
use crate::certainty::{self, Scale, Text, sigmoid};
use crate::evidence::{Evidence, evidence};
use crate::features::{Found, Reading};
use crate::fresh::{Fresh, Pointed};
use crate::lanes::{LaneHit, Lexicons};
use crate::language::Language;
use crate::lexicon::{NAMES, Term};
use crate::model::{LANES, Model, Row, add};
use crate::text::spaced;
use domain::{Axis, TopicKey};
use std::fmt;
use std::sync::Arc;

/// Counts up when the method changes: the first part of the version stored with each decision.
const METHOD: &str = "4";
/// Score from which a second theme is set.
const THEME_THRESHOLD: f32 = -1.0;
/// By how much `algemeen` must be likelier than every group to be set instead.
const GENERAL_MARGIN: f32 = 1.0;
/// How far a second group may stay behind the first.
const GROUP_GAP: f32 = 0.5;
/// Most themes and groups the classifier sets.
const MOST: usize = 3;
/// How many proposals per axis come with their evidence: those that can be chosen, and one that could have been.
const EXPLAINED: usize = 4;
/// Score (as a chance) from which a question is doubted to be for this desk.
const DOUBT: f32 = 0.3;
/// Weight from which a word says that a question is not for this desk, whatever it names.
const STRANGE: f32 = 3.0;
/// By how much such a word raises the doubt.
const STRANGE_IS_DOUBTED: f32 = 1.0;
/// By how much a word that names one of our topics lowers that doubt.
const NAMED_IS_OURS: f32 = 1.5;

/// What a text is about.
#[derive(Debug, Clone, PartialEq)]
pub struct Classification {
    /// Every group, best first.
    pub groups: Vec<Proposal>,
    /// Every theme, best first; the first chosen one is primary.
    pub themes: Vec<Proposal>,
    /// Is it for this desk at all?
    pub out_of_scope: OutOfScope,
    /// Which share of its words is known, from 0 to 1: low for a text unlike anything learned from.
    pub familiarity: f32,
    /// In which language it is written.
    pub language: Language,
}

/// A text with a smaller share of known words than this…
const FAMILIAR: f32 = 0.35;
/// … in which nothing points anywhere with more certainty than this, is unlike anything learned from.
const POINTS_SOMEWHERE: f32 = 0.5;

impl Classification {
    /// Does it resemble nothing the classifier learned from? Then no certainty means much.
    pub fn is_unlike_anything(&self) -> bool {
        self.familiarity < FAMILIAR && self.certainty() < POINTS_SOMEWHERE
    }

    /// The same in topics of now: of each topic `in_force` says what questions are about in its place, if anything. Where
    /// nothing that was chosen is left of an axis, the best of what is left is.
    #[must_use]
    pub fn renamed(mut self, in_force: impl Fn(&TopicKey) -> Option<TopicKey>) -> Self {
        for proposals in [&mut self.themes, &mut self.groups] {
            let any_chosen = proposals.iter().any(|proposal| proposal.chosen);
            let mut kept: Vec<Proposal> = Vec::with_capacity(proposals.len());
            for proposal in std::mem::take(proposals) {
                let Some(key) = in_force(&proposal.key) else { continue };
                match kept.iter_mut().find(|kept| kept.key == key) {
                    Some(same) => same.chosen |= proposal.chosen,
                    None => kept.push(Proposal { key, ..proposal }),
                }
            }
            if any_chosen
                && !kept.iter().any(|proposal| proposal.chosen)
                && let Some(first) = kept.first_mut()
            {
                first.chosen = true;
            }
            *proposals = kept;
        }
        self
    }

    /// How sure the primary theme is, from 0 to 1: what a lead's gate looks at.
    pub fn certainty(&self) -> f32 {
        self.themes.first().map_or(0.0, |first| first.confidence)
    }
}

/// One topic, proposed.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// Which topic.
    pub key: TopicKey,
    /// The chance that it is one of the question's topics, from 0 to 1: right as often as it says.
    pub confidence: f32,
    /// The logit before that: [`Proposal::bias`] and the contributions of the evidence added up.
    pub score: f32,
    /// The score of an empty text.
    pub bias: f32,
    /// Would the desk set it? Nothing is set on a question that is doubted to be for this desk.
    pub chosen: bool,
    /// What led here, strongest first; for the best four of each axis.
    pub evidence: Vec<Evidence>,
}

/// Doubt whether a question is for this desk. Never a reason to refuse it: a human decides.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OutOfScope {
    /// From 0 (surely ours) to 1 (surely not).
    pub score: f32,
    /// Doubtful enough to ask a human.
    pub flag: bool,
}

/// Proposes topics. Built once, cheap to share.
#[derive(Clone)]
pub struct Classifier {
    lexicons: Arc<Lexicons>,
    model: Arc<Model>,
    /// Topics that the desk added.
    fresh: Option<Arc<Fresh>>,
    version: Arc<str>,
}

impl fmt::Debug for Classifier {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("Classifier").field(&self.version).finish()
    }
}

/// Is this a topic that questions of the program were learned from?
pub fn knows_topic(key: &TopicKey) -> bool {
    Lexicons::standard().knows(key)
}

impl Classifier {
    /// The same, with words that the desk itself added to the lexicon. They count at once, without learning again.
    #[must_use]
    pub fn with_terms(&self, terms: &[Term]) -> Self {
        if terms.is_empty() {
            return self.clone();
        }
        Self {
            lexicons: Arc::new(self.lexicons.with_terms(terms)),
            model: Arc::clone(&self.model),
            fresh: Fresh::of(terms, |key| self.lexicons.knows(key)).map(Arc::new),
            version: Self::version_with(&self.version, terms).into(),
        }
    }

    /// The version that a classifier of this version has with these words.
    pub fn version_with(version: &str, terms: &[Term]) -> String {
        match terms {
            [] => version.to_owned(),
            terms => format!("{version}-{}", Term::fingerprint(terms)),
        }
    }

    /// Method and hash of what was learned; stored with each decision.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Proposes topics for a question, with the words that led to each.
    pub fn classify(&self, subject: &str, body: &str) -> Classification {
        let Self { lexicons, model, fresh, .. } = self;
        let (subject, body) = (spaced(subject), spaced(body));
        let reading = Reading::of(&subject, &body);
        let hits = lexicons.hits(&subject, &body);
        let offset = lexicons.offset(&hits);

        let mut found: Vec<Found> = Vec::with_capacity(1_024);
        let familiarity = model.vocabulary.find(&reading, &mut found);
        // What every word says of every topic, so that the words can be told apart.
        let mut by_word: Vec<Row> = vec![[0.0; LANES]; reading.words.len()];
        for found in &found {
            add(&mut by_word[found.word as usize], &model.row(found.feature), found.value);
        }
        let mut scores = model.bias;
        for row in &by_word {
            add(&mut scores, row, 1.0);
        }
        add(&mut scores, &offset, 1.0);

        let proposals = |topics: &[TopicKey], first: usize| {
            let mut proposals: Vec<(usize, Proposal)> = topics
                .iter()
                .enumerate()
                .map(|(at, key)| (first + at, Proposal::of(key, scores[first + at], model.bias[first + at])))
                .collect();
            proposals.sort_by(|(_, left), (_, right)| right.score.total_cmp(&left.score));
            for (lane, proposal) in proposals.iter_mut().take(EXPLAINED) {
                proposal.evidence = evidence(*lane, &reading, &by_word, &hits, &offset);
            }
            proposals.into_iter().map(|(_, proposal)| proposal).collect::<Vec<_>>()
        };
        let mut themes = proposals(lexicons.themes(), 0);
        let mut groups = proposals(lexicons.groups(), lexicons.first_group);
        if let Some(fresh) = fresh {
            for (axis, known) in [(Axis::Theme, &mut themes), (Axis::Group, &mut groups)] {
                known.extend(fresh.pointed(axis, &subject, &body).into_iter().map(Proposal::of_the_desk));
                known.sort_by(|left, right| right.score.total_cmp(&left.score));
            }
        }
        let doubt =
            doubt(scores[lexicons.strange_lane()], &themes, &groups) + said_outright(&hits, lexicons.strange_lane());
        let text = Text { familiarity, doubt };
        weigh(&mut themes, certainty::THEMES, text);
        weigh(&mut groups, certainty::GROUPS, text);
        let doubt = sigmoid(doubt);
        let out_of_scope = OutOfScope { score: doubt, flag: doubt > DOUBT };
        if !out_of_scope.flag {
            choose_themes(&mut themes);
            choose_groups(&mut groups);
        }
        Classification {
            out_of_scope,
            familiarity,
            language: Language::of(reading.words.iter().map(|word| word.text)),
            groups,
            themes,
        }
    }

    /// What was learned, with its lexicons.
    pub(crate) fn of(lexicons: Lexicons, model: Model) -> Self {
        let version = format!("{METHOD}-{}", model.fingerprint());
        Self { lexicons: Arc::new(lexicons), model: Arc::new(model), fresh: None, version: version.into() }
    }

    /// What was learned, to be read by the version of the program that writes it: the same bytes for the same knowledge.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Bytes::default();
        bytes.text(&self.version);
        self.model.write(&mut bytes);
        bytes.0
    }

    /// What [`Classifier::to_bytes`] wrote.
    pub(crate) fn of_bytes(bytes: &'static [u8]) -> Self {
        let mut bytes = Reader(bytes);
        let version = bytes.text().into();
        Self {
            lexicons: Arc::new(Lexicons::standard()),
            model: Arc::new(Model::read(&mut bytes)),
            fresh: None,
            version,
        }
    }
}

impl Proposal {
    /// What of its evidence tells a person something, strongest first: words of the lexicon, and others with real weight.
    pub fn telling(&self) -> impl Iterator<Item = &Evidence> {
        self.evidence.iter().filter(|evidence| evidence.is_telling())
    }

    fn of_the_desk(pointed: Pointed) -> Self {
        let Pointed { key, score, bias, evidence } = pointed;
        Self { key, confidence: 0.0, score, bias, chosen: false, evidence }
    }

    fn of(key: &TopicKey, score: f32, bias: f32) -> Self {
        Self { key: key.clone(), confidence: 0.0, score, bias, chosen: false, evidence: Vec::new() }
    }
}

/// From scores, best first, to chances.
fn weigh(proposals: &mut [Proposal], scale: Scale, text: Text) {
    let score_at = |rank: usize| proposals.get(rank).map_or(f32::MIN, |proposal| proposal.score);
    let (best, second) = (score_at(0), score_at(1));
    for (rank, proposal) in proposals.iter_mut().enumerate() {
        let best_other = if rank == 0 { second } else { best };
        proposal.confidence = scale.chance(proposal.score, proposal.score - best_other, text);
    }
}

/// The best theme, and others that are likely too.
fn choose_themes(themes: &mut [Proposal]) {
    for (rank, theme) in themes.iter_mut().take(MOST).enumerate() {
        theme.chosen = rank == 0 || theme.score > THEME_THRESHOLD;
    }
}

/// The likeliest groups; `algemeen` when that is likelier, or when there are too many to be meant. Never both.
fn choose_groups(groups: &mut [Proposal]) {
    let is_general = |group: &Proposal| group.key.as_str() == TopicKey::GENERAL;
    let general = groups.iter().find(|group| is_general(group)).map_or(f32::MIN, |general| general.score);
    let best = groups.iter().filter(|group| !is_general(group)).map(|group| group.score).fold(f32::MIN, f32::max);
    let meant = |group: &Proposal| !is_general(group) && group.score > best - GROUP_GAP;
    let is_general_question =
        general > best + GENERAL_MARGIN || groups.iter().filter(|group| meant(group)).count() > MOST;
    for group in groups.iter_mut() {
        group.chosen = if is_general_question { is_general(group) } else { meant(group) };
    }
    // What is chosen stands first: the order is what people read.
    groups.sort_by_key(|group| !group.chosen);
}

/// What words say of the doubt by themselves: that somebody asks for themselves, or else that a topic of ours is named.
fn said_outright(hits: &[LaneHit<'_>], strange_lane: usize) -> f32 {
    if hits.iter().any(|hit| hit.lane == strange_lane && hit.weight >= STRANGE) {
        STRANGE_IS_DOUBTED
    } else if hits.iter().any(|hit| hit.lane != strange_lane && hit.weight >= NAMES) {
        -NAMED_IS_OURS
    } else {
        0.0
    }
}

/// A question that resembles strange ones, and nothing of ours.
fn doubt(strange: f32, themes: &[Proposal], groups: &[Proposal]) -> f32 {
    let theme = themes.first().map_or(0.0, |theme| theme.score);
    let group = groups.iter().filter(|group| group.key.as_str() != TopicKey::GENERAL).map(|group| group.score);
    let group = group.fold(f32::MIN, f32::max);
    strange - 0.5 * (theme + 1.0) - 0.15 * (group + 1.0)
}
