//! What a topic's past lets expect of its newest weeks (baseline): its share of all questions, its season, its scatter.

/// The newest weeks are no part of what they are compared with.
pub(crate) const NEWEST: usize = 4;
/// Weeks before them that they are compared with, and how many with questions there must be.
const COMPARED: usize = 26;
const LEAST_COMPARED: usize = 8;
const YEAR: usize = 52;
/// Weeks on either side of the same week a year ago that tell its season.
const AROUND: usize = 5;
/// How many questions the belief is worth that a topic has no season.
const NO_SEASON: f64 = 25.0;
/// How many questions a week the belief is worth that as many come in every week: where few do, their number tells little
/// of the next topic.
const EVEN: f64 = 10.0;
/// Keeps a topic never seen before from being impossible.
const HALF_A_QUESTION: f64 = 0.5;
/// Scatter assumed before there is evidence (variance divided by mean), and how many weeks that assumption is worth.
const USUAL_SCATTER: f64 = 1.3;
const SCATTER_WEEKS: f64 = 8.0;
/// Questions a week: where fewer are expected, a single one would count as boundless scatter.
const LEAST_MEAN: f64 = 0.05;
/// Deviations (Anscombe) from which on a week counts less: it was a rise itself.
const OUTLYING: f64 = 2.58;

/// A topic before its newest weeks, and in them.
pub(crate) struct Past {
    counts: Vec<u32>,
    /// What is expected in each week.
    expected: Vec<f64>,
    /// Questions that the expectation rests on.
    rests_on: f64,
    scatter: f64,
    usual: f64,
}

impl Past {
    /// None where there is too little to compare with.
    pub(crate) fn of(counts: &[u32], all: &[u32]) -> Option<Self> {
        if counts.len() != all.len() {
            return None;
        }
        // All other questions: a topic that rises does not make more of itself expected.
        let volume: Vec<f64> =
            counts.iter().zip(all).map(|(own, all)| f64::from(all.saturating_sub(*own)) + EVEN).collect();
        let newest = counts.len().checked_sub(NEWEST)?;
        let compared: Vec<usize> = before(newest).filter(|week| all[*week] > 0).collect();
        if compared.len() < LEAST_COMPARED {
            return None;
        }
        let season = |week| season(week, counts, &volume, all);
        let mut weights = vec![1.0; compared.len()];
        let (mut rate, mut rests_on, mut scatter) = (0.0, 0.0, 1.0);
        for _ in 0..2 {
            let weighed = |value: &dyn Fn(usize) -> f64| -> f64 {
                compared.iter().zip(&weights).map(|(week, weight)| weight * value(*week)).sum()
            };
            rests_on = weighed(&|week| f64::from(counts[week])) + HALF_A_QUESTION;
            rate = rests_on / weighed(&|week| volume[week]);
            let mean = |week: usize| (rate * volume[week]).max(LEAST_MEAN);
            // From one week to the next: a season that comes slowly is no scatter.
            let (mut chi_squared, mut pairs) = (0.0, 0.0);
            for (pair, weights) in compared.windows(2).zip(weights.windows(2)) {
                let weight = weights[0].min(weights[1]);
                let differs = f64::from(counts[pair[0]]) - f64::from(counts[pair[1]]) - mean(pair[0]) + mean(pair[1]);
                chi_squared += weight * differs.powi(2) / (mean(pair[0]) + mean(pair[1]));
                pairs += weight;
            }
            scatter = ((chi_squared + SCATTER_WEEKS * USUAL_SCATTER) / (pairs + SCATTER_WEEKS)).max(1.0);
            weights = compared.iter().map(|week| weight(f64::from(counts[*week]), mean(*week), scatter)).collect();
        }
        let expected: Vec<f64> = (0..counts.len())
            .map(|week| rate * volume[week] * if week >= newest { season(week) } else { 1.0 })
            .collect();
        let usual = compared.iter().map(|week| expected[*week]).sum::<f64>() / compared.len() as f64;
        Some(Self { counts: counts.to_vec(), expected, rests_on, scatter, usual })
    }

    /// Questions a week, usually.
    pub(crate) fn usual(&self) -> f64 {
        self.usual
    }

    /// Seen in so many of the newest weeks, and expected.
    pub(crate) fn newest(&self, weeks: usize) -> (u32, f64) {
        let from = self.counts.len().saturating_sub(weeks);
        (
            self.counts[from..].iter().fold(0, |sum: u32, count| sum.saturating_add(*count)),
            self.expected[from..].iter().sum(),
        )
    }

    /// Came in more than expected, so many weeks ago? (1 is the newest.)
    pub(crate) fn is_more(&self, weeks: usize) -> bool {
        let week = self.counts.len().saturating_sub(weeks);
        f64::from(self.counts[week]) > self.expected[week]
    }

    /// Variance divided by mean of what is expected: of the questions themselves, and of an expectation that rests on few.
    pub(crate) fn scatter(&self, expected: f64) -> f64 {
        self.scatter * (1.0 + expected / self.rests_on)
    }
}

/// The weeks that weeks from this one on are compared with.
fn before(newest: usize) -> std::ops::Range<usize> {
    newest.saturating_sub(COMPARED)..newest
}

/// A week that was a rise itself counts the less the larger it was (improved Farrington).
fn weight(count: f64, mean: f64, scatter: f64) -> f64 {
    let deviation = 1.5 * (count.powf(2.0 / 3.0) - mean.powf(2.0 / 3.0)) / (mean.powf(1.0 / 6.0) * scatter.sqrt());
    if deviation > OUTLYING { (OUTLYING / deviation).powi(2) } else { 1.0 }
}

/// How much more than usual comes in a week of this season: what the weeks around it a year ago had more than the half
/// year before those. Never less than usual: a fall a year ago makes nothing rise.
fn season(week: usize, counts: &[u32], volume: &[f64], all: &[u32]) -> f64 {
    let Some(then) = week.checked_sub(YEAR) else { return 1.0 };
    let then = then.saturating_sub(AROUND)..then + AROUND + 1;
    let earlier: Vec<usize> = before(then.start).filter(|week| all[*week] > 0).collect();
    if earlier.len() < LEAST_COMPARED {
        return 1.0;
    }
    let share = (earlier.iter().map(|week| f64::from(counts[*week])).sum::<f64>() + HALF_A_QUESTION)
        / earlier.iter().map(|week| volume[*week]).sum::<f64>();
    let seen: f64 = counts[then.clone()].iter().map(|count| f64::from(*count)).sum();
    let expected = share * volume[then].iter().sum::<f64>();
    ((seen + NO_SEASON) / (expected + NO_SEASON)).max(1.0)
}
