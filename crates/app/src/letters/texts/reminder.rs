//! To whoever can act: a promise comes near.

use super::about::{About, Text};
use super::sentences::{Whose, in_a_sentence, read_it};
use chrono::{DateTime, Utc};
use domain::{Metric, amsterdam_day, day_in_words, long_day_in_words};

pub(crate) struct Reminder<'a> {
    pub metric: Metric,
    pub due_at: DateTime<Utc>,
    pub whose: Whose<'a>,
}

impl Reminder<'_> {
    pub(super) fn text(&self, about: &About<'_>, page: &str) -> Text {
        let day = amsterdam_day(self.due_at);
        Text::new(
            format!("{} voor {}: {}", self.metric.label(), day_in_words(day), about.subject),
            [
                format!(
                    "Aan de vraagsteller is {} beloofd uiterlijk {}. De vraag: {}",
                    in_a_sentence(self.metric),
                    long_day_in_words(day),
                    about.subject
                ),
                self.whose.in_words(),
                read_it(page),
            ],
        )
    }
}
