//! One question, for the people of the desk: what was asked, why it is whose, and everything that can be done.

use crate::error::Failure;
use crate::extract::{Form, Path, Query};
use crate::follow::place_in_list;
use crate::forms::{NewsLine, Seal, errors_of, news_lines, seen};
use crate::inbox::{Promise, promise, status_class};
use crate::page::{FieldError, Frame, message_for, read_day, show};
use crate::visitor::Visitor;
use app::{Action, Foreseen, News, Refusal, SeenTicket, TicketPlace, TicketView, letter_label, primary_first};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use domain::{
    Actor, Axis, ClosedBecause, Complaints, ContactDraft, Decision, Event, HandoverReason, Happened, JobId, Message,
    MessageKind, Metric, PersonId, Recorded, Reference, Reminded, Ticket, TicketEvent, TopicSource, amsterdam_day,
    can_get_mail, day_in_words, long_day_in_words, moment_in_words,
};
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Fields {
    #[serde(default)]
    token: String,
    /// The revision that was seen, and the key of the form: see [`Seal`].
    #[serde(default)]
    revision: String,
    #[serde(default)]
    key: String,
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
    /// Which theme's expert should answer.
    #[serde(default)]
    primary: String,
    #[serde(default)]
    metric: String,
    #[serde(default)]
    due_on: String,
    #[serde(default)]
    policy: String,
    /// A letter that was given up.
    #[serde(default)]
    letter: String,
    /// Where the asker's letters should go.
    #[serde(default)]
    email: String,
    /// Who asked, corrected.
    #[serde(default)]
    name: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    organisation: String,
}

/// A form that was not carried out: its name, what was typed in it, and why.
#[derive(Default)]
struct Sent {
    form: &'static str,
    fields: Fields,
    errors: Vec<FieldError>,
    conflict: Option<String>,
    news: Vec<NewsLine>,
}

/// Whoever a colleague took the question from may no longer do what they were doing, and must not lose what they wrote.
const NO_LONGER: &str = "Dit mag u bij deze vraag niet, of niet meer. Er is niets verstuurd of gewijzigd.";

