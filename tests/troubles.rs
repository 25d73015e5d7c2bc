//! What goes wrong with the post of a question: who has it is told, once; and a letter that came back goes again.

use crate::incoming::{Mail, address_of, ask, bounce_of, desks_with_mail, letter, sorted};
use app::{Caller, LetterOutcome, Refusal, Reply, Sending};
use chrono::Duration;
use domain::{JobId, LetterKind, MailState, Origin, Reference, Role};
use sea_orm::{ConnectionTrait, Statement};
use store::jobs::Job;
use testkit::{TestDesk, desks};

const REFUSED: &str = "permanent error (550): 5.1.1 <ans@arnhem.example> no such user";

fn system() -> Caller {
    Caller::system(Origin::Cli)
}

/// Letters of a kind about a question that wait.
async fn waiting(desk: &TestDesk, reference: Reference, kind: LetterKind) -> Vec<Job> {
    let all = store::jobs::of_ticket(&*desk.store, reference.ticket).await.expect("readable");
    all.into_iter().filter(|(job, state)| job.letter.kind == kind && state == "queued").map(|(job, _)| job).collect()
}

/// How many rows there ever were of a kind of letter.
async fn ever(desk: &TestDesk, kind: LetterKind) -> i64 {
    crate::retention::number(desk, &format!("SELECT count(*) FROM jobs WHERE kind = '{}'", kind.as_str())).await
}

/// Everything that may go now: what is for the asker is refused, and what is for the desk arrives. What went.
async fn refuse_the_asker(desk: &TestDesk) -> Vec<Job> {
    let jobs = desk.app.lease_letters(50).await.expect("leased");
    for job in &jobs {
        let refused = LetterOutcome::Refused(REFUSED.to_owned());
        let outcome = if job.person.is_none() { refused } else { LetterOutcome::sent() };
        assert!(desk.app.may_still_go(job).await.expect("asked"), "{:?}", job.letter.kind);
        assert!(desk.app.settle_letter(job, &outcome).await.expect("settled"));
    }
    jobs
}

/// One expert after the other gives it back, until nobody has it.
async fn release(desk: &TestDesk, reference: Reference) {
    let lead = desk.staff(TestDesk::LEAD);
    while desk.app.read_ticket(&lead, reference).await.expect("a question").assignee.is_some() {
        desk.app.hand_over_ticket(&lead, reference, "Niemand heeft tijd.").await.expect("given back");
    }
}

async fn deliver(desk: &TestDesk) -> Vec<Job> {
    let jobs = desk.app.lease_letters(50).await.expect("leased");
    for job in &jobs {
        assert!(desk.app.settle_letter(job, &LetterOutcome::sent()).await.expect("settled"));
    }
    jobs
}

#[tokio::test]
async fn whoever_has_a_question_hears_once_that_letters_to_its_asker_do_not_arrive() {
    for desk in desks().await {
        let reference = ask(&desk, 1).await;
        desk.app.reply_to_ticket(&system(), reference, "Zie hoofdstuk drie.", Reply::Answer).await.expect("answered");
        refuse_the_asker(&desk).await;
        let told = waiting(&desk, reference, LetterKind::NotDelivered).await;
        assert_eq!(told.len(), 1, "one letter for two that failed, on {}", desk.store.name());
        let (to, body) = (told[0].letter.to_email.as_str(), told[0].letter.body.as_str());
        assert_eq!(to, "anna@desk.example");
        for words in ["2 brieven", "Ans Vermeer (a…@arnhem.example)", "Dit adres bestaat niet", "opnieuw versturen"] {
            assert!(body.contains(words), "{words}: {body}");
        }
        assert!(body.contains(&format!("/vragen/{reference}")), "{body}");
        assert!(!body.contains("ans@arnhem.example"), "{body}");
        assert!(refuse_the_asker(&desk).await.is_empty(), "it waits for more that fail");
        desk.clock.advance(Duration::minutes(11));
        assert_eq!(refuse_the_asker(&desk).await.len(), 1);
        // A third one fails, and nobody did anything about the first two.
        desk.app.reply_to_ticket(&system(), reference, "En in vier.", Reply::Answer).await.expect("answered again");
        refuse_the_asker(&desk).await;
        desk.clock.advance(Duration::hours(2));
        assert!(refuse_the_asker(&desk).await.is_empty(), "told this morning");
        desk.clock.advance(Duration::hours(23));
        let later = refuse_the_asker(&desk).await;
        assert_eq!(later.iter().map(|job| job.letter.kind).collect::<Vec<_>>(), [LetterKind::NotDelivered]);
        // Somebody corrects the address and sends one again; the others are left at that. It fails again: that is news.
        let anna = desk.staff(TestDesk::ANNA);
        let dead = store::jobs::dead_of(&*desk.store, &[reference.ticket]).await.expect("readable");
        for other in &dead[1..] {
            desk.app.dismiss_letter(&anna, reference, Some(other.id)).await.expect("left");
        }
        let typed = Some("ans.vermeer@arnhem.example");
        desk.app.send_letter_again(&anna, reference, Some(dead[0].id), typed).await.expect("sent again");
        refuse_the_asker(&desk).await;
        desk.clock.advance(Duration::minutes(11));
        assert_eq!(refuse_the_asker(&desk).await.len(), 1);
    }
}

