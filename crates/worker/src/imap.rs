//! A conversation with a mail server about a mailbox (IMAP, RFC 9051 and 3501), every answer of which is awaited for so long
//! and no longer.
//!
//! What changes something: `CREATE` of the folder for what was taken, `UID MOVE` (RFC 6851) into it, and the flag on a mail
//! that is left. None of them deletes: whatever is cut off wherever, a mail is in one of the two folders, or in both where the
//! server cannot move and it is copied first.

use crate::mailbox::{Encrypted, Mailbox, Patience};
use async_imap::imap_proto::{AttributeValue, MailboxDatum, RequestId, Response, Status};
use async_imap::{Client, Session};
use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// How fast a mail must come, besides what any answer may take: half a megabit a second, or it is not there.
const BYTES_A_SECOND: u64 = 64 * 1024;

/// Why something did not come about.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// The server said no to this; the conversation goes on.
    Said(String),
    /// There is no conversation any more.
    Gone(String),
}

impl Trouble {
    pub(crate) fn into_words(self) -> String {
        match self {
            Self::Said(words) | Self::Gone(words) => words,
        }
    }
}

/// A mail as the server lists it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lying {
    pub(crate) uid: u32,
    pub(crate) size: u64,
    pub(crate) flagged: Flagged,
}

/// Does everybody who opens the mailbox see that something is the matter with it?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flagged {
    Yes,
    No,
}

/// How a mail gets into the other folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Moves {
    /// In one step (MOVE).
    AtOnce,
    /// Copied, marked as thrown away, and then gone by its number (UIDPLUS, RFC 4315).
    Copied,
    /// Copied and marked. Without numbers everything would go that anybody marked: that is left to who keeps the mailbox.
    Marked,
}

/// What a conversation goes over.
trait Wire: AsyncRead + AsyncWrite + Unpin + Send + Debug {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + Debug> Wire for T {}

/// A conversation with an opened folder.
pub(crate) struct Conversation {
    session: Session<Box<dyn Wire>>,
    done: String,
    /// The numbers of mails mean something else when this is another (UIDVALIDITY).
    pub(crate) validity: Option<u32>,
    can_wait: bool,
    moves: Moves,
    patience: Patience,
    /// Did the server say, since the last list, that something came?
    news: bool,
}

impl Conversation {
    /// Signed in, the folder open, the other one there.
    pub(crate) async fn open(mailbox: &Mailbox) -> Result<Self, Trouble> {
        let opening = async {
            let client = greeted(mailbox).await?;
            let mut session = client
                .login(&mailbox.user, &mailbox.password)
                .await
                .map_err(|(error, _)| Trouble::Gone(format!("aanmelden lukt niet: {}", in_words(&error))))?;
            let can = session.capabilities().await.map_err(gone)?;
            let moves = match (can.has_str("MOVE"), can.has_str("UIDPLUS")) {
                (true, _) => Moves::AtOnce,
                (false, true) => Moves::Copied,
                (false, false) => Moves::Marked,
            };
            let can_wait = can.has_str("IDLE");
            // It is there already, mostly, and the server says so; what is really wrong with it, moving tells.
            for command in ["CREATE", "SUBSCRIBE"] {
                match session.run_command_and_check_ok(format!("{command} {}", quoted(&mailbox.done))).await {
                    Ok(()) | Err(async_imap::error::Error::No(_) | async_imap::error::Error::Bad(_)) => {}
                    Err(error) => return Err(gone(error)),
                }
            }
            let opened = session.select(&mailbox.folder).await;
            let opened = opened.map_err(|error| {
                Trouble::Gone(format!("de map {} gaat niet open: {}", mailbox.folder, in_words(&error)))
            })?;
            let (validity, patience) = (opened.uid_validity, mailbox.patience);
            Ok(Self { session, done: quoted(&mailbox.done), validity, can_wait, moves, patience, news: false })
        };
        timeout(mailbox.patience.answers, opening).await.unwrap_or_else(|_| Err(too_late()))
    }

    /// Everything that lies in the folder, but for what somebody threw away.
    pub(crate) async fn list(&mut self) -> Result<Vec<Lying>, Trouble> {
        self.news = false;
        let mut all = Vec::new();
        self.ask("UID FETCH 1:* (UID FLAGS RFC822.SIZE)".to_owned(), self.patience.answers, |response| {
            all.extend(lying(response));
        })
        .await?;
        Ok(all)
    }

