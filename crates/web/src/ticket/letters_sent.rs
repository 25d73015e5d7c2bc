//! The letters about a question (delivery history): to whom each went, where it stands, and what mail servers said.

use super::fields::parse;
use crate::error::Failure;
use crate::extract::Path;
use crate::page::{Frame, show};
use crate::visitor::Visitor;
use app::{Came, LetterLine, LetterState, Try};
use askama::Template;
use axum::response::Response;
use domain::{LetterKind, moment_in_words};

struct Row {
    kind: &'static str,
    to: String,
    written: String,
    state: String,
    tries: Vec<String>,
}

#[derive(Template)]
#[template(path = "ticket_letters.html")]
struct LettersPage {
    frame: Frame,
    reference: String,
    subject: String,
    rows: Vec<Row>,
    has_more: bool,
}

/// The page.
pub(crate) async fn page(visitor: Visitor, Path(reference): Path<String>) -> Result<Response, Failure> {
    visitor.require_staff()?;
    let found = visitor.app.read_letters(&visitor.caller, parse(&reference)?).await?;
    let picture = visitor.app.picture();
    let row = |letter: &LetterLine| Row {
        kind: LetterKind::parse(&letter.kind).map_or("brief", LetterKind::label),
        to: letter.person.map_or(&*found.ticket.contact.name, |person| picture.name(person)).to_owned(),
        written: moment_in_words(letter.written_at),
        state: state_in_words(letter.state),
        tries: letter.tries.iter().map(try_in_words).collect(),
    };
    show(&LettersPage {
        frame: Frame::of("Brieven over deze vraag", &visitor),
        reference: found.ticket.reference.to_string(),
        subject: found.ticket.subject.clone(),
        rows: found.letters.iter().map(row).collect(),
        has_more: found.has_more,
    })
}

fn state_in_words(state: LetterState) -> String {
    match state {
        LetterState::Waits(at) => format!("gaat weg op {}, of zo snel mogelijk daarna", moment_in_words(at)),
        LetterState::UnderWay => "is onderweg".to_owned(),
        LetterState::Left => "verstuurd".to_owned(),
        LetterState::GivenUp => "niet aangekomen".to_owned(),
        LetterState::LeftAtThat => "niet aangekomen, en afgehandeld".to_owned(),
        LetterState::Withdrawn => "niet verstuurd, omdat dat niet meer nodig is of niet meer mag".to_owned(),
    }
}

/// What came of a try.
pub(crate) fn try_in_words(tried: &Try) -> String {
    let came = match tried.came {
        Came::Sent => "aangenomen door de mailserver",
        Came::Later => "nog niet gelukt",
        Came::Unanswered => "misschien aangekomen, en nog eens geprobeerd",
        Came::Refused => "niet gelukt, en opgegeven",
        Came::Returned => "teruggekomen",
    };
    let said = if tried.said.is_empty() { String::new() } else { format!(" ({})", tried.said) };
    format!("{}: {came}{said}", moment_in_words(tried.at))
}
