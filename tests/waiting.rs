//! Askers who say nothing: waiting costs no capacity, they are reminded once, and then their question is closed; and
//! whatever people do, what the desk says of everybody's work is true.

use crate::client::listening;
use app::{Caller, ExpertProfile, LetterOutcome, Patience, Refusal, TicketSearch, TrendsBy, TrendsQuery};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::{
    Absence, Actor, EventKind, Letter, LetterKind, Metric, Origin, PersonId, PromiseOutcome, Reference, Role, Standing,
    Ticket, TicketStatus,
};
use sea_orm::ConnectionTrait;
use std::collections::HashMap;
use testkit::{TestDesk, desks, question_about};
use trends::{Bucket, Measure};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect("a moment").to_utc()
}

async fn ask(desk: &TestDesk, key: u128) -> Reference {
    let anonymous = Caller::new(Actor::Anonymous, Origin::Web);
    desk.app.submit_question(&anonymous, question_about(key, "woonzorgvisie")).await.expect("a receipt").reference
}

fn asker(reference: Reference) -> Caller {
    Caller::new(Actor::Asker(reference.ticket), Origin::Web)
}

async fn ticket(desk: &TestDesk, reference: Reference) -> Ticket {
    desk.app.read_ticket(&desk.staff(TestDesk::LEAD), reference).await.expect("the ticket")
}

async fn ask_back(desk: &TestDesk, reference: Reference) -> Ticket {
    let lead = desk.staff(TestDesk::LEAD);
    desk.app.reply_to_ticket(&lead, reference, "Om welk jaar gaat het?", app::Reply::AskBack).await.expect("asked back")
}

async fn answer(desk: &TestDesk, reference: Reference) -> Ticket {
    let lead = desk.staff(TestDesk::LEAD);
    desk.app.reply_to_ticket(&lead, reference, "Zie de handreiking.", app::Reply::Answer).await.expect("answered")
}

async fn react(desk: &TestDesk, reference: Reference) -> Result<Ticket, Refusal> {
    desk.app.react_as_asker(&asker(reference), reference, "Om volgend jaar.").await
}

/// Letters are delivered; what they said before is returned, oldest first.
async fn deliver(desk: &TestDesk) -> Vec<Letter> {
    settle(desk, |_| LetterOutcome::Sent).await
}

async fn settle(desk: &TestDesk, outcome: impl Fn(&Letter) -> LetterOutcome) -> Vec<Letter> {
    let mut sent = Vec::new();
    loop {
        let jobs = desk.app.lease_letters(100).await.expect("leased");
        if jobs.is_empty() {
            return sent;
        }
        for job in jobs {
            desk.app.settle_letter(&job, &outcome(&job.letter)).await.expect("settled");
            sent.push(job.letter);
        }
    }
}

async fn heed(desk: &TestDesk) -> usize {
    desk.app.heed_silence().await.expect("swept")
}

async fn events(desk: &TestDesk, reference: Reference, kind: EventKind) -> Vec<domain::Event> {
    let all = store::events::of_ticket(&*desk.store, reference.ticket).await.expect("readable");
    all.into_iter().filter(|event| event.kind() == kind).collect()
}

async fn open_minutes(desk: &TestDesk, expert: PersonId) -> i32 {
    let (loads, _) = store::experts::loads(&*desk.store).await.expect("loads");
    loads.iter().find(|load| load.expert == expert).expect("an expert").open_minutes
}

async fn hours(desk: &TestDesk, expert: PersonId, weekly_hours: i32) {
    let known = desk.app.picture().expert(expert).cloned().expect("an expert");
    let profile = ExpertProfile { weekly_hours: Some(weekly_hours), ..ExpertProfile::of(&known) };
    desk.app.change_expert(&desk.staff(TestDesk::LEAD), expert, &profile, None).await.expect("saved");
}

async fn figure(desk: &TestDesk, measure: Measure) -> f64 {
    let query = TrendsQuery {
        from: day("2026-11-01"),
        to: day("2027-12-31"),
        bucket: Bucket::Month,
        measure,
        by: TrendsBy::Nothing,
        filter: TicketSearch::default(),
    };
    desk.app.read_trends(&desk.staff(TestDesk::LEAD), &query).await.expect("figures").series[0].series.total
}

