//! The asker's page (tracking page, magic link): where the question stands, and what was said.

use crate::error::Failure;
use crate::extract::{AboutNumbers, Form, Query, Secret};
use crate::filter::place_in_list;
use crate::follow_said::{PromiseLine, Said, foreseen, promise_line, said};
use crate::form::Errors;
use crate::helped::{HelpedForm, Judgement};
use crate::page::{Frame, show, show_as};
use crate::seal::{NewsLine, Seal, news_lines, seen};
use crate::sender::From;
use crate::sent_along::{Along, Files, WITHOUT, ids};
use crate::state::Web;
use crate::wait::{limited, messages_limit_in_words};
use app::{Counted, News, Refusal, TakenOver, TicketPlace, TicketView, Written};
use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{
    DeadlineState, Ending, EventKind, MessageKind, Metric, Origin, Recorded, TicketStatus, amsterdam_day,
    long_day_in_words,
};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "follow.html")]
struct FollowPage {
    frame: Frame,
    received: bool,
    path: String,
    reference: String,
    subject: String,
    status: &'static str,
    /// The places that it is about.
    about: String,
    turn: String,
    /// What the desk does by itself if the asker says nothing.
    foreseen: Option<String>,
    promises: [PromiseLine; 2],
    answered: bool,
    open: bool,
    /// Who has it, as long as they answer questions here.
    expert: Option<String>,
    /// Since when, and who had it before.
    taken_over: Option<String>,
    /// Who answered it, where nobody has it any more.
    answered_by: Option<String>,
    /// What the desk made of the same question: reference, subject, and where it is followed.
    siblings: Vec<(String, String, Option<String>)>,
    /// The question itself, when the messages shown are later ones.
    question: Option<Said>,
    messages: Vec<Said>,
    /// Before which message there is more, and whether these are the last.
    earlier: Option<String>,
    at_the_end: bool,
    /// "Heeft dit u geholpen?", below the last answer.
    helped: Option<HelpedForm>,
    seal: Seal,
    sent: Sent,
    files: Files,
    /// How many files the desk could not take in with what was sent just now.
    without: Option<String>,
}

/// A reaction that did not go through: what was typed, and why.
#[derive(Default)]
struct Sent {
    body: String,
    errors: Errors,
    /// Why it was not done, or not yet.
    refused: Option<String>,
    news: Vec<NewsLine>,
}

/// Where somebody reads.
#[derive(Deserialize)]
pub(crate) struct Place {
    /// Messages before this one.
    voor: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct Reaction {
    #[serde(default)]
    body: String,
    /// `weten` only lets something be known; anything else asks, and opens an answered question again.
    #[serde(default)]
    how: String,
    /// See [`Seal`].
    #[serde(default)]
    revision: String,
    #[serde(default)]
    key: String,
    /// Files that were taken in with it before.
    #[serde(default)]
    file: Vec<String>,
}

/// When somebody looks at their question.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    /// They asked it a moment ago.
    OnReceipt,
    /// They come back to it.
    Later,
}

/// What an asker reads who wrote something.
const SENT: &str = "Uw bericht is verstuurd. U ziet het onderaan bij de berichten.";

/// What an asker reads who said whether an answer helped.
const JUDGED: &str = "Dank u wel. Wij hebben bewaard wat u koos.";

/// The question that this secret opens.
pub(crate) async fn page(
    State(web): State<Web>,
    Secret(secret): Secret,
    Query(place): Query<Place>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let messages_before = place_in_list("voor", place.voor.as_deref())?;
    let place = TicketPlace { messages_before, events_before: None };
    let (view, _) = web.app.follow_ticket_at(&secret, place).await?;
    let told = Told::of(query.as_deref().unwrap_or_default());
    let shown = if told.received { Shown::OnReceipt } else { Shown::Later };
    let mut page = follow_page(&web, &secret, view, shown, Sent::default());
    page.frame.done = match told {
        Told { sent: true, .. } => Some(SENT.to_owned()),
        Told { judged: true, .. } => Some(JUDGED.to_owned()),
        _ => None,
    };
    page.without = without(told);
    show(&FollowPage { at_the_end: messages_before.is_none(), ..page })
}

