//! To the asker: the answer, and when the question is closed.

use super::about::{About, Text};
use super::sentences::closes_on;
use chrono::NaiveDate;
use domain::links_in_words;

pub(crate) struct Answer<'a> {
    /// Who answers.
    pub from: &'a str,
    pub text: &'a str,
    /// None when the desk does not close it by itself.
    pub closes_on: Option<NaiveDate>,
    pub link: &'a str,
}

impl Answer<'_> {
    pub(super) fn text(&self, about: &About<'_>) -> Text {
        let closes = self.closes_on.map(|day| format!("{} Ook daarna kunt u nog reageren.", closes_on(day)));
        Text::new(
            format!("Antwoord op uw vraag: {}", about.subject),
            [
                format!("{} heeft uw vraag beantwoord:\n\n{}", self.from, links_in_words(self.text)),
                format!("Is iets niet duidelijk? Reageer dan via deze link:\n{}", self.link),
                closes.unwrap_or_default(),
            ],
        )
    }
}
