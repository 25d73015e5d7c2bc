//! Why an expert gives a question away.

/// The short list. Only [`HandoverReason::WrongTopic`] says something of what the question is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HandoverReason {
    /// It is about something else.
    WrongTopic,
    /// It is from somewhere else.
    WrongRegion,
    /// The week is full.
    NoRoom,
    /// The expert should not answer this organisation; the desk remembers.
    ConflictOfInterest,
    /// Anything else.
    Other,
}

impl HandoverReason {
    /// Every reason, in the order people see them.
    pub const ALL: [Self; 5] =
        [Self::WrongTopic, Self::WrongRegion, Self::NoRoom, Self::ConflictOfInterest, Self::Other];

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::WrongTopic => "Verkeerd onderwerp",
            Self::WrongRegion => "Verkeerde regio",
            Self::NoRoom => "Geen ruimte",
            Self::ConflictOfInterest => "Belangenconflict",
            Self::Other => "Anders",
        }
    }

    /// The reason somebody gives in words: begins with one of the short list, perhaps with an explanation behind it.
    pub fn of(words: &str) -> Self {
        let words = words.trim_start_matches(|sign: char| !sign.is_alphanumeric()).to_lowercase();
        let begins_with = |reason: &Self| {
            let rest = words.strip_prefix(&reason.label().to_lowercase());
            rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        };
        Self::ALL.into_iter().find(begins_with).unwrap_or(Self::Other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_known_by_its_first_words_and_anything_else_is_other() {
        assert_eq!(HandoverReason::of("Verkeerd onderwerp"), HandoverReason::WrongTopic);
        assert_eq!(HandoverReason::of("belangenconflict: mijn zus werkt daar"), HandoverReason::ConflictOfInterest);
        for words in ["Belangenconflict, mijn broer werkt daar", " “Belangenconflict” met Zutphen", "BELANGENCONFLICT."]
        {
            assert_eq!(HandoverReason::of(words), HandoverReason::ConflictOfInterest, "{words}");
        }
        assert_eq!(HandoverReason::of("Belangenconflicten zijn er niet"), HandoverReason::Other);
        assert_eq!(HandoverReason::of("Dit is geen verkeerd onderwerp"), HandoverReason::Other);
    }
}
