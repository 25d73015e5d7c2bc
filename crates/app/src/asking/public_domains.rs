//! Mail domains where anybody can get an address: they say nothing of an organisation.
//!
//! Two kept lists: the public suffixes (`psl`), below which anybody can register, and the providers of free mail and of
//! access to the internet (`reference/public_mail_domains.txt`, which says where it comes from).

use std::collections::HashSet;
use std::sync::LazyLock;

static PROVIDERS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let lines = include_str!("../../reference/public_mail_domains.txt").lines();
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

/// Names of the highest level that nobody can have, for examples and tests (RFC 2606).
const EXAMPLES: [&str; 2] = ["example", "test"];

/// Can only an organisation get an address at this domain?
pub(crate) fn is_own(domain: &str) -> bool {
    is_name(domain) && !is_public(domain)
}

/// A name that an organisation can have for its mail: at its end stands one that the public suffixes know. `.local` and
/// `.internal` are everybody's, and so are those of networks at home and of machines (`.arpa`, `.onion`).
pub(crate) fn is_name(domain: &str) -> bool {
    let last = domain.rsplit('.').next().unwrap_or_default();
    let is_known = || psl::suffix(domain.as_bytes()).is_some_and(|suffix| suffix.is_known());
    has_shape(domain) && !["arpa", "onion"].contains(&last) && (EXAMPLES.contains(&last) || is_known())
}

/// No address of a machine, and no signs that look like others.
fn has_shape(domain: &str) -> bool {
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
    use super::{PROVIDERS, has_shape, is_name, is_own, is_public};

    #[test]
    fn every_line_of_the_list_is_a_name() {
        assert!(PROVIDERS.len() > 10_000);
        // Names in other scripts are refused before the list is asked.
        let odd: Vec<_> = PROVIDERS.iter().filter(|line| !line.contains("xn--") && !has_shape(line)).collect();
        assert!(odd.is_empty(), "{odd:?}");
    }

    #[test]
    fn providers_of_mail_and_aliases_and_names_that_are_nobodys_are_no_organisations_own() {
        for domain in [
            "tutamail.com",
            "riseup.net",
            "disroot.org",
            "onmicrosoft.com",
            "gemeente.onmicrosoft.com",
            "zohomail.eu",
            "mozmail.com",
            "kolabnow.com",
            "anonaddy.me",
            "proton.me",
            "mail.riseup.net",
            "gemeente.local",
            "kantoor.lan",
            "mail.internal",
            "gemeente.corp",
            "gemeente.home.arpa",
            "gemeente.nl1",
            "gemeente.bestaatniet",
            "co.uk",
            "nl",
        ] {
            assert!(!is_own(domain), "{domain}");
        }
        for domain in [
            "gemeente.amsterdam",
            "arnhem.nl",
            "mail.arnhem.nl",
            "zorg.frl",
            "stichting.org",
            "bureau.eu",
            "gemeente.example",
            "kerk.be",
            "vereniging.com",
            "adviesbureau.online",
            "riseup.nl",
            "lan.nl",
            "local.nl",
        ] {
            assert!(is_own(domain), "{domain}");
        }
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
