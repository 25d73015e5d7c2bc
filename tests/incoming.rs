//! Mail that comes in: stored once, brought to its question, and never anybody's word who did not write it.

use crate::attachments::parcel::{PDF, PROGRAM, desks_with_files, get};
use crate::client::listening;
use app::{Closing, Fault, Refusal, Reply, StoredMail};
use base64::Engine as _;
use chrono::Duration;
use domain::{EventKind, IncomingMail, Letter, LetterKind, MailState, Message, Reference, TicketStatus};
use sea_orm::{ConnectionTrait, Statement};
use std::fmt::Write as _;
use store::incoming;
use store::jobs::Job;
use testkit::{TestDesk, desks, question_about};

const OURS: &str = "loket@desk.example";
const ASKER: &str = "Ans Vermeer <ans@arnhem.example>";
const PASSED: &str = "mx.desk.example; dmarc=pass header.from=arnhem.example; spf=pass smtp.mailfrom=arnhem.example";
const FAILED: &str = "mx.desk.example; dmarc=fail header.from=arnhem.example; spf=fail smtp.mailfrom=arnhem.example";

pub async fn desks_with_mail() -> Vec<TestDesk> {
    let mut all = desks().await;
    for desk in &mut all {
        desk.reopen(|settings| {
            settings.inbox.address = Some(OURS.to_owned());
            settings.inbox.checked_by = Some("mx.desk.example".to_owned());
        })
        .await;
    }
    all
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

async fn newest(desk: &TestDesk) -> IncomingMail {
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

async fn said(desk: &TestDesk, reference: Reference) -> Vec<Message> {
    desk.app.view_ticket(&desk.staff(TestDesk::LEAD), reference).await.expect("the ticket").messages
}

async fn status(desk: &TestDesk, reference: Reference) -> TicketStatus {
    desk.app.read_ticket(&desk.staff(TestDesk::LEAD), reference).await.expect("the ticket").status()
}

#[tokio::test]
async fn an_answer_to_a_letter_stands_on_its_question_once_by_whatever_door_and_however_often_it_comes() {
    for desk in desks_with_mail().await {
        let reference = ask(&desk, 1).await;
        let back = desk.app.reply_to_ticket(&desk.staff(TestDesk::LEAD), reference, "Welk jaar?", Reply::AskBack).await;
        assert_eq!(back.expect("asked back").status(), TicketStatus::WaitingForAsker);
        let to = address_of(&desk, reference).await;
        let mail = Mail::saying(
            "Het gaat om 2027.\n\nOp di 24 nov. 2026 om 10:00 schreef Het loket <loket@desk.example>:\n> Welk jaar?",
        )
        .with("To", to.clone());
        let came = sorted(&desk, &mail).await;
        assert_eq!((came.state, came.ticket), (MailState::Taken, Some(reference.ticket)), "{came:?}");
        // By another door: other servers wrote above it, and its lines end otherwise.
        let again =
            [b"Delivered-To: loket@desk.example\nReceived: by mx.desk.example\n".to_vec(), mail.bytes()].concat();
        let again: Vec<u8> = again.into_iter().filter(|sign| *sign != b'\r').collect();
        assert_eq!(desk.app.receive_mail(&again, Some(&to)).await.expect("known"), StoredMail::Before);
        desk.app.sort_mail().await.expect("sorted");
        let said = said(&desk, reference).await;
        let theirs: Vec<&Message> = said.iter().filter(|message| message.body.contains("2027")).collect();
        assert_eq!(theirs.len(), 1, "{said:?}");
        assert_eq!((theirs[0].body.as_str(), theirs[0].author_name.as_str()), ("Het gaat om 2027.", "Ans Vermeer"));
        assert!(came.read.expect("read").tail.contains("Welk jaar?"), "what it quotes is kept");
        assert_eq!(status(&desk, reference).await, TicketStatus::Assigned, "the clock runs again");
        assert_eq!(letter(&desk, reference, LetterKind::AskerReacted).await.letter.to_email, "anna@desk.example");
    }
}

#[tokio::test]
async fn what_anybody_can_write_never_becomes_the_askers_word_and_opens_nothing() {
    for desk in desks_with_mail().await {
        let lead = desk.staff(TestDesk::LEAD);
        let reference = ask(&desk, 1).await;
        desk.app.reply_to_ticket(&lead, reference, "Dat mag.", Reply::Answer).await.expect("answered");
        desk.app.close_ticket(&lead, reference, Closing::default()).await.expect("closed");
        let stolen = letter(&desk, reference, LetterKind::Answer).await.letter.message_id;
        let ours = address_of(&desk, reference).await;
        let (_, mark) = ours.split_once('.').expect("it is signed");
        let guessed = ours.replace(&mark[..4], if mark.starts_with("0000") { "1111" } else { "0000" });
        let before = said(&desk, reference).await.len();
        let stranger = "Ans Vermeer <ans@elders.example>";
        let other = "mx.desk.example; dmarc=pass header.from=elders.example";
        let own_word = "mx.elders.example; dmarc=pass header.from=arnhem.example";
        for (forgery, mail) in [
            (
                "a guessed reference",
                Mail::saying("1")
                    .with("Subject", format!("Re: [{reference}] Uw antwoord"))
                    .with("From", stranger)
                    .with("Authentication-Results", other),
            ),
            (
                "a guessed reference and her address",
                Mail::saying("12").with("Subject", format!("Re: [{reference}]")).with("Authentication-Results", FAILED),
            ),
            (
                "the same, and nobody looked",
                Mail::saying("123").with("Subject", format!("Re: [{reference}]")).with("Authentication-Results", ""),
            ),
            (
                "a word of his own server",
                Mail::saying("1234")
                    .with("Subject", format!("Re: [{reference}]"))
                    .with("Authentication-Results", own_word),
            ),
            (
                "a Message-ID that was seen",
                Mail::saying("12345")
                    .with("In-Reply-To", stolen.clone())
                    .with("From", stranger)
                    .with("Authentication-Results", other),
            ),
            (
                "the same under her address",
                Mail::saying("123456").with("In-Reply-To", stolen.clone()).with("Authentication-Results", FAILED),
            ),
            (
                "the same, and nobody looked",
                Mail::saying("1234567").with("References", stolen.clone()).with("Authentication-Results", ""),
            ),
            (
                "an address that was guessed",
                Mail::saying("12345678").with("To", guessed).with("Authentication-Results", ""),
            ),
            (
                "her address, and the server says no",
                Mail::saying("123456789").with("To", ours.clone()).with("Authentication-Results", FAILED),
            ),
            (
                "somebody else with the letter",
                Mail::saying("1234567890")
                    .with("To", ours.clone())
                    .with("From", stranger)
                    .with("Authentication-Results", other),
            ),
        ] {
            let came = sorted(&desk, &mail).await;
            assert!(came.state.is_undecided(), "{forgery}: {came:?}");
            assert!(!came.remarks.is_empty(), "{forgery}: somebody reads why");
        }
        assert_eq!(said(&desk, reference).await.len(), before, "on {}", desk.store.name());
        assert_eq!(status(&desk, reference).await, TicketStatus::Closed);
        // Only the asker, and with the letter or with the word of our own server.
        let came = sorted(&desk, &Mail::saying("Ik heb nog een vraag.").with("In-Reply-To", stolen)).await;
        assert_eq!(came.state, MailState::Taken, "{came:?}");
        assert_ne!(status(&desk, reference).await, TicketStatus::Closed);
    }
}

#[tokio::test]
async fn a_colleague_waits_for_the_expert_and_stands_there_under_their_own_name() {
    for desk in desks_with_mail().await {
        let reference = ask(&desk, 1).await;
        let (lead, administrator) = (desk.staff(TestDesk::LEAD), desk.staff(TestDesk::ADMINISTRATOR));
        let of = desk.app.read_ticket(&lead, reference).await.expect("it is there").organisation;
        desk.app.confirm_domain(&administrator, "arnhem.example", of).await.expect("confirmed");
        let to = address_of(&desk, reference).await;
        let mail = Mail::saying("Ik vul aan.").with("To", to.clone()).with("From", "Cor Smits <cor@arnhem.example>");
        let held = sorted(&desk, &mail).await;
        assert_eq!((held.state, held.ticket), (MailState::Held, Some(reference.ticket)));
        assert!(held.remarks.contains("collega"), "{}", held.remarks);
        let bram = desk.staff(TestDesk::BRAM);
        assert!(matches!(desk.app.accept_mail(&bram, reference, held.id).await, Err(Refusal::Hidden)));
        assert!(matches!(desk.app.leave_mail(&bram, reference, held.id).await, Err(Refusal::Hidden)));
        let anna = desk.staff(TestDesk::ANNA);
        desk.app.accept_mail(&anna, reference, held.id).await.expect("taken over");
        let taken = said(&desk, reference).await.pop().expect("a message");
        assert_eq!(
            (taken.body.as_str(), taken.author_name.as_str()),
            ("Ik vul aan.", "Cor Smits (cor@arnhem.example), per e-mail")
        );
        let twice = desk.app.accept_mail(&anna, reference, held.id).await;
        assert!(matches!(twice, Err(Refusal::Conflict(_))), "{twice:?}");
        let contact = domain::ContactDraft {
            name: "Annie Vermeer".to_owned(),
            email: "ans@arnhem.example".to_owned(),
            phone: None,
        };
        desk.app.correct_contact(&lead, reference, &contact, "Gemeente Arnhem").await.expect("corrected");
        let names: Vec<String> = said(&desk, reference).await.into_iter().map(|message| message.author_name).collect();
        assert_eq!(names, ["Annie Vermeer", "Cor Smits (cor@arnhem.example), per e-mail"]);
        let other = sorted(&desk, &Mail::saying("Nog iets.").with("To", to).with("From", "cor@arnhem.example")).await;
        desk.app.leave_mail(&anna, reference, other.id).await.expect("left");
        assert_eq!(newest(&desk).await.state, MailState::Dropped);
        assert_eq!(said(&desk, reference).await.len(), 2);
    }
}

#[tokio::test]
async fn a_machines_answer_is_shown_and_neither_starts_a_clock_nor_opens_anything() {
    for desk in desks_with_mail().await {
        let reference = ask(&desk, 1).await;
        let lead = desk.staff(TestDesk::LEAD);
        desk.app.reply_to_ticket(&lead, reference, "Welk jaar?", Reply::AskBack).await.expect("asked back");
        let to = address_of(&desk, reference).await;
        let away = Mail::saying("Ik ben afwezig tot 1 december.")
            .with("To", to.clone())
            .with("Subject", "Automatisch antwoord: Een vraag aan u")
            .with("Auto-Submitted", "auto-replied");
        let came = sorted(&desk, &away).await;
        assert_eq!((came.state, came.ticket), (MailState::Noted, Some(reference.ticket)), "{came:?}");
        assert_eq!(status(&desk, reference).await, TicketStatus::WaitingForAsker);
        desk.app.close_ticket(&lead, reference, Closing::default()).await.expect("closed");
        let again = Mail::saying("Ik ben nog afwezig.").with("To", to).with("Auto-Submitted", "auto-replied");
        assert_eq!(sorted(&desk, &again).await.state, MailState::Noted);
        assert_eq!(status(&desk, reference).await, TicketStatus::Closed);
        assert_eq!(said(&desk, reference).await.len(), 2, "the question, and what was asked back");
    }
}

pub fn bounce_of(letter: &Letter, status: &str) -> Vec<u8> {
    format!(
        "From: Mail Delivery System <MAILER-DAEMON@mx.arnhem.example>\r\nTo: {OURS}\r\nSubject: Undelivered Mail\r\n\
         Message-ID: <{status}@mx.arnhem.example>\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nYour message could not be delivered.\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.arnhem.example\r\n\r\n\
         Final-Recipient: rfc822; ans@arnhem.example\r\nAction: {}\r\nStatus: {status}\r\n\
         Diagnostic-Code: smtp; 550 5.1.1 unknown\r\n\r\n\
         --b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {}\r\nSubject: {}\r\n\r\nBeste Ans\r\n--b--\r\n",
        if status.starts_with('5') { "failed" } else { "delayed" },
        letter.message_id,
        letter.subject,
    )
    .into_bytes()
}

#[tokio::test]
async fn a_letter_that_comes_back_is_given_up_and_stands_on_its_question() {
    for desk in desks_with_mail().await {
        let reference = ask(&desk, 1).await;
        let receipt = letter(&desk, reference, LetterKind::Receipt).await;
        let lead = desk.staff(TestDesk::LEAD);
        let sending = desk.app.lease_letters(50).await.expect("leased");
        for job in &sending {
            assert!(desk.app.settle_letter(job, &app::LetterOutcome::sent()).await.expect("settled"));
        }
        for (status, dead) in [("4.4.7", 0), ("5.1.1", 1), ("5.1.1", 1)] {
            // The same bounce again is the same mail.
            desk.app.receive_mail(&bounce_of(&receipt.letter, status), None).await.expect("stored");
            desk.app.sort_mail().await.expect("sorted");
            let view = desk.app.view_ticket(&lead, reference).await.expect("the ticket");
            assert_eq!(view.dead_letters.len(), dead, "{status} on {}", desk.store.name());
        }
        let view = desk.app.view_ticket(&lead, reference).await.expect("the ticket");
        assert!(view.dead_letters[0].why.contains("5.1.1"), "{}", view.dead_letters[0].why);
        assert!(!view.dead_letters[0].why.contains("ans@"), "no address in it");
        let dead = view.events.iter().filter(|event| event.kind() == Some(EventKind::LetterDead)).count();
        assert_eq!(dead, 1);
        assert!(view.mail.iter().all(|mail| mail.state == MailState::Noted));
        let unknown = Letter { message_id: format!("<{}@loket.test>", uuid::Uuid::from_u128(5)), ..receipt.letter };
        desk.app.receive_mail(&bounce_of(&unknown, "5.2.2"), None).await.expect("stored");
        desk.app.sort_mail().await.expect("sorted");
        assert_eq!(newest(&desk).await.ticket, None);
    }
}

#[tokio::test]
async fn a_mail_of_a_known_organisation_is_a_question_and_of_anybody_else_waits_to_be_put_with_one() {
    for desk in desks_with_mail().await {
        let first = ask(&desk, 1).await;
        let (lead, administrator) = (desk.staff(TestDesk::LEAD), desk.staff(TestDesk::ADMINISTRATOR));
        let of = desk.app.read_ticket(&lead, first).await.expect("it is there").organisation;
        let mail =
            |text: &str| Mail::saying(text).with("Subject", "Flexwonen").with("From", "Cor Smits <cor@arnhem.example>");
        let unknown = sorted(&desk, &mail("Hoe regelen wij flexwonen voor statushouders?")).await;
        assert_eq!((unknown.state, unknown.ticket), (MailState::Unsorted, None), "nobody confirmed the domain");
        desk.app.confirm_domain(&administrator, "arnhem.example", of).await.expect("confirmed");
        let unproven = mail("Mag flexwonen op een bedrijventerrein?").with("Authentication-Results", "");
        assert_eq!(sorted(&desk, &unproven).await.state, MailState::Unsorted);
        let known = sorted(&desk, &mail("Mag flexwonen op een bedrijventerrein in Arnhem?")).await;
        assert_eq!(known.state, MailState::Taken, "{known:?}");
        let id = known.ticket.expect("a question");
        let ticket =
            store::tickets::find(&*desk.store, id, &store::Scope::Everything).await.expect("readable").expect("it");
        assert_eq!((ticket.contact.name.as_str(), ticket.subject.as_str()), ("Cor Smits", "Flexwonen"));
        assert_eq!(ticket.organisation, of);
        assert_eq!(letter(&desk, ticket.reference, LetterKind::Receipt).await.letter.to_email, "cor@arnhem.example");
        let anna = desk.staff(TestDesk::ANNA);
        assert!(matches!(desk.app.accept_mail(&anna, first, unknown.id).await, Err(Refusal::Forbidden)));
        assert!(matches!(desk.app.drop_mail(&anna, unknown.id).await, Err(Refusal::Forbidden)));
        desk.app.accept_mail(&lead, first, unknown.id).await.expect("put with it");
        assert!(said(&desk, first).await.last().expect("a message").body.contains("statushouders"));
        let page = desk.app.read_mail_page(&lead, None).await.expect("a page");
        assert_eq!(page.undecided.len(), 1);
        desk.app.drop_mail(&administrator, page.undecided[0].0.id).await.expect("put away");
        let counts = desk.app.read_mail_page(&lead, None).await.expect("a page").counts;
        assert_eq!(counts.by_state.iter().map(|(_, many)| many).sum::<i64>(), 3, "what came in is counted: {counts:?}");
    }
}

#[tokio::test]
async fn a_mail_that_cannot_be_read_holds_up_no_other_and_is_tried_again() {
    for desk in desks_with_mail().await {
        let reference = ask(&desk, 1).await;
        let to = address_of(&desk, reference).await;
        let times = std::sync::atomic::AtomicUsize::new(0);
        let first_only: Fault = Box::new(move |task, _| {
            let is_first = task == "sort one mail" && times.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 0;
            assert!(!is_first, "it panics on the first");
            Ok(())
        });
        desk.app.inject_fault(first_only);
        for text in ["De eerste.", "De tweede mail."] {
            desk.app.receive_mail(&Mail::saying(text).with("To", to.clone()).bytes(), None).await.expect("stored");
        }
        desk.app.sort_mail().await.expect("sorted");
        assert_eq!(said(&desk, reference).await.len(), 2, "the other one is there");
        desk.app.sort_mail().await.expect("sorted");
        assert_eq!(said(&desk, reference).await.len(), 2, "not at once");
        desk.clock.advance(Duration::minutes(2));
        desk.app.sort_mail().await.expect("sorted");
        assert_eq!(said(&desk, reference).await.len(), 3);
        desk.app.inject_fault(Box::new(|task, _| match task {
            "sort one mail" => Err(Refusal::Internal("nothing of it can be read".to_owned())),
            _ => Ok(()),
        }));
        desk.app.receive_mail(&Mail::saying("Nooit te lezen.").with("To", to).bytes(), None).await.expect("stored");
        for _ in 0..3 {
            desk.app.sort_mail().await.expect("sorted");
            desk.clock.advance(Duration::hours(1));
        }
        let check = desk.app.health().await.checks.into_iter().find(|check| check.name == "e-mail").expect("a check");
        assert!(!check.ok && check.reason.contains("kan niet worden gelezen"), "{check:?}");
        assert_eq!(newest(&desk).await.state, MailState::Stored, "and it is kept");
    }
}

#[tokio::test]
async fn a_citizen_number_in_a_mail_is_kept_nowhere() {
    for desk in desks_with_mail().await {
        let reference = ask(&desk, 1).await;
        let to = address_of(&desk, reference).await;
        let came = sorted(&desk, &Mail::saying("Het gaat om meneer, BSN 111222333.").with("To", to)).await;
        assert_eq!(came.state, MailState::Taken, "{came:?}");
        assert!(said(&desk, reference).await.last().expect("a message").body.contains("BSN [weggelaten]"));
        let all = desk.store.everything();
        assert!(!all.windows(9).any(|nine| nine == b"111222333"), "on {}", desk.store.name());
    }
}

#[tokio::test]
async fn the_pages_show_what_waits_and_mark_what_came_by_mail() {
    for desk in desks_with_mail().await {
        let reference = ask(&desk, 1).await;
        let to = address_of(&desk, reference).await;
        sorted(&desk, &Mail::saying("Van mij zelf.").with("To", to.clone())).await;
        let strange =
            Mail::saying("<b>Van een ander</b>").with("To", to).with("From", "Ans Vermeer <ans@elders.example>");
        sorted(&desk, &strange).await;
        sorted(&desk, &Mail::saying("Van niemand bekend.").with("From", "wie@elders.example")).await;
        let client = listening(&desk).await;
        let anna = desk.session(TestDesk::ANNA).await;
        let page = get(&client, &format!("/vragen/{reference}"), Some(&anna)).await.text().await.expect("a page");
        assert!(
            page.contains("Per e-mail van <bdi>Ans Vermeer (ans@arnhem.example); de mailserver bevestigt de afzender"),
            "{page}"
        );
        assert!(page.contains("E-mail die op u wacht") && page.contains("&#60;b&#62;Van een ander"), "{page}");
        assert!(page.contains("ander adres dan dat van de vraagsteller"));
        let inbox = get(&client, "/werkbak", Some(&anna)).await.text().await.expect("a page");
        assert!(inbox.contains(&format!("Er wacht e-mail op een besluit bij {reference}")), "{inbox}");
        let bram = desk.session(TestDesk::BRAM).await;
        assert!(!get(&client, "/werkbak", Some(&bram)).await.text().await.expect("a page").contains("Er wacht e-mail"));
        let lead = desk.session(TestDesk::LEAD).await;
        let list = get(&client, "/beheer/post", Some(&lead)).await.text().await.expect("a page");
        assert!(list.contains("Van niemand bekend.") && list.contains(&format!("/vragen/{reference}#post")), "{list}");
        assert!(
            !get(&client, "/beheer/post", Some(&anna))
                .await
                .text()
                .await
                .expect("a page")
                .contains("Van niemand bekend.")
        );
    }
}

#[tokio::test]
async fn files_come_along_and_what_may_not_come_in_is_told() {
    for (mut desk, _folder) in desks_with_files().await {
        desk.reopen(|settings| {
            settings.inbox.address = Some(OURS.to_owned());
            settings.inbox.checked_by = Some("mx.desk.example".to_owned());
        })
        .await;
        let reference = ask(&desk, 1).await;
        let to = address_of(&desk, reference).await;
        let part = |name: &str, kind: &str, bytes: &[u8]| {
            let packed = base64::engine::general_purpose::STANDARD.encode(bytes);
            format!(
                "--b\r\nContent-Type: {kind}; name=\"{name}\"\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\
                 Content-Transfer-Encoding: base64\r\n\r\n{packed}\r\n"
            )
        };
        let mail = Mail::saying(&format!(
            "--b\nContent-Type: text/plain\n\nZie de bijlage.\n{}{}--b--",
            part("plan.pdf", "application/pdf", PDF),
            part("spel.exe", "application/octet-stream", PROGRAM)
        ));
        let mail = mail.with("To", to).with("Content-Type", "multipart/mixed; boundary=b");
        let came = sorted(&desk, &mail).await;
        assert_eq!(came.state, MailState::Taken, "{came:?}");
        assert!(came.remarks.contains("spel.exe"), "{}", came.remarks);
        let view = desk.app.view_ticket(&desk.staff(TestDesk::ANNA), reference).await.expect("the ticket");
        let names: Vec<&str> = view.files.iter().map(|attached| attached.file.name.as_str()).collect();
        assert_eq!(names, ["plan.pdf"]);
        assert_eq!(view.messages.last().expect("a message").body, "Zie de bijlage.");
    }
}

#[tokio::test]
async fn whoever_is_erased_leaves_no_mail_and_what_is_old_goes() {
    for desk in desks_with_mail().await {
        let lead = desk.staff(TestDesk::LEAD);
        let reference = ask(&desk, 1).await;
        let to = address_of(&desk, reference).await;
        let theirs = Mail::saying("Mijn zeldzame woord is kwartelkoning.").with("To", to.clone());
        assert_eq!(sorted(&desk, &theirs).await.state, MailState::Taken);
        let doubted = Mail::saying("Ook kwartelkoning.").with("To", to).with("Authentication-Results", FAILED);
        assert_eq!(sorted(&desk, &doubted).await.state, MailState::Held);
        let strange = Mail::saying("Iets over een roerdomp.").with("From", "wie@elders.example");
        assert_eq!(sorted(&desk, &strange).await.state, MailState::Unsorted);
        let all = |desk: &TestDesk| String::from_utf8_lossy(&desk.store.everything()).to_lowercase();
        assert!(all(&desk).contains("kwartelkoning") && all(&desk).contains("roerdomp"));
        desk.app.ask_erasure(&lead, "ans@arnhem.example", "Zij vroeg erom.").await.expect("asked");
        desk.clock.advance(Duration::hours(25));
        crate::retention::swept(&desk).await;
        let left = all(&desk);
        assert!(!left.contains("kwartelkoning") && !left.contains("ans@arnhem.example"), "on {}", desk.store.name());
        assert!(left.contains("roerdomp"), "that of others stays");
        desk.clock.advance(Duration::days(91));
        crate::retention::swept(&desk).await;
        assert!(!all(&desk).contains("roerdomp"), "on {}", desk.store.name());
        assert_eq!(ids(&desk).await.len(), 0);
    }
}

/// What a form on this page sends besides what is typed.
fn sealed(page: &str, action: &str) -> Vec<(String, String)> {
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

#[tokio::test]
async fn mail_that_waits_is_decided_about_by_whoever_may() {
    for desk in desks_with_mail().await {
        let reference = ask(&desk, 1).await;
        let to = address_of(&desk, reference).await;
        let strange = Mail::saying("Van een ander.").with("To", to).with("From", "Ans Vermeer <ans@elders.example>");
        let held = sorted(&desk, &strange).await;
        for text in ["Eerste zonder vraag.", "Tweede mail zonder vraag."] {
            sorted(&desk, &Mail::saying(text).with("From", "wie@elders.example")).await;
        }
        let client = listening(&desk).await;
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        let send = async |path: &str, session: &str, fields: &[(String, String)]| {
            let to = format!("{}{path}", client.address);
            let sent =
                http.post(to).header("cookie", TestDesk::cookie(session)).form(fields).send().await.expect("an answer");
            (sent.status().as_u16(), sent.text().await.expect("text"))
        };
        let (anna, lead) = (desk.session(TestDesk::ANNA).await, desk.session(TestDesk::LEAD).await);
        let list = get(&client, "/beheer/post", Some(&lead)).await.text().await.expect("a page");
        let one = list
            .split("action=\"/beheer/post/")
            .nth(1)
            .and_then(|rest| rest.split('/').next())
            .expect("a mail")
            .to_owned();
        let path = format!("/beheer/post/{one}/vraag");
        let with = |mut fields: Vec<(String, String)>, name: &str, value: &str| {
            fields.push((name.to_owned(), value.to_owned()));
            fields
        };
        let token = sealed(&list, &path);
        let hers = vec![("token".to_owned(), app::form_token(&anna))];
        let (status, _) = send(&path, &anna, &with(hers.clone(), "reference", &reference.to_string())).await;
        assert_eq!(status, 403, "an expert does not decide about mail of no question");
        assert_eq!(send(&format!("/beheer/post/{one}/weg"), &anna, &hers).await.0, 403);
        let (status, page) = send(&path, &lead, &with(token.clone(), "reference", "EHA-2026-9")).await;
        assert!(status == 422 && page.contains("value=\"EHA-2026-9\"") && page.contains("Vul het nummer"), "{page}");
        assert_eq!(send(&path, &lead, &with(token.clone(), "reference", &reference.to_string())).await.0, 303);
        let (status, page) = send(&path, &lead, &with(token.clone(), "reference", &reference.to_string())).await;
        assert!(status == 409 || status == 422, "{status}: {page}");
        let list = get(&client, "/beheer/post", Some(&lead)).await.text().await.expect("a page");
        let other = list
            .split("action=\"/beheer/post/")
            .nth(1)
            .and_then(|rest| rest.split('/').next())
            .expect("a mail")
            .to_owned();
        assert_eq!(send(&format!("/beheer/post/{other}/weg"), &lead, &token).await.0, 303);
        let page = get(&client, &format!("/vragen/{reference}"), Some(&anna)).await.text().await.expect("a page");
        let form = sealed(&page, &format!("/vragen/{reference}/post"));
        assert!(form.contains(&("mail".to_owned(), held.id.to_string())), "{form:?}");
        let (status, page) = send(&format!("/vragen/{reference}/post"), &anna, &with(form, "how", "neem-over")).await;
        assert_eq!(status, 303, "{page}");
        let texts: Vec<String> = said(&desk, reference).await.into_iter().map(|message| message.body).collect();
        assert!(texts.contains(&"Van een ander.".to_owned()), "{texts:?}");
    }
}

#[test]
fn a_mail_server_is_told_what_became_of_a_mail_by_an_exit_code() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = format!("sqlite://{}", folder.path().join("loket.db").display());
    let give = |url: &str, mail: &[u8]| {
        let mut loket = std::process::Command::new(env!("CARGO_BIN_EXE_loket"));
        loket.current_dir(folder.path()).env("LOKET__DATABASE__URL", url).args(["mail", "receive", "--to", OURS]);
        loket
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null());
        let mut running = loket.spawn().expect("it starts");
        let mut to = running.stdin.take().expect("it reads");
        // Whoever does not want it does not read it.
        let _ = std::io::Write::write_all(&mut to, mail);
        drop(to);
        running.wait().expect("it ends").code().expect("it was not killed")
    };
    let mail = Mail::saying("Dag.").bytes();
    assert_eq!(give(&database, &mail), 75, "there is no desk yet");
    assert_eq!(give("nonsense://", &mail), 75, "wrong settings: the server keeps the mail");
    let migrated = std::process::Command::new(env!("CARGO_BIN_EXE_loket"))
        .current_dir(folder.path())
        .env("LOKET__DATABASE__URL", &database)
        .arg("migrate")
        .status();
    assert!(migrated.expect("it starts").success());
    assert_eq!(give(&database, &mail), 0);
    assert_eq!(give(&database, &[b"From ans@arnhem.example Tue Nov 24\n", mail.as_slice()].concat()), 0, "again");
    assert_eq!(give(&database, b" \r\n"), 65, "nothing");
    assert_eq!(give(&database, &vec![b'a'; app::LARGEST_MAIL + 1]), 65, "too large for ever");
}
