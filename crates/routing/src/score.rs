//! How well an expert fits a case: whole thousandths, so that the explanation adds up.

use crate::{Case, CaseRegion, Load};
use domain::{Axis, Confidence, Coverage, Expert, Level, Reason};

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

/// An expert's level for a topic.
pub(crate) fn level(expert: &Expert, key: &domain::TopicKey) -> Option<Level> {
    expert.expertise.iter().find(|known| known.topic == *key).map(|known| known.level)
}

/// The single best region match over all layouts; matches are never added up.
pub(crate) fn best_region<'c>(expert: &Expert, case: &'c Case) -> Option<&'c CaseRegion> {
    case.regions
        .iter()
        .filter(|place| {
            expert.coverage.iter().any(|covered| matches!(covered, Coverage::Region(region) if *region == place.region))
        })
        .max_by_key(|place| (place.weight, place.confidence, std::cmp::Reverse(&place.region)))
}

pub(crate) fn is_national(expert: &Expert) -> bool {
    expert.coverage.contains(&Coverage::National)
}

/// Every term of the score of an expert who is eligible.
pub(crate) fn reasons(expert: &Expert, case: &Case, load: Load) -> Vec<Reason> {
    let mut reasons = Vec::new();
    for (axis, weight) in [(Axis::Theme, THEME_WEIGHT), (Axis::Group, GROUP_WEIGHT)] {
        let topics: Vec<_> = case.topics.iter().filter(|topic| topic.axis == axis).collect();
        // The primary theme counts double: its expert should answer.
        let total: i32 = topics.iter().map(|topic| share(topic.primary, topic.certainty)).sum();
        for topic in topics {
            if let Some(level) = level(expert, &topic.key)
                && total > 0
            {
                reasons.push(Reason {
                    points: weight * share(topic.primary, topic.certainty) / total * level.milli() / 1000,
                    text: format!("kent {} ({})", topic.label, level.label()),
                });
            }
        }
    }
    if let Some(place) = best_region(expert, case) {
        reasons.push(Reason { points: place.weight, text: format!("werkt in {}", place_in_words(place)) });
    } else if is_national(expert) {
        reasons.push(Reason { points: NATIONAL, text: "werkt in heel Nederland".to_owned() });
    }
    if case.known_experts.contains(&expert.id) {
        reasons.push(Reason { points: CONTINUITY, text: "hielp deze organisatie eerder".to_owned() });
    }
    let weekly = i64::from(expert.weekly_minutes.max(1));
    let after = i64::from(load.open_minutes) + i64::from(case.effort_minutes) / 2;
    reasons.push(Reason {
        points: thousandths(-(FULL_WEEK * after * after / (weekly * weekly))),
        text: format!(
            "heeft {} uur open werk op {} uur per week",
            hours(load.open_minutes),
            hours(expert.weekly_minutes)
        ),
    });
    let recent = (i64::from(load.recent_minutes) * RECENT / (2 * weekly)).min(RECENT);
    if recent > 0 {
        reasons.push(Reason { points: thousandths(-recent), text: "kreeg de laatste weken al vragen".to_owned() });
    }
    reasons
}

/// A region as people read it, with a warning when its source is not sure.
pub(crate) fn place_in_words(place: &CaseRegion) -> String {
    let doubt = match place.confidence {
        Confidence::Low => " (indeling onzeker)",
        Confidence::Medium | Confidence::High => "",
    };
    format!("{} ({}){doubt}", place.name, place.layout_label.to_lowercase())
}

fn share(primary: bool, certainty: i32) -> i32 {
    certainty.clamp(1, 1000) * if primary { 2 } else { 1 }
}

fn hours(minutes: i32) -> String {
    let tenths = minutes / 6;
    if tenths % 10 == 0 { format!("{}", tenths / 10) } else { format!("{},{}", tenths / 10, tenths % 10) }
}

fn thousandths(points: i64) -> i32 {
    i32::try_from(points).unwrap_or(i32::MIN / 4)
}
