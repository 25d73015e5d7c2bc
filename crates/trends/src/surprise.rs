//! How surprising it is to see so many, when there are few to begin with.
//!
//! Weekly counts are compared with the topic's own share of all questions in earlier weeks. The chance of seeing at
//! least as many is taken from a negative binomial distribution, which allows for more scatter than pure chance.

/// Weeks of history needed before anything is called rising.
pub const WEEKS_NEEDED: usize = 8;
/// Weeks of history used.
const BASELINE_WEEKS: usize = 26;
/// The week just before the newest is left out, so that a rise does not become its own baseline.
const GAP_WEEKS: usize = 1;
/// Scatter assumed before there is evidence (variance divided by mean), and how many weeks that assumption is worth.
const PRIOR_SCATTER: f64 = 1.3;
const PRIOR_WEEKS: f64 = 8.0;
/// Questions a week: where fewer are expected, a single one would count as boundless scatter.
const LEAST_MEAN: f64 = 0.05;
/// One chance in two hundred: at 28 topics that is a false alarm every seven weeks.
const RISING: f64 = 2.3;
/// Fewer than this in a week is never called a rise.
const FEWEST: u32 = 3;

/// A count that is higher than history explains.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rise {
    /// Seen in the newest complete week.
    pub observed: u32,
    /// Expected from history.
    pub expected: f64,
    /// Minus the logarithm (base 10) of the chance of seeing so many by luck.
    pub surprise: f64,
}

/// Is the newest week of this topic surprisingly high?
///
/// `counts` and `all` hold one number per week, oldest first, the last one the newest complete week: of this topic, and
/// of all questions. With all questions halving in a holiday or doubling in a campaign, the expectation follows. A week
/// in which nothing at all came in says nothing of any share, and is left out: before the desk began there were no
/// questions, not none about this topic.
pub fn rise(counts: &[u32], all: &[u32]) -> Option<Rise> {
    let (&observed, history) = counts.split_last()?;
    let (&volume, volumes) = all.split_last()?;
    if history.len() != volumes.len() || observed < FEWEST {
        return None;
    }
    let end = history.len().saturating_sub(GAP_WEEKS);
    let start = end.saturating_sub(BASELINE_WEEKS);
    let weeks = history[start..end].iter().copied().zip(volumes[start..end].iter().copied());
    let (history, volumes): (Vec<u32>, Vec<u32>) = weeks.filter(|(_, volume)| *volume > 0).unzip();
    if history.len() < WEEKS_NEEDED {
        return None;
    }
    let seen: f64 = history.iter().map(|&count| f64::from(count)).sum();
    let total: f64 = volumes.iter().map(|&count| f64::from(count)).sum();
    if total == 0.0 {
        return None;
    }
    // Half a question extra keeps a topic never seen before from being impossible.
    let rate = (seen + 0.5) / total;
    let expected = rate * f64::from(volume);
    let chi_squared: f64 = history
        .iter()
        .zip(&volumes)
        .map(|(&count, &volume)| {
            let mean = (rate * f64::from(volume)).max(LEAST_MEAN);
            (f64::from(count) - mean).powi(2) / mean
        })
        .sum();
    let weeks = history.len() as f64;
    let scatter = ((chi_squared + PRIOR_WEEKS * PRIOR_SCATTER) / (weeks - 1.0 + PRIOR_WEEKS)).max(1.0);
    let surprise = surprise(observed, expected, scatter);
    (surprise > RISING).then_some(Rise { observed, expected, surprise })
}

/// Minus the logarithm (base 10) of the chance of at least `observed`, when `expected` is the mean and the variance is
/// `scatter` times the mean. Scatter 1 is pure chance (Poisson).
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

    #[test]
    fn a_spike_is_seen_and_a_campaign_that_doubles_everything_is_not() {
        let steady = vec![4_u32; 30];
        let all = vec![50_u32; 30];
        let mut spike = steady.clone();
        spike.push(16);
        let mut all_same = all.clone();
        all_same.push(60);
        assert!(rise(&spike, &all_same).is_some());

        let mut doubled = steady;
        doubled.push(8);
        let mut all_doubled = all;
        all_doubled.push(100);
        assert_eq!(rise(&doubled, &all_doubled), None);
    }

    #[test]
    fn nothing_is_rising_without_history() {
        assert_eq!(rise(&[1, 1, 20], &[10, 10, 30]), None);
    }

    #[test]
    fn weeks_before_there_were_questions_make_nothing_rise() {
        let (steady, all) = ([[4, 5, 3, 4, 6, 2, 4, 5, 4].as_slice(), &[10]].concat(), vec![20; 10]);
        let padded = |weeks: &[u32]| [vec![0; 18].as_slice(), weeks].concat();
        assert_eq!(rise(&padded(&steady), &padded(&all)), rise(&steady, &all));
        // Seven weeks are too few, however many empty ones stand before them.
        assert_eq!(rise(&padded(&[0, 0, 0, 0, 0, 0, 0, 0, 9]), &padded(&[9; 9])), None);
        assert!(rise(&padded(&[0, 0, 0, 0, 0, 0, 0, 0, 0, 9]), &padded(&[9; 10])).is_some());
    }

    proptest! {
        #[test]
        fn more_is_never_less_surprising(expected in 0.1f64..20.0, scatter in 1.0f64..3.0, observed in 0u32..40) {
            prop_assert!(surprise(observed + 1, expected, scatter) >= surprise(observed, expected, scatter) - 1e-9);
        }

        #[test]
        fn no_counts_make_it_panic(counts in prop::collection::vec(0u32..1000, 0..60), all in prop::collection::vec(0u32..1000, 0..60)) {
            let _ = rise(&counts, &all);
        }
    }
}
