//! To the asker: what came along with their mail, and was not taken.

use super::about::{About, Text};
use super::language::either;
use super::sentences::react;

pub(crate) struct FilesLeftOut<'a> {
    /// Of each what it is called and why, in a whole sentence.
    pub refused: &'a [String],
    pub link: &'a str,
}

impl FilesLeftOut<'_> {
    pub(super) fn text(&self, about: &About<'_>) -> Text {
        let say = |dutch, english| either(about.language, dutch, english);
        let came = say(
            "Wij hebben uw bericht ontvangen, maar niet alles wat u meestuurde. Dit konden wij niet aannemen:",
            "We have received your message, but not everything that you sent along. This we could not take:",
        );
        let list: Vec<String> = self.refused.iter().map(|why| format!("- {why}")).collect();
        Text::to_asker(about, [format!("{came}\n\n{}", list.join("\n")), react(about, self.link)])
    }
}
