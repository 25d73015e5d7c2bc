//! What is kept of mail, and how long; and what could not be read.

use super::{
    FAILED, Mail, address_of, ask, desks_with_mail, desks_with_mail_and_files, ids, letter, newest, said, sorted,
};
use crate::attachments::parcel::{PDF, PROGRAM};
use app::{Fault, Refusal};
use chrono::Duration;
use domain::{LetterKind, MailState};
use testkit::TestDesk;

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
async fn files_come_along_and_what_may_not_come_in_is_told() {
    for (desk, _folder) in desks_with_mail_and_files().await {
        let reference = ask(&desk, 1).await;
        let to = address_of(&desk, reference).await;
        let files = [("plan.pdf", "application/pdf", PDF), ("spel.exe", "application/octet-stream", PROGRAM)];
        let mail = Mail::with_files("Zie de bijlage.", &files).with("To", to);
        let came = sorted(&desk, &mail).await;
        assert_eq!(came.state, MailState::Taken, "{came:?}");
        assert!(came.remarks.contains("spel.exe"), "{}", came.remarks);
        let view = desk.app.view_ticket(&desk.staff(TestDesk::ANNA), reference).await.expect("the ticket");
        let names: Vec<&str> = view.files.iter().map(|attached| attached.file.name.as_str()).collect();
        assert_eq!(names, ["plan.pdf"]);
        assert_eq!(view.messages.last().expect("a message").body, "Zie de bijlage.");
        let told = letter(&desk, reference, LetterKind::FilesLeftOut).await.letter;
        assert!(told.body.contains("spel.exe") && !told.body.contains("plan.pdf"), "its sender is told: {}", told.body);
        assert_eq!(told.to_email, "ans@arnhem.example");
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
