//! People of the desk choose when letters come: each at once, or together on working mornings; and leads, the figures of the week.

use crate::client::listening;
use crate::kept::Tab;
use app::{Caller, LetterJob, LetterOutcome};
use chrono::{DateTime, Duration, Utc};
use domain::{Actor, JobId, LetterKind, LetterPace, LetterWishes, Origin, PersonId, Reference};
use testkit::{TestDesk, desks, question_about};

const MORNINGS: LetterWishes = LetterWishes { pace: LetterPace::EachMorning, weekly_figures: false };
const FIGURES: LetterWishes = LetterWishes { pace: LetterPace::AtOnce, weekly_figures: true };

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect("a moment").to_utc()
}

fn system() -> Caller {
    Caller::system(Origin::Cli)
}

async fn choose(desk: &TestDesk, person: PersonId, wishes: LetterWishes) {
    desk.app.choose_letters(&desk.staff(person), wishes).await.expect("chosen");
}

/// A question that Anna has.
async fn ask(desk: &TestDesk, key: u128) -> Reference {
    let anonymous = Caller::new(Actor::Anonymous, Origin::Web);
    desk.app.submit_question(&anonymous, question_about(key, "woonzorgvisie")).await.expect("a receipt").reference
}

async fn react(desk: &TestDesk, reference: Reference) {
    let asker = Caller::new(Actor::Asker(reference.ticket), Origin::Web);
    desk.app.react_as_asker(&asker, reference, "Geldt dat ook voor flexwoningen?").await.expect("taken");
}

/// What may go now, to people of the desk; the others arrive.
async fn for_the_desk(desk: &TestDesk) -> Vec<LetterJob> {
    let mut theirs = Vec::new();
    for job in desk.app.lease_letters(50).await.expect("leased") {
        if job.person.is_some() {
            theirs.push(job);
        } else {
            assert!(desk.app.settle_letter(&job, &LetterOutcome::sent()).await.expect("settled"));
        }
    }
    theirs
}

async fn text_of(desk: &TestDesk, job: &LetterJob) -> String {
    desk.app.letter_to_carry(job).await.expect("a letter").body
}

async fn state_of(desk: &TestDesk, what: &str) -> i64 {
    crate::retention::number(desk, &format!("SELECT count(*) FROM jobs WHERE {what}")).await
}

#[tokio::test]
async fn whoever_wants_one_letter_each_morning_gets_everything_in_one_and_others_get_theirs_at_once() {
    for desk in desks().await {
        choose(&desk, TestDesk::ANNA, MORNINGS).await;
        let (first, second) = (ask(&desk, 1).await, ask(&desk, 2).await);
        react(&desk, first).await;
        react(&desk, first).await;
        desk.app.assign_ticket(&system(), ask(&desk, 3).await, Some(TestDesk::BRAM), "ruil").await.expect("given");
        let now = for_the_desk(&desk).await;
        let to: Vec<&str> = now.iter().map(|job| job.letter.to_email.as_str()).collect();
        assert_eq!(to, ["bram@desk.example"], "on {}", desk.store.name());
        for early in ["2026-11-24T17:00:00+01:00", "2026-11-25T07:29:00+01:00"] {
            desk.clock.set(at(early));
            assert_eq!(desk.app.gather_letters().await.expect("swept"), 0, "{early}");
        }
        desk.clock.set(at("2026-11-25T07:30:10+01:00"));
        assert_eq!(desk.app.gather_letters().await.expect("swept"), 1);
        assert_eq!(desk.app.gather_letters().await.expect("swept"), 0, "one is on its way");
        let sent = for_the_desk(&desk).await;
        let annas: Vec<&LetterJob> = sent.iter().filter(|job| job.person == Some(TestDesk::ANNA)).collect();
        assert_eq!(annas.len(), 1);
        assert_eq!(annas[0].letter.kind, LetterKind::Digest);
        assert_eq!(annas[0].letter.subject, "Uw overzicht van woensdag 25 november 2026");
        assert!(desk.app.may_still_go(annas[0]).await.expect("asked"));
        let text = text_of(&desk, annas[0]).await;
        for words in [
            "Er is nieuws over 2 vragen",
            &first.to_string(),
            &second.to_string(),
            "- Vraag voor u\n- Reactie van de vraagsteller (2 keer)",
            &format!("/vragen/{second}"),
            "uiterlijk donderdag 26 november 2026",
        ] {
            assert!(text.contains(words), "{words}: {text}");
        }
        assert!(desk.app.settle_letter(annas[0], &LetterOutcome::sent()).await.expect("settled"));
        assert_eq!(state_of(&desk, "gathered AND state = 'queued'").await, 0);
        assert_eq!(state_of(&desk, "gathered AND state = 'done' AND letter IS NULL").await, 3);
        desk.clock.set(at("2026-11-26T08:00:00+01:00"));
        assert_eq!(desk.app.gather_letters().await.expect("swept"), 0, "nothing new");
    }
}