async fn sql(desk: &TestDesk, statements: &[&str]) {
    let database = sea_orm::Database::connect(desk.store.url()).await.expect("it opens");
    for statement in statements {
        database.execute_unprepared(statement).await.expect(statement);
    }
    database.close().await.expect("it closes");
}

async fn all_tickets(desk: &TestDesk) -> Vec<Ticket> {
    let (lead, mut tickets, mut after) = (desk.staff(TestDesk::LEAD), Vec::new(), None);
    loop {
        let page = desk.app.list_tickets(&lead, &TicketSearch::default(), 100, after).await.expect("a page");
        after = page.items.last().map(|(cursor, _)| *cursor);
        tickets.extend(page.items.into_iter().map(|(_, ticket)| ticket));
        if !page.has_next {
            return tickets;
        }
    }
}

/// What the desk keeps beside its tickets, counted again from them.
async fn everything_is_true(desk: &TestDesk, after: &str) {
    let mut work: HashMap<PersonId, i32> = HashMap::new();
    let context = format!("after {after}, on {}", desk.store.name());
    for ticket in all_tickets(desk).await {
        if let (TicketStatus::Assigned, Some(expert)) = (ticket.status(), ticket.assignee) {
            *work.entry(expert).or_default() += ticket.effort_minutes;
        }
    }
    let (loads, _) = store::experts::loads(&*desk.store).await.expect("loads");
    for load in loads {
        assert_eq!(load.open_minutes, work.get(&load.expert).copied().unwrap_or(0), "the work of one, {context}");
    }
    let filter = store::TicketFilter::default();
    let changes = store::counts::open_changes(&*desk.store, &filter, day("2026-01-01"), store::counts::Split::None);
    let open = store::counts::open_now(&*desk.store, &filter, store::counts::Split::None).await.expect("a count");
    let sum: i64 = changes.await.expect("changes").iter().map(|change| change.count).sum();
    assert_eq!(sum, open.iter().map(|(_, count)| count).sum::<i64>(), "the sum of changes, {context}");
}

#[tokio::test]
async fn questions_that_wait_leave_a_small_week_free_and_fill_it_when_their_askers_react() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        hours(&desk, TestDesk::ANNA, 8).await;
        hours(&desk, TestDesk::CARLA, 0).await;
        let mut waiting = Vec::new();
        for key in 1..=4 {
            waiting.push(ask(&desk, key).await);
        }
        assert_eq!(open_minutes(&desk, TestDesk::ANNA).await, 480, "her week is full");
        assert_eq!(ticket(&desk, ask(&desk, 5).await).await.assignee, None);
        for reference in &waiting {
            ask_back(&desk, *reference).await;
            // Asking twice frees nothing twice.
            ask_back(&desk, *reference).await;
        }
        assert_eq!(open_minutes(&desk, TestDesk::ANNA).await, 0, "four questions wait, and she has time");
        assert_eq!(desk.app.route_waiting().await.expect("swept"), 1);
        for key in 6..=8 {
            assert_eq!(ticket(&desk, ask(&desk, key).await).await.assignee, Some(TestDesk::ANNA));
        }
        assert_eq!(open_minutes(&desk, TestDesk::ANNA).await, 480);
        let back = react(&desk, waiting[0]).await.expect("taken");
        assert_eq!((back.assignee, back.status()), (Some(TestDesk::ANNA), TicketStatus::Assigned), "it is not lost");
        assert_eq!(open_minutes(&desk, TestDesk::ANNA).await, 600, "over her week, and counted");
        let why = "Blijft bij Anna de Wit, die de vraag kent: de vraagsteller reageerde. De week is daarmee te vol: \
                   10 van 8 uur bezet.";
        assert_eq!(back.routing_summary, why);
        let view = desk.app.view_ticket(&desk.staff(TestDesk::LEAD), waiting[0]).await.expect("the ticket");
        assert_eq!(view.routing.expect("a decision").latest.decision.summary, why);
        assert_eq!(ticket(&desk, ask(&desk, 9).await).await.assignee, None, "and nobody is given more");
        everything_is_true(&desk, "reactions").await;
    }
}

