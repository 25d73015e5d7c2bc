//! The inbox: most urgent first, with why each question is there.

use crate::Pages;
use crate::error::Failure;
use crate::follow::status_style;
use crate::form::Asked;
use crate::inbox_query::{InboxQuery, Wanted};
use crate::promise::{self, PromiseView, nearest};
use crate::session::Staff;
use crate::shell::{Shell, page};
use app::Desk;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use domain::{Axis, Role, Ticket, TicketStatus, amsterdam_day};

/// As many as fit on three screens.
const ROWS: u32 = 25;

/// One question in the list.
struct Row {
    reference: String,
    subject: String,
    organisation: String,
    place: String,
    received: String,
    topics: Vec<String>,
    status: &'static str,
    status_style: &'static str,
    promise: Option<PromiseView>,
    assignee: Option<String>,
    why: String,
    doubted: bool,
}

/// Something to pick from a list.
pub(crate) struct Pick {
    pub value: String,
    pub label: String,
    pub selected: bool,
}

/// See `templates/inbox.html`.
#[derive(Template)]
#[template(path = "inbox.html")]
struct InboxPage {
    shell: Shell,
    rows: Vec<Row>,
    statuses: Vec<Pick>,
    groups: Vec<Pick>,
    themes: Vec<Pick>,
    text: String,
    mine: bool,
    is_filtered: bool,
    /// The link that leads to the rest of the list.
    next: Option<String>,
    /// The link that leads back to its top.
    top: Option<String>,
    /// What was just done elsewhere.
    done: Option<&'static str>,
}

/// `GET /werkbak`
pub(crate) async fn show(State(pages): State<Pages>, staff: Staff, Asked(asked): Asked) -> Result<Response, Failure> {
    let query = InboxQuery::read(&asked, !staff.caller.actor.has(Role::Lead) && staff.caller.actor.has(Role::Expert));
    let found = pages.app.list_tickets(&staff.caller, &query.search(), ROWS, query.after).await?;
    let desk = pages.app.desk();
    let now = pages.app.now();
    let today = amsterdam_day(now);
    let topics = |axis| -> Vec<Pick> {
        desk.taxonomy
            .on(axis, today)
            .map(|topic| Pick {
                value: topic.key.0.clone(),
                label: topic.label.clone(),
                selected: topic.key.0 == query.topic,
            })
            .collect()
    };
    let last = found.items.last().map(|(cursor, _)| *cursor).filter(|_| found.has_next);
    let shown = InboxPage {
        shell: staff.shell("Werkbak", "/werkbak"),
        rows: found.items.iter().map(|(_, ticket)| row(ticket, &desk, now)).collect(),
        statuses: statuses(query.wanted),
        groups: topics(Axis::Group),
        themes: topics(Axis::Theme),
        text: query.text.clone(),
        mine: query.mine,
        is_filtered: query.wanted != Wanted::Open || !query.topic.is_empty() || !query.text.is_empty(),
        next: last.map(|cursor| query.address(Some(cursor))),
        top: query.after.map(|_| query.address(None)),
        done: match asked.get("gedaan") {
            "overgedragen" => Some("De vraag is overgedragen. Uw reden staat bij de vraag."),
            _ => None,
        },
    };
    Ok(page(StatusCode::OK, &shown))
}

fn row(ticket: &Ticket, desk: &Desk, now: DateTime<Utc>) -> Row {
    let mut topics: Vec<_> = ticket.topics.iter().collect();
    topics.sort_by_key(|topic| (!topic.primary, topic.axis == Axis::Group));
    let place = desk.geography.place_name(&ticket.place);
    Row {
        reference: ticket.reference.to_string(),
        subject: ticket.subject.clone(),
        // The name of a municipality says where it is.
        place: if ticket.organisation_name.contains(&place) { String::new() } else { place },
        organisation: ticket.organisation_name.clone(),
        received: promise::day(amsterdam_day(ticket.received_at), amsterdam_day(now)),
        topics: topics.into_iter().map(|topic| desk.taxonomy.label(&topic.key).to_owned()).collect(),
        status: ticket.status.label(),
        status_style: status_style(ticket.status),
        promise: nearest(ticket, now).filter(|_| ticket.status.is_open()),
        assignee: ticket.assignee.map(|expert| desk.name(expert).to_owned()),
        why: ticket.routing_summary.clone(),
        doubted: ticket.out_of_scope,
    }
}

fn statuses(wanted: Wanted) -> Vec<Pick> {
    let ones = TicketStatus::ALL.into_iter().map(|status| (Wanted::One(status), status.label()));
    [(Wanted::Open, "Alle open vragen")]
        .into_iter()
        .chain(ones)
        .chain([(Wanted::All, "Alles, ook wat klaar is")])
        .map(|(choice, label)| Pick {
            value: choice.value().to_owned(),
            label: label.to_owned(),
            selected: choice == wanted,
        })
        .collect()
}
