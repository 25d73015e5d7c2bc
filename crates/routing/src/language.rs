//! Dutch or English, by a vote of the small words.

use serde::{Deserialize, Serialize};

/// In which language a question is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Nederlands.
    Nl,
    /// Engels.
    En,
}

/// Small words that occur in one of the two languages only.
const DUTCH: [&str; 26] = [
    "de", "het", "een", "en", "van", "voor", "wij", "we", "ik", "dat", "die", "niet", "aan", "met", "zijn", "hoe",
    "kunnen", "ook", "bij", "wat", "er", "als", "naar", "onze", "dit", "u",
];
const ENGLISH: [&str; 22] = [
    "the", "and", "of", "to", "for", "a", "our", "with", "this", "that", "are", "how", "can", "from", "have", "there",
    "which", "would", "they", "you", "it", "be",
];

/// Letters of the longest of them.
const LONGEST: usize = 6;

impl Language {
    /// The code, as stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nl => "nl",
            Self::En => "en",
        }
    }

    /// English only when its small words, each counted once, clearly win; Dutch is the language of the desk.
    pub(crate) fn of<'w>(words: impl Iterator<Item = &'w str>) -> Self {
        let (mut dutch, mut english) = (0, 0);
        for word in words.filter(|word| word.len() <= LONGEST) {
            dutch += usize::from(DUTCH.contains(&word));
            english += usize::from(ENGLISH.contains(&word));
        }
        if english >= 3 && english > 2 * dutch { Self::En } else { Self::Nl }
    }
}
