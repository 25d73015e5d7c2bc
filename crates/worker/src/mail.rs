//! How letters leave: over SMTP, or as files in a folder.

use crate::dkim::{DkimSettings, Signer, is_same_or_above};
use crate::folder::Folder;
use crate::mail_error::MailError;
use crate::smtp::{PATIENCE, Smtp};
use app::{LetterOutcome, letter_in_html};
use domain::{Letter, email_address};
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// Longest end of a boundary, in bytes; RFC 2046 takes 70 in all.
const BOUNDARY_MAX: usize = 60;

/// Where letters go.
#[derive(Debug, Clone)]
pub struct MailSettings {
    /// `smtp://host:port`, `smtps://…`; none: to the folder.
    pub smtp_url: Option<String>,
    /// Where letters are written when there is no server.
    pub folder: PathBuf,
    /// The sender: `Loket <loket@example.org>`.
    pub from: String,
}

/// Carries letters out of the desk. Cheap to clone.
#[derive(Clone)]
pub struct Carrier {
    from: Mailbox,
    way: Arc<Way>,
    signer: Option<Arc<Signer>>,
    patience: Duration,
}

enum Way {
    Smtp(Smtp),
    Folder(Folder),
}

/// Can letters come from here? `loket@example.org`, or with a name.
pub fn is_mailbox(text: &str) -> bool {
    sender(text).is_some()
}

/// Does mail of this sender come from within this domain?
pub fn is_within(from: &str, domain: &str) -> bool {
    sender(from).is_some_and(|from| is_same_or_above(domain, from.email.domain()))
}

/// Can letters go by this address? `smtp://host:25`, `smtps://user:password@host`.
pub fn is_mail_server(url: &str) -> bool {
    Smtp::new(url).is_ok()
}

fn sender(text: &str) -> Option<Mailbox> {
    let from: Mailbox = text.parse().ok()?;
    let address = email_address(from.email.as_ref()).ok()?;
    Some(Mailbox::new(from.name.as_deref().and_then(one_line), address.parse().ok()?))
}

/// The carrier that the settings ask for.
pub fn carrier(settings: &MailSettings) -> Result<Carrier, MailError> {
    let from = sender(&settings.from).ok_or_else(|| MailError::From(settings.from.clone()))?;
    let way = match &settings.smtp_url {
        Some(url) => Way::Smtp(Smtp::new(url)?),
        None => Way::Folder(Folder::new(&settings.folder)?),
    };
    Ok(Carrier { from, way: Arc::new(way), signer: None, patience: PATIENCE })
}

impl Carrier {
    /// The same, and every letter is signed.
    pub fn signing(mut self, dkim: &DkimSettings) -> Result<Self, MailError> {
        self.signer = Some(Arc::new(Signer::new(dkim, self.from.email.domain())?));
        Ok(self)
    }

    /// The same, with so much patience for a mail server that says nothing any more.
    pub fn patient_for(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Tries to deliver a letter once, that is answered at this address where there is one. A letter that cannot be composed is refused for good, by error or by panic.
    pub(crate) async fn carry(&self, letter: &Letter, answered_at: Option<&str>) -> LetterOutcome {
        let composed = catch_unwind(AssertUnwindSafe(|| self.compose(letter, answered_at)))
            .unwrap_or_else(|panic| Err(format!("panic: {}", app::said(&*panic))));
        let Composed { to, bytes } = match composed {
            Ok(composed) => composed,
            Err(why) => return LetterOutcome::Refused(format!("composing: {why}")),
        };
        match &*self.way {
            Way::Smtp(smtp) => smtp.send((self.from.email.clone(), to), &bytes, self.patience).await,
            Way::Folder(folder) => folder.put(&letter.message_id, bytes).await,
        }
    }
}

impl Carrier {
    fn compose(&self, letter: &Letter, answered_at: Option<&str>) -> Result<Composed, String> {
        let composed = compose(&self.from, letter, answered_at)?;
        let Some(signer) = &self.signer else { return Ok(composed) };
        let at = chrono::DateTime::parse_from_rfc2822(&letter.date).map_err(|error| format!("date: {error}"))?;
        let bytes = signer.sign(&composed.bytes, at.timestamp()).map_err(|error| format!("signing: {error}"))?;
        Ok(Composed { bytes, ..composed })
    }
}

#[derive(Debug, PartialEq, Eq)]
struct Composed {
    to: Address,
    bytes: Vec<u8>,
}

/// The letter as it goes over the wire: Message-ID and Date come from the row, so that it is the same letter each time.
fn compose(from: &Mailbox, letter: &Letter, answered_at: Option<&str>) -> Result<Composed, String> {
    // Letters of before the rule may hold a domain in other letters; whatever the rule refuses, the library judges.
    let to = email_address(&letter.to_email).unwrap_or_else(|_| letter.to_email.clone());
    let to: Address = to.parse().map_err(|error| format!("address: {error}"))?;
    let date = chrono::DateTime::parse_from_rfc2822(&letter.date).map_err(|error| format!("date: {error}"))?;
    let mut message = Message::builder()
        .from(Mailbox::new(letter.from_name.as_deref().and_then(one_line).or(from.name.clone()), from.email.clone()))
        .to(Mailbox::new(one_line(&letter.to_name), to.clone()))
        .subject(one_line(&letter.subject).unwrap_or_default())
        .date(date.with_timezone(&chrono::Utc).into())
        .message_id(one_line(&letter.message_id))
        .multipart(both(letter))
        .map_err(|error| error.to_string())?;
    say_besides(&mut message, letter, answered_at);
    Ok(Composed { to, bytes: message.formatted() })
}

/// The text, and behind it the same for whoever reads HTML: programs show the last that they can.
fn both(letter: &Letter) -> MultiPart {
    let part = |kind, body| {
        // Base64 keeps every line and every "From " exactly as it was written.
        SinglePart::builder().header(kind).header(ContentTransferEncoding::Base64).body(body)
    };
    // Of the Message-ID, so that it is the same letter each time.
    let own: String = letter.message_id.chars().filter(char::is_ascii_alphanumeric).take(BOUNDARY_MAX).collect();
    MultiPart::alternative()
        .boundary(format!("=_{own}"))
        .singlepart(part(ContentType::TEXT_PLAIN, letter.body.clone()))
        .singlepart(part(ContentType::TEXT_HTML, letter_in_html(letter)))
}

/// Lines of the head that the library does not write.
fn say_besides(message: &mut Message, letter: &Letter, answered_at: Option<&str>) {
    let mut say = |name, words: &str| {
        message.headers_mut().insert_raw(HeaderValue::new(HeaderName::new_from_ascii_str(name), words.to_owned()));
    };
    // Keeps out-of-office robots from answering the desk.
    say("Auto-Submitted", "auto-generated");
    if let Some(address) = answered_at {
        say("Reply-To", address);
    }
    if let Some(thread) = letter.thread.as_deref().and_then(one_line) {
        // Nobody ever got this first letter: what names it stays together all the same.
        say("In-Reply-To", &thread);
        say("References", &thread);
    }
}

/// Fit for a header: no line ends or other control characters, which could end it, or make the library panic. None when
/// nothing is left.
fn one_line(text: &str) -> Option<String> {
    let plain: String = text.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

#[cfg(test)]
#[path = "mail_tests.rs"]
mod tests;
