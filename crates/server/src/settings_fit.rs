//! What a setting may be (validation): each kind says what it expects when something else is given.

use chrono::DateTime;
use domain::Role;
use std::path::Path;
use tracing_subscriber::EnvFilter;
use url::{Host, Url};

/// What the value of a setting may be.
pub enum Fits {
    /// Any text but none.
    Text,
    Flag,
    /// A whole number, both ends included.
    Between(u32, u32),
    OneOf(&'static [&'static str]),
    Database,
    Bind,
    PublicUrl,
    MailServer,
    Mailbox,
    /// Of something that may still be made.
    Path,
    /// Of a file that is there.
    File,
    /// Several of those, with commas between.
    Files,
    Issuer,
    Claim,
    Roles,
    Filter,
    Contact,
    Moment,
}

impl Fits {
    /// `Err` is what was expected instead.
    pub fn check(&self, value: &str) -> Result<(), String> {
        let (fits, expected) = match self {
            Self::Text => (!value.trim().is_empty(), "a text".to_owned()),
            Self::Flag => (matches!(value, "true" | "false"), "true or false".to_owned()),
            Self::Between(least, most) => {
                let number = value.parse::<u32>();
                (
                    number.is_ok_and(|number| (*least..=*most).contains(&number)),
                    format!("a whole number from {least} to {most}"),
                )
            }
            Self::OneOf(words) => (words.contains(&value), format!("one of {}", words.join(", "))),
            Self::Database => (is_database(value), "sqlite://path or postgres://user:password@host/name".to_owned()),
            Self::Bind => (is_bind(value), "an address and a port, such as 127.0.0.1:8080".to_owned()),
            Self::PublicUrl => (
                is_public(value),
                "http(s)://name, with a port if need be and without a path, such as https://loket.example.nl"
                    .to_owned(),
            ),
            Self::MailServer => (is_mail_server(value), "smtp://host:port or smtps://user:password@host".to_owned()),
            Self::Mailbox => {
                (worker::is_mailbox(value), "an e-mail address, such as Loket <loket@example.nl>".to_owned())
            }
            Self::Path => (!value.trim().is_empty(), "a path".to_owned()),
            Self::File => (Path::new(value).is_file(), "a file that is there".to_owned()),
            Self::Files => {
                let mut paths = value.split(',').map(str::trim).filter(|path| !path.is_empty());
                (paths.all(|path| Path::new(path).is_file()), "files that are there, with commas between".to_owned())
            }
            Self::Issuer => (is_issuer(value), "https://…, exactly as in the provider's tokens".to_owned()),
            Self::Claim => (
                value.split('.').all(|part| !part.trim().is_empty()),
                "the name of a claim, such as roles or a.b".to_owned(),
            ),
            Self::Roles => (
                roles(value).is_ok(),
                format!("value=ROLE with commas between, ROLE one of {}", Role::ALL.map(Role::as_str).join(", ")),
            ),
            Self::Filter => (
                is_filter(value),
                "a level (off, error, warn, info, debug, trace), and target=level with commas between".to_owned(),
            ),
            Self::Contact => (is_contact(value), "mailto:address or https://…".to_owned()),
            Self::Moment => {
                (DateTime::parse_from_rfc3339(value).is_ok(), "a moment, such as 2027-11-01T00:00:00Z".to_owned())
            }
        };
        if fits { Ok(()) } else { Err(expected) }
    }
}

/// Which value of the provider's claim gives which role; `Err` is the pair that cannot be read.
pub fn roles(text: &str) -> Result<Vec<(String, Role)>, String> {
    let pairs = text.split(',').map(str::trim).filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (value, role) = pair.rsplit_once('=').ok_or_else(|| pair.to_owned())?;
            let role = Role::parse(role.trim()).ok_or_else(|| pair.to_owned())?;
            if value.trim().is_empty() { Err(pair.to_owned()) } else { Ok((value.trim().to_owned(), role)) }
        })
        .collect()
}

/// Over http, for people on other machines: anybody on the way reads along.
pub fn is_open(address: &str) -> bool {
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
    address.host_str().is_some_and(|host| !host.is_empty())
}

fn is_public(text: &str) -> bool {
    // A parser of addresses leaves these out in silence; links would hold them.
    let unbroken = !text.contains(|sign: char| sign.is_whitespace() || sign.is_control());
    unbroken
        && Url::parse(text).is_ok_and(|address| {
            let plain = address.username().is_empty() && address.password().is_none();
            let bare = address.path() == "/" && address.query().is_none() && address.fragment().is_none();
            matches!(address.scheme(), "http" | "https") && has_host(&address) && plain && bare
        })
}

fn is_issuer(text: &str) -> bool {
    Url::parse(text).is_ok_and(|address| {
        let safe = address.scheme() == "https" || (address.scheme() == "http" && is_here(&address));
        safe && has_host(&address) && address.query().is_none() && address.fragment().is_none()
    })
}

fn is_database(text: &str) -> bool {
    if let Some(path) = text.strip_prefix("sqlite:") {
        return !path.trim_start_matches("//").split('?').next().unwrap_or_default().trim().is_empty();
    }
    Url::parse(text).is_ok_and(|address| matches!(address.scheme(), "postgres" | "postgresql") && has_host(&address))
}

fn is_mail_server(text: &str) -> bool {
    Url::parse(text).is_ok_and(|address| matches!(address.scheme(), "smtp" | "smtps") && has_host(&address))
}

fn is_bind(text: &str) -> bool {
    if text.parse::<std::net::SocketAddr>().is_ok() {
        return true;
    }
    let is_name = |host: &str| {
        !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.')
    };
    let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok();
    text.rsplit_once(':').is_some_and(|(host, port)| is_name(host) && is_port(port))
}

/// A word that stands alone is a level: a misspelt one would name a part of the program that is not there, and silence
/// the rest.
fn is_filter(text: &str) -> bool {
    const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];
    let is_level = |word: &str| LEVELS.contains(&word.to_ascii_lowercase().as_str());
    let mut parts = text.split(',').map(str::trim);
    let sound = parts.all(|part| match part.rsplit_once('=') {
        Some((target, level)) => !target.is_empty() && is_level(level),
        None => is_level(part),
    });
    sound && EnvFilter::try_new(text).is_ok()
}

fn is_contact(text: &str) -> bool {
    match text.strip_prefix("mailto:") {
        Some(address) => worker::is_mailbox(address) && !address.contains(['<', ' ']),
        None => Url::parse(text).is_ok_and(|address| address.scheme() == "https" && has_host(&address)),
    }
}