#[tokio::test]
async fn whoever_dealt_with_it_at_once_is_not_told_of_it_any_more() {
    for desk in desks_with_mail().await {
        let reference = ask(&desk, 1).await;
        let to = address_of(&desk, reference).await;
        refuse_the_asker(&desk).await;
        let mail = sorted(&desk, &Mail::saying("Ook ik.").with("To", to).with("From", "cor@elders.example")).await;
        let anna = desk.staff(TestDesk::ANNA);
        let dead = store::jobs::dead_of(&*desk.store, &[reference.ticket]).await.expect("readable");
        desk.app.send_letter_again(&anna, reference, Some(dead[0].id), None).await.expect("sent again");
        desk.app.leave_mail(&anna, reference, mail.id).await.expect("left");
        desk.clock.advance(Duration::minutes(11));
        for job in desk.app.lease_letters(50).await.expect("leased") {
            let troubles = [LetterKind::NotDelivered, LetterKind::MailWaits].contains(&job.letter.kind);
            assert_eq!(desk.app.may_still_go(&job).await.expect("asked"), !troubles, "{:?}", job.letter.kind);
        }
        for kind in [LetterKind::NotDelivered, LetterKind::MailWaits] {
            assert_eq!(ever(&desk, kind).await, 1, "there was one to take away: {kind:?}");
            assert!(waiting(&desk, reference, kind).await.is_empty());
        }
    }
}

#[tokio::test]
async fn what_was_dealt_with_is_not_passed_from_one_lead_to_another() {
    for desk in desks().await {
        let administrator = desk.staff(TestDesk::ADMINISTRATOR);
        let bo = desk.app.add_person(&administrator, "Bo", "bo@desk.example", &[Role::Lead], Sending::InPerson).await;
        bo.expect("another lead");
        let reference = ask(&desk, 1).await;
        refuse_the_asker(&desk).await;
        release(&desk, reference).await;
        assert_eq!(waiting(&desk, reference, LetterKind::NotDelivered).await.len(), 2, "to each lead");
        let before = ever(&desk, LetterKind::NotDelivered).await;
        let dead = store::jobs::dead_of(&*desk.store, &[reference.ticket]).await.expect("readable");
        let lead = desk.staff(TestDesk::LEAD);
        desk.app.send_letter_again(&lead, reference, Some(dead[0].id), None).await.expect("sent again");
        desk.clock.advance(Duration::minutes(11));
        for job in desk.app.lease_letters(50).await.expect("leased") {
            let may = desk.app.may_still_go(&job).await.expect("asked");
            assert!(!may || job.letter.kind != LetterKind::NotDelivered, "it is over");
        }
        assert_eq!(ever(&desk, LetterKind::NotDelivered).await, before, "on {}", desk.store.name());
    }
}

#[tokio::test]
async fn of_a_letter_to_a_colleague_that_fails_nobody_gets_a_letter() {
    for desk in desks().await {
        let reference = ask(&desk, 1).await;
        for _ in 0..3 {
            for job in desk.app.lease_letters(50).await.expect("leased") {
                let refused = LetterOutcome::Refused(REFUSED.to_owned());
                assert!(desk.app.settle_letter(&job, &refused).await.expect("settled"));
            }
            desk.clock.advance(Duration::hours(25));
        }
        // The receipt failed; the letter about that failed as well.
        assert_eq!(ever(&desk, LetterKind::NotDelivered).await, 1, "on {}", desk.store.name());
        let dead = store::jobs::dead_of(&*desk.store, &[reference.ticket]).await.expect("readable");
        assert_eq!(dead.len(), 3);
    }
}

