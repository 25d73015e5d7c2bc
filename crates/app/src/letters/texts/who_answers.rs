//! To the asker: who has the question from now on.

use super::about::{About, Text};
use super::language::either;
use super::sentences::has_it;

pub(crate) struct WhoAnswers<'a> {
    pub expert: &'a str,
    /// Who had it before, if anybody did.
    pub before: Option<&'a str>,
    pub link: &'a str,
}

impl WhoAnswers<'_> {
    pub(super) fn text(&self, about: &About<'_>) -> Text {
        let before = self.before.map(|name| {
            either(
                about.language,
                format!(" Eerst had {name} uw vraag."),
                format!(" Before that, {name} had your question."),
            )
        });
        let nothing = either(
            about.language,
            "U hoeft niets te doen. Bekijk uw vraag:",
            "You do not need to do anything. See your question:",
        );
        let now = has_it(about.language, self.expert);
        Text::to_asker(about, [format!("{now}{}", before.unwrap_or_default()), format!("{nothing}\n{}", self.link)])
    }
}
