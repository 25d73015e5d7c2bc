//! To the asker: we have your question, as we understood it (acknowledgement of receipt).

use super::about::{About, Text};
use super::language::either;
use super::sentences::{follow, has_it, promised, quoted};
use domain::{Promises, Reference, amsterdam_day};

#[derive(Clone, Copy)]
pub(crate) struct Receipt<'a> {
    /// Of which earlier question it was a part, when the desk split it off.
    pub part_of: Option<Reference>,
    pub promises: &'a Promises,
    /// What was asked.
    pub question: &'a str,
    /// What it is about, as places are named in full.
    pub places: &'a str,
    /// What came along, by name.
    pub files: &'a [String],
    /// Who has it; none while nobody does.
    pub expert: Option<&'a str>,
    pub link: &'a str,
}

impl Receipt<'_> {
    pub(super) fn text(&self, about: &About<'_>) -> Text {
        let language = about.language;
        let say = |dutch, english| either(language, dutch, english);
        let days =
            self.promises.each().map(|(metric, promise)| promised(language, metric, amsterdam_day(promise.due_at)));
        let files: Vec<String> = self.files.iter().map(|name| format!("- {name}")).collect();
        let files = match files.as_slice() {
            [] => String::new(),
            files => format!("{}\n\n{}", say("Dit stuurde u mee:", "You sent along:"), files.join("\n")),
        };
        let places = match self.places {
            "" => String::new(),
            places => format!("{} {places}", say("Uw vraag gaat over:", "Your question is about:")),
        };
        Text::to_asker(
            about,
            [
                self.begins(about),
                days.join("\n"),
                self.expert.map(|name| has_it(language, name)).unwrap_or_default(),
                format!("{}\n\n{}", say("Dit hebt u gevraagd:", "This is what you asked:"), quoted(self.question)),
                places,
                files,
                follow(language, self.link),
            ],
        )
    }

    fn begins(&self, about: &About<'_>) -> String {
        let (reference, subject) = (about.reference, about.subject);
        match self.part_of {
            None => either(
                about.language,
                format!("Wij hebben uw vraag ontvangen. Uw kenmerk is {reference}."),
                format!("We have received your question. Your reference is {reference}."),
            ),
            Some(first) => either(
                about.language,
                format!(
                    "In uw vraag {first} stonden twee vragen. Het tweede deel beantwoorden wij apart: {subject}. Het \
                     kenmerk daarvan is {reference}. Uw eerste vraag loopt gewoon door."
                ),
                format!(
                    "Your question {first} held two questions. We will answer the second part separately: {subject}. \
                     Its reference is {reference}. Nothing changes for your first question."
                ),
            ),
        }
    }
}
