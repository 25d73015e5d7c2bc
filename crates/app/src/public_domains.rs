//! Mail domains where anybody can get an address: they say nothing of an organisation.
//!
//! Two kept lists: the public suffixes (`psl`), below which anybody can register, and the providers of free mail and of
//! access to the internet (`reference/public_mail_domains.txt`, which says where it comes from).

use std::collections::HashSet;
use std::sync::LazyLock;

static PROVIDERS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let lines = include_str!("../reference/public_mail_domains.txt").lines();
    lines.filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
});

/// Can anybody get an address at this domain? In lower case.
///
/// Whatever stands below a provider is the provider's as well: `mail.hetnet.nl`.
pub(crate) fn is_public(domain: &str) -> bool {
    let from_here = std::iter::once(domain);
    let above = domain.match_indices('.').map(|(at, _)| &domain[at + 1..]);
    psl::domain_str(domain).is_none() || from_here.chain(above).any(|name| PROVIDERS.contains(name))
}

/// A name that an organisation can have for its mail: no address of a machine, and no signs that look like others.
pub(crate) fn is_name(domain: &str) -> bool {
    let label = |label: &str| {
        let signs = label.bytes().all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == b'-');
        let edges = label.starts_with('-') || label.ends_with('-');
        // Names in other scripts can be drawn like known ones, and .nl has none.
        !label.is_empty() && label.len() <= 63 && signs && !edges && !label.starts_with("xn--")
    };
    let last = domain.rsplit('.').next().unwrap_or_default();
    domain.len() <= 253
        && domain.contains('.')
        && domain.split('.').all(label)
        && last.bytes().any(|sign| sign.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::{PROVIDERS, is_name, is_public};

    #[test]
    fn every_line_of_the_list_is_a_name() {
        assert!(PROVIDERS.len() > 10_000);
        // Names in other scripts are refused before the list is asked.
        let odd: Vec<_> = PROVIDERS.iter().filter(|line| !line.contains("xn--") && !is_name(line)).collect();
        assert!(odd.is_empty(), "{odd:?}");
    }

    #[test]
    fn bodies_of_the_state_and_care_are_no_public_domains() {
        for domain in
            ["amsterdam.nl", "rijksoverheid.nl", "overheid.nl", "vng.nl", "aedes.nl", "provincie-utrecht.nl", "zk.nl"]
        {
            assert!(!is_public(domain) && is_name(domain), "{domain}");
        }
    }
}
