//! The asker's page: where the question stands, and what was said.

use crate::Web;
use crate::error::Failure;
use crate::extract::{Form, Path};
use crate::page::{FieldError, Frame, field_errors, message_for, show};
use app::{Receipt, Refusal, TicketView};
use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{
    DeadlineState, MessageKind, Metric, Origin, TicketStatus, amsterdam_day, long_day_in_words, moment_in_words,
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
    first_response: String,
    answer: String,
    answered: bool,
    open: bool,
    expert: Option<String>,
    messages: Vec<Said>,
    body: String,
    errors: Vec<FieldError>,
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
    let (view, receipt) = web.app.follow_ticket(&secret).await?;
    let received = query.as_deref() == Some("ontvangen");
    show(&follow_page(&web, &secret, view, receipt, received, String::new(), Vec::new()))
}

/// The asker writes again.
pub(crate) async fn react(
    State(web): State<Web>,
    Path(secret): Path<String>,
    Form(reaction): Form<Reaction>,
) -> Result<Response, Failure> {
    let caller = web.app.asker_of(&secret, Origin::Web).await?;
    let (view, receipt) = web.app.follow_ticket(&secret).await?;
    match web.app.react_as_asker(&caller, view.ticket.reference, &reaction.body).await {
        Ok(_) => Ok(Redirect::to(&format!("/volg/{secret}#laatste")).into_response()),
        Err(Refusal::Complaints(complaints)) => {
            let errors = field_errors(complaints);
            let page = follow_page(&web, &secret, view, receipt, false, reaction.body, errors);
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
    receipt: Receipt,
    received: bool,
    body: String,
    errors: Vec<FieldError>,
) -> FollowPage {
    let ticket = view.ticket;
    let now = web.app.now();
    let state = ticket.deadline(Metric::Answer).map(|deadline| deadline.state(now));
    let turn = match (ticket.status, state) {
        (TicketStatus::WaitingForAsker, _) => {
            "U bent aan de beurt: wij wachten op uw reactie. Onze termijn staat stil."
        }
        (TicketStatus::Answered, _) => "Uw vraag is beantwoord. Is iets niet duidelijk? Reageer dan hieronder.",
        (TicketStatus::Closed, _) => "Uw vraag is gesloten. Reageert u, dan gaat hij weer open.",
        (_, Some(DeadlineState::Missed)) => {
            "Wij zijn aan de beurt, en wij zijn te laat. Onze excuses. Wij werken aan uw antwoord."
        }
        (TicketStatus::Unassigned, _) => "Wij zijn aan de beurt: wij zoeken de juiste deskundige.",
        (TicketStatus::Assigned, _) => "Wij zijn aan de beurt: een deskundige werkt aan uw vraag.",
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
        first_response: long_day_in_words(amsterdam_day(receipt.first_response_due_at)),
        answer: long_day_in_words(amsterdam_day(receipt.answer_due_at)),
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

impl FollowPage {
    fn error(&self, field: &str) -> Option<&str> {
        message_for(&self.errors, field)
    }
}
