//! Figures split into parts (group by): by topic, region, kind of organisation or expert.

use crate::Picture;
use crate::figures::report::TrendsBy;
use chrono::NaiveDate;
use domain::{Part, Place, RegionRef, Split};
use std::collections::BTreeSet;

/// How facts are split for it.
pub(crate) fn split_of(by: &TrendsBy) -> Split {
    match by {
        TrendsBy::Nothing => Split::None,
        TrendsBy::Topic(axis) => Split::Topic(*axis),
        TrendsBy::OrganisationKind => Split::OrganisationKind,
        TrendsBy::Region(_) => Split::Place,
        TrendsBy::Expert => Split::Expert,
        TrendsBy::Became => Split::Became,
    }
}

/// Keys and labels of the lines that a part counts in: a place may lie in two regions of a layout.
pub(crate) fn names_of(by: &TrendsBy, picture: &Picture, day: NaiveDate, part: &Part) -> Vec<(String, String)> {
    let name = match part {
        Part::All => (String::new(), "Alle vragen".to_owned()),
        Part::Topic(topic) => (topic.0.clone(), picture.taxonomy.label(topic).to_owned()),
        Part::OrganisationKind(kind) => (kind.as_str().to_owned(), picture.house.kind_label(*kind).to_owned()),
        Part::Expert(Some(expert)) => (expert.to_string(), picture.name(*expert).to_owned()),
        Part::Expert(None) => (String::new(), "Nog niet toegewezen".to_owned()),
        Part::Became(became) => (became.as_str().to_owned(), became.label().to_owned()),
        Part::Place(place) => return regions_of(by, picture, place, day),
    };
    vec![name]
}

/// The regions of the layout that a place lies in on that day: the same that a filter or a list takes it to be in.
fn regions_of(by: &TrendsBy, picture: &Picture, place: &Place, day: NaiveDate) -> Vec<(String, String)> {
    let TrendsBy::Region(layout) = by else { return Vec::new() };
    let regions: BTreeSet<RegionRef> = picture
        .geography
        .regions_of(place, day)
        .into_iter()
        .map(|(region, _)| region)
        .filter(|region| region.layout == *layout)
        .collect();
    if regions.is_empty() {
        return vec![(String::new(), "Niet in een regio".to_owned())];
    }
    let named = |region: &RegionRef| (region.code.clone(), picture.geography.region_name(region).to_owned());
    regions.iter().map(named).collect()
}
