//! The asker's own page: how the question stands, what was said, and room to react.

use crate::Pages;
use crate::error::Failure;
use crate::faults::Faults;
use crate::form::{Asked, Fields};
use crate::promise::{self, PromiseView, promise};
use crate::prose::{Piece, pieces};
use crate::shell::{Shell, page};
use app::{Receipt, Refusal, TicketView};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use domain::{Message, MessageKind, Origin, TicketStatus, amsterdam_day, moment_in_words};

/// One message as a page shows it.
#[derive(Debug, Clone)]
pub(crate) struct MessageView {
    pub label: &'static str,
    /// For the style sheet: `asker`, `desk` or `note`.
    pub side: &'static str,
    pub author: String,
    pub sent: String,
    pub sent_at: String,
    pub pieces: Vec<Piece>,
}

impl MessageView {
    pub(crate) fn of(message: &Message) -> Self {
        Self {
            label: message.kind.label(),
            side: match message.kind {
                MessageKind::Question | MessageKind::AskerReaction => "asker",
                MessageKind::AskBack | MessageKind::Answer => "desk",
                MessageKind::Note => "note",
            },
            author: message.author_name.clone(),
            sent: moment_in_words(message.sent_at),
            sent_at: message.sent_at.to_rfc3339(),
            pieces: pieces(&message.body),
        }
    }
}

/// See `templates/follow.html`.
#[derive(Template)]
#[template(path = "follow.html")]
struct FollowPage {
    shell: Shell,
    faults: Faults,
    secret: String,
    reference: String,
    subject: String,
    organisation: String,
    just_received: bool,
    just_reacted: bool,
    /// By when, in words.
    first_response: String,
    answer: String,
    email: String,
    status: &'static str,
    status_style: &'static str,
    /// Whose turn it is, and what happens next.
    turn: String,
    expert: Option<String>,
    promises: Vec<PromiseView>,
    messages: Vec<MessageView>,
    /// What the form to react is called: an answer to our question, or an addition.
    react_heading: &'static str,
    typed: String,
}

/// See `templates/lost.html`.
#[derive(Template)]
#[template(path = "lost.html")]
struct LostPage {
    shell: Shell,
    contact: Option<String>,
}

/// `GET /volg`: for who no longer has the link. It never says whether a question exists.
pub(crate) async fn lost(State(pages): State<Pages>) -> Response {
    let contact = pages.options.contact_email.clone();
    page(StatusCode::OK, &LostPage { shell: Shell::public("Volg uw vraag", "/volg"), contact })
}

/// `GET /volg/{secret}`
pub(crate) async fn show(
    State(pages): State<Pages>,
    Path(secret): Path<String>,
    Asked(asked): Asked,
) -> Result<Response, Failure> {
    let (view, receipt) = opened(pages.app.follow_ticket(&secret).await)?;
    let mut shown = follow_page(&pages, secret, &view, &receipt);
    shown.just_received = asked.some("ontvangen").is_some();
    shown.just_reacted = asked.some("gereageerd").is_some();
    Ok(page(StatusCode::OK, &shown))
}

/// `POST /volg/{secret}`
pub(crate) async fn react(
    State(pages): State<Pages>,
    Path(secret): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let (view, receipt) = opened(pages.app.follow_ticket(&secret).await)?;
    let body = fields.get("body");
    let done = Redirect::to(&format!("/volg/{secret}?gereageerd=1#berichten"));
    if is_repeated(&view, body) {
        return Ok(done.into_response());
    }
    let caller = opened(pages.app.asker_of(&secret, Origin::Web).await)?;
    let (status, faults) = match pages.app.react_as_asker(&caller, view.ticket.reference, body).await {
        Ok(_) => return Ok(done.into_response()),
        Err(Refusal::Complaints(complaints)) => {
            (StatusCode::UNPROCESSABLE_ENTITY, Faults::of(&complaints, str::to_owned))
        }
        Err(Refusal::Conflict(message)) => (StatusCode::CONFLICT, Faults::one("body", &message)),
        Err(refusal) => return Err(refusal.into()),
    };
    let mut shown = follow_page(&pages, secret, &view, &receipt);
    shown.shell = shown.shell.faulty(true);
    shown.typed = body.to_owned();
    shown.faults = faults;
    Ok(page(status, &shown))
}

