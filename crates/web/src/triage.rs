//! Questions that wait for a lead, each with the best proposals.

use crate::error::Failure;
use crate::forms::Seal;
use crate::page::{Frame, show};
use crate::visitor::Visitor;
use askama::Template;
use axum::response::Response;
use domain::moment_in_words;

#[derive(Template)]
#[template(path = "triage.html")]
struct TriagePage {
    frame: Frame,
    rows: Vec<Row>,
}

struct Row {
    reference: String,
    subject: String,
    organisation: String,
    topics: String,
    why: String,
    choose_before: String,
    out_of_scope: bool,
    proposals: Vec<Proposal>,
    seal: Seal,
}

struct Proposal {
    id: String,
    name: String,
    reasons: String,
}

/// The list.
pub(crate) async fn page(visitor: Visitor) -> Result<Response, Failure> {
    visitor.require_staff()?;
    let desk = visitor.app.desk();
    let items = visitor.app.list_triage(&visitor.caller).await?;
    let rows = items
        .into_iter()
        .map(|item| {
            let topics = item.ticket.topics.iter().map(|topic| desk.taxonomy.label(&topic.key));
            Row {
                reference: item.ticket.reference.to_string(),
                subject: item.ticket.subject.clone(),
                organisation: item.ticket.organisation_name.clone(),
                topics: topics.collect::<Vec<_>>().join(", "),
                why: item.ticket.routing_summary.clone(),
                choose_before: item.ticket.triage_due_at.map(moment_in_words).unwrap_or_default(),
                out_of_scope: item.ticket.out_of_scope,
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
    show(&TriagePage { frame: Frame::of("Verdelen", &visitor), rows })
}
