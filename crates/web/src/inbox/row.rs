//! A question as one line of the inbox (list item).

use crate::badge::{Promise, promise, status_class};
use crate::inbox::asked::plain;
use app::{Excerpt, Picture, Piece};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use domain::{Axis, Ticket, amsterdam_day, day_in_words, long_day_in_words};

/// A question in the list.
pub(crate) struct Row {
    pub reference: String,
    pub subject: Vec<Part>,
    pub organisation: String,
    /// All that this organisation asked.
    pub of_organisation: String,
    pub topics: String,
    pub received: String,
    pub status: &'static str,
    pub status_class: &'static str,
    pub promise: Promise,
    pub expert: String,
    /// Where the words stand that were looked for: in whose text, and the text.
    pub found: Option<(String, Vec<Part>)>,
    /// Has it a letter that was given up?
    pub is_undelivered: bool,
}

/// A piece of a text, which may be a word that was found.
pub(crate) struct Part {
    pub text: String,
    pub is_found: bool,
}

impl Row {
    pub(crate) fn of(ticket: &Ticket, picture: &Picture, now: DateTime<Utc>, excerpt: Option<Excerpt>) -> Self {
        let topics: Vec<&str> = ticket
            .topics
            .iter()
            .filter(|topic| topic.axis == Axis::Group || topic.primary)
            .map(|topic| picture.taxonomy.label(&topic.key))
            .collect();
        let excerpt = excerpt
            .unwrap_or_else(|| Excerpt { subject: vec![Piece::Around(ticket.subject.clone())], ..Excerpt::default() });
        Self {
            reference: ticket.reference.to_string(),
            subject: parts(excerpt.subject),
            organisation: ticket.organisation_name.clone(),
            of_organisation: format!(
                "/werkbak?wie=alles&status=alle&organisatie={}",
                plain(&ticket.organisation.to_string())
            ),
            topics: topics.join(" · "),
            received: day(amsterdam_day(ticket.received_at), amsterdam_day(now)),
            status: ticket.status().label(),
            status_class: status_class(ticket.status()),
            promise: promise(ticket, now),
            expert: ticket.assignee.map_or_else(String::new, |id| picture.name(id).to_owned()),
            found: excerpt.text.map(|(kind, pieces)| (kind.label().to_owned(), parts(pieces))),
            is_undelivered: false,
        }
    }
}

/// A day in words, with its year when it is not this one.
pub(super) fn day(day: NaiveDate, today: NaiveDate) -> String {
    if day.year() == today.year() { day_in_words(day) } else { long_day_in_words(day) }
}

pub(super) fn parts(pieces: Vec<Piece>) -> Vec<Part> {
    let part = |piece| match piece {
        Piece::Around(text) => Part { text, is_found: false },
        Piece::Found(text) => Part { text, is_found: true },
    };
    pieces.into_iter().map(part).collect()
}
