//! To the asker: we need to know something.

use super::about::{About, Text};
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
        Text::new(
            format!("Wij hebben een vraag aan u: {}", about.subject),
            [
                format!(
                    "{} behandelt uw vraag en wil graag iets van u weten:\n\n{}",
                    self.from,
                    links_in_words(self.text)
                ),
                react(self.link),
                "Wij gaan verder als u reageert. De datum van ons antwoord schuift tot dan op.".to_owned(),
            ],
        )
    }
}
