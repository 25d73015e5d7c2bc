//! To whoever hears of the question: the asker reacted, or let something be known.

use super::about::{About, Text};
use super::sentences::{Whose, quoted, read_it};

pub(crate) struct AskerReacted<'a> {
    /// What they wrote last.
    pub text: &'a str,
    pub asks: Asks,
    /// How often they wrote since the letter before.
    pub times: i32,
    pub whose: Whose<'a>,
}

/// Does a reaction ask something of its reader?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asks {
    Something,
    Nothing,
    /// To decide whether the question is opened again.
    ToDecide,
}

impl AskerReacted<'_> {
    pub(super) fn text(&self, about: &About<'_>, page: &str) -> Text {
        let (often, last) = match self.times {
            ..=1 => (String::new(), ""),
            times => (format!(" {times} keer"), ". Het laatste bericht"),
        };
        let (did, subject, todo) = match self.asks {
            Asks::Something => (format!("reageerde{often} op"), "Reactie van de vraagsteller", ""),
            Asks::Nothing => (
                format!("liet{often} iets weten over"),
                "Bericht van de vraagsteller",
                "U hoeft niets te doen: de vraag gaat hierdoor niet weer open.",
            ),
            Asks::ToDecide => (
                "vraagt om heropening van".to_owned(),
                "Kan deze vraag weer open",
                "U beslist of de vraag weer opengaat. Dat doet u op de pagina van de vraag.",
            ),
        };
        let (reference, about_what) = (about.reference, about.subject);
        Text::new(
            format!("{subject}: {about_what}"),
            [
                format!("De vraagsteller {did} {reference} ({about_what}){last}:\n\n{}", quoted(self.text)),
                todo.to_owned(),
                self.whose.in_words(),
                read_it(page),
            ],
        )
    }
}
