//! To the asker: we have your question (acknowledgement of receipt).

use super::about::{About, Text};
use super::sentences::{follow, promised};
use domain::{Promises, Reference, amsterdam_day};

pub(crate) struct Receipt<'a> {
    /// Of which earlier question it was a part, when the desk split it off.
    pub part_of: Option<Reference>,
    pub promises: &'a Promises,
    pub link: &'a str,
}

impl Receipt<'_> {
    pub(super) fn text(&self, about: &About<'_>) -> Text {
        let days = self.promises.each().map(|(metric, promise)| promised(metric, amsterdam_day(promise.due_at)));
        let (head, begins) = match self.part_of {
            None => {
                ("Wij hebben uw vraag", format!("Wij hebben uw vraag ontvangen. Uw kenmerk is {}.", about.reference))
            }
            Some(first) => (
                "Een deel van uw vraag volgt u apart",
                format!(
                    "In uw vraag {first} stonden twee vragen. Het tweede deel beantwoorden wij apart: {}. \
                     Het kenmerk daarvan is {}. Uw eerste vraag loopt gewoon door.",
                    about.subject, about.reference
                ),
            ),
        };
        Text::new(format!("{head}: {}", about.subject), [begins, days.join("\n"), follow(self.link)])
    }
}
