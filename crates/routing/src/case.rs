//! What a decision is made from.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{Axis, Confidence, Expert, OrganisationId, PersonId, RegionRef, TopicKey};
use std::collections::HashMap;

/// A question, as far as routing must know it.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// What it is about.
    pub topics: Vec<CaseTopic>,
    /// Every region it comes from, over all layouts.
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

/// Everybody who may get questions, by id, with an index from topics to the experts who know them.
#[derive(Debug, Clone, Default)]
pub struct Roster {
    experts: Vec<Expert>,
    by_topic: HashMap<TopicKey, Vec<usize>>,
}

impl Roster {
    /// The order given does not matter.
    pub fn new(mut experts: Vec<Expert>) -> Self {
        experts.sort_by_key(|expert| expert.id);
        let mut by_topic: HashMap<TopicKey, Vec<usize>> = HashMap::new();
        for (at, expert) in experts.iter().enumerate() {
            for known in &expert.expertise {
                by_topic.entry(known.topic.clone()).or_default().push(at);
            }
        }
        Self { experts, by_topic }
    }

    /// Everybody, by id.
    pub fn experts(&self) -> &[Expert] {
        &self.experts
    }

    /// Who knows this topic, as places in [`Roster::experts`].
    pub(crate) fn knowing(&self, topic: &TopicKey) -> &[usize] {
        self.by_topic.get(topic).map_or(&[], Vec::as_slice)
    }
}
