//! Promises as people live with them: reminded of, extended, moved with the calendar, broken, on a clock that we move.

use crate::waiting::deliver;
use app::{Caller, Refusal, RulesChange, RulesDraft};
use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Utc};
use domain::{Actor, Deadline, EventKind, Letter, LetterKind, Metric, Origin, Reference, Role, Ticket};
use sla::{Opening, Policy, Regime};
use testkit::{TestDesk, desks, question_about};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect("a moment").to_utc()
}

async fn ask(desk: &TestDesk, key: u128) -> Reference {
    let draft = question_about(key, "woonzorgvisie");
    let anonymous = Caller::new(Actor::Anonymous, Origin::Web);
    desk.app.submit_question(&anonymous, draft).await.expect("a receipt").reference
}

async fn ticket(desk: &TestDesk, reference: Reference) -> Ticket {
    desk.app.read_ticket(&desk.staff(TestDesk::LEAD), reference).await.expect("the ticket")
}

async fn promise(desk: &TestDesk, reference: Reference, metric: Metric) -> Deadline {
    ticket(desk, reference).await.promises.of(metric).clone()
}

/// The letters of a kind about a question, oldest first.
async fn letters(desk: &TestDesk, reference: Reference, kind: LetterKind) -> Vec<Letter> {
    let all = store::jobs::of_ticket(&*desk.store, reference.ticket).await.expect("readable");
    all.into_iter().map(|(job, _)| job.letter).filter(|letter| letter.kind == kind).collect()
}

async fn events(desk: &TestDesk, reference: Reference, kind: EventKind) -> Vec<domain::Event> {
    let all = store::events::of_ticket(&*desk.store, reference.ticket).await.expect("readable");
    all.into_iter().filter(|event| event.kind() == kind).collect()
}

fn administrator() -> Caller {
    Caller::new(Actor::Staff { id: TestDesk::LEAD, roles: vec![Role::Administrator] }, Origin::Web)
}

async fn sweep(desk: &TestDesk) -> (usize, usize) {
    let broken = desk.app.record_breaches().await.expect("swept");
    desk.app.recount_promises().await.expect("swept");
    (desk.app.send_reminders().await.expect("swept"), broken)
}

#[tokio::test]
async fn an_expert_is_reminded_once_per_promise_and_in_opening_hours_only() {
    for desk in desks().await {
        // Tuesday: a reaction by Thursday, the answer by Tuesday 8 December.
        let reference = ask(&desk, 1).await;
        desk.clock.set(at("2026-11-25T08:59:00+01:00"));
        assert_eq!(sweep(&desk).await, (0, 0), "not before the desk opens");
        desk.clock.set(at("2026-11-25T09:00:00+01:00"));
        assert_eq!(sweep(&desk).await, (1, 0));
        assert_eq!(sweep(&desk).await, (0, 0), "once");
        let sent = letters(&desk, reference, LetterKind::Reminder).await;
        assert_eq!(sent.len(), 1);
        assert_eq!((sent[0].to_name.as_str(), sent[0].to_email.as_str()), ("Anna de Wit", "anna@desk.example"));
        assert!(sent[0].body.contains("een eerste reactie beloofd uiterlijk donderdag 26 november 2026"), "{sent:?}");

        // Down for the weekend and a night: late, but not lost, and not in the middle of the night.
        desk.clock.set(at("2026-12-04T23:00:00+01:00"));
        assert_eq!(sweep(&desk).await, (0, 1), "the reaction was missed, and at night nobody is reminded");
        desk.clock.set(at("2026-12-07T09:00:01+01:00"));
        assert_eq!(sweep(&desk).await, (1, 0));
        assert_eq!(letters(&desk, reference, LetterKind::Reminder).await.len(), 2);
        assert_eq!(events(&desk, reference, EventKind::Reminded).await.len(), 2);
    }
}

#[tokio::test]
async fn leads_are_reminded_of_a_question_that_nobody_has() {
    for desk in desks().await {
        let reference = ask(&desk, 1).await;
        for who in [TestDesk::ANNA, TestDesk::CARLA] {
            desk.app.hand_over_ticket(&desk.staff(who), reference, "Geen ruimte").await.expect("handed over");
        }
        assert_eq!(ticket(&desk, reference).await.assignee, None, "everybody gave it away");
        desk.clock.set(at("2026-11-25T09:00:00+01:00"));
        sweep(&desk).await;
        let sent = letters(&desk, reference, LetterKind::Reminder).await;
        assert_eq!(sent.iter().map(|letter| letter.to_email.as_str()).collect::<Vec<_>>(), ["lida@desk.example"]);
    }
}

