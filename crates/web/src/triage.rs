//! Questions that wait for a lead (triage, unassigned queue), each with the best proposals.

use crate::error::Failure;
use crate::extract::Query;
use crate::page::{Frame, show};
use crate::seal::Seal;
use crate::visitor::Visitor;
use app::TriageCursor;
use askama::Template;
use axum::response::Response;
use chrono::DateTime;
use domain::{TicketId, moment_in_words};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "triage.html")]
struct TriagePage {
    frame: Frame,
    rows: Vec<Row>,
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
    topics: String,
    why: String,
    choose_before: String,
    /// Perhaps it is not for this desk: then it waits for a lead, however long.
    is_doubted: bool,
    proposals: Vec<Proposal>,
    seal: Seal,
}

struct Proposal {
    id: String,
    name: String,
    reasons: String,
}

/// The list.
pub(crate) async fn page(visitor: Visitor, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    visitor.require_staff()?;
    let picture = visitor.app.picture();
    let after = if asked.na.is_empty() { None } else { Some(cursor(&asked.na).ok_or(Failure::Form)?) };
    let page = visitor.app.list_triage(&visitor.caller, after).await?;
    let next = page.next.map(|next| format!("/verdelen?na={}_{}", next.choose_before.timestamp_micros(), next.id));
    let rows = page
        .items
        .into_iter()
        .map(|item| {
            let topics = item.ticket.topics.iter().map(|topic| picture.taxonomy.label(&topic.key));
            Row {
                reference: item.ticket.reference.to_string(),
                subject: item.ticket.subject.clone(),
                organisation: item.ticket.organisation_name.clone(),
                topics: topics.collect::<Vec<_>>().join(", "),
                why: item.ticket.routing_summary.clone(),
                choose_before: item.ticket.standing.choose_before().map(moment_in_words).unwrap_or_default(),
                is_doubted: item.ticket.out_of_scope && item.ticket.topics.is_empty(),
                seal: Seal::of(&visitor.app, visitor.form_token(), &item.ticket),
                proposals: item
                    .proposals
                    .into_iter()
                    .map(|candidate| Proposal {
                        id: candidate.expert.to_string(),
                        name: candidate.name,
                        reasons: candidate
                            .reasons
                            .iter()
                            .map(|reason| format!("{} ({:+})", reason.text, reason.points))
                            .collect::<Vec<_>>()
                            .join("; "),
                    })
                    .collect(),
            }
        })
        .collect();
    show(&TriagePage { frame: Frame::of("Verdelen", &visitor), rows, next, continued: after.is_some() })
}

fn cursor(text: &str) -> Option<TriageCursor> {
    let (due, id) = text.split_once('_')?;
    let choose_before = DateTime::from_timestamp_micros(due.parse().ok()?)?;
    Some(TriageCursor { choose_before, id: TicketId(id.parse().ok()?) })
}
