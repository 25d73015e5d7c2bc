//! Plain text as people wrote it, with its web addresses made into links.

/// A piece of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    Text(String),
    /// A web address; only `https://` and `http://` become one.
    Link(String),
}

/// Cuts text into pieces; put together again they are the text.
pub(crate) fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(at) = next_address(rest) {
        let (before, from) = rest.split_at(at);
        let end = from.find(|letter: char| letter.is_whitespace() || "<>\"".contains(letter)).unwrap_or(from.len());
        // A full stop or bracket after an address belongs to the sentence.
        let address = from[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'', '…']);
        if !before.is_empty() {
            pieces.push(Piece::Text(before.to_owned()));
        }
        pieces.push(Piece::Link(address.to_owned()));
        rest = &from[address.len()..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.to_owned()));
    }
    pieces
}

/// Where the next address begins; one needs something after its `//`.
fn next_address(text: &str) -> Option<usize> {
    let starts = ["https://", "http://"].into_iter().flat_map(|scheme| {
        text.match_indices(scheme)
            .filter(move |(at, _)| text[at + scheme.len()..].starts_with(|next: char| next.is_ascii_alphanumeric()))
            .map(|(at, _)| at)
            .take(1)
            .collect::<Vec<_>>()
    });
    starts.min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_full_stop_after_an_address_is_not_part_of_it() {
        assert_eq!(
            pieces("Zie https://voorbeeld.nl/a?b=1. Groet"),
            [
                Piece::Text("Zie ".to_owned()),
                Piece::Link("https://voorbeeld.nl/a?b=1".to_owned()),
                Piece::Text(". Groet".to_owned())
            ]
        );
    }

    #[test]
    fn nothing_but_web_addresses_becomes_a_link() {
        for text in ["javascript:alert(1)", "https://", "data:text/html,x", "ftp://voorbeeld.nl"] {
            assert_eq!(pieces(text), [Piece::Text(text.to_owned())]);
        }
    }

    proptest! {
        #[test]
        fn no_letter_is_lost(text in "(https?://|[a-z.,) \\n<é]){0,40}") {
            let again: String = pieces(&text)
                .into_iter()
                .map(|piece| match piece { Piece::Text(text) | Piece::Link(text) => text })
                .collect();
            prop_assert_eq!(again, text);
        }
    }
}
