//! The inbox: most urgent first, each with why it is yours.

use crate::error::Failure;
use crate::extract::Query;
use crate::page::{FieldError, Frame, field_errors, message_for, read_filter, show};
use crate::visitor::Visitor;
use app::{Cursor, Refusal, TicketSearch};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use domain::{
    Axis, DeadlineState, Metric, Role, Ticket, TicketId, TicketStatus, TopicKey, amsterdam_day, day_in_words,
};
use serde::Deserialize;

/// Rows on a page: what somebody reads before going for coffee.
const ROWS: u32 = 25;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
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
    /// The filters in force, in words; empty for the inbox as it opens.
    filters: String,
    /// Where everything is looked through for the same words.
    wider: String,
    errors: Vec<FieldError>,
}

impl InboxPage {
    fn error(&self, field: &str) -> Option<&str> {
        message_for(&self.errors, field)
    }
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

/// Five statements whatever the size: the session, three for the list, and one for letters that were given up; and where a
/// reference is sought, three for it.
pub(crate) async fn page(visitor: Visitor, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    visitor.require_staff()?;
    let desk = visitor.app.desk();
    let now = visitor.app.now();
    let sees_all = visitor.caller.actor.has(Role::Lead) || visitor.caller.actor.has(Role::Administrator);
    let mut errors = Vec::new();
    let everyone = read_filter(&mut errors, "wie", "keuze. Kies uit de lijst", &asked.wie, |word| match word {
        "mij" => Some(false),
        "alles" => Some(true),
        _ => None,
    });
    let everyone = everyone.unwrap_or(sees_all);
    let status = read_filter(&mut errors, "status", "stand. Kies uit de lijst", &asked.status, |word| match word {
        "alle" => Some(Vec::new()),
        word => TicketStatus::parse(word).map(|status| vec![status]),
    });
    let theme = read_filter(&mut errors, "thema", "thema. Kies uit de lijst", &asked.thema, |key| {
        let key = TopicKey::from(key);
        desk.taxonomy.get(&key).is_some().then_some(key)
    });
    let after = read_filter(&mut errors, "inhoud", "plaats in de lijst. Begin weer bij het begin", &asked.na, cursor);
    let search = TicketSearch {
        status: status.unwrap_or_else(|| TicketStatus::OPEN.to_vec()),
        topics: theme.into_iter().collect(),
        text: Some(asked.zoek.clone()).filter(|text| !text.trim().is_empty()),
        mine: !everyone,
        ..TicketSearch::default()
    };
    let (mut rows, mut next) = (Vec::new(), None);
    if errors.is_empty() {
        match found(&visitor, &search, after).await {
            Ok((meant, page)) => {
                next = page.items.last().filter(|_| page.has_next).map(|(last, _)| next_page(&asked, everyone, *last));
                let found = meant.as_ref().map(|meant| meant.id);
                let others = page.items.into_iter().map(|(_, ticket)| ticket).filter(|ticket| Some(ticket.id) != found);
                let tickets: Vec<Ticket> = meant.into_iter().chain(others).collect();
                let dead = visitor.app.read_dead_letters(&visitor.caller, &tickets).await?;
                let is_undelivered = |id: TicketId| dead.iter().any(|letter| letter.ticket == Some(id));
                rows = tickets.iter().map(|ticket| row(ticket, &desk, now, is_undelivered(ticket.id))).collect();
            }
            Err(Refusal::Complaints(complaints)) => {
                errors = field_errors(complaints);
                errors
                    .iter_mut()
                    .filter(|error| error.field == "text")
                    .for_each(|error| "zoek".clone_into(&mut error.field));
            }
            Err(refusal) => return Err(refusal.into()),
        }
    }
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
    let mut themes: Vec<Choice> = themes.collect();
    keep_typed(&mut statuses, &asked.status);
    keep_typed(&mut themes, &asked.thema);
    let unread = !errors.is_empty();
    let mut response = show(&InboxPage {
        frame: Frame::of(if everyone { "Alle vragen" } else { "Mijn werkbak" }, &visitor),
        rows,
        filters: filters(&asked, everyone, &statuses, &themes),
        wider: wider(&asked, everyone),
        statuses,
        themes,
        search: asked.zoek,
        everyone,
        next,
        continued: after.is_some(),
        errors,
    })?;
    if unread {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response.into_response())
}

/// The ticket whose reference was typed, whatever the filters say, and the page of those that fit them.
async fn found(
    visitor: &Visitor,
    search: &TicketSearch,
    after: Option<Cursor>,
) -> Result<(Option<Ticket>, app::Page<Ticket>), Refusal> {
    let meant = match &search.text {
        Some(text) if after.is_none() => visitor.app.find_by_reference(&visitor.caller, text).await?,
        _ => None,
    };
    Ok((meant, visitor.app.list_tickets(&visitor.caller, search, ROWS, after).await?))
}

/// What was typed stays in the list it was not in.
fn keep_typed(choices: &mut Vec<Choice>, typed: &str) {
    if !typed.is_empty() && !choices.iter().any(|choice| choice.chosen) {
        choices.push(Choice { value: typed.to_owned(), label: typed.to_owned(), chosen: true });
    }
}

/// The filters in force, in words.
fn filters(asked: &Asked, everyone: bool, statuses: &[Choice], themes: &[Choice]) -> String {
    let chosen = |choices: &[Choice]| choices.iter().find(|choice| choice.chosen).map(|choice| choice.label.clone());
    if asked.zoek.trim().is_empty() && asked.status.is_empty() && asked.thema.is_empty() {
        return String::new();
    }
    let mut words = vec![chosen(statuses).unwrap_or_default()];
    words.extend(chosen(themes).map(|theme| format!("thema {theme}")));
    words.push(if everyone { "van iedereen" } else { "alleen van mij" }.to_owned());
    words.join(", ")
}

/// The same words without filters; without words, or when there are no filters left to clear, everything.
fn wider(asked: &Asked, everyone: bool) -> String {
    let all = asked.status == "alle" && everyone && asked.thema.is_empty();
    if all || asked.zoek.trim().is_empty() {
        return "/werkbak?status=alle&wie=alles".to_owned();
    }
    format!("/werkbak?status=alle&wie=alles&zoek={}", plain(asked.zoek.trim()))
}

fn row(ticket: &Ticket, desk: &app::Desk, now: DateTime<Utc>, is_undelivered: bool) -> Row {
    let topics: Vec<&str> = ticket.topics.iter().map(|topic| desk.taxonomy.label(&topic.key)).collect();
    Row {
        reference: ticket.reference.to_string(),
        subject: ticket.subject.clone(),
        organisation: ticket.organisation_name.clone(),
        topics: topics.join(" · "),
        status: ticket.status().label(),
        status_class: status_class(ticket.status()),
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
    let nearest = ticket.promises.next_unmet().filter(|_| ticket.status().is_open());
    let Some((metric, deadline)) = nearest else {
        return Promise { state: "Afgerond", what: String::new(), class: "loket-promise--done" };
    };
    let metric = match metric {
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

/// As it stands in an address.
fn plain(text: &str) -> String {
    text.bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || b"-_".contains(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}
