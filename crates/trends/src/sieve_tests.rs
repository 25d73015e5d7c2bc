//! Columns give what going through the facts one by one gives.

use super::*;
use crate::Spread;
use crate::testing::fact;
use domain::{Became, Fact};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn passes(sieve: &Sieve, fact: &Fact) -> bool {
    (sieve.kinds.is_empty() || sieve.kinds.contains(&fact.organisation_kind))
        && (sieve.topics.is_empty() || fact.topics.iter().any(|(_, topic)| sieve.topics.contains(topic)))
        && (sieve.groups.is_empty() || fact.topics.iter().any(|(_, topic)| sieve.groups.contains(topic)))
        && (sieve.policies.is_empty() || sieve.policies.contains(&fact.policy))
        && (sieve.channels.is_empty() || sieve.channels.contains(&fact.channel))
        && sieve.expert.is_none_or(|expert| fact.expert == Some(expert))
        && sieve.places.as_ref().is_none_or(|places| places.contains(&fact.place))
        && sieve.received_from.is_none_or(|first| fact.received_on >= first)
        && sieve.received_to.is_none_or(|last| fact.received_on <= last)
        && sieve.tickets.as_ref().is_none_or(|tickets| tickets.contains(&fact.ticket.0))
}

fn parts_of(split: Split, fact: &Fact) -> Vec<Part> {
    let of_axis = |topics: &[(Axis, TopicKey)], wanted: Axis| {
        topics.iter().filter(|(axis, _)| *axis == wanted).map(|(_, topic)| Part::Topic(topic.clone())).collect()
    };
    match split {
        Split::None => vec![Part::All],
        Split::OrganisationKind => vec![Part::OrganisationKind(fact.organisation_kind)],
        Split::Place => vec![Part::Place(fact.place.clone())],
        Split::Expert => vec![Part::Expert(fact.expert)],
        Split::Became => Became::of(fact.value).map(Part::Became).into_iter().collect(),
        Split::Topic(axis) => of_axis(&fact.topics, axis),
        Split::FirstTopic(axis) => of_axis(fact.first_topics.as_ref().unwrap_or(&fact.topics), axis),
    }
}

/// Some of what the facts hold, so that sieves let something through.
fn sieve(of: &[Fact], chosen: &[bool], at: usize) -> Sieve {
    let one = &of[at % of.len()];
    let wanted = |number: usize| chosen[number % chosen.len()];
    Sieve {
        kinds: if wanted(0) { vec![one.organisation_kind] } else { Vec::new() },
        topics: if wanted(1) { one.topics.iter().map(|(_, topic)| topic.clone()).collect() } else { Vec::new() },
        groups: if wanted(7) {
            one.topics.iter().map(|(_, topic)| topic.clone()).take(1).collect()
        } else {
            Vec::new()
        },
        policies: if wanted(8) { vec![one.policy.clone()] } else { Vec::new() },
        channels: if wanted(9) { vec![one.channel, Origin::Cli] } else { Vec::new() },
        expert: one.expert.filter(|_| wanted(2)),
        places: wanted(3).then(|| BTreeSet::from([one.place.clone(), Place::Nationwide])),
        received_from: wanted(4).then_some(one.received_on),
        received_to: wanted(5).then_some(one.received_on),
        tickets: wanted(6).then(|| {
            let some: BTreeSet<i64> = of.iter().step_by(2).map(|fact| fact.ticket.0).collect();
            some.into_iter().collect()
        }),
    }
}

proptest! {
    #[test]
    fn columns_give_what_going_through_the_facts_one_by_one_gives(
        facts in prop::collection::vec(fact(), 1..40), chosen in prop::collection::vec(prop::bool::weighted(0.3), 10), at in 0..40usize
    ) {
        let day = DayFacts::of(facts.clone()).expect("few enough");
        let on = facts.iter().map(|fact| fact.received_on).max().expect("one") + chrono::Days::new(3);
        let one = |fact: &Fact| One {
            ticket: fact.ticket.0,
            value: fact.value,
            waited: i32::try_from((on - fact.received_on).num_days()).expect("few"),
        };
        let sieve = sieve(&facts, &chosen, at);
        let axes = [Axis::Group, Axis::Theme];
        let splits = [Split::None, Split::OrganisationKind, Split::Place, Split::Expert, Split::Became];
        for split in splits.into_iter().chain(axes.map(Split::Topic)).chain(axes.map(Split::FirstTopic)) {
            let (mut tallies, mut spreads, mut waits) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
            for fact in facts.iter().filter(|fact| passes(&sieve, fact)) {
                for part in parts_of(split, fact) {
                    tallies.entry(part.clone()).or_insert_with(Tally::default).add(one(fact));
                    waits.entry(part.clone()).or_insert_with(Spread::default).add(One { value: one(fact).waited, ..one(fact) });
                    spreads.entry(part).or_insert_with(Spread::default).add(one(fact));
                }
            }
            let found: BTreeMap<Part, Tally> = day.gather(on, &sieve, split).into_iter().collect();
            prop_assert_eq!(&found, &tallies, "{:?}", split);
            for (part, numbers) in day.gather::<crate::Numbers>(on, &sieve, split) {
                let of = |fact: &&Fact| passes(&sieve, fact) && parts_of(split, fact).contains(&part);
                let tickets: BTreeSet<i64> = facts.iter().filter(of).map(|fact| fact.ticket.0).collect();
                prop_assert_eq!(numbers.iter().map(|(ticket, _)| ticket).collect::<BTreeSet<_>>(), tickets);
                prop_assert_eq!(numbers.many(), found[&part].count, "{:?}", part);
            }
            let middles = |spreads: BTreeMap<Part, Spread>| -> BTreeMap<Part, Option<f64>> {
                spreads.into_iter().map(|(part, spread)| (part, spread.middle())).collect()
            };
            let waited = day.gather::<crate::Waits>(on, &sieve, split).into_iter().map(|(part, waits)| (part, waits.0));
            prop_assert_eq!(middles(waited.collect()), middles(waits), "{:?}", split);
            prop_assert_eq!(middles(day.gather(on, &sieve, split).into_iter().collect()), middles(spreads), "{:?}", split);
        }
    }
}
