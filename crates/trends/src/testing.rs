//! Facts for tests.

use chrono::NaiveDate;
use domain::{
    Axis, Fact, LayoutKey, MunicipalityCode, OrganisationKind, Origin, PersonId, Place, RegionRef, TicketId, TopicKey,
};
use proptest::prelude::*;
use uuid::Uuid;

pub(crate) fn fact() -> impl Strategy<Value = Fact> {
    let topic = (prop::sample::select(vec![Axis::Group, Axis::Theme]), 0..4u8)
        .prop_map(|(axis, key)| (axis, TopicKey(format!("{}-{key}", axis.as_str()))));
    let topics = prop::collection::btree_set(topic, 0..3).prop_map(|set| set.into_iter().collect::<Vec<_>>());
    let place = (0..3u8, 0..4u8).prop_map(|(kind, code)| match kind {
        0 => Place::Nationwide,
        1 => Place::Municipality(MunicipalityCode(format!("GM{code:04}"))),
        _ => Place::Region(RegionRef { layout: LayoutKey("provincie".to_owned()), code: format!("PV{code}") }),
    });
    (
        (1..60_i64, 0..40_i32),
        prop::sample::select(OrganisationKind::ALL.to_vec()),
        place,
        topics.clone(),
        prop::option::of(topics),
        prop::option::of(0..3u128),
        (prop::sample::select(vec!["standard", "complex"]), prop::sample::select(Origin::OF_QUESTIONS.to_vec())),
        prop_oneof![Just(1), -2..500_i32],
    )
        .prop_map(|((ticket, received), organisation_kind, place, topics, first_topics, expert, way, value)| {
            Fact {
                ticket: TicketId(ticket),
                received_on: NaiveDate::from_num_days_from_ce_opt(739_000 + received).expect("a day"),
                organisation_kind,
                place,
                topics,
                first_topics,
                expert: expert.map(|number| PersonId(Uuid::from_u128(number))),
                policy: way.0.to_owned(),
                channel: way.1,
                value,
            }
        })
}
