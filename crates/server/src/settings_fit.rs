//! What a setting may be (validation): each kind says what it expects when something else is given.

use app::{Clock as _, SystemClock};
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
    /// A folder that is there, or may still be made.
    Folder,
    /// A file with a key, that may still be made.
    NewKey,
    /// A file with a key.
    Key,
    /// Files with keys to verify by, with commas between.
    Keys,
    Issuer,
    Claim,
    Roles,
    Filter,
    Contact,
    /// A moment that is not over.
    Coming,
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
            Self::Database => {
                (store::is_database(value), "sqlite://path or postgres://user:password@host/name".to_owned())
            }
            Self::Bind => (is_bind(value), "an address and a port, such as 127.0.0.1:8080".to_owned()),
            Self::PublicUrl => (
                is_public(value),
                "http(s)://name, with a port if need be and without a path, such as https://loket.example.nl"
                    .to_owned(),
            ),
            Self::MailServer => {
                (worker::is_mail_server(value), "smtp://host:port or smtps://user:password@host".to_owned())
            }
            Self::Mailbox => {
                (worker::is_mailbox(value), "an e-mail address, such as Loket <loket@example.nl>".to_owned())
            }
            Self::Folder => (is_folder(Path::new(value)), "a folder, or a path where one can be made".to_owned()),
            Self::NewKey => (
                if Path::new(value).exists() { holds(value, app::is_signing_key) } else { can_hold(Path::new(value)) },
                "a file with an Ed25519 key (PKCS#8 PEM), or a path in a folder that is there".to_owned(),
            ),
            Self::Key => {
                (holds(value, app::is_signing_key), "a file that is there, with an Ed25519 key (PKCS#8 PEM)".to_owned())
            }
            Self::Keys => {
                let mut paths = value.split(',').map(str::trim).filter(|path| !path.is_empty());
                (
                    paths.all(|path| holds(path, app::is_verifying_key)),
                    "files that are there, with an Ed25519 key (PEM) each, and commas between".to_owned(),
                )
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
            Self::Coming => (
                DateTime::parse_from_rfc3339(value).is_ok_and(|moment| moment > SystemClock.now()),
                "a moment to come, such as 2027-11-01T00:00:00Z".to_owned(),
            ),
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

fn is_public(text: &str) -> bool {
    // Links and Message-IDs begin with it as it is written.
    text.is_ascii()
        && is_web(text)
        && Url::parse(text).is_ok_and(|address| {
            let plain = address.username().is_empty() && address.password().is_none();
            let bare = address.path() == "/" && address.query().is_none() && address.fragment().is_none();
            has_host(&address) && plain && bare
        })
}

fn is_issuer(text: &str) -> bool {
    is_web(text)
        && Url::parse(text).is_ok_and(|address| {
            let safe = address.scheme() == "https" || (address.scheme() == "http" && is_here(&address));
            safe && has_host(&address) && address.query().is_none() && address.fragment().is_none()
        })
}

/// Does this file hold what it should?
fn holds(path: &str, right: impl Fn(&[u8]) -> bool) -> bool {
    std::fs::read(path).is_ok_and(|bytes| right(&bytes))
}

/// Can a file be made at this path?
fn can_hold(path: &Path) -> bool {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    path.file_name().is_some() && folder.is_dir()
}

/// Is it a folder, or is nothing in the way of making one?
fn is_folder(path: &Path) -> bool {
    let is_named = path.to_str().is_none_or(|text| !text.trim().is_empty());
    is_named && path.ancestors().find(|above| above.exists()).is_none_or(Path::is_dir)
}

fn is_bind(text: &str) -> bool {
    if text.parse::<std::net::SocketAddr>().is_ok() {
        return true;
    }
    let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok();
    text.rsplit_once(':').is_some_and(|(host, port)| is_host_name(host) && is_port(port))
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
        Some(address) => is_unbroken(address) && worker::is_mailbox(address) && !address.contains('<'),
        None => is_web(text) && Url::parse(text).is_ok_and(|address| address.scheme() == "https" && has_host(&address)),
    }
}