#[tokio::test]
async fn a_question_that_waits_moves_without_weight_and_counts_for_whoever_has_it_when_the_asker_reacts() {
    for desk in desks().await {
        let reference = ask(&desk, 1).await;
        ask_back(&desk, reference).await;
        let lead = desk.staff(TestDesk::LEAD);
        let given =
            desk.app.assign_ticket(&lead, reference, Some(TestDesk::CARLA), "Zij weet het").await.expect("given");
        assert_eq!(given.status(), TicketStatus::WaitingForAsker);
        everything_is_true(&desk, "a handover").await;
        assert_eq!(open_minutes(&desk, TestDesk::CARLA).await, 0);
        // Given back while nobody else can have it, it still waits; whoever gets it then gets it waiting.
        hours(&desk, TestDesk::ANNA, 0).await;
        let carla = desk.staff(TestDesk::CARLA);
        let nobody = desk.app.hand_over_ticket(&carla, reference, "Geen ruimte").await.expect("given back");
        assert_eq!((nobody.status(), nobody.is_waiting()), (TicketStatus::Unassigned, true));
        let given = desk.app.assign_ticket(&lead, reference, Some(TestDesk::BRAM), "Hij dan").await.expect("given");
        assert_eq!(given.status(), TicketStatus::WaitingForAsker);
        everything_is_true(&desk, "a release").await;
        react(&desk, reference).await.expect("taken");
        assert_eq!(open_minutes(&desk, TestDesk::BRAM).await, 120);
        everything_is_true(&desk, "a reaction").await;
    }
}

#[tokio::test]
async fn questions_that_wait_are_taken_from_an_expert_who_left_while_the_desk_was_cut_off() {
    for desk in desks().await {
        let reference = ask(&desk, 1).await;
        assert_eq!(ask_back(&desk, reference).await.assignee, Some(TestDesk::ANNA));
        sql(
            &desk,
            &[
                "UPDATE people SET active = false WHERE email = 'anna@desk.example'",
                "UPDATE versions SET roster = roster + 1",
            ],
        )
        .await;
        desk.app.refresh().await.expect("read again");
        desk.app.apply_absences().await.expect("swept");
        let moved = ticket(&desk, reference).await;
        assert_eq!((moved.assignee, moved.status()), (Some(TestDesk::CARLA), TicketStatus::WaitingForAsker));
        everything_is_true(&desk, "leaving").await;
    }
}

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

/// The link in a receipt.
fn tracking_link(letters: &[Letter]) -> String {
    let receipt = letters.iter().find(|letter| letter.kind == LetterKind::Receipt).expect("a receipt");
    let link = receipt.body.lines().find(|line| line.contains("/volg/")).expect("a link");
    link.to_owned()
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
            _ => LetterOutcome::Sent,
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
        assert_eq!(deliver(&desk).await.len(), 2, "and their expert hears of it");
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
            false => LetterOutcome::Sent,
        })
        .await;
        assert_eq!(foreseen(lost).await, None);
        assert_eq!(foreseen(arrived).await, Some(day("2026-12-08")));
        desk.clock.set(at("2026-12-08T17:00:00+01:00"));
        assert_eq!(heed(&desk).await, 2);
        assert_eq!(foreseen(lost).await, None);
        let told = deliver(&desk).await;
        let told: Vec<_> = told.iter().map(|letter| (letter.kind, letter.to_email.as_str())).collect();
        assert_eq!(told, [(LetterKind::AskerSilent, "anna@desk.example")]);
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
            false => LetterOutcome::Sent,
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
            false => LetterOutcome::Sent,
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
            settle(&desk, |_| LetterOutcome::Sent).await;
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

