//! Where a question comes from: municipalities, and the layouts that divide the country.
//!
//! Layouts overlap and cross each other, so a place has a set of regions, never one.

use crate::Period;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// CBS code of a municipality: `GM0363`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MunicipalityCode(pub String);

impl fmt::Display for MunicipalityCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Key of a layout: `provincie`, `woondealregio`, `zorgkantoorregio`, …
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LayoutKey(pub String);

impl fmt::Display for LayoutKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One region of one layout. Codes are unique within their layout only.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RegionRef {
    /// Which layout.
    pub layout: LayoutKey,
    /// Its code in that layout.
    pub code: String,
}

impl RegionRef {
    /// Shorthand.
    pub fn new(layout: &str, code: &str) -> Self {
        Self { layout: LayoutKey(layout.to_owned()), code: code.to_owned() }
    }
}

/// How sure the source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// Two candidates, or a guess.
    Low,
    /// One source, or an older one.
    Medium,
    /// Checked.
    High,
}

impl Confidence {
    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Low, Self::Medium, Self::High].into_iter().find(|known| known.as_str() == word)
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Low => "onzeker",
            Self::Medium => "redelijk zeker",
            Self::High => "zeker",
        }
    }
}

/// One way to divide the country.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    /// Unique key.
    pub key: LayoutKey,
    /// What people read.
    pub label: String,
    /// How much a match on this layout counts when an expert is chosen, in thousandths: closer knowledge counts more.
    pub weight: i32,
}

/// One part of a layout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Region {
    /// Which region of which layout.
    pub region: RegionRef,
    /// What people read.
    pub name: String,
    /// How sure its source is.
    pub confidence: Confidence,
    /// When it exists.
    #[serde(flatten)]
    pub valid: Period,
}

/// A municipality, with the names people know it by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Municipality {
    /// CBS code.
    pub code: MunicipalityCode,
    /// Official name.
    pub name: String,
    /// Other names: `'s-Gravenhage`, `Den Bosch`.
    pub aliases: Vec<String>,
    /// When it exists.
    #[serde(flatten)]
    pub valid: Period,
    /// The municipality it becomes part of after that.
    pub successor: Option<MunicipalityCode>,
}

/// A municipality belongs to a region during a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// Who.
    pub municipality: MunicipalityCode,
    /// To what.
    pub region: RegionRef,
    /// A municipality may be in two regions of one layout; at most one of them is the main one. A question counts in
    /// both.
    pub is_primary: bool,
    /// How sure the source is.
    pub confidence: Confidence,
    /// Where the fact comes from.
    pub source: String,
    /// When it belongs there.
    #[serde(flatten)]
    pub valid: Period,
}

/// Where a question comes from. A ticket stores this, never a derived region.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// One municipality.
    Municipality(MunicipalityCode),
    /// A region, for askers above municipal level.
    Region(RegionRef),
    /// Nowhere in particular.
    Nationwide,
}

/// What somebody means who names a region or a municipality.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Area {
    /// One municipality, with what became part of it.
    Municipality(MunicipalityCode),
    /// One region of one layout.
    Region(RegionRef),
}

/// The places that lie in an [`Area`] on a day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlacesWithin {
    /// These municipalities, whether or not they still exist on that day.
    pub municipalities: Vec<MunicipalityCode>,
    /// These regions, for whoever asks above municipal level.
    pub regions: Vec<RegionRef>,
}

/// How many people live in each municipality (population), all counted on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inhabitants {
    /// When they were counted.
    pub counted_on: NaiveDate,
    /// Who counted them, and where that can be read.
    pub source: String,
    /// By municipality.
    pub numbers: BTreeMap<MunicipalityCode, i64>,
}

/// Most municipalities that became part of each other one after the other.
const LONGEST_CHAIN: usize = 9;

/// All places and layouts, ready for look-ups.
#[derive(Debug, Clone, Default)]
pub struct Geography {
    /// Layouts by key.
    pub layouts: BTreeMap<LayoutKey, Layout>,
    /// Regions by reference.
    pub regions: BTreeMap<RegionRef, Region>,
    /// Municipalities by code.
    pub municipalities: BTreeMap<MunicipalityCode, Municipality>,
    /// Memberships by municipality, every period.
    pub memberships: BTreeMap<MunicipalityCode, Vec<Membership>>,
    /// How many people live in each municipality, if that is known.
    pub inhabitants: Option<Inhabitants>,
}

