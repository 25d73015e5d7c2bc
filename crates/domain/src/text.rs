//! Text as people type it.

/// Folds text for comparing names: lower case, no diacritics, one space between words, no punctuation at the edges.
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
        for letter in letter.to_lowercase() {
            match plain(letter) {
                Some(plain) => folded.push_str(plain),
                None if letter.is_alphanumeric() => folded.push(letter),
                None => gap(folded),
            }
        }
    }
    gap(folded);
}

fn plain(letter: char) -> Option<&'static str> {
    Some(match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => "a",
        'è' | 'é' | 'ê' | 'ë' => "e",
        'ì' | 'í' | 'î' | 'ï' => "i",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' => "o",
        'ù' | 'ú' | 'û' | 'ü' => "u",
        'ý' | 'ÿ' => "y",
        'ç' => "c",
        'ñ' => "n",
        'ĳ' => "ij",
        _ => return None,
    })
}

/// May this text be stored? Control characters other than tab and line ends may not, nor may NUL.
pub fn is_clean_text(text: &str) -> bool {
    !text.chars().any(|letter| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_people_take_for_the_same_fold_to_the_same() {
        assert_eq!(fold("'s-Gravenhage "), fold("S Gravenhage"));
        assert_eq!(fold("Súdwest-Fryslân"), "sudwest fryslan");
    }

    #[test]
    fn nul_and_bell_are_not_clean_but_line_ends_are() {
        assert!(is_clean_text("regel\r\n\tregel"));
        assert!(!is_clean_text("a\0b"));
        assert!(!is_clean_text("a\u{7}b"));
    }
}
