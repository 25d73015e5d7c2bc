//! The page of one question (ticket detail, view model).

use super::choices::{main_themes, standing, topics};
use super::drafts::{Drafts, behind};
use super::endings::{Endings, Merged};
use super::fields::{Fields, Sent, parse};
use super::history::{judged, line};
use super::known::{EarlierLine, answered_page, earlier_line};
use super::letters::{Undelivered, undelivered};
use super::mail::{MailOf, marked};
use super::origin::{OriginForm, place_names};
use super::promises::{DeadlineLine, MoreTime, deadlines, foreseen, interim, more_time, other_policy};
use super::said::{Said, said};
use super::together::{Together, who_else};
use super::why::{CandidateLine, TopicLine, candidate_lines, reasons_of_chosen, strangers, topic_lines};
use crate::answers::fitting::Fit;
use crate::badge::{Promise, promise, status_class};
use crate::error::Failure;
use crate::extract::{Path, Query};
use crate::filter::place_in_list;
use crate::form::{Choice, choices};
use crate::page::{Frame, show};
use crate::seal::{Seal, news_lines};
use crate::sent_along::Files;
use crate::visitor::Visitor;
use app::{News, Refusal, TicketPlace, TicketView};
use askama::Template;
use axum::response::Response;
use domain::{AskedToReopen, Axis, HandoverReason, Ticket, TopicSource, can_get_mail, moment_in_words};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "ticket.html")]
pub(crate) struct TicketPage {
    frame: Frame,
    reference: String,
    subject: String,
    organisation: String,
    contact: domain::Contact,
    place: String,
    works_for: Option<String>,
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
    /// How many others know none of its topics.
    strangers: Option<String>,
    deadlines: [DeadlineLine; 2],
    /// The form that gives more time, where the reader may.
    more_time: Option<MoreTime>,
    /// The other policy, when the reader may choose it now: its key, and what the button says.
    other_policy: Option<(&'static str, String)>,
    path: String,
    /// The question itself, when the messages shown are later ones.
    question: Option<Said>,
    /// What was asked, as it was typed.
    asked: String,
    messages: Vec<Said>,
    /// Before which message there is more, and whether these are the last.
    earlier: Option<String>,
    at_the_end: bool,
    history: Vec<String>,
    /// Before which line of the history there is more, and whether these are the last.
    earlier_history: Option<i64>,
    history_at_the_end: bool,
    drafts: Drafts,
    together: Together,
    may_answer: bool,
    is_open: bool,
    endings: Endings,
    /// What an interim reply does, when one can be sent.
    interim: Option<String>,
    merged: Merged,
    origin: OriginForm,
    /// What the asker said of the answers, and whether they wait for a decision to open the question again.
    judged: Vec<String>,
    asks_to_reopen: bool,
    /// What the same body asked before.
    earlier_questions: Vec<EarlierLine>,
    /// Letters that were given up.
    undelivered: Vec<Undelivered>,
    /// Mail that stands in no message.
    mail: MailOf,
    /// No letter can reach the asker.
    gets_no_letters: bool,
    /// Published answers that fit.
    fits: Vec<Fit>,
    /// Text blocks for an answer.
    blocks: Vec<Choice>,
    experts: Vec<Choice>,
    groups: Vec<Choice>,
    themes: Vec<Choice>,
    main_themes: Vec<Choice>,
    /// Its topics as a form sends them, to confirm them as they are.
    standing: Vec<(&'static str, String)>,
    seal: Seal,
    sent: Sent,
    files: Files,
    blank: Fields,
}

impl TicketPage {
    /// Was it this form that came back?
    fn is_back(&self, form: &str) -> bool {
        self.sent.form == form
    }

    /// What was typed in this form; nothing, when another one came back.
    fn typed(&self, form: &str) -> &Fields {
        if self.is_back(form) { &self.sent.fields } else { &self.blank }
    }

    /// What was typed as another address for this letter.
    fn letter_email(&self, letter: &Undelivered) -> &str {
        if letter.field == "brief-email" { &self.typed("brief").email } else { "" }
    }

    /// What stands in this form: what came back with it, or what was being written.
    fn text(&self, form: &str) -> &str {
        if self.is_back(form) { &self.sent.fields.body } else { self.drafts.text(form) }
    }

    /// What is new, and since when.
    fn news_title(&self) -> &'static str {
        match (&self.sent.clash, self.sent.form) {
            (Some(_), _) => "Verder nieuw",
            (None, "") => "Nieuw sinds u uw concept schreef",
            (None, _) => "Nieuw sinds u deze pagina opende",
        }
    }

    fn answer_help(&self) -> &'static str {
        if self.english {
            "De vraag is in het Engels gesteld. Noem uw bronnen. Opmaak mag: *nadruk*, **vet**, - lijst, 1. lijst, > citaat, \
             [woord](https://adres)."
        } else {
            "Noem uw bronnen. Opmaak mag: *nadruk*, **vet**, - lijst, 1. lijst, > citaat, [woord](https://adres)."
        }
    }