/// A link that opens nothing gets a page of its own, that says what to do.
fn opened<T>(found: Result<T, Refusal>) -> Result<T, Failure> {
    found.map_err(|refusal| match refusal {
        Refusal::Hidden => Failure::NoSuchLink,
        other => Failure::Refused(other),
    })
}

/// A second click on the button sends the same words again.
fn is_repeated(view: &TicketView, body: &str) -> bool {
    let body = body.trim().replace("\r\n", "\n");
    view.messages.last().is_some_and(|last| last.kind == MessageKind::AskerReaction && last.body == body)
}

fn follow_page(pages: &Pages, secret: String, view: &TicketView, receipt: &Receipt) -> FollowPage {
    let now = pages.app.now();
    let ticket = &view.ticket;
    let expert = ticket.assignee.map(|expert| pages.app.desk().name(expert).to_owned());
    FollowPage {
        shell: Shell::public(&format!("Uw vraag {}", ticket.reference), "/volg"),
        faults: Faults::default(),
        secret,
        reference: ticket.reference.to_string(),
        subject: ticket.subject.clone(),
        organisation: ticket.organisation_name.clone(),
        just_received: false,
        just_reacted: false,
        first_response: day(receipt.first_response_due_at, now),
        answer: day(receipt.answer_due_at, now),
        email: ticket.contact.email.clone(),
        status: asker_status(ticket.status),
        status_style: status_style(ticket.status),
        turn: turn(ticket.status, expert.as_deref()),
        expert,
        promises: ticket.deadlines.iter().map(|deadline| promise(deadline, now)).collect(),
        messages: view.messages.iter().map(MessageView::of).collect(),
        react_heading: match ticket.status {
            TicketStatus::WaitingForAsker => "Beantwoord onze wedervraag",
            TicketStatus::Unassigned | TicketStatus::Assigned => "Vul uw vraag aan",
            TicketStatus::Answered | TicketStatus::Closed => "Reageer op het antwoord",
        },
        typed: String::new(),
    }
}

fn day(due: DateTime<Utc>, now: DateTime<Utc>) -> String {
    promise::day(amsterdam_day(due), amsterdam_day(now))
}

/// How a status is called towards the asker.
fn asker_status(status: TicketStatus) -> &'static str {
    match status {
        TicketStatus::Unassigned => "Ontvangen",
        TicketStatus::WaitingForAsker => "Wij wachten op u",
        TicketStatus::Assigned | TicketStatus::Answered | TicketStatus::Closed => status.label(),
    }
}

/// For the style sheet.
pub(crate) fn status_style(status: TicketStatus) -> &'static str {
    match status {
        TicketStatus::Unassigned => "unassigned",
        TicketStatus::Assigned => "assigned",
        TicketStatus::WaitingForAsker => "waiting",
        TicketStatus::Answered => "answered",
        TicketStatus::Closed => "closed",
    }
}

fn turn(status: TicketStatus, expert: Option<&str>) -> String {
    let expert = expert.unwrap_or("Een deskundige");
    match status {
        TicketStatus::Unassigned => "Wij zijn aan zet. Wij zoeken de juiste deskundige voor uw vraag.".to_owned(),
        TicketStatus::Assigned => format!("Wij zijn aan zet. {expert} werkt aan uw vraag."),
        TicketStatus::WaitingForAsker => format!(
            "U bent aan zet. {expert} heeft u iets gevraagd. Zodra u hieronder reageert, gaan wij verder. \
             Zolang wij op u wachten, schuift de antwoorddag op."
        ),
        TicketStatus::Answered => {
            "Uw vraag is beantwoord. Is er iets niet duidelijk? Reageer hieronder, dan kijken wij er weer naar."
                .to_owned()
        }
        TicketStatus::Closed => {
            "Uw vraag is afgerond. Als u hieronder reageert, pakken wij de vraag weer op.".to_owned()
        }
    }
}
