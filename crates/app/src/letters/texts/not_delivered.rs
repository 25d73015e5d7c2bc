//! To whoever has the question: a letter to its asker did not arrive, why, and what they can do (bounce notice).

use super::about::{About, Text};
use super::sentences::{Whose, quoted, read_it};

pub(crate) struct NotDelivered<'a> {
    /// Which letter, the last one of several.
    pub letter: &'a str,
    /// For whom.
    pub name: &'a str,
    /// What may be shown of the address.
    pub address: String,
    /// What the mail server said.
    pub said: String,
    /// How many letters did not arrive since the one before this.
    pub times: i32,
    pub whose: Whose<'a>,
}

impl NotDelivered<'_> {
    pub(super) fn text(&self, about: &About<'_>, page: &str) -> Text {
        let (reference, about_what, name, address) = (about.reference, about.subject, self.name, &self.address);
        let which = domain::quoted(self.letter);
        let head = match self.times {
            ..=1 => format!("De brief {which} over {reference} ({about_what}) kwam niet aan bij {name} ({address})."),
            times => format!(
                "{times} brieven over {reference} ({about_what}) kwamen niet aan bij {name} ({address}). De laatste is {which}."
            ),
        };
        Text::new(
            format!("Niet aangekomen: {about_what}"),
            [
                head,
                in_plain_words(&self.said).to_owned(),
                format!("De mailserver zei:\n\n{}", quoted(without_our_words(&self.said))),
                "Op de pagina van de vraag kunt u het adres verbeteren en de brief opnieuw versturen. U kunt de \
                 vraagsteller ook bellen."
                    .to_owned(),
                self.whose.in_words(),
                read_it(page),
            ],
        )
    }
}

/// What the server said, without who said so.
fn without_our_words(said: &str) -> &str {
    said.strip_prefix("de mailserver antwoordde ").unwrap_or(said)
}

/// What an answer of a mail server comes to (RFC 3463, and the codes of RFC 5321 where it gives no other).
fn in_plain_words(said: &str) -> &'static str {
    let words = || said.split(|sign: char| !(sign.is_ascii_digit() || sign == '.')).map(|word| word.trim_matches('.'));
    let code = words().find_map(enhanced).or_else(|| words().find_map(basic));
    match code {
        Some((5, 1, 2 | 10) | (5, 4, 4)) => {
            "Het deel van het adres achter het apenstaartje bestaat niet, of krijgt geen post."
        }
        Some((5, 1, _)) => "Dit adres bestaat niet, of niet meer.",
        Some((_, 2, 1)) => "De mailbox van dit adres staat uit.",
        Some((_, 2, 2)) => "De mailbox is vol.",
        Some((5, 2, 3) | (5, 3, 4)) => "De brief is te groot voor de mailserver van de ontvanger.",
        Some((5, 7, _)) => "De mailserver van de ontvanger weigert post van het loket.",
        Some((4, _, _)) => {
            "Het loket probeerde het dagenlang, en de mailserver van de ontvanger nam de brief niet aan."
        }
        Some(_) => "De mailserver van de ontvanger weigert de brief.",
        None => "De mailserver van de ontvanger was niet te bereiken, of nam de brief niet aan.",
    }
}

/// `5.1.1`.
fn enhanced(word: &str) -> Option<(u8, u16, u16)> {
    let mut parts = word.split('.');
    let (class, subject, detail) = (parts.next()?, parts.next()?, parts.next()?);
    let class = class.parse().ok().filter(|class| matches!(class, 4 | 5))?;
    let known = (class, subject.parse().ok()?, detail.parse().ok()?);
    parts.next().is_none().then_some(known)
}

/// `550`, as the other kind of code that says the same.
fn basic(word: &str) -> Option<(u8, u16, u16)> {
    Some(match word.parse::<u16>().ok().filter(|_| word.len() == 3)? {
        550 | 551 | 553 => (5, 1, 1),
        552 => (5, 2, 2),
        500..600 => (5, 0, 0),
        400..500 => (4, 0, 0),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_mail_server_says_is_told_in_plain_words() {
        for (said, plain) in [
            ("permanent error (550): 5.1.1 no such user", "bestaat niet, of niet meer"),
            ("550 user unknown", "bestaat niet, of niet meer"),
            ("5.1.2 smtp; 550 host 10.0.0.25 unknown", "achter het apenstaartje"),
            ("transient error (452): 4.2.2 mailbox full", "De mailbox is vol"),
            ("554 5.7.1 blocked", "weigert post van het loket"),
            ("451 4.3.0 try again", "dagenlang"),
            ("554 no", "weigert de brief"),
            ("connection refused (os error 111)", "niet te bereiken"),
            ("5.3.4 message of 26214400 bytes exceeds 20", "te groot"),
            ("", "niet te bereiken"),
        ] {
            assert!(in_plain_words(said).contains(plain), "{said}: {}", in_plain_words(said));
        }
    }
}