/// The asker writes again.
pub(crate) async fn react(
    State(web): State<Web>,
    Secret(secret): Secret,
    AboutNumbers(numbers): AboutNumbers,
    along: Along,
    Form(reaction): Form<Reaction>,
) -> Result<Response, Failure> {
    let caller = web.app.asker_of(&secret, Origin::Web).await?.saying(numbers);
    let (view, _) = web.app.follow_ticket(&secret).await?;
    let on = seen(view.ticket.reference, &reaction.revision, &reaction.key);
    let files = ids(&reaction.file);
    let written = Written { text: &reaction.body, sent: along.sent(&files) };
    let outcome = if reaction.how == "weten" {
        web.app.thank_as_asker(&caller, on, written).await
    } else {
        web.app.react_as_asker(&caller, on, written).await
    };
    let mut must_wait = None;
    let (status, errors, refused) = match outcome {
        Ok(_) => {
            let page = format!("/volg/{secret}?verstuurd{}", along.without());
            return Ok(Redirect::to(&page).into_response());
        }
        Err(Refusal::Complaints(complaints)) => (StatusCode::UNPROCESSABLE_ENTITY, complaints.into(), None),
        Err(Refusal::Conflict(message)) => (StatusCode::CONFLICT, Errors::default(), Some(message)),
        Err(Refusal::Limited(_, wait)) => {
            let why = format!("Uw bericht is nog niet verstuurd. {}", messages_limit_in_words(wait));
            must_wait = Some(wait);
            (StatusCode::TOO_MANY_REQUESTS, Errors::default(), Some(why))
        }
        Err(refusal) => return Err(refusal.into()),
    };
    let (view, _) = web.app.follow_ticket(&secret).await?;
    let news = match reaction.revision.trim().parse() {
        Ok(revision) if status == StatusCode::CONFLICT => {
            web.app.news_since(&caller, view.ticket.reference, revision).await?
        }
        _ => News::default(),
    };
    let sent = Sent { body: reaction.body, errors, refused, news: news_lines(news, happened) };
    let mut page = follow_page(&web, &secret, view, Shown::Later, sent);
    page.files = Files::of(&web.app, &caller, &reaction.file).await;
    let response = show_as(status, &page)?;
    Ok(match must_wait {
        Some(wait) => limited(response, wait),
        None => response,
    })
}

/// The asker says whether the answer helped.
pub(crate) async fn judge(
    State(web): State<Web>,
    Secret(secret): Secret,
    sender: From,
    Form(judgement): Form<Judgement>,
) -> Result<Response, Failure> {
    sender.count(&web, Counted::Attempt)?;
    let caller = web.app.asker_of(&secret, Origin::Web).await?;
    let (view, _) = web.app.follow_ticket(&secret).await?;
    let on = seen(view.ticket.reference, "", &judgement.key);
    match web.app.say_helped(&caller, on, judgement.said()).await {
        Ok(_) => Ok(Redirect::to(&format!("/volg/{secret}?beoordeeld")).into_response()),
        Err(refusal) => {
            let (status, told) = match refusal {
                Refusal::Complaints(complaints) => (StatusCode::UNPROCESSABLE_ENTITY, complaints.into()),
                Refusal::Conflict(message) => (StatusCode::CONFLICT, Errors::one("helped", &message)),
                refusal => return Err(refusal.into()),
            };
            let mut page = follow_page(&web, &secret, view, Shown::Later, Sent::default());
            page.sent.errors = told;
            page.helped = page.helped.map(|form| form.with(&judgement));
            show_as(status, &page)
        }
    }
}

/// What an address says was done just now.
#[derive(Default)]
struct Told {
    judged: bool,
    received: bool,
    sent: bool,
    without: usize,
}

impl Told {
    fn of(query: &str) -> Self {
        let mut told = Self::default();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match name.as_ref() {
                "ontvangen" => told.received = true,
                "verstuurd" => told.sent = true,
                "beoordeeld" => told.judged = true,
                WITHOUT => told.without = value.parse().unwrap_or_default(),
                _ => {}
            }
        }
        told
    }
}

/// What is said of files that the desk could not take in, though the words went through.
fn without(told: Told) -> Option<String> {
    let what = if told.received { "Uw vraag is wel ontvangen" } else { "Uw bericht is wel verstuurd" };
    let again = "U hoeft uw tekst niet nog eens te sturen. Stuur";
    match told.without {
        0 => None,
        1 => Some(format!(
            "{what}, maar zonder uw bijlage: wij konden nu geen bestanden aannemen. {again} het bestand later nog eens, onderaan deze pagina."
        )),
        many => Some(format!(
            "{what}, maar zonder {many} van uw bijlagen: wij konden nu geen bestanden aannemen. {again} die bestanden later nog eens, onderaan deze pagina."
        )),
    }
}

