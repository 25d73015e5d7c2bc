//! The log: who did what, when, and from where; on a page, and as a file.

use crate::error::Failure;
use crate::extract::Query;
use crate::page::{A_DAY, FieldError, Frame, message_for, read_day, read_filter, show};
use crate::visitor::Visitor;
use app::{Action, App, Caller, Desk, LogFilter, Refusal};
use askama::Template;
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::SecondsFormat;
use domain::{
    AMSTERDAM, Actor, Complaint, Complaints, DeskEvent, Event, EventKind, ExportFilter, Happened, Origin, PersonId,
    Recorded, moment_in_words,
};
use futures_util::stream;
use serde::Deserialize;

/// Lines on a page.
const LINES: u32 = 50;
/// Lines read at once for a file.
const AT_ONCE: u32 = 1_000;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    #[serde(default)]
    wie: String,
    #[serde(default)]
    wat: String,
    #[serde(default)]
    dag: String,
    #[serde(default)]
    voor: String,
}

impl Asked {
    /// What is asked for, with a complaint about everything that cannot be read: an export that drops a filter exports
    /// more than was asked.
    fn read(&self) -> (LogFilter, Option<i64>, Vec<FieldError>) {
        let mut errors = Vec::new();
        let filter = LogFilter {
            person: read_filter(&mut errors, "wie", "persoon. Kies uit de lijst", &self.wie, |id| id.parse().ok()),
            kind: read_filter(&mut errors, "wat", "gebeurtenis. Kies uit de lijst", &self.wat, EventKind::parse),
            day: read_filter(&mut errors, "dag", A_DAY, &self.dag, read_day),
        };
        let a_line = "regelnummer. Begin weer bij de nieuwste";
        let before = read_filter(&mut errors, "inhoud", a_line, &self.voor, |number| number.parse().ok());
        (filter, before, errors)
    }
}

/// The part of an address that asks for the same.
fn query(filter: &LogFilter) -> String {
    let person = filter.person.map(|id| id.to_string()).unwrap_or_default();
    let day = filter.day.map(|day| day.to_string()).unwrap_or_default();
    format!("wie={person}&wat={}&dag={day}", filter.kind.map_or("", EventKind::as_str))
}

#[derive(Template)]
#[template(path = "log.html")]
struct LogPage {
    frame: Frame,
    lines: Vec<Line>,
    people: Vec<Choice>,
    kinds: Vec<Choice>,
    day: String,
    /// A calendar of the browser would not show what was typed.
    odd_day: bool,
    query: String,
    next: Option<i64>,
    errors: Vec<FieldError>,
}

impl LogPage {
    fn error(&self, field: &str) -> Option<&str> {
        message_for(&self.errors, field)
    }
}

struct Choice {
    value: String,
    label: String,
    chosen: bool,
}

struct Line {
    when: String,
    who: String,
    what: String,
    whence: String,
}

