//! Mail that belongs to a question: what waits for a decision, what a machine wrote, and what is known of a message that came as a
//! mail (message headers).

use super::said::{MailMark, Said};
use domain::{IncomingMail, MailState, ReadMail, SenderProof, moment_in_words};

/// A mail that stands in no message.
pub(crate) struct MailLine {
    pub id: String,
    pub from: String,
    pub when: String,
    pub subject: String,
    pub text: String,
    pub tail: String,
    pub is_doubted: bool,
    pub remarks: Vec<String>,
    pub state: &'static str,
}

/// The mail of a question, as its page shows it.
#[derive(Default)]
pub(crate) struct MailOf {
    /// What somebody decides about.
    pub waiting: Vec<MailLine>,
    /// What is only shown.
    pub shown: Vec<MailLine>,
}

impl MailOf {
    pub(crate) fn of(mail: &[IncomingMail]) -> Self {
        let lines =
            |wanted: fn(MailState) -> bool| mail.iter().filter(|one| wanted(one.state)).map(mail_line).collect();
        Self {
            waiting: lines(MailState::is_undecided),
            shown: lines(|state| matches!(state, MailState::Noted | MailState::Dropped)),
        }
    }
}

/// Marks what came by mail.
pub(crate) fn marked(said: Said, mail: &[IncomingMail]) -> Said {
    let of_it = mail.iter().find(|one| one.message.is_some_and(|message| message.to_string() == said.id));
    let mark = of_it.and_then(|one| Some((one, one.read.as_ref()?))).map(|(one, read)| MailMark {
        from: from_in_words(read),
        is_doubted: read.proof == SenderProof::Failed,
        remarks: remarks(one),
        tail: read.tail.clone(),
    });
    Said { mail: mark, ..said }
}

/// One mail; nothing of it is known before somebody read it.
pub(crate) fn mail_line(mail: &IncomingMail) -> MailLine {
    let nothing = ReadMail {
        from_name: String::new(),
        from_email: String::new(),
        subject: String::new(),
        text: String::new(),
        tail: String::new(),
        proof: SenderProof::Unknown,
    };
    let read = mail.read.as_ref().unwrap_or(&nothing);
    MailLine {
        id: mail.id.to_string(),
        from: from_in_words(read),
        when: moment_in_words(mail.received_at),
        subject: read.subject.clone(),
        text: read.text.clone(),
        tail: read.tail.clone(),
        is_doubted: read.proof == SenderProof::Failed,
        remarks: remarks(mail),
        state: mail.state.label(),
    }
}

fn from_in_words(ReadMail { from_name, from_email, proof, .. }: &ReadMail) -> String {
    let who = match (from_name.as_str(), from_email.as_str()) {
        ("", "") => "onbekende afzender".to_owned(),
        ("", email) => email.to_owned(),
        (name, email) => format!("{name} ({email})"),
    };
    format!("{who}; {}", proof.label())
}

fn remarks(mail: &IncomingMail) -> Vec<String> {
    mail.remarks.lines().map(str::to_owned).collect()
}
