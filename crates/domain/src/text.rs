//! Text as people type it, mended and folded (Unicode normalisation).
//!
//! What is stored is composed (NFC) and mended: line ends of every sort are one sort, what windows-1252 left behind is
//! what it meant, and nothing in it is invisible on purpose. What is compared and searched is folded ([`fold`]).

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// How a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// On one line, of a person or an organisation: a line end within it is a mistake that the sender should see.
    Name,
    /// On one line: a line end within it is a space.
    Line,
    /// On as many lines as somebody likes.
    Prose,
}

/// What is wrong with a text that cannot be taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// NUL, or a code point that is no character.
    NoText,
    /// A line end within a name.
    LineEnd,
}

/// What somebody typed, in quotes, fit to stand in a message about it.
pub fn quoted(typed: &str) -> String {
    // Signs; about a line on a page: enough to know it again.
    const LONGEST: usize = 80;
    let text = one_line(typed);
    let cut = text.char_indices().nth(LONGEST).map_or(text.as_str(), |(end, _)| &text[..end]);
    if cut.len() < text.len() { format!("'{cut}…'") } else { format!("'{cut}'") }
}

/// Can every database store this text?
pub fn is_storable(text: &str) -> bool {
    text.chars().all(is_character)
}

fn is_character(letter: char) -> bool {
    letter != '\0' && !matches!(letter, '\u{fdd0}'..='\u{fdef}') && letter as u32 & 0xfffe != 0xfffe
}

/// The text composed, in its shape, without what cannot be seen; empty when nothing of it can be seen.
pub(crate) fn mend(typed: &str, shape: Shape) -> Result<String, Fault> {
    if !is_storable(typed) {
        return Err(Fault::NoText);
    }
    let mut mended = String::with_capacity(typed.len());
    let mut letters = typed.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\r' if letters.peek() == Some(&'\n') => {}
            '\n' | '\r' | '\u{2028}' | '\u{2029}' => mended.push('\n'),
            // Line ends of slides and PDF, where the text itself was on one line.
            '\u{b}' | '\u{c}' | '\u{85}' => mended.push(if shape == Shape::Prose { '\n' } else { ' ' }),
            '\t' => mended.push('\t'),
            '\u{80}'..='\u{9f}' => mended.extend(windows_1252(letter)),
            _ if letter.is_control() || turns_text(letter) => {}
            _ if shape != Shape::Prose && is_unseen_on_a_line(letter) => {}
            _ => mended.push(letter),
        }
    }
    let text = mended.trim();
    if shows_nothing(text) {
        return Ok(String::new());
    }
    if shape == Shape::Name && text.contains('\n') {
        return Err(Fault::LineEnd);
    }
    let composed = || text.nfc();
    Ok(match shape {
        Shape::Prose => composed().collect(),
        Shape::Name | Shape::Line => composed().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" "),
    })
}

/// A text of several lines as it is stored; one that cannot be stored stays as it is. By this, what two programs send in
/// different signs is the same.
pub fn as_stored(typed: &str) -> String {
    mend(typed, Shape::Prose).unwrap_or_else(|_| typed.to_owned())
}

/// What is left of a text on one line, whatever it was; for what was stored, or was said elsewhere.
pub fn one_line(text: &str) -> String {
    let storable: String = text.chars().map(|letter| if is_character(letter) { letter } else { '\u{fffd}' }).collect();
    mend(&storable, Shape::Line).unwrap_or_default()
}

/// What is left of a text of several lines, whatever it was; for what was said elsewhere.
pub fn as_prose(text: &str) -> String {
    let storable: String = text.chars().map(|letter| if is_character(letter) { letter } else { '\u{fffd}' }).collect();
    mend(&storable, Shape::Prose).unwrap_or_default()
}

/// Is there nothing to see in what somebody typed?
pub fn is_blank(typed: &str) -> bool {
    shows_nothing(typed) && is_storable(typed)
}

/// What a control character of the second block means where it was pasted from windows-1252.
fn windows_1252(letter: char) -> Option<char> {
    const MEANT: [char; 32] = [
        '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘', '’', '“', '”',
        '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
    ];
    MEANT.get((letter as usize).checked_sub(0x80)?).copied().filter(|meant| *meant != '\0')
}

/// Embeddings, overrides and isolates of direction, which turn what stands behind them; and the mark of a file.
fn turns_text(letter: char) -> bool {
    matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Marks of direction and places to break a word: of use in a long text only.
fn is_unseen_on_a_line(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}')
}

/// Is there nothing to see: only spaces, marks without a letter, and signs that have no shape?
fn shows_nothing(text: &str) -> bool {
    text.chars().all(|letter| {
        letter.is_whitespace()
            || letter.is_control()
            || is_combining_mark(letter)
            || is_ignorable(letter)
            || letter == '\u{2800}'
    })
}

