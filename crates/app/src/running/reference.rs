//! The project's own reference files: topics, municipalities, layouts, regions and memberships.

use crate::Refusal;
use chrono::NaiveDate;
use domain::{
    Confidence, Inhabitants, Layout, LayoutKey, Membership, Municipality, MunicipalityCode, Period, Region, RegionRef,
    Topic,
};
use serde::Deserialize;

/// The first day the files speak of.
pub(crate) const FIRST_DAY: NaiveDate = NaiveDate::from_ymd_opt(2025, 1, 1).expect("a real day");

const TOPICS: &str = include_str!("../../reference/topics.json");
const LAYOUTS: &str = include_str!("../../reference/layouts.csv");
const REGIONS: &str = include_str!("../../reference/regions.csv");
const MUNICIPALITIES: &str = include_str!("../../reference/municipalities.csv");
const INHABITANTS: &str = include_str!("../../reference/inhabitants.csv");
const MEMBERSHIPS: &str = include_str!("../../reference/memberships.csv");

/// Everything a fresh desk knows of topics and places.
pub(crate) struct Reference {
    pub topics: Vec<Topic>,
    pub layouts: Vec<Layout>,
    pub regions: Vec<Region>,
    pub municipalities: Vec<Municipality>,
    pub memberships: Vec<Membership>,
}

#[derive(Deserialize)]
struct InhabitantsRow {
    municipality: String,
    inhabitants: i64,
    counted_on: NaiveDate,
    source: String,
}

#[derive(Deserialize)]
struct RegionRow {
    layout: String,
    code: String,
    name: String,
    confidence: Confidence,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
}

#[derive(Deserialize)]
struct MunicipalityRow {
    code: String,
    name: String,
    aliases: String,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
    successor: Option<String>,
}

#[derive(Deserialize)]
struct MembershipRow {
    municipality: String,
    layout: String,
    region: String,
    is_primary: bool,
    confidence: Confidence,
    source: String,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
}

impl Reference {
    /// The files of this version of the program.
    pub(crate) fn standard() -> Result<Self, Refusal> {
        Ok(Self {
            topics: serde_json::from_str(TOPICS).map_err(|error| Refusal::Internal(format!("topics.json: {error}")))?,
            layouts: rows(LAYOUTS, "layouts.csv", |layout: Layout| layout)?,
            regions: rows(REGIONS, "regions.csv", |row: RegionRow| Region {
                region: RegionRef::new(&row.layout, &row.code),
                name: row.name,
                confidence: row.confidence,
                valid: Period { from: row.valid_from, to: row.valid_to },
            })?,
            municipalities: rows(MUNICIPALITIES, "municipalities.csv", |row: MunicipalityRow| Municipality {
                code: MunicipalityCode(row.code),
                name: row.name,
                aliases: row
                    .aliases
                    .split(';')
                    .map(str::trim)
                    .filter(|alias| !alias.is_empty())
                    .map(str::to_owned)
                    .collect(),
                valid: Period { from: row.valid_from, to: row.valid_to },
                successor: row.successor.map(MunicipalityCode),
            })?,
            memberships: rows(MEMBERSHIPS, "memberships.csv", |row: MembershipRow| Membership {
                municipality: MunicipalityCode(row.municipality),
                region: RegionRef { layout: LayoutKey(row.layout), code: row.region },
                is_primary: row.is_primary,
                confidence: row.confidence,
                source: row.source,
                valid: Period { from: row.valid_from, to: row.valid_to },
            })?,
        })
    }
}

fn rows<Row: for<'de> Deserialize<'de>, T>(text: &str, file: &str, make: impl Fn(Row) -> T) -> Result<Vec<T>, Refusal> {
    csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .map(|row| row.map(&make))
        .collect::<Result<_, _>>()
        .map_err(|error| Refusal::Internal(format!("{file}: {error}")))
}

/// How many people lived in each municipality of the files; none of a file that is empty.
pub(crate) fn inhabitants() -> Result<Option<Inhabitants>, Refusal> {
    let rows = rows(INHABITANTS, "inhabitants.csv", |row: InhabitantsRow| row)?;
    let Some(first) = rows.first() else { return Ok(None) };
    let (counted_on, source) = (first.counted_on, first.source.clone());
    let numbers = rows.into_iter().map(|row| (MunicipalityCode(row.municipality), row.inhabitants));
    Ok(Some(Inhabitants { counted_on, source, numbers: numbers.collect() }))
}