/// The page.
pub(crate) async fn page(visitor: Visitor, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    visitor.require_staff()?;
    let (filter, before, errors) = asked.read();
    // Nothing is looked for that was not asked; but who may not look hears that first.
    let lines = if errors.is_empty() { LINES + 1 } else { 0 };
    let mut events = visitor.app.read_log(&visitor.caller, &filter, before, lines).await?;
    let has_next = events.len() > LINES as usize;
    events.truncate(LINES as usize);
    let desk = visitor.app.desk();
    let mut people: Vec<Choice> = desk
        .people
        .values()
        .map(|person| Choice {
            value: person.id.to_string(),
            label: person.name.clone(),
            chosen: person.id.to_string() == asked.wie,
        })
        .collect();
    people.sort_by(|left, right| left.label.cmp(&right.label));
    keep_typed(&mut people, &asked.wie);
    let kinds = EventKind::ALL.into_iter().map(|kind| Choice {
        value: kind.as_str().to_owned(),
        label: kind.label().to_owned(),
        chosen: kind.as_str() == asked.wat,
    });
    let mut kinds: Vec<Choice> = kinds.collect();
    keep_typed(&mut kinds, &asked.wat);
    let unread = !errors.is_empty();
    let mut response = show(&LogPage {
        frame: Frame::of("Logboek", &visitor),
        next: events.last().filter(|_| has_next).map(|(number, _)| *number),
        lines: events.iter().map(|(_, event)| line(event, &desk)).collect(),
        people,
        kinds,
        query: query(&filter),
        odd_day: filter.day.is_none(),
        day: filter.day.map_or(asked.dag, |day| day.to_string()),
        errors,
    })?;
    if unread {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// What was typed stays in the list it was not in.
fn keep_typed(choices: &mut Vec<Choice>, typed: &str) {
    if !typed.is_empty() && !choices.iter().any(|choice| choice.chosen) {
        choices.push(Choice { value: typed.to_owned(), label: typed.to_owned(), chosen: true });
    }
}

/// The same as a file, however long: it is read while it is sent.
pub(crate) async fn file(visitor: Visitor, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    visitor.require_staff()?;
    let (filter, before, errors) = asked.read();
    let (app, caller) = (visitor.app, visitor.caller);
    app.check(&caller, Action::ReadLog)?;
    if !errors.is_empty() {
        let complaints = errors.into_iter().map(|error| Complaint {
            path: vec![error.field],
            code: "INVALID".to_owned(),
            message: error.message,
        });
        return Err(Refusal::Complaints(Complaints(complaints.collect())).into());
    }
    // The first part is read before anything is sent: a refusal is an answer of its own.
    let first = part(&app, &caller, &filter, before).await?;
    app.note_log_export(&caller, &filter, before).await?;
    let header = HEAD.to_owned();
    let rest = stream::unfold((first.1, app, caller, filter), async |(next, app, caller, filter)| {
        let (text, next) = part(&app, &caller, &filter, Some(next?)).await.unwrap_or_else(|_| {
            tracing::error!("the log broke off while it was sent");
            ("HET LOGBOEK BREEKT HIER AF\r\n".to_owned(), None)
        });
        Some((Ok::<_, std::convert::Infallible>(text), (next, app, caller, filter)))
    });
    let whole = stream::StreamExt::chain(stream::iter([Ok(header), Ok(first.0)]), rest);
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"logboek.csv\"")),
    ];
    Ok((headers, Body::from_stream(whole)).into_response())
}

/// Some lines as text, and where to go on.
async fn part(
    app: &App,
    caller: &Caller,
    filter: &LogFilter,
    before: Option<i64>,
) -> Result<(String, Option<i64>), app::Refusal> {
    let events = app.read_log(caller, filter, before, AT_ONCE).await?;
    let desk = app.desk();
    let text = events.iter().map(|(number, event)| csv_line(*number, event, &desk)).collect();
    Ok((text, events.last().filter(|_| events.len() == AT_ONCE as usize).map(|(number, _)| *number)))
}

/// As a Dutch spreadsheet program opens it: the mark says that it is UTF-8, and semicolons part the columns. The moment
/// stands there twice, in Amsterdam time: with its offset for programs, and as a spreadsheet calculates with it.
const HEAD: &str = "\u{feff}nummer;moment;datum en tijd;wie;wat;vraag;deur;adres;bijzonderheden\r\n";

fn csv_line(number: i64, line: &Recorded, desk: &Desk) -> String {
    let at = line.at().with_timezone(&AMSTERDAM);
    let fields = [
        number.to_string(),
        at.to_rfc3339_opts(SecondsFormat::Secs, false),
        at.format("%d-%m-%Y %H:%M:%S").to_string(),
        who(line.actor(), desk),
        label(line),
        line.ticket().map(|ticket| ticket.0.to_string()).unwrap_or_default(),
        door(line.origin()).to_owned(),
        address(line).to_owned(),
        stored(line),
    ];
    format!("{}\r\n", fields.map(|field| cell(&field)).join(";"))
}

