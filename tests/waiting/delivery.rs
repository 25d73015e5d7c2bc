//! Letters that did not arrive, or are sent again: nobody is closed out by one, and the days in it are those of now.

use super::*;

#[tokio::test]
async fn nobody_is_closed_out_by_a_reminder_that_never_came_or_is_still_under_way() {
    for desk in desks().await {
        let (lost, late) = (ask(&desk, 1).await, ask(&desk, 2).await);
        for reference in [lost, late] {
            ask_back(&desk, reference).await;
        }
        deliver(&desk).await;
        desk.clock.set(at("2026-12-01T09:00:00+01:00"));
        assert_eq!(heed(&desk).await, 2);
        let is_lost = |letter: &Letter| letter.subject.contains(&lost.to_string());
        settle(&desk, |letter| match is_lost(letter) {
            true => LetterOutcome::Refused("550 onbekend".to_owned()),
            false => LetterOutcome::TryLater("421 later".to_owned()),
        })
        .await;
        desk.clock.set(at("2026-12-15T17:00:00+01:00"));
        heed(&desk).await;
        for reference in [lost, late] {
            assert_eq!(ticket(&desk, reference).await.status(), TicketStatus::WaitingForAsker);
        }
        assert_eq!(events(&desk, lost, EventKind::LeftOpen).await.len(), 1, "and the ledger says so");
        let told = settle(&desk, |letter| match letter.kind {
            LetterKind::AskerReminder => LetterOutcome::TryLater("421 later".to_owned()),
            _ => LetterOutcome::sent(),
        })
        .await;
        let told: Vec<_> = told.iter().filter(|letter| letter.kind == LetterKind::AskerSilent).collect();
        assert_eq!(told.len(), 1, "its expert hears of it");
        assert_eq!(told[0].to_email, "anna@desk.example");
        assert!(
            told[0]
                .body
                .contains("maar onze herinnering is niet bezorgd. Het loket sluit de vraag daarom niet vanzelf")
        );
        // The one under way arrives with another day, on which its question is closed; the other one never is.
        desk.clock.set(at("2026-12-16T12:00:00+01:00"));
        let sent = deliver(&desk).await;
        let words = "sluiten wij uw vraag op woensdag 30 december 2026. Met dezelfde link";
        assert!(sent.iter().any(|letter| letter.body.contains(words)), "{sent:?}");
        desk.clock.set(at("2026-12-30T16:59:00+01:00"));
        assert_eq!(heed(&desk).await, 0);
        desk.clock.set(at("2026-12-30T17:00:00+01:00"));
        assert_eq!(heed(&desk).await, 1);
        assert_eq!(ticket(&desk, late).await.status(), TicketStatus::Closed);
        for days in 1..40 {
            desk.clock.set(at("2026-12-30T17:00:00+01:00") + Duration::days(days));
            assert_eq!(heed(&desk).await, 0);
        }
        assert_eq!(ticket(&desk, lost).await.status(), TicketStatus::WaitingForAsker);
    }
}

/// The one letter about a question that nobody got.
async fn dead_letter(desk: &TestDesk, reference: Reference) -> domain::JobId {
    let dead = desk.app.list_dead_letters(&Caller::system(Origin::Cli)).await.expect("a list");
    let mut about = dead.iter().filter(|dead| dead.ticket == Some(reference.ticket));
    let letter = about.next().expect("a letter").id;
    assert_eq!(about.next(), None);
    letter
}

async fn send_again(desk: &TestDesk, reference: Reference) -> Letter {
    let letter = dead_letter(desk, reference).await;
    desk.app.send_letter_again(&desk.staff(TestDesk::LEAD), reference, Some(letter), None).await.expect("sent again");
    let mut sent = deliver(desk).await;
    sent.retain(|letter| letter.subject.contains(&reference.to_string()));
    assert_eq!(sent.len(), 1);
    sent.remove(0)
}

