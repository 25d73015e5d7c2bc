//! Figures split into parts (group by): by topic, region, kind of organisation or expert.

use crate::Picture;
use crate::figures::report::{NamedSeries, TrendsBy, TrendsQuery};
use chrono::NaiveDate;
use domain::{Place, RegionRef};
use std::collections::{BTreeMap, BTreeSet};
use store::counts::{DayCount, Key, Split};
use trends::Series;

/// How the store counts it.
pub(crate) fn split_of(by: &TrendsBy) -> Split {
    match by {
        TrendsBy::Nothing => Split::None,
        TrendsBy::Topic(axis) => Split::Topic(*axis),
        TrendsBy::OrganisationKind => Split::OrganisationKind,
        TrendsBy::Region(_) => Split::Place,
        TrendsBy::Expert => Split::Expert,
    }
}

/// Single values put into buckets, each bucket measured as a whole.
pub(crate) fn measured(
    query: &TrendsQuery,
    picture: &Picture,
    day: NaiveDate,
    values: Vec<(NaiveDate, Key, f64)>,
    measure: impl Fn(&mut [f64]) -> Option<f64>,
) -> Vec<NamedSeries> {
    let mut parts: BTreeMap<(String, String), Vec<(NaiveDate, f64)>> = BTreeMap::new();
    for (day, key, value) in values {
        for part in parts_of(query, picture, day, &key) {
            parts.entry(part).or_default().push((day, value));
        }
    }
    if parts.is_empty() && query.by == TrendsBy::Nothing {
        parts.extend(parts_of(query, picture, day, &Key::All).into_iter().map(|part| (part, Vec::new())));
    }
    parts
        .into_iter()
        .map(|((key, label), values)| {
            let series = Series::of_values(values, query.bucket, query.from, query.to, &measure);
            NamedSeries { key, label, series }
        })
        .collect()
}

pub(crate) fn grouped(
    query: &TrendsQuery,
    picture: &Picture,
    day: NaiveDate,
    counts: Vec<DayCount>,
) -> BTreeMap<(String, String), Vec<(NaiveDate, i64)>> {
    let mut parts: BTreeMap<(String, String), Vec<(NaiveDate, i64)>> = BTreeMap::new();
    if query.by == TrendsBy::Nothing {
        parts.extend(parts_of(query, picture, day, &Key::All).into_iter().map(|part| (part, Vec::new())));
    }
    for count in counts {
        for part in parts_of(query, picture, day, &count.key) {
            parts.entry(part).or_default().push((count.day, count.count));
        }
    }
    parts
}

/// Keys and labels of the parts that a value counts in: a place may lie in two regions of a layout.
fn parts_of(query: &TrendsQuery, picture: &Picture, day: NaiveDate, key: &Key) -> Vec<(String, String)> {
    let part = match key {
        Key::All => (String::new(), "Alle vragen".to_owned()),
        Key::Topic(topic) => (topic.0.clone(), picture.taxonomy.label(topic).to_owned()),
        Key::OrganisationKind(kind) => (kind.as_str().to_owned(), kind.label().to_owned()),
        Key::Expert(Some(expert)) => (expert.to_string(), picture.name(*expert).to_owned()),
        Key::Expert(None) => (String::new(), "Nog niet toegewezen".to_owned()),
        Key::Place(place) => return regions_of(query, picture, place, day),
    };
    vec![part]
}

/// The regions of the layout that a place lies in on that day: the same that a filter or a list takes it to be in.
fn regions_of(query: &TrendsQuery, picture: &Picture, place: &Place, day: NaiveDate) -> Vec<(String, String)> {
    let TrendsBy::Region(layout) = &query.by else { return Vec::new() };
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
