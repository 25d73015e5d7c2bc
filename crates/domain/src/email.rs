//! E-mail addresses (RFC 5321): one rule for every door, and it is the mailer's own, so that whatever is accepted can be
//! sent.

use email_address::EmailAddress;
use unicode_normalization::UnicodeNormalization;

/// Longest address, in bytes (RFC 5321).
const LONGEST: usize = 254;

/// Why no letter can be sent to an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EmailFault {
    /// It is no address of a mailbox at a domain.
    #[error("Dit e-mailadres klopt niet. Vul een adres in zoals naam@gemeente.nl.")]
    Shape,
    /// Many mail servers deliver nothing to such a mailbox.
    #[error(
        "Voor het apenstaartje (@) mogen geen letters met accenten en geen bijzondere tekens staan. Gebruik een ander \
         adres."
    )]
    Mailbox,
    /// No mail server takes it.
    #[error("Dit e-mailadres is te lang. Gebruik een adres van hoogstens 254 tekens, met hoogstens 64 voor het @.")]
    Length,
}

/// The address as it goes over the wire: trimmed, the domain in ASCII (punycode) when it was not. The error's text is
/// Dutch and fit to show.
pub fn email_address(text: &str) -> Result<String, EmailFault> {
    // Letters of another width are the same address.
    let text: String = text.trim().nfkc().collect();
    let (mailbox, domain) = text.rsplit_once('@').ok_or(EmailFault::Shape)?;
    let domain = ascii_domain(domain).ok_or(EmailFault::Shape)?;
    if mailbox.chars().any(|sign| !sign.is_ascii() && !sign.is_control()) {
        return Err(EmailFault::Mailbox);
    }
    let dotted = |part: &str| !part.is_empty() && part.chars().all(is_plain);
    if !mailbox.split('.').all(dotted) {
        return Err(EmailFault::Shape);
    }
    let address = format!("{mailbox}@{domain}");
    if mailbox.len() > 64 || address.len() > LONGEST {
        return Err(EmailFault::Length);
    }
    if EmailAddress::is_valid_local_part(mailbox) { Ok(address) } else { Err(EmailFault::Shape) }
}

/// How an address is known and compared: as it goes over the wire, in small letters. What is no address is itself.
pub fn email_key(text: &str) -> String {
    email_address(text).unwrap_or_else(|_| text.trim().to_owned()).to_lowercase()
}

/// Can a letter to this address ever arrive? Never at names that no server may answer to (`.invalid`) or that are always
/// the machine itself (`.localhost`), RFC 2606 and 6761. The other reserved names are used by demos and tests.
pub fn can_get_mail(address: &str) -> bool {
    let domain = address.rsplit('@').next().unwrap_or_default().trim().trim_end_matches('.').to_lowercase();
    !["invalid", "localhost"].contains(&domain.rsplit('.').next().unwrap_or_default())
}

/// A domain with a dot in it, in ASCII; none when no mail server could have this name.
pub fn ascii_domain(domain: &str) -> Option<String> {
    let ascii = if domain.is_ascii() { domain.to_owned() } else { idna::domain_to_ascii(domain).ok()? };
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|sign| sign.is_ascii_alphanumeric() || sign == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let (_, last) = ascii.rsplit_once('.')?;
    // All digits: an address of a machine, which stands in brackets in mail.
    let sound = ascii.split('.').all(label) && !last.bytes().all(|sign| sign.is_ascii_digit()) && ascii.len() <= 253;
    (sound && EmailAddress::is_valid_domain(&ascii)).then_some(ascii)
}

/// A sign that may stand in a mailbox without quotes.
fn is_plain(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_no_mail_server_takes_is_refused() {
        let label = "a".repeat(64);
        let long = format!(
            "{}@{}",
            "a".repeat(20),
            ["b".repeat(60), "c".repeat(60), "d".repeat(60), "e".repeat(60), "nl".to_owned()].join(".")
        );
        for odd in [
            "loket@gemeente-.example",
            "loket@a.-b.example",
            "loket@-a.example",
            format!("loket@{label}.example").as_str(),
            format!("loket@gemeente.{label}").as_str(),
            "loket@gemeente",
            "loket@gemeente.",
            "loket@.example",
            "loket@a..example",
            "loket@gemeente_x.example",
            "loket@127.0.0.1",
            "loket@[127.0.0.1]",
            "loket@gemeente.example\r\nBcc: x@y.example",
            "lo ket@gemeente.example",
            "\"lo ket\"@gemeente.example",
            ".loket@gemeente.example",
            "loket.@gemeente.example",
            "lo..ket@gemeente.example",
            "lo,ket@gemeente.example",
            "a@b@gemeente.example",
            "@gemeente.example",
            "loket",
            "",
        ] {
            assert_eq!(email_address(odd), Err(EmailFault::Shape), "{odd}");
        }
        assert_eq!(email_address(&format!("{}@a.example", "x".repeat(65))), Err(EmailFault::Length));
        assert_eq!(email_address(&long), Err(EmailFault::Length));
        assert_eq!(email_address("andr\u{e9}@gemeente.example"), Err(EmailFault::Mailbox));
    }

    #[test]
    fn an_address_that_may_not_exist_gets_no_mail_and_one_that_only_looks_like_it_does() {
        for never in ["vraag@import.invalid", "A@B.INVALID", "a@b.invalid.", "a@x.y.Invalid", "a@mijn.localhost"] {
            assert!(!can_get_mail(never), "{never}");
        }
        for ever in ["invalid@gemeente.nl", "a@invalid.nl", "a@notinvalid.example", "a@xinvalid", "a@desk.example"] {
            assert!(can_get_mail(ever), "{ever}");
        }
    }

    #[test]
    fn an_address_in_wide_letters_is_the_same_address() {
        let wide = "\u{ff41}ns\u{ff20}arnhem\u{ff0e}example";
        assert_eq!(email_address(wide).as_deref(), Ok("ans@arnhem.example"));
    }

    #[test]
    fn a_domain_in_other_letters_goes_over_the_wire_as_punycode() {
        let address = email_address(" Loket@S\u{fa}dwest-Frysl\u{e2}n.example ");
        assert_eq!(address.as_deref(), Ok("Loket@xn--sdwest-frysln-teb26a.example"));
        for plain in ["ans.de-wit+loket@gemeente.nl", "o'brien@xn--caf-dma.example", "a@1.2.nl"] {
            assert_eq!(email_address(plain).as_deref(), Ok(plain));
        }
    }
}
