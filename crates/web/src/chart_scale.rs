//! Numbers to places: scales, round steps, and labels that do not lie over each other.

/// A vertical axis from zero to a round number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Scale {
    /// The value at the top.
    pub top: f64,
    /// Between two lines.
    pub step: f64,
}

/// Most lines an axis gets.
const MOST_STEPS: f64 = 5.0;

impl Scale {
    /// An axis on which the highest value fits. Counts of questions have no halves; `whole` says so.
    pub(crate) fn up_to(highest: f64, whole: bool) -> Self {
        let highest = if highest.is_finite() && highest > 0.0 { highest } else { 1.0 };
        let mut step = round_up(highest / MOST_STEPS);
        if whole {
            step = step.max(1.0).ceil();
        }
        Self { top: (highest / step).ceil() * step, step }
    }

    /// The values at which a line is drawn, from zero up.
    pub(crate) fn steps(self) -> Vec<f64> {
        let count = (self.top / self.step).round() as u32;
        (0..=count).map(|at| f64::from(at) * self.step).collect()
    }

    /// How far up a value lies, from 0 to 1.
    pub(crate) fn share(self, value: f64) -> f64 {
        (value / self.top).clamp(0.0, 1.0)
    }
}

/// The next of 1, 2, 2½, 5, 10, 20, …
fn round_up(step: f64) -> f64 {
    let power = 10_f64.powf(step.log10().floor());
    let factor = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().find(|factor| factor * power >= step * (1.0 - 1e-9));
    factor.unwrap_or(10.0) * power
}

/// Moves places apart until each is at least `gap` from the next, in the order in which they lay, inside the bounds as
/// far as there is room.
pub(crate) fn spread(wanted: &[f64], gap: f64, low: f64, high: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&left, &right| wanted[left].total_cmp(&wanted[right]).then(left.cmp(&right)));
    let mut placed: Vec<f64> = Vec::with_capacity(wanted.len());
    for &at in &order {
        let least = placed.last().map_or(low, |last| last + gap);
        placed.push(wanted[at].max(least));
    }
    let mut most = high;
    for place in placed.iter_mut().rev() {
        *place = place.min(most);
        most = *place - gap;
    }
    let mut result = vec![0.0; wanted.len()];
    for (place, at) in placed.into_iter().zip(order) {
        result[at] = place;
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn counts_have_whole_steps() {
        assert_eq!(Scale::up_to(3.0, true), Scale { top: 3.0, step: 1.0 });
        assert_eq!(Scale::up_to(0.0, true).steps(), [0.0, 1.0]);
        assert_eq!(Scale::up_to(0.93, false), Scale { top: 1.0, step: 0.2 });
    }

    proptest! {
        #[test]
        fn the_highest_value_fits_and_the_axis_has_few_lines(highest in 0.001f64..1e7, whole: bool) {
            let scale = Scale::up_to(highest, whole);
            prop_assert!(scale.top >= highest * (1.0 - 1e-9));
            prop_assert!(scale.steps().len() <= 7);
            prop_assert!((0.0..=1.0).contains(&scale.share(highest)));
        }

        #[test]
        fn more_is_never_drawn_lower(low in 0f64..1000.0, more in 0f64..1000.0, top in 1f64..2000.0) {
            let scale = Scale::up_to(top, false);
            prop_assert!(scale.share(low + more) >= scale.share(low));
        }

        #[test]
        fn labels_keep_their_distance_and_order(wanted in prop::collection::vec(0f64..300.0, 0..9)) {
            let placed = spread(&wanted, 20.0, 0.0, 300.0);
            for (at, left) in wanted.iter().enumerate() {
                for (other, right) in wanted.iter().enumerate().skip(at + 1) {
                    prop_assert!((placed[at] - placed[other]).abs() >= 20.0 - 1e-6);
                    if (left - right).abs() > 1e-9 {
                        prop_assert_eq!(left < right, placed[at] < placed[other]);
                    }
                }
                prop_assert!((-1e-6..=300.0 + 1e-6).contains(&placed[at]));
            }
        }
    }
}
