//! To the expert: you have a question; or to somebody else, while the expert cannot read it.

use super::about::{About, Text};
use super::sentences::{quoted, read_it};
use chrono::{DateTime, Utc};
use domain::{Deadline, DeadlineState, Metric, Promises, amsterdam_day, links_in_words, long_day_in_words};

pub(crate) struct Assignment<'a> {
    /// Who has the question, when the letter goes to somebody else.
    pub expert: Option<&'a str>,
    /// Why they have it.
    pub why: &'a str,
    pub promises: &'a Promises,
    pub content: Content<'a>,
    pub now: DateTime<Utc>,
}

/// What an expert who gets a question must know to begin.
#[derive(Clone, Copy)]
pub(crate) struct Content<'a> {
    /// What was asked.
    pub question: &'a str,
    /// What somebody of the desk asked back, while the asker has not reacted.
    pub asked_back: Option<&'a str>,
    /// What the asker wrote last, if nobody answered it.
    pub reaction: Option<&'a str>,
    /// What else waits for whoever has the question.
    pub besides: &'a [&'static str],
}

/// A letter to the asker did not arrive, and nobody dealt with that.
pub(crate) const UNDELIVERED: &str = "Een brief aan de vraagsteller kwam niet aan. U ziet op de pagina van de vraag waarom, en kunt hem daar opnieuw versturen.";
/// Mail waits for a decision.
pub(crate) const UNDECIDED: &str = "Er is een e-mail bij deze vraag waarover u nog beslist.";

impl Assignment<'_> {
    pub(super) fn text(&self, about: &About<'_>, page: &str) -> Text {
        let (who, you, whom) = match self.expert {
            None => ("U hebt een vraag gekregen".to_owned(), "u", "u".to_owned()),
            Some(name) => (
                format!("{name} heeft een vraag gekregen, maar kan dit nu niet lezen"),
                name,
                format!("{name}, die er nu niet is"),
            ),
        };
        let open = self.promises.each().into_iter().filter(|(_, promise)| promise.is_unmet());
        let promised: Vec<String> = open.map(|(metric, promise)| self.promised(metric, promise)).collect();
        let Content { question, asked_back, reaction, besides } = self.content;
        let asked_back = asked_back
            .map(links_in_words)
            .map(|asked| format!("De vraag wacht op de vraagsteller. Dit vroeg het loket:\n\n{asked}"));
        let reaction = reaction.map(|reaction| {
            format!("De laatste reactie van de vraagsteller, nog zonder antwoord:\n\n{}", quoted(reaction))
        });
        Text::new(
            format!("Vraag voor {whom}: {}", about.subject),
            [
                format!("{who}: {}", about.subject),
                format!("Waarom {you}: {}", self.why),
                promised.join("\n"),
                format!("De vraag:\n\n{}", quoted(question)),
                asked_back.unwrap_or_default(),
                reaction.unwrap_or_default(),
                besides.join("\n\n"),
                read_it(page),
            ],
        )
    }

    fn promised(&self, metric: Metric, promise: &Deadline) -> String {
        let day = long_day_in_words(amsterdam_day(promise.due_at));
        match promise.state(self.now) {
            DeadlineState::Paused => format!("{}: de termijn staat stil", metric.label()),
            DeadlineState::Missed => format!("{}: te laat, het was {day}", metric.label()),
            _ => format!("{}: uiterlijk {day}", metric.label()),
        }
    }
}
