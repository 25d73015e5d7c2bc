//! What replacing a region layout changes (diff), by name; or why it needs to be allowed first.

use crate::Refusal;
use crate::importing::regions_file::LayoutImport;
use chrono::NaiveDate;
use domain::{Complaints, Geography, Membership, Region, RegionRef, long_day_in_words};
use serde::Serialize;
use std::collections::BTreeSet;

/// What a replacement changes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RegionsReport {
    /// Regions in the file.
    pub regions: usize,
    /// Municipalities in the file.
    pub municipalities: usize,
    /// Municipalities that change region: `Barneveld: Foodvalley wordt Amersfoort`.
    pub moved: Vec<String>,
    /// Municipalities that were not in the layout: `Barneveld: Foodvalley`.
    pub added: Vec<String>,
    /// Municipalities that were in the layout and would no longer be.
    pub dropped: Vec<String>,
    /// Regions that begin.
    pub regions_added: Vec<String>,
    /// Regions that end.
    pub regions_ended: Vec<String>,
    /// First days of the editions that this one takes the place of: those that begin on its day or later.
    pub replaced_editions: Vec<NaiveDate>,
    /// Municipalities of this day that the file does not mention.
    pub missing: Vec<String>,
    /// Was it carried out?
    pub stored: bool,
}

/// More than one in this many memberships that end, with no other in its place, is more than a change of the layout.
const ONE_IN: usize = 10;
/// Most names that one complaint holds.
const MOST_NAMED: usize = 20;

/// What the replacement changes, by name; or why it needs to be allowed first. A dry run says the same.
pub(crate) fn compared(
    geography: &Geography,
    import: &LayoutImport,
    regions: &[Region],
    memberships: &[Membership],
) -> Result<RegionsReport, Refusal> {
    let mut report = RegionsReport { regions: regions.len(), ..RegionsReport::default() };
    let (mut held, mut lost) = (0, 0);
    let mut editions: BTreeSet<NaiveDate> = BTreeSet::new();
    for (code, municipality) in &geography.municipalities {
        let of_layout: Vec<&Membership> = geography
            .memberships
            .get(code)
            .into_iter()
            .flatten()
            .filter(|member| member.region.layout == import.layout)
            .collect();
        editions.extend(of_layout.iter().map(|member| member.valid.from));
        let lasting = || of_layout.iter().filter(|member| member.valid.lasts_until(import.from));
        let ending: BTreeSet<&RegionRef> = lasting().map(|member| &member.region).collect();
        let before: BTreeSet<&RegionRef> =
            lasting().filter(|member| member.valid.holds_on(import.from)).map(|member| &member.region).collect();
        let after: BTreeSet<&RegionRef> =
            memberships.iter().filter(|member| member.municipality == *code).map(|member| &member.region).collect();
        held += ending.len();
        lost += ending.len().saturating_sub(after.len());
        let new = || after.iter().map(|region| name_in(regions, region)).collect::<Vec<_>>().join(" en ");
        let exists = municipality.valid.holds_on(import.from);
        if !after.is_empty() {
            report.municipalities += 1;
            if ending.is_empty() {
                report.added.push(format!("{}: {}", municipality.name, new()));
            } else if !before.is_empty() && before != after {
                let old: Vec<&str> = before.iter().map(|region| geography.region_name(region)).collect();
                report.moved.push(format!("{}: {} wordt {}", municipality.name, old.join(" en "), new()));
            }
        } else if !ending.is_empty() {
            report.dropped.push(municipality.name.clone());
        } else if exists {
            report.missing.push(municipality.name.clone());
        }
    }
    let known: BTreeSet<&RegionRef> = geography
        .regions
        .values()
        .filter(|known| known.region.layout == import.layout)
        .filter(|known| known.valid.lasts_until(import.from))
        .map(|known| &known.region)
        .collect();
    let given: BTreeSet<&RegionRef> = regions.iter().map(|region| &region.region).collect();
    report.regions_added = given.difference(&known).map(|region| name_in(regions, region).to_owned()).collect();
    report.regions_ended = known.difference(&given).map(|region| geography.region_name(region).to_owned()).collect();
    let newest = editions.last().copied();
    report.replaced_editions = editions.into_iter().filter(|first| *first >= import.from).collect();
    let mut complaints = Complaints::default();
    if let Some(newest) = newest.filter(|newest| import.from < *newest && !import.allow_rewrite) {
        let message = format!(
            "op {} begint een latere uitgave van deze indeling. Vervangen vanaf {} wist die uitgave.",
            long_day_in_words(newest),
            long_day_in_words(import.from)
        );
        complaints.add("from", "REWRITES", message);
    }
    if lost * ONE_IN > held && !import.allow_drop {
        let message = format!(
            "van de {held} plaatsen in deze indeling {} {lost} zonder dat er een andere voor komt: {}.",
            if lost == 1 { "eindigt er" } else { "eindigen er" },
            some_of(&report.dropped)
        );
        complaints.add("file", "DROPS", message);
    }
    Ok(complaints.or(|| report)?)
}

/// The first names, and how many others there are.
fn some_of(names: &[String]) -> String {
    let shown = names.iter().take(MOST_NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(MOST_NAMED) {
        0 => shown,
        others => format!("{shown} en nog {others}"),
    }
}

fn name_in<'r>(regions: &'r [Region], region: &'r RegionRef) -> &'r str {
    regions.iter().find(|known| known.region == *region).map_or(region.code.as_str(), |known| known.name.as_str())
}
