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

    /// The reason somebody gives in words: one of the short list, perhaps with an explanation behind a colon.
    pub fn of(words: &str) -> Self {
        let first = words.split(':').next().unwrap_or_default().trim().to_lowercase();
        Self::ALL.into_iter().find(|reason| reason.label().to_lowercase() == first).unwrap_or(Self::Other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_known_by_its_first_words_and_anything_else_is_other() {
        assert_eq!(HandoverReason::of("Verkeerd onderwerp"), HandoverReason::WrongTopic);
        assert_eq!(HandoverReason::of("belangenconflict: mijn zus werkt daar"), HandoverReason::ConflictOfInterest);
        assert_eq!(HandoverReason::of("Dit is geen verkeerd onderwerp"), HandoverReason::Other);
    }
}
