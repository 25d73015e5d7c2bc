//! How a question ends (resolution, disposition): answered, closed for another reason, or referred to another desk.

use crate::TicketId;
use serde::{Deserialize, Serialize};

/// The stored word of what ended in another question.
const MERGED: &str = "merged";

/// How a closed question ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// It was closed here.
    Closed(ClosedBecause),
    /// Its asker was referred to another desk.
    Referred,
    /// It asked the same as an earlier question, and its asker gets the answer to that one.
    MergedInto(TicketId),
}

/// Why a question is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClosedBecause {
    /// Somebody at the desk said so, and not why.
    Said,
    /// Its asker did not react to a question back.
    Silence,
    /// It was answered.
    Answered,
    /// It was answered, but not here: in a conversation, or by somebody else.
    Elsewhere,
    /// Its asker needs no answer any more.
    Withdrawn,
    /// The same was asked already.
    Duplicate,
    /// It is not for this desk.
    NotOurs,
    /// For a reason that its asker reads in the words of whoever closed it.
    Other,
}

impl Default for Ending {
    /// As of questions of which nobody wrote down more.
    fn default() -> Self {
        Self::Closed(ClosedBecause::Said)
    }
}

impl Ending {
    /// Every one that needs no other question.
    pub const ALL: [Self; 9] = [
        Self::Closed(ClosedBecause::Said),
        Self::Closed(ClosedBecause::Silence),
        Self::Closed(ClosedBecause::Answered),
        Self::Closed(ClosedBecause::Elsewhere),
        Self::Closed(ClosedBecause::Withdrawn),
        Self::Closed(ClosedBecause::Duplicate),
        Self::Closed(ClosedBecause::NotOurs),
        Self::Closed(ClosedBecause::Other),
        Self::Referred,
    ];

    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Closed(because) => because.as_str(),
            Self::Referred => "referred",
            Self::MergedInto(_) => MERGED,
        }
    }

    /// Reads the stored word, and the question in which it ended.
    pub fn parse(word: &str, into: Option<TicketId>) -> Option<Self> {
        if word == MERGED {
            return into.map(Self::MergedInto);
        }
        Self::ALL.into_iter().find(|ending| ending.as_str() == word)
    }

    /// Is it that of questions of which nobody wrote down more?
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// What people read of a question that ended so.
    pub fn label(self) -> &'static str {
        match self {
            Self::Closed(ClosedBecause::Answered) => "Gesloten: beantwoord",
            Self::Closed(ClosedBecause::Said) => "Gesloten zonder antwoord",
            Self::Closed(ClosedBecause::Silence) => "Gesloten zonder antwoord: geen reactie",
            Self::Closed(ClosedBecause::Elsewhere) => "Gesloten: op een andere manier beantwoord",
            Self::Closed(ClosedBecause::Withdrawn) => "Gesloten zonder antwoord: ingetrokken",
            Self::Closed(ClosedBecause::Duplicate) => "Gesloten zonder antwoord: dubbel",
            Self::Closed(ClosedBecause::NotOurs) => "Gesloten zonder antwoord: niet voor dit loket",
            Self::Closed(ClosedBecause::Other) => "Gesloten zonder antwoord: andere reden",
            Self::Referred => "Doorverwezen",
            Self::MergedInto(_) => "Samengevoegd met een eerdere vraag",
        }
    }

    /// Why a promise of a question that ended so was withdrawn, behind a colon.
    pub fn withdraws(self) -> &'static str {
        match self {
            Self::Closed(_) => "gesloten zonder antwoord",
            Self::Referred => "doorverwezen",
            Self::MergedInto(_) => "samengevoegd met een eerdere vraag",
        }
    }

    /// What the asker reads of it.
    pub fn told(self) -> &'static str {
        match self {
            Self::Closed(because) => because.told(),
            Self::Referred => "Wij hebben u doorverwezen: een ander loket kan u beter helpen.",
            Self::MergedInto(_) => {
                "Wij hadden al een vraag over hetzelfde. U krijgt hetzelfde antwoord: op deze pagina, en per e-mail."
            }
        }
    }
}

impl ClosedBecause {
    /// Those that somebody can give, in the order people see them; see [`crate::Standing::reasons_to_close`].
    pub const CHOICES: [Self; 7] =
        [Self::Answered, Self::Elsewhere, Self::Withdrawn, Self::Silence, Self::Duplicate, Self::NotOurs, Self::Other];

    /// Does it tell the asker nothing without words beside it?
    pub fn needs_words(self) -> bool {
        matches!(self, Self::NotOurs | Self::Other)
    }

    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Said => "said",
            Self::Silence => "silence",
            Self::Answered => "answered",
            Self::Elsewhere => "elsewhere",
            Self::Withdrawn => "withdrawn",
            Self::Duplicate => "duplicate",
            Self::NotOurs => "not_ours",
            Self::Other => "other",
        }
    }

    /// What people choose.
    pub fn label(self) -> &'static str {
        match self {
            Self::Said => "Zonder reden",
            Self::Silence => "Geen reactie van de vraagsteller",
            Self::Answered => "Beantwoord",
            Self::Elsewhere => "Op een andere manier beantwoord",
            Self::Withdrawn => "Vraag ingetrokken",
            Self::Duplicate => "Dubbel: dezelfde vraag staat er al",
            Self::NotOurs => "Niet voor dit loket",
            Self::Other => "Andere reden",
        }
    }

    /// What the asker reads of it.
    pub fn told(self) -> &'static str {
        match self {
            Self::Said | Self::Other => "Wij hebben uw vraag gesloten.",
            Self::Silence => "Wij kregen geen reactie op onze vraag aan u. Daarom hebben wij uw vraag gesloten.",
            Self::Answered => "Uw vraag is beantwoord en gesloten.",
            Self::Elsewhere => {
                "U hebt op een andere manier antwoord gekregen, bijvoorbeeld in een gesprek. Daarom hebben wij uw vraag \
                 gesloten."
            }
            Self::Withdrawn => "U hebt geen antwoord meer nodig. Daarom hebben wij uw vraag gesloten.",
            Self::Duplicate => {
                "Dezelfde vraag stond al bij ons, en daarop krijgt u antwoord. Daarom hebben wij deze vraag gesloten."
            }
            Self::NotOurs => "Wij hebben uw vraag gesloten: wij zijn niet het goede loket daarvoor.",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_read_says_whether_there_was_an_answer() {
        assert_eq!(Ending::parse("merged", Some(TicketId(3))), Some(Ending::MergedInto(TicketId(3))));
        assert_eq!(Ending::parse("merged", None), None, "nobody knows in which");
        for ending in Ending::ALL {
            assert_eq!(Ending::parse(ending.as_str(), None), Some(ending));
            let without = ending.label().contains("zonder antwoord");
            let with = ["beantwoord", "Doorverwezen"].iter().any(|words| ending.label().contains(words));
            assert!(without != with, "{ending:?}");
            assert!(ending.told().ends_with('.'), "{ending:?}");
        }
    }
}