/// What the desk did besides writing, as an asker reads it.
fn happened(event: &Recorded) -> String {
    let what = match event.kind() {
        Some(EventKind::Closed) => "gesloten",
        Some(EventKind::Referred) => "doorverwezen",
        Some(EventKind::Merged) => "samengevoegd met een andere vraag",
        _ => "opnieuw geopend",
    };
    format!("Uw vraag is {what}, {}", crate::log::when(event))
}

fn follow_page(web: &Web, secret: &str, view: TicketView, shown: Shown, sent: Sent) -> FollowPage {
    let received = shown == Shown::OnReceipt;
    let ticket = view.ticket;
    let status = ticket.status();
    let seal = Seal::of(&web.app, String::new(), &ticket);
    let now = web.app.now();
    let missed = |metric| {
        let promise = ticket.promises.of(metric);
        promise.is_unmet() && promise.state(now) == DeadlineState::Missed
    };
    let ended = ticket.standing.ending().map_or("", Ending::told);
    let turn = match status {
        TicketStatus::WaitingForAsker => {
            "U bent aan de beurt: wij wachten op uw reactie. Zolang staan onze termijnen stil."
        }
        TicketStatus::Answered => "Uw vraag is beantwoord. Is iets niet duidelijk? Vraag het dan hieronder.",
        TicketStatus::Closed => "Hebt u nog een vraag, dan openen wij hem weer.",
        TicketStatus::Unassigned | TicketStatus::Assigned if missed(Metric::Answer) => {
            "Wij zijn aan de beurt, en wij zijn te laat. Onze excuses. Wij werken aan uw antwoord."
        }
        TicketStatus::Unassigned | TicketStatus::Assigned if missed(Metric::FirstResponse) => {
            "Wij zijn aan de beurt, en onze eerste reactie is te laat. Onze excuses."
        }
        TicketStatus::Unassigned => "Wij zijn aan de beurt: wij zoeken de juiste deskundige.",
        TicketStatus::Assigned => "Wij zijn aan de beurt: een deskundige werkt aan uw vraag.",
    };
    let picture = web.app.picture();
    let (foreseen, path) = (foreseen(view.foreseen), format!("/volg/{secret}"));
    let reachable = ticket.assignee.filter(|id| picture.expert(*id).is_some());
    let answer = view.messages.iter().rev().find(|message| message.kind == MessageKind::Answer);
    let helped = HelpedForm::of(answer.map(|answer| answer.id), &view.feedback);
    let answered_by =
        answer.filter(|_| reachable.is_none() && !status.is_open()).map(|answer| answer.author_name.clone());
    FollowPage {
        about: picture.geography.places_in_full(ticket.places()),
        frame: Frame::public(if received { "Wij hebben uw vraag" } else { "Uw vraag" }),
        received,
        path: path.clone(),
        reference: ticket.reference.to_string(),
        subject: ticket.subject,
        status: ticket.standing.label(),
        turn: [ended, turn].join(" ").trim_start().to_owned(),
        foreseen,
        promises: ticket.promises.each().map(|(metric, promise)| promise_line(metric, promise, status, now)),
        answered: ticket.first_answered_at.is_some(),
        open: status.is_open(),
        expert: reachable.map(|id| picture.name(id).to_owned()),
        taken_over: view.taken_over.map(|TakenOver { at, from }| {
            let day = long_day_in_words(amsterdam_day(at));
            format!("Sinds {day}. Daarvoor had {} uw vraag.", picture.name(from))
        }),
        answered_by,
        siblings: view.siblings.into_iter().map(|one| (one.reference.to_string(), one.subject, one.follow)).collect(),
        question: view.question.map(|message| said(message, &view.files, &path)),
        messages: view.messages.into_iter().map(|message| said(message, &view.files, &path)).collect(),
        earlier: view.earlier_messages.map(|first| first.to_string()),
        at_the_end: true,
        helped,
        seal,
        sent,
        files: Files::none_yet(&web.app),
        without: None,
    }
}
