//! The log (audit log): who did what, when, and from where.

use crate::error::Failure;
use crate::extract::Query;
use crate::filter::{A_DAY, read_day, read_filter};
use crate::form::{Choice, Errors, choices, keep_typed};
use crate::page::{Frame, show_as};
use crate::visitor::Visitor;
use app::{LogFilter, Picture};
use askama::Template;
use axum::response::Response;
use domain::{Actor, DeskEvent, Event, EventKind, ExportFilter, Happened, Origin, PersonId, Recorded, moment_in_words};
use serde::Deserialize;

/// Lines on a page.
const LINES: u32 = 50;

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
    pub(crate) fn read(&self) -> (LogFilter, Option<i64>, Errors) {
        let mut errors = Errors::default();
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
    query: String,
    next: Option<i64>,
    errors: Errors,
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
    let picture = visitor.app.picture();
    let people = picture.people.values().map(|person| (person.id.to_string(), person.name.as_str()));
    let mut people = choices(people, |id| id == asked.wie);
    people.sort_by(|left, right| left.label.cmp(&right.label));
    keep_typed(&mut people, &asked.wie);
    let mut kinds = choices(EventKind::ALL.map(|kind| (kind.as_str(), kind.label())), |kind| kind == asked.wat);
    keep_typed(&mut kinds, &asked.wat);
    show_as(
        errors.status(),
        &LogPage {
            frame: Frame::of("Logboek", &visitor),
            next: events.last().filter(|_| has_next).map(|(number, _)| *number),
            lines: events.iter().map(|(_, event)| line(event, &picture)).collect(),
            people,
            kinds,
            query: query(&filter),
            day: filter.day.map_or(asked.dag, |day| day.to_string()),
            errors,
        },
    )
}

fn line(line: &Recorded, picture: &Picture) -> Line {
    let (label, about) = (label(line), line.event().map(|event| about(event, picture)).unwrap_or_default());
    Line {
        when: when(line),
        who: who(line.actor(), picture),
        what: if about.is_empty() { label } else { format!("{label}: {about}") },
        whence: format!("{} {}", door(line.origin()), address(line)).trim().to_owned(),
    }
}

/// When it happened, in words.
pub(crate) fn when(line: &Recorded) -> String {
    line.at().map_or_else(|| "op een onbekend moment".to_owned(), moment_in_words)
}

/// What it is called; of a line that cannot be read, as much as is known.
pub(crate) fn label(line: &Recorded) -> String {
    match (line, line.kind()) {
        (Recorded::Read(event), _) => event.kind().label().to_owned(),
        (Recorded::Unreadable(_), Some(kind)) => format!("{} (deze regel is niet helemaal te lezen)", kind.label()),
        (Recorded::Unreadable(line), None) => format!("onbekende gebeurtenis ({})", line.kind),
    }
}

/// What it happened to, in words.
fn about(event: &Event, picture: &Picture) -> String {
    let name = |person: PersonId| picture.name(person).to_owned();
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
        DeskEvent::Exported { filter, .. } => exported(filter, picture),
        DeskEvent::ErasureAsked { questions, .. }
        | DeskEvent::ErasureDone { questions, .. }
        | DeskEvent::AccessGiven { questions } => {
            domain::counted(usize::try_from(*questions).unwrap_or_default(), "vraag", "vragen")
        }
        DeskEvent::LetterDismissed { person, reason: Some(reason), .. } => {
            [person.map(name).unwrap_or_default(), reason.clone()].join(", ").trim_start_matches(", ").to_owned()
        }
        event => event.person().map(name).unwrap_or_default(),
    }
}

/// Which lines of the log left the desk.
fn exported(filter: &ExportFilter, picture: &Picture) -> String {
    let person = filter.person.map(|id| format!("van {}", picture.name(id)));
    let kind = filter.kind.map(|kind| format!("alleen {}", kind.label()));
    let day = filter.day.map(|day| format!("op {day}"));
    let parts = [Some("logboek".to_owned()), person, kind, day];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

pub(crate) fn who(actor: Option<&Actor>, picture: &Picture) -> String {
    match actor {
        Some(Actor::Anonymous | Actor::Asker(_)) => "vraagsteller of bezoeker".to_owned(),
        Some(Actor::Staff { id, .. }) => picture.name(*id).to_owned(),
        Some(Actor::System) => "het loket".to_owned(),
        None => "onbekend".to_owned(),
    }
}

pub(crate) fn door(origin: Option<Origin>) -> &'static str {
    match origin {
        Some(Origin::Web) => "website",
        Some(Origin::Api) => "API",
        Some(Origin::Cli) => "opdrachtregel",
        Some(Origin::Worker) => "achtergrond",
        Some(Origin::Mail) => "e-mail",
        None => "onbekend",
    }
}

pub(crate) fn address(line: &Recorded) -> &str {
    match line.event().map(|event| &event.what) {
        Some(Happened::Desk(event)) => event.address().unwrap_or_default(),
        Some(Happened::Ticket(..)) | None => "",
    }
}
