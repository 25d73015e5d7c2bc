//! How many people live where (population): of municipalities as they were counted, of regions by adding up.

use crate::{Geography, LayoutKey, MunicipalityCode, Place};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// What lies in a region on a day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Within {
    /// Municipalities that exist on that day.
    pub municipalities: usize,
    /// People who live there; none when that is not known of each municipality.
    pub inhabitants: Option<i64>,
}

/// Every region of a layout on a day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LayoutOn {
    /// By the code of the region; one in which no municipality lies is not among them.
    pub regions: BTreeMap<String, Within>,
    /// The whole country, each municipality once.
    pub whole: Within,
}

impl Within {
    /// With one municipality more.
    fn and(self, inhabitants: Option<i64>) -> Self {
        let so_far = if self.municipalities == 0 { Some(0) } else { self.inhabitants };
        Self {
            municipalities: self.municipalities + 1,
            inhabitants: so_far.zip(inhabitants).map(|(some, more)| some + more),
        }
    }
}

impl Geography {
    /// How many municipalities and people each region of a layout has on a day: what [`Self::regions_of`] says, so that
    /// one in two regions counts in both. Of these municipalities only, where some are given.
    ///
    /// Those who lived in a municipality that became part of another by that day live in the other.
    pub fn layout_on(&self, layout: &LayoutKey, day: NaiveDate, only: Option<&[MunicipalityCode]>) -> LayoutOn {
        let mut together: BTreeMap<&MunicipalityCode, Vec<&MunicipalityCode>> = BTreeMap::new();
        for code in self.municipalities.keys().filter(|code| only.is_none_or(|only| only.contains(code))) {
            together.entry(self.current(code, day)).or_default().push(code);
        }
        let mut on = LayoutOn::default();
        for (municipality, were) in together {
            if !self.municipalities.get(municipality).is_some_and(|known| known.valid.holds_on(day)) {
                continue;
            }
            let inhabitants = self.inhabitants_together(municipality, &were);
            on.whole = on.whole.and(inhabitants);
            for (region, _) in self.regions_of(&Place::Municipality(municipality.clone()), day) {
                if region.layout == *layout {
                    let within = on.regions.entry(region.code).or_default();
                    *within = within.and(inhabitants);
                }
            }
        }
        on
    }

    /// How many live in a municipality with those that became part of it.
    fn inhabitants_together(&self, municipality: &MunicipalityCode, were: &[&MunicipalityCode]) -> Option<i64> {
        let known = self.inhabitants.as_ref()?;
        let own = known.numbers.get(municipality).copied();
        // What had ended when people were counted, was counted with what it became part of.
        let was_counted_apart = |code: &&&MunicipalityCode| {
            let lasted =
                self.municipalities.get(**code).is_some_and(|known_of| known_of.valid.lasts_until(known.counted_on));
            **code != municipality && lasted
        };
        let others: Vec<Option<i64>> =
            were.iter().filter(was_counted_apart).map(|code| known.numbers.get(*code).copied()).collect();
        // One that did not exist when people were counted has those of what it was made of.
        let own = if others.is_empty() { own? } else { own.unwrap_or(0) };
        others.into_iter().try_fold(own, |sum, other| Some(sum + other?))
    }
}
