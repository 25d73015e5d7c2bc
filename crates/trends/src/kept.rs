//! What was read or found lately, kept in memory (caches): days bounded by bytes, what rises by number.

use crate::{DayFacts, Rise, Sieve};
use chrono::NaiveDate;
use domain::{FactKind, TopicKey};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use std::sync::Arc;

/// Bytes kept at most.
const MOST: u64 = 32 * 1024 * 1024;
/// About as many days as that holds.
const DAYS: usize = 4_000;

/// Which facts, and as they were counted which time: a day that was counted again, here or elsewhere, is another.
type Key = (FactKind, NaiveDate, i64);

#[derive(Clone)]
struct Bytes;

impl Weighter<Key, Arc<DayFacts>> for Bytes {
    fn weight(&self, _: &Key, day: &Arc<DayFacts>) -> u64 {
        day.size() as u64
    }
}

/// Days that were read lately.
pub struct KeptDays(Cache<Key, Arc<DayFacts>, Bytes>);

impl Default for KeptDays {
    fn default() -> Self {
        Self(Cache::with_weighter(DAYS, MOST, Bytes))
    }
}

impl KeptDays {
    /// This day, if it is there.
    pub fn get(&self, kind: FactKind, day: NaiveDate, version: i64) -> Option<Arc<DayFacts>> {
        self.0.get(&(kind, day, version))
    }

    /// Keeps it, perhaps in the place of others.
    pub fn put(&self, kind: FactKind, day: NaiveDate, version: i64, facts: Arc<DayFacts>) {
        self.0.insert((kind, day, version), facts);
    }

    /// Forgets everything, as a new process would.
    pub fn clear(&self) {
        self.0.clear();
    }

    /// Bytes kept now.
    pub fn size(&self) -> u64 {
        self.0.weight()
    }
}

/// A topic that rises.
pub type KnownRise = (TopicKey, Rise);

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

    /// Forgets everything, as a new process would.
    pub fn clear(&self) {
        self.0.clear();
    }
}
