//! To the asker: another date, and why.

use super::about::{About, Text};
use super::language::{day_in, either};
use super::sentences::{promised, see_it};
use domain::{Deadline, Metric, Promises, amsterdam_day};
use routing::Language;

pub(crate) struct DeadlineMoved<'a> {
    /// A whole sentence.
    pub why: &'a str,
    /// What was promised.
    pub before: &'a Promises,
    /// What is promised now: at least one of the two is another.
    pub after: &'a Promises,
    pub link: &'a str,
}

/// What it becomes, and what it was.
fn becomes(language: Language, metric: Metric, old: &Deadline, new: &Deadline) -> String {
    let before = day_in(language, amsterdam_day(old.due_at));
    let was = either(
        language,
        format!("Eerder beloofden wij dat voor {before}."),
        format!("Before, we promised that for {before}."),
    );
    format!("{} {was}", promised(language, metric, amsterdam_day(new.due_at)))
}

impl<'a> DeadlineMoved<'a> {
    fn moved(&self) -> Vec<(Metric, &'a Deadline, &'a Deadline)> {
        let both = self.before.each().into_iter().zip(self.after.each());
        both.filter(|((_, old), (_, new))| old.due_at != new.due_at)
            .map(|((metric, old), (_, new))| (metric, old, new))
            .collect()
    }

    /// A line for each promise that moved.
    pub(super) fn days(&self, language: Language) -> String {
        let moved = self.moved().into_iter();
        moved.map(|(metric, old, new)| becomes(language, metric, old, new)).collect::<Vec<_>>().join("\n")
    }

    pub(super) fn text(&self, about: &About<'_>) -> Text {
        let say = |dutch, english| either(about.language, dutch, english);
        let what = match self.moved().as_slice() {
            [(Metric::FirstResponse, ..)] => {
                say("De datum van onze eerste reactie is veranderd.", "The date of our first response has changed.")
            }
            [_] => say("De datum van ons antwoord is veranderd.", "The date of our answer has changed."),
            _ => say(
                "De datums van onze eerste reactie en van ons antwoord zijn veranderd.",
                "The dates of our first response and of our answer have changed.",
            ),
        };
        let days = self.days(about.language);
        Text::to_asker(about, [what.to_owned(), self.why.to_owned(), days, see_it(about.language, self.link)])
    }
}
