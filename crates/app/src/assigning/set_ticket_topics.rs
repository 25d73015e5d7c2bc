//! What a question is about, according to somebody who read it.

use crate::assigning::staffing::Staffing;
use crate::changing::change::Opened;
use crate::changing::outcome::Outcome;
use crate::policy::Action;
use crate::{App, Caller, Refusal, SeenTicket};
use chrono::{DateTime, Utc};
use domain::{Axis, Complaints, DecisionCause, Ticket, TicketEvent, TicketTopic, TopicKey, TopicSource, amsterdam_day};
use store::Tx;

/// The themes with the primary one in front, as [`App::set_ticket_topics`] takes them: one of several must be chosen, and
/// it must be one of them.
pub fn primary_first(themes: &[String], primary: &str) -> Result<Vec<String>, Complaints> {
    let mut ordered = themes.to_vec();
    match ordered.iter().position(|theme| theme == primary) {
        Some(at) => ordered[..=at].rotate_right(1),
        None if themes.len() < 2 => {}
        None => return Err(Complaints::one("primary", "REQUIRED", "Kies als hoofdthema een thema dat is aangevinkt.")),
    }
    Ok(ordered)
}

impl App {
    /// Confirms or corrects the topics; the first theme is the primary one. The desk learns from it. The ticket stays
    /// where it is, unless its expert knows none of the right topics, or nobody had it: then the desk decides again.
    pub async fn set_ticket_topics(
        &self,
        caller: &Caller,
        on: impl Into<SeenTicket>,
        groups: &[String],
        themes: &[String],
    ) -> Result<Ticket, Refusal> {
        let open = match self
            .open_change(caller, on.into(), &["topics", &groups.join("\n"), &themes.join("\n")], |ticket| {
                Action::SetTopics(ticket)
            })
            .await?
        {
            Opened::Now(open) => open,
            Opened::Before(ticket) => return Ok(ticket),
        };
        let mut complaints = Complaints::default();
        let ticket = &open.ticket;
        let mut topics = self.checked(&mut complaints, "themes", (Axis::Theme, themes), ticket);
        if let Some(first) = topics.first_mut() {
            first.primary = true;
        } else if complaints.is_empty() {
            complaints.add("themes", "REQUIRED", "Kies minstens een thema.");
        }
        topics.extend(self.checked(&mut complaints, "groups", (Axis::Group, groups), ticket));
        if !complaints.is_empty() {
            return Err(Refusal::Complaints(complaints));
        }
        let mut outcome = Outcome::default();
        let kept = topics.iter().map(|topic| with_evidence(topic, ticket)).collect();
        outcome.change.topics = Some(kept);
        outcome.change.is_ours = true;
        let keys: Vec<TopicKey> = topics.iter().map(|topic| topic.key.clone()).collect();
        outcome.event(TicketEvent::TopicsSet { before: ticket.topic_keys(), after: keys.clone() });
        let of_axis = |axis| topics.iter().filter(|topic| topic.axis == axis).map(|topic| topic.key.clone()).collect();
        self.remember(&open.tx, caller, ticket, of_axis(Axis::Group), of_axis(Axis::Theme), None).await?;
        let picture = self.picture();
        let knows = |expert: &domain::Expert| expert.expertise.iter().any(|known| keys.contains(&known.topic));
        let fits = ticket.assignee.and_then(|id| picture.expert(id)).is_some_and(knows);
        if ticket.status().is_open() && !fits {
            let staffing = self.staffing(&open.tx).await?;
            let corrected = Ticket { topics: topics.clone(), out_of_scope: false, ..ticket.clone() };
            self.look_again(&open.tx, &corrected, &staffing, &mut outcome, open.now).await?;
        }
        self.finish_change(caller, open, outcome).await
    }

    /// Another expert, if there is one: a question is not taken from somebody to be given to nobody.
    async fn look_again(
        &self,
        tx: &Tx,
        corrected: &Ticket,
        staffing: &Staffing,
        outcome: &mut Outcome,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let subject = self.subject_of(tx, corrected).await?;
        let found = self.decide(&subject, staffing, now).chosen;
        if found.is_none() || found == corrected.assignee {
            return Ok(());
        }
        self.route_again(tx, corrected, DecisionCause::TopicsCorrected, staffing, outcome, now).await
    }

    /// Topics of today, and those of before that it has.
    fn checked(
        &self,
        complaints: &mut Complaints,
        path: &str,
        (axis, keys): (Axis, &[String]),
        ticket: &Ticket,
    ) -> Vec<TicketTopic> {
        let picture = self.picture();
        let today = amsterdam_day(self.clock.now());
        let mut known: Vec<TopicKey> = Vec::new();
        for key in keys.iter().map(|key| TopicKey(key.trim().to_owned())) {
            let has = ticket.topics.iter().any(|topic| topic.key == key && topic.axis == axis);
            let found = if has { vec![key] } else { picture.taxonomy.known(complaints, path, [key], axis, today) };
            known.extend(found.into_iter().filter(|key| !known.contains(key)).collect::<Vec<_>>());
        }
        let by_expert = |key| TicketTopic {
            key,
            axis,
            source: TopicSource::Expert,
            confidence: None,
            primary: false,
            evidence: Vec::new(),
        };
        known.into_iter().map(by_expert).collect()
    }
}

/// A topic that stays keeps the words that led to it.
fn with_evidence(topic: &TicketTopic, ticket: &Ticket) -> TicketTopic {
    let before = ticket.topics.iter().find(|before| before.key == topic.key);
    TicketTopic { evidence: before.map(|before| before.evidence.clone()).unwrap_or_default(), ..topic.clone() }
}
