//! To the asker: we need to know something.

use super::about::{About, Text};
use super::language::either;
use super::sentences::react;
use domain::links_in_words;

pub(crate) struct AskBack<'a> {
    /// Who asks.
    pub from: &'a str,
    pub text: &'a str,
    pub link: &'a str,
}

impl AskBack<'_> {
    pub(super) fn text(&self, about: &About<'_>) -> Text {
        let say = |dutch, english| either(about.language, dutch, english);
        let asks = say(
            "behandelt uw vraag en wil graag iets van u weten:",
            "is working on your question and would like to know something from you:",
        );
        let waits = say(
            "Wij gaan verder als u reageert. De datum van ons antwoord schuift tot dan op.",
            "We will go on when you reply. Until then the date of our answer moves.",
        );
        Text::to_asker(
            about,
            [
                format!("{} {asks}\n\n{}", self.from, links_in_words(self.text)),
                react(about, self.link),
                waits.to_owned(),
            ],
        )
    }
}
