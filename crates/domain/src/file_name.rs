//! The name of a file that somebody sent (attachment), as it is kept and shown.

use crate::as_stored;

/// Longest name, in characters; a longer one loses its middle, never its ending.
const LONGEST: usize = 120;
/// Longest ending that is kept of such a name.
const ENDING: usize = 10;

/// The name without the folders it lay in, and without signs that cannot be seen or that turn the line around; none when
/// nothing of it is left before its ending.
pub fn file_name(sent: &str) -> Option<String> {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen: String = last.chars().map(|sign| if sign.is_whitespace() { ' ' } else { sign }).collect();
    let seen: String = seen.chars().filter(|sign| !is_unseen(*sign)).collect();
    let name = as_stored(&seen);
    let name = name.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let name = name.trim_end_matches(['.', ' ']);
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let stem = stem.trim_matches(['.', ' ']);
    if stem.is_empty() {
        return None;
    }
    let name = name.trim_start_matches(['.', ' ']);
    if name.chars().count() <= LONGEST {
        return Some(name.to_owned());
    }
    let stem: String = stem.chars().take(LONGEST - ENDING - 1).collect();
    let ending: String = ending.chars().take(ENDING).collect();
    let name = format!("{}.{ending}", stem.trim_end_matches(['.', ' ']));
    Some(name.trim_end_matches(['.', ' ']).to_owned())
}

/// Control characters, marks that turn the direction of a line, and what has no width (bidi, zero width, tags).
fn is_unseen(sign: char) -> bool {
    sign.is_control()
        || matches!(
            sign,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn folders_and_unseen_signs_are_taken_off() {
        for (sent, kept) in [
            ("../../etc/plan.pdf", "plan.pdf"),
            ("C:\\Users\\ans\\plan.pdf", "plan.pdf"),
            ("pla\0n.pdf", "plan.pdf"),
            ("plan\u{202e}fdp.exe", "planfdp.exe"),
            (" plan \n van  aanpak.pdf ", "plan van aanpak.pdf"),
            ("e\u{301}e\u{301}n.pdf", "één.pdf"),
            ("...plan.pdf.", "plan.pdf"),
        ] {
            assert_eq!(file_name(sent).as_deref(), Some(kept), "{sent:?}");
        }
        for nothing in ["", "..", "/", "map/", "\0", ".pdf", "\u{202e}.pdf"] {
            assert_eq!(file_name(nothing), None, "{nothing:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_ending() {
        let name = file_name(&format!("{}.docx", "é".repeat(500))).expect("a name");
        assert!(name.ends_with(".docx") && name.chars().count() <= LONGEST);
    }

    proptest! {
        #[test]
        fn a_kept_name_is_no_path_and_stays_as_it_is(
            sent in "\\PC{0,200}|[\\x00-\\u{10ffff}]{0,60}|[ab. ]{100,140}|[ab]{110,130}[. ]{0,2}[a .]{0,14}",
        ) {
            if let Some(name) = file_name(&sent) {
                let turned = ['/', '\\', '\0', '\n', '\u{202e}'];
                prop_assert!(!name.contains(turned));
                prop_assert!(name != ".." && !name.starts_with('.') && name.chars().count() <= LONGEST);
                prop_assert_eq!(file_name(&name), Some(name));
            }
        }
    }
}