#[tokio::test]
async fn a_broken_promise_is_stamped_with_its_deadline_and_told_to_the_lead_once() {
    for desk in desks().await {
        let reference = ask(&desk, 1).await;
        desk.clock.set(at("2026-11-26T17:00:00+01:00"));
        assert_eq!(desk.app.record_breaches().await.expect("swept"), 0, "on the dot is in time");
        // Nobody looked for three days.
        desk.clock.set(at("2026-11-29T03:00:00+01:00"));
        assert_eq!(desk.app.record_breaches().await.expect("swept"), 1);
        assert_eq!(desk.app.record_breaches().await.expect("swept"), 0);
        let missed = promise(&desk, reference, Metric::FirstResponse).await;
        assert_eq!(missed.breached_at, Some(at("2026-11-26T17:00:00+01:00")));
        let breaches = events(&desk, reference, EventKind::Breached).await;
        assert_eq!(breaches.iter().map(|event| event.at).collect::<Vec<_>>(), [missed.due_at]);
        let told = store::jobs::of_ticket(&*desk.store, reference.ticket).await.expect("readable");
        let told: Vec<_> = told.into_iter().filter(|(job, _)| job.letter.kind == LetterKind::Breach).collect();
        assert_eq!(told.len(), 1, "one lead, one letter");
        assert_eq!(told[0].0.run_at, at("2026-11-30T09:00:00+01:00"), "not on a Sunday night");
        assert!(told[0].0.letter.body.contains("Anna de Wit heeft de vraag"), "{}", told[0].0.letter.body);
    }
}

#[tokio::test]
async fn a_paused_or_answered_question_is_neither_reminded_of_nor_late() {
    for desk in desks().await {
        let (paused, answered) = (ask(&desk, 1).await, ask(&desk, 2).await);
        let anna = desk.staff(TestDesk::ANNA);
        desk.app.reply_to_ticket(&anna, paused, "Welk jaar bedoelt u?", app::Reply::AskBack).await.expect("asked back");
        desk.app.reply_to_ticket(&anna, answered, "Zie de handreiking.", app::Reply::Answer).await.expect("answered");
        for days in 0..40 {
            for hours in [0, 7, 8, 14] {
                desk.clock.set(at("2026-11-24T10:00:00+01:00") + Duration::hours(24 * days + hours));
                assert_eq!(sweep(&desk).await, (0, 0), "after {days} days and {hours} hours");
            }
        }
    }
}

#[tokio::test]
async fn a_lead_extends_a_promise_and_the_asker_is_told_before_the_old_date_passes() {
    for desk in desks().await {
        let reference = ask(&desk, 1).await;
        let lead = desk.staff(TestDesk::LEAD);
        let extend = async |due_on: &str, reason: &str| {
            desk.app.extend_deadline(&lead, reference, Metric::Answer, day(due_on), reason).await
        };
        let Err(Refusal::Complaints(complaints)) = extend("2026-12-25", " ").await else { panic!("two faults") };
        let paths: Vec<_> = complaints.0.iter().map(|complaint| complaint.path.join(".")).collect();
        assert_eq!(paths, ["dueOn", "reason"], "all at once");
        assert!(extend("2026-12-08", "Later").await.is_err(), "not later than it was");
        let anna = desk.staff(TestDesk::ANNA);
        let by_expert = desk.app.extend_deadline(&anna, reference, Metric::Answer, day("2026-12-15"), "x").await;
        assert!(matches!(by_expert, Err(Refusal::Forbidden)), "an expert may not");

        extend("2026-12-15", "Wij wachten op het ministerie.").await.expect("extended");
        let extended = promise(&desk, reference, Metric::Answer).await;
        assert_eq!(extended.due_at, at("2026-12-15T17:00:00+01:00"));
        assert_eq!(extended.derivation, "15 werkdagen vanaf di 24-11 10:00; 5 werkdagen daarvan zijn verlenging");
        let told = letters(&desk, reference, LetterKind::DeadlineMoved).await;
        assert_eq!(told.len(), 1);
        assert!(told[0].body.contains("Wij wachten op het ministerie."), "{}", told[0].body);
        assert!(told[0].body.contains("uiterlijk dinsdag 15 december 2026 antwoord"), "{}", told[0].body);

        // Waiting moves the extended promise, not the old one.
        desk.app.reply_to_ticket(&anna, reference, "Welk jaar?", app::Reply::AskBack).await.expect("asked back");
        desk.clock.set(at("2026-11-25T10:00:00+01:00"));
        let asker = Caller::new(Actor::Asker(reference.ticket), Origin::Web);
        desk.app.react_as_asker(&asker, reference, "Dit jaar.").await.expect("reacted");
        assert_eq!(promise(&desk, reference, Metric::Answer).await.due_at, at("2026-12-16T17:00:00+01:00"));

        desk.clock.set(at("2026-12-16T17:00:01+01:00"));
        let late = extend("2026-12-18", "Nog langer").await.expect_err("too late");
        assert!(matches!(late, Refusal::Conflict(_)), "{late:?}");
    }
}

