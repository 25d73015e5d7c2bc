//! Facts of a period, gathered into buckets and parts (filter, group by).

use crate::figures::days::{Days, Seen};
use crate::figures::parts::names_of;
use crate::figures::report::TrendsBy;
use crate::{App, Picture, Refusal};
use chrono::NaiveDate;
use domain::{FactKind, Part, Place, Split};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use store::{Reads, Scope, TicketFilter};
use trends::{Bucket, Gather, Keep, Sieve, Sums};

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
        let tickets = if filter.text.is_some() || !filter.status.is_empty() || is_narrow {
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

    /// The same of these days.
    pub(crate) async fn gather_days<G: Keep + Send + Sync>(
        &self,
        reads: &impl Reads,
        kind: FactKind,
        (days, bucket): (&Days, Bucket),
        sieve: &Sieve,
        split: Split,
    ) -> Result<Gathered<G>, Refusal> {
        let mut gathered = Gathered::<G> { parts: HashMap::new(), whole: BTreeMap::new() };
        let lets_all_through = *sieve == Sieve::default();
        self.visit(reads, kind, days, |day, seen| {
            let kept = |version, split| G::kept(&self.kept_days, (kind, day, version), split);
            let sums = match seen {
                Seen::Version(_) if !lets_all_through => return false,
                Seen::Version(version) => match (kept(version, Split::None), kept(version, split)) {
                    (Some(whole), Some(parts)) => [whole, parts],
                    _ => return false,
                },
                Seen::Facts(facts, version) => [Split::None, split].map(|split| {
                    let sums = Arc::new(facts.gather::<G>(sieve, split));
                    if let Some(version) = version.filter(|_| lets_all_through) {
                        G::keep(&self.kept_days, (kind, day, version), split, &sums);
                    }
                    sums
                }),
            };
            gathered.add(bucket.start(day), &sums, split);
            true
        })
        .await?;
        Ok(gathered)
    }
}

impl<G: Gather> Gathered<G> {
    fn add(&mut self, start: NaiveDate, [whole, parts]: &[Sums<G>; 2], split: Split) {
        for (_, inside) in whole.iter() {
            self.whole.entry(start).or_default().merge(inside);
        }
        if split == Split::None {
            return;
        }
        for (part, inside) in parts.iter() {
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
