//! How well an expert fits a case: whole thousandths, so that the explanation adds up.

use crate::{Case, CaseRegion, CaseTopic, Load, Roster};
use domain::{Axis, Confidence, Level, Reason};

/// What themes and groups weigh in how well the topics fit; together 1000.
const THEME_WEIGHT: i32 = 600;
const GROUP_WEIGHT: i32 = 400;
/// What working in the whole country counts: less than any match of a region.
const NATIONAL: i32 = 60;
/// So many places are named behind a region.
const PLACES_NAMED: usize = 4;
/// What having helped the organisation lately counts.
const CONTINUITY: i32 = 80;
/// What a full week costs; the cost grows with the square of how full the week is, so that the busy one is spared.
const FULL_WEEK: i64 = 350;
/// What twice as much recent work as a full week costs at most.
const RECENT: i64 = 60;

/// What a case asks of everybody: per topic who knows it and what that counts, and per expert the best region of each place.
pub(crate) struct Fit<'c> {
    case: &'c Case,
    /// What a topic counts at full expertise, in the order of the case.
    worth: Vec<i32>,
    /// What an expert's topics count together, by place in the roster.
    topics: Vec<i32>,
    /// By place that lies in regions: each expert's best region of it, counted in the case plus one; 0 for none.
    regions: Vec<Vec<u16>>,
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
        // The best one is written last.
        let mut order: Vec<usize> = (0..case.regions.len().min(usize::from(u16::MAX) - 1)).collect();
        order.sort_by_key(|&at| {
            let place = &case.regions[at];
            (place.place, place.weight, place.confidence, std::cmp::Reverse(&place.region))
        });
        let mut regions: Vec<Vec<u16>> = Vec::new();
        for of_one in order.chunk_by(|left, right| case.regions[*left].place == case.regions[*right].place) {
            let mut best = vec![0; everybody];
            for &at in of_one {
                for &expert in roster.working_in(&case.regions[at].region) {
                    best[expert] = at as u16 + 1;
                }
            }
            regions.push(best);
        }
        let mut national = vec![false; everybody];
        for &expert in roster.national() {
            national[expert] = true;
        }
        Self { case, worth, topics, regions, national }
    }

    /// The best region match of each place over all layouts, in the order of the places; matches of one place are never
    /// added up. None where the expert works in no region of it.
    fn matches(&self, expert: usize) -> impl Iterator<Item = Option<&'c CaseRegion>> {
        let case = self.case;
        self.regions.iter().map(move |best| usize::from(best[expert]).checked_sub(1).map(|at| &case.regions[at]))
    }

    /// The regions that an expert works in, best first, each with what it counts: every place counts as much.
    pub(crate) fn regions(&self, expert: usize) -> Vec<(i32, &'c CaseRegion)> {
        let mut found: Vec<(i32, &CaseRegion)> = Vec::new();
        for place in self.matches(expert).flatten() {
            let share = self.share(place.weight);
            match found.iter_mut().find(|(_, known)| known.region == place.region) {
                Some((points, _)) => *points += share,
                None => found.push((share, place)),
            }
        }
        found.sort_by_key(|(points, _)| std::cmp::Reverse(*points));
        found
    }

    fn share(&self, points: i32) -> i32 {
        points / i32::try_from(self.regions.len().max(1)).unwrap_or(i32::MAX)
    }

    /// What working in the whole country counts, for the places of which no region is theirs.
    fn national(&self, expert: usize) -> i32 {
        if !self.national[expert] {
            return 0;
        }
        let elsewhere = self.matches(expert).filter(Option::is_none).count();
        let places = if self.regions.is_empty() { 1 } else { elsewhere };
        self.share(NATIONAL) * i32::try_from(places).unwrap_or(0)
    }

    /// Works in a region of one of the places, or everywhere; a question from nowhere in particular is at home everywhere.
    pub(crate) fn works_here(&self, expert: usize) -> bool {
        self.regions.is_empty() || self.national[expert] || self.regions.iter().any(|best| best[expert] > 0)
    }

    /// The score of an expert.
    pub(crate) fn score(&self, expert: usize, weekly_minutes: i32, load: Load, knows_asker: bool) -> i32 {
        let matched: i32 = self.matches(expert).flatten().map(|place| self.share(place.weight)).sum();
        let place = matched + self.national(expert);
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
        for (points, place) in self.regions(at) {
            let text = format!("werkt in {}{}", place_in_words(place), self.because_of(at, place));
            reasons.push(Reason { points, text });
        }
        let everywhere = self.national(at);
        if everywhere > 0 {
            reasons.push(Reason { points: everywhere, text: "werkt in heel Nederland".to_owned() });
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

impl Fit<'_> {
    /// Which places led to a region, where a case is about several: ` (voor Zeist en De Bilt)`.
    fn because_of(&self, expert: usize, region: &CaseRegion) -> String {
        if self.case.places.len() < 2 {
            return String::new();
        }
        let led = self.matches(expert).flatten().filter(|place| place.region == region.region);
        let names: Vec<String> = led.filter_map(|place| self.case.places.get(place.place).cloned()).collect();
        let more = names.len().saturating_sub(PLACES_NAMED);
        let mut said = listed(&names[..names.len().min(PLACES_NAMED)]);
        if more > 0 {
            said = format!("{} en nog {more}", names[..PLACES_NAMED].join(", "));
        }
        format!(", voor {said}")
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

/// Things in a row, as they are said: "a, b en c".
pub(crate) fn listed(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} en {last}", first.join(", ")),
    }
}

fn hours(minutes: i32) -> String {
    let tenths = minutes / 6;
    if tenths % 10 == 0 { format!("{}", tenths / 10) } else { format!("{},{}", tenths / 10, tenths % 10) }
}

fn thousandths(points: i64) -> i32 {
    i32::try_from(points).unwrap_or(i32::MIN / 4)
}
