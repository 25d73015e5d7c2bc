//! One question, for the people of the desk: what was asked, why it is whose, and everything that can be done.

use crate::error::Failure;
use crate::inbox::{promise, status_class};
use crate::page::{FieldError, Frame, field_errors, message_for, show};
use crate::visitor::Visitor;
use app::{Refusal, TicketView};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use domain::{
    Actor, Axis, Decision, Event, EventKind, HandoverReason, MessageKind, PersonId, Reference, Ticket, TopicSource,
    amsterdam_day, long_day_in_words, moment_in_words,
};
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Fields {
    #[serde(default)]
    token: String,
    #[serde(default)]
    body: String,
    /// `wedervraag` stops the clock.
    #[serde(default)]
    how: String,
    #[serde(default)]
    expert: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    explanation: String,
    #[serde(default)]
    groups: Vec<String>,
    #[serde(default)]
    themes: Vec<String>,
}

#[derive(Template)]
#[template(path = "ticket.html")]
struct TicketPage {
    frame: Frame,
    reference: String,
    subject: String,
    organisation: String,
    contact: Option<domain::Contact>,
    place: String,
    received: String,
    status: &'static str,
    status_class: &'static str,
    promise: String,
    promise_class: &'static str,
    has_personal_data: bool,
    out_of_scope: bool,
    english: bool,
    expert: Option<String>,
    why: String,
    relaxed: Vec<String>,
    reasons: Vec<String>,
    is_confirmed: bool,
    handover_reasons: [&'static str; 5],
    topics: Vec<TopicLine>,
    candidates: Vec<CandidateLine>,
    deadlines: Vec<DeadlineLine>,
    messages: Vec<Said>,
    history: Vec<String>,
    may_answer: bool,
    is_open: bool,
    experts: Vec<(String, String)>,
    groups: Vec<Choice>,
    themes: Vec<Choice>,
    fields: Fields,
    errors: Vec<FieldError>,
    conflict: Option<String>,
}

struct TopicLine {
    label: String,
    source: &'static str,
    certainty: Option<i32>,
    evidence: String,
    primary: bool,
}

struct CandidateLine {
    name: String,
    score: String,
    reasons: String,
    chosen: bool,
}

struct DeadlineLine {
    label: &'static str,
    state: &'static str,
    due: String,
    derivation: String,
}

struct Said {
    who: String,
    what: &'static str,
    when: String,
    text: String,
    class: &'static str,
}

struct Choice {
    value: String,
    label: String,
    chosen: bool,
}

impl TicketPage {
    fn error(&self, field: &str) -> Option<&str> {
        message_for(&self.errors, field)
    }
}

/// The page.
pub(crate) async fn page(visitor: Visitor, Path(reference): Path<String>) -> Result<Response, Failure> {
    visitor.require_staff()?;
    let view = visitor.app.view_ticket(&visitor.caller, parse(&reference)?).await?;
    show(&ticket_page(&visitor, view, Fields::default(), Vec::new(), None))
}

/// Answer, or ask back.
pub(crate) async fn reply(
    visitor: Visitor,
    Path(reference): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let wait = fields.how == "wedervraag";
    let outcome = visitor.app.reply_to_ticket(&visitor.caller, parse(&reference)?, &fields.body, wait).await;
    after(&visitor, &reference, fields, outcome).await
}

/// A note for colleagues.
pub(crate) async fn note(
    visitor: Visitor,
    Path(reference): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let outcome = visitor.app.add_note(&visitor.caller, parse(&reference)?, &fields.body).await;
    after(&visitor, &reference, fields, note_errors(outcome)).await
}

/// To another expert: the one chosen, or whom the desk finds.
pub(crate) async fn assign(
    visitor: Visitor,
    Path(reference): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let reason = [fields.reason.trim(), fields.explanation.trim()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(": ");
    let number = parse(&reference)?;
    let outcome = match fields.expert.parse::<PersonId>() {
        Ok(expert) => visitor.app.assign_ticket(&visitor.caller, number, expert, &reason).await,
        Err(_) => visitor.app.hand_over_ticket(&visitor.caller, number, &reason).await,
    };
    // Whoever gave a question away may no longer see it: the inbox is the place to go on.
    match outcome {
        Ok(_) => Ok(Redirect::to("/werkbak").into_response()),
        refused => after(&visitor, &reference, fields, refused).await,
    }
}

/// What it is about.
pub(crate) async fn topics(
    visitor: Visitor,
    Path(reference): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let outcome =
        visitor.app.set_ticket_topics(&visitor.caller, parse(&reference)?, &fields.groups, &fields.themes).await;
    after(&visitor, &reference, fields, outcome).await
}

/// Done.
pub(crate) async fn close(
    visitor: Visitor,
    Path(reference): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let outcome = visitor.app.close_ticket(&visitor.caller, parse(&reference)?).await;
    after(&visitor, &reference, fields, outcome).await
}

/// Not done after all.
pub(crate) async fn reopen(
    visitor: Visitor,
    Path(reference): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let outcome = visitor.app.reopen_ticket(&visitor.caller, parse(&reference)?, &fields.reason).await;
    after(&visitor, &reference, fields, outcome).await
}

/// Another tracking link: by letter to the asker, or with the next letter.
pub(crate) async fn link(
    visitor: Visitor,
    Path(reference): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let by_letter = fields.how == "verstuur";
    let outcome = visitor.app.renew_link(&visitor.caller, parse(&reference)?, by_letter).await;
    after(&visitor, &reference, fields, outcome).await
}

fn parse(reference: &str) -> Result<Reference, Failure> {
    reference.parse().map_err(|_| Failure::Refused(Refusal::Hidden))
}

/// Two forms on the page have a field `body`; a complaint about a note belongs to the note.
fn note_errors(outcome: Result<Ticket, Refusal>) -> Result<Ticket, Refusal> {
    outcome.map_err(|refusal| match refusal {
        Refusal::Complaints(mut complaints) => {
            for complaint in &mut complaints.0 {
                complaint.path = vec!["note".to_owned()];
            }
            Refusal::Complaints(complaints)
        }
        other => other,
    })
}

/// Back to the page; or the page as it was, with what was typed and what is wrong.
async fn after(
    visitor: &Visitor,
    reference: &str,
    fields: Fields,
    outcome: Result<Ticket, Refusal>,
) -> Result<Response, Failure> {
    let (status, errors, conflict) = match outcome {
        Ok(ticket) => return Ok(Redirect::to(&format!("/vragen/{}", ticket.reference)).into_response()),
        Err(Refusal::Complaints(complaints)) => (StatusCode::UNPROCESSABLE_ENTITY, field_errors(complaints), None),
        Err(Refusal::Conflict(message)) => (StatusCode::CONFLICT, Vec::new(), Some(message)),
        Err(refusal) => return Err(refusal.into()),
    };
    let view = visitor.app.view_ticket(&visitor.caller, parse(reference)?).await?;
    let mut response = show(&ticket_page(visitor, view, fields, errors, conflict))?;
    *response.status_mut() = status;
    Ok(response)
}

fn ticket_page(
    visitor: &Visitor,
    view: TicketView,
    fields: Fields,
    errors: Vec<FieldError>,
    conflict: Option<String>,
) -> TicketPage {
    let desk = visitor.app.desk();
    let now = visitor.app.now();
    let ticket = &view.ticket;
    let (promise, promise_class) = promise(ticket, now);
    let decision = view.routing.as_ref().map(|routing| &routing.latest.decision);
    let experts = visitor.app.list_experts(&visitor.caller).unwrap_or_default();
    let choices = |axis| {
        desk.taxonomy
            .on(axis, amsterdam_day(now))
            .map(|topic| Choice {
                value: topic.key.0.clone(),
                label: topic.label.clone(),
                chosen: ticket.topics.iter().any(|known| known.key == topic.key),
            })
            .collect()
    };
    TicketPage {
        frame: Frame::of(&ticket.subject, visitor),
        reference: ticket.reference.to_string(),
        subject: ticket.subject.clone(),
        organisation: ticket.organisation_name.clone(),
        contact: Some(ticket.contact.clone()),
        place: desk.geography.place_name(&ticket.place),
        received: moment_in_words(ticket.received_at),
        status: ticket.status.label(),
        status_class: status_class(ticket.status),
        promise,
        promise_class,
        has_personal_data: ticket.has_personal_data,
        out_of_scope: ticket.out_of_scope,
        english: ticket.language == "en",
        expert: ticket.assignee.map(|id| desk.name(id).to_owned()),
        why: ticket.routing_summary.clone(),
        relaxed: decision.map(|decision| decision.relaxed.clone()).unwrap_or_default(),
        reasons: decision.map(reasons_of_chosen).unwrap_or_default(),
        is_confirmed: ticket.topics.iter().all(|topic| topic.source == TopicSource::Expert),
        handover_reasons: HandoverReason::ALL.map(HandoverReason::label),
        topics: topic_lines(ticket, &desk),
        candidates: decision.map(candidate_lines).unwrap_or_default(),
        deadlines: ticket
            .deadlines
            .iter()
            .map(|deadline| DeadlineLine {
                label: deadline.metric.label(),
                state: deadline.state(now).label(),
                due: long_day_in_words(amsterdam_day(deadline.due_at)),
                derivation: deadline.derivation.clone(),
            })
            .collect(),
        messages: said(&view),
        history: view.events.iter().map(|event| line(event, &desk)).collect(),
        may_answer: view.may_answer,
        is_open: ticket.status.is_open(),
        experts: experts
            .into_iter()
            .filter(|expert| Some(expert.id) != ticket.assignee)
            .map(|expert| (expert.id.to_string(), expert.name))
            .collect(),
        groups: choices(Axis::Group),
        themes: choices(Axis::Theme),
        fields,
        errors,
        conflict,
    }
}

fn topic_lines(ticket: &Ticket, desk: &app::Desk) -> Vec<TopicLine> {
    ticket
        .topics
        .iter()
        .map(|topic| TopicLine {
            label: desk.taxonomy.label(&topic.key).to_owned(),
            source: topic.source.label(),
            // Nothing led to a fallback topic, so there is nothing to be sure of.
            certainty: topic.confidence.map(|thousandths| thousandths / 10).filter(|percent| *percent > 0),
            evidence: topic.evidence.join(", "),
            primary: topic.primary,
        })
        .collect()
}

/// What the score of the chosen expert is made of.
fn reasons_of_chosen(decision: &Decision) -> Vec<String> {
    let chosen = decision.candidates.iter().find(|candidate| Some(candidate.expert) == decision.chosen);
    let reasons = chosen.filter(|candidate| candidate.score.is_some()).map(|candidate| candidate.reasons.iter());
    reasons.into_iter().flatten().map(|reason| format!("{} ({:+})", reason.text, reason.points)).collect()
}

fn candidate_lines(decision: &Decision) -> Vec<CandidateLine> {
    decision
        .candidates
        .iter()
        .map(|candidate| CandidateLine {
            name: candidate.name.clone(),
            score: candidate.score.map_or_else(|| "–".to_owned(), |score| score.to_string()),
            reasons: match &candidate.excluded {
                Some(exclusion) => exclusion.in_words(),
                None => {
                    let reasons =
                        candidate.reasons.iter().map(|reason| format!("{} ({:+})", reason.text, reason.points));
                    reasons.collect::<Vec<_>>().join("; ")
                }
            },
            chosen: Some(candidate.expert) == decision.chosen,
        })
        .collect()
}

fn said(view: &TicketView) -> Vec<Said> {
    view.messages
        .iter()
        .map(|message| Said {
            what: message.kind.label(),
            when: moment_in_words(message.sent_at),
            who: message.author_name.clone(),
            text: message.body.clone(),
            class: match message.kind {
                MessageKind::Question | MessageKind::AskerReaction => "",
                MessageKind::AskBack | MessageKind::Answer => "loket-said--ours",
                MessageKind::Note => "loket-said--note",
            },
        })
        .collect()
}

/// One line of history, in words.
fn line(event: &Event, desk: &app::Desk) -> String {
    let named = |key: &str| {
        let id = event.detail.get(key).and_then(|id| id.as_str()).and_then(|id| id.parse::<PersonId>().ok());
        id.map_or_else(|| "niemand".to_owned(), |id| desk.name(id).to_owned())
    };
    let what = match event.kind {
        EventKind::Received => "vraag ontvangen".to_owned(),
        EventKind::Routed => format!("loket koos {}", named("chosen")),
        EventKind::Assigned => format!("toegewezen aan {}", named("expert")),
        EventKind::Released => "terug in de wachtrij".to_owned(),
        EventKind::TopicsSet => "onderwerpen vastgesteld".to_owned(),
        EventKind::FirstResponse => "eerste reactie".to_owned(),
        EventKind::Waiting => "wacht op vraagsteller, termijn staat stil".to_owned(),
        EventKind::Resumed => "termijn loopt weer".to_owned(),
        EventKind::AskerReacted => "vraagsteller reageerde".to_owned(),
        EventKind::Answered => "antwoord verstuurd".to_owned(),
        EventKind::Noted => "notitie toegevoegd".to_owned(),
        EventKind::Reminded => "herinnering verstuurd".to_owned(),
        EventKind::Breached => "beloofde termijn verstreken".to_owned(),
        EventKind::Closed => "gesloten".to_owned(),
        EventKind::Reopened => "heropend".to_owned(),
        EventKind::DeadlineMoved => "termijn verschoven".to_owned(),
        EventKind::LetterDead => "een brief kon niet worden bezorgd".to_owned(),
        EventKind::SignedIn
        | EventKind::SignedOut
        | EventKind::TokenIssued
        | EventKind::RegionsImported
        | EventKind::RosterChanged
        | EventKind::RoutingRulesChanged
        | EventKind::ModelChanged
        | EventKind::LexiconChanged
        | EventKind::PromiseRulesChanged
        | EventKind::TrackingLinkRenewed
        | EventKind::SignedOutEverywhere
        | EventKind::Invited
        | EventKind::CredentialsSet
        | EventKind::PersonChanged
        | EventKind::TokensRevoked
        | EventKind::DomainsChanged => event.kind.label().to_owned(),
    };
    let who = match &event.actor {
        Actor::Anonymous | Actor::Asker(_) => "vraagsteller",
        Actor::Staff { id, .. } => desk.name(*id),
        Actor::System => "het loket",
    };
    format!("{}: {what} ({who})", moment_in_words(event.at))
}