#[tokio::test]
async fn an_answer_that_never_arrived_closes_nothing_until_it_is_sent_again_or_left_at_that() {
    for desk in desks().await {
        let (again, left) = (ask(&desk, 1).await, ask(&desk, 2).await);
        deliver(&desk).await;
        for reference in [again, left] {
            answer(&desk, reference).await;
        }
        settle(&desk, |_| LetterOutcome::Refused("550 onbekend".to_owned())).await;
        // The day that the letters named.
        desk.clock.set(at("2026-12-08T17:00:00+01:00"));
        assert_eq!(heed(&desk).await, 2);
        for reference in [again, left] {
            assert_eq!(ticket(&desk, reference).await.status(), TicketStatus::Answered);
            assert_eq!(events(&desk, reference, EventKind::LeftOpen).await.len(), 1, "and the ledger says so");
        }
        let told = deliver(&desk).await;
        let silent = told.iter().filter(|letter| letter.kind == LetterKind::AskerSilent).count();
        assert_eq!(silent, 2, "and their expert hears of it: {told:?}");
        desk.clock.set(at("2026-12-14T10:00:00+01:00"));
        let letter = send_again(&desk, again).await;
        assert!(
            letter.body.contains("sluiten wij uw vraag op dinsdag 29 december 2026. Ook daarna"),
            "{}",
            letter.body
        );
        let dismissed = dead_letter(&desk, left).await;
        desk.app.dismiss_letter(&desk.staff(TestDesk::LEAD), left, Some(dismissed)).await.expect("left at that");
        desk.clock.set(at("2026-12-22T17:00:00+01:00"));
        heed(&desk).await;
        assert_eq!(ticket(&desk, left).await.status(), TicketStatus::Closed);
        assert_eq!(ticket(&desk, again).await.status(), TicketStatus::Answered, "its asker was told another day");
        desk.clock.set(at("2026-12-29T17:00:00+01:00"));
        heed(&desk).await;
        assert_eq!(ticket(&desk, again).await.status(), TicketStatus::Closed);
    }
}

#[tokio::test]
async fn a_question_whose_answer_did_not_arrive_is_nowhere_said_to_be_closed_and_its_expert_hears_of_it_once() {
    for desk in desks().await {
        let (lost, arrived) = (ask(&desk, 1).await, ask(&desk, 2).await);
        deliver(&desk).await;
        answer(&desk, lost).await;
        answer(&desk, arrived).await;
        let foreseen = async |reference: Reference| {
            let lead = desk.staff(TestDesk::LEAD);
            let staff = desk.app.view_ticket(&lead, reference).await.expect("the page").foreseen;
            let asker = desk.app.view_ticket(&asker(reference), reference).await.expect("the page").foreseen;
            assert_eq!(staff, asker, "both pages say the same");
            staff.closes_on
        };
        assert_eq!(foreseen(lost).await, Some(day("2026-12-08")), "while it is under way");
        let is_lost = |letter: &Letter| letter.subject.contains(&lost.to_string());
        settle(&desk, |letter| match is_lost(letter) {
            true => LetterOutcome::Refused("550 onbekend".to_owned()),
            false => LetterOutcome::sent(),
        })
        .await;
        assert_eq!(foreseen(lost).await, None);
        assert_eq!(foreseen(arrived).await, Some(day("2026-12-08")));
        desk.clock.set(at("2026-12-08T17:00:00+01:00"));
        assert_eq!(heed(&desk).await, 2);
        assert_eq!(foreseen(lost).await, None);
        let told = deliver(&desk).await;
        let told: Vec<_> = told.iter().map(|letter| (letter.kind, letter.to_email.as_str())).collect();
        let kinds = [LetterKind::NotDelivered, LetterKind::AskerSilent];
        assert_eq!(told, kinds.map(|kind| (kind, "anna@desk.example")), "when it failed, and on the day it named");
        desk.clock.set(at("2026-12-22T17:00:00+01:00"));
        assert_eq!(heed(&desk).await, 1);
        assert_eq!(deliver(&desk).await, [], "once");
        // Sent again, it names a day, and so do the pages.
        let letter = send_again(&desk, lost).await;
        assert!(letter.body.contains("sluiten wij uw vraag op"), "{}", letter.body);
        assert_eq!(foreseen(lost).await, Some(day("2027-01-07")));
    }
}

#[tokio::test]
async fn a_letter_that_is_sent_again_names_the_days_that_are_promised_now() {
    for desk in desks().await {
        let lead = desk.staff(TestDesk::LEAD);
        let (receipt, moved) = (ask(&desk, 1).await, ask(&desk, 2).await);
        let is_of = |letter: &Letter, reference: Reference| letter.subject.contains(&reference.to_string());
        let before = settle(&desk, |letter| match letter.kind == LetterKind::Receipt && is_of(letter, receipt) {
            true => LetterOutcome::Refused("550 onbekend".to_owned()),
            false => LetterOutcome::sent(),
        })
        .await;
        let extend = async |reference, due: &str| {
            let why = "U krijgt uiterlijk morgen antwoord. Dat lukt niet.";
            desk.app.extend_deadline(&lead, reference, Metric::Answer, day(due), why).await.expect("extended");
        };
        for reference in [receipt, moved] {
            extend(reference, "2026-12-21").await;
        }
        settle(&desk, |letter| match is_of(letter, moved) {
            true => LetterOutcome::Refused("550 onbekend".to_owned()),
            false => LetterOutcome::sent(),
        })
        .await;
        extend(moved, "2026-12-23").await;
        deliver(&desk).await;
        let letter = send_again(&desk, receipt).await;
        let first = before.iter().find(|letter| letter.kind == LetterKind::Receipt && is_of(letter, receipt));
        let first = first.and_then(|letter| letter.body.lines().find(|line| line.starts_with("Een deskundige")));
        assert!(letter.body.contains(first.expect("a day")), "what did not move: {}", letter.body);
        assert!(letter.body.contains("U krijgt uiterlijk maandag 21 december 2026 antwoord."), "{}", letter.body);
        assert_eq!(letter.body.matches("uiterlijk").count(), 2, "{}", letter.body);
        let letter = send_again(&desk, moved).await;
        assert!(letter.body.contains("U krijgt uiterlijk woensdag 23 december 2026 antwoord."), "{}", letter.body);
        assert!(letter.body.contains("U krijgt uiterlijk morgen antwoord. Dat lukt niet."), "what a person wrote");
    }
}

