//! Letters that come back.

use super::{OURS, ask, desks_with_mail, letter, newest};
use domain::{EventKind, Letter, LetterKind, MailState};
use testkit::TestDesk;

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
