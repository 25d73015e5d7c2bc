//! To the asker: another date, and why.

use super::about::{About, Text};
use super::sentences::promised;
use domain::{Metric, Promises, amsterdam_day};

pub(crate) struct DeadlineMoved<'a> {
    /// A whole sentence.
    pub why: &'a str,
    /// What was promised.
    pub before: &'a Promises,
    /// What is promised now: at least one of the two is another.
    pub after: &'a Promises,
    pub link: &'a str,
}

impl DeadlineMoved<'_> {
    pub(super) fn text(&self, about: &About<'_>) -> Text {
        let (before, after) = (self.before.each(), self.after.each());
        let both = before.into_iter().zip(after);
        let moved: Vec<_> = both.filter(|((_, old), (_, new))| old.due_at != new.due_at).map(|(_, new)| new).collect();
        let what = match moved.as_slice() {
            [(Metric::FirstResponse, _)] => "De datum van onze eerste reactie is veranderd.",
            [_] => "De datum van ons antwoord is veranderd.",
            _ => "De datums van onze eerste reactie en van ons antwoord zijn veranderd.",
        };
        let days: Vec<String> =
            moved.iter().map(|(metric, promise)| promised(*metric, amsterdam_day(promise.due_at))).collect();
        Text::new(
            format!("Een andere datum: {}", about.subject),
            [what.to_owned(), self.why.to_owned(), days.join("\n"), format!("Bekijk uw vraag:\n{}", self.link)],
        )
    }
}
