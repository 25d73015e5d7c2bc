//! What programs write below a mail: that it came from a telephone, signatures and disclaimers below a quote.

use crate::heads;
use crate::line::Line;

/// How the line begins that a telephone or program adds.
const BEGINS: &[&str] = &[
    "verzonden vanaf mijn ",
    "verstuurd vanaf mijn ",
    "verzonden van mijn ",
    "verstuurd van mijn ",
    "verzonden door mijn ",
    "verstuurd door mijn ",
    "vanaf mijn ",
    "sent from my ",
    "sent from outlook",
    "sent from mail for",
    "sent from samsung",
    "sent from yahoo",
    "verzonden vanaf outlook",
    "verzonden vanaf samsung",
    "verstuurd vanaf outlook",
    "download outlook ",
    "outlook voor ios",
    "outlook voor android",
    "outlook for ios",
    "outlook for android",
    "get outlook for ",
    "haal outlook ",
];
/// The same, where a product must follow: people also write what they sent by post.
const WITH: &[&str] = &[
    "verzonden met ",
    "verstuurd met ",
    "verzonden via ",
    "verstuurd via ",
    "verzonden vanuit ",
    "verstuurd vanuit ",
    "verzonden vanaf ",
    "verstuurd vanaf ",
    "sent with ",
    "sent via ",
    "sent from ",
];
const PRODUCTS: &[&str] = &[
    "outlook",
    "proton",
    "yahoo",
    "gmail",
    "mail",
    "samsung",
    "galaxy",
    "blackberry",
    "spark",
    "k-9",
    "fairemail",
    "tuta",
    "icloud",
    "iphone",
    "ipad",
    "android",
    "zimbra",
    "huawei",
    "telefoon",
    "mobiel",
    "smartphone",
    "tablet",
    "phone",
    "windows",
    "bluemail",
    "aqua",
    "xiaomi",
    "nokia",
    "fairphone",
];
/// Words of what gateways hang below a mail.
const DISCLAIMERS: &[&str] = &[
    "disclaimer",
    "uitsluitend bestemd",
    "vertrouwelijk",
    "niet de geadresseerde",
    "kunnen geen rechten worden ontleend",
    "confidential",
    "intended recipient",
    "intended solely",
    "denk aan het milieu",
    "think before you print",
    "virusvrij",
    "virus-free",
];
/// Longest line that a telephone adds.
const LONGEST: usize = 120;

/// Most lines of a signature or disclaimer.
const LOWEST: usize = 40;

/// Whether a telephone or program added this line.
pub(crate) fn is_phone(line: &Line) -> bool {
    let said = line.said().trim_start_matches(['-', '_', '*', ' ']);
    if said.len() > LONGEST {
        return false;
    }
    let lower = said.to_lowercase();
    let product = |rest: &str| {
        rest.split(|sign: char| !sign.is_alphanumeric() && sign != '-').any(|word| {
            PRODUCTS
                .iter()
                .any(|product| word.starts_with(product) && word.len() <= product.len() + 2 || word == "protonmail")
        })
    };
    BEGINS.iter().any(|begin| lower.starts_with(begin))
        || WITH.iter().any(|begin| lower.strip_prefix(begin).is_some_and(|rest| rest.len() < 60 && product(rest)))
}

/// Where what a telephone added to the end of these lines begins.
pub(crate) fn begins(lines: &[Line]) -> usize {
    let mut end = lines.len();
    let mut begins = end;
    while let Some(last) = lines[..end].iter().rposition(|line| !line.is_blank()) {
        let line = &lines[last];
        if !line.is_quoted() && is_phone(line) {
            begins = last;
        } else if !(begins < lines.len() && (heads::is_rule(line) || line.said() == "--")) {
            break;
        } else {
            begins = last;
        }
        end = last;
    }
    begins
}

/// Whether these lines, behind the last quote, are what programs put below a mail: a signature behind its mark, a disclaimer.
pub(crate) fn ends_mail(rest: &[Line]) -> bool {
    if rest.len() > LOWEST {
        return false;
    }
    let said = rest.iter().map(Line::said).collect::<Vec<_>>().join(" ").to_lowercase();
    rest.first().is_some_and(|line| line.said() == "--") || DISCLAIMERS.iter().any(|words| said.contains(words))
}