#[tokio::test]
async fn who_gets_a_question_reads_with_it_what_is_wrong_with_its_post_and_who_had_it_is_not_written_to() {
    for desk in desks_with_mail().await {
        let reference = ask(&desk, 1).await;
        let to = address_of(&desk, reference).await;
        refuse_the_asker(&desk).await;
        sorted(&desk, &Mail::saying("Ook ik.").with("To", to).with("From", "cor@elders.example")).await;
        for kind in [LetterKind::NotDelivered, LetterKind::MailWaits] {
            assert_eq!(waiting(&desk, reference, kind).await.len(), 1, "{kind:?}");
        }
        desk.app.assign_ticket(&system(), reference, Some(TestDesk::CARLA), "ruil").await.expect("assigned");
        for kind in [LetterKind::NotDelivered, LetterKind::MailWaits] {
            assert!(waiting(&desk, reference, kind).await.is_empty(), "{kind:?}");
        }
        let hers = waiting(&desk, reference, LetterKind::Assignment).await;
        assert_eq!(hers.len(), 1);
        assert!(hers[0].letter.body.contains("Een brief aan de vraagsteller kwam niet aan"), "{}", hers[0].letter.body);
        assert!(hers[0].letter.body.contains("Er is een e-mail bij deze vraag"), "{}", hers[0].letter.body);
    }
}

#[tokio::test]
async fn when_nobody_has_a_question_any_more_its_leads_hear_what_its_expert_was_to_hear() {
    for desk in desks().await {
        let reference = ask(&desk, 1).await;
        refuse_the_asker(&desk).await;
        release(&desk, reference).await;
        let told = waiting(&desk, reference, LetterKind::NotDelivered).await;
        let to: Vec<&str> = told.iter().map(|job| job.letter.to_email.as_str()).collect();
        assert_eq!(to, ["lida@desk.example"], "on {}", desk.store.name());
    }
}

#[tokio::test]
async fn mail_that_waits_for_a_decision_is_told_in_one_letter_however_much_of_it_comes() {
    for desk in desks_with_mail().await {
        let reference = ask(&desk, 1).await;
        let to = address_of(&desk, reference).await;
        deliver(&desk).await;
        let mail = |words: &str| Mail::saying(words).with("To", to.clone()).with("From", "cor@elders.example");
        for words in ["Een.", "Twee e.", "Drie en."] {
            assert_eq!(sorted(&desk, &mail(words)).await.state, MailState::Held);
        }
        let told = waiting(&desk, reference, LetterKind::MailWaits).await;
        assert_eq!(told.len(), 1, "on {}", desk.store.name());
        assert_eq!(told[0].letter.to_email, "anna@desk.example");
        let body = &told[0].letter.body;
        assert!(body.contains("3 e-mails") && body.contains("c…@elders.example"), "{body}");
        assert!(!body.contains("cor@elders.example") && !body.contains("Drie en"), "{body}");
        assert_eq!(deliver(&desk).await.len(), 1, "at once: it is no failure that others come with");
        // Nobody decided: what comes now is told a day later.
        sorted(&desk, &mail("Vier en en.")).await;
        desk.clock.advance(Duration::hours(5));
        assert!(deliver(&desk).await.is_empty());
        desk.clock.advance(Duration::hours(20));
        assert_eq!(deliver(&desk).await.len(), 1);
    }
}

/// A desk whose letters all left, and the receipt.
async fn left(desk: &TestDesk) -> (Reference, Job) {
    let reference = ask(desk, 1).await;
    let receipt = letter(desk, reference, LetterKind::Receipt).await;
    deliver(desk).await;
    (reference, receipt)
}

async fn come_back(desk: &TestDesk, receipt: &Job) -> JobId {
    desk.app.receive_mail(&bounce_of(&receipt.letter, "5.1.1"), None).await.expect("stored");
    desk.app.sort_mail().await.expect("sorted");
    receipt.id
}

/// What is kept of letters that left.
async fn kept(desk: &TestDesk) -> Vec<String> {
    let there = testkit::database::direct(desk.store.url()).await.expect("it opens");
    let sql = "SELECT CAST(letter AS text) FROM jobs WHERE state = 'done' AND letter IS NOT NULL";
    let rows = there.query_all_raw(Statement::from_string(there.get_database_backend(), sql)).await.expect("rows");
    rows.iter().map(|row| row.try_get_by_index(0).expect("a text")).collect()
}

