//! To the asker: the answer, what was asked, and when the question is closed.

use super::about::{About, Text};
use super::language::either;
use super::sentences::{closes_on, quoted};
use chrono::NaiveDate;
use domain::links_in_words;

pub(crate) struct Answer<'a> {
    /// Who answers.
    pub from: &'a str,
    pub text: &'a str,
    /// What was asked; none when that is not kept any more.
    pub question: Option<&'a str>,
    /// None when the desk does not close it by itself.
    pub closes_on: Option<NaiveDate>,
    pub link: &'a str,
}

impl Answer<'_> {
    pub(super) fn text(&self, about: &About<'_>) -> Text {
        let say = |dutch, english| either(about.language, dutch, english);
        let answers = say("heeft uw vraag beantwoord:", "has answered your question:");
        let asked = say("Dit was uw vraag:", "This was your question:");
        let unclear = say(
            about.when_answered(
                "Is iets niet duidelijk? Beantwoord dan deze e-mail, of reageer via deze link:",
                "Is iets niet duidelijk? Reageer dan via deze link:",
            ),
            about.when_answered(
                "Is anything unclear? Please answer this e-mail, or reply through this link:",
                "Is anything unclear? Please reply through this link:",
            ),
        );
        let after = say("Ook daarna kunt u nog reageren.", "You can still reply after that.");
        let closes = self.closes_on.map(|day| format!("{} {after}", closes_on(about.language, day)));
        Text::to_asker(
            about,
            [
                format!("{} {answers}\n\n{}", self.from, links_in_words(self.text)),
                // Before the day of closing: whatever somebody asked is never taken for it.
                self.question.map(|question| format!("{asked}\n\n{}", quoted(question))).unwrap_or_default(),
                format!("{unclear}\n{}", self.link),
                closes.unwrap_or_default(),
            ],
        )
    }
}