    /// What is asked of whoever opens the question again, or leaves it closed.
    fn why_reopen(&self) -> &'static str {
        if self.asks_to_reopen {
            "Waarom gaat de vraag wel of niet weer open?"
        } else {
            "Waarom gaat de vraag weer open?"
        }
    }

    /// What stands in the form that splits a part off: what came back with it, or the whole question.
    fn part(&self) -> &str {
        if self.is_back("splitsen") {
            return &self.sent.fields.body;
        }
        &self.asked
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
            "verlengen" => self.more_time.is_some(),
            "vraagsteller" | "herkomst" => self.may_answer,
            "meedenken" => !self.together.ways.is_empty(),
            "sluiten" => self.may_answer && !self.endings.is_closed,
            "splitsen" => self.may_answer && !self.endings.is_closed,
            "doorverwijzen" | "dubbel" => self.may_answer && self.is_open,
            "brief" => self.undelivered.iter().any(|letter| letter.field == "brief-email"),
            _ => true,
        };
        let fields = &self.sent.fields;
        let texts = [&fields.body, &fields.reason, &fields.explanation, &fields.due_on, &fields.reaction_on];
        let typed = texts.into_iter().chain([
            &fields.name,
            &fields.email,
            &fields.phone,
            &fields.organisation,
            &fields.to,
            &fields.reach,
            &fields.other,
            &fields.place,
            &fields.works_for,
            &fields.asks,
            &fields.subject,
        ]);
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
            "sluiten" => "explanation",
            "doorverwijzen" => "to",
            "dubbel" => "other",
            "herkomst" => "organisation-name",
            "vraagsteller" => "contact-name",
            "meedenken" => "asks",
            "splitsen" => "body",
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
        messages_before: place_in_list("voor", place.voor.as_deref())?,
        events_before: place_in_list("eerder", place.eerder.as_deref())?,
    };
    let reference = parse(&reference)?;
    let view = match visitor.app.view_ticket_at(&visitor.caller, reference, place).await {
        // Whoever may not work on it may still read what came of it.
        Err(Refusal::Hidden) => {
            return answered_page(&visitor, visitor.app.read_answered(&visitor.caller, reference).await?);
        }
        view => view?,
    };
    let news = match behind(&view.drafts, visitor.caller.actor.person(), view.ticket.revision) {
        Some(revision) => visitor.app.news_since(&visitor.caller, view.ticket.reference, revision).await?,
        None => News::default(),
    };
    let picture = visitor.app.picture();
    let news = news_lines(news, |event| line(event, &picture));
    let open_besides = who_else(&visitor, &view.ticket).await?;
    let mut page = ticket_page(&visitor, view, Sent { news, ..Sent::default() });
    page.together.open_besides = open_besides;
    let (at_the_end, history_at_the_end) = (place.messages_before.is_none(), place.events_before.is_none());
    show(&TicketPage { at_the_end, history_at_the_end, ..page })
}

