//! The inbox: most urgent first, each with why it is yours.

use crate::error::Failure;
use crate::extract::Query;
use crate::page::{Frame, show};
use crate::visitor::Visitor;
use app::Cursor;
use app::TicketSearch;
use askama::Template;
use axum::response::Response;
use chrono::{DateTime, Utc};
use domain::{
    Axis, DeadlineState, Metric, Role, Ticket, TicketId, TicketStatus, TopicKey, amsterdam_day, day_in_words,
};
use serde::Deserialize;

/// Rows on a page: what somebody reads before going for coffee.
const ROWS: u32 = 25;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    status: String,
    #[serde(default)]
    thema: String,
    #[serde(default)]
    zoek: String,
    /// `alles` for every ticket the reader may know of.
    #[serde(default)]
    wie: String,
    #[serde(default)]
    na: String,
}

#[derive(Template)]
#[template(path = "inbox.html")]
struct InboxPage {
    frame: Frame,
    rows: Vec<Row>,
    statuses: Vec<Choice>,
    themes: Vec<Choice>,
    search: String,
    everyone: bool,
    next: Option<String>,
    continued: bool,
}

struct Row {
    reference: String,
    subject: String,
    organisation: String,
    topics: String,
    status: &'static str,
    status_class: &'static str,
    promise: Promise,
    expert: String,
    why: String,
    /// Has it a letter that was given up?
    is_undelivered: bool,
}

struct Choice {
    value: String,
    label: String,
    chosen: bool,
}

/// Five statements whatever the size: the session, three for the list, and one for letters that were given up.
pub(crate) async fn page(visitor: Visitor, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    visitor.require_staff()?;
    let sees_all = visitor.caller.actor.has(Role::Lead) || visitor.caller.actor.has(Role::Administrator);
    let everyone = asked.wie == "alles" || (asked.wie.is_empty() && sees_all);
    let open = || TicketStatus::ALL.into_iter().filter(|status| status.is_open()).collect();
    let search = TicketSearch {
        status: match asked.status.as_str() {
            "" => open(),
            "alle" => Vec::new(),
            word => TicketStatus::parse(word).into_iter().collect(),
        },
        topics: Some(asked.thema.as_str()).filter(|key| !key.is_empty()).map(TopicKey::from).into_iter().collect(),
        text: Some(asked.zoek.clone()).filter(|text| !text.trim().is_empty()),
        mine: !everyone,
        ..TicketSearch::default()
    };
    let after = cursor(&asked.na);
    let page = visitor.app.list_tickets(&visitor.caller, &search, ROWS, after).await?;
    let next = page.items.last().filter(|_| page.has_next).map(|(cursor, _)| next_page(&asked, everyone, *cursor));
    let now = visitor.app.now();
    let desk = visitor.app.desk();
    let tickets: Vec<Ticket> = page.items.into_iter().map(|(_, ticket)| ticket).collect();
    let dead = visitor.app.read_dead_letters(&visitor.caller, &tickets).await?;
    let is_undelivered = |id: TicketId| dead.iter().any(|letter| letter.ticket == Some(id));
    let rows = tickets.iter().map(|ticket| row(ticket, &desk, now, is_undelivered(ticket.id))).collect();
    let mut statuses = vec![
        Choice { value: String::new(), label: "Open vragen".to_owned(), chosen: asked.status.is_empty() },
        Choice { value: "alle".to_owned(), label: "Alle vragen".to_owned(), chosen: asked.status == "alle" },
    ];
    statuses.extend(TicketStatus::ALL.into_iter().map(|status| Choice {
        value: status.as_str().to_owned(),
        label: status.label().to_owned(),
        chosen: asked.status == status.as_str(),
    }));
    let themes = desk.taxonomy.on(Axis::Theme, amsterdam_day(now)).map(|topic| Choice {
        value: topic.key.0.clone(),
        label: topic.label.clone(),
        chosen: asked.thema == topic.key.0,
    });
    show(&InboxPage {
        frame: Frame::of(if everyone { "Alle vragen" } else { "Mijn werkbak" }, &visitor),
        rows,
        statuses,
        themes: themes.collect(),
        search: asked.zoek,
        everyone,
        next,
        continued: after.is_some(),
    })
}

fn row(ticket: &Ticket, desk: &app::Desk, now: DateTime<Utc>, is_undelivered: bool) -> Row {
    let topics: Vec<&str> = ticket.topics.iter().map(|topic| desk.taxonomy.label(&topic.key)).collect();
    Row {
        reference: ticket.reference.to_string(),
        subject: ticket.subject.clone(),
        organisation: ticket.organisation_name.clone(),
        topics: topics.join(" · "),
        status: ticket.status.label(),
        status_class: status_class(ticket.status),
        promise: promise(ticket, now),
        expert: ticket.assignee.map_or_else(String::new, |id| desk.name(id).to_owned()),
        why: ticket.routing_summary.clone(),
        is_undelivered,
    }
}

/// The nearest promise in words, and how it is drawn; the words say it all, the drawing only helps.
pub(crate) struct Promise {
    pub state: &'static str,
    /// What was promised, and for when.
    pub what: String,
    pub class: &'static str,
}

pub(crate) fn promise(ticket: &Ticket, now: DateTime<Utc>) -> Promise {
    let nearest = ticket.deadlines.iter().filter(|deadline| deadline.is_unmet()).min_by_key(|due| due.due_at);
    let Some(deadline) = nearest.filter(|_| ticket.status.is_open()) else {
        return Promise { state: "Afgerond", what: String::new(), class: "loket-promise--done" };
    };
    let metric = match deadline.metric {
        Metric::FirstResponse => "reactie",
        Metric::Answer => "antwoord",
    };
    let day = day_in_words(amsterdam_day(deadline.due_at));
    let (what, class) = match deadline.state(now) {
        DeadlineState::Missed => (format!("{metric} was beloofd voor {day}"), "loket-promise--missed"),
        DeadlineState::DueSoon => (format!("{metric} voor {day}"), "loket-promise--soon"),
        DeadlineState::Paused => (format!("wacht op vraagsteller ({metric})"), "loket-promise--paused"),
        DeadlineState::Running | DeadlineState::Met | DeadlineState::Withdrawn => {
            (format!("{metric} voor {day}"), "loket-promise--running")
        }
    };
    Promise { state: deadline.state(now).label(), what, class }
}

pub(crate) fn status_class(status: TicketStatus) -> &'static str {
    match status {
        TicketStatus::Unassigned => "loket-badge--unassigned",
        TicketStatus::Assigned => "loket-badge--assigned",
        TicketStatus::WaitingForAsker => "loket-badge--waiting",
        TicketStatus::Answered | TicketStatus::Closed => "loket-badge--done",
    }
}

fn cursor(text: &str) -> Option<Cursor> {
    let (urgency, id) = text.split_once('_')?;
    Some(Cursor { urgency: urgency.parse().ok()?, id: TicketId(id.parse().ok()?) })
}

fn next_page(asked: &Asked, everyone: bool, cursor: Cursor) -> String {
    let plain = |text: &str| -> String {
        text.bytes()
            .map(|byte| {
                if byte.is_ascii_alphanumeric() || b"-_".contains(&byte) {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02X}")
                }
            })
            .collect()
    };
    format!(
        "/werkbak?status={}&thema={}&zoek={}&wie={}&na={}_{}",
        plain(&asked.status),
        plain(&asked.thema),
        plain(&asked.zoek),
        if everyone { "alles" } else { "mij" },
        cursor.urgency,
        cursor.id
    )
}
