//! A text without who asked it (redaction, pseudonymisation): for colleagues who may learn from an answer, and need not know
//! whose question it was.

use crate::{Contact, find_personal_data, fold};

/// Stands where something was left out.
pub const LEFT_OUT: &str = "[weggelaten]";
/// A line of so few words is a salutation or a signature: a part of a name alone is a name there.
const SHORT_LINE: usize = 4;
/// Parts of a name that are shorter stand in other words' places (`de`, `van`).
const LETTERS_OF_A_NAME: usize = 3;

/// The text without telephone numbers, e-mail addresses, accounts and other personal numbers, and without the name of who
/// asked. A name that is written otherwise than its bearer wrote it stays.
pub fn without_asker(text: &str, who: &Contact) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut from = 0;
    for finding in find_personal_data(text) {
        if finding.at.start >= from {
            plain.push_str(&text[from..finding.at.start]);
            plain.push_str(LEFT_OUT);
            from = finding.at.end;
        }
    }
    plain.push_str(&text[from..]);
    let name: Vec<String> = who.name.split_whitespace().map(bare).filter(|word| !word.is_empty()).collect();
    plain.split('\n').map(|line| without_name(line, &name)).collect::<Vec<_>>().join("\n")
}

/// An address of which only the first sign and the domain are left: enough to see which mail server says no.
pub fn masked_email(address: &str) -> String {
    match address.rsplit_once('@') {
        Some((name, domain)) => format!("{}…@{domain}", name.chars().next().map(String::from).unwrap_or_default()),
        None => LEFT_OUT.to_owned(),
    }
}

/// A text in which every address is [masked](masked_email): mail servers repeat the one that they refuse.
pub fn masked_addresses(text: &str) -> String {
    let parts = |sign: char| sign.is_whitespace() || "<>()[]\"',;:".contains(sign);
    let mut masked = String::with_capacity(text.len());
    for piece in text.split_inclusive(parts) {
        let word = piece.trim_end_matches(parts);
        match word.contains('@') {
            true => masked.push_str(&masked_email(word)),
            false => masked.push_str(word),
        }
        masked.push_str(&piece[word.len()..]);
    }
    masked
}

fn without_name(line: &str, name: &[String]) -> String {
    let words: Vec<&str> = line.split(' ').collect();
    let is_short = words.iter().filter(|word| !word.is_empty()).count() <= SHORT_LINE;
    let is_part = |word: &str| name.iter().any(|part| part == word && part.chars().count() >= LETTERS_OF_A_NAME);
    let folded: Vec<String> = words.iter().map(|word| bare(word)).collect();
    let mut kept: Vec<String> = Vec::with_capacity(words.len());
    let mut at = 0;
    while at < words.len() {
        if !name.is_empty() && folded[at..].starts_with(name) {
            kept.push(in_place_of(words[at + name.len() - 1]));
            at += name.len();
        } else if is_short && is_part(&folded[at]) {
            kept.push(in_place_of(words[at]));
            at += 1;
        } else {
            kept.push(words[at].to_owned());
            at += 1;
        }
    }
    kept.join(" ")
}

/// The signs behind a word stay: a comma after a name is no part of it.
fn in_place_of(word: &str) -> String {
    let end = word.trim_end_matches(|sign: char| !sign.is_alphanumeric()).len();
    format!("{LEFT_OUT}{}", &word[end..])
}

fn bare(word: &str) -> String {
    fold(word.trim_matches(|sign: char| !sign.is_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ans() -> Contact {
        Contact { name: "Ans de Vries".to_owned(), email: "ans@arnhem.example".to_owned(), phone: None }
    }

    #[test]
    fn a_name_a_number_and_an_address_are_left_out_and_the_question_stays() {
        let text = "Beste deskundige,\n\nWij maken een visie. Bel ANS DE VRIES (026 377 12 34) of mail ans@arnhem.example.\n\nGroet, Ans\nde Vries.";
        assert_eq!(
            without_asker(text, &ans()),
            "Beste deskundige,\n\nWij maken een visie. Bel [weggelaten] ([weggelaten]) of mail [weggelaten].\n\nGroet, [weggelaten]\nde [weggelaten]."
        );
        // In a sentence a part of a name is a word: `Bos`, `Berg`, `Wonen`.
        let team = Contact { name: "Team Wonen".to_owned(), ..ans() };
        let text = "Wat zegt de wet over het thema Wonen en zorg?";
        assert_eq!(without_asker(text, &team), text);
        assert_eq!(without_asker("Groet,\nTeam Wonen", &team), "Groet,\n[weggelaten]");
    }

    #[test]
    fn of_an_address_its_domain_is_left_and_nothing_that_says_whose_it_is() {
        for (whole, masked) in [
            ("ans.vermeer@arnhem.example", "a…@arnhem.example"),
            ("\"a@b\"@arnhem.example", "\"…@arnhem.example"),
            ("geen adres", LEFT_OUT),
        ] {
            assert_eq!(masked_email(whole), masked);
        }
    }

    proptest! {
        #[test]
        fn no_text_is_read_past_its_end_and_the_address_never_stays(before in ".{0,40}", after in ".{0,40}") {
            let text = format!("{before} ans@arnhem.example {after}");
            prop_assert!(!without_asker(&text, &ans()).contains(" ans@arnhem.example "));
        }
    }

    #[test]
    fn no_address_is_left_in_what_a_server_said() {
        for (said, masked) in [
            ("550 5.1.1 <ans@arnhem.example>: unknown", "550 5.1.1 <a…@arnhem.example>: unknown"),
            ("unknown user: \"ans@arnhem.example\"", "unknown user: \"a…@arnhem.example\""),
            ("ans@arnhem.example,bo@ede.example", "a…@arnhem.example,b…@ede.example"),
            ("451 later", "451 later"),
            ("", ""),
        ] {
            assert_eq!(masked_addresses(said), masked);
        }
    }
}
