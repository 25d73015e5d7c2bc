//! Stretches in which the desk waited for the asker.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A stretch in which the desk waited for the asker. One that ends when or before it begins is no wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Wait {
    /// From when.
    pub from: DateTime<Utc>,
    /// Until when, the moment itself not included.
    pub to: DateTime<Utc>,
}

/// The waits after receipt, in the order of time, none overlapping and none touching.
///
/// Waits that touch are one wait: otherwise the second half of a wait split after its promise has passed would no
/// longer count. Before receipt there is no question to wait about.
pub(crate) fn union_of(received: DateTime<Utc>, waits: &[Wait]) -> Vec<Wait> {
    let mut sorted: Vec<Wait> = waits
        .iter()
        .map(|wait| Wait { from: wait.from.max(received), to: wait.to })
        .filter(|wait| wait.from < wait.to)
        .collect();
    sorted.sort_unstable();
    let mut union: Vec<Wait> = Vec::with_capacity(sorted.len());
    for wait in sorted {
        match union.last_mut() {
            Some(last) if wait.from <= last.to => last.to = last.to.max(wait.to),
            _ => union.push(wait),
        }
    }
    union
}
