//! Secrets: where they come from, and what is stored of them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::SubmissionKey;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use uuid::Builder;

/// The tracking secret of a submission: the same key gives the same secret, so that a retry gets the same link,
/// and only its hash is stored.
pub(crate) fn tracking_secret(key: &[u8; 32], submission: SubmissionKey, link_number: i32) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(b"tracking:");
    mac.update(submission.0.as_bytes());
    // The first link has no number: links from before they could be replaced still hold.
    if link_number > 0 {
        mac.update(&link_number.to_be_bytes());
    }
    URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
}

/// The submission key of a question from a file, by the file's own name for it.
pub(crate) fn imported_key(key: &[u8; 32], id: &str) -> SubmissionKey {
    keyed(key, &[b"imported:", id.as_bytes()])
}

/// The submission key of what was sent by a form whose own key (`form`) was used for other words, or that had none.
pub(crate) fn form_key(key: &[u8; 32], form: Option<SubmissionKey>, content: &[u8; 32]) -> SubmissionKey {
    let form = form.map_or([0; 16], |form| *form.0.as_bytes());
    keyed(key, &[b"form:", &form, content])
}

/// A key that nobody makes who has not the desk's: whoever sends a key gets the link of its question.
fn keyed(key: &[u8; 32], parts: &[&[u8]]) -> SubmissionKey {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    for part in parts {
        mac.update(part);
    }
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&mac.finalize().into_bytes()[..16]);
    SubmissionKey(Builder::from_custom_bytes(bytes).into_uuid())
}

/// What is stored of a secret. Random secrets of 256 bits need no slow hash.
pub(crate) fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// A random secret as text for a cookie.
pub(crate) fn as_text(secret: [u8; 32]) -> String {
    URL_SAFE_NO_PAD.encode(secret)
}

/// A secret of 256 bits, written otherwise: the pad, and the secret hidden by it. What is no such secret stays as it is.
pub(crate) fn masked(secret: &str, pad: [u8; 32]) -> String {
    match <[u8; 32]>::try_from(URL_SAFE_NO_PAD.decode(secret).unwrap_or_default()) {
        Ok(bytes) => URL_SAFE_NO_PAD.encode([pad, hidden(bytes, pad)].concat()),
        Err(_) => secret.to_owned(),
    }
}

/// The secret that was written so, or what is none.
pub(crate) fn unmasked(text: &str) -> String {
    match <[u8; 64]>::try_from(URL_SAFE_NO_PAD.decode(text.trim()).unwrap_or_default()) {
        Ok(bytes) => {
            let (mut pad, mut behind) = ([0; 32], [0; 32]);
            pad.copy_from_slice(&bytes[..32]);
            behind.copy_from_slice(&bytes[32..]);
            as_text(hidden(behind, pad))
        }
        Err(_) => text.to_owned(),
    }
}

fn hidden(bytes: [u8; 32], pad: [u8; 32]) -> [u8; 32] {
    std::array::from_fn(|at| bytes[at] ^ pad[at])
}

/// A key for one purpose, made from the key file.
pub(crate) fn derive(key_file: &[u8], purpose: &str) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key_file).expect("HMAC takes a key of any length");
    mac.update(purpose.as_bytes());
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::{as_text, hash, masked, unmasked};

    #[test]
    fn a_secret_that_is_written_otherwise_each_time_is_the_same_secret() {
        let secret = as_text(hash("sessie"));
        let (one, other) = (masked(&secret, [1; 32]), masked(&secret, hash("een ander")));
        assert_ne!(one, other);
        assert!(!one.contains(&secret[..8]) && !other.contains(&secret[..8]));
        assert_eq!((unmasked(&one), unmasked(&other), unmasked(&secret)), (secret.clone(), secret.clone(), secret));
        for nonsense in ["", "x", "\0", "é", &"A".repeat(85), &"A".repeat(87)] {
            assert_eq!(unmasked(nonsense), nonsense);
        }
    }
}
