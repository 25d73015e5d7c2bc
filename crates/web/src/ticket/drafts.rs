//! What people are writing about a question (drafts, autosave): one's own in its field, that of colleagues beside it.

use app::Picture;
use chrono::{DateTime, Utc};
use domain::{AMSTERDAM, Draft, DraftKind, PersonId, amsterdam_day, moment_in_words};

/// Somebody is writing.
pub(super) struct Writing {
    pub words: String,
    pub text: String,
}

/// What a page shows of drafts.
#[derive(Default)]
pub(super) struct Drafts {
    answer: Option<Draft>,
    note: Option<Draft>,
    /// Those of colleagues, and one's own without a field.
    pub others: Vec<Writing>,
    now: DateTime<Utc>,
}

impl Drafts {
    /// What of them is whose.
    pub(super) fn of(
        drafts: Vec<Draft>,
        reader: Option<PersonId>,
        may_answer: bool,
        picture: &Picture,
        now: DateTime<Utc>,
    ) -> Self {
        let mut shown = Self { now, ..Self::default() };
        for draft in drafts {
            match (Some(draft.person) == reader, draft.kind) {
                (true, DraftKind::Answer) if may_answer => shown.answer = Some(draft),
                (true, DraftKind::Note) => shown.note = Some(draft),
                (is_own, _) => shown.others.push(writing(draft, is_own, picture, now)),
            }
        }
        shown
    }

    /// What was being written in this form.
    pub(super) fn text(&self, form: &str) -> &str {
        self.own(form).map_or("", |draft| &draft.body)
    }

    /// When it was kept, in words; empty when there is none.
    pub(super) fn kept(&self, form: &str) -> String {
        self.own(form).map(|draft| kept_in_words(draft.kept_at, self.now)).unwrap_or_default()
    }

    fn own(&self, form: &str) -> Option<&Draft> {
        if form == "antwoord" { self.answer.as_ref() } else { self.note.as_ref() }
    }
}

/// The revision that the reader's own draft was written at, when the question has moved on since.
pub(super) fn behind(drafts: &[Draft], reader: Option<PersonId>, revision: i32) -> Option<i32> {
    let own = drafts.iter().filter(|draft| Some(draft.person) == reader && draft.revision < revision);
    own.map(|draft| draft.revision).min()
}

fn writing(draft: Draft, is_own: bool, picture: &Picture, now: DateTime<Utc>) -> Writing {
    let who = if is_own { "U schreef" } else { picture.name(draft.person) };
    let does = if is_own { "" } else { " is bezig met" };
    let words = format!("{who}{does} {}. {}.", draft.kind.label(), kept_in_words(draft.kept_at, now));
    Writing { words, text: draft.body }
}

/// `Concept bewaard om 14.03 uur`, with its day when that is not today.
pub(super) fn kept_in_words(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    match amsterdam_day(at) == amsterdam_day(now) {
        true => format!("Concept bewaard om {} uur", at.with_timezone(&AMSTERDAM).format("%H.%M")),
        false => format!("Concept bewaard op {}", moment_in_words(at)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_of_another_day_says_which() {
        let at = |text: &str| DateTime::parse_from_rfc3339(text).expect("a moment").to_utc();
        let kept = at("2026-11-24T14:03:00+01:00");
        assert_eq!(kept_in_words(kept, kept), "Concept bewaard om 14.03 uur");
        assert_eq!(
            kept_in_words(kept, at("2026-11-25T00:00:00+01:00")),
            "Concept bewaard op dinsdag 24 november 2026 om 14.03 uur"
        );
    }
}
