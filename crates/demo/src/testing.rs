//! The reference files of the desk, for the tests of this crate.
#![allow(clippy::unwrap_used)]

use chrono::NaiveDate;
use domain::{Geography, Layout, Municipality, MunicipalityCode, Period, Region, RegionRef, Taxonomy};

const TOPICS: &str = include_str!("../../app/reference/topics.json");
const LAYOUTS: &str = include_str!("../../app/reference/layouts.csv");
const REGIONS: &str = include_str!("../../app/reference/regions.csv");
const MUNICIPALITIES: &str = include_str!("../../app/reference/municipalities.csv");

pub(crate) fn taxonomy() -> Taxonomy {
    Taxonomy::new(serde_json::from_str(TOPICS).unwrap())
}

/// Layouts, regions and municipalities; memberships are not needed to check a question.
pub(crate) fn geography() -> Geography {
    let mut geography = Geography::default();
    for row in csv::Reader::from_reader(LAYOUTS.as_bytes()).deserialize() {
        let layout: Layout = row.unwrap();
        geography.layouts.insert(layout.key.clone(), layout);
    }
    for row in csv::Reader::from_reader(REGIONS.as_bytes()).records() {
        let row = row.unwrap();
        let region = RegionRef::new(&row[0], &row[1]);
        let known = Region {
            region: region.clone(),
            name: row[2].to_owned(),
            confidence: domain::Confidence::parse(&row[3]).unwrap(),
            valid: Period::since(day(&row[4])),
        };
        geography.regions.insert(region, known);
    }
    for row in csv::Reader::from_reader(MUNICIPALITIES.as_bytes()).records() {
        let row = row.unwrap();
        let code = MunicipalityCode(row[0].to_owned());
        let known = Municipality {
            code: code.clone(),
            name: row[1].to_owned(),
            aliases: row[2].split(';').filter(|alias| !alias.is_empty()).map(str::to_owned).collect(),
            valid: Period { from: day(&row[3]), to: (!row[4].is_empty()).then(|| day(&row[4])) },
            successor: (!row[5].is_empty()).then(|| MunicipalityCode(row[5].to_owned())),
        };
        geography.municipalities.insert(code, known);
    }
    geography
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}
