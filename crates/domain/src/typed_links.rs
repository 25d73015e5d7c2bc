//! Links that people type with words of their own (Markdown), said in plain text: a letter has no links to click on.

/// Longest words of such a link, in bytes: whoever opens a bracket need not close it.
const LONGEST_WORDS: usize = 500;
/// Longest address of such a link, in bytes.
const LONGEST_ADDRESS: usize = 2_000;

/// `[woord](https://…)` as `woord (https://…)`; everything else stays as it was typed, because it can be read.
pub fn links_in_words(text: &str) -> String {
    let mut said = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('[') {
        let (before, from) = rest.split_at(at);
        match link(from) {
            Some((words, to, length)) if !before.ends_with('\\') => {
                // A picture cannot be shown either.
                said.push_str(before.strip_suffix('!').unwrap_or(before));
                match words.trim() {
                    "" => said.push_str(to),
                    words if words == to => said.push_str(to),
                    words => said.push_str(&format!("{words} ({to})")),
                }
                rest = &from[length..];
            }
            _ => {
                said.push_str(before);
                said.push('[');
                rest = &from[1..];
            }
        }
    }
    said.push_str(rest);
    said
}

/// The words of the link that this text begins with, where it leads, and how long it is.
fn link(from: &str) -> Option<(&str, &str, usize)> {
    let end = closing(from, LONGEST_WORDS)?;
    let (words, behind) = (&from[1..end], from[end + 1..].strip_prefix('(')?);
    // Between paragraphs there is no link.
    if words.contains("\n\n") {
        return None;
    }
    let length = end_of_address(behind)?;
    let to = &behind[..length];
    let leads = ["https://", "http://", "mailto:", "www."].iter().any(|start| {
        to.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start)) && to.len() > start.len()
    });
    leads.then_some((words, to, end + 2 + length + 1))
}

/// Where the bracket closes with which this text begins, if it does so within so many bytes.
fn closing(text: &str, within: usize) -> Option<usize> {
    let mut open = 0;
    for (at, sign) in text.char_indices().take_while(|(at, _)| *at <= within) {
        match sign {
            '[' => open += 1,
            ']' => open -= 1,
            _ => {}
        }
        if open == 0 {
            return Some(at);
        }
    }
    None
}

/// Where an address ends that stands between round brackets: at the one that closes them. One with a space is none.
fn end_of_address(text: &str) -> Option<usize> {
    let mut open = 0;
    for (at, sign) in text.char_indices().take_while(|(at, _)| *at <= LONGEST_ADDRESS) {
        match sign {
            '(' => open += 1,
            ')' if open == 0 => return Some(at),
            ')' => open -= 1,
            sign if sign.is_whitespace() => return None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_link_is_said_with_its_address_behind_its_words() {
        for (typed, said) in [
            ("Zie [de handreiking](https://a.example/b).", "Zie de handreiking (https://a.example/b)."),
            ("[a](http://a.example) en [b](www.b.example)", "a (http://a.example) en b (www.b.example)"),
            ("[Ans](mailto:ans@a.example)", "Ans (mailto:ans@a.example)"),
            ("[x](https://a.example/y_(z))", "x (https://a.example/y_(z))"),
            ("[https://a.example](https://a.example)", "https://a.example"),
            ("[](https://a.example)", "https://a.example"),
            ("![plaat](https://a.example/p.png)", "plaat (https://a.example/p.png)"),
            ("[[1] bron](https://a.example)", "[1] bron (https://a.example)"),
            ("[een [b](https://b.example)", "[een b (https://b.example)"),
        ] {
            assert_eq!(links_in_words(typed), said);
        }
    }

    #[test]
    fn whatever_else_was_typed_stays() {
        for typed in [
            "**vet**, *nadruk*\n\n- een\n- twee\n\n> citaat",
            "Zie [1] en (https://a.example).",
            "[klik](javascript:alert(1)) [lokaal](/mensen) [leeg](https://)",
            "[a] (https://a.example)",
            "\\[a](https://a.example)",
            "[a](https://a.example b)",
            "[a\n\nb](https://a.example)",
            "[een [twee](https://a",
            "",
        ] {
            assert_eq!(links_in_words(typed), typed);
        }
        let many = "[".repeat(20_000);
        assert_eq!(links_in_words(&many), many);
    }

    proptest! {
        #[test]
        fn no_letter_is_lost(text in "([a-zé]{1,3}|[\\[\\]()! \\n\\\\]|\\]\\(|https://){0,40}") {
            let letters = |text: &str| text.chars().filter(|sign| sign.is_alphanumeric()).count();
            let said = links_in_words(&text);
            // Words that are the address itself are said once.
            prop_assert!(letters(&said) == letters(&text) || text.contains("https://"), "{}", said);
        }
    }
}
