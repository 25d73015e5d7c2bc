//! Addresses (URLs) in settings: which can be right, and which would be read by others on the way.

use url::{Host, Url};

/// Over http, for people on other machines: anybody on the way reads along.
pub(crate) fn is_open(address: &str) -> bool {
    Url::parse(address).is_ok_and(|address| address.scheme() == "http" && !is_here(&address))
}

fn is_here(address: &Url) -> bool {
    match address.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn has_host(address: &Url) -> bool {
    match address.host() {
        Some(Host::Domain(name)) => is_host_name(name),
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => true,
        None => false,
    }
}

/// A name that a machine can have: one that ends in a number would be read as an address, and as another one.
fn is_host_name(name: &str) -> bool {
    let label = |label: &str| {
        let signs = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        (1..=63).contains(&label.len()) && signs && !label.starts_with('-') && !label.ends_with('-')
    };
    let last = name.rsplit('.').next().unwrap_or_default();
    name.len() <= 253 && name.split('.').all(label) && !last.bytes().all(|byte| byte.is_ascii_digit())
}

/// Parsers of addresses leave these out in silence; whoever reads the setting elsewhere would not.
fn is_unbroken(text: &str) -> bool {
    !text.contains(|sign: char| sign.is_whitespace() || sign.is_control() || sign == '\\')
}

/// Begins as it is used: a parser would take other signs for it.
fn is_web(text: &str) -> bool {
    is_unbroken(text) && ["https://", "http://"].iter().any(|scheme| text.starts_with(scheme))
}

pub(crate) fn is_public(text: &str) -> bool {
    // Links and Message-IDs begin with it as it is written.
    text.is_ascii()
        && is_web(text)
        && Url::parse(text).is_ok_and(|address| {
            let plain = address.username().is_empty() && address.password().is_none();
            let bare = address.path() == "/" && address.query().is_none() && address.fragment().is_none();
            has_host(&address) && plain && bare
        })
}

pub(crate) fn is_issuer(text: &str) -> bool {
    is_web(text)
        && Url::parse(text).is_ok_and(|address| {
            let safe = address.scheme() == "https" || (address.scheme() == "http" && is_here(&address));
            safe && has_host(&address) && address.query().is_none() && address.fragment().is_none()
        })
}

/// A name or number of a machine, and a port.
pub(crate) fn is_bind(text: &str) -> bool {
    if text.parse::<std::net::SocketAddr>().is_ok() {
        return true;
    }
    let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok();
    text.rsplit_once(':').is_some_and(|(host, port)| is_host_name(host) && is_port(port))
}

/// Where people can be written to, as security.txt wants it.
pub(crate) fn is_contact(text: &str) -> bool {
    match text.strip_prefix("mailto:") {
        Some(address) => is_unbroken(address) && worker::is_mailbox(address) && !address.contains('<'),
        None => is_web(text) && Url::parse(text).is_ok_and(|address| address.scheme() == "https" && has_host(&address)),
    }
}
