//! The topics that can be ticked for a question (checkboxes, select options).

use super::fields::Sent;
use crate::form::{Choice, choices};
use app::Picture;
use chrono::{DateTime, Utc};
use domain::{Axis, Ticket, Topic, amsterdam_day};

/// Every topic of this axis: ticked as it stands with the question, or as it was in the form that came back.
pub(crate) fn topics(axis: Axis, ticket: &Ticket, sent: &Sent, picture: &Picture, now: DateTime<Utc>) -> Vec<Choice> {
    let ticked = match axis {
        Axis::Group => &sent.fields.groups,
        Axis::Theme => &sent.fields.themes,
    };
    choices(known(axis, ticket, picture, now), |key| match is_back(sent) {
        true => ticked.iter().any(|ticked| ticked == key),
        false => ticket.topics.iter().any(|topic| topic.key.as_str() == key),
    })
}

/// The themes again, to say which one's expert should answer.
pub(crate) fn main_themes(ticket: &Ticket, sent: &Sent, picture: &Picture, now: DateTime<Utc>) -> Vec<Choice> {
    let stored = ticket.topics.iter().find(|topic| topic.primary).map_or("", |topic| topic.key.as_str());
    let main = if is_back(sent) { sent.fields.primary.as_str() } else { stored };
    choices(known(Axis::Theme, ticket, picture, now), |key| key == main)
}

/// The topics of a question as a form sends them.
pub(crate) fn standing(ticket: &Ticket, picture: &Picture, now: DateTime<Utc>) -> Vec<(&'static str, String)> {
    let mut fields = Vec::new();
    for (axis, name) in [(Axis::Theme, "themes"), (Axis::Group, "groups")] {
        for (key, _) in known(axis, ticket, picture, now) {
            let Some(topic) = ticket.topics.iter().find(|topic| topic.key.as_str() == key) else { continue };
            fields.push((name, key.to_owned()));
            if topic.primary && axis == Axis::Theme {
                fields.push(("primary", key.to_owned()));
            }
        }
    }
    fields
}

/// Those of today, and those of before that the question has: it keeps them.
fn known<'p>(
    axis: Axis,
    ticket: &'p Ticket,
    picture: &'p Picture,
    now: DateTime<Utc>,
) -> impl Iterator<Item = (&'p str, &'p str)> {
    let today = amsterdam_day(now);
    let has = move |topic: &&Topic| ticket.topics.iter().any(|one| one.key == topic.key);
    let all = picture.taxonomy.all().iter().filter(move |topic| topic.axis == axis);
    all.filter(move |topic| topic.valid.holds_on(today) || has(topic))
        .map(|topic| (topic.key.as_str(), topic.label.as_str()))
}

fn is_back(sent: &Sent) -> bool {
    sent.form == "onderwerpen"
}
