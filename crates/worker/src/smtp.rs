//! Letters over SMTP (RFC 5321), each over a connection of its own: one that hung is not used again.
//!
//! Which refusals are final is decided here, per step of the conversation: connecting, greeting, encryption, signing in
//! and naming the sender are between the desk and its relay, so that whatever the relay says there, the letter waits.

use crate::mail_error::MailError;
use app::LetterOutcome;
use lettre::Address;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::{Error, SMTP_PORT, SUBMISSION_PORT, SUBMISSIONS_PORT};
use percent_encoding::percent_decode_str;
use std::error::Error as _;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::net::{TcpStream, lookup_host};
use url::Url;

/// How long the whole conversation about one letter may take, unless somebody says otherwise; well within the lease of a
/// letter.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);
/// How long a server may take to be reached.
const REACHED_WITHIN: Duration = Duration::from_secs(30);
/// How long a goodbye may take; the letter is delivered by then.
const GOODBYE: Duration = Duration::from_secs(2);

/// Said of a letter that may be there.
const UNANSWERED: &str = "de mailserver kreeg de brief, en heeft die misschien aangenomen";
const TOO_LATE: &str = "de mailserver antwoordde niet op tijd";

pub(crate) struct Smtp {
    host: String,
    port: u16,
    tls: Tls,
    hello: ClientId,
    credentials: Option<Credentials>,
}

/// When the conversation is encrypted.
enum Tls {
    Never,
    /// When the server offers it.
    Offered(TlsParameters),
    /// After the greeting, or not at all.
    Required(TlsParameters),
    /// From the first byte.
    Wrapped(TlsParameters),
}

impl Smtp {
    /// `smtp://user:password@host:port?tls=required`, `smtps://…`; see the settings example.
    pub(crate) fn new(url: &str) -> Result<Self, MailError> {
        let wrong = |why: String| MailError::Url(why);
        // A parser of addresses leaves some of these out in silence.
        if url.contains(|sign: char| sign.is_whitespace() || sign.is_control()) {
            return Err(wrong("a space or a line end in it".to_owned()));
        }
        let url = Url::parse(url).map_err(|error| wrong(error.to_string()))?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(|| wrong("no host".to_owned()))?;
        let encrypted = || TlsParameters::new(host.to_owned()).map_err(|error| wrong(error.to_string()));
        // A misspelt word would send letters, and a password, in the open.
        if let Some((key, _)) = url.query_pairs().find(|(key, _)| key != "tls") {
            return Err(wrong(format!("{key}= is not one we know")));
        }
        if url.port() == Some(0) {
            return Err(wrong("no server listens on port 0".to_owned()));
        }
        let asked = url.query_pairs().next().map(|(_, value)| value.into_owned());
        let (tls, port) = match (url.scheme(), asked.as_deref()) {
            ("smtp", None) => (Tls::Never, SMTP_PORT),
            ("smtp", Some("opportunistic")) => (Tls::Offered(encrypted()?), SUBMISSION_PORT),
            ("smtp", Some("required")) => (Tls::Required(encrypted()?), SUBMISSION_PORT),
            ("smtps", None | Some("required")) => (Tls::Wrapped(encrypted()?), SUBMISSIONS_PORT),
            (scheme, _) => return Err(wrong(format!("{scheme}://, or tls=, is not one we know"))),
        };
        let decoded = |text: &str| {
            percent_decode_str(text)
                .decode_utf8()
                .map(|text| text.into_owned())
                .map_err(|error| wrong(error.to_string()))
        };
        let credentials = match (url.username(), url.password().unwrap_or_default()) {
            ("", "") => None,
            (_, "") | ("", _) => return Err(wrong("a user and a password belong together".to_owned())),
            (user, password) => Some(Credentials::new(decoded(user)?, decoded(password)?)),
        };
        let hello = match url.path().trim_matches('/') {
            "" => ClientId::default(),
            name => ClientId::Domain(name.to_owned()),
        };
        let host = host.trim_matches(['[', ']']).to_owned();
        Ok(Self { host, port: url.port().unwrap_or(port), tls, hello, credentials })
    }

