//! What a setting may be (validation): each kind is a function that reads it, or says what it expects instead.
//!
//! They stand in the attributes of `settings.rs`. Settings come as text, from file and environment alike.

use crate::settings_address::{is_bind, is_contact, is_issuer, is_public};
use app::{Clock as _, SystemClock};
use chrono::DateTime;
use domain::Role;
use serde::de::{Deserializer, Error};
use serde::{Deserialize, Serialize, Serializer};
use std::path::{Path, PathBuf};
use tracing_subscriber::EnvFilter;

/// How the value of one setting arrives.
#[derive(Deserialize, Serialize)]
#[serde(untagged)]
pub(crate) enum Value {
    /// By somebody: it is looked at.
    Given {
        given: String,
    },
    // A default is never wrong, also when its time is over.
    Flag(bool),
    Number(u32),
    Text(String),
}

impl Value {
    fn text(&self) -> String {
        match self {
            Self::Given { given: text } | Self::Text(text) => text.clone(),
            Self::Flag(flag) => flag.to_string(),
            Self::Number(number) => number.to_string(),
        }
    }
}

/// Parsed, or what was expected instead.
fn parsed<'de, D: Deserializer<'de>, T>(
    from: D,
    parse: impl FnOnce(&str) -> Option<T>,
    expected: impl FnOnce() -> String,
) -> Result<T, D::Error> {
    let text = Value::deserialize(from)?.text();
    parse(&text).ok_or_else(|| D::Error::custom(format!("{text:?}: expected {}", expected())))
}

/// A text that fits, or what was expected instead.
fn fitting<'de, D: Deserializer<'de>>(
    from: D,
    fits: impl FnOnce(&str) -> bool,
    expected: &str,
) -> Result<String, D::Error> {
    let value = Value::deserialize(from)?;
    let text = value.text();
    if !matches!(value, Value::Given { .. }) || fits(&text) {
        return Ok(text);
    }
    Err(D::Error::custom(format!("{text:?}: expected {expected}")))
}

/// The same, for what nobody may read in a complaint.
fn fitting_unseen<'de, D: Deserializer<'de>>(
    from: D,
    fits: impl FnOnce(&str) -> bool,
    expected: &str,
) -> Result<String, D::Error> {
    let unseen = |_| D::Error::custom(format!("(not shown): expected {expected}"));
    fitting(from, fits, expected).map_err(unseen)
}

/// A whole number, both ends included.
pub(crate) fn whole<'de, D: Deserializer<'de>, const LEAST: u32, const MOST: u32>(from: D) -> Result<u32, D::Error> {
    let within = |number: &u32| (LEAST..=MOST).contains(number);
    parsed(from, |text| text.parse().ok().filter(within), || format!("a whole number from {LEAST} to {MOST}"))
}

pub(crate) fn flag<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    parsed(from, |text| text.parse().ok(), || "true or false".to_owned())
}

/// How a line of the log is written.
#[derive(Serialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogFormat {
    Text,
    Json,
}

pub(crate) fn log_format<'de, D: Deserializer<'de>>(from: D) -> Result<LogFormat, D::Error> {
    let parse = |text: &str| match text {
        "text" => Some(LogFormat::Text),
        "json" => Some(LogFormat::Json),
        _ => None,
    };
    parsed(from, parse, || "one of text, json".to_owned())
}

/// Any text but none.
pub(crate) fn text<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    fitting(from, is_named, "a text")
}

/// A text that stands in every letter: nothing unseen in it, and something to see.
pub(crate) fn words<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let as_seen = |text: &str| text.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let fits =
        |text: &str| !domain::is_blank(text) && domain::is_clean_text(text) && domain::one_line(text) == as_seen(text);
    fitting(from, fits, "words on one line, without signs that cannot be seen")
}

/// Any text but none, that nobody may read.
pub(crate) fn secret<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    fitting_unseen(from, is_named, "a text")
}

pub(crate) fn database<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    fitting_unseen(from, store::is_database, "sqlite://path or postgres://user:password@host/name")
}

pub(crate) fn bind<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    fitting(from, is_bind, "an address and a port, such as 127.0.0.1:8080")
}

/// Without a slash at its end, so that paths can be put behind it.
pub(crate) fn public_url<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let expected = "http(s)://name, with a port if need be and without a path, such as https://loket.example.nl";
    Ok(fitting(from, is_public, expected)?.trim_end_matches('/').to_owned())
}

pub(crate) fn mail_server<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    fitting_unseen(from, worker::is_mail_server, "smtp://host:port or smtps://user:password@host")
}

pub(crate) fn mailbox_server<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let expected = "imaps://user:password@host/folder or imap://user:password@host/folder?tls=required";
    fitting_unseen(from, worker::is_mailbox_server, expected)
}

pub(crate) fn mailbox_folder<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    fitting(from, worker::is_mailbox_folder, "a name of plain letters, digits and signs, such as Loket or INBOX.Loket")
}

/// An address alone, that what comes behind a + can be added to.
pub(crate) fn plain_address<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let plain = |text: &str| domain::email_address(text).is_ok_and(|address| address == text && !address.contains('+'));
    fitting(from, plain, "an e-mail address without a +, such as loket@example.nl")
}

pub(crate) fn host_name<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let is_sign = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '.' | '-' | '_');
    fitting(
        from,
        |text| !text.is_empty() && text.chars().all(is_sign),
        "the name of a mail server, such as mx.example.nl",
    )
}

