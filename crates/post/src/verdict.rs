//! Whether the sender is who it says (authentication of the sender: DMARC, DKIM, SPF).
//!
//! Anybody can write `Authentication-Results` into a mail. Those of the receiving server are told from others by its name
//! (`authserv-id`), and by where they stand: a server puts its headers on top (`results.rs`). A lone one may have been written
//! by the sender where the server adds none: a desk should give a name only if its server writes its findings into every mail.

use crate::incoming::{AuthResult, Incoming, Mailbox};

/// Whether the receiving server says that the sender is genuine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is who it says.
    Passed,
    /// It is not.
    Failed,
    /// Nobody whom we believe says so or denies it.
    Unknown,
}

/// The domain of an address, in lower case, without a dot at its end.
fn domain_of(address: &str) -> String {
    let domain = address.rsplit_once('@').map_or(address, |(_, domain)| domain);
    domain.trim_matches(['<', '>', '"', ' ']).trim_end_matches('.').to_lowercase()
}

/// Whether both belong to one organisation: what DMARC calls relaxed alignment.
fn of_one_house(one: &str, other: &str) -> bool {
    let house = |domain: &str| psl::domain_str(domain).map(str::to_owned);
    !one.is_empty() && (one == other || house(one).is_some_and(|one| house(other) == Some(one)))
}

impl AuthResult {
    fn is(&self, method: &str, results: &[&str]) -> bool {
        self.method == method && results.contains(&self.result.as_str())
    }

    /// The domain this result is about, if any of these properties says so.
    fn domain(&self, names: &[&str]) -> Option<String> {
        let named = |name: &&str| self.properties.iter().find(|(property, _)| property == name);
        names.iter().find_map(named).map(|(_, value)| domain_of(value))
    }

    /// Whether it proves a mail from this domain.
    fn proves(&self, from: &str) -> bool {
        let about = match self.method.as_str() {
            "dkim" => self.domain(&["header.d", "header.i"]),
            "spf" => self.domain(&["smtp.mailfrom", "smtp.mail", "smtp.from"]),
            _ => None,
        };
        self.result == "pass" && about.is_some_and(|domain| of_one_house(&domain, from))
    }
}

impl Incoming {
    /// Whether the receiving server says that `from` is genuine.
    ///
    /// What several headers of our server say is one list, in which a failure of `dmarc` is worth more than its passing.
    /// `dmarc` decides where it says pass or fail. Otherwise `dkim` or `spf` proves a sender whose domain belongs to the same
    /// organisation, and both failing disproves it. One of them failing says little: forwarders break `spf`, lists `dkim`.
    pub fn verdict(&self) -> Verdict {
        let Some(Mailbox { address, .. }) = &self.from else { return Verdict::Unknown };
        let from = domain_of(address);
        let any = |method: &str, results: &[&str]| self.results.iter().any(|found| found.is(method, results));
        if any("dmarc", &["fail"]) {
            return Verdict::Failed;
        }
        let dmarc = self.results.iter().find(|found| found.is("dmarc", &["pass"]));
        if let Some(dmarc) = dmarc {
            // Who read another sender than we do has not proven ours.
            let same = dmarc.domain(&["header.from"]).is_none_or(|domain| of_one_house(&domain, &from));
            return if same && self.more_from.is_empty() { Verdict::Passed } else { Verdict::Unknown };
        }
        if self.results.iter().any(|found| found.proves(&from)) {
            return if self.more_from.is_empty() { Verdict::Passed } else { Verdict::Unknown };
        }
        let failed = any("spf", &["fail", "softfail"]) && any("dkim", &["fail"]) && !any("dkim", &["pass"]);
        if failed { Verdict::Failed } else { Verdict::Unknown }
    }
}
