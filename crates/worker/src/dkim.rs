//! Letters signed in the name of the desk's domain (DKIM, RFC 6376 and RFC 8463), so that whoever gets one can see that
//! nobody else wrote it.
//!
//! The mail library can sign as well, with an RSA crate that has an open advisory; the cryptography of the desk can do
//! what is needed.

use crate::mail_error::MailError;
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{Ed25519KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Which lines of the head are signed, where they are there; the first twice, so that nobody adds another sender.
const SIGNED: [&str; 12] = [
    "from",
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "reply-to",
    "auto-submitted",
    "mime-version",
    "content-type",
];
/// Signs of a signature on one line.
const LINE: usize = 70;

/// How letters are signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DkimSettings {
    /// In whose name: the domain of the sender, or one above it.
    pub domain: String,
    /// Which key: it stands in the name system below `SELECTOR._domainkey.DOMAIN`.
    pub selector: String,
    /// The private key: RSA of at least 2048 bits, or Ed25519 (PEM).
    pub key: String,
}

pub(crate) struct Signer {
    domain: String,
    selector: String,
    key: Key,
}

enum Key {
    Rsa(Box<RsaKeyPair>),
    Ed25519(Ed25519KeyPair),
}

/// Is this a key that letters can be signed with?
pub fn is_dkim_key(pem: &[u8]) -> bool {
    std::str::from_utf8(pem).is_ok_and(|pem| Key::read(pem).is_some())
}

/// Can this be a selector, or a domain: words of letters, digits and hyphens with full stops between?
pub fn is_dkim_name(text: &str) -> bool {
    let fits = |word: &str| {
        let edge = |sign: Option<char>| sign.is_some_and(|sign| sign.is_ascii_alphanumeric());
        let inside = word.chars().all(|sign| sign.is_ascii_alphanumeric() || sign == '-' || sign == '_');
        (1..=63).contains(&word.len()) && edge(word.chars().next()) && edge(word.chars().last()) && inside
    };
    text.split('.').all(fits) && text.len() <= 253
}

/// Is this domain the same as the other, or one that it lies in?
pub(crate) fn is_same_or_above(domain: &str, other: &str) -> bool {
    let (domain, other) = (domain.to_ascii_lowercase(), other.to_ascii_lowercase());
    other == domain || other.ends_with(&format!(".{domain}"))
}

impl Key {
    fn read(pem: &str) -> Option<Self> {
        let (_, begun) = pem.split_once("-----BEGIN ")?;
        let (kind, begun) = begun.split_once("-----")?;
        let (packed, _) = begun.split_once("-----END ")?;
        let der = STANDARD.decode(packed.split_whitespace().collect::<String>()).ok()?;
        match kind {
            "PRIVATE KEY" => RsaKeyPair::from_pkcs8(&der)
                .map(Box::new)
                .map(Self::Rsa)
                .ok()
                .or_else(|| Ed25519KeyPair::from_pkcs8_maybe_unchecked(&der).map(Self::Ed25519).ok()),
            "RSA PRIVATE KEY" => RsaKeyPair::from_der(&der).map(Box::new).map(Self::Rsa).ok(),
            _ => None,
        }
    }

    fn algorithm(&self) -> &'static str {
        match self {
            Self::Rsa(_) => "rsa-sha256",
            Self::Ed25519(_) => "ed25519-sha256",
        }
    }

    fn sign(&self, said: &[u8]) -> Result<Vec<u8>, String> {
        match self {
            Self::Rsa(key) => {
                let mut signature = vec![0; key.public_modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), said, &mut signature)
                    .map_err(|_| "the key does not sign".to_owned())?;
                Ok(signature)
            }
            // RFC 8463: what is signed is the hash.
            Self::Ed25519(key) => Ok(key.sign(digest(&SHA256, said).as_ref()).as_ref().to_vec()),
        }
    }
}

