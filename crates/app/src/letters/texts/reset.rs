//! To somebody for whose account anybody may ask it: a link to choose another password (password reset).

use super::about::Text;
use super::sentences::works_once;
use chrono::Duration;

pub(crate) struct Reset<'a> {
    pub link: &'a str,
    pub holds: Duration,
}

impl Reset<'_> {
    pub(super) fn text(&self) -> Text {
        Text::new(
            "Een nieuw wachtwoord kiezen".to_owned(),
            [
                format!(
                    "Iemand vroeg om een nieuw wachtwoord voor uw account. Was u dat? Kies dan een nieuw wachtwoord:\n{}",
                    self.link
                ),
                format!("U hebt ook een code uit uw app nodig. {}", works_once(self.holds)),
                "Was u het niet? Dan hoeft u niets te doen.".to_owned(),
            ],
        )
    }
}