#[tokio::test]
async fn a_promise_that_moved_is_reminded_of_again_and_the_old_date_never_breaks() {
    for desk in desks().await {
        let reference = ask(&desk, 1).await;
        let anna = desk.staff(TestDesk::ANNA);
        desk.app
            .reply_to_ticket(&anna, reference, "Wij zoeken het uit.", app::Reply::AskBack)
            .await
            .expect("first response");
        let asker = Caller::new(Actor::Asker(reference.ticket), Origin::Web);
        desk.app.react_as_asker(&asker, reference, "Fijn.").await.expect("reacted");
        desk.clock.set(at("2026-12-04T09:00:00+01:00"));
        assert_eq!(sweep(&desk).await, (1, 0), "two working days before Tuesday the 8th");
        let lead = desk.staff(TestDesk::LEAD);
        let later = day("2026-12-10");
        desk.app.extend_deadline(&lead, reference, Metric::Answer, later, "Ziekte").await.expect("extended");
        assert_eq!(sweep(&desk).await, (0, 0), "too early for the new date");
        desk.clock.set(at("2026-12-08T17:00:01+01:00"));
        assert_eq!(sweep(&desk).await, (0, 0), "the old date means nothing, and the desk is closed");
        desk.clock.set(at("2026-12-09T09:00:00+01:00"));
        assert_eq!(sweep(&desk).await, (1, 0));
        assert_eq!(letters(&desk, reference, LetterKind::Reminder).await.len(), 2);
    }
}

#[tokio::test]
async fn a_complex_question_gets_twenty_days_and_its_asker_is_told() {
    for desk in desks().await {
        let reference = ask(&desk, 1).await;
        let anna = desk.staff(TestDesk::ANNA);
        let unknown = desk.app.set_ticket_policy(&anna, reference, "snel").await.expect_err("there is no such policy");
        assert!(matches!(unknown, Refusal::Complaints(_)), "{unknown:?}");
        desk.app.set_ticket_policy(&anna, reference, "complex").await.expect("set");
        assert_eq!(promise(&desk, reference, Metric::Answer).await.due_at, at("2026-12-22T17:00:00+01:00"));
        assert_eq!(promise(&desk, reference, Metric::FirstResponse).await.due_at, at("2026-11-26T17:00:00+01:00"));
        assert_eq!(letters(&desk, reference, LetterKind::DeadlineMoved).await.len(), 1);
        desk.clock.set(at("2026-12-09T10:00:00+01:00"));
        let back =
            desk.app.set_ticket_policy(&anna, reference, "standard").await.expect_err("it would be late already");
        assert!(matches!(back, Refusal::Conflict(_)), "{back:?}");
    }
}

