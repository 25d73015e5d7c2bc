//! How somebody of the desk wants to get their letters (notification preferences).

/// When letters to somebody of the desk go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum LetterPace {
    /// Each by itself, as soon as there is something to tell.
    #[default]
    AtOnce,
    /// Together, each working morning; what cannot wait goes at once.
    EachMorning,
}

impl LetterPace {
    /// Every pace.
    pub const ALL: [Self; 2] = [Self::AtOnce, Self::EachMorning];

    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AtOnce => "at_once",
            Self::EachMorning => "each_morning",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|pace| pace.as_str() == word)
    }
}

/// What somebody of the desk chose about their letters; the default until they did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct LetterWishes {
    /// When letters about questions go.
    pub pace: LetterPace,
    /// Whether the figures of the week come on its first working morning. Leads only get them.
    pub weekly_figures: bool,
}