#[tokio::test]
async fn an_answer_that_is_still_tried_on_the_day_it_names_comes_with_another_day() {
    for desk in desks().await {
        let reference = ask(&desk, 1).await;
        deliver(&desk).await;
        answer(&desk, reference).await;
        settle(&desk, |_| LetterOutcome::TryLater("421 later".to_owned())).await;
        // The desk was down until after that day.
        desk.clock.set(at("2026-12-10T10:00:00+01:00"));
        assert_eq!(heed(&desk).await, 1);
        let sent = deliver(&desk).await;
        let words = "sluiten wij uw vraag op donderdag 24 december 2026. Ook daarna";
        assert!(sent.iter().any(|letter| letter.body.contains(words)), "{sent:?}");
        desk.clock.set(at("2026-12-24T16:59:00+01:00"));
        assert_eq!(heed(&desk).await, 0);
        desk.clock.set(at("2026-12-24T17:00:00+01:00"));
        assert_eq!(heed(&desk).await, 1);
        assert_eq!(ticket(&desk, reference).await.status(), TicketStatus::Closed);
    }
}

#[tokio::test]
async fn a_reminder_that_is_sent_again_gives_its_days_again_and_names_them() {
    // An hour before the day of closing ends, and weeks after it.
    for (moment, day, closes) in [
        ("2026-12-15T16:00:00+01:00", "woensdag 30 december 2026", "2026-12-30T17:00:00+01:00"),
        ("2027-01-04T10:00:00+01:00", "maandag 18 januari 2027", "2027-01-18T17:00:00+01:00"),
    ] {
        for desk in desks().await {
            let reference = ask(&desk, 1).await;
            ask_back(&desk, reference).await;
            deliver(&desk).await;
            desk.clock.set(at("2026-12-01T09:00:00+01:00"));
            assert_eq!(heed(&desk).await, 1);
            settle(&desk, |_| LetterOutcome::Refused("550 onbekend".to_owned())).await;
            desk.clock.set(at(moment));
            heed(&desk).await;
            settle(&desk, |_| LetterOutcome::sent()).await;
            let letter = send_again(&desk, reference).await;
            let words = format!("sluiten wij uw vraag op {day}. Met dezelfde link");
            assert!(letter.body.contains(&words) && letter.body.matches("sluiten wij").count() == 1, "{}", letter.body);
            let foreseen = desk.app.foreseen(&ticket(&desk, reference).await);
            assert_eq!(foreseen.closes_on, Some(domain::amsterdam_day(at(closes))), "both pages say the same");
            desk.clock.set(at(closes) - Duration::minutes(1));
            assert_eq!(heed(&desk).await, 0);
            assert_eq!(ticket(&desk, reference).await.status(), TicketStatus::WaitingForAsker);
            desk.clock.set(at(closes));
            assert_eq!(heed(&desk).await, 1);
            assert_eq!(ticket(&desk, reference).await.status(), TicketStatus::Closed);
        }
    }
}

#[tokio::test]
async fn a_letter_about_what_was_asked_before_names_no_day_of_closing_when_it_is_sent_again() {
    for desk in desks().await {
        let reference = ask(&desk, 1).await;
        ask_back(&desk, reference).await;
        deliver(&desk).await;
        desk.clock.set(at("2026-12-01T09:00:00+01:00"));
        heed(&desk).await;
        settle(&desk, |_| LetterOutcome::Refused("550 onbekend".to_owned())).await;
        let reacted = react(&desk, reference).await.expect("taken");
        deliver(&desk).await;
        let letter = send_again(&desk, reference).await;
        assert!(!letter.body.contains("sluiten wij"), "{}", letter.body);
        assert!(letter.body.contains("Reageer via deze link:\nhttp"), "{}", letter.body);
        assert_eq!(ticket(&desk, reference).await.standing, reacted.standing);
    }
}
