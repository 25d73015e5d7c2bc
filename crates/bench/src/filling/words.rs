//! Words that nobody uses: how often each occurs is known beforehand.

const CONSONANTS: [char; 14] = ['b', 'd', 'f', 'z', 'h', 'j', 'k', 'l', 'm', 'n', 'p', 'r', 't', 'v'];
const VOWELS: [char; 5] = ['a', 'e', 'i', 'o', 'u'];
const SYLLABLES: u64 = 70;
const ALL: u64 = SYLLABLES * SYLLABLES * SYLLABLES * SYLLABLES;
/// Without a factor in common with `ALL`, so that no two numbers give one word.
const STEP: u64 = 7_368_787;
/// About how many questions share a project.
pub(crate) const A_PROJECT: u64 = 50;

/// The word of this question alone.
pub(crate) fn own(ticket: u64) -> String {
    format!("{}k", spelled(ticket))
}

/// The word of about fifty questions.
pub(crate) fn project(ticket: u64, tickets: u64) -> String {
    format!("{}m", spelled(ticket % (tickets / A_PROJECT).max(1)))
}

/// What a question says with both.
pub(crate) fn sentence(ticket: u64, tickets: u64) -> String {
    format!("Het project heet {}, ons kenmerk is {}.", project(ticket, tickets), own(ticket))
}

fn spelled(number: u64) -> String {
    let mut rest = number.wrapping_mul(STEP) % ALL;
    let mut word = String::with_capacity(9);
    for _ in 0..4 {
        let syllable = (rest % SYLLABLES) as usize;
        rest /= SYLLABLES;
        word.push(CONSONANTS[syllable / VOWELS.len()]);
        word.push(VOWELS[syllable % VOWELS.len()]);
    }
    word
}

#[cfg(test)]
mod tests {
    use super::own;
    use std::collections::BTreeSet;

    #[test]
    fn a_hundred_thousand_questions_have_each_a_word_of_their_own() {
        let stems: BTreeSet<String> = (1..=100_000).flat_map(|ticket| store::search::stems(&own(ticket))).collect();
        assert_eq!(stems.len(), 100_000);
    }
}