#[tokio::test]
async fn a_bridge_day_moves_only_the_promises_it_touches_as_the_preview_said() {
    for desk in desks().await {
        let first = ask(&desk, 1).await;
        desk.clock.set(at("2026-11-27T10:00:00+01:00"));
        let second = ask(&desk, 2).await;
        let waiting = ask(&desk, 3).await;
        let anna = desk.staff(TestDesk::ANNA);
        desk.app.reply_to_ticket(&anna, waiting, "Welk jaar?", app::Reply::AskBack).await.expect("asked back");
        let answered = ask(&desk, 4).await;
        desk.app.reply_to_ticket(&anna, answered, "Zo.", app::Reply::Answer).await.expect("answered");
        // The first is promised on the 8th, the others on the 11th.
        let bridge = RulesChange::CloseDay { day: day("2026-12-10"), label: "Brugdag".to_owned() };
        let preview = desk.app.preview_promise_rules(&administrator(), &bridge).await.expect("a preview");
        assert_eq!((preview.tickets, preview.shift), (2, Some((3, 3))), "from Friday to Monday");
        assert_eq!(preview.dates, Some((day("2026-12-14"), day("2026-12-14"))));
        assert_eq!(promise(&desk, second, Metric::Answer).await.due_at, at("2026-12-11T17:00:00+01:00"));

        let by_lead = desk.app.change_promise_rules(&desk.staff(TestDesk::LEAD), &bridge).await;
        assert!(matches!(by_lead, Err(Refusal::Forbidden)), "a lead may not");
        desk.app.change_promise_rules(&administrator(), &bridge).await.expect("changed");
        assert_eq!(desk.app.recount_promises().await.expect("swept"), 2);
        assert_eq!(desk.app.recount_promises().await.expect("swept"), 0);
        let moved = promise(&desk, second, Metric::Answer).await;
        assert_eq!((moved.due_at, moved.calendar_version), (at("2026-12-14T17:00:00+01:00"), 2));
        assert_eq!(moved.derivation, "10 werkdagen vanaf vr 27-11 10:00; Brugdag overgeslagen");
        assert_eq!(events(&desk, second, EventKind::DeadlineMoved).await.len(), 1);
        // Both are of one person, who is told once.
        let told: Vec<Letter> = deliver(&desk).await;
        let told: Vec<&Letter> = told.iter().filter(|letter| letter.kind == LetterKind::DeadlineMoved).collect();
        let [letter] = told.as_slice() else { panic!("{told:#?}") };
        assert_eq!(letter.subject, "Andere datums voor 2 vragen");
        let moved =
            "uiterlijk maandag 14 december 2026 antwoord. Eerder beloofden wij dat voor vrijdag 11 december 2026.";
        assert_eq!(letter.body.matches(moved).count(), 2, "{}", letter.body);
        for reference in [second, waiting] {
            assert!(letter.body.contains(&format!("Bekijk {reference}:")), "{}", letter.body);
        }
        assert_eq!(letter.body.matches("/volg/").count(), 2, "each has its own link: {}", letter.body);
        let paused = promise(&desk, waiting, Metric::Answer).await;
        assert!(paused.paused_at.is_some(), "it still waits");
        assert_eq!(paused.due_at, at("2026-12-14T17:00:00+01:00"));
        // Untouched, down to the row.
        let untouched = promise(&desk, first, Metric::Answer).await;
        assert_eq!((untouched.due_at, untouched.calendar_version), (at("2026-12-08T17:00:00+01:00"), 1));
        assert!(events(&desk, first, EventKind::DeadlineMoved).await.is_empty());
        assert!(letters(&desk, answered, LetterKind::DeadlineMoved).await.is_empty());
        // New questions are counted with it.
        let third = ask(&desk, 5).await;
        assert_eq!(promise(&desk, third, Metric::Answer).await.due_at, at("2026-12-14T17:00:00+01:00"));
        // Taken back, it is as before.
        let back = RulesChange::ForgetDay { day: day("2026-12-10") };
        desk.app.change_promise_rules(&administrator(), &back).await.expect("changed");
        desk.app.recount_promises().await.expect("swept");
        assert_eq!(promise(&desk, second, Metric::Answer).await.due_at, at("2026-12-11T17:00:00+01:00"));
    }
}

