//! A region layout from a file (an edition), replacing what held before from a day on.

use crate::importing::regions_compared::{RegionsReport, compared};
use crate::importing::regions_file::{LayoutImport, rows};
use crate::policy::{self, Action};
use crate::{App, Caller, Refusal, ledger};
use domain::{Confidence, DeskEvent, Layout, Membership, Period, Region, RegionRef, RegionsChange};
use std::collections::BTreeMap;

impl App {
    /// Replaces a layout from a day on, or with `dry_run` says what that would change.
    pub async fn import_regions(&self, caller: &Caller, import: &LayoutImport) -> Result<RegionsReport, Refusal> {
        policy::check(&caller.actor, Action::ManageRegions)?;
        let picture = self.picture();
        let layout = picture.geography.layouts.get(&import.layout).cloned().unwrap_or_else(|| Layout {
            key: import.layout.clone(),
            label: import.layout.0.clone(),
            weight: NEW_LAYOUT_WEIGHT,
        });
        let rows = rows(&picture.geography, caller, import)?;
        let mut regions: BTreeMap<String, Region> = BTreeMap::new();
        let mut memberships = Vec::new();
        for row in &rows {
            let region = RegionRef { layout: import.layout.clone(), code: row.region.clone() };
            let confidence = row.confidence.unwrap_or(Confidence::Medium);
            let entry = regions.entry(row.region.clone()).or_insert_with(|| Region {
                region: region.clone(),
                name: row.name.clone(),
                confidence,
                valid: Period::since(import.from),
            });
            entry.confidence = entry.confidence.min(confidence);
            memberships.push(Membership {
                municipality: row.municipality.clone(),
                region,
                is_primary: row.is_primary,
                confidence,
                source: row.source.clone().unwrap_or_else(|| "import".to_owned()),
                valid: Period::since(import.from),
            });
        }
        let regions: Vec<Region> = regions.into_values().collect();
        if import.dry_run {
            return compared(&store::geography::load(&self.store).await?, import, &regions, &memberships);
        }
        let tx = self.store.write().await?;
        // As it is stored, whatever this process remembers.
        let mut report = compared(&store::geography::load(&tx).await?, import, &regions, &memberships)?;
        store::geography::replace_layout(&tx, &layout, &regions, &memberships, import.from).await?;
        let replaced = RegionsChange::Replaced {
            layout: import.layout.clone(),
            from: import.from,
            moved: report.moved.len(),
            added: report.added.len(),
            dropped: report.dropped.len(),
            replaced_editions: report.replaced_editions.clone(),
        };
        ledger::write_at_desk(&tx, caller, DeskEvent::RegionsImported(replaced), self.clock.now()).await?;
        tx.commit().await?;
        self.reload().await?;
        report.stored = true;
        Ok(report)
    }
}

/// What a match on a layout counts that the desk did not know before, in thousandths: as much as a province.
const NEW_LAYOUT_WEIGHT: i32 = 120;
