//! To whoever hears of the question: the asker says nothing, and what becomes of the question.

use super::about::{About, Text};
use super::sentences::read_it;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AskerSilent {
    /// The desk closed it.
    Closed,
    /// The reminder did not arrive, so it stays open.
    NotReached,
    /// The answer did not arrive, so it stays open.
    AnswerNotDelivered,
}

impl AskerSilent {
    pub(super) fn text(self, about: &About<'_>, page: &str) -> Text {
        let (subject, what, todo) = match self {
            Self::Closed => (
                "Gesloten, want geen reactie",
                "De vraagsteller reageerde niet op de wedervraag en niet op de herinnering. Het loket heeft de vraag gesloten",
                "U hoeft niets te doen. Reageert de vraagsteller alsnog, dan gaat de vraag weer open.",
            ),
            Self::NotReached => (
                "Vraagsteller niet bereikt",
                "De vraagsteller reageerde niet op de wedervraag, maar onze herinnering is niet bezorgd. Het loket sluit de \
                 vraag daarom niet vanzelf",
                "Probeer de vraagsteller op een andere manier te bereiken, of sluit de vraag zelf.",
            ),
            Self::AnswerNotDelivered => (
                "Antwoord niet bezorgd",
                "Het antwoord is niet bezorgd bij de vraagsteller. Het loket sluit de vraag daarom niet vanzelf",
                "Verstuur de brief opnieuw, zo nodig naar een ander adres, of sluit de melding.",
            ),
        };
        Text::new(
            format!("{subject}: {}", about.subject),
            [format!("{what}: {}", about.subject), todo.to_owned(), read_it(page)],
        )
    }
}
