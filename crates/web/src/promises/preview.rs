//! What a change of the promises would do (preview, dry run), before it is saved.

use super::parse::{Fields, typed};
use super::words::{in_words, shift};
use app::{PromisePreview, Rules, RulesChange};
use domain::long_day_in_words;

/// What a change means, and everything that was typed, to send it again.
pub(crate) struct Preview {
    pub change: Vec<String>,
    pub consequences: PromisePreview,
    pub least: String,
    pub most: String,
    pub first: String,
    pub last: String,
    pub typed: Vec<(&'static str, String)>,
}

pub(crate) fn preview(rules: &Rules, change: &RulesChange, consequences: PromisePreview, fields: &Fields) -> Preview {
    let (least, most) = consequences.shift.map(|(least, most)| (shift(least), shift(most))).unwrap_or_default();
    let (first, last) =
        consequences.dates.map(|(first, last)| (long_day_in_words(first), long_day_in_words(last))).unwrap_or_default();
    Preview { change: in_words(rules, change), consequences, least, most, first, last, typed: typed(fields) }
}