/// The page of this question, with a form on it that came back.
pub(crate) fn ticket_page(visitor: &Visitor, view: TicketView, sent: Sent) -> TicketPage {
    let picture = visitor.app.picture();
    let now = visitor.app.now();
    let ticket = &view.ticket;
    let decision = view.routing.as_ref().map(|routing| &routing.latest.decision);
    let merged = Merged::of(&view);
    let path = format!("/vragen/{}", ticket.reference);
    let shown = |message: &domain::Message| marked(said(message, &view.files, &path), &view.mail);
    TicketPage {
        frame: Frame::of(&ticket.subject, visitor),
        reference: ticket.reference.to_string(),
        subject: ticket.subject.clone(),
        organisation: ticket.organisation_name.clone(),
        contact: ticket.contact.clone(),
        place: place_names(ticket, &picture),
        works_for: ticket.works_for.clone(),
        received: moment_in_words(ticket.received_at),
        status: ticket.standing.label(),
        status_class: status_class(ticket.status()),
        promise: promise(ticket, now),
        foreseen: foreseen(view.foreseen),
        has_personal_data: ticket.has_personal_data,
        out_of_scope: ticket.out_of_scope,
        english: ticket.language == "en",
        expert: ticket.assignee.map(|id| picture.name(id).to_owned()),
        expert_is_gone: ticket.assignee.is_some_and(|id| picture.expert(id).is_none()),
        answered: ticket.first_answered_at.is_some(),
        why: ticket.routing_summary.clone(),
        relaxed: decision.map(|decision| decision.relaxed.clone()).unwrap_or_default(),
        reasons: decision.map(reasons_of_chosen).unwrap_or_default(),
        is_confirmed: ticket.topics.iter().all(|topic| topic.source == TopicSource::Expert),
        handover_reasons: HandoverReason::ALL.map(HandoverReason::label),
        topics: topic_lines(ticket, &picture),
        candidates: decision.map(candidate_lines).unwrap_or_default(),
        strangers: decision.and_then(strangers),
        deadlines: deadlines(ticket, now),
        more_time: more_time(visitor, ticket, &sent),
        other_policy: other_policy(visitor, ticket),
        path: path.clone(),
        files: Files::none_yet(&visitor.app),
        asked: view.question.as_ref().or(view.messages.first()).map_or_else(String::new, |first| first.body.clone()),
        question: view.question.as_ref().map(shown),
        messages: view.messages.iter().map(shown).collect(),
        earlier: view.earlier_messages.map(|first| first.to_string()),
        at_the_end: true,
        history: view.events.iter().map(|event| line(event, &picture)).collect(),
        earlier_history: view.earlier_events,
        history_at_the_end: true,
        together: Together::of(visitor, &view, &sent),
        drafts: Drafts::of(view.drafts, visitor.caller.actor.person(), view.may_answer, &picture, now),
        may_answer: view.may_answer,
        is_open: ticket.status().is_open(),
        endings: Endings::of(ticket, &sent),
        interim: interim(ticket, now),
        merged,
        origin: OriginForm::of(ticket, &sent, &picture),
        asks_to_reopen: view.feedback.iter().any(|said| said.asked_to_reopen == AskedToReopen::Waits),
        judged: view.feedback.iter().map(|said| judged(said.helped, said.reason.as_deref())).collect(),
        earlier_questions: view.earlier.iter().map(earlier_line).collect(),
        undelivered: view.dead_letters.iter().map(|dead| undelivered(dead, &sent)).collect(),
        mail: MailOf::of(&view.mail),
        gets_no_letters: !can_get_mail(&ticket.contact.email),
        fits: view.fitting.iter().map(|found| Fit::of(found, &visitor.app)).collect(),
        blocks: choices(view.text_blocks.iter().map(|(id, name)| (id.to_string(), name.clone())), |_| false),
        experts: others(visitor, ticket, &sent),
        groups: topics(Axis::Group, ticket, &sent, &picture, now),
        themes: topics(Axis::Theme, ticket, &sent, &picture, now),
        main_themes: main_themes(ticket, &sent, &picture, now),
        standing: standing(ticket, &picture, now),
        seal: Seal::of(&visitor.app, visitor.form_token(), ticket),
        sent,
        blank: Fields::default(),
    }
}

/// Whom it can be given to, besides who has it.
fn others(visitor: &Visitor, ticket: &Ticket, sent: &Sent) -> Vec<Choice> {
    let experts = visitor.app.list_experts(&visitor.caller).unwrap_or_default();
    let others = experts.into_iter().filter(|expert| Some(expert.id) != ticket.assignee);
    let is_chosen = |id: &str| sent.form == "toewijzen" && id == sent.fields.expert;
    choices(others.map(|expert| (expert.id.to_string(), expert.name)), is_chosen)
}
