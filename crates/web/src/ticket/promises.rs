//! What was promised about a question (deadlines, SLA), and what may be changed of it.

use super::fields::Sent;
use crate::visitor::Visitor;
use app::{Action, Foreseen};
use chrono::{DateTime, Utc};
use domain::{
    Deadline, DeadlineState, Metric, Ticket, Transition, amsterdam_day, counted, day_in_words, long_day_in_words,
};

pub(crate) struct DeadlineLine {
    pub label: &'static str,
    pub state: String,
    pub due: String,
    pub derivation: String,
}

/// Both promises, as they stand.
pub(crate) fn deadlines(ticket: &Ticket, now: DateTime<Utc>) -> [DeadlineLine; 2] {
    ticket.promises.each().map(|(metric, promise)| DeadlineLine {
        label: metric.label(),
        state: state_in_words(ticket, promise, now),
        due: long_day_in_words(amsterdam_day(promise.due_at)),
        derivation: promise.derivation.clone(),
    })
}

/// How it stands; of one that was withdrawn also why.
fn state_in_words(ticket: &Ticket, promise: &Deadline, now: DateTime<Utc>) -> String {
    let state = promise.state(now);
    match ticket.standing.ending().filter(|_| state == DeadlineState::Withdrawn) {
        Some(ending) => format!("{}: {}", state.label(), ending.withdraws()),
        None => state.label().to_owned(),
    }
}

/// What an interim reply does, when one can be sent.
pub(crate) fn interim(ticket: &Ticket, now: DateTime<Utc>) -> Option<String> {
    ticket.standing.after(Transition::Interim).ok()?;
    let [first, answer] = [Metric::FirstResponse, Metric::Answer].map(|metric| ticket.promises.of(metric));
    let counts = if first.is_unmet() { "Dit is uw eerste reactie. " } else { "" };
    let day = long_day_in_words(amsterdam_day(answer.due_at));
    Some(match answer.due_at > now {
        true => format!("{counts}De termijn loopt door: de vraagsteller leest dat het antwoord uiterlijk {day} komt."),
        false => {
            format!("{counts}De termijn is verstreken: de vraagsteller leest dat het antwoord zo snel mogelijk komt.")
        }
    })
}

/// What the desk does by itself if the asker says nothing.
pub(crate) fn foreseen(foreseen: Foreseen) -> Option<String> {
    let day = long_day_in_words;
    Some(match (foreseen.reminds_on, foreseen.closes_on) {
        (Some(reminds), Some(closes)) => format!(
            "Als de vraagsteller niet reageert, sturen wij op {} een herinnering en sluiten wij de vraag op {}.",
            day(reminds),
            day(closes)
        ),
        (Some(reminds), None) => {
            format!("Als de vraagsteller niet reageert, sturen wij op {} een herinnering.", day(reminds))
        }
        (None, Some(closes)) => {
            format!("Als de vraagsteller niet reageert, sluiten wij de vraag op {}.", day(closes))
        }
        (None, None) => return None,
    })
}

/// The form that gives more time: the days as they stand, or as they were typed.
pub(crate) struct MoreTime {
    pub answer: DayAsked,
    /// None where somebody reacted already.
    pub reaction: Option<DayAsked>,
}

/// A day to be changed, and what is promised now.
pub(crate) struct DayAsked {
    pub typed: String,
    pub help: String,
}

/// More time for the answer, and for the first reaction, where the reader may give it.
pub(crate) fn more_time(visitor: &Visitor, ticket: &Ticket, sent: &Sent) -> Option<MoreTime> {
    if !visitor.app.may(&visitor.caller, Action::ExtendDeadline(ticket)) {
        return None;
    }
    let now = visitor.app.now();
    let asked = |metric, typed: &str| {
        let day = amsterdam_day(ticket.extendable(metric, now).ok()?.due_at);
        let typed = if sent.form == "verlengen" { typed.to_owned() } else { day.to_string() };
        Some(DayAsked { typed, help: format!("Nu: {}.", day_in_words(day)) })
    };
    let answer = asked(Metric::Answer, &sent.fields.due_on)?;
    Some(MoreTime { answer, reaction: asked(Metric::FirstResponse, &sent.fields.reaction_on) })
}

/// The other policy, when the reader may choose it now: its key, and what the button says.
pub(crate) fn other_policy(visitor: &Visitor, ticket: &Ticket) -> Option<(&'static str, String)> {
    let answer = ticket.extendable(Metric::Answer, visitor.app.now()).ok()?;
    if !visitor.app.may(&visitor.caller, Action::SetPolicy(ticket)) {
        return None;
    }
    let (key, words) =
        if ticket.policy == "complex" { ("standard", "Terug naar gewoon") } else { ("complex", "Maak ingewikkeld") };
    let picture = visitor.app.picture();
    let days = picture.promises.policy(key, amsterdam_day(answer.counted_from)).answer_days;
    Some((key, format!("{words} ({})", counted(days, "werkdag", "werkdagen"))))
}
