//! To a colleague: somebody asks you to think along, to answer a part, or names you in a note.

use super::about::{About, Text};
use super::sentences::read_it;

pub(crate) struct ColleagueAsked<'a> {
    /// Who asks.
    pub by: &'a str,
    pub role: AskedRole<'a>,
    /// What they wrote: a note, or what they ask.
    pub words: &'a str,
}

/// What is asked of a colleague.
#[derive(Clone, Copy)]
pub(crate) enum AskedRole<'a> {
    /// To think along; who answers the question, if somebody has it.
    ThinksAlong { first: Option<&'a str> },
    /// To answer a part; who sends the answer.
    Second { first: Option<&'a str> },
    /// Nothing but to read the note: it is their question.
    Theirs,
}

impl ColleagueAsked<'_> {
    pub(super) fn text(&self, about: &About<'_>, page: &str) -> Text {
        let (by, subject, reference) = (self.by, about.subject, about.reference);
        let sends = |first: Option<&str>| match first {
            Some(name) => format!("{name} stuurt het antwoord aan de vraagsteller"),
            None => "Wie de vraag krijgt, stuurt het antwoord aan de vraagsteller".to_owned(),
        };
        let (head, asks, then) = match self.role {
            AskedRole::ThinksAlong { first } => (
                format!("{by} vraagt u mee te denken"),
                format!("{by} vraagt u mee te denken over {reference} ({subject}):"),
                format!("U kunt de vraag en de notities lezen en zelf een notitie schrijven. {}.", sends(first)),
            ),
            AskedRole::Second { first } => (
                format!("{by} vraagt u een deel te beantwoorden"),
                format!("{by} vraagt u als tweede deskundige een deel te beantwoorden van {reference} ({subject}):"),
                format!("Schrijf uw deel in een notitie bij de vraag. {}.", sends(first)),
            ),
            AskedRole::Theirs => (
                format!("{by} noemt u in een notitie"),
                format!("{by} noemt u in een notitie bij {reference} ({subject}):"),
                String::new(),
            ),
        };
        Text::new(format!("{head}: {subject}"), [format!("{asks}\n\n{}", self.words), then, read_it(page)])
    }
}
