//! Mail that comes in: stored once, brought to its question, and never anybody's word who did not write it.

mod asked;
mod bounced;
mod delivered;
mod kept;
mod matched;
mod pages;

pub use bounced::bounce_of;

use crate::attachments::parcel::desks_with_files;
use app::StoredMail;
use base64::Engine as _;
use domain::{IncomingMail, LetterKind, Message, Reference, TicketStatus};
use sea_orm::{ConnectionTrait, Statement};
use std::fmt::Write as _;
use store::incoming;
use store::jobs::Job;
use testkit::{TestDesk, desks, question_about};

pub const OURS: &str = "loket@desk.example";
pub const ASKER: &str = "Ans Vermeer <ans@arnhem.example>";
pub const PASSED: &str =
    "mx.desk.example; dmarc=pass header.from=arnhem.example; spf=pass smtp.mailfrom=arnhem.example";
pub const FAILED: &str =
    "mx.desk.example; dmarc=fail header.from=arnhem.example; spf=fail smtp.mailfrom=arnhem.example";

pub async fn desks_with_mail() -> Vec<TestDesk> {
    let mut all = desks().await;
    for desk in &mut all {
        desk.reopen(takes_mail).await;
    }
    all
}

/// The same, where files are taken in; each with the folder they lie in.
pub async fn desks_with_mail_and_files() -> Vec<(TestDesk, tempfile::TempDir)> {
    let mut all = desks_with_files().await;
    for (desk, _) in &mut all {
        desk.reopen(takes_mail).await;
    }
    all
}

fn takes_mail(settings: &mut app::Settings) {
    settings.inbox.address = Some(OURS.to_owned());
    settings.inbox.checked_by = Some("mx.desk.example".to_owned());
}

/// A mail as it is written on the way.
pub struct Mail {
    headers: Vec<(&'static str, String)>,
    text: String,
}

impl Mail {
    pub fn saying(text: &str) -> Self {
        let headers = vec![
            ("Authentication-Results", PASSED.to_owned()),
            ("Message-ID", format!("<{}@arnhem.example>", text.len())),
            ("Date", "Tue, 24 Nov 2026 10:05:00 +0100".to_owned()),
            ("From", ASKER.to_owned()),
            ("To", OURS.to_owned()),
            ("Subject", "Vraag".to_owned()),
        ];
        Self { headers, text: text.to_owned() }
    }

    /// With these files: their names, kinds and bytes.
    pub fn with_files(text: &str, files: &[(&str, &str, &[u8])]) -> Self {
        let part = |(name, kind, bytes): &(&str, &str, &[u8])| {
            let packed = base64::engine::general_purpose::STANDARD.encode(bytes);
            format!(
                "--b\nContent-Type: {kind}; name=\"{name}\"\nContent-Disposition: attachment; filename=\"{name}\"\n\
                 Content-Transfer-Encoding: base64\n\n{packed}\n"
            )
        };
        let parts: String = files.iter().map(part).collect();
        Self::saying(&format!("--b\nContent-Type: text/plain\n\n{text}\n{parts}--b--"))
            .with("Content-Type", "multipart/mixed; boundary=b")
    }

    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value.into()));
        self
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut all = String::new();
        for (name, value) in self.headers.iter().filter(|(_, value)| !value.is_empty()) {
            write!(all, "{name}: {value}\r\n").expect("a text takes every sign");
        }
        format!("{all}\r\n{}\r\n", self.text.replace('\n', "\r\n")).into_bytes()
    }
}

pub async fn ask(desk: &TestDesk, key: u128) -> Reference {
    let anonymous = app::Caller::new(domain::Actor::Anonymous, domain::Origin::Web);
    desk.app.submit_question(&anonymous, question_about(key, "woonzorgvisie")).await.expect("asked").reference
}

pub async fn letter(desk: &TestDesk, reference: Reference, kind: LetterKind) -> Job {
    let all = store::jobs::of_ticket(&*desk.store, reference.ticket).await.expect("readable");
    all.into_iter().map(|(job, _)| job).find(|job| job.letter.kind == kind).expect("a letter")
}

/// Where the letters about this question are answered to.
pub async fn address_of(desk: &TestDesk, reference: Reference) -> String {
    let receipt = letter(desk, reference, LetterKind::Receipt).await;
    desk.app.answered_at(&receipt).await.expect("it is known").expect("an address")
}

pub async fn sorted(desk: &TestDesk, mail: &Mail) -> IncomingMail {
    assert_eq!(desk.app.receive_mail(&mail.bytes(), None).await.expect("stored"), StoredMail::Now);
    desk.app.sort_mail().await.expect("sorted");
    newest(desk).await
}

pub async fn newest(desk: &TestDesk) -> IncomingMail {
    let ids: Vec<uuid::Uuid> = ids(desk).await;
    let id = domain::MailId(*ids.last().expect("a mail"));
    incoming::find(&*desk.store, id).await.expect("readable").expect("it is there")
}

pub async fn ids(desk: &TestDesk) -> Vec<uuid::Uuid> {
    let there = testkit::database::direct(desk.store.url()).await.expect("it opens");
    let sql = Statement::from_string(there.get_database_backend(), "SELECT id FROM incoming ORDER BY id");
    let rows = there.query_all_raw(sql).await.expect("rows");
    rows.iter().map(|row| row.try_get_by_index(0).expect("an id")).collect()
}

pub async fn said(desk: &TestDesk, reference: Reference) -> Vec<Message> {
    desk.app.view_ticket(&desk.staff(TestDesk::LEAD), reference).await.expect("the ticket").messages
}

pub async fn status(desk: &TestDesk, reference: Reference) -> TicketStatus {
    desk.app.read_ticket(&desk.staff(TestDesk::LEAD), reference).await.expect("the ticket").status()
}

/// What a form on this page sends besides what is typed.
pub fn sealed(page: &str, action: &str) -> Vec<(String, String)> {
    let form =
        page.split(&format!("action=\"{action}\"")).nth(1).expect("the form").split("</form>").next().expect("it ends");
    let hidden = form.split("<input type=\"hidden\" name=\"").skip(1);
    hidden
        .map(|field| {
            let (name, rest) = field.split_once("\" value=\"").expect("a value");
            (name.to_owned(), rest.split('"').next().expect("it ends").to_owned())
        })
        .collect()
}
