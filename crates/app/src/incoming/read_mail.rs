//! What a mail says, as the desk keeps it (ingestion): text that can be stored and is not too long, and no citizen numbers.

use crate::changing::change::MESSAGE_MAX;
use crate::{App, Refusal};
use domain::{FindingKind, LEFT_OUT, ReadMail, SenderProof, as_prose, email_key, find_personal_data, one_line};
use store::incoming::Raw;

/// Longest subject that is kept, in characters: as that of a question.
const SUBJECT_MAX: usize = 200;
/// Longest name that is kept, in characters: as that of an asker.
const NAME_MAX: usize = 200;
/// So much of what is quoted is kept beside the message, in characters: ten long messages. The mail itself has the rest.
const TAIL_MAX: usize = 10 * MESSAGE_MAX;

/// A mail that was read.
pub(crate) struct OpenedMail {
    /// As it was found.
    pub mail: post::Incoming,
    /// As it is kept.
    pub read: ReadMail,
    /// What is to be known of it, in whole sentences.
    pub remarks: Vec<String>,
    /// Whether its bytes may be kept.
    pub raw: Raw,
}

impl App {
    /// Reads a mail, on another thread: a large one takes a while. A panic of a reader is an error of this mail.
    pub(crate) async fn open_mail(&self, raw: Vec<u8>) -> Result<OpenedMail, Refusal> {
        let inbox = &self.settings.inbox;
        let ours = post::Ours {
            authserv_id: inbox.checked_by.clone(),
            domain: self.settings.mail_domain().to_owned(),
            addresses: inbox.address.iter().cloned().collect(),
        };
        let read = tokio::task::spawn_blocking(move || post::read(&raw, &ours)).await;
        let read = read.map_err(|error| Refusal::Internal(format!("reading a mail: {error}")))?;
        Ok(kept(read))
    }
}

/// What a message without a word says.
const WITHOUT_WORDS: &str = "(zonder tekst)";

impl OpenedMail {
    /// Why it stands where it stands, and what else is to be known, a sentence on each line.
    pub(crate) fn remarks_after(&self, why: &str) -> String {
        let why = Some(why).filter(|why| !why.is_empty());
        why.into_iter().chain(self.remarks.iter().map(String::as_str)).collect::<Vec<_>>().join("\n")
    }

    /// Why a mail that says nothing is nobody's word.
    pub(crate) fn says_nothing(&self) -> Option<&'static str> {
        let is_empty = self.read.text.is_empty() && self.mail.attachments.is_empty();
        is_empty.then_some("In de e-mail staat niets nieuws.")
    }

    /// Does it thank, and nothing more? What comes along asks to be looked at.
    pub(crate) fn only_thanks(&self) -> bool {
        self.mail.attachments.is_empty() && post::only_thanks(&self.read.text, &self.read.from_name)
    }

    /// What it says, as a message.
    pub(crate) fn worded(&self) -> &str {
        if self.read.text.is_empty() { WITHOUT_WORDS } else { &self.read.text }
    }
}

