//! Facts of a period, gathered into buckets and parts (filter, group by).

use crate::figures::days::Days;
use crate::figures::parts::names_of;
use crate::figures::report::TrendsBy;
use crate::{App, Picture, Refusal};
use chrono::NaiveDate;
use domain::{FactKind, Part, Place, Split};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use store::{Reads, Scope, TicketFilter};
use trends::{Bucket, DayFacts, Gather, Keep, Sieve, Stretch};

/// By the first day of its bucket.
pub(crate) type Buckets<G> = BTreeMap<NaiveDate, G>;

/// What was gathered of a period.
pub(crate) struct Gathered<G> {
    /// By part; empty when it is not split.
    pub parts: HashMap<Part, Buckets<G>>,
    /// Each question once.
    pub whole: Buckets<G>,
}

/// What people read of a part: its key and its name.
pub(crate) type Name = (String, String);

impl App {
    /// What is asked for, as a sieve. What facts do not tell (words, where a question stands, who may know of it) becomes
    /// the numbers of the tickets for which it holds. `received` is the period in which all of them came in, if there is one.
    pub(crate) async fn sieve(
        &self,
        reads: &impl Reads,
        filter: &TicketFilter,
        received: Option<(NaiveDate, NaiveDate)>,
    ) -> Result<Sieve, Refusal> {
        let is_narrow = filter.within.as_ref().is_some_and(|scope| *scope != Scope::Everything);
        let of_one = filter.organisation.is_some() || filter.pressing.is_some();
        let tickets = if filter.text.is_some() || !filter.status.is_empty() || of_one || is_narrow {
            let mut asked = filter.clone();
            if let Some((first, last)) = received {
                asked.received_from = Some(asked.received_from.map_or(first, |from| from.max(first)));
                asked.received_to = Some(asked.received_to.map_or(last, |to| to.min(last)));
            }
            Some(store::counts::numbers(reads, &asked).await?)
        } else {
            None
        };
        let places = filter.municipalities.as_ref().map(|municipalities| {
            let municipalities = municipalities.iter().cloned().map(Place::Municipality);
            municipalities.chain(filter.regions.iter().cloned().map(Place::Region)).collect()
        });
        Ok(Sieve {
            kinds: filter.organisation_kind.clone(),
            topics: filter.topics.clone(),
            groups: filter.groups.clone(),
            policies: filter.policies.clone(),
            channels: filter.channels.clone(),
            expert: filter.assignee,
            places,
            received_from: filter.received_from,
            received_to: filter.received_to,
            tickets,
        })
    }

    /// The facts of a period that pass, by part and bucket.
    pub(crate) async fn gather<G: Keep + Send + Sync>(
        &self,
        reads: &impl Reads,
        kind: FactKind,
        (from, to, bucket): (NaiveDate, NaiveDate, Bucket),
        sieve: &Sieve,
        split: Split,
    ) -> Result<Gathered<G>, Refusal> {
        let days = self.days(reads, kind, from, to).await?;
        self.gather_days(reads, kind, (&days, bucket), sieve, split).await
    }

