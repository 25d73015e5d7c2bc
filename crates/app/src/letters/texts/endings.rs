//! What an asker reads of how a question ended, in their language.

use super::language::either;
use domain::{ClosedBecause, Ending};
use routing::Language;

/// Why it was closed.
pub(super) fn because_told(language: Language, because: ClosedBecause) -> &'static str {
    let english = match because {
        ClosedBecause::Said | ClosedBecause::Other => "We have closed your question.",
        ClosedBecause::Silence => "We had no reply to what we asked you. That is why we have closed your question.",
        ClosedBecause::Answered => "Your question has been answered and closed.",
        ClosedBecause::Elsewhere => {
            "You had an answer in another way, for example in a conversation. That is why we have closed your question."
        }
        ClosedBecause::Withdrawn => "You no longer need an answer. That is why we have closed your question.",
        ClosedBecause::Duplicate => {
            "We already had the same question, and you will get an answer to that one. That is why we have closed this one."
        }
        ClosedBecause::NotOurs => "We have closed your question: this is not the right desk for it.",
    };
    either(language, because.told(), english)
}

/// That another desk can help.
pub(super) fn referred(language: Language, to: &str) -> String {
    let told = either(language, Ending::Referred.told(), "We have referred you: another desk can help you better.");
    let desk = either(language, "Dat is", "That is");
    format!("{told} {desk}: {to}.")
}

/// What can still be done.
pub(super) fn after_closing(language: Language, because: ClosedBecause) -> &'static str {
    match because {
        ClosedBecause::Silence => either(
            language,
            "Hebt u nog steeds antwoord nodig? Reageer dan via de link hieronder; uw vraag is dan weer open.",
            "Do you still need an answer? Then reply through the link below, and your question is open again.",
        ),
        _ => either(
            language,
            "Bent u het daar niet mee eens? Reageer dan via de link hieronder; uw vraag is dan weer open.",
            "Do you disagree? Then reply through the link below, and your question is open again.",
        ),
    }
}
