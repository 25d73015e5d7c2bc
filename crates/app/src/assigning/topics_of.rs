//! What a new question is about (labels): what its asker ticked, and what the classifier would set besides.

use domain::{Axis, TicketTopic, TopicKey, TopicSource};
use routing::{Classification, Proposal};

/// The desk is never entirely sure: that is for people.
const SUREST: i32 = 999;

/// How many words of evidence are kept per topic: what fits on a card.
const EVIDENCE_WORDS: usize = 5;

/// Topics of a new question: what the asker ticked, and what the classifier would set besides.
pub(crate) fn topics_of(
    asked_groups: &[TopicKey],
    asked_themes: &[TopicKey],
    classification: &Classification,
) -> Vec<TicketTopic> {
    let mut topics = Vec::new();
    for (axis, asked, proposals) in
        [(Axis::Theme, asked_themes, &classification.themes), (Axis::Group, asked_groups, &classification.groups)]
    {
        // What the asker ticked is taken for true; the order of the classifier tells which of it comes first.
        let rank = |key: &TopicKey| proposals.iter().position(|proposal| proposal.key == *key).unwrap_or(usize::MAX);
        let mut asked: Vec<&TopicKey> = asked.iter().collect();
        asked.sort_by_key(|key| rank(key));
        let mut of_axis: Vec<TicketTopic> = asked
            .into_iter()
            .map(|key| {
                let proposal = proposals.iter().find(|proposal| proposal.key == *key);
                TicketTopic {
                    key: key.clone(),
                    axis,
                    source: TopicSource::Asker,
                    confidence: None,
                    primary: false,
                    evidence: proposal.map(words_of).unwrap_or_default(),
                }
            })
            .collect();
        if of_axis.is_empty() {
            of_axis
                .extend(proposals.iter().filter(|proposal| proposal.chosen).map(|proposal| proposed(proposal, axis)));
        }
        if axis == Axis::Theme
            && let Some(first) = of_axis.first_mut()
        {
            first.primary = true;
        }
        topics.extend(of_axis);
    }
    topics
}

fn proposed(proposal: &Proposal, axis: Axis) -> TicketTopic {
    TicketTopic {
        key: proposal.key.clone(),
        axis,
        source: TopicSource::Classifier,
        confidence: Some(((proposal.confidence * 1000.0).round() as i32).min(SUREST)),
        primary: false,
        evidence: words_of(proposal),
    }
}

fn words_of(proposal: &Proposal) -> Vec<String> {
    proposal.telling().take(EVIDENCE_WORDS).map(|evidence| evidence.word.to_string()).collect()
}
