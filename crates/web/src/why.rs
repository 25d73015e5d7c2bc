//! Why a question is with this expert: the decision, the topics, the region, and who else was considered.

use app::{Desk, RoutingView};
use chrono::NaiveDate;
use domain::{Axis, Candidate, DecisionCause, Place, Ticket, moment_in_words};

/// The decision behind an assignment.
pub(crate) struct Why {
    pub cause: &'static str,
    pub decided: String,
    /// What was relaxed because nobody fitted.
    pub relaxed: Vec<String>,
    pub candidates: Vec<CandidateView>,
}

/// One expert who was considered.
pub(crate) struct CandidateView {
    pub name: String,
    pub chosen: bool,
    /// Points, or none for who could not be chosen.
    pub score: Option<String>,
    /// What the points are made of, or why not.
    pub reasons: Vec<String>,
}

/// One topic, with what led to it.
pub(crate) struct TopicView {
    pub label: String,
    pub axis: &'static str,
    pub primary: bool,
    pub source: &'static str,
    /// `zekerheid 85%`
    pub certainty: Option<String>,
    pub evidence: Vec<String>,
}

/// One region the asker's municipality lies in.
pub(crate) struct RegionView {
    pub layout: String,
    pub name: String,
    pub certainty: &'static str,
}

pub(crate) fn why(routing: &RoutingView) -> Why {
    let decision = &routing.latest.decision;
    Why {
        cause: cause(routing.latest.cause),
        decided: moment_in_words(decision.decided_at),
        relaxed: decision.relaxed.clone(),
        candidates: decision
            .candidates
            .iter()
            .map(|candidate| CandidateView {
                name: candidate.name.clone(),
                chosen: decision.chosen == Some(candidate.expert),
                score: candidate.score.map(|score| points(score, false)),
                reasons: reasons(candidate),
            })
            .collect(),
    }
}

fn reasons(candidate: &Candidate) -> Vec<String> {
    let why_not = candidate.excluded.iter().map(|exclusion| format!("Niet gekozen: {}", exclusion.in_words()));
    let why = candidate.reasons.iter().map(|reason| format!("{} ({})", reason.text, points(reason.points, true)));
    why_not.chain(why).collect()
}

/// Thousandths as people read them: `1,25`, with a sign where it is a part of a sum.
fn points(milli: i32, signed: bool) -> String {
    let sign = match milli {
        ..0 => "−",
        _ if signed => "+",
        _ => "",
    };
    let magnitude = milli.unsigned_abs();
    format!("{sign}{},{:02}", magnitude / 1000, magnitude % 1000 / 10)
}

fn cause(cause: DecisionCause) -> &'static str {
    match cause {
        DecisionCause::Submitted => "bij ontvangst",
        DecisionCause::Reopened => "bij heropenen",
        DecisionCause::TopicsCorrected => "na een ander onderwerp",
        DecisionCause::Handover => "na een overdracht",
        DecisionCause::Overruled => "door de programmaleider",
        DecisionCause::Absence => "door afwezigheid",
        DecisionCause::Sweep => "toen er ruimte kwam",
        DecisionCause::Preview => "als proef",
    }
}

/// The topics of a ticket, the primary theme first.
pub(crate) fn topics(ticket: &Ticket, desk: &Desk) -> Vec<TopicView> {
    let mut topics: Vec<_> = ticket.topics.iter().collect();
    topics.sort_by_key(|topic| (!topic.primary, topic.axis == Axis::Group));
    topics
        .into_iter()
        .map(|topic| TopicView {
            label: desk.taxonomy.label(&topic.key).to_owned(),
            axis: match topic.axis {
                Axis::Group => "aandachtsgroep",
                Axis::Theme => "thema",
            },
            primary: topic.primary,
            source: topic.source.label(),
            certainty: topic.confidence.map(|milli| format!("zekerheid {}%", milli / 10)),
            evidence: topic.evidence.clone(),
        })
        .collect()
}

/// Every region the place lies in, with how sure that is.
pub(crate) fn regions(place: &Place, desk: &Desk, day: NaiveDate) -> Vec<RegionView> {
    desk.geography
        .regions_of(place, day)
        .into_iter()
        .map(|(region, confidence)| RegionView {
            layout: desk
                .geography
                .layouts
                .get(&region.layout)
                .map_or_else(|| region.layout.0.clone(), |layout| layout.label.clone()),
            name: desk.geography.region_name(&region).to_owned(),
            certainty: confidence.label(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_written_with_a_comma_and_a_real_minus() {
        assert_eq!(points(1250, false), "1,25");
        assert_eq!(points(-400, true), "−0,40");
        assert_eq!(points(0, true), "+0,00");
    }
}
