//! The asker's page: where the question stands, and what was said.

use crate::Web;
use crate::error::Failure;
use crate::extract::{Form, Path};
use crate::page::{FieldError, Frame, field_errors, message_for, show};
use app::{Refusal, TicketView};
use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use domain::{
    Deadline, DeadlineState, MessageKind, Metric, Origin, TicketStatus, amsterdam_day, long_day_in_words,
    moment_in_words,
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
    promises: Vec<PromiseLine>,
    answered: bool,
    open: bool,
    expert: Option<String>,
    messages: Vec<Said>,
    body: String,
    errors: Vec<FieldError>,
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
    text: String,
    ours: bool,
}

#[derive(Template)]
#[template(path = "lost.html")]
struct LostPage {
    frame: Frame,
}

#[derive(Deserialize)]
pub(crate) struct Reaction {
    #[serde(default)]
    body: String,
}

/// The question that this secret opens.
pub(crate) async fn page(
    State(web): State<Web>,
    Path(secret): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let (view, _) = web.app.follow_ticket(&secret).await?;
    let received = query.as_deref() == Some("ontvangen");
    show(&follow_page(&web, &secret, view, received, String::new(), Vec::new()))
}

/// The asker writes again.
pub(crate) async fn react(
    State(web): State<Web>,
    Path(secret): Path<String>,
    Form(reaction): Form<Reaction>,
) -> Result<Response, Failure> {
    let caller = web.app.asker_of(&secret, Origin::Web).await?;
    let (view, _) = web.app.follow_ticket(&secret).await?;
    match web.app.react_as_asker(&caller, view.ticket.reference, &reaction.body).await {
        Ok(_) => Ok(Redirect::to(&format!("/volg/{secret}#laatste")).into_response()),
        Err(Refusal::Complaints(complaints)) => {
            let errors = field_errors(complaints);
            let page = follow_page(&web, &secret, view, false, reaction.body, errors);
            let mut response = show(&page)?;
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// For those who lost their link. Tells nothing of what exists.
pub(crate) async fn lost() -> Result<Response, Failure> {
    show(&LostPage { frame: Frame::public("Vraag volgen") })
}

fn follow_page(
    web: &Web,
    secret: &str,
    view: TicketView,
    received: bool,
    body: String,
    errors: Vec<FieldError>,
) -> FollowPage {
    let ticket = view.ticket;
    let now = web.app.now();
    let missed = |metric| {
        let unkept = ticket.deadline(metric).filter(|deadline| deadline.met_at.is_none());
        unkept.is_some_and(|deadline| deadline.state(now) == DeadlineState::Missed)
    };
    let turn = match ticket.status {
        TicketStatus::WaitingForAsker => {
            "U bent aan de beurt: wij wachten op uw reactie. Zolang staan onze termijnen stil."
        }
        TicketStatus::Answered => "Uw vraag is beantwoord. Is iets niet duidelijk? Reageer dan hieronder.",
        TicketStatus::Closed => "Uw vraag is gesloten. Reageert u, dan gaat hij weer open.",
        TicketStatus::Unassigned | TicketStatus::Assigned if missed(Metric::Answer) => {
            "Wij zijn aan de beurt, en wij zijn te laat. Onze excuses. Wij werken aan uw antwoord."
        }
        TicketStatus::Unassigned | TicketStatus::Assigned if missed(Metric::FirstResponse) => {
            "Wij zijn aan de beurt, en onze eerste reactie is te laat. Onze excuses."
        }
        TicketStatus::Unassigned => "Wij zijn aan de beurt: wij zoeken de juiste deskundige.",
        TicketStatus::Assigned => "Wij zijn aan de beurt: een deskundige werkt aan uw vraag.",
    };
    let desk = web.app.desk();
    FollowPage {
        frame: Frame::public(if received { "Wij hebben uw vraag" } else { "Uw vraag" }),
        received,
        path: format!("/volg/{secret}"),
        reference: ticket.reference.to_string(),
        subject: ticket.subject,
        status: ticket.status.label(),
        turn: turn.to_owned(),
        promises: ticket.deadlines.iter().map(|deadline| promise_line(deadline, now)).collect(),
        answered: ticket.first_answered_at.is_some(),
        open: ticket.status.is_open(),
        expert: ticket.assignee.map(|id| desk.name(id).to_owned()),
        messages: view
            .messages
            .into_iter()
            .map(|message| Said {
                ours: matches!(message.kind, MessageKind::Answer | MessageKind::AskBack),
                what: message.kind.label(),
                when: moment_in_words(message.sent_at),
                who: message.author_name,
                text: message.body,
            })
            .collect(),
        body,
        errors,
    }
}

fn promise_line(deadline: &Deadline, now: DateTime<Utc>) -> PromiseLine {
    let words = match (deadline.state(now), deadline.met_at) {
        (DeadlineState::Met, _) => "Dat is gelukt.".to_owned(),
        (DeadlineState::Missed, Some(met)) => {
            format!("Dat is niet gelukt: het werd {}.", long_day_in_words(amsterdam_day(met)))
        }
        (DeadlineState::Missed, None) => "Dat is niet gelukt. Wij werken eraan.".to_owned(),
        (DeadlineState::Paused, _) => {
            "Staat stil zolang wij op u wachten. Daarna kan het een latere dag worden.".to_owned()
        }
        (DeadlineState::Running | DeadlineState::DueSoon, _) if deadline.extra_days > 0 => {
            "Dit is een nieuwe dag: wij hebben meer tijd nodig. Waarom, leest u in onze e-mail.".to_owned()
        }
        (DeadlineState::Running | DeadlineState::DueSoon, _) => String::new(),
    };
    PromiseLine {
        label: match deadline.metric {
            Metric::FirstResponse => "Eerste reactie uiterlijk",
            Metric::Answer => "Antwoord uiterlijk",
        },
        day: long_day_in_words(amsterdam_day(deadline.due_at)),
        words,
    }
}

impl FollowPage {
    fn error(&self, field: &str) -> Option<&str> {
        message_for(&self.errors, field)
    }
}
