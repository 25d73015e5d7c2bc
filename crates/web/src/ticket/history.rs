//! What happened to a question (history, audit trail), line by line in words.

use crate::promises::words::policy_name;
use app::help_reasons;
use chrono::{DateTime, Utc};
use domain::{
    Actor, ClosedBecause, Ending, Event, Happened, Helped, Metric, PersonId, Recorded, Reminded, TicketEvent,
    amsterdam_day, day_in_words,
};

/// One line of history, in words.
pub(crate) fn line(line: &Recorded, picture: &app::Picture) -> String {
    let what = match line {
        Recorded::Read(Event { what: Happened::Ticket(_, event), .. }) => in_words(event, picture),
        _ => crate::log::label(line),
    };
    let who = match line.actor() {
        Some(Actor::Anonymous | Actor::Asker(_)) => "vraagsteller",
        Some(Actor::Staff { id, .. }) => picture.name(*id),
        Some(Actor::System) => "het loket",
        None => "onbekend",
    };
    format!("{}: {what} ({who})", crate::log::when(line))
}

/// That it was closed, and how: an answer is said where there was one, and that there was none where there was none.
fn closed(answered: bool, why: Option<ClosedBecause>) -> String {
    match why.filter(|why| *why != ClosedBecause::Said) {
        Some(why) => Ending::Closed(why).label().to_lowercase(),
        None if answered => "gesloten".to_owned(),
        None => "gesloten zonder antwoord".to_owned(),
    }
}

/// What happened to a question.
fn in_words(event: &TicketEvent, picture: &app::Picture) -> String {
    let named = |person: Option<PersonId>| person.map_or("niemand", |id| picture.name(id)).to_owned();
    let promise = |metric: &Metric| match metric {
        Metric::FirstResponse => "eerste reactie",
        Metric::Answer => "antwoord",
    };
    match event {
        TicketEvent::Received {} => "vraag ontvangen".to_owned(),
        TicketEvent::Routed { chosen, .. } => format!("loket koos {}", named(*chosen)),
        TicketEvent::Assigned { expert, .. } => format!("toegewezen aan {}", named(Some(*expert))),
        TicketEvent::Released { .. } => "terug in de wachtrij".to_owned(),
        TicketEvent::Waiting {} => "wacht op vraagsteller, termijn staat stil".to_owned(),
        TicketEvent::AskerReacted { asks: false } => "vraagsteller liet iets weten".to_owned(),
        TicketEvent::Reminded(Reminded::Asker { .. }) => "herinnering verstuurd aan de vraagsteller".to_owned(),
        TicketEvent::Reminded(Reminded::Promise { metric }) => format!("herinnering verstuurd: {}", promise(metric)),
        TicketEvent::Breached { metric } => format!("niet op tijd: {}", promise(metric)),
        TicketEvent::Closed { answered, why } => closed(*answered, *why),
        TicketEvent::Referred { to } => format!("doorverwezen naar {to}"),
        TicketEvent::ColleagueAsked { expert, part: None } => {
            format!("{} gevraagd mee te denken", picture.name(*expert))
        }
        TicketEvent::ColleagueAsked { expert, part: Some(part) } => {
            format!("{} gevraagd als tweede deskundige: {}", picture.name(*expert), part.trim_end_matches('.'))
        }
        TicketEvent::ColleagueLeft { expert } => format!("{} denkt niet meer mee", picture.name(*expert)),
        TicketEvent::AnswerJudged { helped, reason, asks_to_reopen: false } => judged(*helped, reason.as_deref()),
        TicketEvent::AnswerJudged { helped, reason, asks_to_reopen: true } => {
            format!("{} (vraagt om heropening)", judged(*helped, reason.as_deref()))
        }
        TicketEvent::ReopeningDeclined { .. } => "op verzoek niet heropend".to_owned(),
        TicketEvent::Reopened(_) => "heropend".to_owned(),
        TicketEvent::DeadlineMoved { metric, from, to, why } => {
            let why = why.as_ref().map(|why| format!(": {}", why.trim_end_matches('.'))).unwrap_or_default();
            let day = |at: &DateTime<Utc>| day_in_words(amsterdam_day(*at));
            format!("{} verschoven van {} naar {}{why}", promise(metric), day(from), day(to))
        }
        TicketEvent::PolicySet { after, .. } => format!("soort vraag: {}", policy_name(after).to_lowercase()),
        TicketEvent::LetterDead(_) => "een brief kon niet worden bezorgd".to_owned(),
        TicketEvent::LetterWithdrawn { letter, why } => {
            format!("een brief aan {} ging niet weg: {why}", named(letter.person))
        }
        TicketEvent::Held { reason } => format!("vastgehouden: {}", reason.trim_end_matches('.')),
        TicketEvent::HoldLifted { reason } => format!("niet meer vastgehouden: {}", reason.trim_end_matches('.')),
        TicketEvent::LetterDismissed { reason: Some(reason), .. } => {
            format!("een brief opgegeven: {}", reason.trim_end_matches('.'))
        }
        TicketEvent::MailSorted { state, .. } => format!("e-mail: {}", state.label()),
        TicketEvent::LetterSentAgain { .. } => "een brief opnieuw verstuurd".to_owned(),
        TicketEvent::TopicsSet { .. }
        | TicketEvent::OriginCorrected { .. }
        | TicketEvent::Merged { .. }
        | TicketEvent::Unmerged {}
        | TicketEvent::SplitOff { .. }
        | TicketEvent::SplitFrom { .. }
        | TicketEvent::FileAdded { .. }
        | TicketEvent::FirstResponse {}
        | TicketEvent::Resumed {}
        | TicketEvent::AskerReacted { asks: true }
        | TicketEvent::Answered { .. }
        | TicketEvent::InterimSent {}
        | TicketEvent::Noted {}
        | TicketEvent::LetterDismissed { reason: None, .. }
        | TicketEvent::TrackingLinkRenewed { .. }
        | TicketEvent::TrackingLinkSentAgain {}
        | TicketEvent::QuestionRead {}
        | TicketEvent::LeftOpen { .. }
        | TicketEvent::ContactCorrected { .. }
        | TicketEvent::ContactErased { .. }
        | TicketEvent::MessageErased { .. }
        | TicketEvent::TextsErased { .. } => event.kind().label().to_owned(),
    }
}

/// What the asker said of an answer.
pub(super) fn judged(helped: Helped, reason: Option<&str>) -> String {
    let reason = help_reasons().iter().find(|known| Some(known.key.as_str()) == reason);
    let why = reason.map(|reason| format!(". {}", reason.label.trim_end_matches('.'))).unwrap_or_default();
    format!("hielp het antwoord? {}{why}", helped.label())
}