impl Geography {
    /// Every region a place lies in on a day, over all layouts, with the confidence of that fact. Figures, filters, lists
    /// and routing all ask here, or ask [`Self::within`], which is the same the other way round.
    ///
    /// A municipality that has ceased to exist on that day counts as its successor. One that lies in two regions of a
    /// layout lies in both.
    pub fn regions_of(&self, place: &Place, day: NaiveDate) -> Vec<(RegionRef, Confidence)> {
        match place {
            Place::Nationwide => Vec::new(),
            Place::Region(region) => {
                let confidence = self.regions.get(region).map_or(Confidence::Low, |known| known.confidence);
                vec![(region.clone(), confidence)]
            }
            Place::Municipality(code) => self
                .memberships
                .get(self.current(code, day))
                .into_iter()
                .flatten()
                .filter(|member| member.valid.holds_on(day))
                .map(|member| (member.region.clone(), member.confidence))
                .collect(),
        }
    }

    /// The municipality that answers for this code on that day: itself, or its successor.
    pub fn current<'a>(&'a self, code: &'a MunicipalityCode, day: NaiveDate) -> &'a MunicipalityCode {
        self.became(code, day).last().unwrap_or(code)
    }

    /// What a code names: a CBS code, `layout:code`, or the code of a region alone, which is that of the closest layout that
    /// has it. None when the desk knows no such place.
    pub fn area(&self, code: &str) -> Option<Area> {
        let municipality = MunicipalityCode(code.to_ascii_uppercase());
        if self.municipalities.contains_key(&municipality) {
            return Some(Area::Municipality(municipality));
        }
        self.region_meant(code).map(Area::Region)
    }

    /// The region that a code names; see [`Self::area`].
    pub fn region_meant(&self, code: &str) -> Option<RegionRef> {
        if let Some((layout, code)) = code.split_once(':') {
            let region = RegionRef::new(layout, code);
            return self.regions.contains_key(&region).then_some(region);
        }
        self.regions
            .values()
            .filter(|known| known.region.code == code)
            .max_by_key(|known| self.layouts.get(&known.region.layout).map_or(0, |layout| layout.weight))
            .map(|known| known.region.clone())
    }

    /// Every place that lies in an area on a day.
    ///
    /// In a municipality lies what became part of it by that day; in a region lies what [`Self::regions_of`] says.
    pub fn within(&self, area: &Area, day: NaiveDate) -> PlacesWithin {
        let lies_inside = |code: &MunicipalityCode| match area {
            Area::Municipality(wanted) => self.became(code, day).any(|became| became == wanted),
            Area::Region(wanted) => {
                let place = Place::Municipality(code.clone());
                self.regions_of(&place, day).iter().any(|(region, _)| region == wanted)
            }
        };
        PlacesWithin {
            municipalities: self.municipalities.keys().filter(|code| lies_inside(code)).cloned().collect(),
            regions: match area {
                Area::Municipality(_) => Vec::new(),
                Area::Region(region) => vec![region.clone()],
            },
        }
    }

    /// A municipality, and what it became part of by a day, one after the other.
    fn became<'a>(&'a self, code: &'a MunicipalityCode, day: NaiveDate) -> impl Iterator<Item = &'a MunicipalityCode> {
        let next = move |code: &&'a MunicipalityCode| match self.municipalities.get(*code) {
            Some(Municipality { valid, successor: Some(next), .. }) if !valid.lasts_until(day) => Some(next),
            _ => None,
        };
        // Successors form short chains; the bound guards against a loop in imported data.
        std::iter::successors(Some(code), next).take(LONGEST_CHAIN)
    }

    /// The name of a region, or its code where it is unknown.
    pub fn region_name<'a>(&'a self, region: &'a RegionRef) -> &'a str {
        self.regions.get(region).map_or(region.code.as_str(), |known| known.name.as_str())
    }

    /// What people call a place.
    pub fn place_name(&self, place: &Place) -> String {
        match place {
            Place::Nationwide => "heel Nederland".to_owned(),
            Place::Region(region) => self.region_name(region).to_owned(),
            Place::Municipality(code) => {
                self.municipalities.get(code).map_or_else(|| code.0.clone(), |known| known.name.clone())
            }
        }
    }
}