#[derive(Template)]
#[template(path = "ticket.html")]
struct TicketPage {
    frame: Frame,
    reference: String,
    subject: String,
    organisation: String,
    contact: domain::Contact,
    place: String,
    received: String,
    status: &'static str,
    status_class: &'static str,
    promise: Promise,
    /// What the desk does by itself if the asker says nothing.
    foreseen: Option<String>,
    has_personal_data: bool,
    out_of_scope: bool,
    english: bool,
    expert: Option<String>,
    /// That expert gets no questions any more.
    expert_is_gone: bool,
    answered: bool,
    why: String,
    relaxed: Vec<String>,
    reasons: Vec<String>,
    is_confirmed: bool,
    handover_reasons: [&'static str; 5],
    topics: Vec<TopicLine>,
    candidates: Vec<CandidateLine>,
    deadlines: [DeadlineLine; 2],
    /// Promises that the reader may extend.
    extendable: Vec<Choice>,
    /// The other policy, when the reader may choose it now: its key, and what the button says.
    other_policy: Option<(&'static str, String)>,
    path: String,
    /// The question itself, when the messages shown are later ones.
    question: Option<Said>,
    messages: Vec<Said>,
    /// Before which message there is more, and whether these are the last.
    earlier: Option<String>,
    at_the_end: bool,
    history: Vec<String>,
    /// Before which line of the history there is more, and whether these are the last.
    earlier_history: Option<i64>,
    history_at_the_end: bool,
    may_answer: bool,
    is_open: bool,
    /// Letters that were given up.
    undelivered: Vec<Undelivered>,
    /// No letter can reach the asker.
    gets_no_letters: bool,
    experts: Vec<(String, String)>,
    groups: Vec<Choice>,
    themes: Vec<Choice>,
    seal: Seal,
    sent: Sent,
    blank: Fields,
}

struct Undelivered {
    id: String,
    what: String,
    to_asker: bool,
    /// The id of its field for another address: the plain one when this form came back, as its message points there.
    field: String,
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
    /// So it stands with the question, whatever was ticked since.
    stands: bool,
    /// The theme whose expert should answer.
    primary: bool,
}

impl TicketPage {
    fn error(&self, field: &str) -> Option<&str> {
        message_for(&self.sent.errors, field)
    }

    /// Was it this form that came back?
    fn is_back(&self, form: &str) -> bool {
        self.sent.form == form
    }

    /// What was typed in this form; nothing, when another one came back.
    fn typed(&self, form: &str) -> &Fields {
        if self.is_back(form) { &self.sent.fields } else { &self.blank }
    }

    /// Who asked, as it stands, or as it was typed in the form that came back.
    fn asker(&self) -> [&str; 4] {
        if self.is_back("vraagsteller") {
            let Fields { name, email, phone, organisation, .. } = &self.sent.fields;
            return [name, email, phone, organisation];
        }
        let domain::Contact { name, email, phone } = &self.contact;
        [name, email, phone.as_deref().unwrap_or_default(), &self.organisation]
    }

    /// What was typed in a form that this page no longer has.
    fn left_over(&self) -> Option<String> {
        let is_there = match self.sent.form {
            "antwoord" | "onderwerpen" => self.may_answer,
            "toewijzen" => self.may_answer && self.is_open,
            "heropenen" => self.may_answer && !self.is_open,
            "verlengen" => !self.extendable.is_empty(),
            "vraagsteller" => self.may_answer,
            "brief" => self.undelivered.iter().any(|letter| letter.field == "brief-email"),
            _ => true,
        };
        let fields = &self.sent.fields;
        let texts = [&fields.body, &fields.reason, &fields.explanation, &fields.due_on];
        let typed = texts.into_iter().chain([&fields.name, &fields.email, &fields.phone, &fields.organisation]);
        let typed: Vec<&str> = typed.map(String::as_str).filter(|text| !text.is_empty()).collect();
        (!is_there && !typed.is_empty()).then(|| typed.join("\n"))
    }

    /// Where the text stands that came back.
    fn way_back(&self) -> Option<String> {
        let field = match self.sent.form {
            "antwoord" | "notitie" => "body",
            "toewijzen" | "heropenen" | "verlengen" => "reason",
            "onderwerpen" => "themes",
            "brief" => "email",
            "vraagsteller" => "contact-name",
            _ => return None,
        };
        self.left_over().is_none().then(|| format!("{}-{field}", self.sent.form))
    }
}

/// Where somebody reads.
#[derive(Deserialize)]
pub(crate) struct Place {
    /// Messages before this one.
    voor: Option<String>,
    /// Lines of the history before this one.
    eerder: Option<String>,
}

/// The page.
pub(crate) async fn page(
    visitor: Visitor,
    Path(reference): Path<String>,
    Query(place): Query<Place>,
) -> Result<Response, Failure> {
    visitor.require_staff()?;
    let place = TicketPlace {
        messages_before: place_in_list(place.voor.as_deref())?,
        events_before: place_in_list(place.eerder.as_deref())?,
    };
    let view = visitor.app.view_ticket_at(&visitor.caller, parse(&reference)?, place).await?;
    let page = ticket_page(&visitor, view, Sent::default());
    let (at_the_end, history_at_the_end) = (place.messages_before.is_none(), place.events_before.is_none());
    show(&TicketPage { at_the_end, history_at_the_end, ..page })
}

/// Answer, or ask back.
pub(crate) async fn reply(
    visitor: Visitor,
    Path(reference): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let reply = if fields.how == "wedervraag" { app::Reply::AskBack } else { app::Reply::Answer };
    let outcome = visitor.app.reply_to_ticket(&visitor.caller, fields.on(&reference)?, &fields.body, reply).await;
    after(&visitor, &reference, "antwoord", fields, outcome).await
}

/// A note for colleagues.
pub(crate) async fn note(
    visitor: Visitor,
    Path(reference): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let outcome = visitor.app.add_note(&visitor.caller, fields.on(&reference)?, &fields.body).await;
    after(&visitor, &reference, "notitie", fields, outcome).await
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
    let on = fields.on(&reference)?;
    let outcome = match fields.expert.parse::<PersonId>() {
        Ok(expert) => visitor.app.assign_ticket(&visitor.caller, on, Some(expert), &reason).await,
        Err(_) => visitor.app.hand_over_ticket(&visitor.caller, on, &reason).await,
    };
    // Whoever gave a question away may no longer see it: the inbox is the place to go on.
    match outcome {
        Ok(_) => Ok(Redirect::to("/werkbak").into_response()),
        refused => after(&visitor, &reference, "toewijzen", fields, refused).await,
    }
}

/// What it is about.
pub(crate) async fn topics(
    visitor: Visitor,
    Path(reference): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let on = fields.on(&reference)?;
    let outcome = match primary_first(&fields.themes, &fields.primary) {
        Ok(themes) => visitor.app.set_ticket_topics(&visitor.caller, on, &fields.groups, &themes).await,
        Err(complaints) => Err(complaints.into()),
    };
    after(&visitor, &reference, "onderwerpen", fields, outcome).await
}

/// More time for a promise.
pub(crate) async fn extend(
    visitor: Visitor,
    Path(reference): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let on = fields.on(&reference)?;
    let due_on = read_day(&fields.due_on);
    let outcome = match Metric::parse(&fields.metric) {
        Some(metric) => visitor.app.extend_deadline(&visitor.caller, on, metric, due_on, &fields.reason).await,
        None => Err(Complaints::one("metric", "UNKNOWN", "Kies een belofte uit de lijst.").into()),
    };
    after(&visitor, &reference, "verlengen", fields, outcome).await
}

/// Harder than most after all, or not.
pub(crate) async fn policy(
    visitor: Visitor,
    Path(reference): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let outcome = visitor.app.set_ticket_policy(&visitor.caller, fields.on(&reference)?, &fields.policy).await;
    after(&visitor, &reference, "termijn", fields, outcome).await
}

/// Done.
pub(crate) async fn close(
    visitor: Visitor,
    Path(reference): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let outcome = visitor.app.close_ticket(&visitor.caller, fields.on(&reference)?).await;
    after(&visitor, &reference, "sluiten", fields, outcome).await
}

/// Not done after all.
pub(crate) async fn reopen(
    visitor: Visitor,
    Path(reference): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let outcome = visitor.app.reopen_ticket(&visitor.caller, fields.on(&reference)?, &fields.reason).await;
    after(&visitor, &reference, "heropenen", fields, outcome).await
}

/// Another tracking link: by letter to the asker, or with the next letter.
pub(crate) async fn link(
    visitor: Visitor,
    Path(reference): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let sending = if fields.how == "verstuur" { app::Sending::ByLetter } else { app::Sending::InPerson };
    let outcome = visitor.app.renew_link(&visitor.caller, fields.on(&reference)?, sending).await;
    after(&visitor, &reference, "link", fields, outcome).await
}

/// A letter that could not be delivered: again, or left at that.
pub(crate) async fn letter(
    visitor: Visitor,
    Path(reference): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let (on, letter) = (fields.on(&reference)?, fields.letter.parse::<JobId>().ok());
    let outcome = if fields.how == "sluit" {
        visitor.app.dismiss_letter(&visitor.caller, on, letter).await
    } else {
        visitor.app.send_letter_again(&visitor.caller, on, letter, Some(&fields.email)).await
    };
    after(&visitor, &reference, "brief", fields, outcome).await
}

/// What is known of who asked, corrected.
pub(crate) async fn contact(
    visitor: Visitor,
    Path(reference): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let phone = Some(fields.phone.clone()).filter(|phone| !phone.trim().is_empty());
    let contact = ContactDraft { name: fields.name.clone(), email: fields.email.clone(), phone };
    let on = fields.on(&reference)?;
    let outcome = visitor.app.correct_contact(&visitor.caller, on, &contact, &fields.organisation).await;
    after(&visitor, &reference, "vraagsteller", fields, outcome).await
}

fn parse(reference: &str) -> Result<Reference, Failure> {
    reference.parse().map_err(|_| Failure::Refused(Refusal::Hidden))
}

impl Fields {
    fn on(&self, reference: &str) -> Result<SeenTicket, Failure> {
        Ok(seen(parse(reference)?, &self.revision, &self.key))
    }
}

/// Back to the page; or the page as it is now, with what was typed, what is wrong, and what is new.
async fn after(
    visitor: &Visitor,
    reference: &str,
    form: &'static str,
    fields: Fields,
    outcome: Result<Ticket, Refusal>,
) -> Result<Response, Failure> {
    let (status, errors, conflict) = match outcome {
        Ok(ticket) => return Ok(Redirect::to(&format!("/vragen/{}", ticket.reference)).into_response()),
        Err(Refusal::Complaints(complaints)) => (StatusCode::UNPROCESSABLE_ENTITY, errors_of(form, complaints), None),
        Err(Refusal::Conflict(message)) => (StatusCode::CONFLICT, Vec::new(), Some(message)),
        Err(Refusal::Forbidden) => (StatusCode::FORBIDDEN, Vec::new(), Some(NO_LONGER.to_owned())),
        Err(refusal) => return Err(refusal.into()),
    };
    let number = parse(reference)?;
    let view = visitor.app.view_ticket(&visitor.caller, number).await?;
    let news = match fields.revision.trim().parse() {
        Ok(revision) if conflict.is_some() => visitor.app.news_since(&visitor.caller, number, revision).await?,
        _ => News::default(),
    };
    let desk = visitor.app.desk();
    let news = news_lines(news, |event| line(event, &desk));
    let mut response = show(&ticket_page(visitor, view, Sent { form, fields, errors, conflict, news }))?;
    *response.status_mut() = status;
    Ok(response)
}

fn ticket_page(visitor: &Visitor, view: TicketView, sent: Sent) -> TicketPage {
    let desk = visitor.app.desk();
    let now = visitor.app.now();
    let ticket = &view.ticket;
    let decision = view.routing.as_ref().map(|routing| &routing.latest.decision);
    let experts = visitor.app.list_experts(&visitor.caller).unwrap_or_default();
    let ticked = |axis| match axis {
        _ if sent.form != "onderwerpen" => None,
        Axis::Group => Some(&sent.fields.groups),
        Axis::Theme => Some(&sent.fields.themes),
    };
    let stored_primary = ticket.topics.iter().find(|topic| topic.primary).map_or("", |topic| topic.key.as_str());
    let primary = if sent.form == "onderwerpen" { sent.fields.primary.as_str() } else { stored_primary };
    let choices = |axis| {
        desk.taxonomy
            .on(axis, amsterdam_day(now))
            .map(|topic| {
                let stands = ticket.topics.iter().any(|known| known.key == topic.key);
                let chosen = ticked(axis).map_or(stands, |ticked| ticked.contains(&topic.key.0));
                let primary = topic.key.0 == primary;
                Choice { value: topic.key.0.clone(), label: topic.label.clone(), chosen, stands, primary }
            })
            .collect()
    };
    TicketPage {
        frame: Frame::of(&ticket.subject, visitor),
        reference: ticket.reference.to_string(),
        subject: ticket.subject.clone(),
        organisation: ticket.organisation_name.clone(),
        contact: ticket.contact.clone(),
        place: desk.geography.place_name(&ticket.place),
        received: moment_in_words(ticket.received_at),
        status: ticket.status().label(),
        status_class: status_class(ticket.status()),
        promise: promise(ticket, now),
        foreseen: foreseen(view.foreseen),
        has_personal_data: ticket.has_personal_data,
        out_of_scope: ticket.out_of_scope,
        english: ticket.language == "en",
        expert: ticket.assignee.map(|id| desk.name(id).to_owned()),
        expert_is_gone: ticket.assignee.is_some_and(|id| desk.expert(id).is_none()),
        answered: ticket.first_answered_at.is_some(),
        why: ticket.routing_summary.clone(),
        relaxed: decision.map(|decision| decision.relaxed.clone()).unwrap_or_default(),
        reasons: decision.map(reasons_of_chosen).unwrap_or_default(),
        is_confirmed: ticket.topics.iter().all(|topic| topic.source == TopicSource::Expert),
        handover_reasons: HandoverReason::ALL.map(HandoverReason::label),
        topics: topic_lines(ticket, &desk),
        candidates: decision.map(candidate_lines).unwrap_or_default(),
        deadlines: ticket.promises.each().map(|(metric, promise)| DeadlineLine {
            label: metric.label(),
            state: promise.state(now).label(),
            due: long_day_in_words(amsterdam_day(promise.due_at)),
            derivation: promise.derivation.clone(),
        }),
        extendable: extendable(visitor, ticket, &sent),
        other_policy: other_policy(visitor, ticket),
        path: format!("/vragen/{}", ticket.reference),
        question: view.question.as_ref().map(said),
        messages: view.messages.iter().map(said).collect(),
        earlier: view.earlier_messages.map(|first| first.to_string()),
        at_the_end: true,
        history: view.events.iter().map(|event| line(event, &desk)).collect(),
        earlier_history: view.earlier_events,
        history_at_the_end: true,
        may_answer: view.may_answer,
        is_open: ticket.status().is_open(),
        undelivered: view.dead_letters.iter().map(|dead| undelivered(dead, &sent)).collect(),
        gets_no_letters: !can_get_mail(&ticket.contact.email),
        experts: experts
            .into_iter()
            .filter(|expert| Some(expert.id) != ticket.assignee)
            .map(|expert| (expert.id.to_string(), expert.name))
            .collect(),
        groups: choices(Axis::Group),
        themes: choices(Axis::Theme),
        seal: Seal::of(&visitor.app, visitor.form_token(), ticket),
        sent,
        blank: Fields::default(),
    }
}

fn undelivered(dead: &app::DeadJob, sent: &Sent) -> Undelivered {
    let (id, at) = (dead.id.to_string(), moment_in_words(dead.at));
    let is_back = sent.form == "brief" && sent.fields.letter == id;
    Undelivered {
        what: format!("Een brief kon niet worden bezorgd ({}, {at}): {}", letter_label(dead), dead.why),
        to_asker: dead.person.is_none(),
        field: if is_back { "brief-email".to_owned() } else { format!("brief-email-{id}") },
        id,
    }
}

fn foreseen(foreseen: Foreseen) -> Option<String> {
    let day = long_day_in_words;
    Some(match (foreseen.reminds_on, foreseen.closes_on) {
        (Some(reminds), Some(closes)) => format!(
            "Als de vraagsteller niet reageert, sturen wij op {} een herinnering en sluiten wij de vraag op {}.",
            day(reminds),
            day(closes)
        ),
        (Some(reminds), None) => {
            format!("Als de vraagsteller niet reageert, sturen wij op {} een herinnering.", day(reminds))
        }
        (None, Some(closes)) => {
            format!("Als de vraagsteller niet reageert, sluiten wij de vraag op {}.", day(closes))
        }
        (None, None) => return None,
    })
}

fn extendable(visitor: &Visitor, ticket: &Ticket, sent: &Sent) -> Vec<Choice> {
    if !visitor.app.may(&visitor.caller, Action::ExtendDeadline(ticket)) {
        return Vec::new();
    }
    let now = visitor.app.now();
    let extendable = Metric::ALL.into_iter().filter_map(|metric| Some((metric, ticket.extendable(metric, now).ok()?)));
    extendable
        .map(|(metric, promise)| Choice {
            value: metric.as_str().to_owned(),
            label: format!("{}, nu {}", metric.label(), day_in_words(amsterdam_day(promise.due_at))),
            chosen: sent.form == "verlengen" && metric.as_str() == sent.fields.metric,
            stands: false,
            primary: false,
        })
        .collect()
}

fn other_policy(visitor: &Visitor, ticket: &Ticket) -> Option<(&'static str, String)> {
    let answer = ticket.extendable(Metric::Answer, visitor.app.now()).ok()?;
    if !visitor.app.may(&visitor.caller, Action::SetPolicy(ticket)) {
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

fn said(message: &Message) -> Said {
    Said {
        what: message.kind.label(),
        when: moment_in_words(message.sent_at),
        who: message.author_name.clone(),
        text: message.body.clone(),
        class: match message.kind {
            MessageKind::Question | MessageKind::AskerReaction => "",
            MessageKind::AskBack | MessageKind::Answer => "loket-said--ours",
            MessageKind::Note => "loket-said--note",
        },
    }
}

/// One line of history, in words.
fn line(line: &Recorded, desk: &app::Desk) -> String {
    let what = match line {
        Recorded::Read(Event { what: Happened::Ticket(_, event), .. }) => in_words(event, desk),
        _ => crate::log::label(line),
    };
    let who = match line.actor() {
        Some(Actor::Anonymous | Actor::Asker(_)) => "vraagsteller",
        Some(Actor::Staff { id, .. }) => desk.name(*id),
        Some(Actor::System) => "het loket",
        None => "onbekend",
    };
    format!("{}: {what} ({who})", moment_in_words(line.at()))
}

/// What happened to a question.
fn in_words(event: &TicketEvent, desk: &app::Desk) -> String {
    let named = |person: Option<PersonId>| person.map_or("niemand", |id| desk.name(id)).to_owned();
    let promise = |metric: &Metric| match metric {
        Metric::FirstResponse => "eerste reactie",
        Metric::Answer => "antwoord",
    };
    match event {
        TicketEvent::Received {} => "vraag ontvangen".to_owned(),
        TicketEvent::Routed { chosen, .. } => format!("loket koos {}", named(*chosen)),
        TicketEvent::Assigned { expert, .. } => format!("toegewezen aan {}", named(Some(*expert))),
        TicketEvent::Released { .. } => "terug in de wachtrij".to_owned(),
        TicketEvent::Waiting {} => "wacht op vraagsteller, termijn staat stil".to_owned(),
        TicketEvent::AskerReacted { asks: false } => "vraagsteller liet iets weten".to_owned(),
        TicketEvent::Reminded(Reminded::Asker { .. }) => "herinnering verstuurd aan de vraagsteller".to_owned(),
        TicketEvent::Reminded(Reminded::Promise { metric }) => format!("herinnering verstuurd: {}", promise(metric)),
        TicketEvent::Breached { metric } => format!("niet op tijd: {}", promise(metric)),
        TicketEvent::Closed { why: Some(ClosedBecause::Silence), .. } => {
            "gesloten: de vraagsteller reageerde niet".to_owned()
        }
        TicketEvent::Closed { why: Some(ClosedBecause::Answered), .. } => {
            "gesloten: beantwoord, en de vraagsteller reageerde niet meer".to_owned()
        }
        TicketEvent::Closed { .. } => "gesloten".to_owned(),
        TicketEvent::Reopened(_) => "heropend".to_owned(),
        TicketEvent::DeadlineMoved { metric, from, to, why } => {
            let why = why.as_ref().map(|why| format!(": {}", why.trim_end_matches('.'))).unwrap_or_default();
            let day = |at: &DateTime<Utc>| day_in_words(amsterdam_day(*at));
            format!("{} verschoven van {} naar {}{why}", promise(metric), day(from), day(to))
        }
        TicketEvent::LetterDead(_) => "een brief kon niet worden bezorgd".to_owned(),
        TicketEvent::LetterWithdrawn { letter, why } => {
            format!("een brief aan {} ging niet weg: {why}", named(letter.person))
        }
        TicketEvent::LetterSentAgain { .. } => "een brief opnieuw verstuurd".to_owned(),
        TicketEvent::TopicsSet { .. }
        | TicketEvent::FirstResponse {}
        | TicketEvent::Resumed {}
        | TicketEvent::AskerReacted { asks: true }
        | TicketEvent::Answered { .. }
        | TicketEvent::Noted {}
        | TicketEvent::LetterDismissed { .. }
        | TicketEvent::TrackingLinkRenewed { .. }
        | TicketEvent::QuestionRead {}
        | TicketEvent::LeftOpen { .. }
        | TicketEvent::ContactCorrected { .. } => event.kind().label().to_owned(),
    }
}
