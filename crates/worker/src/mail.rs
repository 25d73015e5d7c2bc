//! How letters leave: over SMTP, or as files in a folder.

use crate::folder::Folder;
use crate::smtp::Smtp;
use app::LetterOutcome;
use domain::Letter;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, SinglePart};
use lettre::{Address, Message};
use std::path::PathBuf;

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

/// What is wrong with the settings.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The sender is no address.
    #[error("mail.from is no address: {0}")]
    From(String),
    /// The server's address cannot be read.
    #[error("mail.smtp_url cannot be read: {0}")]
    Url(String),
    /// The folder cannot be made.
    #[error("mail.folder cannot be made: {0}")]
    Folder(std::io::Error),
}

/// Carries letters out of the desk.
pub struct Carrier {
    from: Mailbox,
    way: Way,
}

enum Way {
    Smtp(Smtp),
    Folder(Folder),
}

/// Can letters come from here? `loket@example.org`, or with a name.
pub fn is_mailbox(text: &str) -> bool {
    text.parse::<Mailbox>().is_ok()
}

/// The carrier that the settings ask for.
pub fn carrier(settings: &MailSettings) -> Result<Carrier, MailError> {
    let from = settings.from.parse().map_err(|_| MailError::From(settings.from.clone()))?;
    let way = match &settings.smtp_url {
        Some(url) => Way::Smtp(Smtp::new(url)?),
        None => Way::Folder(Folder::new(&settings.folder)?),
    };
    Ok(Carrier { from, way })
}

impl Carrier {
    /// Tries to deliver a letter once.
    pub(crate) async fn carry(&self, letter: &Letter) -> LetterOutcome {
        let message = match compose(&self.from, letter) {
            Ok(message) => message,
            Err(why) => return LetterOutcome::Refused(why),
        };
        match &self.way {
            Way::Smtp(smtp) => smtp.send(message).await,
            Way::Folder(folder) => folder.put(letter, &message.formatted()).await,
        }
    }
}

/// The letter as it goes over the wire: Message-ID and Date come from the row, so that it is the same letter each time.
fn compose(from: &Mailbox, letter: &Letter) -> Result<Message, String> {
    let to: Address = letter.to_email.parse().map_err(|error| format!("address: {error}"))?;
    let date = chrono::DateTime::parse_from_rfc2822(&letter.date).map_err(|error| format!("date: {error}"))?;
    let body = SinglePart::builder()
        .header(ContentType::TEXT_PLAIN)
        // Base64 keeps every line and every "From " exactly as it was written.
        .header(ContentTransferEncoding::Base64)
        .body(letter.body.clone());
    let mut message = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(Some(letter.to_name.clone()), to))
        .subject(letter.subject.clone())
        .date(date.with_timezone(&chrono::Utc).into())
        .message_id(Some(letter.message_id.clone()))
        .singlepart(body)
        .map_err(|error| error.to_string())?;
    // Keeps out-of-office robots from answering the desk.
    let robot = HeaderName::new_from_ascii_str("Auto-Submitted");
    message.headers_mut().insert_raw(HeaderValue::new(robot, "auto-generated".to_owned()));
    Ok(message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::LetterKind;

    #[test]
    fn a_letter_is_composed_the_same_way_each_time() {
        let letter = Letter {
            kind: LetterKind::Receipt,
            to_name: "Ans de Wit".to_owned(),
            to_email: "ans@gemeente.example".to_owned(),
            subject: "[EHA-2026-000001-A] Wij hebben uw vraag: één lokaal plan".to_owned(),
            body: "Beste Ans,\n.\nFrom hier af 🙂\n".to_owned(),
            message_id: "<0192@loket.example>".to_owned(),
            date: "Tue, 24 Nov 2026 10:00:00 +0100".to_owned(),
        };
        let from: Mailbox = "Loket <loket@loket.example>".parse().expect("an address");
        let once = compose(&from, &letter).expect("a good letter").formatted();
        let again = compose(&from, &letter).expect("a good letter").formatted();
        assert_eq!(once, again);
        let text = String::from_utf8(once).expect("ASCII on the wire");
        assert!(text.contains("Message-ID: <0192@loket.example>"), "{text}");
        assert!(text.contains("Date: Tue, 24 Nov 2026 09:00:00 +0000"), "{text}");
    }
}
