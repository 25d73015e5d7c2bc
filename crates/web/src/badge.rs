//! How a question stands, in a word and a colour (badge, due date).

use chrono::{DateTime, Datelike, Utc};
use domain::{
    DeadlineState, Metric, PromiseOutcome, Ticket, TicketStatus, amsterdam_day, day_in_words, long_day_in_words,
};

/// The nearest promise in words, and how it is drawn; the words say it all, the drawing only helps.
pub(crate) struct Promise {
    pub state: &'static str,
    /// What was promised, and for when.
    pub what: String,
    pub class: &'static str,
}

pub(crate) fn promise(ticket: &Ticket, now: DateTime<Utc>) -> Promise {
    let nearest = ticket.promises.next_unmet().filter(|_| ticket.status().is_open());
    let Some((metric, deadline)) = nearest else {
        return Promise { state: done(ticket), what: String::new(), class: "loket-promise--done" };
    };
    let metric = match metric {
        Metric::FirstResponse => "reactie",
        Metric::Answer => "antwoord",
    };
    let day = amsterdam_day(deadline.due_at);
    let day = if day.year() == amsterdam_day(now).year() { day_in_words(day) } else { long_day_in_words(day) };
    let (what, class) = match deadline.state(now) {
        DeadlineState::Missed => (format!("{metric} was beloofd voor {day}"), "loket-promise--missed"),
        DeadlineState::DueSoon => (format!("{metric} voor {day}"), "loket-promise--soon"),
        DeadlineState::Paused => (format!("wacht op vraagsteller ({metric})"), "loket-promise--paused"),
        DeadlineState::Running | DeadlineState::Met | DeadlineState::Withdrawn => {
            (format!("{metric} voor {day}"), "loket-promise--running")
        }
    };
    Promise { state: deadline.state(now).label(), what, class }
}

/// What became of the answer, of a question that is not open: what never came was not kept.
fn done(ticket: &Ticket) -> &'static str {
    match (ticket.promises.answer.outcome, ticket.promises.answer.met_at) {
        (Some(PromiseOutcome::Withdrawn), _) => "Belofte vervallen",
        (Some(PromiseOutcome::Broken), None) => "Niet op tijd, en niet beantwoord",
        _ => "Afgerond",
    }
}

pub(crate) fn status_class(status: TicketStatus) -> &'static str {
    match status {
        TicketStatus::Unassigned => "loket-badge--unassigned",
        TicketStatus::Assigned => "loket-badge--assigned",
        TicketStatus::WaitingForAsker => "loket-badge--waiting",
        TicketStatus::Answered | TicketStatus::Closed => "loket-badge--done",
    }
}
