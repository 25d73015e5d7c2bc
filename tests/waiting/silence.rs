//! Askers who say nothing: reminded once, and their questions closed as they were told.

use super::*;

const REMINDER: &str = "Beste Ans Vermeer,

Lida Vos vroeg u op maandag 21 december 2026 iets over uw vraag:

Om welk jaar gaat het?

Wij hebben nog geen reactie van u. Zonder uw reactie kunnen wij niet verder.

Als u niet reageert, sluiten wij uw vraag op woensdag 13 januari 2027. Met dezelfde link kunt u hem daarna weer openen.

Reageer via deze link:
LINK

Met vriendelijke groet,
Expertteam Huisvesting Aandachtsgroepen

Antwoord niet op deze brief, maar gebruik de link. Ons loket: http://loket.test
";

const CLOSED: &str = "Beste Ans Vermeer,

Op maandag 21 december 2026 vroegen wij u iets over uw vraag. Wij kregen geen reactie, ook niet op onze herinnering. Daarom hebben wij uw vraag gesloten.

Hebt u nog steeds antwoord nodig? Reageer dan via de link hieronder; uw vraag is dan weer open.

Bekijk uw vraag:
LINK

Met vriendelijke groet,
Expertteam Huisvesting Aandachtsgroepen

Antwoord niet op deze brief, maar gebruik de link. Ons loket: http://loket.test
";

const TO_THE_EXPERT: &str = "Beste Anna de Wit,

De vraagsteller reageerde niet op de wedervraag en niet op de herinnering. Het loket heeft de vraag gesloten: Onze woonzorgvisie

U hoeft niets te doen. Reageert de vraagsteller alsnog, dan gaat de vraag weer open.

Bekijk de vraag:
http://loket.test/vragen/REFERENCE

Met vriendelijke groet,
Expertteam Huisvesting Aandachtsgroepen

Antwoord niet op deze brief, maar gebruik de link. Ons loket: http://loket.test
";

/// Asked back at one moment, reminded and closed at others, with the days that are no working days in between.
struct Weeks {
    asked: &'static str,
    reminded: &'static str,
    closes: &'static str,
}

#[tokio::test]
async fn an_asker_who_says_nothing_is_reminded_once_and_the_question_closed_as_told_over_christmas_and_easter() {
    for weeks in [
        Weeks {
            asked: "2026-12-21T11:00:00+01:00",
            reminded: "2026-12-29T09:00:00+01:00",
            closes: "2027-01-13T17:00:00+01:00",
        },
        Weeks {
            asked: "2027-03-22T16:00:00+01:00",
            reminded: "2027-03-31T09:00:00+02:00",
            closes: "2027-04-14T17:00:00+02:00",
        },
    ] {
        for desk in desks().await {
            println!("asked at {} on {}", weeks.asked, desk.store.name());
            desk.clock.set(at(weeks.asked));
            let reference = ask(&desk, 1).await;
            ask_back(&desk, reference).await;
            let link = tracking_link(&deliver(&desk).await);
            let (mut reminders, mut closings, mut to_expert) = (Vec::new(), Vec::new(), Vec::new());
            let last = at(weeks.closes) + Duration::days(10);
            let mut now = at(weeks.asked);
            while now < last {
                now += Duration::hours(1);
                desk.clock.set(now);
                let swept = heed(&desk).await;
                if swept > 0 {
                    let sent = deliver(&desk).await;
                    reminders.extend(
                        sent.iter()
                            .filter(|letter| letter.kind == LetterKind::AskerReminder)
                            .map(|letter| (now, letter.clone())),
                    );
                    closings.extend(
                        sent.iter()
                            .filter(|letter| letter.kind == LetterKind::StatusChange)
                            .map(|letter| (now, letter.clone())),
                    );
                    to_expert.extend(sent.into_iter().filter(|letter| letter.kind == LetterKind::AskerSilent));
                }
                let closed = ticket(&desk, reference).await.status() == TicketStatus::Closed;
                assert_eq!(closed, now >= at(weeks.closes), "at {now}");
            }
            assert_eq!(reminders.iter().map(|(at, _)| *at).collect::<Vec<_>>(), [at(weeks.reminded)], "one letter");
            assert_eq!(closings.iter().map(|(at, _)| *at).collect::<Vec<_>>(), [at(weeks.closes)], "one letter");
            assert_eq!(to_expert.len(), 1);
            if weeks.asked.starts_with("2026-12-21") {
                assert_eq!(reminders[0].1.body, REMINDER.replace("LINK", &link));
                assert_eq!(closings[0].1.body, CLOSED.replace("LINK", &link));
                assert_eq!(to_expert[0].body, TO_THE_EXPERT.replace("REFERENCE", &reference.to_string()));
                assert_eq!(reminders[0].1.to_email, "ans@arnhem.example");
                assert_eq!(to_expert[0].to_email, "anna@desk.example");
            }
            let closed = events(&desk, reference, EventKind::Closed).await;
            assert_eq!(closed.len(), 1);
            assert_eq!(
                (&closed[0].actor, &closed[0].detail().expect("JSON")["why"]),
                (&Actor::System, &"silence".into())
            );
            let after = ticket(&desk, reference).await;
            assert_eq!(after.promises.of(Metric::Answer).outcome, Some(PromiseOutcome::Withdrawn));
            everything_is_true(&desk, "closing").await;

            // The link that was sent opens it again, with a new promise.
            let secret = link.rsplit('/').next().expect("a secret");
            let caller = desk.app.asker_of(secret, Origin::Web).await.expect("the link still opens it");
            let back = desk.app.react_as_asker(&caller, reference, "Toch nog.").await.expect("taken");
            assert_eq!((back.status(), back.assignee), (TicketStatus::Assigned, Some(TestDesk::ANNA)));
            assert_eq!((back.promises.answer.round, back.promises.answer.outcome), (2, None));
            everything_is_true(&desk, "opening again").await;
        }
    }
}

#[tokio::test]
async fn whoever_reacts_is_reminded_of_nothing_and_asked_again_gets_all_the_days_again() {
    for desk in desks().await {
        // Tuesday 24 November: reminded on Tuesday 1 December.
        let reference = ask(&desk, 1).await;
        ask_back(&desk, reference).await;
        desk.clock.set(at("2026-12-01T08:59:00+01:00"));
        assert_eq!(heed(&desk).await, 0);
        react(&desk, reference).await.expect("taken");
        desk.clock.set(at("2026-12-01T09:30:00+01:00"));
        assert_eq!(heed(&desk).await, 0, "nothing to be reminded of");
        ask_back(&desk, reference).await;
        desk.clock.set(at("2026-12-08T09:00:00+01:00"));
        assert_eq!(heed(&desk).await, 1);
        deliver(&desk).await;
        // A second question back is a new one: not closed on the day of the first.
        desk.clock.set(at("2026-12-18T10:00:00+01:00"));
        ask_back(&desk, reference).await;
        desk.clock.set(at("2026-12-22T17:00:00+01:00"));
        assert_eq!(heed(&desk).await, 0);
        desk.clock.set(at("2026-12-28T09:00:00+01:00"));
        assert_eq!(heed(&desk).await, 1, "reminded of the second one");
        assert_eq!(events(&desk, reference, EventKind::Reminded).await.len(), 2);
    }
}
