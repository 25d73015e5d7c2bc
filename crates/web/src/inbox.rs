//! The inbox (work queue, ticket list): most urgent first, each with why it is yours.

use crate::badge::{Promise, promise, status_class};
use crate::error::Failure;
use crate::extract::Query;
use crate::filter::read_filter;
use crate::form::{Choice, Errors, choices, complaints, keep_typed};
use crate::page::{Frame, show_as};
use crate::visitor::Visitor;
use app::{Cursor, Meant, Picture, Refusal, TicketSearch};
use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{Axis, Reference, Role, Ticket, TicketId, TicketStatus, TopicKey, amsterdam_day};
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
    whose: Vec<Choice>,
    search: String,
    everyone: bool,
    next: Option<String>,
    continued: bool,
    /// The filters in force, in words; empty for the inbox as it opens.
    filters: String,
    /// Where everything is looked through for the same words.
    wider: String,
    errors: Errors,
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

/// Five statements whatever the size: the session, three for the list, and one for letters that were given up; and where a
/// reference is sought, three for it.
pub(crate) async fn page(visitor: Visitor, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    visitor.require_staff()?;
    let picture = visitor.app.picture();
    let Wanted { search, after, everyone, mut errors } = asked.read(&visitor, &picture);
    let (mut rows, mut next) = (Vec::new(), None);
    if errors.is_empty() {
        match found(&visitor, &search, after).await {
            Ok(Found::One(reference)) => return Ok(Redirect::to(&format!("/vragen/{reference}")).into_response()),
            Ok(Found::Some(tickets, last)) => {
                next = last.map(|last| next_page(&asked, everyone, last));
                rows = row_of_each(&visitor, &tickets, &picture).await?;
            }
            Err(refusal) => {
                errors = complaints(refusal)?;
                let of_text = errors.0.iter_mut().filter(|error| error.field == "text");
                of_text.for_each(|error| "zoek".clone_into(&mut error.field));
            }
        }
    }
    let today = amsterdam_day(visitor.app.now());
    let (statuses, themes) = (statuses(&asked.status), themes(&asked.thema, &picture, today));
    let whose = [("mij", "Mijn vragen"), ("alles", "Alle vragen die ik mag zien")];
    show_as(
        errors.status(),
        &InboxPage {
            frame: Frame::of(if everyone { "Alle vragen" } else { "Mijn werkbak" }, &visitor),
            rows,
            filters: filters(&asked, everyone, &statuses, &themes),
            wider: wider(&asked, everyone),
            statuses,
            themes,
            whose: choices(whose, |whose| (whose == "alles") == everyone),
            search: asked.zoek,
            everyone,
            next,
            continued: after.is_some(),
            errors,
        },
    )
}

/// What was asked for, as far as it can be read.
struct Wanted {
    search: TicketSearch,
    after: Option<Cursor>,
    everyone: bool,
    errors: Errors,
}

impl Asked {
    fn read(&self, visitor: &Visitor, picture: &Picture) -> Wanted {
        let actor = &visitor.caller.actor;
        let mut errors = Errors::default();
        let everyone = read_filter(&mut errors, "wie", "keuze. Kies uit de lijst", &self.wie, |word| match word {
            "mij" => Some(false),
            "alles" => Some(true),
            _ => None,
        });
        let everyone = everyone.unwrap_or(actor.has(Role::Lead) || actor.has(Role::Administrator));
        let status = read_filter(&mut errors, "status", "stand. Kies uit de lijst", &self.status, |word| match word {
            "alle" => Some(Vec::new()),
            word => TicketStatus::parse(word).map(|status| vec![status]),
        });
        let theme = read_filter(&mut errors, "thema", "thema. Kies uit de lijst", &self.thema, |key| {
            let key = TopicKey::from(key);
            picture.taxonomy.get(&key).is_some().then_some(key)
        });
        let place = "plaats in de lijst. Begin weer bij het begin";
        let after = read_filter(&mut errors, "inhoud", place, &self.na, cursor);
        let search = TicketSearch {
            status: status.unwrap_or_else(|| TicketStatus::OPEN.to_vec()),
            topics: theme.into_iter().collect(),
            text: Some(self.zoek.clone()).filter(|text| !text.trim().is_empty()),
            mine: !everyone,
            ..TicketSearch::default()
        };
        Wanted { search, after, everyone, errors }
    }
}

/// What a search leads to.
enum Found {
    /// The question that was meant.
    One(Reference),
    /// A page of questions; and where to go on, if there are more.
    Some(Vec<Ticket>, Option<Cursor>),
}

/// The question whose reference was typed, whatever the filters say: opened, or put before the page of those that fit them
/// where the number may have been meant as a word.
async fn found(visitor: &Visitor, search: &TicketSearch, after: Option<Cursor>) -> Result<Found, Refusal> {
    let meant = match &search.text {
        Some(text) if after.is_none() => visitor.app.find_by_reference(&visitor.caller, text).await?,
        _ => None,
    };
    let meant = match meant {
        Some(Meant::Surely(ticket)) => return Ok(Found::One(ticket.reference)),
        meant => meant.map(Meant::ticket),
    };
    let page = visitor.app.list_tickets(&visitor.caller, search, ROWS, after).await?;
    let last = page.items.last().filter(|_| page.has_next).map(|(last, _)| *last);
    let found = meant.as_ref().map(|meant| meant.id);
    let others = page.items.into_iter().map(|(_, ticket)| ticket).filter(|ticket| Some(ticket.id) != found);
    Ok(Found::Some(meant.into_iter().chain(others).collect(), last))
}

async fn row_of_each(visitor: &Visitor, tickets: &[Ticket], picture: &Picture) -> Result<Vec<Row>, Refusal> {
    let now = visitor.app.now();
    let dead = visitor.app.read_dead_letters(&visitor.caller, tickets).await?;
    let is_undelivered = |id: TicketId| dead.iter().any(|letter| letter.ticket == Some(id));
    Ok(tickets.iter().map(|ticket| row(ticket, picture, now, is_undelivered(ticket.id))).collect())
}

fn statuses(asked: &str) -> Vec<Choice> {
    let all = TicketStatus::ALL.map(|status| (status.as_str(), status.label()));
    let mut statuses =
        choices([("", "Open vragen"), ("alle", "Alle vragen")].into_iter().chain(all), |key| key == asked);
    keep_typed(&mut statuses, asked);
    statuses
}

fn themes(asked: &str, picture: &Picture, today: NaiveDate) -> Vec<Choice> {
    let themes = picture.taxonomy.on(Axis::Theme, today).map(|topic| (topic.key.as_str(), topic.label.as_str()));
    let mut themes = choices(themes, |key| key == asked);
    keep_typed(&mut themes, asked);
    themes
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

fn row(ticket: &Ticket, picture: &Picture, now: DateTime<Utc>, is_undelivered: bool) -> Row {
    let topics: Vec<&str> = ticket.topics.iter().map(|topic| picture.taxonomy.label(&topic.key)).collect();
    Row {
        reference: ticket.reference.to_string(),
        subject: ticket.subject.clone(),
        organisation: ticket.organisation_name.clone(),
        topics: topics.join(" · "),
        status: ticket.status().label(),
        status_class: status_class(ticket.status()),
        promise: promise(ticket, now),
        expert: ticket.assignee.map_or_else(String::new, |id| picture.name(id).to_owned()),
        why: ticket.routing_summary.clone(),
        is_undelivered,
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
