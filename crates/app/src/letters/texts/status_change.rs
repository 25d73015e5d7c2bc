//! To the asker: your question is closed, goes to another desk, or is open again.

use super::about::{About, Text};
use super::sentences::promised;
use chrono::NaiveDate;
use domain::{ClosedBecause, Ending, Metric, links_in_words, long_day_in_words};

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
    /// It asks what was asked before: its asker gets that answer, which may be there already.
    Merged { answer: Option<&'a str> },
    /// Somebody opened it again, and says why.
    OpenAgain { reason: &'a str, answer_by: NaiveDate },
    /// Its asker asked to open it again; somebody decided otherwise, and says why.
    StaysAsItIs { reason: &'a str },
}

impl StatusChange<'_> {
    pub(super) fn text(&self, about: &About<'_>) -> Text {
        let (subject, said) = match &self.to {
            Status::Closed { because, explanation } => {
                let explanation = links_in_words(explanation.unwrap_or_default());
                let closed = [because.told(), &explanation, after_closing(*because)];
                ("Uw vraag is gesloten", paragraphs(closed))
            }
            Status::ClosedInSilence { asked_on, reminded, explanation } => {
                let explanation = links_in_words(explanation.unwrap_or_default());
                let day = long_day_in_words(*asked_on);
                let again = if *reminded { ", ook niet op onze herinnering" } else { "" };
                let silence = format!(
                    "Op {day} vroegen wij u iets over uw vraag. Wij kregen geen reactie{again}. Daarom hebben wij uw vraag \
                     gesloten."
                );
                let closed = [&silence, &explanation, after_closing(ClosedBecause::Silence)];
                ("Uw vraag is gesloten", paragraphs(closed))
            }
            Status::Referred { to, words } => {
                let words = links_in_words(words);
                let subject = format!("Wij verwijzen u door naar {to}: {}", about.subject);
                let said =
                    [Ending::Referred.told(), &words, "Komt u er daar niet uit? Reageer dan via de link hieronder."];
                return Text::new(subject, [paragraphs(said), format!("Bekijk uw vraag:\n{}", self.link)]);
            }
            Status::Merged { answer } => {
                let follows = match answer {
                    Some(answer) => format!("Dit is ons antwoord:\n\n{}", links_in_words(answer)),
                    None => "Zodra ons antwoord klaar is, krijgt u het ook.".to_owned(),
                };
                let other = "Vraagt u toch iets anders? Reageer dan via de link hieronder; uw vraag is dan weer open.";
                let same =
                    "Wij hadden al een vraag over hetzelfde. Daarom beantwoorden wij uw vraag samen met die vraag.";
                ("Wij beantwoorden uw vraag samen met een andere", paragraphs([same, &follows, other]))
            }
            Status::StaysAsItIs { reason } => {
                let asked = "U vroeg of uw vraag weer open kan. Wij laten hem zoals hij is.";
                let again = "Hebt u nog een vraag? Stel die dan via de link hieronder.";
                ("Uw vraag blijft gesloten", paragraphs([asked, &links_in_words(reason), again]))
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
