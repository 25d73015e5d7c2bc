//! A mail that only thanks (acknowledgement): it asks nothing, so nothing has to be opened again for it. Dutch and English.
//!
//! Each piece of it must be one of a few known forms. What is not known is no thanks: a question that is taken for thanks is
//! answered by nobody.

/// How a mail begins, before what it says.
const GREETINGS: &[&str] = &[
    "beste",
    "geachte",
    "hallo",
    "hoi",
    "dag",
    "hi",
    "dear",
    "hello",
    "goedemorgen",
    "goedemiddag",
    "goedenavond",
    "goedendag",
    "good morning",
    "good afternoon",
];
/// How it ends; behind it stands who wrote it.
const CLOSINGS: &[&str] = &[
    "met vriendelijke groet",
    "met hartelijke groet",
    "met groet",
    "vriendelijke groet",
    "hartelijke groet",
    "groetjes",
    "groet",
    "mvg",
    "kind regards",
    "best regards",
    "warm regards",
    "regards",
    "best wishes",
];
/// Lines of a signature: more is something else.
const SIGNATURE: usize = 10;
/// Longest line of a signature, in characters.
const SIGNATURE_LINE: usize = 80;
/// What may stand before the word of thanks.
const HOW: &[&str] =
    &["heel", "hartelijk", "veel", "zeer", "alvast", "nogmaals", "ontzettend", "erg", "many", "oké", "ok"];
/// The word of thanks itself.
const THANKS: &[&str] = &["dank", "bedankt", "dankjewel", "dankuwel", "dankje", "thanks", "thank", "thx"];
/// What may follow it: whom is thanked, and for what.
const FOR_WHAT: &[&str] = &[
    "en",
    "and",
    "dank",
    "bedankt",
    "u",
    "je",
    "jou",
    "jullie",
    "wel",
    "hoor",
    "hiervoor",
    "daarvoor",
    "voor",
    "de",
    "het",
    "een",
    "dit",
    "deze",
    "uw",
    "jouw",
    "alle",
    "zeer",
    "heel",
    "erg",
    "snelle",
    "heldere",
    "duidelijke",
    "uitgebreide",
    "goede",
    "fijne",
    "nuttige",
    "prettige",
    "antwoord",
    "antwoorden",
    "reactie",
    "uitleg",
    "hulp",
    "informatie",
    "toelichting",
    "moeite",
    "bericht",
    "mail",
    "e-mail",
    "terugkoppeling",
    "advies",
    "meedenken",
    "you",
    "so",
    "very",
    "much",
    "a",
    "lot",
    "again",
    "for",
    "the",
    "your",
    "this",
    "all",
    "quick",
    "swift",
    "clear",
    "helpful",
    "extensive",
    "answer",
    "reply",
    "response",
    "help",
    "information",
    "explanation",
    "advice",
];
/// What else says nothing but that it is well.
const WELL: &[&str] = &[
    "fijn",
    "wat fijn",
    "top",
    "prima",
    "perfect",
    "super",
    "mooi",
    "duidelijk",
    "helder",
    "dat is duidelijk",
    "dit is duidelijk",
    "hier kan ik mee verder",
    "hier kunnen wij mee verder",
    "hier kunnen we mee verder",
    "hiermee kan ik verder",
    "hiermee kunnen wij verder",
    "hiermee kunnen we verder",
    "daar kan ik mee verder",
    "daar kunnen wij mee verder",
    "daar kunnen we mee verder",
    "ik kan verder",
    "wij kunnen verder",
    "dit helpt",
    "dat helpt",
    "dit helpt mij",
    "dit helpt ons",
    "dit helpt mij verder",
    "dit helpt ons verder",
    "great",
    "this helps",
    "that helps",
    "very helpful",
    "that is clear",
    "this is clear",
    "all clear",
    "much appreciated",
];

/// Does this text of somebody with this name say thanks, and nothing else?
pub fn only_thanks(text: &str, name: &str) -> bool {
    let Some(said) = without_closing(text) else { return false };
    let said = without_greeting(&said);
    let names = words(name);
    let mut thanked = false;
    for piece in said.split(['.', '!', ',', ';', '\n', '–']).map(words).filter(|piece| !piece.is_empty()) {
        let is_thanks = is_thanks(&piece);
        thanked |= is_thanks;
        let is_name = piece.len() <= 4 && piece.iter().all(|word| names.contains(word));
        if !(is_thanks || is_name || WELL.contains(&piece.join(" ").as_str())) {
            return false;
        }
    }
    thanked
}

