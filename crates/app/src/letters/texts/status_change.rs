//! To the asker: your question is closed, goes to another desk, or is open again.

use super::about::{About, Text};
use super::sentences::promised;
use chrono::NaiveDate;
use domain::{ClosedBecause, Ending, Metric, long_day_in_words};

pub(crate) struct StatusChange<'a> {
    pub to: Status<'a>,
    pub link: &'a str,
}

pub(crate) enum Status<'a> {
    /// Somebody closed it, and perhaps says more.
    Closed { because: ClosedBecause, explanation: Option<&'a str> },
    /// The asker did not react to what was asked on this day.
    ClosedInSilence { asked_on: NaiveDate, reminded: bool, explanation: Option<&'a str> },
    /// Another desk can help: which, and in which words they are told.
    Referred { to: &'a str, words: &'a str },
    /// Somebody opened it again, and says why.
    OpenAgain { reason: &'a str, answer_by: NaiveDate },
}

impl StatusChange<'_> {
    pub(super) fn text(&self, about: &About<'_>) -> Text {
        let (subject, said) = match &self.to {
            Status::Closed { because, explanation } => {
                let closed = [because.told(), explanation.unwrap_or_default(), after_closing(*because)];
                ("Uw vraag is gesloten", paragraphs(closed))
            }
            Status::ClosedInSilence { asked_on, reminded, explanation } => {
                let day = long_day_in_words(*asked_on);
                let again = if *reminded { ", ook niet op onze herinnering" } else { "" };
                let silence = format!(
                    "Op {day} vroegen wij u iets over uw vraag. Wij kregen geen reactie{again}. Daarom hebben wij uw vraag \
                     gesloten."
                );
                let closed = [&silence, explanation.unwrap_or_default(), after_closing(ClosedBecause::Silence)];
                ("Uw vraag is gesloten", paragraphs(closed))
            }
            Status::Referred { to, words } => {
                let subject = format!("Wij verwijzen u door naar {to}: {}", about.subject);
                let said =
                    [Ending::Referred.told(), words, "Komt u er daar niet uit? Reageer dan via de link hieronder."];
                return Text::new(subject, [paragraphs(said), format!("Bekijk uw vraag:\n{}", self.link)]);
            }
            Status::OpenAgain { reason, answer_by } => (
                "Uw vraag is weer open",
                format!("Wij hebben uw vraag opnieuw geopend: {reason}\n\n{}", promised(Metric::Answer, *answer_by)),
            ),
        };
        Text::new(format!("{subject}: {}", about.subject), [said, format!("Bekijk uw vraag:\n{}", self.link)])
    }
}

/// What can still be done.
fn after_closing(because: ClosedBecause) -> &'static str {
    match because {
        ClosedBecause::Silence => {
            "Hebt u nog steeds antwoord nodig? Reageer dan via de link hieronder; uw vraag is dan weer open."
        }
        _ => "Bent u het daar niet mee eens? Reageer dan via de link hieronder; uw vraag is dan weer open.",
    }
}

fn paragraphs(said: [&str; 3]) -> String {
    said.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n")
}
