//! Questions that wait for a lead (triage, unassigned queue), each with the best proposals.

use crate::error::Failure;
use crate::extract::Query;
use crate::page::{Frame, show};
use crate::query::unreadable_part;
use crate::seal::Seal;
use crate::visitor::Visitor;
use app::{TriageCursor, TriageItem};
use askama::Template;
use axum::response::Response;
use chrono::DateTime;
use domain::{Candidate, TicketId, moment_in_words};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "triage.html")]
struct TriagePage {
    frame: Frame,
    /// Questions for which a lead may choose, or the desk does in the end.
    rows: Vec<Row>,
    /// Questions that are perhaps not for this desk: they wait for a lead, however long.
    doubted: Vec<Row>,
    /// Address of the next page.
    next: Option<String>,
    continued: bool,
}

/// Where to go on; empty at the start.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    #[serde(default)]
    na: String,
}

struct Row {
    reference: String,
    subject: String,
    organisation: String,
    opening: String,
    topics: String,
    /// How sure the desk is of the main theme, in percent; none where people said it, or there is none.
    certainty: Option<i32>,
    choose_before: String,
    proposals: Vec<Proposal>,
    seal: Seal,
}

struct Proposal {
    id: String,
    name: String,
    points: i32,
}

/// The list.
pub(crate) async fn page(visitor: Visitor, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    visitor.require_staff()?;
    let after = if asked.na.is_empty() {
        None
    } else {
        Some(cursor(&asked.na).ok_or_else(|| unreadable_part("na", &asked.na))?)
    };
    let page = visitor.app.list_triage(&visitor.caller, after).await?;
    let next = page.next.map(|next| format!("/verdelen?na={}_{}", next.choose_before.timestamp_micros(), next.id));
    let (doubted, rows): (Vec<TriageItem>, Vec<TriageItem>) =
        page.items.into_iter().partition(|item| item.ticket.is_doubted());
    let rows_of = |items: Vec<TriageItem>| items.into_iter().map(|item| row(&visitor, item)).collect();
    show(&TriagePage {
        frame: Frame::of("Verdelen", &visitor),
        rows: rows_of(rows),
        doubted: rows_of(doubted),
        next,
        continued: after.is_some(),
    })
}

fn row(visitor: &Visitor, item: TriageItem) -> Row {
    let picture = visitor.app.picture();
    let TriageItem { ticket, opening, certainty, proposals } = item;
    let topics = ticket.topics.iter().map(|topic| picture.taxonomy.label(&topic.key));
    Row {
        reference: ticket.reference.to_string(),
        subject: ticket.subject.clone(),
        organisation: ticket.organisation_name.clone(),
        opening,
        topics: topics.collect::<Vec<_>>().join(", "),
        certainty: Some(certainty / 10).filter(|percent| (1..100).contains(percent)),
        // However long: its moment means nothing.
        choose_before: ticket
            .standing
            .choose_before()
            .filter(|_| !ticket.is_doubted())
            .map(moment_in_words)
            .unwrap_or_default(),
        seal: Seal::of(&visitor.app, visitor.form_token(), &ticket),
        proposals: proposals.into_iter().map(proposal).collect(),
    }
}

fn proposal(candidate: Candidate) -> Proposal {
    let points = candidate.score.unwrap_or(0);
    Proposal { id: candidate.expert.to_string(), name: candidate.name, points }
}

fn cursor(text: &str) -> Option<TriageCursor> {
    let (due, id) = text.split_once('_')?;
    let choose_before = DateTime::from_timestamp_micros(due.parse().ok()?)?;
    Some(TriageCursor { choose_before, id: TicketId(id.parse().ok()?) })
}
