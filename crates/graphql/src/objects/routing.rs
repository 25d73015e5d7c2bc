//! Whom the desk chose, and why (assignment, explanation), as the API shows it.

use super::people::Expert;
use async_graphql::SimpleObject;
use chrono::{DateTime, Utc};

#[derive(SimpleObject)]
pub(crate) struct RoutingDecision {
    chosen: Option<Expert>,
    /// One Dutch sentence a lead could read out.
    summary: String,
    /// Every expert considered, the excluded ones with the reason.
    candidates: Vec<RoutingCandidate>,
    decided_at: DateTime<Utc>,
    /// What was relaxed because nobody fitted.
    relaxed: Vec<String>,
}

#[derive(SimpleObject)]
pub(crate) struct RoutingCandidate {
    expert: Expert,
    score: Option<f64>,
    excluded_because: Option<String>,
    reasons: Vec<String>,
}

impl From<&domain::Decision> for RoutingDecision {
    fn from(decision: &domain::Decision) -> Self {
        let candidates: Vec<RoutingCandidate> = decision
            .candidates
            .iter()
            .map(|candidate| RoutingCandidate {
                expert: Expert { id: candidate.expert.to_string().into(), name: candidate.name.clone() },
                score: candidate.score.map(f64::from),
                excluded_because: candidate.excluded.as_ref().map(domain::Exclusion::in_words),
                reasons: candidate
                    .reasons
                    .iter()
                    .map(|reason| format!("{} ({:+})", reason.text, reason.points))
                    .collect(),
            })
            .collect();
        let chosen = decision.candidates.iter().find(|candidate| Some(candidate.expert) == decision.chosen);
        Self {
            chosen: chosen
                .map(|candidate| Expert { id: candidate.expert.to_string().into(), name: candidate.name.clone() }),
            summary: decision.summary.clone(),
            candidates,
            decided_at: decision.decided_at,
            relaxed: decision.relaxed.clone(),
        }
    }
}
