//! Where a topic rises: in which provinces more questions about it came in than expected (localization of an outbreak).
//!
//! Only of what rises in the whole country: of one topic in one province so few questions come in that alarms of their own
//! would find little and often be false.

use crate::figures::days::Days;
use crate::{App, Refusal};
use chrono::NaiveDate;
use domain::{FactKind, Place, RegionRef, TopicKey};
use std::collections::{BTreeMap, HashMap, HashSet};
use store::Reads;
use trends::{KnownRise, Sieve, in_place};

/// Provinces divide the country, and each has questions enough.
const LAYOUT: &str = "provincie";

impl App {
    /// Says of each topic where it rises: most questions beyond what was expected first. `all` holds how many questions came in
    /// in each week from `first` on; regions are those of the last day.
    pub(crate) async fn locate_rises(
        &self,
        reads: &impl Reads,
        sieve: &Sieve,
        (days, first, last): (&Days, NaiveDate, NaiveDate),
        all: &[u32],
        rises: &mut [KnownRise],
    ) -> Result<(), Refusal> {
        let picture = self.picture();
        let rising: HashSet<TopicKey> = rises.iter().map(|known| known.topic.clone()).collect();
        let provinces = |place: &Place| -> Vec<RegionRef> {
            let regions = picture.geography.regions_of(place, last).into_iter().map(|(region, _)| region);
            regions.filter(|region| region.layout.0 == LAYOUT).collect()
        };
        let mut known: HashMap<Place, Vec<RegionRef>> = HashMap::new();
        let mut cells: BTreeMap<TopicKey, BTreeMap<RegionRef, Vec<u32>>> = BTreeMap::new();
        self.visit(reads, FactKind::Received, days, |day, facts, _| {
            let Ok(week) = usize::try_from((day - first).num_days() / 7) else { return };
            for (topic, place, many) in facts.by_first_topic_and_place(sieve) {
                if !rising.contains(topic) {
                    continue;
                }
                let provinces = known.entry(place.clone()).or_insert_with(|| provinces(place));
                for province in provinces.iter() {
                    let of_topic = cells.entry(topic.clone()).or_default();
                    let weeks = of_topic.entry(province.clone()).or_insert_with(|| vec![0; all.len()]);
                    if let Some(count) = weeks.get_mut(week) {
                        *count += many;
                    }
                }
            }
        })
        .await?;
        for rise in rises {
            let cells = cells.remove(&rise.topic).unwrap_or_default().into_iter();
            let judged = cells.filter_map(|(region, counts)| Some((region, in_place(&counts, all, rise.rise.weeks)?)));
            rise.places = judged.filter(|(_, inside)| f64::from(inside.seen) > inside.foreseen).collect();
            let beyond = |(_, inside): &(RegionRef, trends::InPlace)| f64::from(inside.seen) - inside.foreseen;
            rise.places.sort_by(|left, right| beyond(right).total_cmp(&beyond(left)));
        }
        Ok(())
    }
}
