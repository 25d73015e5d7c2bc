//! To the asker: we have your question (acknowledgement of receipt).

use super::about::{About, Text};
use super::sentences::{follow, promised};
use domain::{Promises, amsterdam_day};

pub(crate) struct Receipt<'a> {
    pub promises: &'a Promises,
    pub link: &'a str,
}

impl Receipt<'_> {
    pub(super) fn text(&self, about: &About<'_>) -> Text {
        let days = self.promises.each().map(|(metric, promise)| promised(metric, amsterdam_day(promise.due_at)));
        Text::new(
            format!("Wij hebben uw vraag: {}", about.subject),
            [
                format!("Wij hebben uw vraag ontvangen. Uw kenmerk is {}.", about.reference),
                days.join("\n"),
                follow(self.link),
            ],
        )
    }
}
