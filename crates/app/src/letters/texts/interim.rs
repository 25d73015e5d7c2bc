//! To the asker: somebody is at work, and when the answer comes (holding reply).

use super::about::{About, Text};
use super::language::either;
use super::sentences::promised;
use chrono::NaiveDate;
use domain::{Metric, links_in_words};

pub(crate) struct Interim<'a> {
    /// Who is at work.
    pub from: &'a str,
    pub text: &'a str,
    /// Until when the answer is promised; none when that day has passed.
    pub answer_by: Option<NaiveDate>,
    pub link: &'a str,
}

impl Interim<'_> {
    pub(super) fn text(&self, about: &About<'_>) -> Text {
        let say = |dutch, english| either(about.language, dutch, english);
        let works = say(
            "is met uw vraag bezig en laat u alvast weten:",
            "is working on your question and lets you know in the meantime:",
        );
        let late = say(
            "Wij hadden u al antwoord beloofd. Dat is niet gelukt: u krijgt het zo snel mogelijk.",
            "We had promised you an answer by now. We did not manage that: you will get it as soon as possible.",
        );
        let add = say(
            about.when_answered(
                "U hoeft niets te doen. Wilt u iets toevoegen? Beantwoord dan deze e-mail, of gebruik deze link:",
                "U hoeft niets te doen. Wilt u iets toevoegen? Dat kan via deze link:",
            ),
            about.when_answered(
                "You do not need to do anything. Would you like to add something? Answer this e-mail, or use this link:",
                "You do not need to do anything. Would you like to add something? You can do so through this link:",
            ),
        );
        let by = self.answer_by.map(|day| promised(about.language, Metric::Answer, day));
        Text::to_asker(
            about,
            [
                format!("{} {works}\n\n{}", self.from, links_in_words(self.text)),
                by.unwrap_or_else(|| late.to_owned()),
                format!("{add}\n{}", self.link),
            ],
        )
    }
}
