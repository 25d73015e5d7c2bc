//! To the asker: we still wait for your reaction, and until when.

use super::about::{About, Text};
use super::sentences::{closes_on, react};
use chrono::NaiveDate;
use domain::{Message, amsterdam_day, links_in_words, long_day_in_words};

pub(crate) struct AskerReminder<'a> {
    /// What we asked; none when it cannot be found any more.
    pub asked: Option<&'a Message>,
    /// None when the desk does not close it by itself.
    pub closes_on: Option<NaiveDate>,
    pub link: &'a str,
}

impl AskerReminder<'_> {
    pub(super) fn text(&self, about: &About<'_>) -> Text {
        let asked = match self.asked {
            Some(asked) => {
                let day = long_day_in_words(amsterdam_day(asked.sent_at));
                let asked_back = links_in_words(&asked.body);
                format!("{} vroeg u op {day} iets over uw vraag:\n\n{asked_back}", asked.author_name)
            }
            None => "Wij hebben u iets gevraagd over uw vraag.".to_owned(),
        };
        let closes =
            self.closes_on.map(|day| format!("{} Met dezelfde link kunt u hem daarna weer openen.", closes_on(day)));
        Text::new(
            format!("Wij wachten op uw reactie: {}", about.subject),
            [
                asked,
                "Wij hebben nog geen reactie van u. Zonder uw reactie kunnen wij niet verder.".to_owned(),
                closes.unwrap_or_default(),
                react(self.link),
            ],
        )
    }
}