    /// Sends a letter, in a conversation that takes so long and no longer.
    pub(crate) async fn send(&self, (from, to): (Address, Address), bytes: &[u8], within: Duration) -> LetterOutcome {
        let has_text = AtomicBool::new(false);
        let conversation = async {
            let mut connection = match self.connect().await {
                Ok(connection) => connection,
                Err(why) => return (LetterOutcome::TryLater(why), None),
            };
            let outcome = hand_over(&mut connection, (from, to), bytes, &has_text).await;
            (outcome, Some(connection))
        };
        match tokio::time::timeout(within, conversation).await {
            Ok((outcome, connection)) => {
                if let Some(mut connection) = connection {
                    // Whether the goodbye is heard changes nothing.
                    let _ = tokio::time::timeout(GOODBYE, connection.abort()).await;
                }
                outcome
            }
            Err(_) if has_text.into_inner() => LetterOutcome::Unanswered(format!("{UNANSWERED}: die antwoordt niet")),
            Err(_) => LetterOutcome::TryLater("de mailserver antwoordt niet".to_owned()),
        }
    }

    /// A connection that letters may be given to, or why there is none.
    async fn connect(&self) -> Result<AsyncSmtpConnection, String> {
        let connected = if let Tls::Wrapped(parameters) = &self.tls {
            // `lettre` encrypts from the first byte only what it connected itself.
            let (server, parameters) = ((self.host.as_str(), self.port), Some(parameters.clone()));
            AsyncSmtpConnection::connect_tokio1(server, Some(REACHED_WITHIN), &self.hello, parameters, None).await
        } else {
            let server = self.reach().await.map_err(|error| unreached(&error))?;
            AsyncSmtpConnection::connect_with_transport(Box::new(server), &self.hello).await
        };
        let mut connection = connected.map_err(|error| in_words(&error))?;
        self.sign_in(&mut connection).await.map_err(|error| in_words(&error))?;
        Ok(connection)
    }

    /// Reaches the server at one of its addresses. What is written leaves at once: a letter and the line that ends it are
    /// written one after the other, and the second would wait until the server has said that the first arrived, which it does
    /// not say for forty milliseconds.
    async fn reach(&self) -> io::Result<TcpStream> {
        let mut failed = io::Error::new(io::ErrorKind::NotFound, "no address");
        for address in lookup_host((self.host.as_str(), self.port)).await? {
            match tokio::time::timeout(REACHED_WITHIN, TcpStream::connect(address)).await {
                Ok(Ok(server)) => {
                    server.set_nodelay(true)?;
                    return Ok(server);
                }
                Ok(Err(error)) => failed = error,
                Err(_) => failed = io::ErrorKind::TimedOut.into(),
            }
        }
        Err(failed)
    }