pub(crate) fn dkim_name<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    fitting(from, worker::is_dkim_name, "a name in the DNS, such as gemeente.example or s2026")
}

pub(crate) fn dkim_key<'de, D: Deserializer<'de>>(from: D) -> Result<PathBuf, D::Error> {
    let fits = |text: &str| holds(text, worker::is_dkim_key);
    fitting(from, fits, "a file that is there, with an RSA key of at least 2048 bits or an Ed25519 key (PEM)")
        .map(PathBuf::from)
}

pub(crate) fn mailbox<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    fitting(from, worker::is_mailbox, "an e-mail address, such as Loket <loket@example.nl>")
}

/// A folder that is there, or may still be made.
pub(crate) fn folder<'de, D: Deserializer<'de>>(from: D) -> Result<PathBuf, D::Error> {
    let fits = |text: &str| is_named(text) && is_folder(Path::new(text));
    fitting(from, fits, "a folder, or a path where one can be made").map(PathBuf::from)
}

pub(crate) fn bucket<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    fitting(from, files::is_store, "s3://bucket, with a prefix if need be")
}

pub(crate) fn scanner<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    fitting(from, files::is_scanner, "tcp://host:port or unix:///path")
}

/// Kinds of files, with commas between.
pub(crate) fn kinds<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    fitting(from, |text| kinds_in(text).is_some(), "some of pdf,docx,xlsx,pptx,odt,ods,png,jpg,gif,webp")
}

/// The kinds that a setting names; none when it names another.
pub(crate) fn kinds_in(text: &str) -> Option<Vec<files::Kind>> {
    text.split(',').map(|word| files::Kind::parse(word.trim())).collect()
}

/// A file with a key, that may still be made.
pub(crate) fn new_key<'de, D: Deserializer<'de>>(from: D) -> Result<PathBuf, D::Error> {
    let fits = |text: &str| match Path::new(text) {
        path if path.exists() => holds(text, app::is_signing_key),
        path => can_hold(path),
    };
    let expected = "a file with an Ed25519 key (PKCS#8 PEM), or a path in a folder that is there";
    fitting(from, fits, expected).map(PathBuf::from)
}

/// A file with a key.
pub(crate) fn key<'de, D: Deserializer<'de>>(from: D) -> Result<PathBuf, D::Error> {
    let fits = |text: &str| holds(text, app::is_signing_key);
    fitting(from, fits, "a file that is there, with an Ed25519 key (PKCS#8 PEM)").map(PathBuf::from)
}

/// Files with keys to verify by, with commas between.
pub(crate) fn keys<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let fits = |text: &str| {
        let mut paths = text.split(',').map(str::trim).filter(|path| !path.is_empty());
        paths.all(|path| holds(path, app::is_verifying_key))
    };
    fitting(from, fits, "files that are there, with an Ed25519 key (PEM) each, and commas between")
}

pub(crate) fn issuer<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    fitting(from, is_issuer, "https://…, exactly as in the provider's tokens")
}

/// The name of a claim, or the way to one inside others.
pub(crate) fn claim<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    fitting(from, |text| text.split('.').all(is_named), "the name of a claim, such as roles or a.b")
}

pub(crate) fn role_pairs<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let words = Role::ALL.map(Role::as_str).join(", ");
    fitting(from, |text| roles(text).is_ok(), &format!("value=ROLE with commas between, ROLE one of {words}"))
}

pub(crate) fn filter<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let expected = "a level (off, error, warn, info, debug, trace), and target=level with commas between";
    fitting(from, is_filter, expected)
}

pub(crate) fn contact<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    fitting(from, is_contact, "mailto:address or https://…")
}

/// A moment that is not over.
pub(crate) fn coming<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let fits = |text: &str| DateTime::parse_from_rfc3339(text).is_ok_and(|moment| moment > SystemClock.now());
    fitting(from, fits, "a moment to come, such as 2027-11-01T00:00:00Z")
}

/// What stands where a secret was.
const BLANK: &str = "***";

/// A path of an embedded database is no secret; a password in an address is.
pub(crate) fn blanked_url<S: Serializer>(url: &str, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(if url.contains('@') { BLANK } else { url })
}

pub(crate) fn blanked_if_url<S: Serializer>(url: &Option<String>, to: S) -> Result<S::Ok, S::Error> {
    match url {
        Some(url) => blanked_url(url, to),
        None => to.serialize_none(),
    }
}

pub(crate) fn blanked<S: Serializer>(secret: &Option<String>, to: S) -> Result<S::Ok, S::Error> {
    secret.as_ref().map(|_| BLANK).serialize(to)
}

/// Which value of the provider's claim gives which role; `Err` is the pair that cannot be read.
pub(crate) fn roles(text: &str) -> Result<Vec<(String, Role)>, String> {
    let pairs = text.split(',').map(str::trim).filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (value, role) = pair.rsplit_once('=').ok_or_else(|| pair.to_owned())?;
            let role = Role::parse(role.trim()).ok_or_else(|| pair.to_owned())?;
            if value.trim().is_empty() { Err(pair.to_owned()) } else { Ok((value.trim().to_owned(), role)) }
        })
        .collect()
}

fn is_named(text: &str) -> bool {
    !text.trim().is_empty()
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
    path.ancestors().find(|above| above.exists()).is_none_or(Path::is_dir)
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
