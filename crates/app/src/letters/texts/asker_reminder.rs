//! To the asker: we still wait for your reaction, and until when.

use super::about::{About, Text};
use super::language::{day_in, either};
use super::sentences::{closes_on, react};
use chrono::NaiveDate;
use domain::{Message, amsterdam_day, links_in_words};

pub(crate) struct AskerReminder<'a> {
    /// What we asked; none when it cannot be found any more.
    pub asked: Option<&'a Message>,
    /// None when the desk does not close it by itself.
    pub closes_on: Option<NaiveDate>,
    pub link: &'a str,
}

impl AskerReminder<'_> {
    pub(super) fn text(&self, about: &About<'_>) -> Text {
        let say = |dutch, english| either(about.language, dutch, english);
        let asked = match self.asked {
            Some(asked) => {
                let (name, day) = (&asked.author_name, day_in(about.language, amsterdam_day(asked.sent_at)));
                let asks = either(
                    about.language,
                    format!("{name} vroeg u op {day} iets over uw vraag:"),
                    format!("On {day} {name} asked you something about your question:"),
                );
                format!("{asks}\n\n{}", links_in_words(&asked.body))
            }
            None => say("Wij hebben u iets gevraagd over uw vraag.", "We asked you something about your question.")
                .to_owned(),
        };
        let waits = say(
            "Wij hebben nog geen reactie van u. Zonder uw reactie kunnen wij niet verder.",
            "We have not had your reply yet. Without it we cannot go on.",
        );
        let again = say(
            "Met dezelfde link kunt u hem daarna weer openen.",
            "With the same link you can open it again after that.",
        );
        let closes = self.closes_on.map(|day| format!("{} {again}", closes_on(about.language, day)));
        Text::to_asker(about, [asked, waits.to_owned(), closes.unwrap_or_default(), react(about, self.link)])
    }
}
