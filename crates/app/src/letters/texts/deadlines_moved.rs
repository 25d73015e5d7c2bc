//! To the asker of several questions: their other dates, and why.

use super::about::Text;
use super::deadline_moved::DeadlineMoved;
use domain::Reference;

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
}

impl DeadlinesMoved<'_> {
    pub(crate) fn text(&self) -> Text {
        let many = self.questions.len();
        let lines = |question: &MovedQuestion<'_>| {
            let MovedQuestion { reference, subject, moved } = question;
            format!("{reference}: {subject}\n{}\nBekijk {reference}:\n{}", moved.days(), moved.link)
        };
        let opening = [format!("Van {many} vragen van u is een datum veranderd."), self.why.to_owned()];
        Text::new(
            format!("Andere datums voor {many} vragen"),
            opening.into_iter().chain(self.questions.iter().map(lines)),
        )
    }
}
