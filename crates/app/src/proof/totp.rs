//! The second factor: codes of six digits that change every half minute (RFC 6238), and recovery codes.

use aws_lc_rs::hmac;
use chrono::{DateTime, Utc};

/// How long a code is shown, in seconds.
const STEP: i64 = 30;
/// How many steps a telephone's clock may be off, either way.
const DRIFT: i64 = 1;
/// Letters of base32 (RFC 4648).
const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The secret of a person's second factor: made from a salt that is stored and a key that is not.
pub(crate) fn secret(key: &[u8; 32], salt: &str) -> [u8; 20] {
    let signed = keyed(key, b"totp:", salt);
    let mut secret = [0; 20];
    secret.copy_from_slice(&signed[..20]);
    secret
}

/// What is stored of a recovery code: a keyed hash, so that a copy of the database alone tells nothing.
pub(crate) fn recovery_hash(key: &[u8; 32], code: &str) -> [u8; 32] {
    keyed(key, b"recovery:", &plain(code))
}

fn keyed(key: &[u8; 32], purpose: &[u8], text: &str) -> [u8; 32] {
    let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, key));
    context.update(purpose);
    context.update(text.as_bytes());
    let mut hash = [0; 32];
    hash.copy_from_slice(context.sign().as_ref());
    hash
}

/// A recovery code from 80 random bits, in groups of four.
pub(crate) fn recovery_code(random: [u8; 32]) -> String {
    let letters = base32(&random[..10]);
    letters.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group)).collect::<Vec<_>>().join("-")
}

/// The step whose code this is, if it is the code of now or of just before or after.
pub(crate) fn step_of(secret: &[u8; 20], code: &str, now: DateTime<Utc>) -> Option<i64> {
    let code = plain(code);
    let current = now.timestamp() / STEP;
    (current - DRIFT..=current + DRIFT)
        .rfind(|step| subtle::ConstantTimeEq::ct_eq(at_step(secret, *step).as_bytes(), code.as_bytes()).into())
}

/// The code that an authenticator shows at this moment.
pub fn totp_code(secret: &[u8], now: DateTime<Utc>) -> String {
    at_step(secret, now.timestamp() / STEP)
}

fn at_step(secret: &[u8], step: i64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let tag = tag.as_ref();
    let offset = usize::from(tag[19] & 0xf);
    let number = u32::from_be_bytes([tag[offset] & 0x7f, tag[offset + 1], tag[offset + 2], tag[offset + 3]]);
    format!("{:06}", number % 1_000_000)
}

/// Codes as people type them: spaces, dashes and small letters make no difference.
fn plain(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase()).take(32).collect()
}

/// Base32 without padding.
pub(crate) fn base32(bytes: &[u8]) -> String {
    let mut text = String::new();
    let (mut held, mut bits) = (0_u32, 0);
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(LETTERS[((held >> bits) & 31) as usize]));
        }
        held &= (1 << bits) - 1;
    }
    if bits > 0 {
        text.push(char::from(LETTERS[((held << (5 - bits)) & 31) as usize]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn codes_are_those_of_rfc_6238() {
        for (seconds, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")]
        {
            assert_eq!(totp_code(b"12345678901234567890", at(seconds)), code);
        }
    }

    #[test]
    fn base32_is_that_of_rfc_4648() {
        assert_eq!(base32(b"foobar"), "MZXW6YTBOI");
        assert_eq!(base32(b"12345678901234567890"), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }

    #[test]
    fn a_code_holds_a_little_before_and_after_and_no_longer() {
        let secret = *b"12345678901234567890";
        let code = totp_code(&secret, at(1_000_000_000));
        assert!(step_of(&secret, &code, at(1_000_000_029)).is_some());
        assert!(step_of(&secret, &code, at(999_999_980)).is_some());
        assert_eq!(step_of(&secret, &code, at(1_000_000_090)), None);
        assert_eq!(step_of(&secret, "", at(1_000_000_000)), None);
    }

    #[test]
    fn a_recovery_code_is_known_however_it_is_typed() {
        let code = recovery_code([7; 32]);
        assert_eq!(code.len(), 19);
        assert_eq!(recovery_hash(&[1; 32], &code), recovery_hash(&[1; 32], &code.to_lowercase().replace('-', " ")));
        assert_ne!(recovery_hash(&[1; 32], &code), recovery_hash(&[2; 32], &code));
    }
}