#[tokio::test]
async fn an_answered_question_closes_by_itself_on_the_day_its_asker_was_told_and_counts_as_answered() {
    for desk in desks().await {
        let reference = ask(&desk, 1).await;
        let other = ask(&desk, 2).await;
        answer(&desk, reference).await;
        ask_back(&desk, other).await;
        let sent = deliver(&desk).await;
        let told = sent.iter().find(|letter| letter.kind == LetterKind::Answer).expect("the answer");
        let words =
            "Als u niet reageert, sluiten wij uw vraag op dinsdag 8 december 2026. Ook daarna kunt u nog reageren.";
        assert!(told.body.contains(words), "{}", told.body);
        // Thanking asks nothing.
        desk.clock.set(at("2026-12-01T10:00:00+01:00"));
        desk.app.thank_as_asker(&asker(reference), reference, "Dank u wel.").await.expect("told");
        heed(&desk).await;
        deliver(&desk).await;
        desk.clock.set(at("2026-12-08T16:59:00+01:00"));
        assert_eq!(heed(&desk).await, 0);
        desk.clock.set(at("2026-12-08T17:00:00+01:00"));
        assert_eq!(heed(&desk).await, 1);
        assert_eq!(heed(&desk).await, 0, "once");
        let closed = ticket(&desk, reference).await;
        assert_eq!(closed.standing, Standing::Closed { at: at("2026-12-08T17:00:00+01:00") });
        assert_eq!(deliver(&desk).await, [], "its asker knew");
        let event = &events(&desk, reference, EventKind::Closed).await[0];
        assert_eq!(
            (&event.actor, event.detail().expect("JSON").to_string()),
            (&Actor::System, r#"{"answered":true,"why":"answered"}"#.to_owned())
        );

        // The other one is closed without an answer: it is in no figure of answers.
        desk.clock.set(at("2026-12-15T17:00:00+01:00"));
        assert_eq!(heed(&desk).await, 1);
        let event = &events(&desk, other, EventKind::Closed).await[0];
        assert_eq!(event.detail().expect("JSON").to_string(), r#"{"answered":false,"why":"silence"}"#);
        assert_eq!(figure(&desk, Measure::Answered).await, 1.0);
        assert_eq!(figure(&desk, Measure::AnsweredInTimeShare).await, 1.0, "and what was withdrawn is in no share");
        everything_is_true(&desk, "closing").await;

        // A reaction opens it again, and an answer begins another term.
        let back = react(&desk, reference).await.expect("taken");
        assert_eq!(back.standing, Standing::Assigned);
        answer(&desk, reference).await;
        desk.clock.set(at("2026-12-30T17:00:00+01:00"));
        assert_eq!(heed(&desk).await, 1);
        everything_is_true(&desk, "closing again").await;
    }
}

#[tokio::test]
async fn never_means_never_and_a_change_of_mind_gives_everybody_the_whole_term() {
    for mut desk in desks().await {
        desk.reopen(|settings| {
            settings.patience = Patience { remind_after_days: 0, close_after_days: 0, close_answered_after_days: 0 };
        })
        .await;
        let (waiting, answered) = (ask(&desk, 1).await, ask(&desk, 2).await);
        ask_back(&desk, waiting).await;
        answer(&desk, answered).await;
        let sent = deliver(&desk).await;
        assert!(sent.iter().all(|letter| !letter.body.contains("sluiten wij")), "{sent:?}");
        for days in [5, 20, 60] {
            desk.clock.set(at("2026-11-24T17:30:00+01:00") + Duration::days(days));
            assert_eq!(heed(&desk).await, 0);
        }
        desk.reopen(|settings| settings.patience = Patience::default()).await;
        desk.clock.set(at("2027-02-01T10:00:00+01:00"));
        assert_eq!(heed(&desk).await, 1, "the one that waits is long due to be reminded");
        deliver(&desk).await;
        desk.clock.set(at("2027-02-15T16:59:00+01:00"));
        assert_eq!(heed(&desk).await, 0);
        desk.clock.set(at("2027-02-15T17:00:00+01:00"));
        assert_eq!(heed(&desk).await, 2, "ten working days for both");
        for reference in [waiting, answered] {
            assert_eq!(ticket(&desk, reference).await.status(), TicketStatus::Closed);
        }
    }
}

/// Another server on the same database.
async fn second_server(desk: &TestDesk) -> app::App {
    let store = store::Store::connect(&store::Options::new(desk.store.url())).await.expect("a second connection");
    let (clock, ids) = (Box::new(desk.clock.clone()), Box::new(app::RandomIds));
    app::App::open(store, clock, ids, desk.app.settings().clone()).await.expect("the desk opens")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_reaction_at_the_moment_of_closing_is_kept_and_two_servers_close_and_remind_once() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        let other = second_server(&desk).await;
        let mut references = Vec::new();
        for key in 1..=12 {
            references.push(ask(&desk, key).await);
            ask_back(&desk, references[references.len() - 1]).await;
        }
        deliver(&desk).await;
        desk.clock.set(at("2026-12-01T09:00:00+01:00"));
        let (here, there) = tokio::join!(desk.app.heed_silence(), other.heed_silence());
        assert_eq!(here.expect("swept") + there.expect("swept"), 12);
        let reminders = deliver(&desk).await.into_iter().filter(|letter| letter.kind == LetterKind::AskerReminder);
        assert_eq!(reminders.count(), 12, "one each");
        desk.clock.set(at("2026-12-15T17:00:00+01:00"));
        // Half of the askers react in this very moment, from a page that they opened long before.
        let reactions = references.iter().step_by(2).map(|reference| {
            let (app, reference) = (desk.app.clone(), *reference);
            tokio::spawn(async move {
                let seen = app.read_ticket(&Caller::system(Origin::Cli), reference).await.expect("the ticket").revision;
                let on = app::SeenTicket { reference, seen: app::Seen::Revision(seen.min(2)), key: None };
                app.react_as_asker(&asker(reference), on, "Om volgend jaar.").await
            })
        });
        let sweeps = [desk.app.clone(), other.clone(), desk.app.clone()];
        let sweeps = sweeps.map(|app| tokio::spawn(async move { app.heed_silence().await }));
        let reactions: Vec<_> = reactions.collect();
        for reaction in reactions {
            reaction.await.expect("it does not panic").expect("a reaction is always taken");
        }
        let mut closed_now = 0;
        for sweep in sweeps {
            closed_now += sweep.await.expect("it does not panic").expect("swept");
        }
        for (at, reference) in references.iter().enumerate() {
            let (closed, now) =
                (events(&desk, *reference, EventKind::Closed).await.len(), ticket(&desk, *reference).await);
            closed_now -= closed;
            if at % 2 == 0 {
                assert_eq!(now.status(), TicketStatus::Assigned, "open, whoever was first");
                assert_eq!(
                    events(&desk, *reference, EventKind::Reopened).await.len(),
                    closed,
                    "closed is opened again"
                );
            } else {
                assert_eq!((now.status(), closed), (TicketStatus::Closed, 1));
            }
        }
        assert_eq!(closed_now, 0, "what was swept is in the ledger");
        everything_is_true(&desk, "a race").await;
    }
}

#[tokio::test]
async fn both_pages_say_when_the_desk_reminds_and_closes() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let reference = ask(&desk, 1).await;
        let link = tracking_link(&deliver(&desk).await);
        let follow = format!("{}/volg/{}", client.address, link.rsplit('/').next().expect("a secret"));
        let page = format!("{}/vragen/{reference}", client.address);
        let read = async |address: &str| {
            // Days pass: she signs in each time.
            let cookie = TestDesk::cookie(&desk.session(TestDesk::ANNA).await);
            let request = reqwest::Client::new().get(address).header("cookie", &cookie);
            request.send().await.expect("an answer").text().await.expect("a page")
        };
        let says = async |to_asker: &str, to_expert: &str| {
            let (asker, expert) = (read(&follow).await, read(&page).await);
            assert!(asker.contains(to_asker), "{asker}");
            assert!(expert.contains(to_expert), "{expert}");
        };
        assert!(!read(&follow).await.contains("Als u niet reageert"));
        ask_back(&desk, reference).await;
        says(
            "Als u niet reageert, herinneren wij u op dinsdag 1 december 2026 en sluiten wij uw vraag op dinsdag 15 december 2026.",
            "Als de vraagsteller niet reageert, sturen wij op dinsdag 1 december 2026 een herinnering en sluiten wij de vraag op \
             dinsdag 15 december 2026.",
        )
        .await;
        desk.clock.set(at("2026-12-01T09:00:00+01:00"));
        heed(&desk).await;
        deliver(&desk).await;
        says(
            "Als u niet reageert, sluiten wij uw vraag op dinsdag 15 december 2026. Ook daarna kunt u nog reageren.",
            "herinnering verstuurd aan de vraagsteller (het loket)",
        )
        .await;
        desk.clock.set(at("2026-12-15T17:00:00+01:00"));
        heed(&desk).await;
        says("Uw vraag is gesloten.", "gesloten: de vraagsteller reageerde niet (het loket)").await;
        assert!(!read(&follow).await.contains("Als u niet reageert"));
    }
}

