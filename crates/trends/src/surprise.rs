//! How surprising it is to see so many, when there are few to begin with: the tail of a small count.

/// Minus the logarithm (base 10) of the chance of at least `observed`, when `expected` is the mean and the variance is
/// `scatter` times the mean (negative binomial). Scatter 1 is pure chance (Poisson).
pub fn surprise(observed: u32, expected: f64, scatter: f64) -> f64 {
    if observed == 0 || expected <= 0.0 {
        return if observed == 0 { 0.0 } else { f64::from(u16::MAX) };
    }
    let mut below = 0.0;
    let mut chance = if scatter > 1.0 + 1e-9 { scatter.powf(-expected / (scatter - 1.0)) } else { (-expected).exp() };
    for count in 0..observed {
        below += chance;
        let next = f64::from(count) + 1.0;
        chance *= if scatter > 1.0 + 1e-9 {
            let size = expected / (scatter - 1.0);
            (size + f64::from(count)) / next * (scatter - 1.0) / scatter
        } else {
            expected / next
        };
    }
    // Far in the tail the difference from one drowns in rounding; the last term is then a good lower bound.
    -(1.0 - below).max(chance).max(f64::MIN_POSITIVE).log10()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_chance_of_three_or_more_at_one_expected_is_eight_percent() {
        assert!((surprise(3, 1.0, 1.0) - 1.095).abs() < 0.01);
    }

    proptest! {
        #[test]
        fn more_is_never_less_surprising(expected in 0.1f64..20.0, scatter in 1.0f64..3.0, observed in 0u32..40) {
            prop_assert!(surprise(observed + 1, expected, scatter) >= surprise(observed, expected, scatter) - 1e-9);
        }
    }
}
