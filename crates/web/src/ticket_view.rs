//! What the page of a ticket shows.

use crate::Pages;
use crate::ask_view::Choice;
use crate::faults::Faults;
use crate::follow::{MessageView, status_style};
use crate::history::{Line, history};
use crate::inbox::Pick;
use crate::promise::{PromiseView, promise};
use crate::prose::Piece;
use crate::session::Staff;
use crate::shell::Shell;
use crate::why::{RegionView, TopicView, Why, regions, topics, why};
use app::TicketView;
use askama::Template;
use domain::{Axis, Role, Ticket, Transition, amsterdam_day, moment_in_words};

/// Why somebody gives a question away; the last one needs words of its own.
pub(crate) const REASONS: [(&str, &str); 5] = [
    ("onderwerp", "Verkeerd onderwerp"),
    ("regio", "Verkeerde regio"),
    ("ruimte", "Geen ruimte"),
    ("belang", "Belangenconflict"),
    ("anders", "Anders"),
];

/// What was typed into the forms of the page, so that a refusal loses nothing.
#[derive(Debug, Clone, Default)]
pub(crate) struct TypedActions {
    pub reply: String,
    pub note: String,
    pub handover_reason: String,
    pub handover_to: String,
    pub handover_text: String,
    pub reopen_reason: String,
    /// Ticked topics and the main theme, when that form was sent.
    pub topics: Option<(Vec<String>, Vec<String>, String)>,
}

/// See `templates/ticket.html`.
#[derive(Template)]
#[template(path = "ticket.html")]
pub(crate) struct TicketPage {
    pub shell: Shell,
    pub faults: Faults,
    /// What was just done.
    pub done: Option<&'static str>,
    /// Why it cannot be done as things stand.
    pub conflict: Option<String>,
    pub typed: TypedActions,
    csrf: String,
    reference: String,
    subject: String,
    status: &'static str,
    status_style: &'static str,
    received: String,
    organisation: String,
    organisation_kind: &'static str,
    place: String,
    contact: (String, String, Option<String>),
    assignee: Option<String>,
    has_personal_data: bool,
    doubted: bool,
    in_english: bool,
    promises: Vec<PromiseView>,
    messages: Vec<MessageView>,
    why_summary: String,
    why: Option<Why>,
    topics: Vec<TopicView>,
    regions: Vec<RegionView>,
    history: Vec<Line>,
    is_lead: bool,
    may_answer: bool,
    can_answer: bool,
    can_ask_back: bool,
    can_assign: bool,
    can_close: bool,
    can_reopen: bool,
    reasons: Vec<Pick>,
    experts: Vec<Pick>,
    group_choices: Vec<Choice>,
    theme_choices: Vec<Choice>,
    main_themes: Vec<Pick>,
}

/// The page as it is before anything was typed.
pub(crate) fn ticket_page(pages: &Pages, staff: &Staff, view: &TicketView, typed: TypedActions) -> TicketPage {
    let desk = pages.app.desk();
    let now = pages.app.now();
    let today = amsterdam_day(now);
    let ticket = &view.ticket;
    let can = |step| view.may_answer && ticket.status.after(step).is_ok();
    let (groups, themes, main) = typed.topics.clone().unwrap_or_else(|| ticked(ticket));
    let choices = |axis: Axis, name: &str, ticked: &[String]| -> Vec<Choice> {
        let topics = desk.taxonomy.on(axis, today).enumerate();
        topics
            .map(|(at, topic)| Choice {
                id: if at == 0 { name.to_owned() } else { format!("{name}-{}", at + 1) },
                value: topic.key.0.clone(),
                label: topic.label.clone(),
                checked: ticked.contains(&topic.key.0),
            })
            .collect()
    };
    let theme_choices = choices(Axis::Theme, "themes", &themes);
    TicketPage {
        shell: staff.shell(&format!("{} {}", ticket.reference, ticket.subject), "/werkbak"),
        faults: Faults::default(),
        done: None,
        conflict: None,
        csrf: staff.csrf().to_owned(),
        reference: ticket.reference.to_string(),
        subject: ticket.subject.clone(),
        status: ticket.status.label(),
        status_style: status_style(ticket.status),
        received: moment_in_words(ticket.received_at),
        organisation: ticket.organisation_name.clone(),
        organisation_kind: ticket.organisation_kind.label(),
        place: desk.geography.place_name(&ticket.place),
        contact: (ticket.contact.name.clone(), ticket.contact.email.clone(), ticket.contact.phone.clone()),
        assignee: ticket.assignee.map(|expert| desk.name(expert).to_owned()),
        has_personal_data: ticket.has_personal_data,
        doubted: ticket.out_of_scope,
        in_english: ticket.language == "en",
        promises: ticket.deadlines.iter().map(|deadline| promise(deadline, now)).collect(),
        messages: view.messages.iter().map(MessageView::of).collect(),
        why_summary: ticket.routing_summary.clone(),
        why: view.routing.as_ref().map(why),
        topics: topics(ticket, &desk),
        regions: regions(&ticket.place, &desk, today),
        history: history(&view.events, &desk),
        is_lead: staff.caller.actor.has(Role::Lead),
        may_answer: view.may_answer,
        can_answer: can(Transition::Answer),
        can_ask_back: can(Transition::AskBack),
        can_assign: can(Transition::Assign),
        can_close: can(Transition::Close),
        can_reopen: can(Transition::Reopen),
        reasons: REASONS
            .iter()
            .map(|(value, label)| Pick {
                value: (*value).to_owned(),
                label: (*label).to_owned(),
                selected: *value == typed.handover_reason,
            })
            .collect(),
        experts: experts(pages, staff, ticket, &typed.handover_to),
        group_choices: choices(Axis::Group, "groups", &groups),
        main_themes: theme_choices
            .iter()
            .map(|theme| Pick { value: theme.value.clone(), label: theme.label.clone(), selected: theme.value == main })
            .collect(),
        theme_choices,
        typed,
    }
}

/// The topics as they are: groups, themes, main theme.
fn ticked(ticket: &Ticket) -> (Vec<String>, Vec<String>, String) {
    let on = |axis| {
        let topics = ticket.topics.iter().filter(move |topic| topic.axis == axis);
        topics.map(|topic| topic.key.0.clone()).collect::<Vec<_>>()
    };
    let main = ticket.topics.iter().find(|topic| topic.primary).map(|topic| topic.key.0.clone());
    (on(Axis::Group), on(Axis::Theme), main.unwrap_or_default())
}

/// Everybody who could get the question, but not who has it.
fn experts(pages: &Pages, staff: &Staff, ticket: &Ticket, picked: &str) -> Vec<Pick> {
    let experts = pages.app.list_experts(&staff.caller).unwrap_or_default();
    experts
        .into_iter()
        .filter(|expert| ticket.assignee != Some(expert.id))
        .map(|expert| {
            let value = expert.id.to_string();
            Pick { selected: value == picked, value, label: expert.name }
        })
        .collect()
}
