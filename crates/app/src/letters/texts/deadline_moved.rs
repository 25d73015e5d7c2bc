//! To the asker: another date, and why.

use super::about::{About, Text};
use super::sentences::promised;
use domain::{Deadline, Metric, Promises, amsterdam_day, long_day_in_words};

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
fn becomes(metric: Metric, old: &Deadline, new: &Deadline) -> String {
    let before = long_day_in_words(amsterdam_day(old.due_at));
    format!("{} Eerder beloofden wij dat voor {before}.", promised(metric, amsterdam_day(new.due_at)))
}

impl<'a> DeadlineMoved<'a> {
    fn moved(&self) -> Vec<(Metric, &'a Deadline, &'a Deadline)> {
        let both = self.before.each().into_iter().zip(self.after.each());
        both.filter(|((_, old), (_, new))| old.due_at != new.due_at)
            .map(|((metric, old), (_, new))| (metric, old, new))
            .collect()
    }

    /// A line for each promise that moved.
    pub(super) fn days(&self) -> String {
        let lines: Vec<String> = self.moved().into_iter().map(|(metric, old, new)| becomes(metric, old, new)).collect();
        lines.join("\n")
    }

    pub(super) fn text(&self, about: &About<'_>) -> Text {
        let what = match self.moved().as_slice() {
            [(Metric::FirstResponse, ..)] => "De datum van onze eerste reactie is veranderd.",
            [_] => "De datum van ons antwoord is veranderd.",
            _ => "De datums van onze eerste reactie en van ons antwoord zijn veranderd.",
        };
        Text::new(
            format!("Een andere datum: {}", about.subject),
            [what.to_owned(), self.why.to_owned(), self.days(), format!("Bekijk uw vraag:\n{}", self.link)],
        )
    }
}