#[tokio::test]
async fn what_cannot_wait_until_the_morning_goes_at_once() {
    for desk in desks().await {
        for person in [TestDesk::ANNA, TestDesk::LEAD] {
            choose(&desk, person, MORNINGS).await;
        }
        let reference = ask(&desk, 1).await;
        assert!(for_the_desk(&desk).await.is_empty());
        let promises = desk.app.read_ticket(&system(), reference).await.expect("a ticket").promises;
        // The next morning is that of the day on which the first reaction is due.
        desk.clock.set(promises.first_response.due_at - Duration::hours(20));
        react(&desk, reference).await;
        let told = for_the_desk(&desk).await;
        assert_eq!(told.iter().map(|job| job.letter.kind).collect::<Vec<_>>(), [LetterKind::AskerReacted]);
        desk.clock.set(promises.first_response.due_at + Duration::minutes(1));
        desk.app.record_breaches().await.expect("swept");
        desk.clock.advance(Duration::hours(16));
        let told = for_the_desk(&desk).await;
        assert!(told.iter().any(|job| job.letter.kind == LetterKind::Breach), "on {}", desk.store.name());
        desk.app
            .invite(&desk.staff(TestDesk::ADMINISTRATOR), TestDesk::ANNA, app::Sending::ByLetter)
            .await
            .expect("ok");
        assert!(for_the_desk(&desk).await.iter().any(|job| job.letter.kind == LetterKind::Access));
    }
}

#[tokio::test]
async fn a_question_that_moved_is_not_in_the_overview_and_an_empty_one_is_not_sent() {
    for desk in desks().await {
        choose(&desk, TestDesk::ANNA, MORNINGS).await;
        let (moved, stays) = (ask(&desk, 1).await, ask(&desk, 2).await);
        for_the_desk(&desk).await;
        desk.app.assign_ticket(&system(), moved, Some(TestDesk::BRAM), "ruil").await.expect("given");
        desk.clock.set(at("2026-11-25T07:31:00+01:00"));
        assert_eq!(desk.app.gather_letters().await.expect("swept"), 1);
        let sent = for_the_desk(&desk).await;
        let digest = sent.iter().find(|job| job.letter.kind == LetterKind::Digest).expect("an overview");
        let text = text_of(&desk, digest).await;
        assert!(text.contains(&stays.to_string()) && !text.contains(&moved.to_string()), "{text}");
        // The mail server is away, and meanwhile the other moves as well.
        let later = LetterOutcome::TryLater("421 closing".to_owned());
        assert!(desk.app.settle_letter(digest, &later).await.expect("settled"));
        desk.app.assign_ticket(&system(), stays, Some(TestDesk::BRAM), "ruil").await.expect("given");
        desk.clock.advance(Duration::minutes(5));
        let again = for_the_desk(&desk).await;
        let digest = again.iter().find(|job| job.letter.kind == LetterKind::Digest).expect("tried again");
        assert!(!desk.app.may_still_go(digest).await.expect("asked"), "on {}", desk.store.name());
        assert_eq!(desk.app.gather_letters().await.expect("swept"), 0);
        assert_eq!(state_of(&desk, "kind = 'digest' AND state = 'withdrawn'").await, 1);
    }
}

#[tokio::test]
async fn an_overview_whose_worker_died_goes_again_as_the_same_letter_and_nothing_of_it_is_lost() {
    for desk in desks().await {
        choose(&desk, TestDesk::ANNA, MORNINGS).await;
        let reference = ask(&desk, 1).await;
        for_the_desk(&desk).await;
        desk.clock.set(at("2026-11-25T07:31:00+01:00"));
        let (one, two) = tokio::join!(desk.app.gather_letters(), desk.app.gather_letters());
        assert_eq!(one.expect("swept") + two.expect("swept"), 1, "on {}", desk.store.name());
        let died = for_the_desk(&desk).await.remove(0);
        let text = text_of(&desk, &died).await;
        // What comes meanwhile is for the next morning, and changes nothing in this letter.
        ask(&desk, 2).await;
        for_the_desk(&desk).await;
        desk.clock.advance(Duration::minutes(3));
        assert_eq!(desk.app.gather_letters().await.expect("swept"), 0);
        let again = for_the_desk(&desk).await.remove(0);
        assert_eq!((again.id, &again.letter.message_id), (died.id, &died.letter.message_id));
        assert_eq!(text_of(&desk, &again).await, text);
        assert!(!desk.app.settle_letter(&died, &LetterOutcome::sent()).await.expect("settled"), "it is no longer held");
        assert_eq!(state_of(&desk, "gathered AND state = 'queued'").await, 2);
        // A server that says no for good: what it told of can be sent again, by itself.
        let refused = LetterOutcome::Refused("550 5.1.1 no such user".to_owned());
        assert!(desk.app.settle_letter(&again, &refused).await.expect("settled"));
        let dead = store::jobs::dead_of(&*desk.store, &[reference.ticket]).await.expect("readable");
        assert_eq!(dead.iter().map(|dead| dead.kind.as_str()).collect::<Vec<_>>(), ["assignment"]);
        let letter: Option<JobId> = Some(dead[0].id);
        desk.app.send_letter_again(&system(), reference, letter, None).await.expect("sent again");
        let alone = for_the_desk(&desk).await;
        assert_eq!(alone.iter().map(|job| job.letter.kind).collect::<Vec<_>>(), [LetterKind::Assignment]);
    }
}

