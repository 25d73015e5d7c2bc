//! A change of the promise rules that can be carried out; [`crate::RulesDraft`] is one as somebody typed it.

use chrono::NaiveDate;
use serde::Serialize;
use sla::{Policy, Regime};

/// One change to what the desk promises.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RulesChange {
    /// The desk is closed on a day, such as a bridge day.
    CloseDay {
        /// Which; today or later.
        day: NaiveDate,
        /// What people read in derivations.
        label: String,
    },
    /// The desk is open on a day that the rules would close.
    OpenDay {
        /// Which; today or later.
        day: NaiveDate,
        /// What people read.
        label: String,
    },
    /// What was said about a day is taken back.
    ForgetDay {
        /// Which; today or later.
        day: NaiveDate,
    },
    /// Other opening hours, or other choices about Good Friday and 5 May, from a later day on.
    Hours(Regime),
    /// Another number of days or another reminder, for questions received from a later day on.
    Policy {
        /// From which day on.
        from: NaiveDate,
        /// What is promised then.
        policy: Policy,
    },
}
