//! To the asker: your question is closed, or open again.

use super::about::{About, Text};
use super::sentences::promised;
use chrono::NaiveDate;
use domain::{Metric, long_day_in_words};

pub(crate) struct StatusChange<'a> {
    pub to: Status<'a>,
    pub link: &'a str,
}

pub(crate) enum Status<'a> {
    /// Somebody closed it.
    Closed,
    /// The desk closed it: the asker did not react to what was asked on this day.
    ClosedInSilence { asked_on: NaiveDate },
    /// Somebody opened it again, and says why.
    OpenAgain { reason: &'a str, answer_by: NaiveDate },
}

impl StatusChange<'_> {
    pub(super) fn text(&self, about: &About<'_>) -> Text {
        let (subject, said) = match &self.to {
            Status::Closed => (
                "Uw vraag is gesloten",
                "Wij hebben uw vraag gesloten. Bent u het daar niet mee eens? Reageer dan via de link hieronder; \
                 uw vraag is dan weer open."
                    .to_owned(),
            ),
            Status::ClosedInSilence { asked_on } => (
                "Uw vraag is gesloten",
                format!(
                    "Op {} vroegen wij u iets over uw vraag. Wij kregen geen reactie, ook niet op onze herinnering. Daarom \
                     hebben wij uw vraag gesloten.\n\nHebt u nog steeds antwoord nodig? Reageer dan via de link hieronder; \
                     uw vraag is dan weer open.",
                    long_day_in_words(*asked_on)
                ),
            ),
            Status::OpenAgain { reason, answer_by } => (
                "Uw vraag is weer open",
                format!("Wij hebben uw vraag opnieuw geopend: {reason}\n\n{}", promised(Metric::Answer, *answer_by)),
            ),
        };
        Text::new(format!("{subject}: {}", about.subject), [said, format!("Bekijk uw vraag:\n{}", self.link)])
    }
}
