//! What the desk promises, through the years: the working calendar, and each policy from a day on.

use crate::{Calendar, Policy};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A policy, from a day on until the next one of the same name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatedPolicy {
    /// For questions received from this day on; none: always.
    pub from: Option<NaiveDate>,
    /// What is promised.
    #[serde(flatten)]
    pub policy: Policy,
}

/// Calendar and policies. Every policy of [`Policy::all`] has a first edition that always held, so that there is an
/// answer for each day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// When the desk is open.
    pub calendar: Calendar,
    /// Editions of policies, in the order of time.
    policies: Vec<DatedPolicy>,
}

impl Rules {
    /// What holds until an administrator says otherwise.
    pub fn standard() -> Self {
        let policies = Policy::all().map(|policy| DatedPolicy { from: None, policy }).to_vec();
        Self { calendar: Calendar::standard(), policies }
    }

    /// What was promised to a question of this policy received on this day; a name nobody knows means the standard.
    pub fn policy(&self, name: &str, received_on: NaiveDate) -> &Policy {
        let held = |dated: &&DatedPolicy| dated.from.is_none_or(|from| from <= received_on);
        let named = |name: &str| self.policies.iter().filter(held).rfind(|dated| dated.policy.name == name);
        named(name)
            .or_else(|| named(STANDARD))
            .map(|dated| &dated.policy)
            // Only rules read from a damaged text hold no standard; then the first edition of anything must do.
            .unwrap_or_else(|| &self.policies[0].policy)
    }

    /// Is there a policy of this name?
    pub fn knows(&self, name: &str) -> bool {
        self.policies.iter().any(|dated| dated.policy.name == name)
    }

    /// Every edition, in the order of time.
    pub fn policies(&self) -> &[DatedPolicy] {
        &self.policies
    }

    /// The same rules with another calendar.
    #[must_use]
    pub fn with_calendar(self, calendar: Calendar) -> Self {
        Self { calendar, ..self }
    }

    /// A new edition of a policy, for questions received from this day on; what was to begin then or later is forgotten.
    #[must_use]
    pub fn with_policy(mut self, from: NaiveDate, policy: Policy) -> Self {
        self.policies
            .retain(|dated| dated.policy.name != policy.name || dated.from.is_none_or(|earlier| earlier < from));
        self.policies.push(DatedPolicy { from: Some(from), policy });
        self
    }
}

/// The name of the policy that every question begins with.
const STANDARD: &str = "standard";

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn fifteen() -> Policy {
        Policy { answer_days: 15, ..Policy::standard() }
    }

    #[test]
    fn a_policy_holds_from_its_day_on_and_for_its_own_name_only() {
        let rules = Rules::standard().with_policy(day("2027-01-01"), fifteen());
        assert_eq!(rules.policy("standard", day("2026-12-31")).answer_days, 10);
        assert_eq!(rules.policy("standard", day("2027-01-01")).answer_days, 15);
        assert_eq!(rules.policy("complex", day("2027-01-01")).answer_days, 20);
        assert_eq!(rules.policy("Standard", day("2026-12-31")).name, "standard");
        assert!(rules.knows("complex") && !rules.knows("Standard"));
    }

    #[test]
    fn what_was_planned_later_is_replaced() {
        let planned = Rules::standard().with_policy(day("2027-06-01"), fifteen());
        let replaced = planned.with_policy(day("2027-01-01"), Policy { answer_days: 12, ..Policy::standard() });
        assert_eq!(replaced.policy("standard", day("2027-06-01")).answer_days, 12);
        assert_eq!(replaced.policies().len(), 3);
    }

    #[test]
    fn rules_read_back_as_they_were_written() {
        let rules = Rules::standard()
            .with_policy(day("2027-01-01"), fifteen())
            .with_calendar(Calendar::standard().with_closed_day(day("2027-05-07"), "Brugdag").with_version(2));
        let text = serde_json::to_string(&rules).expect("it can be written");
        assert_eq!(serde_json::from_str::<Rules>(&text).expect("it can be read"), rules);
    }
}
