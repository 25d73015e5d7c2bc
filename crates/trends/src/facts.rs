//! The facts of one day, kept as columns (a column store in small): small enough to keep, quick enough to go through at
//! every request.

use chrono::{Datelike, NaiveDate};
use domain::{Axis, Fact, OrganisationKind, Origin, PersonId, Place, TopicKey};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Stands in front of every content. Another one, or another checksum, is not read: the day is counted again.
///
/// Counted up whenever a column, or the order of the variants of anything in one, changes.
const FORMAT: u8 = 2;
/// Format and checksum.
const HEAD: usize = 5;

/// The facts of one day and kind, by the number of their tickets. Each column holds one entry a fact, or places in the
/// list beside it; one that says the same of every fact is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayFacts {
    /// Smallest number of a ticket; the column says how much more.
    pub(crate) first: i64,
    pub(crate) tickets: Vec<u32>,
    /// Earliest day of receipt, as a number; the column says how much later.
    pub(crate) since: i32,
    pub(crate) received: Vec<u32>,
    pub(crate) kinds: Vec<OrganisationKind>,
    pub(crate) kind: Vec<u8>,
    pub(crate) places: Vec<Place>,
    pub(crate) place: Vec<u16>,
    pub(crate) topics: Vec<(Axis, TopicKey)>,
    /// Which topics stand together: all sets after each other, and where each ends.
    pub(crate) members: Vec<u16>,
    pub(crate) ends: Vec<u32>,
    pub(crate) set: Vec<u32>,
    /// Which facts were about something else at first, and about what; by place in the column.
    pub(crate) at_first: Vec<(u32, u32)>,
    pub(crate) experts: Vec<Option<PersonId>>,
    pub(crate) expert: Vec<u16>,
    /// Under which policy, and through which door.
    pub(crate) ways: Vec<(String, Origin)>,
    pub(crate) way: Vec<u8>,
    /// Empty when each is 1.
    pub(crate) values: Vec<i32>,
}

/// A list of what occurs, in the order of first occurrence.
struct Dictionary<T> {
    known: BTreeMap<T, usize>,
    list: Vec<T>,
}

impl<T: Ord + Clone> Dictionary<T> {
    fn new() -> Self {
        Self { known: BTreeMap::new(), list: Vec::new() }
    }

    /// Its place in the list; none when there are too many to be numbered so.
    fn place<N: TryFrom<usize>>(&mut self, value: &T) -> Option<N> {
        let next = self.list.len();
        let place = *self.known.entry(value.clone()).or_insert(next);
        if place == next {
            self.list.push(value.clone());
        }
        N::try_from(place).ok()
    }
}

impl DayFacts {
    /// These facts; none when there are more different values in a day than its columns can tell apart (65,536 places or
    /// experts, 256 policies and channels, four billion between two tickets).
    pub fn of(mut facts: Vec<Fact>) -> Option<Self> {
        facts.sort_unstable();
        let first = facts.first().map_or(0, |fact| fact.ticket.0);
        let since = facts.iter().map(|fact| fact.received_on.num_days_from_ce()).min().unwrap_or(0);
        let (mut kinds, mut places, mut ways) = (Dictionary::new(), Dictionary::new(), Dictionary::new());
        let (mut topics, mut sets, mut experts) = (Dictionary::new(), Dictionary::new(), Dictionary::new());
        let mut day = Self { first, since, ..Self::default() };
        let mut set_of = |of: &[(Axis, TopicKey)]| -> Option<u32> {
            let set: Vec<u16> = of.iter().map(|topic| topics.place(topic)).collect::<Option<_>>()?;
            sets.place(&set)
        };
        for (at, fact) in facts.iter().enumerate() {
            day.tickets.push(u32::try_from(fact.ticket.0.checked_sub(first)?).ok()?);
            day.received.push(u32::try_from(fact.received_on.num_days_from_ce() - since).ok()?);
            day.kind.push(kinds.place(&fact.organisation_kind)?);
            day.place.push(places.place(&fact.place)?);
            day.set.push(set_of(&fact.topics)?);
            if let Some(topics) = &fact.first_topics {
                day.at_first.push((u32::try_from(at).ok()?, set_of(topics)?));
            }
            day.expert.push(experts.place(&fact.expert)?);
            day.way.push(ways.place(&(fact.policy.clone(), fact.channel))?);
            day.values.push(fact.value);
        }
        if day.received.iter().all(|later| *later == 0) {
            day.received = Vec::new();
        }
        if day.values.iter().all(|value| *value == 1) {
            day.values = Vec::new();
        }
        (day.kinds, day.places, day.topics) = (kinds.list, places.list, topics.list);
        (day.experts, day.ways) = (experts.list, ways.list);
        for set in sets.list {
            day.members.extend(set);
            day.ends.push(u32::try_from(day.members.len()).ok()?);
        }
        Some(day)
    }

    /// How many facts.
    pub fn len(&self) -> usize {
        self.tickets.len()
    }

    /// Nothing counts on this day.
    pub fn is_empty(&self) -> bool {
        self.tickets.is_empty()
    }