/// As the tables were before, with what would have been written then.
const BEFORE: [&str; 9] = [
    "DROP INDEX tickets_acts",
    "DROP INDEX tickets_undated_waiting",
    "DROP INDEX tickets_undated_answered",
    "ALTER TABLE tickets DROP COLUMN waiting_since",
    "ALTER TABLE tickets DROP COLUMN asker_reminded_at",
    "ALTER TABLE tickets DROP COLUMN acts_at",
    "UPDATE expert_loads SET open_minutes = COALESCE((SELECT sum(effort_minutes) FROM tickets t WHERE \
     t.assignee_id = expert_loads.person_id AND t.status IN ('ASSIGNED', 'WAITING_FOR_ASKER')), 0)",
    "DELETE FROM seaql_migrations WHERE version = 'm0015_waiting'",
    "SELECT 1",
];

#[tokio::test]
async fn questions_that_waited_before_are_recounted_reminded_and_closed() {
    for mut desk in desks().await {
        let (waiting, held) = (ask(&desk, 1).await, ask(&desk, 2).await);
        let (free, answered) = (ask(&desk, 3).await, ask(&desk, 4).await);
        ask_back(&desk, waiting).await;
        ask_back(&desk, free).await;
        let lead = desk.staff(TestDesk::LEAD);
        for expert in [TestDesk::ANNA, TestDesk::CARLA] {
            desk.app.assign_ticket(&lead, free, Some(TestDesk::BRAM), "Even").await.expect("given");
            let known = ticket(&desk, free).await;
            if known.assignee == Some(TestDesk::BRAM) {
                desk.app.assign_ticket(&lead, free, Some(expert), "Terug").await.expect("given");
            }
            desk.app.hand_over_ticket(&desk.staff(expert), free, "Geen ruimte").await.expect("given away");
        }
        answer(&desk, answered).await;
        assert_eq!(ticket(&desk, free).await.status(), TicketStatus::Unassigned);
        deliver(&desk).await;
        sql(&desk, &BEFORE).await;
        let migrated = store::Store::connect(&store::Options::new(desk.store.url())).await.expect("it opens");
        migrated.migrate().await.expect("migrated");
        desk.reopen(|_| ()).await;
        everything_is_true(&desk, "migrating").await;
        for reference in [waiting, free] {
            assert_eq!(ticket(&desk, reference).await.standing.asked().map(|asked| asked.since), Some(desk.app.now()));
        }
        assert!(!ticket(&desk, held).await.is_waiting());
        assert_eq!(heed(&desk).await, 0, "nothing is due yet");
        desk.clock.set(at("2026-12-01T09:00:00+01:00"));
        assert_eq!(heed(&desk).await, 2, "both that wait are reminded");
        deliver(&desk).await;
        desk.clock.set(at("2026-12-15T17:00:00+01:00"));
        assert_eq!(heed(&desk).await, 3, "and closed, as is the one that was answered");
        everything_is_true(&desk, "closing").await;
    }
}

