//! A region layout from a file, replacing what held before from a day on.

use crate::policy::{self, Action};
use crate::{App, Caller, Refusal};
use chrono::NaiveDate;
use domain::{
    Complaints, Confidence, Event, EventKind, Layout, LayoutKey, Membership, MunicipalityCode, Place, Region,
    RegionRef, is_known_day, one_line, quoted,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;

/// What an administrator wants to replace.
#[derive(Debug, Clone)]
pub struct LayoutImport {
    /// Which layout; a new key makes a new layout.
    pub layout: LayoutKey,
    /// From which day.
    pub from: NaiveDate,
    /// CSV with a head: `municipality,region,name` and, if wanted, `is_primary,confidence,source`.
    pub csv: String,
    /// Only say what would change.
    pub dry_run: bool,
}

/// What a replacement changes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RegionsReport {
    /// Regions in the file.
    pub regions: usize,
    /// Municipalities in the file.
    pub municipalities: usize,
    /// Municipalities that change region: `Barneveld: Foodvalley wordt Amersfoort`.
    pub moved: Vec<String>,
    /// Municipalities that were in the layout and would no longer be.
    pub dropped: Vec<String>,
    /// Municipalities of this day that the file does not mention.
    pub missing: Vec<String>,
    /// Was it carried out?
    pub stored: bool,
}

#[derive(Deserialize)]
struct Row {
    municipality: String,
    region: String,
    name: String,
    #[serde(default)]
    is_primary: Option<bool>,
    #[serde(default)]
    confidence: Option<Confidence>,
    #[serde(default)]
    source: Option<String>,
}

impl App {
    /// Replaces a layout from a day on, or with `dry_run` says what that would change.
    pub async fn import_regions(&self, caller: &Caller, import: &LayoutImport) -> Result<RegionsReport, Refusal> {
        policy::check(&caller.actor, Action::Operate)?;
        let desk = self.desk();
        let layout = desk.geography.layouts.get(&import.layout).cloned().unwrap_or_else(|| Layout {
            key: import.layout.clone(),
            label: import.layout.0.clone(),
            weight: NEW_LAYOUT_WEIGHT,
        });
        if !is_known_day(import.from) {
            return Err(Complaints::one("from", "OUT_OF_RANGE", "Kies een dag in deze eeuw.").into());
        }
        let rows = self.rows(import)?;
        let mut regions: BTreeMap<String, Region> = BTreeMap::new();
        let mut memberships = Vec::new();
        for row in &rows {
            let region = RegionRef { layout: import.layout.clone(), code: row.region.clone() };
            let confidence = row.confidence.unwrap_or(Confidence::Medium);
            let entry = regions.entry(row.region.clone()).or_insert_with(|| Region {
                region: region.clone(),
                name: row.name.clone(),
                confidence,
                valid_from: import.from,
                valid_to: None,
            });
            entry.confidence = entry.confidence.min(confidence);
            memberships.push(Membership {
                municipality: MunicipalityCode(row.municipality.to_ascii_uppercase()),
                region,
                is_primary: row.is_primary.unwrap_or(true),
                confidence,
                source: row.source.clone().unwrap_or_else(|| "import".to_owned()),
                valid_from: import.from,
                valid_to: None,
            });
        }
        let regions: Vec<Region> = regions.into_values().collect();
        let mut report = self.compare(import, &regions, &memberships);
        if import.dry_run {
            return Ok(report);
        }
        let tx = self.store.write().await?;
        store::geography::replace_layout(&tx, &layout, &regions, &memberships, import.from).await?;
        let event = Event {
            ticket: None,
            kind: EventKind::RegionsImported,
            at: self.clock.now(),
            actor: caller.actor.clone(),
            origin: caller.origin,
            detail: json!({ "layout": import.layout, "from": import.from, "moved": report.moved.len() }),
        };
        store::events::append(&tx, &[(event, 0)]).await?;
        tx.commit().await?;
        self.reload().await?;
        report.stored = true;
        Ok(report)
    }

    /// The rows of the file, or every fault in it by line.
    fn rows(&self, import: &LayoutImport) -> Result<Vec<Row>, Refusal> {
        let desk = self.desk();
        let mut complaints = Complaints::default();
        let mut rows = Vec::new();
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(import.csv.as_bytes());
        for (at, row) in reader.deserialize::<Row>().enumerate() {
            let line = at + 2;
            match row {
                Ok(row)
                    if desk
                        .geography
                        .municipalities
                        .contains_key(&MunicipalityCode(row.municipality.to_ascii_uppercase())) =>
                {
                    if row.region.is_empty() || row.name.is_empty() {
                        complaints.add(
                            "file",
                            "REQUIRED",
                            format!("regel {line}: code of naam van de regio ontbreekt."),
                        );
                    }
                    let texts = [Some(&row.region), Some(&row.name), row.source.as_ref()];
                    if !texts.into_iter().flatten().all(|text| one_line(text) == *text) {
                        let message = format!("regel {line}: in een veld staan tekens die daar niet horen.");
                        complaints.add("file", "INVALID", message);
                    }
                    rows.push(row);
                }
                Ok(row) => complaints.add(
                    "file",
                    "UNKNOWN",
                    format!("regel {line}: wij kennen geen gemeente {}.", quoted(&row.municipality)),
                ),
                Err(error) => complaints.add("file", "INVALID", format!("regel {line}: {error}")),
            }
        }
        if rows.is_empty() && complaints.is_empty() {
            complaints.add("file", "REQUIRED", "Het bestand heeft geen regels.");
        }
        Ok(complaints.or(|| rows)?)
    }

    fn compare(&self, import: &LayoutImport, regions: &[Region], memberships: &[Membership]) -> RegionsReport {
        let desk = self.desk();
        let geography = &desk.geography;
        let mut report = RegionsReport { regions: regions.len(), ..RegionsReport::default() };
        for (code, municipality) in &geography.municipalities {
            let exists =
                municipality.valid_from <= import.from && municipality.valid_to.is_none_or(|last| import.from <= last);
            let after: Vec<&RegionRef> =
                memberships.iter().filter(|member| member.municipality == *code).map(|member| &member.region).collect();
            let before = geography.regions_of(&Place::Municipality(code.clone()), import.from);
            let before: Vec<&RegionRef> =
                before.iter().map(|(region, _)| region).filter(|region| region.layout == import.layout).collect();
            if !after.is_empty() {
                report.municipalities += 1;
            } else if !before.is_empty() {
                report.dropped.push(municipality.name.clone());
            } else if exists {
                report.missing.push(municipality.name.clone());
            }
            let changed =
                !before.is_empty() && !after.is_empty() && !before.iter().all(|region| after.contains(region));
            if changed {
                let old: Vec<&str> = before.iter().map(|region| geography.region_name(region)).collect();
                let new: Vec<&str> = after.iter().map(|region| name_in(regions, region)).collect();
                report.moved.push(format!("{}: {} wordt {}", municipality.name, old.join(" en "), new.join(" en ")));
            }
        }
        report
    }
}

/// What a match on a layout counts that the desk did not know before, in thousandths: as much as a province.
const NEW_LAYOUT_WEIGHT: i32 = 120;

fn name_in<'r>(regions: &'r [Region], region: &'r RegionRef) -> &'r str {
    regions.iter().find(|known| known.region == *region).map_or(region.code.as_str(), |known| known.name.as_str())
}