#[tokio::test]
async fn a_promise_never_moves_to_a_moment_that_has_passed() {
    for desk in desks().await {
        let closed = RulesChange::CloseDay { day: day("2026-12-08"), label: "Brugdag".to_owned() };
        desk.app.change_promise_rules(&administrator(), &closed).await.expect("changed");
        let reference = ask(&desk, 1).await;
        assert_eq!(promise(&desk, reference, Metric::Answer).await.due_at, at("2026-12-09T17:00:00+01:00"));
        desk.clock.set(at("2026-12-08T18:00:00+01:00"));
        let open = RulesChange::ForgetDay { day: day("2026-12-08") };
        desk.app.change_promise_rules(&administrator(), &open).await.expect("changed");
        assert_eq!(desk.app.recount_promises().await.expect("swept"), 0);
        let kept = promise(&desk, reference, Metric::Answer).await;
        assert_eq!((kept.due_at, kept.calendar_version), (at("2026-12-09T17:00:00+01:00"), 3));
    }
}

#[tokio::test]
async fn policies_and_opening_hours_hold_from_their_day_on() {
    for desk in desks().await {
        let early = ask(&desk, 1).await;
        let policy = Policy { answer_days: 5, ..Policy::standard() };
        let today = RulesChange::Policy { from: day("2026-11-24"), policy: policy.clone() };
        assert!(desk.app.change_promise_rules(&administrator(), &today).await.is_err(), "not from today");
        let change = RulesChange::Policy { from: day("2026-12-01"), policy };
        desk.app.change_promise_rules(&administrator(), &change).await.expect("changed");
        let opening = |from: (u32, u32), to: (u32, u32)| Opening {
            from: NaiveTime::from_hms_opt(from.0, from.1, 0).expect("a time"),
            to: NaiveTime::from_hms_opt(to.0, to.1, 0).expect("a time"),
        };
        let mut regime = Regime { from: day("2026-12-07"), ..Regime::standard() };
        regime.hours[4] = Vec::new();
        regime.hours[0] = vec![opening((9, 0), (12, 0)), opening((13, 0), (16, 30))];
        desk.app.change_promise_rules(&administrator(), &RulesChange::Hours(regime)).await.expect("changed");
        desk.app.recount_promises().await.expect("swept");
        desk.clock.set(at("2026-12-01T10:00:00+01:00"));
        let late = ask(&desk, 2).await;
        // Friday the 4th is still a working day; Monday the 7th closes at half past four; Friday the 11th is closed.
        assert_eq!(promise(&desk, late, Metric::Answer).await.due_at, at("2026-12-08T17:00:00+01:00"));
        assert_eq!(promise(&desk, early, Metric::Answer).await.due_at, at("2026-12-08T17:00:00+01:00"));
        // The older question keeps the ten days it was promised, also when its clock stood still.
        let anna = desk.staff(TestDesk::ANNA);
        desk.app.reply_to_ticket(&anna, early, "Welk jaar?", app::Reply::AskBack).await.expect("asked back");
        desk.clock.set(at("2026-12-01T11:00:00+01:00"));
        let asker = Caller::new(Actor::Asker(early.ticket), Origin::Web);
        desk.app.react_as_asker(&asker, early, "Dit jaar.").await.expect("reacted");
        assert_eq!(promise(&desk, early, Metric::Answer).await.due_at, at("2026-12-09T17:00:00+01:00"));
    }
}

