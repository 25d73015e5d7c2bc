//! What a question is about, according to somebody who read it.

use crate::change::{Outcome, change_ticket};
use crate::policy::Action;
use crate::{App, Caller, Refusal};
use domain::{Axis, Complaints, EventKind, Reference, Ticket, TicketTopic, TopicKey, TopicSource, amsterdam_day};
use serde_json::json;

impl App {
    /// Confirms or corrects the topics; the first theme is the primary one. The ticket stays where it is.
    pub async fn set_ticket_topics(
        &self,
        caller: &Caller,
        reference: Reference,
        groups: &[String],
        themes: &[String],
    ) -> Result<Ticket, Refusal> {
        let mut complaints = Complaints::default();
        let mut topics = self.checked(&mut complaints, "themes", Axis::Theme, themes);
        if let Some(first) = topics.first_mut() {
            first.primary = true;
        } else if complaints.is_empty() {
            complaints.add("themes", "REQUIRED", "Kies minstens een thema.");
        }
        topics.extend(self.checked(&mut complaints, "groups", Axis::Group, groups));
        if !complaints.is_empty() {
            return Err(Refusal::Complaints(complaints));
        }
        change_ticket!(self, caller, reference, Action::SetTopics, |_, ticket, _| {
            let mut outcome = Outcome::default();
            let kept = topics.iter().map(|topic| with_evidence(topic, ticket)).collect();
            outcome.change.topics = Some(kept);
            let keys: Vec<&TopicKey> = topics.iter().map(|topic| &topic.key).collect();
            outcome.event(EventKind::TopicsSet, json!({ "before": ticket.topic_keys(), "after": keys }));
            Ok(outcome)
        })
    }

    fn checked(&self, complaints: &mut Complaints, path: &str, axis: Axis, keys: &[String]) -> Vec<TicketTopic> {
        let desk = self.desk();
        let today = amsterdam_day(self.clock.now());
        let mut topics: Vec<TicketTopic> = Vec::new();
        for key in keys {
            let key = TopicKey(key.trim().to_owned());
            match desk.taxonomy.get(&key) {
                Some(topic) if topic.axis == axis && topic.is_valid_on(today) => {
                    if topics.iter().all(|known| known.key != key) {
                        topics.push(TicketTopic {
                            key,
                            axis,
                            source: TopicSource::Expert,
                            confidence: None,
                            primary: false,
                            evidence: Vec::new(),
                        });
                    }
                }
                _ => complaints.add(path, "UNKNOWN", format!("Wij kennen het onderwerp {:?} niet.", key.0)),
            }
        }
        topics
    }
}

/// A topic that stays keeps the words that led to it.
fn with_evidence(topic: &TicketTopic, ticket: &Ticket) -> TicketTopic {
    let before = ticket.topics.iter().find(|before| before.key == topic.key);
    TicketTopic { evidence: before.map(|before| before.evidence.clone()).unwrap_or_default(), ..topic.clone() }
}