#[tokio::test]
async fn a_letter_that_came_back_goes_again_to_the_right_address_with_the_link_of_now() {
    for desk in desks_with_mail().await {
        let (reference, receipt) = left(&desk).await;
        let texts = kept(&desk).await;
        assert_eq!(texts.len(), 1, "the receipt, and not what was for Anna");
        assert!(texts[0].contains("/volg/[link]"), "no secret in it: {}", texts[0]);
        let came = come_back(&desk, &receipt).await;
        assert_eq!(waiting(&desk, reference, LetterKind::NotDelivered).await.len(), 1, "and Anna hears of it");
        let anna = desk.staff(TestDesk::ANNA);
        let right = "ans.vermeer@arnhem.example";
        desk.app.send_letter_again(&anna, reference, Some(came), Some(right)).await.expect("sent again");
        let sent = deliver(&desk).await;
        let again = sent.iter().find(|job| job.id == came).expect("it goes again");
        assert_eq!(again.letter.to_email, right);
        assert_eq!(again.letter.message_id, receipt.letter.message_id);
        assert_eq!(again.letter.body, receipt.letter.body, "as it was, on {}", desk.store.name());
        assert_eq!(desk.app.read_ticket(&anna, reference).await.expect("a ticket").contact.email, right);
    }
}

#[tokio::test]
async fn what_is_kept_of_letters_that_left_goes_after_a_week_and_with_their_asker() {
    for desk in desks_with_mail().await {
        let (reference, receipt) = left(&desk).await;
        desk.clock.advance(Duration::days(6));
        desk.app.forget_letters().await.expect("swept");
        assert_eq!(kept(&desk).await.len(), 1);
        desk.clock.advance(Duration::days(2));
        assert_eq!(desk.app.forget_letters().await.expect("swept"), 1);
        assert!(kept(&desk).await.is_empty());
        let came = come_back(&desk, &receipt).await;
        let again = desk.app.send_letter_again(&system(), reference, Some(came), None).await;
        assert!(matches!(&again, Err(Refusal::Conflict(why)) if why.contains("niet bewaard")), "{again:?}");
    }
    for desk in desks_with_mail().await {
        left(&desk).await;
        let lead = desk.staff(TestDesk::LEAD);
        desk.app.ask_erasure(&lead, "ans@arnhem.example", "Zij vroeg erom.").await.expect("asked");
        desk.clock.advance(Duration::hours(25));
        crate::retention::swept(&desk).await;
        assert!(kept(&desk).await.is_empty(), "on {}", desk.store.name());
    }
}

#[tokio::test]
async fn a_message_that_is_erased_is_in_no_letter_that_left_and_the_letter_stays_counted() {
    for desk in desks_with_mail().await {
        let (reference, _) = left(&desk).await;
        let words = "De kwartelkoning broedt er.";
        desk.app.reply_to_ticket(&system(), reference, words, Reply::Answer).await.expect("answered");
        deliver(&desk).await;
        assert!(kept(&desk).await.iter().any(|text| text.contains("kwartelkoning")));
        let lead = desk.staff(TestDesk::LEAD);
        let view = desk.app.view_ticket(&lead, reference).await.expect("the ticket");
        let message = view.messages.iter().find(|message| message.body == words).expect("it stands there");
        let rows = "SELECT count(*) FROM jobs";
        let before = crate::retention::number(&desk, rows).await;
        desk.app.ask_message_erasure(&lead, message.id, "Op verzoek.").await.expect("asked");
        desk.clock.advance(Duration::hours(25));
        crate::retention::swept(&desk).await;
        assert!(!kept(&desk).await.iter().any(|text| text.contains("kwartelkoning")), "on {}", desk.store.name());
        assert_eq!(crate::retention::number(&desk, rows).await, before);
    }
}

#[tokio::test]
async fn nothing_is_kept_where_no_mail_comes_back_or_only_a_link_was_sent() {
    for desk in desks().await {
        left(&desk).await;
        assert!(kept(&desk).await.is_empty(), "on {}", desk.store.name());
    }
    for desk in desks_with_mail().await {
        let administrator = desk.staff(TestDesk::ADMINISTRATOR);
        desk.app.invite(&administrator, TestDesk::BRAM, app::Sending::ByLetter).await.expect("invited");
        assert!(deliver(&desk).await.iter().any(|job| job.letter.kind == LetterKind::Access));
        assert!(kept(&desk).await.is_empty(), "on {}", desk.store.name());
    }
}
