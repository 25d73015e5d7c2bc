//! To a lead: a promise was broken.

use super::about::{About, Text};
use super::sentences::{in_a_sentence, read_it};
use chrono::{DateTime, Utc};
use domain::{Metric, amsterdam_day, long_day_in_words};

pub(crate) struct Breach<'a> {
    pub metric: Metric,
    pub due_at: DateTime<Utc>,
    /// Who has the question.
    pub expert: Option<&'a str>,
}

impl Breach<'_> {
    pub(super) fn text(&self, about: &About<'_>, page: &str) -> Text {
        let whose = match self.expert {
            Some(name) => format!("{name} heeft de vraag."),
            None => "Niemand heeft deze vraag.".to_owned(),
        };
        Text::new(
            format!("Te laat: {}", about.subject),
            [
                format!(
                    "Aan de vraagsteller was {} beloofd uiterlijk {}. Dat is niet gelukt. De vraag: {}",
                    in_a_sentence(self.metric),
                    long_day_in_words(amsterdam_day(self.due_at)),
                    about.subject
                ),
                whose,
                read_it(page),
            ],
        )
    }
}
