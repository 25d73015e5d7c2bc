//! The log: who did what, when, and from where; on a page, and as a file.

use crate::error::Failure;
use crate::page::{Frame, show};
use crate::visitor::Visitor;
use app::{App, Caller, Desk, LogFilter};
use askama::Template;
use axum::body::Body;
use axum::extract::Query;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::{Actor, Event, EventKind, Origin, PersonId, moment_in_words};
use futures_util::stream;
use serde::Deserialize;

/// Lines on a page.
const LINES: u32 = 50;
/// Lines read at once for a file.
const AT_ONCE: u32 = 1_000;

#[derive(Debug, Clone, Default, Deserialize)]
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
    fn filter(&self) -> LogFilter {
        LogFilter { person: self.wie.parse().ok(), kind: EventKind::parse(&self.wat), day: self.dag.parse().ok() }
    }

    /// The part of an address that asks for the same.
    fn query(&self) -> String {
        let filter = self.filter();
        let person = filter.person.map(|id| id.to_string()).unwrap_or_default();
        let day = filter.day.map(|day| day.to_string()).unwrap_or_default();
        format!("wie={person}&wat={}&dag={day}", filter.kind.map_or("", EventKind::as_str))
    }
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
    let mut events = visitor.app.read_log(&visitor.caller, &asked.filter(), asked.voor.parse().ok(), LINES + 1).await?;
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
    let kinds = EventKind::ALL.into_iter().map(|kind| Choice {
        value: kind.as_str().to_owned(),
        label: kind.label().to_owned(),
        chosen: kind.as_str() == asked.wat,
    });
    show(&LogPage {
        frame: Frame::of("Logboek", &visitor),
        next: events.last().filter(|_| has_next).map(|(number, _)| *number),
        lines: events.iter().map(|(_, event)| line(event, &desk)).collect(),
        people,
        kinds: kinds.collect(),
        query: asked.query(),
        day: asked.filter().day.map(|day| day.to_string()).unwrap_or_default(),
    })
}

/// The same as a file, however long: it is read while it is sent.
pub(crate) async fn file(visitor: Visitor, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    visitor.require_staff()?;
    let (app, caller, filter) = (visitor.app, visitor.caller, asked.filter());
    // The first part is read before anything is sent: a refusal is an answer of its own.
    let first = part(&app, &caller, &filter, None).await?;
    let header = "nummer,moment,wie,wat,vraag,deur,adres,bijzonderheden\r\n".to_owned();
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

fn csv_line(number: i64, event: &Event, desk: &Desk) -> String {
    let fields = [
        number.to_string(),
        event.at.to_rfc3339(),
        who(&event.actor, desk),
        event.kind.label().to_owned(),
        event.ticket.map(|ticket| ticket.0.to_string()).unwrap_or_default(),
        door(event.origin).to_owned(),
        address(event).to_owned(),
        event.detail.to_string(),
    ];
    format!("{}\r\n", fields.map(|field| cell(&field)).join(","))
}

/// In quotes, and never a formula: a spreadsheet would calculate what begins with one of these.
fn cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

fn line(event: &Event, desk: &Desk) -> Line {
    let named = ["person", "for", "expert"].iter().find_map(|key| {
        let id = event.detail.get(key)?.as_str()?.parse::<PersonId>().ok()?;
        Some(desk.name(id).to_owned())
    });
    let about = event.ticket.map(|ticket| format!("vraag {}", ticket.0)).or(named);
    Line {
        when: moment_in_words(event.at),
        who: who(&event.actor, desk),
        what: about.map_or_else(|| event.kind.label().to_owned(), |about| format!("{}: {about}", event.kind.label())),
        whence: format!("{} {}", door(event.origin), address(event)).trim().to_owned(),
    }
}

fn who(actor: &Actor, desk: &Desk) -> String {
    match actor {
        Actor::Anonymous | Actor::Asker(_) => "vraagsteller of bezoeker".to_owned(),
        Actor::Staff { id, .. } => desk.name(*id).to_owned(),
        Actor::System => "het loket".to_owned(),
    }
}

fn door(origin: Origin) -> &'static str {
    match origin {
        Origin::Web => "website",
        Origin::Api => "API",
        Origin::Cli => "opdrachtregel",
        Origin::Worker => "achtergrond",
    }
}

fn address(event: &Event) -> &str {
    event.detail.get("address").and_then(|address| address.as_str()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn a_spreadsheet_never_calculates_what_somebody_typed() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"] {
            assert!(cell(formula).starts_with("\"'"), "{formula}");
        }
        assert_eq!(cell("zeg \"ja\""), "\"zeg \"\"ja\"\"\"");
    }
}