    /// The same of these days. What everything in a bucket came to before is not gone through again, as long as none of its
    /// days was counted again.
    pub(crate) async fn gather_days<G: Keep + Send + Sync>(
        &self,
        reads: &impl Reads,
        kind: FactKind,
        (days, bucket): (&Days, Bucket),
        sieve: &Sieve,
        split: Split,
    ) -> Result<Gathered<G>, Refusal> {
        let mut gathered = Gathered::<G> { parts: HashMap::new(), whole: BTreeMap::new() };
        let may_keep = *sieve == Sieve::default();
        let mut left = Days { counted: Vec::new(), to_count: days.to_count.clone(), found: BTreeMap::new() };
        let mut heaps = BTreeMap::new();
        for (start, stretch) in stretches(days, bucket) {
            let kept = |split| if may_keep { G::kept(&self.kept_days, kind, &stretch, split) } else { None };
            match (kept(Split::None), kept(split)) {
                (Some(whole), Some(parts)) => gathered.add(start, &whole, &parts, split),
                _ => {
                    left.counted.extend_from_slice(&stretch);
                    heaps.insert(start, (stretch, Heap::<G>::default()));
                }
            }
        }
        let mut others: BTreeMap<NaiveDate, Heap<G>> = BTreeMap::new();
        self.visit(reads, kind, &left, |day, facts, version| {
            let counted = version.and_then(|version| Some((version, &mut heaps.get_mut(&bucket.start(day))?.1)));
            match counted {
                Some((version, heap)) => heap.add((day, version), facts, sieve, split),
                None => others.entry(bucket.start(day)).or_default().add((day, 0), facts, sieve, split),
            }
        })
        .await?;
        for (day, facts) in &days.found {
            others.entry(bucket.start(*day)).or_default().add((*day, 0), facts, sieve, split);
        }
        for (start, (stretch, heap)) in heaps {
            let is_as_listed = heap.seen[..] == stretch[..];
            let [whole, parts] = heap.settled().map(Arc::new);
            gathered.add(start, &whole, &parts, split);
            if may_keep && is_as_listed {
                G::keep(&self.kept_days, kind, &stretch, Split::None, whole);
                if split != Split::None {
                    G::keep(&self.kept_days, kind, &stretch, split, parts);
                }
            }
        }
        for (start, heap) in others {
            let [whole, parts] = heap.settled();
            gathered.add(start, &whole, &parts, split);
        }
        Ok(gathered)
    }
}

/// The days that were counted, by the first day of their bucket.
fn stretches(days: &Days, bucket: Bucket) -> impl Iterator<Item = (NaiveDate, Stretch)> {
    let together = days.counted.chunk_by(move |(left, _), (right, _)| bucket.start(*left) == bucket.start(*right));
    together.filter_map(move |stretch| Some((bucket.start(stretch.first()?.0), Stretch::from(stretch))))
}

/// What days of one bucket come to, while they are gone through.
struct Heap<G> {
    /// Which days, each as it was counted which time.
    seen: Vec<(NaiveDate, i64)>,
    whole: G,
    parts: HashMap<Part, G>,
}

impl<G: Gather> Default for Heap<G> {
    fn default() -> Self {
        Self { seen: Vec::new(), whole: G::default(), parts: HashMap::new() }
    }
}

impl<G: Gather> Heap<G> {
    fn add(&mut self, seen: (NaiveDate, i64), facts: &DayFacts, sieve: &Sieve, split: Split) {
        let at = self.seen.partition_point(|before| *before < seen);
        self.seen.insert(at, seen);
        for (_, inside) in facts.gather::<G>(seen.0, sieve, Split::None) {
            self.whole.merge(&inside);
        }
        if split != Split::None {
            for (part, inside) in facts.gather::<G>(seen.0, sieve, split) {
                self.parts.entry(part).or_default().merge(&inside);
            }
        }
    }

    /// The whole, and its parts.
    fn settled(self) -> [Vec<(Part, G)>; 2] {
        let mut all = [vec![(Part::All, self.whole)], self.parts.into_iter().collect()];
        all.iter_mut().flatten().for_each(|(_, inside)| inside.settle());
        all
    }
}

impl<G: Gather> Gathered<G> {
    fn add(&mut self, start: NaiveDate, whole: &[(Part, G)], parts: &[(Part, G)], split: Split) {
        for (_, inside) in whole {
            self.whole.entry(start).or_default().merge(inside);
        }
        if split == Split::None {
            return;
        }
        for (part, inside) in parts {
            match self.parts.get_mut(part) {
                Some(buckets) => buckets.entry(start).or_default().merge(inside),
                None => self.parts.entry(part.clone()).or_default().entry(start).or_default().merge(inside),
            }
        }
    }
}

/// What was gathered by part, by what people read: a place may lie in two regions of a layout.
pub(crate) fn named<G: Gather>(
    by: &TrendsBy,
    picture: &Picture,
    day: NaiveDate,
    parts: HashMap<Part, Buckets<G>>,
) -> BTreeMap<Name, Buckets<G>> {
    let mut lines: BTreeMap<Name, Buckets<G>> = BTreeMap::new();
    for (part, buckets) in parts {
        for name in names_of(by, picture, day, &part) {
            let line = lines.entry(name).or_default();
            for (start, inside) in &buckets {
                line.entry(*start).or_default().merge(inside);
            }
        }
    }
    lines
}
