//! Identifiers that are the same in every demo.

use domain::{PersonId, SubmissionKey};

/// The identifier of the person with this e-mail address.
pub(crate) fn person(email: &str) -> PersonId {
    uuid_text("person", email).parse().expect("the text is built as a UUID")
}

/// The submission key of the question with this name.
pub(crate) fn question(name: &str) -> SubmissionKey {
    uuid_text("question", name).parse().expect("the text is built as a UUID")
}

/// A UUID in the shape of version 5, derived from a kind and a name.
fn uuid_text(kind: &str, name: &str) -> String {
    let high = fnv(0xcbf2_9ce4_8422_2325, kind, name);
    let low = fnv(high ^ 0x9e37_79b9_7f4a_7c15, kind, name);
    format!(
        "{:08x}-{:04x}-5{:03x}-8{:03x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        low >> 52,
        low & 0xffff_ffff_ffff
    )
}

/// FNV-1a: enough to keep a few thousand names apart; nothing here is a secret.
fn fnv(start: u64, kind: &str, name: &str) -> u64 {
    kind.bytes()
        .chain(*b":")
        .chain(name.bytes())
        .fold(start, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_keep_their_own_identifier() {
        let keys: BTreeSet<_> = (0..5_000).map(|n| question(&n.to_string())).collect();
        assert_eq!(keys.len(), 5_000);
        assert_eq!(person("expert@demo.example"), person("expert@demo.example"));
    }
}
