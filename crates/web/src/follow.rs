//! The asker's page (tracking page, magic link): where the question stands, and what was said.

use crate::error::Failure;
use crate::extract::{AboutNumbers, Form, Query, Secret};
use crate::filter::place_in_list;
use crate::form::Errors;
use crate::page::{Frame, show, show_as};
use crate::rich::Rich;
use crate::seal::{NewsLine, Seal, news_lines, seen};
use crate::state::Web;
use crate::wait::{limited, messages_limit_in_words};
use app::{Foreseen, News, Refusal, TicketPlace, TicketView};
use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use domain::{
    Deadline, DeadlineState, Ending, EventKind, Message, MessageKind, Metric, Origin, Recorded, TicketStatus,
    amsterdam_day, long_day_in_words, moment_in_words,
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
    turn: String,
    /// What the desk does by itself if the asker says nothing.
    foreseen: Option<String>,
    promises: [PromiseLine; 2],
    answered: bool,
    open: bool,
    /// Who has it, as long as they answer questions here.
    expert: Option<String>,
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
    seal: Seal,
    sent: Sent,
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

/// One promise, and honestly what became of it.
struct PromiseLine {
    label: &'static str,
    day: String,
    /// Nothing to say while it simply runs.
    words: String,
}

/// One message as the asker sees it.
struct Said {
    who: String,
    what: &'static str,
    when: String,
    body: Rich,
    ours: bool,
}

#[derive(Template)]
#[template(path = "lost.html")]
struct LostPage {
    frame: Frame,
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
    let shown = if query.as_deref() == Some("ontvangen") { Shown::OnReceipt } else { Shown::Later };
    let mut page = follow_page(&web, &secret, view, shown, Sent::default());
    page.frame.done = (query.as_deref() == Some("verstuurd")).then(|| SENT.to_owned());
    show(&FollowPage { at_the_end: messages_before.is_none(), ..page })
}

/// The asker writes again.
pub(crate) async fn react(
    State(web): State<Web>,
    Secret(secret): Secret,
    AboutNumbers(numbers): AboutNumbers,
    Form(reaction): Form<Reaction>,
) -> Result<Response, Failure> {
    let caller = web.app.asker_of(&secret, Origin::Web).await?.saying(numbers);
    let (view, _) = web.app.follow_ticket(&secret).await?;
    let on = seen(view.ticket.reference, &reaction.revision, &reaction.key);
    let outcome = if reaction.how == "weten" {
        web.app.thank_as_asker(&caller, on, &reaction.body).await
    } else {
        web.app.react_as_asker(&caller, on, &reaction.body).await
    };
    let mut must_wait = None;
    let (status, errors, refused) = match outcome {
        Ok(_) => return Ok(Redirect::to(&format!("/volg/{secret}?verstuurd")).into_response()),
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
    let response = show_as(status, &follow_page(&web, &secret, view, Shown::Later, sent))?;
    Ok(match must_wait {
        Some(wait) => limited(response, wait),
        None => response,
    })
}

/// What the desk did besides writing, as an asker reads it.
fn happened(event: &Recorded) -> String {
    let what = match event.kind() {
        Some(EventKind::Closed) => "gesloten",
        Some(EventKind::Referred) => "doorverwezen",
        Some(EventKind::Merged) => "samengevoegd met een andere vraag",
        _ => "opnieuw geopend",
    };
    format!("Uw vraag is {what}, {}", moment_in_words(event.at()))
}

/// For those who lost their link. Tells nothing of what exists.
pub(crate) async fn lost() -> Result<Response, Failure> {
    show(&LostPage { frame: Frame::public("Vraag volgen") })
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
    let foreseen = foreseen(view.foreseen);
    let reachable = ticket.assignee.filter(|id| picture.expert(*id).is_some());
    let answer = view.messages.iter().rev().find(|message| message.kind == MessageKind::Answer);
    let answered_by =
        answer.filter(|_| reachable.is_none() && !status.is_open()).map(|answer| answer.author_name.clone());
    FollowPage {
        frame: Frame::public(if received { "Wij hebben uw vraag" } else { "Uw vraag" }),
        received,
        path: format!("/volg/{secret}"),
        reference: ticket.reference.to_string(),
        subject: ticket.subject,
        status: ticket.standing.label(),
        turn: [ended, turn].join(" ").trim_start().to_owned(),
        foreseen,
        promises: ticket.promises.each().map(|(metric, promise)| promise_line(metric, promise, status, now)),
        answered: ticket.first_answered_at.is_some(),
        open: status.is_open(),
        expert: reachable.map(|id| picture.name(id).to_owned()),
        answered_by,
        siblings: view.siblings.into_iter().map(|one| (one.reference.to_string(), one.subject, one.follow)).collect(),
        question: view.question.map(said),
        messages: view.messages.into_iter().map(said).collect(),
        earlier: view.earlier_messages.map(|first| first.to_string()),
        at_the_end: true,
        seal,
        sent,
    }
}

fn foreseen(foreseen: Foreseen) -> Option<String> {
    let day = long_day_in_words;
    Some(match (foreseen.reminds_on, foreseen.closes_on) {
        (Some(reminds), Some(closes)) => format!(
            "Als u niet reageert, herinneren wij u op {} en sluiten wij uw vraag op {}.",
            day(reminds),
            day(closes)
        ),
        (Some(reminds), None) => format!("Als u niet reageert, herinneren wij u op {}.", day(reminds)),
        (None, Some(closes)) => {
            format!("Als u niet reageert, sluiten wij uw vraag op {}. Ook daarna kunt u nog reageren.", day(closes))
        }
        (None, None) => return None,
    })
}

fn said(message: Message) -> Said {
    Said {
        ours: matches!(
            message.kind,
            MessageKind::Answer | MessageKind::AskBack | MessageKind::Interim | MessageKind::Notice
        ),
        what: message.kind.label(),
        when: moment_in_words(message.sent_at),
        body: Rich::of(message.kind, &message.body),
        who: message.author_name,
    }
}

fn promise_line(metric: Metric, deadline: &Deadline, status: TicketStatus, now: DateTime<Utc>) -> PromiseLine {
    let words = match (deadline.state(now), deadline.met_at) {
        (DeadlineState::Met, _) => "Dat is gelukt.".to_owned(),
        (DeadlineState::Missed, Some(met)) => {
            format!("Dat is niet gelukt: het werd {}.", long_day_in_words(amsterdam_day(met)))
        }
        (DeadlineState::Missed, None) if !status.is_open() => "Dat is niet gelukt.".to_owned(),
        (DeadlineState::Missed, None) => "Dat is niet gelukt. Wij werken eraan.".to_owned(),
        (DeadlineState::Withdrawn, _) => "Deze belofte is vervallen: uw vraag was voor die dag gesloten.".to_owned(),
        (DeadlineState::Paused, _) => {
            "Staat stil zolang wij op u wachten. Daarna kan het een latere dag worden.".to_owned()
        }
        (DeadlineState::Running | DeadlineState::DueSoon, _) if deadline.extra_days > 0 => {
            "Dit is een nieuwe dag: wij hebben meer tijd nodig. Waarom, leest u in onze e-mail.".to_owned()
        }
        (DeadlineState::Running | DeadlineState::DueSoon, _) => String::new(),
    };
    PromiseLine {
        label: match metric {
            Metric::FirstResponse => "Eerste reactie uiterlijk",
            Metric::Answer => "Antwoord uiterlijk",
        },
        day: long_day_in_words(amsterdam_day(deadline.due_at)),
        words,
    }
}
