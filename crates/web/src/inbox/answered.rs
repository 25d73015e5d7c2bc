//! What the desk answered before (knowledge base search): a list for every expert, and what of it a search of the inbox finds.

use super::asked::{Asked, Wanted, written};
use super::row::{Part, day, parts};
use crate::error::Failure;
use crate::extract::Query;
use crate::form::{Choice, Errors, choices, complaints, keep_typed};
use crate::narrowing::{label_on, named, topics_ever};
use crate::page::{Frame, show_as};
use crate::visitor::Visitor;
use app::{AnsweredLine, Order, Page, Paging, Picture, Refusal, TicketSearch, Turn};
use askama::Template;
use axum::response::Response;
use chrono::{DateTime, Utc};
use domain::{Axis, amsterdam_day};

/// Where the list is.
const PAGE: &str = "/beantwoord";
const ROWS: u32 = 25;
/// How many stand below what a search of the inbox finds, and how many are looked at for that.
const BELOW: usize = 5;
const LOOKED_AT: u32 = 12;

/// An answered question in a list, without who asked it.
pub(super) struct AnsweredRow {
    pub reference: String,
    pub subject: Vec<Part>,
    pub organisation: String,
    pub topics: String,
    pub received: String,
    pub expert: String,
    /// Where the words stand that were looked for: in whose text, and the text.
    pub found: Option<(String, Vec<Part>)>,
}

impl AnsweredRow {
    fn of(line: AnsweredLine, picture: &Picture, now: DateTime<Utc>) -> Self {
        let topics: Vec<&str> = line.topics.iter().map(|key| picture.taxonomy.label(key)).collect();
        Self {
            reference: line.reference.to_string(),
            subject: parts(line.excerpt.subject),
            organisation: line.organisation_name,
            topics: topics.join(" · "),
            received: day(amsterdam_day(line.received_at), amsterdam_day(now)),
            expert: line.expert.map_or_else(String::new, |id| picture.name(id).to_owned()),
            found: line.excerpt.text.map(|(kind, pieces)| (kind.label().to_owned(), parts(pieces))),
        }
    }
}

/// What others answered that a search of the inbox finds besides.
#[derive(Default)]
pub(super) struct Besides {
    pub rows: Vec<AnsweredRow>,
    /// Where all of it is.
    pub all: String,
}

impl Besides {
    /// What a search finds that the reader knows of in no other way: its words and topics count, and no other filters.
    pub(super) async fn of(visitor: &Visitor, asked: &Asked, wanted: &Wanted) -> Result<Option<Self>, Refusal> {
        let is_search = wanted.search.text.is_some() && wanted.turn == Turn::First;
        if !is_search || !visitor.app.reads_answered(&visitor.caller) {
            return Ok(None);
        }
        let search = shelf(&wanted.search);
        let paging = Paging { order: Order::Best, turn: Turn::First, rows: LOOKED_AT };
        let page = visitor.app.find_answered(&visitor.caller, &search, &paging).await?;
        let (picture, now) = (visitor.app.picture(), visitor.app.now());
        let others = page.items.into_iter().map(|(_, line)| line).filter(|line| !line.is_known).take(BELOW);
        let rows: Vec<AnsweredRow> = others.map(|line| AnsweredRow::of(line, &picture, now)).collect();
        let all = asked.only(&["zoek", "thema", "groep"]).address_of(PAGE);
        Ok((!rows.is_empty()).then_some(Self { rows, all }))
    }
}

/// What counts of a search where who has a question, and how urgent it is, do not.
fn shelf(search: &TicketSearch) -> TicketSearch {
    TicketSearch {
        text: search.text.clone(),
        topics: search.topics.clone(),
        groups: search.groups.clone(),
        ..TicketSearch::default()
    }
}

#[derive(Template)]
#[template(path = "inbox_answered.html")]
struct AnsweredPage {
    frame: Frame,
    rows: Vec<AnsweredRow>,
    search: String,
    themes: Vec<Choice>,
    groups: Vec<Choice>,
    next: Option<String>,
    previous: Option<String>,
    errors: Errors,
}

/// Some ten statements whatever there is.
pub(crate) async fn page(visitor: Visitor, Query(pairs): Query<Vec<(String, String)>>) -> Result<Response, Failure> {
    visitor.require_staff()?;
    if !visitor.app.reads_answered(&visitor.caller) {
        return Err(Refusal::Forbidden.into());
    }
    let picture = visitor.app.picture();
    let mut errors = Errors::default();
    let asked = Asked::of(pairs, &mut errors);
    let wanted = asked.read(&visitor, &picture, &mut errors);
    let mut found = None;
    if errors.is_empty() {
        let order = if wanted.search.text.is_some() { Order::Best } else { Order::Newest };
        let paging = Paging { order, turn: wanted.turn, rows: ROWS };
        match visitor.app.find_answered(&visitor.caller, &shelf(&wanted.search), &paging).await {
            Ok(page) => found = Some(page),
            Err(refusal) => errors = named(complaints(refusal)?),
        }
    }
    let shown = answered(&visitor, &picture, &asked, found, errors);
    show_as(shown.errors.status(), &shown)
}

fn answered(
    visitor: &Visitor,
    picture: &Picture,
    asked: &Asked,
    found: Option<Page<AnsweredLine>>,
    errors: Errors,
) -> AnsweredPage {
    let now = visitor.app.now();
    let turned = |name: &'static str, is_there: bool, end: Option<&(app::Cursor, AnsweredLine)>| {
        end.filter(|_| is_there).map(|(cursor, _)| asked.with(&[(name, &written(*cursor))]).address_of(PAGE))
    };
    let next = found.as_ref().and_then(|page| turned("na", page.has_next, page.items.last()));
    let previous = found.as_ref().and_then(|page| turned("voor", page.has_previous, page.items.first()));
    let topics = |name: &str, axis| {
        let today = amsterdam_day(now);
        let known = topics_ever(picture, axis, today).into_iter();
        let typed = asked.of_field(name);
        let mut list = choices(known.map(|topic| (topic.key.to_string(), label_on(topic, today))), |key| key == typed);
        keep_typed(&mut list, typed);
        list
    };
    let items = found.map(|page| page.items).unwrap_or_default();
    AnsweredPage {
        frame: Frame::of("Beantwoorde vragen", visitor),
        rows: items.into_iter().map(|(_, line)| AnsweredRow::of(line, picture, now)).collect(),
        search: asked.of_field("zoek").to_owned(),
        themes: topics("thema", Axis::Theme),
        groups: topics("groep", Axis::Group),
        next,
        previous,
        errors,
    }
}
