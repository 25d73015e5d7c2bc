//! To the asker: another tracking link.

use super::about::{About, Text};
use super::sentences::follow;

pub(crate) struct NewLink<'a> {
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
