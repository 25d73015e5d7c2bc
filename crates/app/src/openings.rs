//! Who has which question open, as far as this process saw it (presence): for some minutes, in memory.

use chrono::{DateTime, Duration, Utc};
use domain::{PersonId, TicketId};
use std::collections::HashMap;
use store::openings::Opening;

/// So long after they were seen last, somebody is taken to have a question open: pages with our script ask every half
/// minute, and others when they are loaded.
pub(crate) const OPEN_FOR: Duration = Duration::minutes(5);
/// What is known of somebody and a question is written at most so often.
const WRITTEN_EVERY: Duration = Duration::minutes(1);

/// Who was seen where by this process.
#[derive(Debug, Default)]
pub(crate) struct Openings(HashMap<(TicketId, PersonId), Sight>);

/// When somebody was seen last, and what of it was written.
#[derive(Debug, Clone, Copy)]
struct Sight {
    at: DateTime<Utc>,
    written: Option<DateTime<Utc>>,
}

impl Openings {
    pub(crate) fn note(&mut self, ticket: TicketId, person: PersonId, at: DateTime<Utc>) {
        self.0.retain(|_, sight| sight.at + OPEN_FOR > at);
        let sight = self.0.entry((ticket, person)).or_insert(Sight { at, written: None });
        sight.at = at;
    }

    pub(crate) fn at(&self, ticket: TicketId, since: DateTime<Utc>) -> Vec<PersonId> {
        let here = self.0.iter().filter(|((of, _), sight)| *of == ticket && sight.at > since);
        here.map(|((_, person), _)| *person).collect()
    }

    pub(crate) fn unwritten(&self) -> Vec<Opening> {
        let is_new = |sight: &Sight| sight.written.is_none_or(|written| sight.at >= written + WRITTEN_EVERY);
        let new = self.0.iter().filter(|(_, sight)| is_new(sight));
        new.map(|((ticket, person), sight)| Opening { ticket: *ticket, person: *person, seen_at: sight.at }).collect()
    }

    pub(crate) fn written(&mut self, openings: &[Opening]) {
        for opening in openings {
            if let Some(sight) = self.0.get_mut(&(opening.ticket, opening.person)) {
                sight.written = Some(opening.seen_at);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn somebody_who_keeps_looking_is_written_once_a_minute_and_forgotten_after_five() {
        let (ticket, person) = (TicketId(1), PersonId(Uuid::from_u128(1)));
        let start = DateTime::UNIX_EPOCH;
        let mut openings = Openings::default();
        let mut written = 0;
        for seconds in (0..=120).step_by(10) {
            openings.note(ticket, person, start + Duration::seconds(seconds));
            let new = openings.unwritten();
            written += new.len();
            openings.written(&new);
        }
        assert_eq!(written, 3, "at first, and after each minute");
        let later = start + Duration::minutes(10);
        assert!(openings.at(ticket, later - OPEN_FOR).is_empty());
        openings.note(TicketId(2), person, later);
        assert_eq!(openings.0.len(), 1);
    }
}
