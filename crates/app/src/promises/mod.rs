//! When something is promised (SLA): how it is counted, by which rules, and what happens near the moment and after.

pub(crate) mod counting;
pub(crate) mod extend_deadline;
pub(crate) mod heed_silence;
pub(crate) mod patience;
pub(crate) mod promise_rules;
pub(crate) mod recount_promises;
pub(crate) mod rules_change;
pub(crate) mod rules_draft;
pub(crate) mod tell_of_moves;
pub(crate) mod watch_promises;