/// Chance with a seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most
    }
}

const EXPERTS: [PersonId; 3] = [TestDesk::ANNA, TestDesk::BRAM, TestDesk::CARLA];

/// Does one thing that people or the worker do; what, and whether the desk did it.
async fn one_thing(desk: &TestDesk, chance: &mut Chance, references: &[Reference]) -> String {
    let (lead, reference) = (desk.staff(TestDesk::LEAD), references[chance.below(references.len())]);
    let someone = EXPERTS[chance.below(3)];
    let app = &desk.app;
    let administrator = desk.staff(TestDesk::ADMINISTRATOR);
    let (what, went): (&str, Result<(), Refusal>) = match chance.below(20) {
        0..4 => {
            ("ask back", app.reply_to_ticket(&lead, reference, "Welk jaar?", app::Reply::AskBack).await.map(|_| ()))
        }
        4 => ("answer", app.reply_to_ticket(&lead, reference, "Zo.", app::Reply::Answer).await.map(|_| ())),
        5 | 6 => ("react", react(desk, reference).await.map(|_| ())),
        7 => ("thank", app.thank_as_asker(&asker(reference), reference, "Dank.").await.map(|_| ())),
        8 => ("close", app.close_ticket(&lead, reference).await.map(|_| ())),
        9 => ("reopen", app.reopen_ticket(&lead, reference, "Toch niet.").await.map(|_| ())),
        10 => ("assign", app.assign_ticket(&lead, reference, Some(someone), "Liever deze").await.map(|_| ())),
        11 => ("hand over", app.hand_over_ticket(&lead, reference, "Geen ruimte").await.map(|_| ())),
        12 => {
            let themes = [["flexwonen"], ["woonzorgvisie"]][chance.below(2)].map(str::to_owned);
            ("set topics", app.set_ticket_topics(&lead, reference, &[], &themes).await.map(|_| ()))
        }
        13 => {
            let from = domain::amsterdam_day(app.now());
            let cover = [None, Some(EXPERTS[chance.below(3)])][chance.below(2)];
            let absence = Absence { from, to: from + Duration::days(2), cover };
            ("plan absence", app.plan_absence(&lead, someone, absence, app::Gaps::Accepted).await.map(|_| ()))
        }
        14 => {
            let active = chance.below(3) > 0;
            let roles = [Role::Expert];
            let name = app.picture().name(someone).to_owned();
            (
                "change person",
                app.change_person(
                    &administrator,
                    someone,
                    &name,
                    &roles,
                    if active { app::Works::Here } else { app::Works::Left },
                )
                .await
                .map(|_| ()),
            )
        }
        15 => ("apply absences", app.apply_absences().await.map(|_| ())),
        16 => ("route waiting", app.route_waiting().await.map(|_| ())),
        17 => {
            deliver(desk).await;
            ("deliver", Ok(()))
        }
        _ => {
            desk.clock.advance(Duration::hours(40));
            ("heed silence", app.heed_silence().await.map(|_| ()))
        }
    };
    match went {
        Ok(()) => what.to_owned(),
        Err(refusal @ (Refusal::Unavailable(_) | Refusal::Internal(_))) => panic!("{what}: {refusal}"),
        Err(_) => format!("{what}, refused"),
    }
}

#[tokio::test]
async fn whatever_people_do_loads_and_open_changes_equal_what_a_recount_finds() {
    let mut done: HashMap<String, usize> = HashMap::new();
    for seed in 1..=3 {
        for desk in desks().await {
            println!("seed {seed} on {}", desk.store.name());
            let mut chance = Chance(seed);
            let mut references = Vec::new();
            for key in 1..=6 {
                references.push(ask(&desk, key).await);
            }
            let mut story = Vec::new();
            for _ in 0..90 {
                story.push(one_thing(&desk, &mut chance, &references).await);
                everything_is_true(&desk, &story.join(", ")).await;
            }
            for what in story {
                *done.entry(what).or_default() += 1;
            }
        }
    }
    for what in ["ask back", "answer", "react", "close", "reopen", "assign", "hand over", "heed silence", "deliver"] {
        assert!(done.contains_key(what), "{what} never went: {done:?}");
    }
}
