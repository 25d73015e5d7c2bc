//! One question, for the people of the desk: what was asked, why it is whose, and everything that can be done.

use crate::error::Failure;
use crate::extract::{Form, Path};
use crate::inbox::{Promise, promise, status_class};
use crate::page::{FieldError, Frame, field_errors, message_for, read_day, show};
use crate::visitor::Visitor;
use app::{Action, Refusal, TicketView};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Actor, Axis, Deadline, DeadlineState, Decision, Event, EventKind, HandoverReason, MessageKind, Metric, PersonId,
    Reference, Ticket, TopicSource, amsterdam_day, day_in_words, long_day_in_words, moment_in_words,
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
    #[serde(default)]
    metric: String,
    #[serde(default)]
    due_on: String,
    #[serde(default)]
    policy: String,
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
    promise: Promise,
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
    /// Promises that the reader may extend.
    extendable: Vec<Choice>,
    /// The other policy, when the reader may choose it now: its key, and what the button says.
    other_policy: Option<(&'static str, String)>,
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
    after(&visitor, &reference, fields, at_field(outcome, "body", "note")).await
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
        Ok(expert) => visitor.app.assign_ticket(&visitor.caller, number, Some(expert), &reason).await,
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

/// More time for a promise.
pub(crate) async fn extend(
    visitor: Visitor,
    Path(reference): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let metric = Metric::parse(&fields.metric).unwrap_or(Metric::Answer);
    // A day that cannot be read lies before every promise, and the complaint about it says what to do.
    let due_on = read_day(&fields.due_on).unwrap_or(NaiveDate::MIN);
    let number = parse(&reference)?;
    let outcome = visitor.app.extend_deadline(&visitor.caller, number, metric, due_on, &fields.reason).await;
    after(&visitor, &reference, fields, at_field(outcome, "reason", "extend-reason")).await
}

/// Harder than most after all, or not.
pub(crate) async fn policy(
    visitor: Visitor,
    Path(reference): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let outcome = visitor.app.set_ticket_policy(&visitor.caller, parse(&reference)?, &fields.policy).await;
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

/// Several forms of the page have a field with this name; a complaint about it belongs to the one that was sent.
fn at_field(outcome: Result<Ticket, Refusal>, name: &str, field: &str) -> Result<Ticket, Refusal> {
    outcome.map_err(|refusal| match refusal {
        Refusal::Complaints(mut complaints) => {
            for complaint in complaints.0.iter_mut().filter(|complaint| complaint.path == [name]) {
                complaint.path = vec![field.to_owned()];
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
        promise: promise(ticket, now),
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
        extendable: extendable(visitor, ticket, &fields),
        other_policy: other_policy(visitor, ticket),
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

/// May this promise still be given more time? The verb has the last word.
fn is_running(ticket: &Ticket, deadline: &Deadline, now: DateTime<Utc>) -> bool {
    ticket.status.is_open() && !matches!(deadline.state(now), DeadlineState::Met | DeadlineState::Missed)
}

fn extendable(visitor: &Visitor, ticket: &Ticket, fields: &Fields) -> Vec<Choice> {
    if !visitor.app.may(&visitor.caller, Action::ExtendDeadline(ticket)) {
        return Vec::new();
    }
    let running = ticket.deadlines.iter().filter(|deadline| is_running(ticket, deadline, visitor.app.now()));
    running
        .map(|deadline| Choice {
            value: deadline.metric.as_str().to_owned(),
            label: format!("{}, nu {}", deadline.metric.label(), day_in_words(amsterdam_day(deadline.due_at))),
            chosen: deadline.metric.as_str() == fields.metric,
        })
        .collect()
}

fn other_policy(visitor: &Visitor, ticket: &Ticket) -> Option<(&'static str, String)> {
    let answer = ticket.deadline(Metric::Answer)?;
    if !visitor.app.may(&visitor.caller, Action::SetPolicy(ticket)) || !is_running(ticket, answer, visitor.app.now()) {
        return None;
    }
    let (key, words) =
        if ticket.policy == "complex" { ("standard", "Terug naar gewoon") } else { ("complex", "Maak ingewikkeld") };
    let desk = visitor.app.desk();
    let days = desk.promises.policy(key, amsterdam_day(answer.counted_from)).answer_days;
    Some((key, format!("{words} ({days} {})", if days == 1 { "werkdag" } else { "werkdagen" })))
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
    let word = |key: &str| event.detail.get(key).and_then(|word| word.as_str());
    // Events of other times and places may not say which promise they are about.
    let promise = match word("metric").and_then(Metric::parse) {
        Some(Metric::FirstResponse) => "eerste reactie",
        Some(Metric::Answer) => "antwoord",
        None => "termijn",
    };
    let day = |key: &str| {
        let at = word(key).and_then(|at| at.parse::<DateTime<Utc>>().ok());
        at.map_or_else(|| "onbekend".to_owned(), |at| day_in_words(amsterdam_day(at)))
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
        EventKind::Reminded => format!("herinnering verstuurd: {promise}"),
        EventKind::Breached => format!("niet op tijd: {promise}"),
        EventKind::Closed => "gesloten".to_owned(),
        EventKind::Reopened => "heropend".to_owned(),
        EventKind::DeadlineMoved => {
            let why = word("why").map(|why| format!(": {}", why.trim_end_matches('.'))).unwrap_or_default();
            format!("{promise} verschoven van {} naar {}{why}", day("from"), day("to"))
        }
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
