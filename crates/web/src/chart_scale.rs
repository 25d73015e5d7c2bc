//! Numbers to places: an axis with round steps.

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
    }
}
