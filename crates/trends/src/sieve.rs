//! Which facts of a day count, and how they are added up by part (filter and group by).

use crate::DayFacts;
use chrono::{Datelike, NaiveDate};
use domain::{Axis, Became, OrganisationKind, Origin, Part, PersonId, Place, Split, TopicKey};
use std::collections::{BTreeMap, BTreeSet};

/// Which facts count; everything given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Sieve {
    /// Any of these, or any at all when there are none.
    pub kinds: Vec<OrganisationKind>,
    /// Any of these, or any at all when there are none.
    pub topics: Vec<TopicKey>,
    /// And any of these, or any at all when there are none.
    pub groups: Vec<TopicKey>,
    /// Promised under any of these, or any at all when there are none.
    pub policies: Vec<String>,
    /// Came in through any of these, or any at all when there are none.
    pub channels: Vec<Origin>,
    /// Had by this expert.
    pub expert: Option<PersonId>,
    /// From one of these places.
    pub places: Option<BTreeSet<Place>>,
    /// First day of receipt.
    pub received_from: Option<NaiveDate>,
    /// Last day of receipt.
    pub received_to: Option<NaiveDate>,
    /// Of one of these tickets, by number, ascending.
    pub tickets: Option<Vec<i64>>,
}

/// What is told of one fact to whoever adds facts up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct One {
    /// The number of its ticket.
    pub ticket: i64,
    /// What it counts for.
    pub value: i32,
    /// How many days of the calendar after receipt it happened.
    pub waited: i32,
}

/// What facts are added up to.
pub trait Gather: Default {
    /// One more.
    fn add(&mut self, one: One);
    /// Everything of another one.
    fn merge(&mut self, other: &Self);
    /// How many.
    fn many(&self) -> i64;
    /// Nothing is added for now: made small, to be kept.
    fn settle(&mut self) {}
}

/// How many facts, and what their values come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many.
    pub count: i64,
    /// Their values together.
    pub sum: i64,
}

impl Gather for Tally {
    fn add(&mut self, one: One) {
        self.count += 1;
        self.sum += i64::from(one.value);
    }

    fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.sum += other.sum;
    }

    fn many(&self) -> i64 {
        self.count
    }
}

impl DayFacts {
    /// The facts that pass, of this day, added up by part. Parts in which nothing passes are not among them.
    pub fn gather<G: Gather>(&self, day: NaiveDate, sieve: &Sieve, split: Split) -> Vec<(Part, G)> {
        let all = *sieve == Sieve::default();
        let passes = if all { Vec::new() } else { self.passing(sieve) };
        let day = day.num_days_from_ce() - self.since;
        let one = |at: usize| One {
            ticket: self.number(at),
            value: self.values.get(at).copied().unwrap_or(1),
            waited: day.saturating_sub_unsigned(self.received.get(at).copied().unwrap_or(0)).max(0),
        };
        // By place in the list of parts, so that going through the facts compares nothing but numbers.
        let by = |length: usize, column: &dyn Fn(usize) -> usize| {
            let mut sums: Vec<Option<G>> = std::iter::repeat_with(|| None).take(length).collect();
            let mut add = |at: usize| sums[column(at)].get_or_insert_default().add(one(at));
            if all {
                (0..self.len()).for_each(&mut add);
            } else {
                passes.iter().copied().for_each(&mut add);
            }
            sums
        };
        match split {
            Split::None => parts(by(1, &|_| 0), |_| Part::All),
            Split::OrganisationKind => parts(by(self.kinds.len(), &|at| usize::from(self.kind[at])), |list| {
                Part::OrganisationKind(self.kinds[list])
            }),
            Split::Place => parts(by(self.places.len(), &|at| usize::from(self.place[at])), |list| {
                Part::Place(self.places[list].clone())
            }),
            Split::Expert => parts(by(self.experts.len(), &|at| usize::from(self.expert[at])), |list| {
                Part::Expert(self.experts[list])
            }),
            Split::Became => {
                let many = Became::ALL.len();
                let place = |became: Became| Became::ALL.iter().position(|known| *known == became);
                // Behind them stands what says nothing of it.
                let mut sums = by(many + 1, &|at| Became::of(one(at).value).and_then(place).unwrap_or(many));
                sums.truncate(many);
                parts(sums, |list| Part::Became(Became::ALL[list]))
            }
            Split::Topic(axis) => self.by_topic(by(self.ends.len(), &|at| self.set[at] as usize), axis),
            Split::FirstTopic(axis) => {
                let at_first = |at: usize| {
                    let changed = self.at_first.binary_search_by_key(&at, |(fact, _)| *fact as usize);
                    changed.map_or(self.set[at], |found| self.at_first[found].1) as usize
                };
                self.by_topic(by(self.ends.len(), &at_first), axis)
            }
        }
    }

