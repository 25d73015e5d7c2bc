//! How the country is parted into regions, now and before (history of imports).

use crate::policy::{self, Action};
use crate::{App, Caller, Refusal};
use chrono::NaiveDate;
use domain::{EventKind, Layout, Recorded, amsterdam_day};
use std::collections::BTreeSet;
use store::events::LogFilter;

/// How many imports are told of.
const TOLD: u32 = 20;

/// A layout as it stands, and how it came to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayoutHistory {
    /// Which.
    pub layout: Layout,
    /// How many regions it has today.
    pub regions: usize,
    /// How many municipalities are in one of them today.
    pub municipalities: usize,
    /// On which days another edition begins or began, the newest first.
    pub editions: Vec<NaiveDate>,
}

impl App {
    /// Every layout, and the last imports, the newest first.
    pub async fn read_layouts(&self, caller: &Caller) -> Result<(Vec<LayoutHistory>, Vec<Recorded>), Refusal> {
        policy::check(&caller.actor, Action::ManageRegions)?;
        self.refresh().await?;
        let (picture, today) = (self.picture(), amsterdam_day(self.clock.now()));
        let geography = &picture.geography;
        let history = |layout: &Layout| {
            let of_it = || {
                let all = geography.memberships.iter();
                all.flat_map(|(code, members)| members.iter().map(move |member| (code, member)))
                    .filter(|(_, member)| member.region.layout == layout.key)
            };
            let now: BTreeSet<_> =
                of_it().filter(|(_, member)| member.valid.holds_on(today)).map(|(code, _)| code).collect();
            let first_days: BTreeSet<NaiveDate> = of_it().map(|(_, member)| member.valid.from).collect();
            let regions = geography.regions.values();
            LayoutHistory {
                layout: layout.clone(),
                regions: regions
                    .filter(|region| region.region.layout == layout.key && region.valid.holds_on(today))
                    .count(),
                municipalities: now.len(),
                editions: first_days.into_iter().rev().collect(),
            }
        };
        let layouts = geography.layouts.values().map(history).collect();
        let filter = LogFilter { kind: Some(EventKind::RegionsImported), ..LogFilter::default() };
        let imports = store::events::log(&self.store, &filter, None, TOLD).await?;
        Ok((layouts, imports.into_iter().map(|(_, line)| line).collect()))
    }
}
