//! Where mail lies that is fetched (mailbox), as the settings name it.

use percent_encoding::percent_decode_str;
use std::time::Duration;
use url::Url;

/// For how long a mail server is waited for.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// … for one answer.
    pub answers: Duration,
    /// … for news, before it is asked again. Firewalls forget a line on which nothing is said for ten minutes, and nobody tells
    /// either end; servers may end it after half an hour.
    pub news: Duration,
    /// … before one is asked again that cannot tell that something came.
    pub polls: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { answers: Duration::from_secs(60), news: Duration::from_secs(9 * 60), polls: Duration::from_secs(60) }
    }
}

/// A folder at a mail server from which mail is fetched, and where it goes once it is stored.
#[derive(Clone)]
pub struct Mailbox {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) encrypted: Encrypted,
    pub(crate) user: String,
    pub(crate) password: String,
    pub(crate) folder: String,
    pub(crate) done: String,
    pub(crate) patience: Patience,
}

impl Mailbox {
    /// The same, with so much patience for its server.
    pub fn patient_for(self, patience: Patience) -> Self {
        Self { patience, ..self }
    }
}

/// From when on the conversation is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encrypted {
    Never,
    /// After the greeting, or there is no conversation.
    Asked,
    FromTheStart,
}

/// Can mail be fetched from here? `imaps://user:password@host/folder`.
pub fn is_mailbox_server(url: &str) -> bool {
    parsed(url, String::new()).is_some()
}

/// Can this be the name of a folder at a mail server? Plain signs only: others have a spelling of their own there.
pub fn is_mailbox_folder(name: &str) -> bool {
    let is_plain =
        |sign: char| (sign == ' ' || sign.is_ascii_graphic()) && !matches!(sign, '*' | '%' | '&' | '\\' | '"');
    !name.trim().is_empty() && name.trim() == name && name.chars().all(is_plain)
}

/// Is it the folder that mail is fetched from? What is moved there would be fetched for ever.
pub fn is_fetched_from(url: &str, folder: &str) -> bool {
    parsed(url, String::new()).is_some_and(|mailbox| mailbox.folder.eq_ignore_ascii_case(folder))
}

/// The mailbox that the settings name; `done` is the folder for what was taken.
pub fn mailbox(url: &str, done: &str) -> Option<Mailbox> {
    parsed(url, done.to_owned())
}

/// `imap://user:password@host:port/folder?tls=required`, `imaps://…`.
fn parsed(url: &str, done: String) -> Option<Mailbox> {
    // A parser of addresses leaves some of these out in silence.
    if url.contains(|sign: char| sign.is_whitespace() || sign.is_control()) {
        return None;
    }
    let url = Url::parse(url).ok()?;
    let host = url.host_str().filter(|host| !host.is_empty())?.trim_matches(['[', ']']).to_owned();
    // A misspelt word would send a password in the open.
    let asked: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    let tls = match asked.as_slice() {
        [] => false,
        [(key, value)] if key == "tls" && value == "required" => true,
        _ => return None,
    };
    let (encrypted, port) = match (url.scheme(), tls) {
        ("imap", false) => (Encrypted::Never, 143),
        ("imap", true) => (Encrypted::Asked, 143),
        ("imaps", _) => (Encrypted::FromTheStart, 993),
        _ => return None,
    };
    let decoded = |text: &str| Some(percent_decode_str(text).decode_utf8().ok()?.into_owned());
    let user = decoded(url.username())?;
    let password = decoded(url.password()?)?;
    let folder = match decoded(url.path().trim_matches('/'))? {
        none if none.is_empty() => "INBOX".to_owned(),
        named => named,
    };
    let speakable = |text: &String| !text.is_empty() && !text.chars().any(char::is_control);
    let fits = speakable(&user) && speakable(&password) && is_mailbox_folder(&folder);
    let port = url.port().unwrap_or(port);
    let patience = Patience::default();
    (fits && port != 0).then_some(Mailbox { host, port, encrypted, user, password, folder, done, patience })
}

#[cfg(test)]
mod tests {
    use super::{Encrypted, is_fetched_from, is_mailbox_folder, is_mailbox_server, mailbox};

    #[test]
    fn an_address_says_where_as_whom_and_how_safely() {
        let at =
            mailbox("imaps://loket%40desk.example:ge%2Fheim%20@mail.example/INBOX/Loket", "Klaar").expect("it fits");
        assert_eq!((at.user.as_str(), at.password.as_str()), ("loket@desk.example", "ge/heim "));
        assert_eq!((at.folder.as_str(), at.done.as_str(), at.port), ("INBOX/Loket", "Klaar", 993));
        assert_eq!(at.encrypted, Encrypted::FromTheStart);
        let at = mailbox("imap://u:p@[::1]:1143?tls=required", "Klaar").expect("it fits");
        assert_eq!((at.host.as_str(), at.port, at.folder.as_str()), ("::1", 1143, "INBOX"));
        assert_eq!(at.encrypted, Encrypted::Asked);
        assert_eq!(mailbox("imap://u:p@h", "x").expect("it fits").encrypted, Encrypted::Never);
    }

    #[test]
    fn what_is_fetched_never_goes_where_it_was_fetched() {
        assert!(is_fetched_from("imap://u:p@h", "inbox") && is_fetched_from("imap://u:p@h/Loket", "Loket"));
        assert!(!is_fetched_from("imap://u:p@h", "Loket"));
        assert!(!is_mailbox_server("imap://u:p@h/Bijzonder%26"), "a spelling of its own");
        assert!(is_mailbox_folder("Verwerkt door loket") && !is_mailbox_folder("Verwerkt\r\nA LOGOUT"));
    }
}