fn kept(post::Read { mail, complaints }: post::Read) -> OpenedMail {
    let mut remarks: Vec<String> = complaints.into_iter().filter_map(in_words).map(str::to_owned).collect();
    let mut left_out = false;
    let mut clean = |text: &str| {
        let (text, found) = without_citizen_numbers(text);
        left_out |= found;
        text
    };
    let (mut text, mut tail) = (clean(&as_prose(&mail.text)), clean(&as_prose(&mail.tail)));
    if mail.forwarded && !tail.is_empty() {
        // What was passed on is what it is about.
        (text, tail) = (format!("{text}\n\n{tail}").trim().to_owned(), String::new());
    }
    let subject = first(&clean(&one_line(&mail.subject)), SUBJECT_MAX).0.to_owned();
    let from = mail.from.as_ref();
    let name = clean(&one_line(from.and_then(|from| from.name.as_deref()).unwrap_or_default()));
    let (short, rest) = first(&text, MESSAGE_MAX);
    if !rest.is_empty() {
        remarks.push("De tekst is langer dan een bericht kan zijn. De rest staat bij wat is aangehaald.".to_owned());
        (text, tail) = (short.to_owned(), format!("{rest}\n\n{tail}"));
    }
    let (short, rest) = first(&tail, TAIL_MAX);
    if !rest.is_empty() {
        remarks.push("Er is meer aangehaald dan hier staat.".to_owned());
        tail = short.to_owned();
    }
    if left_out {
        remarks.push("Een burgerservicenummer (BSN) is weggelaten.".to_owned());
    }
    let read = ReadMail {
        from_name: first(&name, NAME_MAX).0.to_owned(),
        from_email: email_key(from.map(|from| from.address.as_str()).unwrap_or_default()),
        subject,
        text,
        tail,
        proof: match mail.verdict() {
            post::Verdict::Passed => SenderProof::Passed,
            post::Verdict::Failed => SenderProof::Failed,
            post::Verdict::Unknown => SenderProof::Unknown,
        },
    };
    OpenedMail { mail, read, remarks, raw: if left_out { Raw::Gone } else { Raw::Kept } }
}

/// What people should know of how a mail was read; none where nothing of it is missing.
fn in_words(complaint: post::Complaint) -> Option<&'static str> {
    use post::Complaint;
    match complaint {
        Complaint::NoHeaders => Some("De e-mail heeft geen kop: alles is als tekst gelezen."),
        Complaint::SeveralSenders => Some("De e-mail noemt meer dan een afzender."),
        Complaint::NoBoundary | Complaint::CutShort => Some("De e-mail is misschien niet heel aangekomen."),
        Complaint::HeadersTooLong | Complaint::TooManyParts => Some("Een deel van de e-mail is niet gelezen."),
        Complaint::NotItsEncoding | Complaint::NotItsCharset => Some("Misschien kloppen niet alle tekens in de tekst."),
        Complaint::TextTooLong => Some("Een te lange tekst is als bestand meegekomen."),
        Complaint::Invitation => Some("Er zit een uitnodiging voor een agenda bij. Niemand antwoordt daarop."),
        Complaint::Winmail => {
            Some("Er zit een pakket van Outlook bij (winmail.dat). Vraag de afzender om losse bestanden.")
        }
        Complaint::Encrypted => Some("De e-mail is versleuteld. Vraag de afzender om een gewone e-mail."),
        Complaint::Unreadable => Some("De e-mail kon maar voor een deel worden gelezen."),
        Complaint::RawHeader | Complaint::OldLineEnds => None,
    }
}

/// So many characters of a text, and what comes after them.
fn first(text: &str, most: usize) -> (&str, &str) {
    text.split_at(text.char_indices().nth(most).map_or(text.len(), |(at, _)| at))
}

/// Nobody can be asked in a mail whether a number is a citizen's: what says that it is goes.
fn without_citizen_numbers(text: &str) -> (String, bool) {
    let mut plain = String::with_capacity(text.len());
    let mut from = 0;
    for finding in find_personal_data(text) {
        if finding.kind == FindingKind::CitizenNumber && finding.at.start >= from {
            plain.push_str(&text[from..finding.at.start]);
            plain.push_str(LEFT_OUT);
            from = finding.at.end;
        }
    }
    let found = from > 0;
    plain.push_str(&text[from..]);
    (plain, found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_citizen_number_goes_and_the_words_around_it_stay() {
        let (text, found) = without_citizen_numbers("Het BSN is 111222333, klopt dat?");
        assert_eq!((text.as_str(), found), ("Het BSN is [weggelaten], klopt dat?", true));
        assert_eq!(without_citizen_numbers("Wij zijn met 12."), ("Wij zijn met 12.".to_owned(), false));
    }

    #[test]
    fn what_is_too_long_is_cut_between_two_letters() {
        assert_eq!(first("één twee", 3), ("één", " twee"));
        assert_eq!(first("kort", 9), ("kort", ""));
    }
}
