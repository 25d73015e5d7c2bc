//! Why a question is whose (assignment, explanation): its topics, the points of the chosen expert, and the others.

use domain::{Candidate, Decision, Exclusion, Ticket, counted};

pub(crate) struct TopicLine {
    pub label: String,
    pub source: &'static str,
    pub certainty: Option<i32>,
    pub evidence: String,
    pub primary: bool,
}

pub(crate) struct CandidateLine {
    pub name: String,
    pub score: String,
    pub reasons: String,
    pub chosen: bool,
}

pub(crate) fn topic_lines(ticket: &Ticket, picture: &app::Picture) -> Vec<TopicLine> {
    ticket
        .topics
        .iter()
        .map(|topic| TopicLine {
            label: picture.taxonomy.label(&topic.key).to_owned(),
            source: topic.source.label(),
            // Nothing led to a fallback topic, so there is nothing to be sure of.
            certainty: topic.confidence.map(|thousandths| thousandths / 10).filter(|percent| *percent > 0),
            evidence: topic.evidence.join(", "),
            primary: topic.primary,
        })
        .collect()
}

/// What the score of the chosen expert is made of.
pub(crate) fn reasons_of_chosen(decision: &Decision) -> Vec<String> {
    let chosen = decision.candidates.iter().find(|candidate| Some(candidate.expert) == decision.chosen);
    let reasons = chosen.filter(|candidate| candidate.score.is_some()).map(|candidate| candidate.reasons.iter());
    reasons.into_iter().flatten().map(|reason| format!("{} ({:+})", reason.text, reason.points)).collect()
}

fn knows_nothing_of_it(candidate: &Candidate) -> bool {
    candidate.excluded == Some(Exclusion::Topic)
}

/// Those who know none of the topics, together in one sentence.
pub(crate) fn strangers(decision: &Decision) -> Option<String> {
    let many = decision.candidates.iter().filter(|candidate| knows_nothing_of_it(candidate)).count();
    let know = if many == 1 { "kent" } else { "kennen" };
    (many > 0).then(|| format!("{} {know} geen van deze onderwerpen.", counted(many, "deskundige", "deskundigen")))
}

/// Everybody else who was considered.
pub(crate) fn candidate_lines(decision: &Decision) -> Vec<CandidateLine> {
    decision
        .candidates
        .iter()
        .filter(|candidate| !knows_nothing_of_it(candidate))
        .map(|candidate| CandidateLine {
            name: candidate.name.clone(),
            score: candidate.score.map_or_else(|| "–".to_owned(), |score| score.to_string()),
            reasons: match &candidate.excluded {
                Some(exclusion) => exclusion.in_words(),
                None => {
                    let reasons =
                        candidate.reasons.iter().map(|reason| format!("{} ({:+})", reason.text, reason.points));
                    reasons.collect::<Vec<_>>().join("; ")
                }
            },
            chosen: Some(candidate.expert) == decision.chosen,
        })
        .collect()
}
