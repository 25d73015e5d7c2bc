//! To the asker: another tracking link, or the one they lost.

use super::about::{About, Text};
use super::language::either;
use super::sentences::follow;

pub(crate) struct NewLink<'a> {
    pub link: &'a str,
}

pub(crate) struct LostLink<'a> {
    pub link: &'a str,
}

impl NewLink<'_> {
    pub(super) fn text(&self, about: &About<'_>) -> Text {
        let say = |dutch, english| either(about.language, dutch, english);
        let old = say(
            "U krijgt een nieuwe link naar uw vraag. De oude link werkt niet meer.",
            "Here is a new link to your question. The old link no longer works.",
        );
        let subject = say("Een nieuwe link", "A new link");
        Text::new(format!("{subject}: {}", about.subject), [old.to_owned(), follow(about.language, self.link)])
    }
}

impl LostLink<'_> {
    pub(super) fn text(&self, about: &About<'_>) -> Text {
        let say = |dutch, english| either(about.language, dutch, english);
        let asked = say(
            "U vroeg om de link naar uw vraag. Vroeg u hier niet om? Dan hoeft u niets te doen.",
            "You asked for the link to your question. Was it not you? Then you do not need to do anything.",
        );
        let subject = say("De link naar uw vraag", "The link to your question");
        Text::new(format!("{subject}: {}", about.subject), [asked.to_owned(), follow(about.language, self.link)])
    }
}
