//! Where expertise is thin: themes and provinces with fewer than two experts who are present (bus factor).

use crate::Picture;
use crate::figures::overview::Thin;
use chrono::{Days, NaiveDate};
use domain::{Axis, Coverage, Expert, LayoutKey, MunicipalityCode, Place, RegionRef, TopicKey};
use std::collections::{BTreeMap, BTreeSet};

/// So many must be present.
const ENOUGH: usize = 2;
/// How far absences are looked ahead.
const AHEAD: Days = Days::new(42);

/// How many experts know one theme in one province.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The theme.
    pub theme: TopicKey,
    /// The province.
    pub province: RegionRef,
    /// How many are present today.
    pub present: usize,
    /// How many on the day of the coming weeks on which fewest are.
    pub fewest: usize,
    /// The first such day.
    pub fewest_on: NaiveDate,
}

impl Spot {
    /// Are there too few today?
    pub fn is_thin(&self) -> bool {
        self.present < ENOUGH
    }

    /// Are there too few on some day of the coming weeks?
    pub fn becomes_thin(&self) -> bool {
        self.fewest < ENOUGH
    }
}

/// Every theme of today in every province: who knows the theme, may get questions from the whole province, and is not
/// away. Between today and the end of the coming weeks fewest are present on a day on which somebody leaves.
pub(crate) fn spots(picture: &Picture, today: NaiveDate) -> Vec<Spot> {
    let provinces = provinces(picture, today);
    let experts = picture.roster.experts();
    let works_in: Vec<BTreeSet<&RegionRef>> = experts.iter().map(|expert| works_in(expert, &provinces)).collect();
    let leaves = experts.iter().flat_map(|expert| &expert.absences).map(|absence| absence.from);
    let days: BTreeSet<NaiveDate> = leaves.filter(|day| today < *day && *day <= today + AHEAD).chain([today]).collect();
    let mut spots = Vec::new();
    for theme in picture.taxonomy.on(Axis::Theme, today) {
        let knows = |expert: &Expert| expert.expertise.iter().any(|known| known.topic == theme.key);
        for province in provinces.keys() {
            let able: Vec<&Expert> = experts
                .iter()
                .zip(&works_in)
                .filter(|(expert, works_in)| works_in.contains(province) && knows(expert))
                .map(|(expert, _)| expert)
                .collect();
            let present = |day: NaiveDate| able.iter().filter(|expert| expert.absence_on(day).is_none()).count();
            let (fewest, fewest_on) =
                days.iter().map(|day| (present(*day), *day)).min().unwrap_or((present(today), today));
            spots.push(Spot {
                theme: theme.key.clone(),
                province: province.clone(),
                present: present(today),
                fewest,
                fewest_on,
            });
        }
    }
    spots
}

/// Where too few are present.
pub(crate) fn thin(picture: &Picture, today: NaiveDate) -> Thin {
    let spots = spots(picture, today);
    let now = spots.iter().filter(|spot| spot.is_thin());
    Thin {
        of: spots.len(),
        now: now.map(|spot| (spot.theme.clone(), spot.province.clone())).collect(),
        soon: spots.iter().filter(|spot| spot.becomes_thin()).count(),
    }
}

/// Each province with its municipalities, and the regions that each of those lies in.
type Provinces = BTreeMap<RegionRef, BTreeMap<MunicipalityCode, BTreeSet<RegionRef>>>;

fn provinces(picture: &Picture, today: NaiveDate) -> Provinces {
    let layout = LayoutKey("provincie".to_owned());
    let mut provinces = Provinces::new();
    for (code, municipality) in &picture.geography.municipalities {
        if !municipality.valid.holds_on(today) {
            continue;
        }
        let regions = picture.geography.regions_of(&Place::Municipality(code.clone()), today);
        let regions: BTreeSet<RegionRef> = regions.into_iter().map(|(region, _)| region).collect();
        for province in regions.iter().filter(|region| region.layout == layout) {
            provinces.entry(province.clone()).or_default().insert(code.clone(), regions.clone());
        }
    }
    provinces
}

/// The provinces that somebody covers to the last municipality, be it by another layout.
fn works_in<'a>(expert: &Expert, provinces: &'a Provinces) -> BTreeSet<&'a RegionRef> {
    let covers = |regions: &BTreeSet<RegionRef>| {
        expert.coverage.iter().any(|covered| match covered {
            Coverage::National => true,
            Coverage::Region(region) => regions.contains(region),
        })
    };
    provinces.iter().filter(|(_, inside)| inside.values().all(covers)).map(|(province, _)| province).collect()
}
