//! Letters that could not be delivered (dead letter queue): all of them, and one with what happened to it; sent again or given up.

use crate::done::Done;
use crate::error::Failure;
use crate::extract::{Form, Path, Query};
use crate::filter::place_in_list;
use crate::form::{Errors, complaints};
use crate::page::{Frame, show, show_as};
use crate::ticket::letters_sent::try_in_words;
use crate::visitor::Visitor;
use app::{Addressee, Picture, Queue, Refusal, Undelivered, letter_label};
use askama::Template;
use axum::response::Response;
use domain::{DeskEvent, Happened, JobId, Recorded, TicketEvent, counted, moment_in_words};
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    #[serde(default)]
    na: String,
    #[serde(rename = "bewaard")]
    _kept: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Fields {
    #[serde(default)]
    token: String,
    #[serde(default)]
    reason: String,
}

struct Row {
    id: String,
    kind: &'static str,
    to: String,
    /// Reference of the question, if it is about one.
    question: Option<String>,
    why: String,
    tries: String,
    written: String,
    given_up: String,
    can_go: bool,
}

#[derive(Template)]
#[template(path = "managing_letters.html")]
struct ListPage {
    frame: Frame,
    /// What waits and what is under way, in a sentence.
    queue: String,
    rows: Vec<Row>,
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "managing_letter.html")]
struct LetterPage {
    frame: Frame,
    row: Row,
    tries: Vec<String>,
    lines: Vec<String>,
    fields: Fields,
    errors: Errors,
}

const LIST: &str = "/beheer/brieven";

/// All of them, oldest first.
pub(crate) async fn list(visitor: Visitor, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    visitor.require_staff()?;
    let after = place_in_list("na", Some(asked.na.as_str()).filter(|id| !id.is_empty()))?;
    let found = visitor.app.list_undelivered(&visitor.caller, after).await?;
    let picture = visitor.app.picture();
    let rows: Vec<Row> = found.letters.iter().map(|letter| row(letter, &picture)).collect();
    let next = rows.last().filter(|_| found.has_next).map(|last| last.id.clone());
    let queue = in_queue(&visitor.app.letter_queue().await?);
    show(&ListPage { frame: Frame::of("Brieven die niet aankwamen", &visitor), queue, rows, next })
}

fn in_queue(queue: &Queue) -> String {
    let counted = |count: i64| counted(usize::try_from(count).unwrap_or(0), "brief", "brieven");
    let due = queue.oldest_due.map(|due| format!(" De oudste had weg gemoeten op {}.", moment_in_words(due)));
    let (waiting, leased) = (counted(queue.queued), counted(queue.leased));
    format!(
        "Er {} {waiting}, en {leased} {} onderweg.{}",
        wait(queue.queued),
        are(queue.leased),
        due.unwrap_or_default()
    )
}

fn wait(count: i64) -> &'static str {
    if count == 1 { "wacht" } else { "wachten" }
}

fn are(count: i64) -> &'static str {
    if count == 1 { "is" } else { "zijn" }
}

/// One of them.
pub(crate) async fn page(visitor: Visitor, Path(id): Path<String>) -> Result<Response, Failure> {
    visitor.require_staff()?;
    view(&visitor, parse(&id)?, Fields::default(), Errors::default()).await
}

/// Sends one again.
pub(crate) async fn send_again(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let id = parse(&id)?;
    match visitor.app.send_dead_letter_again(&visitor.caller, id).await {
        Ok(()) => Done::OneLetterSentAgain.then(&visitor.app, LIST),
        Err(refusal) => view(&visitor, id, fields, above(complaints(refusal)?)).await,
    }
}

/// Sends all of them again.
pub(crate) async fn send_all_again(visitor: Visitor, Form(fields): Form<Fields>) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let came = visitor.app.send_dead_letters_again(&visitor.caller).await?;
    let done = match (came.sent, came.left) {
        (0, _) => Done::NoLetterSentAgain,
        (_, 0) => Done::LettersSentAgain,
        (_, _) => Done::SomeLettersSentAgain,
    };
    done.then(&visitor.app, LIST)
}

/// Gives one up.
pub(crate) async fn give_up(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let id = parse(&id)?;
    match visitor.app.give_up_letter(&visitor.caller, id, Some(&fields.reason)).await {
        Ok(()) => Done::LetterGivenUp.then(&visitor.app, LIST),
        Err(refusal) => view(&visitor, id, fields, complaints(refusal)?).await,
    }
}

/// What is wrong with an address that cannot be corrected here stands above the page.
fn above(mut errors: Errors) -> Errors {
    errors.0.iter_mut().for_each(|error| error.field = "inhoud".to_owned());
    errors
}

fn parse(id: &str) -> Result<JobId, Failure> {
    id.parse().map_err(|_| Failure::Refused(Refusal::Hidden))
}

async fn view(visitor: &Visitor, id: JobId, fields: Fields, errors: Errors) -> Result<Response, Failure> {
    let (letter, lines) = visitor.app.read_undelivered(&visitor.caller, id).await?;
    let picture = visitor.app.picture();
    let tries = letter.tries.iter().map(try_in_words).collect();
    let lines = lines.iter().map(|line| in_words(line, &picture)).collect();
    let frame = Frame::of("Brief die niet aankwam", visitor);
    show_as(errors.status(), &LetterPage { frame, row: row(&letter, &picture), tries, lines, fields, errors })
}

fn row(letter: &Undelivered, picture: &Picture) -> Row {
    Row {
        id: letter.job.id.to_string(),
        kind: letter_label(&letter.job),
        to: match &letter.to {
            Addressee::Colleague(person) => picture.name(*person).to_owned(),
            Addressee::Asker(name, email) => format!("{name} ({email})"),
            Addressee::Masked(email) => format!("de vraagsteller ({email})"),
            Addressee::Unknown => "niet bewaard".to_owned(),
        },
        question: letter.question.map(|reference| reference.to_string()),
        why: letter.job.why.clone(),
        tries: counted(letter.attempts, "keer", "keer"),
        written: moment_in_words(letter.written_at),
        given_up: moment_in_words(letter.job.at),
        can_go: letter.has_text,
    }
}

/// One line of what happened to a letter.
fn in_words(line: &Recorded, picture: &Picture) -> String {
    let what = match line.event().map(|event| &event.what) {
        Some(Happened::Ticket(_, TicketEvent::LetterDismissed { reason: Some(reason), .. }))
        | Some(Happened::Desk(DeskEvent::LetterDismissed { reason: Some(reason), .. })) => {
            format!("opgegeven: {reason}")
        }
        _ => crate::log::label(line),
    };
    format!("{}: {what} ({})", crate::log::when(line), crate::log::who(line.actor(), picture))
}
