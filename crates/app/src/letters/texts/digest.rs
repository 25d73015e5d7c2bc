//! To somebody of the desk who chose so: what came for them since the last working morning, in one letter (digest).

use super::about::Text;
use chrono::NaiveDate;
use domain::{Metric, Reference, long_day_in_words};

pub(crate) struct Digest<'a> {
    /// The day on which it was written.
    pub on: NaiveDate,
    pub questions: &'a [News<'a>],
    /// Where it can be chosen otherwise.
    pub account: &'a str,
}

/// What is new of one question.
pub(crate) struct News<'a> {
    pub reference: Reference,
    pub subject: &'a str,
    /// What each letter would have been about, the oldest first.
    pub letters: Vec<String>,
    /// What is promised first, and until when.
    pub due: Option<(Metric, NaiveDate)>,
    /// Where to read it.
    pub page: String,
}

impl Digest<'_> {
    pub(crate) fn text(&self) -> Text {
        let head = match self.questions.len() {
            1 => "Er is nieuws over een vraag.".to_owned(),
            many => format!("Er is nieuws over {many} vragen."),
        };
        let choose = "U krijgt dit op elke werkdag om 07.30 uur, als er iets is. U kunt ook elke brief meteen krijgen:";
        let questions = self.questions.iter().map(News::in_words);
        let last = format!("{choose}\n{}", self.account);
        let subject = format!("Uw overzicht van {}", long_day_in_words(self.on));
        Text::new(subject, std::iter::once(head).chain(questions).chain([last]))
    }
}

impl News<'_> {
    fn in_words(&self) -> String {
        let letters: String = self.letters.iter().map(|letter| format!("- {letter}\n")).collect();
        let due = self.due.map(|(metric, day)| format!("{}: uiterlijk {}\n", metric.label(), long_day_in_words(day)));
        let due = due.unwrap_or_default();
        format!("{}: {}\n\n{letters}\n{due}{}", self.reference, self.subject, self.page)
    }
}