/// Signs without a shape of their own (Default_Ignorable_Code_Point), annotations and the place of a picture.
pub(crate) fn is_ignorable(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{17b4}'
            | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffc}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Folds text for comparing names: lower case, no diacritics, one space between words, no punctuation at the edges.
/// However the text was composed, and whatever width its letters have, it folds to the same (NFKD, case folded).
///
/// `"'s-Gravenhage "` and `"s gravenhage"` fold to the same.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded.truncate(folded.trim_end().len());
    folded
}

/// Folds like [`fold`] behind what stands there, with a space behind every word and none in front of the first.
pub fn fold_into(text: &str, folded: &mut String) {
    let start = folded.len();
    let gap = |folded: &mut String| {
        if folded.len() > start && !folded.ends_with(' ') {
            folded.push(' ');
        }
    };
    for letter in text.chars() {
        // Most letters are these, and need no tables.
        if letter.is_ascii() {
            if letter.is_ascii_alphanumeric() {
                folded.push(letter.to_ascii_lowercase());
            } else {
                gap(folded);
            }
            continue;
        }
        if is_ignorable(letter) {
            continue;
        }
        decompose_compatible(letter, |part| {
            for letter in part.to_lowercase() {
                match plain(letter) {
                    Some(plain) => folded.push_str(plain),
                    None if is_diacritic(letter) => {}
                    None if letter.is_alphanumeric() || is_combining_mark(letter) => folded.push(letter),
                    None => gap(folded),
                }
            }
        });
    }
    gap(folded);
}

/// Letters that are written otherwise where they are not on the keyboard, and that Unicode does not take apart.
fn plain(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ı' => "i",
        'ł' => "l",
        'ŧ' => "t",
        'þ' => "th",
        'ς' => "σ",
        _ => return None,
    })
}

/// Accents and the like; marks that are part of a letter, as in Hindi, are not.
fn is_diacritic(letter: char) -> bool {
    matches!(
        letter,
        '\u{300}'..='\u{36f}'
            | '\u{483}'..='\u{487}'
            | '\u{591}'..='\u{5bd}'
            | '\u{64b}'..='\u{65f}'
            | '\u{670}'
            | '\u{1ab0}'..='\u{1aff}'
            | '\u{1dc0}'..='\u{1dff}'
            | '\u{20d0}'..='\u{20ff}'
            | '\u{fe20}'..='\u{fe2f}'
    )
}

/// Is this sign no end of a word, though it is no letter: a mark on the letter before it, or something without a shape?
pub fn is_part_of_letter(sign: char) -> bool {
    is_combining_mark(sign) || is_ignorable(sign)
}

/// May this secret be typed? Control characters other than tab and line ends may not, nor may NUL.
pub fn is_clean_text(text: &str) -> bool {
    is_storable(text) && !text.chars().any(|letter| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_that_people_take_for_the_same_fold_to_the_same() {
        assert_eq!(fold("'s-Gravenhage "), fold("S Gravenhage"));
        assert_eq!(fold("Súdwest-Fryslân"), "sudwest fryslan");
        assert_eq!(fold("Su\u{301}dwest\u{2011}Frysla\u{302}n"), "sudwest fryslan");
        assert_eq!(fold("ＳＵＤＷＥＳＴ\u{a0}Frys\u{ad}lân"), "sudwest fryslan");
        assert_eq!(fold("\u{132}sselstein \u{fb01}jn Straße Ørsted"), "ijsselstein fijn strasse orsted");
    }

    #[test]
    fn nul_and_bell_are_not_clean_but_line_ends_are() {
        assert!(is_clean_text("regel\r\n\tregel"));
        assert!(!is_clean_text("a\0b"));
        assert!(!is_clean_text("a\u{7}b"));
    }

    #[test]
    fn what_somebody_typed_is_quoted_as_they_see_it() {
        assert_eq!(quoted("Gemeente A\u{301}rnhem\u{202e}\n"), "'Gemeente Árnhem'");
        assert_eq!(quoted("a\0b"), "'a\u{fffd}b'");
        assert_eq!(quoted(&"é".repeat(1_000)).chars().count(), 83);
    }

    proptest! {
        #[test]
        fn mended_text_stays_as_it_is_and_folding_does_not_see_the_difference(
            text in "\\PC{0,60}|[\\x00-\\u{10ffff}]{0,40}|[a-e\\u{300}-\\u{303}\\u{200b}\r\n\t\u{92} ]{0,30}"
        ) {
            for shape in [Shape::Name, Shape::Line, Shape::Prose] {
                let Ok(once) = mend(&text, shape) else { continue };
                prop_assert_eq!(mend(&once, shape), Ok(once.clone()));
                prop_assert!(is_storable(&once));
                let one_line = shape == Shape::Prose || !once.chars().any(char::is_control);
                prop_assert!(one_line, "{:?}", once);
                let composed: String = once.nfd().collect();
                prop_assert_eq!(fold(&composed), fold(&once));
            }
        }
    }
}
