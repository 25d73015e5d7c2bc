//! To somebody who was invited, or asks for it: a link to begin with, or to see an organisation's questions.

use super::about::Text;
use super::sentences::{works, works_once};
use chrono::Duration;

/// To somebody who begins at the desk.
pub(crate) struct Invitation<'a> {
    pub link: &'a str,
    pub holds: Duration,
}

/// To a colleague of askers.
pub(crate) struct OrganisationList<'a> {
    pub link: &'a str,
    pub holds: Duration,
}

impl Invitation<'_> {
    pub(super) fn text(&self) -> Text {
        Text::new(
            "Welkom bij het loket".to_owned(),
            [
                format!(
                    "U kunt inloggen bij het loket. Kies eerst een wachtwoord en koppel een app voor codes:\n{}",
                    self.link
                ),
                works_once(self.holds),
            ],
        )
    }
}

impl OrganisationList<'_> {
    pub(super) fn text(&self) -> Text {
        Text::new(
            "De vragen van uw organisatie".to_owned(),
            [
                format!("U vroeg om de vragen van uw organisatie. U ziet ze via deze link:\n{}", self.link),
                format!("{} Vroeg u hier niet om? Dan hoeft u niets te doen.", works(self.holds)),
            ],
        )
    }
}
