//! Where expertise is thin: themes and provinces with fewer than two experts who are present (bus factor).

use crate::Picture;
use crate::figures::overview::Thin;
use chrono::{Days, NaiveDate};
use domain::{Axis, Coverage, Expert, LayoutKey, MunicipalityCode, Place, RegionRef};
use std::collections::{BTreeMap, BTreeSet};

/// So many must be present.
const ENOUGH: usize = 2;
/// How far absences are looked ahead.
const AHEAD: Days = Days::new(42);

/// Every theme of today in every province: who knows the theme, may get questions from the whole province, and is not
/// away. Between today and the end of the coming weeks fewest are present on a day on which somebody leaves.
pub(crate) fn thin(picture: &Picture, today: NaiveDate) -> Thin {
    let provinces = provinces(picture, today);
    let experts = picture.roster.experts();
    let works_in: Vec<BTreeSet<&RegionRef>> = experts.iter().map(|expert| works_in(expert, &provinces)).collect();
    let leaves = experts.iter().flat_map(|expert| &expert.absences).map(|absence| absence.from);
    let days: BTreeSet<NaiveDate> = leaves.filter(|day| today < *day && *day <= today + AHEAD).chain([today]).collect();
    let mut found = Thin::default();
    for theme in picture.taxonomy.on(Axis::Theme, today) {
        let knows = |expert: &Expert| expert.expertise.iter().any(|known| known.topic == theme.key);
        for province in provinces.keys() {
            let able: Vec<&Expert> = experts
                .iter()
                .zip(&works_in)
                .filter(|(expert, works_in)| works_in.contains(province) && knows(expert))
                .map(|(expert, _)| expert)
                .collect();
            let is_thin =
                |day: NaiveDate| able.iter().filter(|expert| expert.absence_on(day).is_none()).count() < ENOUGH;
            found.of += 1;
            found.soon += usize::from(days.iter().any(|day| is_thin(*day)));
            if is_thin(today) {
                found.now.push((theme.key.clone(), province.clone()));
            }
        }
    }
    found
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