    /// Encrypted and signed in, as the settings ask.
    async fn sign_in(&self, connection: &mut AsyncSmtpConnection) -> Result<(), Error> {
        match &self.tls {
            Tls::Offered(parameters) if connection.can_starttls() => {
                connection.starttls(parameters.clone(), &self.hello).await?;
            }
            // An error when the server does not offer it.
            Tls::Required(parameters) => connection.starttls(parameters.clone(), &self.hello).await?,
            Tls::Never | Tls::Offered(_) | Tls::Wrapped(_) => {}
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Ok(())
    }
}

/// `has_text` turns true when the server begins to get the letter itself.
async fn hand_over(
    connection: &mut AsyncSmtpConnection,
    (from, to): (Address, Address),
    bytes: &[u8],
    has_text: &AtomicBool,
) -> LetterOutcome {
    let later = |error: Error| LetterOutcome::TryLater(in_words(&error));
    if let Err(error) = connection.command(Mail::new(Some(from), Vec::new())).await {
        return later(error);
    }
    if let Err(error) = connection.command(Rcpt::new(to, Vec::new())).await {
        return judged(&error, refuses_recipient);
    }
    if let Err(error) = connection.command(Data).await {
        return judged(&error, refuses_recipient_by_status);
    }
    has_text.store(true, Ordering::Relaxed);
    match connection.message(bytes).await {
        Ok(taken) => LetterOutcome::Sent(answered(u16::from(taken.code()), taken.first_line().unwrap_or_default())),
        Err(error) if error.status().is_none() => {
            LetterOutcome::Unanswered(format!("{UNANSWERED}: {}", in_words(&error)))
        }
        Err(error) => judged(&error, refuses_letter),
    }
}

fn judged(error: &Error, is_final: impl Fn(u16, Option<(u16, u16)>) -> bool) -> LetterOutcome {
    let code = error.status().map_or(0, u16::from);
    let text = error.source().map(ToString::to_string).unwrap_or_default();
    if error.is_permanent() && is_final(code, status(&text)) {
        LetterOutcome::Refused(in_words(error))
    } else {
        LetterOutcome::TryLater(in_words(error))
    }
}

/// What went wrong, for people of the desk; what the server said stands behind it as it was said.
fn in_words(error: &Error) -> String {
    let said = error.source().map(ToString::to_string).unwrap_or_default();
    match error.status() {
        Some(code) => answered(u16::from(code), &said),
        None if error.is_timeout() => TOO_LATE.to_owned(),
        None => format!("de verbinding met de mailserver lukte niet ({error})"),
    }
}

fn answered(code: u16, said: &str) -> String {
    format!("de mailserver antwoordde {code} {said}").trim_end().to_owned()
}

fn unreached(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::TimedOut => TOO_LATE.to_owned(),
        _ => format!("de verbinding met de mailserver lukte niet ({error})"),
    }
}

/// Subject and detail of an enhanced status (RFC 3463) of class 5 at the beginning of what the server said; one of policy
/// (5.7.x) also further on, as relays leave it out of the first line of several.
fn status(text: &str) -> Option<(u16, u16)> {
    let mut words = text.split_whitespace().map(enhanced);
    words.next()?.or_else(|| words.flatten().find(|(subject, _)| *subject == 7))
}

fn enhanced(word: &str) -> Option<(u16, u16)> {
    let mut parts = word.split('.');
    if parts.next()? != "5" {
        return None;
    }
    let numbers = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    parts.next().is_none().then_some(numbers)
}

/// The answer to naming the recipient: about this mailbox, or about what the relay will do for us at all? With a status,
/// that decides; without one, the codes that RFC 5321 gives for a mailbox do. 554, 530 and the like are the relay's own.
fn refuses_recipient(code: u16, status: Option<(u16, u16)>) -> bool {
    match status {
        Some(_) => refuses_recipient_by_status(code, status),
        None => matches!(code, 501 | 550 | 551 | 552 | 553 | 556),
    }
}

/// Addressing (5.1.x, but for the sender's own address: 5.1.7 and 5.1.8) and mailbox (5.2.x).
fn refuses_recipient_by_status(_code: u16, status: Option<(u16, u16)>) -> bool {
    matches!(status, Some((1, detail)) if !matches!(detail, 7 | 8)) || matches!(status, Some((2, _)))
}

/// The answer to the letter itself: this recipient after all, too large (552, 5.3.4), or of a form that this server
/// never takes (5.6.x). Everything else, such as policy (5.7.x) or a bare 550 or 554, may be different tomorrow.
fn refuses_letter(code: u16, status: Option<(u16, u16)>) -> bool {
    match status {
        Some((3, 4) | (6, _)) => true,
        Some(_) => refuses_recipient_by_status(code, status),
        None => code == 552,
    }
}

#[cfg(test)]
#[path = "smtp_tests.rs"]
mod tests;