#[tokio::test]
async fn whoever_wants_letters_at_once_again_gets_at_once_what_waits() {
    for desk in desks().await {
        choose(&desk, TestDesk::ANNA, MORNINGS).await;
        ask(&desk, 1).await;
        assert!(for_the_desk(&desk).await.is_empty());
        choose(&desk, TestDesk::ANNA, LetterWishes::default()).await;
        assert_eq!(for_the_desk(&desk).await.len(), 1, "on {}", desk.store.name());
    }
}

#[tokio::test]
async fn the_figures_of_a_week_come_once_on_its_first_working_morning_to_leads_who_want_them() {
    for desk in desks().await {
        for person in [TestDesk::LEAD, TestDesk::ANNA] {
            choose(&desk, person, FIGURES).await;
        }
        for key in 1..=2 {
            ask(&desk, key).await;
        }
        for_the_desk(&desk).await;
        assert_eq!(desk.app.send_weekly_figures().await.expect("swept"), 0, "this week began before they chose it");
        for early in ["2026-11-29T20:00:00+01:00", "2026-11-30T07:29:00+01:00"] {
            desk.clock.set(at(early));
            assert_eq!(desk.app.send_weekly_figures().await.expect("swept"), 0, "{early}");
        }
        desk.clock.set(at("2026-11-30T07:30:00+01:00"));
        let (one, two) = tokio::join!(desk.app.send_weekly_figures(), desk.app.send_weekly_figures());
        assert_eq!(one.expect("swept") + two.expect("swept"), 1, "on {}", desk.store.name());
        assert_eq!(desk.app.send_weekly_figures().await.expect("swept"), 0);
        let sent = for_the_desk(&desk).await;
        let weekly: Vec<&LetterJob> = sent.iter().filter(|job| job.letter.kind == LetterKind::WeeklyFigures).collect();
        assert_eq!(weekly.len(), 1);
        assert_eq!(weekly[0].letter.to_email, "lida@desk.example");
        assert_eq!(weekly[0].letter.subject, "Cijfers van week 48");
        let body = &weekly[0].letter.body;
        for words in [
            "van maandag 23 november 2026 tot en met zondag 29 november 2026",
            "Ontvangen: 2 (de week ervoor: 0). Er kwam meer binnen.",
            "Beantwoord: 0 (de week ervoor: 0)",
            "Nog open aan het eind van de week: 2 (de week ervoor: 0). De werkvoorraad groeide.",
            "/cijfers",
        ] {
            assert!(body.contains(words), "{words}: {body}");
        }
        assert!(!body.contains("Ans") && !body.contains("Arnhem") && !body.contains("Anna"), "{body}");
        assert!(desk.app.may_still_go(weekly[0]).await.expect("asked"));
        desk.clock.advance(Duration::days(7));
        assert_eq!(desk.app.send_weekly_figures().await.expect("swept"), 1, "and again a week later");
    }
}

#[tokio::test]
async fn everybody_chooses_on_their_own_page_and_only_leads_are_offered_figures() {
    for desk in desks().await {
        let client = listening(&desk).await;
        for (person, offered) in [(TestDesk::ANNA, 0), (TestDesk::LEAD, 1)] {
            let mut tab = Tab::at(&client.address);
            tab.become_(&desk, person).await;
            let page = tab.get("/account").await.text;
            assert_eq!(page.matches("name=\"cijfers\"").count(), offered);
            assert!(page.contains("value=\"at_once\" checked"), "{page}");
            let token = page.split("name=\"token\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
            let token = token.expect("a token").to_owned();
            let sent = [("token", token.as_str()), ("tempo", "each_morning"), ("cijfers", "ja")];
            assert_eq!(tab.post("/account/brieven", &sent).await.to, "/account");
            let page = tab.get("/account").await.text;
            assert!(page.contains("value=\"each_morning\" checked") && page.contains("is bewaard"), "{page}");
            assert_eq!(page.matches("value=\"ja\" checked").count(), offered);
            let wrong = tab.post("/account/brieven", &[("token", token.as_str()), ("tempo", "ooit")]).await;
            assert!(wrong.text.contains("Kies wanneer u brieven wilt krijgen"), "{}", wrong.text);
        }
    }
}
