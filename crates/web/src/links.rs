//! Links with a secret in them (magic links, capability URLs), and what people paste around them.

/// Where a link leads that is damaged around its secret: other capitals, more slashes, something behind it.
pub(crate) fn mended_link(path: &str) -> Option<String> {
    let decoded = decoded(path);
    let (place, behind) = decoded.trim_start_matches('/').split_once('/')?;
    let place = ["volg", "toegang", "organisatie", "concept"]
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(place.trim()))?;
    Some(format!("/{place}/{}", secret_in(behind)?))
}

/// Length of a secret of 256 bits as it stands in a link.
const SECRET: usize = 43;

/// The first run of signs that is long enough to be a secret, cut to its length. Signs that nobody sees may stand in it:
/// programs for mail break long lines.
pub(crate) fn secret_in(text: &str) -> Option<String> {
    let seen = text.chars().filter(|sign| !sign.is_whitespace() && !sign.is_control() && !is_unseen(*sign));
    let mut run = String::new();
    for sign in seen {
        if sign.is_ascii_alphanumeric() || sign == '-' || sign == '_' {
            run.push(sign);
        } else {
            run.clear();
        }
        if run.len() == SECRET {
            return Some(run);
        }
    }
    None
}

fn is_unseen(sign: char) -> bool {
    matches!(sign, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

/// What cannot be read is no letter of a secret.
pub(crate) fn decoded(path: &str) -> String {
    percent_encoding::percent_decode_str(path).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::{mended_link, secret_in};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_secret_is_read_whole_whatever_stands_around_it(
            secret in "[A-Za-z0-9_-]{43}", before in "[<(\"'\u{200b} ]{0,3}", behind in "\\PC{0,20}"
        ) {
            let read = secret_in(&format!("{before}{secret}{behind}"));
            prop_assert_eq!(read.as_deref(), Some(secret.as_str()));
            let mended = mended_link(&format!("//Volg/{secret}/{}", behind.replace('%', "")));
            prop_assert_eq!(mended, Some(format!("/volg/{secret}")));
        }

        #[test]
        fn what_is_too_short_is_no_secret(short in "[A-Za-z0-9_-]{0,42}", behind in "[.,)/]{0,5}") {
            prop_assert_eq!(secret_in(&format!("{short}{behind}")), None);
        }
    }

    #[test]
    fn only_links_with_a_secret_are_mended() {
        let secret = "a".repeat(43);
        assert_eq!(mended_link(&format!("/volg/{secret}/")), Some(format!("/volg/{secret}")));
        for path in [format!("/vragen/{secret}"), "/volg/".to_owned(), "/".to_owned(), format!("/{secret}")] {
            assert_eq!(mended_link(&path), None, "{path}");
        }
    }
}