    /// What its facts count, by when their questions came in.
    pub fn by_receipt(&self) -> impl Iterator<Item = (NaiveDate, i64)> {
        let value = |at: usize| i64::from(self.values.get(at).copied().unwrap_or(1));
        (0..self.len()).filter_map(move |at| Some((self.received_on(at)?, value(at))))
    }

    /// About how many bytes of memory it takes.
    pub fn size(&self) -> usize {
        let lists = self.places.len() * 96 + (self.topics.len() + self.experts.len() + self.ways.len()) * 40;
        let sets = self.members.len() * 2 + self.ends.len() * 4;
        256 + lists + sets + self.at_first.len() * 8 + (self.received.len() + self.values.len()) * 4 + self.len() * 14
    }

    /// As it is kept. About 16 bytes a fact.
    pub fn encode(&self) -> Vec<u8> {
        // Nothing in it refuses to be written: numbers, texts and lists of them.
        let columns = postcard::to_allocvec(self).unwrap_or_default();
        let mut content = vec![FORMAT];
        content.extend(crc32fast::hash(&columns).to_le_bytes());
        content.extend(columns);
        content
    }

    /// What [`Self::encode`] wrote; none when it is of another format, or damaged.
    pub fn decode(content: &[u8]) -> Option<Self> {
        let (head, columns) = content.split_at_checked(HEAD)?;
        if head[0] != FORMAT || head[1..] != crc32fast::hash(columns).to_le_bytes() {
            return None;
        }
        let day: Self = postcard::from_bytes(columns).ok()?;
        day.is_whole().then_some(day)
    }

    /// Every column is as long as the others, and points at what is there.
    fn is_whole(&self) -> bool {
        let (length, sets) = (self.len(), self.ends.len());
        let column = |column: usize| column == length;
        column(self.kind.len())
            && column(self.place.len())
            && column(self.set.len())
            && column(self.expert.len())
            && column(self.way.len())
            && (self.received.is_empty() || column(self.received.len()))
            && (self.values.is_empty() || column(self.values.len()))
            && self.kind.iter().all(|at| usize::from(*at) < self.kinds.len())
            && self.place.iter().all(|at| usize::from(*at) < self.places.len())
            && self.set.iter().all(|at| (*at as usize) < sets)
            && self.expert.iter().all(|at| usize::from(*at) < self.experts.len())
            && self.way.iter().all(|at| usize::from(*at) < self.ways.len())
            && self.members.iter().all(|at| usize::from(*at) < self.topics.len())
            && self.ends.is_sorted()
            && self.ends.last().copied().unwrap_or(0) as usize == self.members.len()
            && self.at_first.iter().all(|(at, set)| (*at as usize) < length && (*set as usize) < sets)
    }

    /// The topics that stand together, set by set.
    pub(crate) fn sets(&self) -> impl Iterator<Item = &[u16]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| &self.members[start as usize..*end as usize])
    }

    /// When the question of a fact came in.
    pub(crate) fn received_on(&self, at: usize) -> Option<NaiveDate> {
        let later = self.received.get(at).copied().unwrap_or(0);
        NaiveDate::from_num_days_from_ce_opt(self.since.checked_add_unsigned(later)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::fact;
    use domain::{MunicipalityCode, TicketId};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_kept_is_read_again_whatever_the_facts_are(facts in prop::collection::vec(fact(), 0..40)) {
            let day = DayFacts::of(facts.clone()).expect("few enough");
            prop_assert_eq!(day.len(), facts.len());
            prop_assert_eq!(DayFacts::decode(&day.encode()), Some(day.clone()));
            let turned = facts.into_iter().rev().collect();
            prop_assert_eq!(DayFacts::of(turned), Some(day), "whatever order they were found in");
        }

        #[test]
        fn no_damage_is_taken_for_facts(facts in prop::collection::vec(fact(), 1..9), at in 0..10_000_usize, bit in 0..8_u8) {
            let mut content = DayFacts::of(facts).expect("few enough").encode();
            let at = at % content.len();
            content[at] ^= 1 << bit;
            prop_assert_eq!(DayFacts::decode(&content), None);
            content.truncate(at);
            prop_assert_eq!(DayFacts::decode(&content), None);
        }
    }

    #[test]
    fn what_an_earlier_version_kept_is_read_the_same_or_the_number_of_the_format_is_another() {
        let fact = Fact {
            ticket: TicketId(7),
            received_on: NaiveDate::from_num_days_from_ce_opt(739_000).expect("a day"),
            organisation_kind: OrganisationKind::SocietalOrganisation,
            place: Place::Municipality(MunicipalityCode("GM0344".to_owned())),
            topics: vec![(Axis::Theme, TopicKey("flexwonen".to_owned()))],
            first_topics: None,
            expert: None,
            policy: "standard".to_owned(),
            channel: Origin::Mail,
            value: 90,
        };
        let other = Fact { ticket: TicketId(9), place: Place::Nationwide, value: 1, ..fact.clone() };
        let hex: String =
            DayFacts::of(vec![fact, other]).expect("two").encode().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, KEPT);
    }

    /// The two facts above.
    const KEPT: &str = "02c89184c60e020002f09a5a000104020000020006474d3033343402020001010109666c6578776f6e656e010001010200\
                        0000010002000001087374616e646172640402000002b40102";
}
