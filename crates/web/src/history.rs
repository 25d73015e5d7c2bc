//! What happened to a ticket, in words.

use app::Desk;
use chrono::{DateTime, Utc};
use domain::{Actor, Event, EventKind, Metric, PersonId, amsterdam_day, day_in_words, moment_in_words};
use serde_json::Value;

/// One line of the history.
pub(crate) struct Line {
    pub when: String,
    pub at: String,
    pub what: String,
    pub who: String,
}

/// The history of a ticket, oldest first. What only the machinery needs to know is left out.
pub(crate) fn history(events: &[Event], desk: &Desk) -> Vec<Line> {
    events
        .iter()
        .filter_map(|event| {
            Some(Line {
                when: moment_in_words(event.at),
                at: event.at.to_rfc3339(),
                what: what(event, desk)?,
                who: who(&event.actor, desk),
            })
        })
        .collect()
}

fn what(event: &Event, desk: &Desk) -> Option<String> {
    let detail = &event.detail;
    Some(match event.kind {
        EventKind::Received => "Vraag ontvangen".to_owned(),
        EventKind::Assigned => match person(detail, "expert", desk) {
            Some(name) => format!("Toegewezen aan {name}"),
            None => "Toegewezen".to_owned(),
        },
        EventKind::Released => "Terug naar de wachtrij".to_owned(),
        EventKind::TopicsSet => "Onderwerpen vastgesteld".to_owned(),
        EventKind::FirstResponse => "Eerste reactie gegeven".to_owned(),
        EventKind::Waiting => "Wedervraag gesteld, de termijn staat stil".to_owned(),
        EventKind::Resumed => "De termijn loopt weer".to_owned(),
        EventKind::AskerReacted => "Reactie van de vraagsteller".to_owned(),
        EventKind::Answered => "Antwoord gestuurd".to_owned(),
        EventKind::Noted => "Notitie toegevoegd".to_owned(),
        EventKind::Reminded => "Herinnering gestuurd".to_owned(),
        EventKind::Breached => format!("Termijn verlopen: {}", metric(detail)),
        EventKind::Closed => "Gesloten".to_owned(),
        EventKind::Reopened => match detail.get("reason").and_then(Value::as_str) {
            Some(reason) => format!("Heropend: {reason}"),
            None => "Heropend".to_owned(),
        },
        EventKind::DeadlineMoved => match moment(detail, "to") {
            Some(to) => format!("Termijn verschoven ({}): {}", metric(detail), day_in_words(amsterdam_day(to))),
            None => format!("Termijn verschoven ({})", metric(detail)),
        },
        EventKind::LetterDead => "Een e-mail kon niet worden bezorgd".to_owned(),
        // The assignment that follows says the same, for people.
        EventKind::Routed => return None,
        EventKind::SignedIn
        | EventKind::SignedOut
        | EventKind::TokenIssued
        | EventKind::RegionsImported
        | EventKind::RosterChanged => return None,
    })
}

fn who(actor: &Actor, desk: &Desk) -> String {
    match actor {
        Actor::Staff { id, .. } => desk.name(*id).to_owned(),
        Actor::Anonymous | Actor::Asker(_) => "vraagsteller".to_owned(),
        Actor::System => "loket".to_owned(),
    }
}

fn person(detail: &Value, key: &str, desk: &Desk) -> Option<String> {
    let id: PersonId = detail.get(key)?.as_str()?.parse().ok()?;
    Some(desk.name(id).to_owned())
}

fn moment(detail: &Value, key: &str) -> Option<DateTime<Utc>> {
    detail.get(key)?.as_str()?.parse().ok()
}

fn metric(detail: &Value) -> String {
    let metric = detail.get("metric").and_then(Value::as_str).and_then(Metric::parse);
    metric.map_or_else(|| "termijn".to_owned(), |metric| metric.label().to_lowercase())
}
