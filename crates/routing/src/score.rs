//! How well an expert fits a case: whole thousandths, so that the explanation adds up.

use crate::{Case, CaseRegion, CaseTopic, Load, Roster};
use domain::{Axis, Confidence, Level, Reason};

/// What themes and groups weigh in how well the topics fit; together 1000.
const THEME_WEIGHT: i32 = 600;
const GROUP_WEIGHT: i32 = 400;
/// What working in the whole country counts: less than any match of a region.
const NATIONAL: i32 = 60;
/// What having helped the organisation lately counts.
const CONTINUITY: i32 = 80;
/// What a full week costs; the cost grows with the square of how full the week is, so that the busy one is spared.
const FULL_WEEK: i64 = 350;
/// What twice as much recent work as a full week costs at most.
const RECENT: i64 = 60;

/// What a case asks of everybody: per topic who knows it and what that counts, and per expert the best region.
pub(crate) struct Fit<'c> {
    case: &'c Case,
    /// What a topic counts at full expertise, in the order of the case.
    worth: Vec<i32>,
    /// What an expert's topics count together, by place in the roster.
    topics: Vec<i32>,
    /// Each expert's best region, as a place in the case plus one; 0 for none.
    regions: Vec<u8>,
    national: Vec<bool>,
}

impl<'c> Fit<'c> {
    pub(crate) fn of(case: &'c Case, roster: &Roster) -> Self {
        let everybody = roster.experts().len();
        let mut topics = vec![0; everybody];
        let worth: Vec<i32> = case.topics.iter().map(|topic| worth(topic, case)).collect();
        for (topic, worth) in case.topics.iter().zip(&worth) {
            for (at, level) in roster.knowing(&topic.key) {
                topics[*at] += points(*worth, *level);
            }
        }
        let mut regions = vec![0; everybody];
        // The best one is written last.
        let mut order: Vec<usize> = (0..case.regions.len().min(usize::from(u8::MAX) - 1)).collect();
        order.sort_by_key(|&at| {
            let place = &case.regions[at];
            (place.weight, place.confidence, std::cmp::Reverse(&place.region))
        });
        for at in order {
            for &expert in roster.working_in(&case.regions[at].region) {
                regions[expert] = at as u8 + 1;
            }
        }
        let mut national = vec![false; everybody];
        for &expert in roster.national() {
            national[expert] = true;
        }
        Self { case, worth, topics, regions, national }
    }

    /// The single best region match over all layouts; matches are never added up.
    pub(crate) fn region(&self, expert: usize) -> Option<&'c CaseRegion> {
        usize::from(self.regions[expert]).checked_sub(1).map(|at| &self.case.regions[at])
    }

    /// Works in one of the regions, or everywhere; a question from nowhere in particular is at home everywhere.
    pub(crate) fn works_here(&self, expert: usize) -> bool {
        self.case.regions.is_empty() || self.national[expert] || self.regions[expert] > 0
    }

    /// The score of an expert.
    pub(crate) fn score(&self, expert: usize, weekly_minutes: i32, load: Load, knows_asker: bool) -> i32 {
        let place = match self.region(expert) {
            Some(place) => place.weight,
            None if self.national[expert] => NATIONAL,
            None => 0,
        };
        let asker = if knows_asker { CONTINUITY } else { 0 };
        self.topics[expert] + place + asker + busy(weekly_minutes, load, self.case) + recent(weekly_minutes, load)
    }

    /// The terms of that score, in words.
    pub(crate) fn reasons(&self, at: usize, roster: &Roster, load: Load) -> Vec<Reason> {
        let expert = &roster.experts()[at];
        let mut reasons = Vec::new();
        for (topic, worth) in self.case.topics.iter().zip(&self.worth) {
            if let Some(level) = level(roster, topic, at) {
                reasons.push(Reason {
                    points: points(*worth, level),
                    text: format!("kent {} ({})", topic.label, level.label()),
                });
            }
        }
        if let Some(place) = self.region(at) {
            reasons.push(Reason { points: place.weight, text: format!("werkt in {}", place_in_words(place)) });
        } else if self.national[at] {
            reasons.push(Reason { points: NATIONAL, text: "werkt in heel Nederland".to_owned() });
        }
        if self.case.known_experts.contains(&expert.id) {
            reasons.push(Reason { points: CONTINUITY, text: "hielp deze organisatie eerder".to_owned() });
        }
        reasons.push(Reason {
            points: busy(expert.weekly_minutes, load, self.case),
            text: format!(
                "heeft {} uur open werk op {} uur per week",
                hours(load.open_minutes),
                hours(expert.weekly_minutes)
            ),
        });
        let recent = recent(expert.weekly_minutes, load);
        if recent != 0 {
            reasons.push(Reason { points: recent, text: "kreeg de laatste weken al vragen".to_owned() });
        }
        reasons
    }
}

/// An expert's level for a topic of the case.
pub(crate) fn level(roster: &Roster, topic: &CaseTopic, expert: usize) -> Option<Level> {
    let knowing = roster.knowing(&topic.key);
    knowing.binary_search_by_key(&expert, |(at, _)| *at).ok().map(|at| knowing[at].1)
}

/// What knowing a topic counts at full expertise. The primary theme counts double: its expert should answer.
fn worth(topic: &CaseTopic, case: &Case) -> i32 {
    let share = |topic: &CaseTopic| topic.certainty.clamp(1, 1000) * if topic.primary { 2 } else { 1 };
    let weight = match topic.axis {
        Axis::Theme => THEME_WEIGHT,
        Axis::Group => GROUP_WEIGHT,
    };
    let total: i32 = case.topics.iter().filter(|other| other.axis == topic.axis).map(share).sum();
    weight * share(topic) / total.max(1)
}

fn points(worth: i32, level: Level) -> i32 {
    worth * level.milli() / 1000
}

/// What the open work costs.
fn busy(weekly_minutes: i32, load: Load, case: &Case) -> i32 {
    let weekly = i64::from(weekly_minutes.max(1));
    let after = i64::from(load.open_minutes) + i64::from(case.effort_minutes) / 2;
    thousandths(-(FULL_WEEK * after * after / (weekly * weekly)))
}

/// What the work of the last weeks costs.
fn recent(weekly_minutes: i32, load: Load) -> i32 {
    let weekly = i64::from(weekly_minutes.max(1));
    thousandths(-(i64::from(load.recent_minutes.max(0)) * RECENT / (2 * weekly)).min(RECENT))
}

/// A region as people read it, with a warning when its source is not sure.
pub(crate) fn place_in_words(place: &CaseRegion) -> String {
    let doubt = match place.confidence {
        Confidence::Low => " (indeling onzeker)",
        Confidence::Medium | Confidence::High => "",
    };
    format!("{} ({}){doubt}", place.name, place.layout_label.to_lowercase())
}

fn hours(minutes: i32) -> String {
    let tenths = minutes / 6;
    if tenths % 10 == 0 { format!("{}", tenths / 10) } else { format!("{},{}", tenths / 10, tenths % 10) }
}

fn thousandths(points: i64) -> i32 {
    i32::try_from(points).unwrap_or(i32::MIN / 4)
}
