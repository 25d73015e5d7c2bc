//! What was said to an asker and promised (messages, deadlines), as the pages of askers show it.

use crate::download::{FileLine, lines};
use app::Foreseen;
use chrono::{DateTime, Utc};
use domain::{
    Attachment, Deadline, DeadlineState, Message, MessageKind, Metric, TicketStatus, amsterdam_day, long_day_in_words,
    moment_in_words,
};
use rich::Rich;

/// One promise, and honestly what became of it.
pub(crate) struct PromiseLine {
    pub label: &'static str,
    pub day: String,
    /// Nothing to say while it simply runs.
    pub words: String,
}

/// One message as the asker sees it.
pub(crate) struct Said {
    pub who: String,
    pub what: &'static str,
    pub when: String,
    pub body: Rich,
    pub ours: bool,
    pub files: Vec<FileLine>,
}

/// What the desk does by itself if the asker says nothing.
pub(crate) fn foreseen(foreseen: Foreseen) -> Option<String> {
    let day = long_day_in_words;
    Some(match (foreseen.reminds_on, foreseen.closes_on) {
        (Some(reminds), Some(closes)) => format!(
            "Als u niet reageert, herinneren wij u op {} en sluiten wij uw vraag op {}.",
            day(reminds),
            day(closes)
        ),
        (Some(reminds), None) => format!("Als u niet reageert, herinneren wij u op {}.", day(reminds)),
        (None, Some(closes)) => {
            format!("Als u niet reageert, sluiten wij uw vraag op {}. Ook daarna kunt u nog reageren.", day(closes))
        }
        (None, None) => return None,
    })
}

/// A message, with its files below this page.
pub(crate) fn said(message: Message, files: &[Attachment], page: &str) -> Said {
    Said {
        files: lines(files, message.id, page),
        ours: matches!(
            message.kind,
            MessageKind::Answer | MessageKind::AskBack | MessageKind::Interim | MessageKind::Notice
        ),
        what: message.kind.label(),
        when: moment_in_words(message.sent_at),
        body: Rich::of(message.kind, &message.body),
        who: message.author_name,
    }
}

/// A promise, and what became of it.
pub(crate) fn promise_line(
    metric: Metric,
    deadline: &Deadline,
    status: TicketStatus,
    now: DateTime<Utc>,
) -> PromiseLine {
    let words = match (deadline.state(now), deadline.met_at) {
        (DeadlineState::Met, _) => "Dat is gelukt.".to_owned(),
        (DeadlineState::Missed, Some(met)) => {
            format!("Dat is niet gelukt: het werd {}.", long_day_in_words(amsterdam_day(met)))
        }
        (DeadlineState::Missed, None) if !status.is_open() => "Dat is niet gelukt.".to_owned(),
        (DeadlineState::Missed, None) => "Dat is niet gelukt. Wij werken eraan.".to_owned(),
        (DeadlineState::Withdrawn, _) => "Deze belofte is vervallen: uw vraag was voor die dag gesloten.".to_owned(),
        (DeadlineState::Paused, _) => {
            "Staat stil zolang wij op u wachten. Daarna kan het een latere dag worden.".to_owned()
        }
        (DeadlineState::Running | DeadlineState::DueSoon, _) if deadline.extra_days > 0 => {
            "Dit is een nieuwe dag: wij hebben meer tijd nodig. Waarom, leest u in onze e-mail.".to_owned()
        }
        (DeadlineState::Running | DeadlineState::DueSoon, _) => String::new(),
    };
    PromiseLine {
        label: match metric {
            Metric::FirstResponse => "Eerste reactie uiterlijk",
            Metric::Answer => "Antwoord uiterlijk",
        },
        day: long_day_in_words(amsterdam_day(deadline.due_at)),
        words,
    }
}
