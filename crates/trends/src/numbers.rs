//! Of which questions facts are (drill-down): what stands behind a figure.

use crate::{Gather, One, Tally};
use std::collections::BTreeMap;

/// Tickets by number, each with how many facts are of it and what their values come to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Numbers(BTreeMap<i64, Tally>);

impl Gather for Numbers {
    fn add(&mut self, one: One) {
        self.0.entry(one.ticket).or_default().add(one);
    }

    fn merge(&mut self, other: &Self) {
        for (ticket, tally) in &other.0 {
            self.0.entry(*ticket).or_default().merge(tally);
        }
    }

    fn many(&self) -> i64 {
        self.0.values().map(Gather::many).sum()
    }
}

impl Numbers {
    /// One more ticket, whatever is counted of it.
    pub fn count(&mut self, ticket: i64) {
        self.add(One { ticket, value: 1, waited: 0 });
    }

    /// Takes the values of another one off.
    pub fn less(&mut self, other: &Self) {
        for (ticket, tally) in &other.0 {
            self.0.entry(*ticket).or_default().sum -= tally.sum;
        }
    }

    /// Each, by number.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (i64, Tally)> {
        self.0.iter().map(|(ticket, tally)| (*ticket, *tally))
    }
}
