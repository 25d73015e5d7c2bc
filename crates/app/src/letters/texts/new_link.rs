//! To the asker: another tracking link, or the one they lost.

use super::about::{About, Text};
use super::sentences::follow;

pub(crate) struct NewLink<'a> {
    pub link: &'a str,
}

pub(crate) struct LostLink<'a> {
    pub link: &'a str,
}

impl NewLink<'_> {
    pub(super) fn text(&self, about: &About<'_>) -> Text {
        Text::new(
            format!("Een nieuwe link: {}", about.subject),
            ["U krijgt een nieuwe link naar uw vraag. De oude link werkt niet meer.".to_owned(), follow(self.link)],
        )
    }
}

impl LostLink<'_> {
    pub(super) fn text(&self, about: &About<'_>) -> Text {
        let asked = "U vroeg om de link naar uw vraag. Vroeg u hier niet om? Dan hoeft u niets te doen.";
        Text::new(format!("De link naar uw vraag: {}", about.subject), [asked.to_owned(), follow(self.link)])
    }
}
