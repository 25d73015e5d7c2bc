//! Letters about a question that could not be delivered (bounces).

use super::fields::Sent;
use app::letter_label;
use domain::moment_in_words;

pub(crate) struct Undelivered {
    pub id: String,
    pub what: String,
    pub to_asker: bool,
    /// The id of its field for another address: the plain one when this form came back, as its message points there.
    pub field: String,
}

pub(crate) fn undelivered(dead: &app::DeadJob, sent: &Sent) -> Undelivered {
    let (id, at) = (dead.id.to_string(), moment_in_words(dead.at));
    let is_back = sent.form == "brief" && sent.fields.letter == id;
    Undelivered {
        what: format!("Een brief kon niet worden bezorgd ({}, {at}): {}", letter_label(dead), dead.why),
        to_asker: dead.person.is_none(),
        field: if is_back { "brief-email".to_owned() } else { format!("brief-email-{id}") },
        id,
    }
}