    /// One mail, every byte; none when it is not there any more. Nobody sees from it that it was looked at.
    pub(crate) async fn fetch(&mut self, mail: Lying) -> Result<Option<Vec<u8>>, Trouble> {
        let mut raw = None;
        let within = self.patience.answers + Duration::from_secs(mail.size / BYTES_A_SECOND);
        let mut unsaid = false;
        self.ask(format!("UID FETCH {} (UID BODY.PEEK[])", mail.uid), within, |response| {
            let Response::Fetch(_, parts) = response else { return };
            if !parts.iter().any(|part| matches!(part, AttributeValue::Uid(uid) if *uid == mail.uid)) {
                return;
            }
            for part in parts {
                if let AttributeValue::BodySection { section: None, data, .. } = part {
                    raw = data.as_ref().map(|data| data.to_vec());
                    unsaid = data.is_none();
                }
            }
        })
        .await?;
        if unsaid { Err(Trouble::Said("de mailserver geeft deze e-mail niet".to_owned())) } else { Ok(raw) }
    }

    /// Moves a mail to those that were taken. No harm when somebody else did.
    pub(crate) async fn move_away(&mut self, mail: Lying) -> Result<(), Trouble> {
        match self.moves {
            Moves::AtOnce => self.tell(format!("UID MOVE {} {}", mail.uid, self.done)).await,
            Moves::Copied => {
                self.copy_away(mail).await?;
                self.tell(format!("UID EXPUNGE {}", mail.uid)).await
            }
            Moves::Marked => self.copy_away(mail).await,
        }
    }

    /// Cut off after the first of the two, the mail comes in again, and lies in the other folder twice.
    async fn copy_away(&mut self, mail: Lying) -> Result<(), Trouble> {
        self.tell(format!("UID COPY {} {}", mail.uid, self.done)).await?;
        self.tell(format!("UID STORE {} +FLAGS.SILENT (\\Deleted)", mail.uid)).await
    }

    /// Shows everybody who opens the mailbox that something is the matter with a mail.
    pub(crate) async fn flag(&mut self, mail: Lying) -> Result<(), Trouble> {
        self.tell(format!("UID STORE {} +FLAGS.SILENT (\\Flagged)", mail.uid)).await
    }

    /// One command of which only matters whether it was done.
    async fn tell(&mut self, command: String) -> Result<(), Trouble> {
        self.ask(command, self.patience.answers, |_| ()).await
    }

    /// Waits until something comes, or for so long (IDLE, RFC 2177); a server that cannot tell is asked again after `poll`.
    pub(crate) async fn wait(&mut self, at_most: Duration, poll: Duration) -> Result<(), Trouble> {
        if self.news {
            return Ok(());
        }
        if !self.can_wait {
            tokio::time::sleep(at_most.min(poll)).await;
            return Ok(());
        }
        let answers = self.patience.answers;
        let tag = timeout(answers, self.session.run_command("IDLE")).await.map_err(|_| too_late())?.map_err(gone)?;
        let begun = async {
            loop {
                let heard = |response: &Response<'_>| match response {
                    Response::Continue { .. } => Some(Ok(())),
                    response => finished(response, &tag),
                };
                if let Some(answer) = self.hear(heard).await? {
                    return answer;
                }
            }
        };
        timeout(answers, begun).await.unwrap_or_else(|_| Err(too_late()))?;
        // The whole of it: servers that say from time to time that they are still there would make it last for ever.
        let waiting = async {
            while !self.news {
                self.hear(|_| ()).await?;
            }
            Ok(())
        };
        timeout(at_most, waiting).await.unwrap_or(Ok(()))?;
        let ended = async {
            self.session.run_command_untagged("DONE").await.map_err(gone)?;
            self.hear_until(&tag, |_| ()).await
        };
        timeout(answers, ended).await.unwrap_or_else(|_| Err(too_late()))
    }

