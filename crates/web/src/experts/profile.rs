//! What an expert knows and where they work (skills, coverage), as it was filled in.

use crate::form::{NOT_OFFERED, is_ticked};
use app::ExpertProfile;
use domain::{Complaints, Coverage, Expertise, Level, RegionRef, TopicKey, WorkingDays};
use serde::Deserialize;
use std::collections::BTreeSet;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Fields {
    #[serde(default)]
    pub token: String,
    /// `probeer` shows what the change would have done.
    #[serde(default)]
    pub how: String,
    /// `topic=level`; level 0 is none.
    #[serde(default)]
    pub expertise: Vec<String>,
    /// `landelijk`, or `layout:code`.
    #[serde(default)]
    pub coverage: Vec<String>,
    #[serde(default)]
    pub english: String,
    #[serde(default)]
    pub weekly: String,
    /// Bits, one for each weekday that was ticked.
    #[serde(default)]
    pub days: Vec<String>,
    #[serde(default)]
    pub from: String,
    #[serde(default)]
    pub to: String,
    #[serde(default)]
    pub cover: String,
    #[serde(default)]
    pub accepted: String,
    /// Of a conflict of interest.
    #[serde(default)]
    pub organisation: String,
    /// Fingerprint of the profile that was shown.
    #[serde(default)]
    pub seen: String,
}

/// The bit of the last weekday.
const SUNDAY: u8 = 1 << 6;

/// The profile as it was filled in; what of it cannot be read is a complaint.
pub(crate) fn profile(fields: &Fields) -> Result<ExpertProfile, Complaints> {
    let mut complaints = Complaints::default();
    let mut expertise = Vec::new();
    for pair in fields.expertise.iter().filter(|pair| !pair.is_empty()) {
        match read_expertise(pair) {
            Some(Some(known)) => expertise.push(known),
            Some(None) => {}
            None => complaints.add("expertise", "UNKNOWN", "Kies bij elk onderwerp een niveau uit de lijst."),
        }
    }
    let mut coverage = BTreeSet::new();
    for value in fields.coverage.iter().filter(|value| !value.is_empty()) {
        match (value.as_str(), value.split_once(':')) {
            ("landelijk", _) => drop(coverage.insert(Coverage::National)),
            (_, Some((layout, code))) => drop(coverage.insert(Coverage::Region(RegionRef::new(layout, code)))),
            _ => complaints.add("coverage", "UNKNOWN", "Kies een regio uit de lijst."),
        }
    }
    let mut working_days = 0;
    for day in &fields.days {
        match day.parse::<u8>() {
            Ok(day) if day.is_power_of_two() && day <= SUNDAY => working_days |= day,
            _ => complaints.add("days", "UNKNOWN", NOT_OFFERED),
        }
    }
    let english = is_ticked("english", &fields.english).unwrap_or_else(|unknown| {
        complaints.0.extend(unknown.0);
        false
    });
    let profile = ExpertProfile {
        expertise,
        coverage: coverage.into_iter().collect(),
        languages: if english { vec!["en".to_owned()] } else { Vec::new() },
        weekly_hours: fields.weekly.trim().parse().ok(),
        working_days: WorkingDays(working_days),
    };
    complaints.or(|| profile)
}

/// `topic=level`; `Some(None)` for level 0, which is none.
fn read_expertise(pair: &str) -> Option<Option<Expertise>> {
    let (topic, level) = pair.split_once('=')?;
    match level.parse().ok()? {
        0 => Some(None),
        level => Some(Some(Expertise { topic: TopicKey(topic.to_owned()), level: Level::from_number(level)? })),
    }
}

/// A place as it is called.
pub(crate) fn place_label(picture: &app::Picture, place: &Coverage) -> String {
    match place {
        Coverage::National => "heel Nederland".to_owned(),
        Coverage::Region(region) => {
            let layout = picture.geography.layouts.get(&region.layout).map_or("", |layout| layout.label.as_str());
            format!("{} ({})", picture.geography.region_name(region), layout.to_lowercase())
        }
    }
}

/// A place as forms send it: `landelijk`, or `layout:code`.
pub(crate) fn place_value(place: &Coverage) -> String {
    match place {
        Coverage::National => "landelijk".to_owned(),
        Coverage::Region(region) => format!("{}:{}", region.layout.0, region.code),
    }
}
