//! What waited before this was known, and what a recount finds after whatever people do.

use super::*;

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
        let migrated = store::Store::connect(&desk.store.options()).await.expect("it opens");
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
        8 => ("close", app.close_ticket(&lead, reference, app::Closing::default()).await.map(|_| ())),
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
