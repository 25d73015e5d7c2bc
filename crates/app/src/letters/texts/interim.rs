//! To the asker: somebody is at work, and when the answer comes (holding reply).

use super::about::{About, Text};
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
        let late = "Wij hadden u al antwoord beloofd. Dat is niet gelukt: u krijgt het zo snel mogelijk.";
        Text::new(
            format!("Tussenbericht over uw vraag: {}", about.subject),
            [
                format!("{} is met uw vraag bezig en laat u alvast weten:\n\n{}", self.from, links_in_words(self.text)),
                self.answer_by.map_or_else(|| late.to_owned(), |day| promised(Metric::Answer, day)),
                format!("U hoeft niets te doen. Wilt u iets toevoegen? Dat kan via deze link:\n{}", self.link),
            ],
        )
    }
}