impl Signer {
    /// `from` is the domain of the sender.
    pub(crate) fn new(settings: &DkimSettings, from: &str) -> Result<Self, MailError> {
        let DkimSettings { domain, selector, key } = settings;
        for name in [domain, selector] {
            if !is_dkim_name(name) {
                return Err(MailError::Dkim(format!("{} is no name of a domain or a key", domain::quoted(name))));
            }
        }
        let domain = domain.to_ascii_lowercase();
        // Whoever checks a signature asks whether it is the sender's.
        if !is_same_or_above(&domain, from) {
            return Err(MailError::Dkim(format!("letters come from {from}, which is not within {domain}")));
        }
        let key = Key::read(key).ok_or_else(|| MailError::Dkim("its key cannot be read".to_owned()))?;
        Ok(Self { domain, selector: selector.clone(), key })
    }

    /// The letter with its signature before it. `at`, in seconds, is fixed with the letter: sent twice it is the same.
    pub(crate) fn sign(&self, letter: &[u8], at: i64) -> Result<Vec<u8>, String> {
        let text = std::str::from_utf8(letter).map_err(|error| error.to_string())?;
        let (head, body) = text.split_once("\r\n\r\n").ok_or("no head")?;
        let lines = lines_of(head);
        let there = |name: &&str| lines.iter().any(|line| name_of(line).eq_ignore_ascii_case(name));
        let names: Vec<&str> = SIGNED.into_iter().filter(there).collect();
        let hash = STANDARD.encode(digest(&SHA256, simple_body(body).as_bytes()));
        let unsigned = format!(
            "DKIM-Signature: v=1; a={}; c=relaxed/simple; d={}; s={};\r\n\tt={at}; h={};\r\n\tbh={hash};\r\n\tb=",
            self.key.algorithm(),
            self.domain,
            self.selector,
            names.join(":"),
        );
        let mut said = String::new();
        let mut seen: Vec<&str> = Vec::new();
        for name in names {
            // From the bottom up; one that is named more often than it stands there says that there is no more.
            let before = seen.iter().filter(|one| **one == name).count();
            seen.push(name);
            let line = lines.iter().rev().filter(|line| name_of(line).eq_ignore_ascii_case(name)).nth(before);
            if let Some(line) = line {
                said.push_str(&relaxed(line));
                said.push_str("\r\n");
            }
        }
        said.push_str(&relaxed(&unsigned));
        let signature = STANDARD.encode(self.key.sign(said.as_bytes())?);
        let mut signed = unsigned;
        for (at, sign) in signature.char_indices() {
            if at > 0 && at % LINE == 0 {
                signed.push_str("\r\n\t");
            }
            signed.push(sign);
        }
        Ok([signed.as_bytes(), b"\r\n", letter].concat())
    }
}

/// The lines of a head, each with those that go on with it.
fn lines_of(head: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in head.split("\r\n") {
        match lines.last_mut().filter(|_| line.starts_with([' ', '\t'])) {
            Some(last) => {
                last.push_str("\r\n");
                last.push_str(line);
            }
            None => lines.push(line.to_owned()),
        }
    }
    lines
}

fn name_of(line: &str) -> &str {
    line.split(':').next().unwrap_or_default().trim_end()
}

/// A line of the head as it is signed (RFC 6376, 3.4.2): however it was folded, it is the same.
fn relaxed(line: &str) -> String {
    let (name, value) = line.split_once(':').unwrap_or((line, ""));
    let words: Vec<&str> = value.split([' ', '\t', '\r', '\n']).filter(|word| !word.is_empty()).collect();
    format!("{}:{}", name.trim_end().to_ascii_lowercase(), words.join(" "))
}

/// The body as it is signed (RFC 6376, 3.4.3): as it is, with one line end behind it.
fn simple_body(body: &str) -> String {
    format!("{}\r\n", body.trim_end_matches("\r\n"))
}

#[cfg(test)]
#[path = "dkim_tests.rs"]
mod tests;
