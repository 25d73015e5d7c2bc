//! Addresses in a text (autolink): which words of it lead somewhere, and where to.

use domain::email_address;
use url::Url;

/// A part of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    Words(&'t str),
    /// An address, as it was typed.
    Address(&'t str),
}

/// What stands around an address and is no part of it.
const BEFORE: [char; 8] = ['(', '[', '<', '"', '\'', '‘', '“', '*'];
const BEHIND: [char; 14] = ['.', ',', ';', ':', '!', '?', ')', ']', '>', '"', '\'', '’', '”', '*'];
/// What means something in Markdown, and often stands in an address.
const MARKS: [char; 3] = ['_', '*', '&'];

/// A text and the addresses in it.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut done = 0;
    let mut at = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let begin = at;
        at += word.len();
        let begins = word.trim_end().trim_start_matches(BEFORE);
        let inner = without_end(begins);
        if !is_bare(inner) || leads_to(inner).is_none() {
            continue;
        }
        let from = begin + word.trim_end().len() - begins.len();
        if from > done {
            pieces.push(Piece::Words(&text[done..from]));
        }
        pieces.push(Piece::Address(inner));
        done = from + inner.len();
    }
    if done < text.len() {
        pieces.push(Piece::Words(&text[done..]));
    }
    pieces
}

/// Where an address leads, if it leads to a page or a mailbox; nothing else may be a link.
pub(super) fn leads_to(address: &str) -> Option<String> {
    let begins = |start: &str| address.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
    let whole = match address {
        _ if begins("https://") || begins("http://") || begins("mailto:") => address.to_owned(),
        _ if begins("www.") => format!("https://{address}"),
        _ if email_address(address).is_ok() => format!("mailto:{address}"),
        _ => return None,
    };
    let url = Url::parse(&whole).ok()?;
    (url.scheme() == "mailto" || url.has_host()).then_some(whole)
}

/// The text with the marks in its addresses put out of action, so that they stay addresses.
pub(super) fn guarded(text: &str) -> String {
    let mut guarded = String::with_capacity(text.len());
    for piece in pieces(text) {
        match piece {
            // Between pointed brackets it is one thing already.
            Piece::Address(address) if !guarded.ends_with('<') => {
                for sign in address.chars() {
                    if MARKS.contains(&sign) {
                        guarded.push('\\');
                    }
                    guarded.push(sign);
                }
            }
            Piece::Address(same) | Piece::Words(same) => guarded.push_str(same),
        }
    }
    guarded
}

/// What was [`guarded`] and never read as Markdown, as it was typed.
pub(super) fn unguarded(text: &str) -> String {
    let bare = |address: &str| {
        MARKS.iter().fold(address.to_owned(), |text, mark| text.replace(&format!("\\{mark}"), &mark.to_string()))
    };
    let pieces = pieces(text).into_iter();
    pieces
        .map(|piece| match piece {
            Piece::Words(words) => words.to_owned(),
            Piece::Address(address) => bare(address),
        })
        .collect()
}

/// A link with words of its own is none of these.
fn is_bare(address: &str) -> bool {
    !address.contains("](") && !address.get(..7).is_some_and(|head| head.eq_ignore_ascii_case("mailto:"))
}

/// Without what ends the sentence, but with a bracket that the address itself opened.
fn without_end(word: &str) -> &str {
    let mut inner = word;
    let opened = word.matches('(').count();
    let mut closed = word.matches(')').count();
    while let Some(rest) = inner.strip_suffix(BEHIND) {
        if inner.ends_with(')') {
            if opened >= closed {
                break;
            }
            closed -= 1;
        }
        inner = rest;
    }
    inner
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(text: &str) -> Vec<&str> {
        let found = pieces(text).into_iter();
        found.filter_map(|piece| if let Piece::Address(address) = piece { Some(address) } else { None }).collect()
    }

    #[test]
    fn what_stands_around_an_address_is_no_part_of_it() {
        for (text, found) in [
            (
                "Zie (https://a.example/b_c?e=1&f), of www.b.example.",
                vec!["https://a.example/b_c?e=1&f", "www.b.example"],
            ),
            ("Zie https://a.example/x_(y).", vec!["https://a.example/x_(y)"]),
            ("Mail ‘Ans.de_Wit@arnhem.example’!", vec!["Ans.de_Wit@arnhem.example"]),
            ("HTTPS://A.example\nwww.é.example", vec!["HTTPS://A.example", "www.é.example"]),
            ("https:// en www. en wwww.x en a@b en @ans", vec![]),
            ("[woord](https://a.example) javascript:alert(1) /mensen ftp://a.example", vec![]),
            ("**https://a.example**", vec!["https://a.example"]),
        ] {
            assert_eq!(addresses(text), found, "{text}");
            let whole: String = pieces(text)
                .iter()
                .map(|piece| match piece {
                    Piece::Words(part) | Piece::Address(part) => *part,
                })
                .collect();
            assert_eq!(whole, text);
        }
    }

    #[test]
    fn an_address_leads_to_a_page_or_a_mailbox_or_nowhere() {
        assert_eq!(leads_to("www.a.example").as_deref(), Some("https://www.a.example"));
        assert_eq!(leads_to("ans@a.example").as_deref(), Some("mailto:ans@a.example"));
        for nowhere in [
            "/mensen",
            "a.example",
            "javascript:alert(1)",
            "data:text/html,x",
            "https://",
            "https://[",
            "//a.example",
            "",
        ] {
            assert_eq!(leads_to(nowhere), None, "{nowhere}");
        }
    }

    #[test]
    fn guarding_an_address_can_be_undone() {
        let text = "Zie https://a.example/_b_*c*&d en a_b <https://c.example/_d_>";
        assert_eq!(guarded(text), "Zie https://a.example/\\_b\\_\\*c\\*\\&d en a_b <https://c.example/_d_>");
        assert_eq!(unguarded(&guarded(text)), text);
    }
}