    /// One command and everything that is said until it is answered. (What `async_imap` has for fetching takes a refusal, and
    /// a connection that ends, for the end of a list.)
    async fn ask(
        &mut self,
        command: String,
        within: Duration,
        heard: impl FnMut(&Response<'_>),
    ) -> Result<(), Trouble> {
        let asked = async {
            let tag = self.session.run_command(command).await.map_err(gone)?;
            self.hear_until(&tag, heard).await
        };
        timeout(within, asked).await.unwrap_or_else(|_| Err(too_late()))
    }

    async fn hear_until(&mut self, tag: &RequestId, mut heard: impl FnMut(&Response<'_>)) -> Result<(), Trouble> {
        loop {
            let answer = self.hear(|response| {
                heard(response);
                finished(response, tag)
            });
            if let Some(answer) = answer.await? {
                return answer;
            }
        }
    }

    async fn hear<T>(&mut self, what: impl FnOnce(&Response<'_>) -> T) -> Result<T, Trouble> {
        let heard = self.session.read_response().await.map_err(|error| gone(error.into()))?;
        let heard = heard.ok_or_else(|| gone(async_imap::error::Error::ConnectionLost))?;
        self.news |= matches!(heard.parsed(), Response::MailboxData(MailboxDatum::Exists(_)));
        Ok(what(heard.parsed()))
    }
}

/// How this command ended, if this is its end.
fn finished(response: &Response<'_>, tag: &RequestId) -> Option<Result<(), Trouble>> {
    let Response::Done { tag: of, status, outcome, .. } = response else { return None };
    let said = || outcome.information.as_deref().unwrap_or("zonder reden").to_owned();
    (of == tag).then(|| match status {
        Status::Ok => Ok(()),
        _ => Err(Trouble::Said(format!("de mailserver weigert: {}", said()))),
    })
}

fn lying(response: &Response<'_>) -> Option<Lying> {
    let Response::Fetch(_, parts) = response else { return None };
    let (mut uid, mut size, mut flags) = (None, None, Vec::new());
    for part in parts {
        match part {
            AttributeValue::Uid(number) => uid = Some(*number),
            AttributeValue::Rfc822Size(bytes) => size = Some(u64::from(*bytes)),
            AttributeValue::Flags(given) => flags = given.iter().map(|flag| flag.to_ascii_lowercase()).collect(),
            _ => {}
        }
    }
    let has = |flag: &str| flags.iter().any(|given| given == flag);
    let flagged = if has("\\flagged") { Flagged::Yes } else { Flagged::No };
    (!has("\\deleted")).then_some(Lying { uid: uid?, size: size?, flagged })
}

/// A server that said hello, over a connection as safe as the settings ask.
async fn greeted(mailbox: &Mailbox) -> Result<Client<Box<dyn Wire>>, Trouble> {
    let unreached = |error: std::io::Error| Trouble::Gone(format!("de mailserver is niet te bereiken: {error}"));
    let tcp = TcpStream::connect((mailbox.host.as_str(), mailbox.port)).await.map_err(unreached)?;
    tcp.set_nodelay(true).map_err(unreached)?;
    let wire: Box<dyn Wire> = match mailbox.encrypted {
        Encrypted::FromTheStart => wrapped(&mailbox.host, tcp).await?,
        Encrypted::Never | Encrypted::Asked => Box::new(tcp),
    };
    let mut client = Client::new(wire);
    match client.read_response().await.map_err(|error| gone(error.into()))? {
        Some(hello) if matches!(hello.parsed(), Response::Data { status: Status::Ok, .. }) => {}
        Some(_) => return Err(Trouble::Gone("de mailserver neemt nu geen gesprek aan".to_owned())),
        None => return Err(gone(async_imap::error::Error::ConnectionLost)),
    }
    if mailbox.encrypted != Encrypted::Asked {
        return Ok(client);
    }
    client.run_command_and_check_ok("STARTTLS", None).await.map_err(gone)?;
    // Whatever somebody put behind that answer stays behind with the client.
    Ok(Client::new(wrapped(&mailbox.host, client.into_inner()).await?))
}

async fn wrapped(host: &str, wire: impl Wire + 'static) -> Result<Box<dyn Wire>, Trouble> {
    let unsafe_line = |why: String| Trouble::Gone(format!("geen veilige verbinding met de mailserver: {why}"));
    let name = ServerName::try_from(host.to_owned()).map_err(|error| unsafe_line(error.to_string()))?;
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| unsafe_line(error.to_string()))?
        .with_root_certificates(trusted())
        .with_no_client_auth();
    let wire = TlsConnector::from(Arc::new(config)).connect(name, wire).await;
    Ok(Box::new(wire.map_err(|error| unsafe_line(error.to_string()))?))
}

/// Whose certificates are believed: those of the public web, which the program brings along, and what this machine trusts
/// besides, as the servers of an organisation often have certificates of its own.
fn trusted() -> RootCertStore {
    let mut trusted = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    trusted.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    trusted
}

/// A name as it stands in a command; the settings let no sign through that would have to be hidden.
fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

fn too_late() -> Trouble {
    Trouble::Gone("de mailserver antwoordt niet op tijd".to_owned())
}

fn gone(error: async_imap::error::Error) -> Trouble {
    Trouble::Gone(in_words(&error))
}

/// What went wrong, for people of the desk; what the server said as it said it.
fn in_words(error: &async_imap::error::Error) -> String {
    use async_imap::error::Error;
    match error {
        Error::No(said) | Error::Bad(said) => {
            let said = said.split_once("info: Some(\"").map_or(said.as_str(), |(_, words)| words);
            format!("de mailserver weigert: {}", said.trim_end_matches("\")"))
        }
        Error::ConnectionLost => "de mailserver verbrak de verbinding".to_owned(),
        Error::Io(error) => format!("de verbinding met de mailserver lukte niet ({error})"),
        // What could not be read may hold a mail.
        _ => "de mailserver zegt iets wat niet te lezen is".to_owned(),
    }
}
