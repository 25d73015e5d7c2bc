//! Signatures are checked here by rules written down once more, the way a receiver reads them.

use super::*;
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ED25519, KeyPair as _, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey, VerificationAlgorithm,
};
use std::collections::BTreeMap;

const LETTER: &str = "Message-ID: <1@loket.example>\r\nFrom: Loket <loket@loket.example>\r\nTo: ans@arnhem.example\r\n\
                      Subject: Onze\r\n woonzorgvisie [EHA-2026-000041-L]\r\nMIME-Version: 1.0\r\n\r\nBeste Ans,\r\n\r\n\
                      Dag  \r\n\r\n\r\n";

fn pem(kind: &str, der: &[u8]) -> String {
    format!("-----BEGIN {kind}-----\n{}\n-----END {kind}-----\n", STANDARD.encode(der))
}

/// A key, and what others check it with.
fn rsa() -> (String, Vec<u8>) {
    let pair = RsaKeyPair::generate(KeySize::Rsa2048).expect("randomness");
    let der: Pkcs8V1Der<'_> = pair.as_der().expect("it can be written");
    (pem("PRIVATE KEY", der.as_ref()), pair.public_key().as_ref().to_vec())
}

fn ed25519() -> (String, Vec<u8>) {
    let der = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).expect("randomness");
    let pair = Ed25519KeyPair::from_pkcs8(der.as_ref()).expect("a key");
    (pem("PRIVATE KEY", der.as_ref()), pair.public_key().as_ref().to_vec())
}

fn settings(key: &str) -> DkimSettings {
    DkimSettings { domain: "loket.example".to_owned(), selector: "s2026".to_owned(), key: key.to_owned() }
}

fn signed(key: &str) -> String {
    let signer = Signer::new(&settings(key), "loket.example").expect("it can sign");
    String::from_utf8(signer.sign(LETTER.as_bytes(), 1_700_000_000).expect("signed")).expect("text")
}

/// As a receiver checks it.
fn holds(letter: &str, public: &[u8]) -> bool {
    let (head, body) = letter.split_once("\r\n\r\n").expect("a head");
    let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    let squeezed = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut lines: Vec<(String, String)> = unfolded
        .split("\r\n")
        .map(|line| line.split_once(':').expect("a line of the head"))
        .map(|(name, value)| (name.to_lowercase(), squeezed(value)))
        .collect();
    let (name, signature) = lines.remove(0);
    assert_eq!(name, "dkim-signature");
    let tags: BTreeMap<&str, String> = signature
        .split("; ")
        .map(|tag| tag.split_once('=').expect("a tag"))
        .map(|(tag, value)| (tag, value.replace(' ', "")))
        .collect();
    assert_eq!((tags["v"].as_str(), tags["c"].as_str()), ("1", "relaxed/simple"));
    let mut body = body.to_owned();
    while body.ends_with("\r\n\r\n") {
        body.truncate(body.len() - 2);
    }
    if tags["bh"] != STANDARD.encode(digest(&SHA256, body.as_bytes())) {
        return false;
    }
    let mut said = String::new();
    for name in tags["h"].split(':') {
        if let Some(at) = lines.iter().rposition(|(there, _)| there == name) {
            let (name, value) = lines.remove(at);
            said += &format!("{name}:{value}\r\n");
        }
    }
    let (without, _) = signature.rsplit_once("b=").expect("a signature");
    said += &format!("dkim-signature:{without}b=");
    let hashed = digest(&SHA256, said.as_bytes());
    let (by, said): (&'static dyn VerificationAlgorithm, &[u8]) = match tags["a"].as_str() {
        "rsa-sha256" => (&RSA_PKCS1_2048_8192_SHA256, said.as_bytes()),
        _ => (&ED25519, hashed.as_ref()),
    };
    UnparsedPublicKey::new(by, public).verify(said, &STANDARD.decode(&tags["b"]).expect("base64")).is_ok()
}

#[test]
fn a_signature_holds_for_the_letter_as_it_was_written_and_for_no_other() {
    for (key, public) in [rsa(), ed25519()] {
        let letter = signed(&key);
        assert!(holds(&letter, &public), "{letter}");
        assert_eq!(signed(&key), letter, "sent again it is the same");
        assert!(holds(&letter.replace("Onze\r\n woonzorgvisie", "Onze woonzorgvisie"), &public), "folded otherwise");
        for (was, becomes) in [
            ("Onze", "Uw"),
            ("ans@", "eva@"),
            ("Beste Ans", "Beste Eva"),
            ("Dag  ", "Dag"),
            ("From: ", "From: Ander <a@b.example>\r\nFrom: "),
            ("s=s2026", "s=s2027"),
        ] {
            assert!(letter.contains(was) && !holds(&letter.replacen(was, becomes, 1), &public), "{becomes}");
        }
        assert!(letter.lines().all(|line| line.len() < 200), "{letter}");
    }
}

#[test]
fn what_cannot_sign_is_said_before_the_first_letter() {
    let (key, _) = ed25519();
    assert!(is_dkim_key(key.as_bytes()));
    for wrong in ["", "sleutel", &key.replace("PRIVATE", "PUBLIC"), &key.replace("\nM", "\n!")] {
        assert!(!is_dkim_key(wrong.as_bytes()), "{wrong}");
        assert!(Signer::new(&settings(wrong), "loket.example").is_err(), "{wrong}");
    }
    for (domain, selector, from) in [
        ("loket.example", "s2026", "ander.example"),
        ("loket.example", "s2026", "geenloket.example"),
        ("post.loket.example", "s2026", "loket.example"),
        ("loket.example", "s 2026", "loket.example"),
        ("loket.example", "", "loket.example"),
        ("loket..example", "s2026", "loket..example"),
        ("loket.example\r\nBcc", "s2026", "loket.example"),
    ] {
        let named = DkimSettings { domain: domain.to_owned(), selector: selector.to_owned(), key: key.clone() };
        assert!(Signer::new(&named, from).is_err(), "{domain} {selector} {from}");
    }
    for from in ["loket.example", "post.LOKET.example"] {
        assert!(Signer::new(&settings(&key), from).is_ok(), "{from}");
    }
}
