//! What was read or found lately, kept in memory (caches): days bounded by bytes, what rises by number.

use crate::{DayFacts, Gather, InPlace, Rise, Sieve, Spread, Tally, Waits};
use chrono::NaiveDate;
use domain::{FactKind, Part, RegionRef, Split, TopicKey};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use std::sync::Arc;

/// Bytes of facts kept at most.
const FACTS: u64 = 20 * 1024 * 1024;
/// Bytes of what they come to kept at most, and as much of either that medians are taken of.
const SUMS: u64 = 8 * 1024 * 1024;
/// About as many days as either holds.
const DAYS: usize = 4_000;
/// About how many bytes one part takes, with its words.
const PART: usize = 112;

/// Which facts, and as they were counted which time: a day that was counted again, here or elsewhere, is another.
type Key = (FactKind, NaiveDate, i64);
/// Days that are put together, each as it was counted which time.
pub type Stretch = Arc<[(NaiveDate, i64)]>;
/// Facts of what kind and which days, and how they are split.
type SumsKey = (FactKind, Stretch, Split);
/// What all facts of a stretch come to, by part.
pub type Sums<G> = Arc<Vec<(Part, G)>>;

#[derive(Clone)]
struct Bytes;

impl Weighter<Key, Arc<DayFacts>> for Bytes {
    fn weight(&self, _: &Key, day: &Arc<DayFacts>) -> u64 {
        day.size() as u64
    }
}

impl Weighter<SumsKey, Sums<Tally>> for Bytes {
    fn weight(&self, (_, stretch, _): &SumsKey, sums: &Sums<Tally>) -> u64 {
        (PART + stretch.len() * 16 + sums.len() * PART) as u64
    }
}

impl Weighter<SumsKey, Sums<Spread>> for Bytes {
    fn weight(&self, (_, stretch, _): &SumsKey, sums: &Sums<Spread>) -> u64 {
        let spreads: usize = sums.iter().map(|(_, spread)| PART + spread.size()).sum();
        (PART + stretch.len() * 16 + spreads) as u64
    }
}

impl Weighter<SumsKey, Sums<Waits>> for Bytes {
    fn weight(&self, (_, stretch, _): &SumsKey, sums: &Sums<Waits>) -> u64 {
        let spreads: usize = sums.iter().map(|(_, waits)| PART + waits.0.size()).sum();
        (PART + stretch.len() * 16 + spreads) as u64
    }
}

/// Days that were read lately, and what all facts of days that are shown together came to: for figures of everything there
/// is, that is enough.
pub struct KeptDays {
    facts: Cache<Key, Arc<DayFacts>, Bytes>,
    tallies: Cache<SumsKey, Sums<Tally>, Bytes>,
    spreads: Cache<SumsKey, Sums<Spread>, Bytes>,
    waits: Cache<SumsKey, Sums<Waits>, Bytes>,
}

impl Default for KeptDays {
    fn default() -> Self {
        Self {
            facts: Cache::with_weighter(DAYS, FACTS, Bytes),
            tallies: Cache::with_weighter(DAYS, SUMS, Bytes),
            spreads: Cache::with_weighter(DAYS, SUMS, Bytes),
            waits: Cache::with_weighter(DAYS, SUMS, Bytes),
        }
    }
}

impl KeptDays {
    /// This day, if it is there.
    pub fn get(&self, kind: FactKind, day: NaiveDate, version: i64) -> Option<Arc<DayFacts>> {
        self.facts.get(&(kind, day, version))
    }

    /// Keeps it, perhaps in the place of others.
    pub fn put(&self, kind: FactKind, day: NaiveDate, version: i64, facts: Arc<DayFacts>) {
        self.facts.insert((kind, day, version), facts);
    }
}

/// What facts are gathered to, and where it is kept.
pub trait Keep: Gather {
    /// What all facts of these days come to, if that is there.
    fn kept(days: &KeptDays, kind: FactKind, stretch: &Stretch, split: Split) -> Option<Sums<Self>>;
    /// Keeps what they come to.
    fn keep(days: &KeptDays, kind: FactKind, stretch: &Stretch, split: Split, sums: Sums<Self>);
}

impl Keep for Tally {
    fn kept(days: &KeptDays, kind: FactKind, stretch: &Stretch, split: Split) -> Option<Sums<Self>> {
        days.tallies.get(&(kind, Arc::clone(stretch), split))
    }

    fn keep(days: &KeptDays, kind: FactKind, stretch: &Stretch, split: Split, sums: Sums<Self>) {
        days.tallies.insert((kind, Arc::clone(stretch), split), sums);
    }
}

impl Keep for Spread {
    fn kept(days: &KeptDays, kind: FactKind, stretch: &Stretch, split: Split) -> Option<Sums<Self>> {
        days.spreads.get(&(kind, Arc::clone(stretch), split))
    }

    fn keep(days: &KeptDays, kind: FactKind, stretch: &Stretch, split: Split, sums: Sums<Self>) {
        days.spreads.insert((kind, Arc::clone(stretch), split), sums);
    }
}

impl Keep for Waits {
    fn kept(days: &KeptDays, kind: FactKind, stretch: &Stretch, split: Split) -> Option<Sums<Self>> {
        days.waits.get(&(kind, Arc::clone(stretch), split))
    }

    fn keep(days: &KeptDays, kind: FactKind, stretch: &Stretch, split: Split, sums: Sums<Self>) {
        days.waits.insert((kind, Arc::clone(stretch), split), sums);
    }
}

/// A topic that rises.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownRise {
    /// Which.
    pub topic: TopicKey,
    /// By how much, and since when.
    pub rise: Rise,
    /// How many questions came in each of the weeks that it is judged by.
    pub counts: Vec<u32>,
    /// Where more came in than expected; most of them first.
    pub places: Vec<(RegionRef, InPlace)>,
}

/// How many answers about what rises are kept.
const RISES: usize = 100;

/// The days that an answer rests on, each as it was counted which time, and the answer.
type Rises = (Vec<(NaiveDate, i64)>, Arc<Vec<KnownRise>>);

/// What rises, by week and by what was asked for.
pub struct KeptRises(Cache<(NaiveDate, Sieve), Arc<Rises>>);

impl Default for KeptRises {
    fn default() -> Self {
        Self(Cache::new(RISES))
    }
}

impl KeptRises {
    /// What rises, if it was found before from these very days.
    pub fn get(&self, week: NaiveDate, sieve: &Sieve, days: &[(NaiveDate, i64)]) -> Option<Arc<Vec<KnownRise>>> {
        let known = self.0.get(&(week, sieve.clone()))?;
        (known.0 == days).then(|| Arc::clone(&known.1))
    }

    /// Keeps what was found, perhaps in the place of something else.
    pub fn put(&self, week: NaiveDate, sieve: Sieve, days: Vec<(NaiveDate, i64)>, found: Arc<Vec<KnownRise>>) {
        self.0.insert((week, sieve), Arc::new((days, found)));
    }
}
