//! What a decision is made from.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{Axis, Confidence, Coverage, Expert, Level, OrganisationId, PersonId, RegionRef, TopicKey};
use std::collections::HashMap;

/// A question, as far as routing must know it.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// What it is about.
    pub topics: Vec<CaseTopic>,
    /// What the places are called that it is about; needed where there are several.
    pub places: Vec<String>,
    /// Every region that one of its places lies in, over all layouts.
    pub regions: Vec<CaseRegion>,
    /// `nl` or `en`.
    pub language: String,
    /// Who asks; none in a preview.
    pub organisation: Option<OrganisationId>,
    /// How much work it is thought to be, in minutes.
    pub effort_minutes: i32,
    /// The day on which the answer is promised.
    pub answer_due_on: NaiveDate,
    /// How long it has been waiting, in days.
    pub waiting_days: i32,
    /// Experts who gave it away before.
    pub declined_by: Vec<PersonId>,
    /// Experts with a conflict of interest.
    pub conflicts: Vec<PersonId>,
    /// Experts who helped this organisation lately.
    pub known_experts: Vec<PersonId>,
}

/// One topic of a case.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseTopic {
    /// Which topic.
    pub key: TopicKey,
    /// On which axis.
    pub axis: Axis,
    /// How sure, in thousandths.
    pub certainty: i32,
    /// The theme whose expert should answer.
    pub primary: bool,
    /// What people read.
    pub label: String,
}

/// One region of a case.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseRegion {
    /// Which region.
    pub region: RegionRef,
    /// What people read.
    pub name: String,
    /// What people call its layout.
    pub layout_label: String,
    /// What a match counts, in thousandths.
    pub weight: i32,
    /// How sure the membership is.
    pub confidence: Confidence,
    /// Which of the places of the case lies in it, counted from 0.
    pub place: usize,
}

/// How busy an expert is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Load {
    /// Open work, in minutes.
    pub open_minutes: i32,
    /// Work received lately, in minutes, faded.
    pub recent_minutes: i32,
    /// When the last ticket was assigned.
    pub last_assigned_at: Option<DateTime<Utc>>,
}

/// Everybody who may get questions, by id, with an index from topics and from regions to the experts who know them.
#[derive(Debug, Clone, Default)]
pub struct Roster {
    experts: Vec<Expert>,
    by_topic: HashMap<TopicKey, Vec<(usize, Level)>>,
    by_region: HashMap<RegionRef, Vec<usize>>,
    national: Vec<usize>,
}

impl Roster {
    /// The order given does not matter.
    pub fn new(mut experts: Vec<Expert>) -> Self {
        experts.sort_by_key(|expert| expert.id);
        let mut roster = Self::default();
        for (at, expert) in experts.iter().enumerate() {
            for known in &expert.expertise {
                let knowing = roster.by_topic.entry(known.topic.clone()).or_default();
                // Whoever claims a topic twice knows it as the first claim says.
                if knowing.last().is_none_or(|(last, _)| *last != at) {
                    knowing.push((at, known.level));
                }
            }
            for covered in &expert.coverage {
                match covered {
                    Coverage::National => roster.national.push(at),
                    Coverage::Region(region) => roster.by_region.entry(region.clone()).or_default().push(at),
                }
            }
        }
        Self { experts, ..roster }
    }

    /// Everybody, by id.
    pub fn experts(&self) -> &[Expert] {
        &self.experts
    }

    /// Who knows this topic and how well, as places in [`Roster::experts`], in their order.
    pub(crate) fn knowing(&self, topic: &TopicKey) -> &[(usize, Level)] {
        self.by_topic.get(topic).map_or(&[], Vec::as_slice)
    }

    /// Who works in this region.
    pub(crate) fn working_in(&self, region: &RegionRef) -> &[usize] {
        self.by_region.get(region).map_or(&[], Vec::as_slice)
    }

    /// Who works in the whole country.
    pub(crate) fn national(&self) -> &[usize] {
        &self.national
    }
}
