//! A text as it is compared: sign by sign, each with its place.

use crate::text::is_ignorable;
use std::ops::Range;
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// One sign as it is compared, and where it stands.
pub(super) struct Sign {
    pub(super) at: Range<usize>,
    pub(super) letter: char,
}

/// The text in lower case, without accents and without what cannot be seen, with plain digits, spaces and hyphens.
pub(super) fn signs(text: &str) -> Vec<Sign> {
    let mut signs = Vec::with_capacity(text.len());
    for (start, letter) in text.char_indices() {
        let at = start..start + letter.len_utf8();
        if letter.is_ascii() {
            let letter = if letter == '\t' { ' ' } else { letter.to_ascii_lowercase() };
            signs.push(Sign { at, letter });
        } else if is_raised(letter) {
            // The number of a footnote does not belong to the number in front of it.
            signs.push(Sign { at, letter: '*' });
        } else if !is_ignorable(letter) {
            decompose_compatible(letter, |part| {
                let parts = part.to_lowercase().filter(|part| !is_combining_mark(*part));
                signs.extend(parts.map(|part| Sign { at: at.clone(), letter: plain(part) }));
            });
        }
    }
    signs
}

fn is_raised(letter: char) -> bool {
    matches!(letter, '²' | '³' | '¹' | '\u{2070}'..='\u{209c}')
}

fn plain(letter: char) -> char {
    /// The zeros of other scripts in use in the Netherlands: Arabic, Persian, Hindi.
    const ZEROS: [char; 3] = ['\u{660}', '\u{6f0}', '\u{966}'];
    match letter {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2043}' => '-',
        '\u{2018}' | '\u{2019}' => '\'',
        letter if letter.is_whitespace() && letter != '\n' => ' ',
        letter => ZEROS
            .iter()
            .find_map(|zero| {
                char::from_digit((letter as u32).checked_sub(*zero as u32).filter(|digit| *digit < 10)?, 10)
            })
            .unwrap_or(letter),
    }
}