/// In quotes, and never a formula: a spreadsheet would calculate what begins with one of these.
fn cell(text: &str) -> String {
    // Some programs skip what shows nothing, and read wide signs as the usual ones.
    let begins = text.trim_start_matches(|sign: char| sign.is_whitespace() || sign.is_control() || sign == '\u{feff}');
    let signs = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    let guard = if begins.starts_with(signs) || text.starts_with(['\t', '\r', '\n']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

fn line(line: &Recorded, desk: &Desk) -> Line {
    let (label, about) = (label(line), line.event().map(|event| about(event, desk)).unwrap_or_default());
    Line {
        when: moment_in_words(line.at()),
        who: who(line.actor(), desk),
        what: if about.is_empty() { label } else { format!("{label}: {about}") },
        whence: format!("{} {}", door(line.origin()), address(line)).trim().to_owned(),
    }
}

/// What it is called; of a line that cannot be read, as much as is known.
pub(crate) fn label(line: &Recorded) -> String {
    match (line, line.kind()) {
        (Recorded::Read(event), _) => event.kind().label().to_owned(),
        (Recorded::Unreadable(_), Some(kind)) => format!("{} (deze regel is niet helemaal te lezen)", kind.label()),
        (Recorded::Unreadable(line), None) => format!("onbekende gebeurtenis ({})", line.kind),
    }
}

/// The particulars as they are stored.
fn stored(line: &Recorded) -> String {
    match line {
        Recorded::Read(event) => event.detail().map(|detail| detail.to_string()).unwrap_or_default(),
        Recorded::Unreadable(line) => line.detail.clone(),
    }
}

/// What it happened to, in words.
fn about(event: &Event, desk: &Desk) -> String {
    let name = |person: PersonId| desk.name(person).to_owned();
    let event = match &event.what {
        Happened::Ticket(ticket, _) => return format!("vraag {}", ticket.0),
        Happened::Desk(event) => event,
    };
    match event {
        DeskEvent::SignInFailed { person, count, .. } => {
            let account = person.map_or_else(|| "onbekend account".to_owned(), name);
            if *count < 2 { account } else { format!("{account}, de {count}e keer die dag") }
        }
        DeskEvent::OrganisationLinkSent { domain, .. } | DeskEvent::OrganisationLinkUsed { domain, .. } => {
            domain.clone()
        }
        DeskEvent::Exported { filter, .. } => exported(filter, desk),
        event => event.person().map(name).unwrap_or_default(),
    }
}

/// Which lines of the log left the desk.
fn exported(filter: &ExportFilter, desk: &Desk) -> String {
    let person = filter.person.map(|id| format!("van {}", desk.name(id)));
    let kind = filter.kind.map(|kind| format!("alleen {}", kind.label()));
    let day = filter.day.map(|day| format!("op {day}"));
    let parts = [Some("logboek".to_owned()), person, kind, day];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn who(actor: Option<&Actor>, desk: &Desk) -> String {
    match actor {
        Some(Actor::Anonymous | Actor::Asker(_)) => "vraagsteller of bezoeker".to_owned(),
        Some(Actor::Staff { id, .. }) => desk.name(*id).to_owned(),
        Some(Actor::System) => "het loket".to_owned(),
        None => "onbekend".to_owned(),
    }
}

fn door(origin: Option<Origin>) -> &'static str {
    match origin {
        Some(Origin::Web) => "website",
        Some(Origin::Api) => "API",
        Some(Origin::Cli) => "opdrachtregel",
        Some(Origin::Worker) => "achtergrond",
        None => "onbekend",
    }
}

fn address(line: &Recorded) -> &str {
    match line.event().map(|event| &event.what) {
        Some(Happened::Desk(event)) => event.address().unwrap_or_default(),
        Some(Happened::Ticket(..)) | None => "",
    }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn a_spreadsheet_never_calculates_what_somebody_typed() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\n=1", "\u{a0}=1", "＝1", "\ttekst"] {
            assert!(cell(formula).starts_with("\"'"), "{formula}");
        }
        assert_eq!(cell("zeg \"ja\""), "\"zeg \"\"ja\"\"\"");
    }
}
