//! How often each value occurs (a histogram): a median is taken of it, however many values there are.

use crate::{Gather, One};

/// Values by how often they occur. Minutes of work differ little: a million of them are a few thousand lines.
#[derive(Debug, Clone, Default)]
pub struct Spread {
    /// Ascending, each value once.
    counted: Vec<(i32, u32)>,
    /// Those that were not counted yet, in any order.
    loose: Vec<i32>,
}

impl Gather for Spread {
    fn add(&mut self, one: One) {
        self.loose.push(one.value);
    }

    fn merge(&mut self, other: &Self) {
        self.loose.extend_from_slice(&other.loose);
        if self.counted.is_empty() {
            self.counted.clone_from(&other.counted);
        } else if !other.counted.is_empty() {
            self.counted = together(&self.counted, &other.counted);
        }
    }

    fn many(&self) -> i64 {
        let counted: i64 = self.counted.iter().map(|(_, times)| i64::from(*times)).sum();
        counted + i64::try_from(self.loose.len()).unwrap_or(i64::MAX)
    }

    fn settle(&mut self) {
        let mut loose = std::mem::take(&mut self.loose);
        loose.sort_unstable();
        let counted: Vec<(i32, u32)> = loose
            .chunk_by(|left, right| left == right)
            .filter_map(|same| Some((*same.first()?, u32::try_from(same.len()).unwrap_or(u32::MAX))))
            .collect();
        self.merge(&Self { counted, loose: Vec::new() });
    }
}

/// How long each took, in days of the calendar.
#[derive(Debug, Clone, Default)]
pub struct Waits(pub Spread);

impl Gather for Waits {
    fn add(&mut self, one: One) {
        self.0.loose.push(one.waited);
    }

    fn merge(&mut self, other: &Self) {
        self.0.merge(&other.0);
    }

    fn many(&self) -> i64 {
        self.0.many()
    }

    fn settle(&mut self) {
        self.0.settle();
    }
}

impl Spread {
    /// The middle value; the mean of the two middle ones when their number is even; none of nothing.
    pub fn middle(&self) -> Option<f64> {
        if !self.loose.is_empty() {
            let mut settled = self.clone();
            settled.settle();
            return settled.middle();
        }
        let many: u64 = self.counted.iter().map(|(_, times)| u64::from(*times)).sum();
        let lower = self.nth(many.checked_sub(1)? / 2)?;
        let upper = self.nth(many / 2)?;
        Some(f64::midpoint(f64::from(lower), f64::from(upper)))
    }

    /// The smallest value that so many percent of all values do not exceed (percentile, nearest rank); none of nothing.
    pub fn percentile(&self, percent: u32) -> Option<i32> {
        if !self.loose.is_empty() {
            let mut settled = self.clone();
            settled.settle();
            return settled.percentile(percent);
        }
        let many = u64::try_from(self.many()).ok()?;
        self.nth((many * u64::from(percent)).div_ceil(100).max(1) - 1)
    }

    /// About how many bytes of memory it takes.
    pub(crate) fn size(&self) -> usize {
        self.counted.len() * 8 + self.loose.len() * 4
    }

    /// The value of this rank, from 0 on.
    fn nth(&self, rank: u64) -> Option<i32> {
        let mut before = 0;
        self.counted.iter().find_map(|(value, times)| {
            before += u64::from(*times);
            (rank < before).then_some(*value)
        })
    }
}

impl FromIterator<i32> for Spread {
    fn from_iter<I: IntoIterator<Item = i32>>(values: I) -> Self {
        Self { counted: Vec::new(), loose: values.into_iter().collect() }
    }
}

/// Two counts as one.
fn together(left: &[(i32, u32)], right: &[(i32, u32)]) -> Vec<(i32, u32)> {
    let mut all = Vec::with_capacity(left.len() + right.len());
    let (mut left, mut right) = (left.iter().peekable(), right.iter().peekable());
    while let (Some((one, times)), Some((other, more))) = (left.peek(), right.peek()) {
        match one.cmp(other) {
            std::cmp::Ordering::Less => all.extend(left.next()),
            std::cmp::Ordering::Greater => all.extend(right.next()),
            std::cmp::Ordering::Equal => {
                all.push((*one, times.saturating_add(*more)));
                left.next();
                right.next();
            }
        }
    }
    all.extend(left);
    all.extend(right);
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_middle_is_that_of_all_values_in_order_however_they_came_together(
            heaps in prop::collection::vec((prop::collection::vec(-3..9_i32, 0..20), prop::bool::ANY), 0..8)
        ) {
            let mut all = Spread::default();
            for (values, is_settled) in &heaps {
                let mut heap: Spread = values.iter().copied().collect();
                if *is_settled {
                    heap.settle();
                }
                all.merge(&heap);
            }
            let mut values: Vec<i32> = heaps.into_iter().flat_map(|(values, _)| values).collect();
            values.sort_unstable();
            let at = |rank: usize| values.get(rank).copied().map(f64::from);
            let middle = values.len().checked_sub(1).and_then(|last| Some(f64::midpoint(at(last / 2)?, at(values.len() / 2)?)));
            prop_assert_eq!(all.middle(), middle);
            prop_assert_eq!(all.many(), values.len() as i64);
            for percent in [50, 90, 100] {
                let reached = |value: &i32| values.iter().filter(|other| *other <= value).count() * 100 >= values.len() * percent;
                prop_assert_eq!(all.percentile(percent as u32), values.iter().copied().find(reached));
            }
            all.settle();
            prop_assert_eq!(all.middle(), middle);
            prop_assert!(all.counted.is_sorted_by(|left, right| left.0 < right.0) && all.loose.is_empty());
        }
    }
}
