//! How long the desk waits for an asker who says nothing (reminder and closing terms), in working days of its calendar.

use crate::{App, Patience};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{Asked, LetterKind, Standing, Ticket, TicketStatus, amsterdam_day};
use sla::Calendar;

impl Patience {
    /// The asker was asked something: reminded when the desk opens on the last of the days.
    pub(crate) fn on_asking(self, now: DateTime<Utc>, calendar: &Calendar) -> Asked {
        let acts_at = after(self.remind_after_days, now, calendar).map(|due| sla::remind_at(due, 0, calendar));
        Asked { since: now, reminded_at: None, acts_at }
    }

    /// The asker is reminded, and told the day of closing.
    pub(crate) fn on_reminding(self, asked: Asked, now: DateTime<Utc>, calendar: &Calendar) -> Asked {
        Asked { reminded_at: Some(now), acts_at: self.closes_at(asked.since, now, calendar), ..asked }
    }

    /// The question was answered: when it is closed.
    pub(crate) fn on_answering(self, now: DateTime<Utc>, calendar: &Calendar) -> Option<DateTime<Utc>> {
        after(self.close_answered_after_days, now, calendar)
    }

    /// A letter that names a day, or from which days count, is sent again: they count from now. None when the question no
    /// longer waits for what the letter asks.
    pub(crate) fn on_sending_again(
        self,
        letter: LetterKind,
        ticket: &Ticket,
        now: DateTime<Utc>,
        calendar: &Calendar,
    ) -> Option<Standing> {
        let acts_at = match (letter, ticket.standing.asked()) {
            (LetterKind::AskBack, Some(Asked { reminded_at: None, .. })) => self.on_asking(now, calendar).acts_at,
            (LetterKind::AskerReminder, Some(Asked { since, reminded_at: Some(_), .. })) => {
                self.closes_at(since, now, calendar)
            }
            (LetterKind::Answer, None) if ticket.status() == TicketStatus::Answered => self.on_answering(now, calendar),
            _ => return None,
        };
        Some(ticket.standing.acting_at(acts_at))
    }

    /// At the end of the last day; a reminder that came late gives as many days more.
    fn closes_at(self, since: DateTime<Utc>, reminded: DateTime<Utc>, calendar: &Calendar) -> Option<DateTime<Utc>> {
        let term = after(self.close_after_days, since, calendar)?;
        let rest = self.close_after_days.saturating_sub(self.remind_after_days).max(1);
        Some(term.max(after(rest, reminded, calendar)?))
    }
}

/// Closing time of the last of so many working days; none for 0.
fn after(days: u32, from: DateTime<Utc>, calendar: &Calendar) -> Option<DateTime<Utc>> {
    (days > 0).then(|| sla::deadline(from, days, calendar, &[]).due_at)
}

/// What the desk will do by itself if the asker goes on saying nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Foreseen {
    /// On which day the asker is reminded.
    pub reminds_on: Option<NaiveDate>,
    /// On which day the question is closed.
    pub closes_on: Option<NaiveDate>,
}

impl App {
    /// What the desk will do with a question by itself.
    pub fn foreseen(&self, ticket: &Ticket) -> Foreseen {
        let (Some(acts_at), patience) = (ticket.standing.acts_at(), self.settings.patience) else {
            return Foreseen::default();
        };
        let on = |moment| Some(amsterdam_day(moment));
        match ticket.standing.asked() {
            Some(Asked { since, reminded_at: None, .. }) => {
                let closes = patience.closes_at(since, acts_at, &self.picture().promises.calendar);
                Foreseen { reminds_on: on(acts_at), closes_on: closes.map(amsterdam_day) }
            }
            _ => Foreseen { reminds_on: None, closes_on: on(acts_at) },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).expect("a moment").to_utc()
    }

    #[test]
    fn an_asker_gets_working_days_and_no_others_at_christmas_and_easter() {
        let (patience, calendar) = (Patience::default(), Calendar::standard());
        for (asked, reminds, closes) in [
            // Christmas on a Friday and New Year's Day take a day each, 26 December is a Saturday.
            ("2026-12-21T11:00:00+01:00", "2026-12-29T09:00:00+01:00", "2027-01-13T17:00:00+01:00"),
            // Good Friday and Easter Monday; King's Day is a Monday.
            ("2026-03-31T16:59:00+02:00", "2026-04-09T09:00:00+02:00", "2026-04-23T17:00:00+02:00"),
            // After closing time is the next day.
            ("2026-11-23T17:00:01+01:00", "2026-12-01T09:00:00+01:00", "2026-12-15T17:00:00+01:00"),
        ] {
            let asked = patience.on_asking(at(asked), &calendar);
            assert_eq!(asked.acts_at, Some(at(reminds)));
            assert_eq!(patience.on_reminding(asked, at(reminds), &calendar).acts_at, Some(at(closes)));
        }
    }

    #[test]
    fn an_asker_who_is_reminded_late_still_gets_the_days_between() {
        let (patience, calendar) = (Patience::default(), Calendar::standard());
        let asked = patience.on_asking(at("2026-11-02T10:00:00+01:00"), &calendar);
        let reminded = patience.on_reminding(asked, at("2027-02-01T10:00:00+01:00"), &calendar);
        assert_eq!(reminded.acts_at, Some(at("2027-02-15T17:00:00+01:00")));
    }

    #[test]
    fn never_is_never() {
        let never = Patience { remind_after_days: 0, close_after_days: 0, close_answered_after_days: 0 };
        let (now, calendar) = (at("2026-11-24T10:00:00+01:00"), Calendar::standard());
        assert_eq!(never.on_asking(now, &calendar).acts_at, None);
        assert_eq!(never.on_answering(now, &calendar), None);
        let only_reminds = Patience { close_after_days: 0, ..Patience::default() };
        let asked = only_reminds.on_asking(now, &calendar);
        assert_eq!(only_reminds.on_reminding(asked, now, &calendar).acts_at, None);
    }
}