    /// What stands under a set of topics counts under each of them.
    fn by_topic<G: Gather>(&self, sums: Vec<Option<G>>, axis: Axis) -> Vec<(Part, G)> {
        let mut by_topic: Vec<Option<G>> = std::iter::repeat_with(|| None).take(self.topics.len()).collect();
        for (set, sum) in self.sets().zip(&sums) {
            let Some(sum) = sum else { continue };
            for topic in set.iter().map(|topic| usize::from(*topic)).filter(|topic| self.topics[*topic].0 == axis) {
                by_topic[topic].get_or_insert_default().merge(sum);
            }
        }
        parts(by_topic, |list| Part::Topic(self.topics[list].1.clone()))
    }

    fn number(&self, at: usize) -> i64 {
        self.first + i64::from(self.tickets[at])
    }

    /// How many of those that pass are about each topic that questions were about at first, from each place.
    pub fn by_first_topic_and_place(&self, sieve: &Sieve) -> impl Iterator<Item = (&TopicKey, &Place, u32)> {
        let mut together: BTreeMap<(u32, u16), u32> = BTreeMap::new();
        for at in self.passing(sieve) {
            let changed = self.at_first.binary_search_by_key(&at, |(fact, _)| *fact as usize);
            let set = changed.map_or(self.set[at], |found| self.at_first[found].1);
            *together.entry((set, self.place[at])).or_default() += 1;
        }
        let sets: Vec<&[u16]> = self.sets().collect();
        let counted = together.into_iter().map(move |((set, place), many)| (sets[set as usize], place, many));
        counted.flat_map(move |(set, place, many)| {
            let topics = set.iter().map(|topic| &self.topics[usize::from(*topic)].1);
            topics.map(move |topic| (topic, &self.places[usize::from(place)], many))
        })
    }

    /// Which facts pass, by place in the columns. What a list says is asked once for each of its entries.
    fn passing(&self, sieve: &Sieve) -> Vec<usize> {
        let kinds = allowed(&self.kinds, |kind| sieve.kinds.is_empty() || sieve.kinds.contains(kind));
        let places = allowed(&self.places, |place| sieve.places.as_ref().is_none_or(|places| places.contains(place)));
        let experts = allowed(&self.experts, |expert| sieve.expert.is_none_or(|wanted| *expert == Some(wanted)));
        let ways = allowed(&self.ways, |(policy, channel)| {
            (sieve.policies.is_empty() || sieve.policies.contains(policy))
                && (sieve.channels.is_empty() || sieve.channels.contains(channel))
        });
        let about = |wanted: &[TopicKey]| {
            let topics = allowed(&self.topics, |(_, topic)| wanted.contains(topic));
            let has_one = |set: &[u16]| wanted.is_empty() || set.iter().any(|topic| topics[usize::from(*topic)]);
            self.sets().map(has_one).collect::<Vec<bool>>()
        };
        let (sets, groups) = (about(&sieve.topics), about(&sieve.groups));
        let dated = sieve.received_from.is_some() || sieve.received_to.is_some();
        let in_time = |at: usize| {
            self.received_on(at).is_some_and(|day| {
                sieve.received_from.is_none_or(|first| first <= day) && sieve.received_to.is_none_or(|last| day <= last)
            })
        };
        (0..self.len())
            .filter(|&at| {
                kinds[usize::from(self.kind[at])]
                    && places[usize::from(self.place[at])]
                    && sets[self.set[at] as usize]
                    && groups[self.set[at] as usize]
                    && experts[usize::from(self.expert[at])]
                    && ways[usize::from(self.way[at])]
                    && (!dated || in_time(at))
                    && sieve.tickets.as_ref().is_none_or(|tickets| tickets.binary_search(&self.number(at)).is_ok())
            })
            .collect()
    }
}

fn allowed<T>(list: &[T], may: impl FnMut(&T) -> bool) -> Vec<bool> {
    list.iter().map(may).collect()
}

fn parts<G>(sums: Vec<Option<G>>, part: impl Fn(usize) -> Part) -> Vec<(Part, G)> {
    sums.into_iter().enumerate().filter_map(|(list, sum)| Some((part(list), sum?))).collect()
}

#[cfg(test)]
#[path = "sieve_tests.rs"]
mod tests;
