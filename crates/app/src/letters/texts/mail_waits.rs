//! To whoever has the question: mail came in that does not stand in it yet, and waits for them to decide (moderation notice).

use super::about::{About, Text};
use super::sentences::{Whose, read_it};

pub(crate) struct MailWaits<'a> {
    /// Who sent the last one, as it says of itself: what may stand in a letter of the address.
    pub from: &'a str,
    /// Why it waits.
    pub why: &'a str,
    /// How many came since the letter before.
    pub times: i32,
    pub whose: Whose<'a>,
}

impl MailWaits<'_> {
    pub(super) fn text(&self, about: &About<'_>, page: &str) -> Text {
        let (reference, about_what) = (about.reference, about.subject);
        let from = domain::quoted(self.from);
        let head = match self.times {
            ..=1 => format!("Er kwam een e-mail van {from} voor {reference} ({about_what})."),
            times => format!("Er kwamen {times} e-mails voor {reference} ({about_what}). De laatste is van {from}."),
        };
        Text::new(
            format!("E-mail die op u wacht: {about_what}"),
            [
                head,
                format!("Die staat nog niet bij de vraag: u beslist daarover. {}", self.why),
                self.whose.in_words(),
                read_it(page),
            ],
        )
    }
}
