//! To the asker of several questions: their other dates, and why.

use super::about::Text;
use super::deadline_moved::DeadlineMoved;
use super::language::either;
use domain::Reference;
use routing::Language;

/// What moved of one question.
pub(crate) struct MovedQuestion<'a> {
    pub reference: Reference,
    pub subject: &'a str,
    /// Its two promises, before and now, and where its asker follows it.
    pub moved: DeadlineMoved<'a>,
}

pub(crate) struct DeadlinesMoved<'a> {
    /// A whole sentence.
    pub why: &'a str,
    /// At least two.
    pub questions: &'a [MovedQuestion<'a>],
    pub language: Language,
}

impl DeadlinesMoved<'_> {
    pub(crate) fn text(&self) -> Text {
        let (many, language) = (self.questions.len(), self.language);
        let see = either(language, "Bekijk", "See");
        let lines = |question: &MovedQuestion<'_>| {
            let MovedQuestion { reference, subject, moved } = question;
            format!("{reference}: {subject}\n{}\n{see} {reference}:\n{}", moved.days(language), moved.link)
        };
        let changed = either(
            language,
            format!("Van {many} vragen van u is een datum veranderd."),
            format!("A date of {many} of your questions has changed."),
        );
        let subject =
            either(language, format!("Andere datums voor {many} vragen"), format!("Other dates for {many} questions"));
        Text::new(subject, [changed, self.why.to_owned()].into_iter().chain(self.questions.iter().map(lines)))
    }
}
