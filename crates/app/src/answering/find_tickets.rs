//! Finding tickets: pages in any order, how many there are, and where the words stand (search results).

use super::list_tickets::{MOST, TicketSearch};
use crate::policy::{self, Action};
use crate::{App, Caller, Refusal};
use domain::{Complaints, MessageKind, Ticket, TicketId};
use std::collections::HashMap;
use std::ops::Range;
use store::search::Finder;
use store::tickets::Tally;
use store::{Order, Page, Paging};

/// Signs of a text that are shown of a hit, and how many of them stand before the first word that was found.
const SHOWN: usize = 200;
const BEFORE: usize = 60;

/// A piece of a text that is shown of a hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// What stands around it.
    Around(String),
    /// A word that was found.
    Found(String),
}

/// What is shown of a hit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// Its subject.
    pub subject: Vec<Piece>,
    /// Where its texts hold the words, if they do: whose text, and the text around the first of them.
    pub text: Option<(MessageKind, Vec<Piece>)>,
}

impl App {
    /// One page of the tickets the caller may know of, in any order. The best first are those of a search only; without words
    /// they are the newest.
    pub async fn find_tickets(
        &self,
        caller: &Caller,
        search: &TicketSearch,
        paging: &Paging,
    ) -> Result<Page<Ticket>, Refusal> {
        policy::check(&caller.actor, Action::ListTickets)?;
        if !(1..=MOST).contains(&paging.rows) {
            return Err(Complaints::one("first", "OUT_OF_RANGE", format!("Vraag 1 tot {MOST} regels tegelijk.")).into());
        }
        let filter = self.filter(caller, search)?;
        let order = match (paging.order, &filter.text) {
            (Order::Best, None) => Order::Newest,
            (order, _) => order,
        };
        let paging = Paging { order, ..*paging };
        Ok(store::tickets::page(&self.store, &policy::scope(&caller.actor), &filter, &paging).await?)
    }

    /// How many tickets the caller may know of that fit, and how they are spread; counted up to a bound.
    pub async fn count_tickets(&self, caller: &Caller, search: &TicketSearch) -> Result<Tally, Refusal> {
        policy::check(&caller.actor, Action::ListTickets)?;
        let filter = self.filter(caller, search)?;
        Ok(store::tickets::tally(&self.store, &policy::scope(&caller.actor), &filter).await?)
    }

    /// Up to which line of the ledger somebody who looks now has seen what happened.
    pub async fn newest_line(&self, caller: &Caller) -> Result<i64, Refusal> {
        policy::check(&caller.actor, Action::ListTickets)?;
        Ok(store::events::last(&self.store).await?.unwrap_or(0))
    }

    /// How many tickets that fit, and that the caller may know of, somebody else did something to since that line.
    pub async fn count_stirred(&self, caller: &Caller, search: &TicketSearch, since: i64) -> Result<usize, Refusal> {
        policy::check(&caller.actor, Action::ListTickets)?;
        let (filter, scope) = (self.filter(caller, search)?, policy::scope(&caller.actor));
        Ok(store::tickets::stirred(&self.store, &scope, &filter, since, caller.actor.person()).await?)
    }

    /// Where the words of a search stand in these tickets, each of which the caller was shown; notes are not quoted.
    pub async fn excerpts(
        &self,
        caller: &Caller,
        text: &str,
        tickets: &[Ticket],
    ) -> Result<HashMap<TicketId, Excerpt>, Refusal> {
        policy::check(&caller.actor, Action::ListTickets)?;
        let finder = Finder::of(text);
        if finder.is_nothing() || tickets.is_empty() {
            return Ok(HashMap::new());
        }
        let may_read = |ticket: &&Ticket| policy::check(&caller.actor, Action::ReadTicket(ticket)).is_ok();
        let tickets: Vec<&Ticket> = tickets.iter().filter(may_read).collect();
        let ids: Vec<TicketId> = tickets.iter().map(|ticket| ticket.id).collect();
        let mut texts = store::messages::texts_of(&self.store, &ids).await?;
        let excerpt = |ticket: &Ticket| {
            let said = texts.remove(&ticket.id).unwrap_or_default();
            excerpt_of(&finder, &ticket.subject, &said)
        };
        let mut excerpt = excerpt;
        Ok(tickets.into_iter().map(|ticket| (ticket.id, excerpt(ticket))).collect())
    }
}

/// What is shown of a question with this subject and these texts.
pub(super) fn excerpt_of(finder: &Finder, subject: &str, said: &[(MessageKind, String)]) -> Excerpt {
    let found = said.iter().find_map(|(kind, body)| around(finder, body).map(|pieces| (*kind, pieces)));
    Excerpt { subject: pieces(subject, &finder.places(subject)), text: found }
}

/// The text around the first word that is found in it.
fn around(finder: &Finder, body: &str) -> Option<Vec<Piece>> {
    let body = body.split_whitespace().collect::<Vec<_>>().join(" ");
    let places = finder.places(&body);
    let first = places.first()?.start;
    let before = body.get(..first)?.char_indices().rev().nth(BEFORE - 1).map_or(0, |(at, _)| at);
    // Begin with a whole word.
    let start = match before {
        0 => 0,
        before => body.get(before..first)?.find(' ').map_or(first, |space| before + space + 1),
    };
    let rest = body.get(start..)?;
    let end = rest.char_indices().nth(SHOWN).map_or(body.len(), |(at, _)| start + at);
    let end = places.iter().find(|place| place.contains(&end)).map_or(end, |place| place.end);
    let inside: Vec<Range<usize>> =
        places.iter().filter(|place| place.end <= end).map(|place| place.start - start..place.end - start).collect();
    let mut shown = pieces(body.get(start..end)?, &inside);
    if start > 0 {
        shown.insert(0, Piece::Around("… ".to_owned()));
    }
    if end < body.len() {
        shown.push(Piece::Around(" …".to_owned()));
    }
    Some(shown)
}

/// A text in pieces.
fn pieces(text: &str, places: &[Range<usize>]) -> Vec<Piece> {
    let (mut pieces, mut at) = (Vec::new(), 0);
    let mut add = |make: fn(String) -> Piece, range: Range<usize>| {
        if let Some(part) = text.get(range).filter(|part| !part.is_empty()) {
            pieces.push(make(part.to_owned()));
        }
    };
    for place in places {
        add(Piece::Around, at..place.start);
        add(Piece::Found, place.clone());
        at = place.end;
    }
    add(Piece::Around, at..text.len());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(sought: &str, body: &str) -> Option<String> {
        let pieces = around(&Finder::of(sought), body)?;
        let piece = |piece: Piece| match piece {
            Piece::Around(text) => text,
            Piece::Found(text) => format!("[{text}]"),
        };
        Some(pieces.into_iter().map(piece).collect())
    }

    #[test]
    fn a_hit_is_shown_with_the_words_around_it_and_begins_and_ends_where_it_should() {
        assert_eq!(shown("huis", "Een huis.").as_deref(), Some("Een [huis]."));
        assert_eq!(shown("kerncentrale", "Een huis."), None);
        let long = format!("{}het éérste woonwagenkamp {}", "vóór ".repeat(40), "na ".repeat(200));
        let text = shown("woonwagen", &long).unwrap_or_default();
        assert!(text.starts_with("… vóór ") && text.ends_with(" …"), "{text}");
        assert!(text.contains("éérste [woonwagenkamp] na"), "{text}");
        assert!(text.chars().count() < SHOWN + 20, "{text}");
    }
}