/// Of a change that is refused: what is complained of.
async fn refused_paths(desk: &TestDesk, draft: RulesDraft) -> Vec<String> {
    match desk.app.change_promise_rules(&administrator(), draft).await {
        Err(Refusal::Complaints(complaints)) => {
            complaints.0.into_iter().map(|complaint| complaint.path.join(".")).collect()
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_could_not_be_read_of_a_change_is_a_complaint_and_no_value_of_its_own() {
    for desk in desks().await {
        let policy = |first, answer, remind| RulesDraft::Policy {
            from: Some(day("2026-12-01")),
            name: "standard".to_owned(),
            first_response_days: first,
            answer_days: answer,
            remind_first_response_days: Some(1),
            remind_answer_days: remind,
        };
        let hours = RulesDraft::Hours { from: None, hours: None, good_friday_off: true, liberation_day_off: true };
        for (draft, paths) in [
            (RulesDraft::CloseDay { day: None, label: "Brugdag".to_owned() }, vec!["day"]),
            (RulesDraft::OpenDay { day: None, label: " ".to_owned() }, vec!["day", "label"]),
            (RulesDraft::ForgetDay { day: None }, vec!["day"]),
            (hours, vec!["from", "hours"]),
            (policy(Some(2), None, Some(2)), vec!["answerDays"]),
            (policy(None, Some(10), Some(2)), vec!["firstResponseDays"]),
            // What could be read is looked at all the same.
            (policy(None, Some(0), Some(2)), vec!["firstResponseDays", "answerDays", "remindAnswerDays"]),
            (policy(Some(2), Some(10), None), vec!["remindAnswerDays"]),
        ] {
            assert_eq!(refused_paths(&desk, draft.clone()).await, paths, "{draft:?}");
        }
        assert_eq!(desk.app.picture().promises.calendar.version(), 1, "nothing was half stored");
    }
}

#[tokio::test]
async fn what_makes_no_calendar_is_refused_with_every_complaint() {
    for desk in desks().await {
        let refused = async |change: RulesChange| refused_paths(&desk, (&change).into()).await;
        let past = RulesChange::CloseDay { day: day("2026-11-23"), label: " ".to_owned() };
        assert_eq!(refused(past).await, ["day", "label"]);
        let never = Regime { from: day("2026-11-01"), hours: Default::default(), ..Regime::standard() };
        assert_eq!(refused(RulesChange::Hours(never)).await, ["from", "hours"]);
        let policy = Policy { first_response_days: 0, answer_days: 0, remind_answer_days: 9, ..Policy::standard() };
        let paths = refused(RulesChange::Policy { from: day("2026-12-01"), policy }).await;
        assert_eq!(paths, ["answerDays", "firstResponseDays", "remindFirstResponseDays", "remindAnswerDays"]);
        assert_eq!(desk.app.picture().promises.calendar.version(), 1, "nothing was half stored");
    }
}

#[tokio::test]
async fn clock_jumps_and_the_nights_of_summer_time_lose_and_repeat_nothing() {
    for desk in desks().await {
        // The answer to a question of 15 March 2027 is due on Tuesday 30 March, after the night of the 28th.
        for (asked, from, hours) in [
            ("2027-03-15T10:00:00+01:00", "2027-03-15T10:00:00+01:00", 24 * 18),
            ("2027-10-18T10:00:00+02:00", "2027-10-18T10:00:00+02:00", 24 * 18),
        ] {
            desk.clock.set(at(asked));
            let reference = ask(&desk, at(asked).timestamp() as u128).await;
            let mut now = at(from);
            for step in 0..hours {
                now += Duration::hours(1);
                // The clock of this machine jumps: two hours forward, two hours back, and right again.
                let seen = match step % 7 {
                    2 => now + Duration::hours(2),
                    4 => now - Duration::hours(2),
                    _ => now,
                };
                desk.clock.set(seen);
                sweep(&desk).await;
            }
            assert_eq!(letters(&desk, reference, LetterKind::Reminder).await.len(), 2, "one for each promise");
            let breaches = events(&desk, reference, EventKind::Breached).await;
            let promised = ticket(&desk, reference).await.promises.each().map(|(_, one)| one.due_at);
            assert_eq!(breaches.iter().map(|event| event.at).collect::<Vec<_>>(), promised);
            assert_eq!(letters(&desk, reference, LetterKind::Breach).await.len(), 2);
        }
    }
}

#[tokio::test]
async fn a_worker_that_does_not_run_is_seen_by_the_health_check() {
    for desk in desks().await {
        ask(&desk, 1).await;
        let ill = async || {
            let health = desk.app.health().await;
            let ill = health.checks.into_iter().filter(|check| !check.ok);
            ill.map(|check| format!("{}: {}", check.name, check.reason)).collect::<Vec<_>>()
        };
        // Wednesday morning the reminder should have gone out; the letters of Tuesday wait as well.
        desk.clock.set(at("2026-11-25T09:11:00+01:00"));
        let reasons = ill().await;
        assert!(reasons.iter().any(|reason| reason.starts_with("herinneringen: 1 wachten")), "{reasons:?}");
        desk.clock.set(at("2026-11-26T17:11:00+01:00"));
        let reasons = ill().await;
        assert!(reasons.iter().any(|reason| reason.starts_with("termijnen: een termijn van donderdag")), "{reasons:?}");
        sweep(&desk).await;
        let reasons = ill().await;
        assert!(!reasons.iter().any(|reason| reason.starts_with("termijnen")), "{reasons:?}");
    }
}
