//! Mail that leads to a question: whose word it is, and what it starts.

use super::{FAILED, Mail, address_of, ask, desks_with_mail, letter, newest, said, sorted, status};
use app::{Closing, Refusal, Reply, StoredMail};
use domain::{LetterKind, MailState, Message, TicketStatus};
use testkit::TestDesk;

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

#[tokio::test]
async fn who_only_says_thanks_is_heard_and_opens_nothing_and_who_asks_on_does() {
    for desk in desks_with_mail().await {
        let lead = desk.staff(TestDesk::LEAD);
        for (number, text, after) in [
            (1, "Hartelijk dank voor het antwoord!\n\nMet vriendelijke groet,\nAns Vermeer", TicketStatus::Answered),
            (2, "Dank u wel. Geldt dat ook voor studenten?", TicketStatus::Assigned),
        ] {
            let reference = ask(&desk, number).await;
            desk.app.reply_to_ticket(&lead, reference, "Dat mag.", Reply::Answer).await.expect("answered");
            let mail = Mail::saying(text).with("To", address_of(&desk, reference).await);
            assert_eq!(sorted(&desk, &mail).await.state, MailState::Taken);
            assert_eq!(status(&desk, reference).await, after, "{text}");
            let said = said(&desk, reference).await;
            assert_eq!(said.iter().filter(|message| message.body == text).count(), 1, "it stands there: {said:?}");
            assert!(letter(&desk, reference, LetterKind::AskerReacted).await.letter.body.contains("ank"), "it is told");
        }
    }
}
