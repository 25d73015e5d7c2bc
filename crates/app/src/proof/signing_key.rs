//! The key file: an Ed25519 key in PKCS#8 PEM.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jsonwebtoken::EncodingKey;

const BEGIN: &str = "-----BEGIN PRIVATE KEY-----";
const END: &str = "-----END PRIVATE KEY-----";

/// A new key, as the text of a key file. Fails only when the system has no randomness to give.
pub fn new_signing_key() -> Result<String, aws_lc_rs::error::Unspecified> {
    let der = Ed25519KeyPair::generate()?.to_pkcs8v1()?;
    let lines: Vec<String> = STANDARD
        .encode(der.as_ref())
        .as_bytes()
        .chunks(64)
        .map(|line| String::from_utf8_lossy(line).into_owned())
        .collect();
    Ok(format!("{BEGIN}\n{}\n{END}\n", lines.join("\n")))
}

/// How the public half begins when it stands alone, before its 32 bytes.
const PUBLIC: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// The public half of a key file's key, or of a file with a public key; none when it is neither.
pub(crate) fn public_key(pem: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(pem).ok()?;
    if let Some((_, rest)) = text.split_once("-----BEGIN PUBLIC KEY-----") {
        let inner = rest.split_once("-----END PUBLIC KEY-----")?.0;
        let der = STANDARD.decode(inner.split_whitespace().collect::<String>()).ok()?;
        return der.strip_prefix(&PUBLIC).filter(|key| key.len() == 32).map(<[u8]>::to_vec);
    }
    let inner = text.split_once(BEGIN)?.1.split_once(END)?.0;
    let der = STANDARD.decode(inner.split_whitespace().collect::<String>()).ok()?;
    let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(&der).ok()?;
    Some(pair.public_key().as_ref().to_vec())
}

/// Is this the text of a key file that can sign?
pub fn is_signing_key(pem: &[u8]) -> bool {
    EncodingKey::from_ed_pem(pem).is_ok() && public_key(pem).is_some()
}

/// Is this the text of a file with a key, or its public half, that can verify?
pub fn is_verifying_key(pem: &[u8]) -> bool {
    public_key(pem).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_key_can_be_read_back_and_another_text_cannot() {
        let pem = new_signing_key().expect("the system has randomness");
        assert_eq!(public_key(pem.as_bytes()).map(|key| key.len()), Some(32));
        assert_eq!(public_key(b"not a key"), None);
    }
}
