//! Which topics rise (outbreak detection): more questions in the newest complete weeks than their own past explains.
//!
//! For each topic the newest week, two and four weeks are compared with its share of all questions in the half year before
//! them, and with what the same weeks did a year ago. Chance is reckoned with a negative binomial distribution, which knows
//! scatter beyond pure chance and how little a short past tells. How unlikely something must be follows from one number:
//! how many false alarms a lead gets per quarter, over all topics together.

use crate::past::Past;
use crate::surprise;

/// Weeks that have to be given, for all that is compared: the newest, half a year before them, and both a year earlier.
pub const WEEKS_READ: usize = 88;
/// Weeks with questions that are needed before anything is called rising: eight to compare with, and the newest four.
pub const WEEKS_NEEDED: usize = 12;
/// False alarms per quarter that may be expected at most, over all topics together.
pub const FALSE_ALARMS_PER_QUARTER: f64 = 1.0;
const WEEKS_PER_QUARTER: f64 = 13.0;
/// How many of the newest weeks are taken together, and which part of the chance of a false alarm each may use. Two weeks
/// find most of what one cannot; four find what grows slowly.
const WINDOWS: [(usize, f64); 3] = [(1, 0.25), (2, 0.6), (4, 0.15)];
/// Chance of a false alarm in one topic and week, at most: with few topics each of them would have much.
const MOST_CHANCE: f64 = 0.005;
/// Expected questions a week between which a little more or less chance decides what is found. Below, nothing but a
/// large rise can be seen; above, it is seen anyway: those topics get a quarter of it.
const DECISIVE: std::ops::RangeInclusive<f64> = 0.7..=7.0;
const ELSEWHERE: f64 = 0.25;
/// Fewer than this together are never called a rise.
const FEWEST: u32 = 3;
/// So many weeks back is looked for when it began.
const LOOK_BACK: usize = 6;

/// What is called rising and what whoever reads it gets, in Dutch. `tests/outbreaks.rs` measures what it says.
pub const RISING_DEFINITION: &str = "Een onderwerp stijgt als er in de laatste volledige weken (een, twee of vier) duidelijk meer vragen over binnenkwamen dan \
     te verwachten was. Die verwachting komt uit het halfjaar ervoor, uit hoe druk het loket was, en uit dezelfde weken een \
     jaar eerder. Het eerste onderwerp van een vraag telt: een latere wijziging telt niet mee, en weken zonder vragen ook niet. \
     Over alle onderwerpen samen is hoogstens één vals alarm per kwartaal te verwachten. Komen er drie keer zoveel vragen, dan \
     staat een onderwerp met acht of meer vragen per week in negen van de tien gevallen binnen twee weken hier. Bij vier vragen \
     per week is dat zeven van de tien, bij één vraag per week één op de vijf: bij zo weinig vragen is toeval niet beter te \
     onderscheiden.";

/// A count that is higher than the past explains.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rise {
    /// Seen in the newest complete week.
    pub observed: u32,
    /// Expected in that week.
    pub expected: f64,
    /// Minus the logarithm (base 10) of the chance of seeing so many by luck, in the weeks that tell most.
    pub surprise: f64,
    /// How many weeks it rises, the newest among them.
    pub weeks: usize,
    /// Seen in all of these.
    pub seen: u32,
    /// Expected in all of these.
    pub foreseen: f64,
}

/// A count in one place, in the weeks in which its topic rises.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InPlace {
    /// Seen in all of these weeks.
    pub seen: u32,
    /// Expected in all of these weeks.
    pub foreseen: f64,
    /// Minus the logarithm (base 10) of the chance of seeing so many by luck.
    pub surprise: f64,
}

/// Which of these topics rise in the newest week.
///
/// `topics` and `all` hold one number per week, oldest first, the last one the newest complete week: of each topic, and of
/// all questions. With all questions halving in a holiday or doubling in a campaign, the expectation follows. A week in
/// which nothing at all came in says nothing of any share, and is left out: before the desk began there were no questions,
/// not none about this topic.
pub fn rises(topics: &[&[u32]], all: &[u32]) -> Vec<Option<Rise>> {
    let pasts: Vec<Option<Past>> = topics.iter().map(|counts| Past::of(counts, all)).collect();
    let weights: Vec<f64> = pasts.iter().map(|past| past.as_ref().map_or(0.0, weight)).collect();
    let budget = FALSE_ALARMS_PER_QUARTER / WEEKS_PER_QUARTER / weights.iter().sum::<f64>();
    let judged = topics.iter().zip(&pasts).zip(&weights);
    judged
        .map(|((counts, past), weight)| rise(counts, all, past.as_ref()?, (budget * weight).min(MOST_CHANCE)))
        .collect()
}

/// How a topic that rises does in one place (cell), in the same weeks. No alarm: what rises is known already.
pub fn in_place(counts: &[u32], all: &[u32], weeks: usize) -> Option<InPlace> {
    let past = Past::of(counts, all)?;
    let (seen, foreseen) = past.newest(weeks);
    Some(InPlace { seen, foreseen, surprise: surprise(seen, foreseen, past.scatter(foreseen)) })
}

/// Which part of the chance of a false alarm a topic gets (weighted Bonferroni).
fn weight(past: &Past) -> f64 {
    if DECISIVE.contains(&past.usual()) { 1.0 } else { ELSEWHERE }
}

/// Is it more than luck brings about with this chance? And since when?
fn rise(counts: &[u32], all: &[u32], past: &Past, chance: f64) -> Option<Rise> {
    let (window, surprise) = alarm(past, chance)?;
    let mut weeks = window;
    for back in 1..=LOOK_BACK {
        let end = all.len() - back;
        let earlier = Past::of(&counts[..end], &all[..end]);
        let Some((window, _)) = earlier.and_then(|earlier| alarm(&earlier, chance)) else { break };
        weeks = weeks.max(back + window);
    }
    // It began with a week of which more came in than expected.
    weeks = (1..=weeks).rev().find(|weeks| past.is_more(*weeks)).unwrap_or(1);
    let (observed, expected) = past.newest(1);
    let (seen, foreseen) = past.newest(weeks);
    Some(Rise { observed, expected, surprise, weeks, seen, foreseen })
}

/// The newest weeks that are furthest beyond what chance may bring about, and how surprising they are.
fn alarm(past: &Past, chance: f64) -> Option<(usize, f64)> {
    let beyond = WINDOWS.iter().filter_map(|(weeks, part)| {
        let (seen, foreseen) = past.newest(*weeks);
        let surprise = surprise(seen, foreseen, past.scatter(foreseen));
        let beyond = surprise + (chance * part).log10();
        (seen >= FEWEST && beyond > 0.0).then_some((beyond, *weeks, surprise))
    });
    beyond.max_by(|left, right| left.0.total_cmp(&right.0)).map(|(_, weeks, surprise)| (weeks, surprise))
}

#[cfg(test)]
#[path = "rising_tests.rs"]
mod tests;