fn is_thanks(piece: &[String]) -> bool {
    let after = piece.iter().skip_while(|word| HOW.contains(&word.as_str()) || *word == "en").collect::<Vec<_>>();
    let Some((word, behind)) = after.split_first() else { return false };
    THANKS.contains(&word.as_str()) && behind.iter().all(|word| FOR_WHAT.contains(&word.as_str()))
}

/// The words of a piece, small, without the signs around them.
fn words(piece: &str) -> Vec<String> {
    let small = piece.to_lowercase();
    let words =
        small.split_whitespace().map(|word| word.trim_matches(|sign| matches!(sign, '"' | '\'' | '(' | ')' | ':')));
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn without_greeting(said: &str) -> String {
    let (first, rest) = said.split_once(['\n', ',']).unwrap_or((said, ""));
    let small = first.trim().to_lowercase();
    let greets = GREETINGS.iter().any(|greeting| {
        small.strip_prefix(greeting).is_some_and(|behind| behind.is_empty() || behind.starts_with([' ', ',']))
    });
    if greets && words(first).len() <= 6 && !rest.trim().is_empty() { rest.to_owned() } else { said.to_owned() }
}

/// What stands before the closing; none where more than a signature stands behind it.
fn without_closing(text: &str) -> Option<String> {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let closes = |line: &&str| {
        let small = line.to_lowercase();
        CLOSINGS.iter().any(|closing| {
            let behind = small.strip_prefix(closing).map(|behind| behind.trim_start_matches("en"));
            behind.is_some_and(|behind| behind.is_empty() || behind.starts_with([',', '.', ' ', '!']))
        })
    };
    let Some(at) = lines.iter().position(closes) else { return Some(lines.join("\n")) };
    let signature = &lines[at..];
    let is_signature = signature.len() <= SIGNATURE && signature.iter().all(|line| is_signed(line));
    is_signature.then(|| lines[..at].join("\n"))
}

/// May this line stand below a mail, behind a name?
fn is_signed(line: &str) -> bool {
    let first = line.split_whitespace().next().unwrap_or_default().to_lowercase();
    let adds = ["ps", "p.s.", "nb", "n.b."].contains(&first.trim_end_matches(':'));
    !(adds || line.contains('?') || line.chars().count() > SIGNATURE_LINE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NAME: &str = "John van der Berg";

    #[test]
    fn thanks_in_every_form_are_thanks() {
        for text in [
            "Dank u wel!",
            "Bedankt.",
            "Hartelijk dank voor uw snelle reactie.",
            "Thanks a lot!\n\nJohn",
            "Beste Kevin,\n\nHeel erg bedankt voor de duidelijke uitleg. Hier kunnen wij mee verder.\n\nMet vriendelijke groet,\n\n\
             John van der Berg\nBeleidsmedewerker wonen\nGemeente Arnhem | T 026 377 0000",
            "Hoi Kevin, dankjewel!",
            "Fijn, dank je wel.",
            "Top! Bedankt voor de hulp en dank voor de moeite\nGroeten,\nJohn",
            "Dear Kevin,\n\nThank you very much for your helpful answer.\n\nKind regards,\nJohn",
            "Prima, hartelijk dank.\n\nMvg John",
            "Dank!",
        ] {
            assert!(only_thanks(text, NAME), "{text}");
        }
    }

    #[test]
    fn whatever_else_is_said_is_more_than_thanks() {
        for text in [
            "",
            "Ja.",
            "John",
            "Dank u wel. Geldt dit ook voor studenten?",
            "Dank. Is dit ook voor ons",
            "Bedankt, maar dit is niet wat ik vroeg.",
            "Nee, dank u.",
            "Bedankt voor uw antwoord, wij wachten op het besluit van de raad.",
            "Dank voor uw reactie. Kunt u ons bellen op 026 377 0000",
            "Geen dank.",
            "Dank u.\n\nMet vriendelijke groet,\nJohn\n\nPS: mogen wij dit delen",
            "Dank u.\n\nGroet,\nJohn\nHebt u ook een voorbeeld?",
            "Beste Kevin,",
            "Dank voor niets",
            "Bedankt! We horen graag wanneer het besluit er is.",
            "Thanks, but could you also send the annex",
            "Hallo, ik heb nog een vraag. Dank!",
        ] {
            assert!(!only_thanks(text, NAME), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_asks_something_is_never_only_thanks(before in "[a-zA-Z ,.!\n]{0,40}", after in "[a-zA-Z ,.!\n]{0,40}") {
            let text = format!("Dank u wel! {before}?{after}");
            prop_assert!(!only_thanks(&text, NAME), "{}", text);
        }
    }
}
