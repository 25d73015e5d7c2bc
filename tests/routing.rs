//! What leads and experts do about routing: absences, handovers, the gate, the lexicon, learning.

mod conflicts;
mod leads;
mod learning;

use app::{Caller, Clock, ExpertProfile, MeasuredAt, ModelState, RoutingRules, TicketSearch};
use chrono::{Duration, NaiveDate};
use domain::{
    Absence, Complaints, Coverage, Level, Origin, PersonId, Reference, Ticket, TicketStatus, TopicKey, WorkingDays,
};
use store::corrections::{Judged, NewCorrection};
use testkit::{TestDesk, desks, question_about};

const GENERAL: &str = "algemeen";

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// A question about this theme from Arnhem, in Gelderland, where Anna works.
async fn ask(desk: &TestDesk, key: u128, theme: &str) -> Reference {
    ask_from(desk, key, theme, "Gemeente Arnhem", "GM0202").await
}

async fn ask_from(desk: &TestDesk, key: u128, theme: &str, name: &str, municipality: &str) -> Reference {
    let mut draft = question_about(key, theme);
    draft.organisation.name = name.to_owned();
    draft.organisation.municipality = Some(municipality.to_owned());
    draft.groups = vec![GENERAL.to_owned()];

    let anonymous = Caller::new(domain::Actor::Anonymous, Origin::Web);
    desk.app.submit_question(&anonymous, draft).await.expect("a receipt").reference
}

async fn ticket(desk: &TestDesk, reference: Reference) -> Ticket {
    desk.app.view_ticket(&desk.staff(TestDesk::LEAD), reference).await.expect("the ticket").ticket
}

fn profile(topics: &[(&str, Level)], coverage: Vec<Coverage>) -> ExpertProfile {
    ExpertProfile {
        expertise: topics
            .iter()
            .map(|(topic, level)| domain::Expertise { topic: TopicKey::from(*topic), level: *level })
            .collect(),
        coverage,
        languages: Vec::new(),
        weekly_hours: Some(24),
        working_days: WorkingDays::FULL_WEEK,
    }
}

async fn away(desk: &TestDesk, who: PersonId, from: &str, to: &str, cover: Option<PersonId>) {
    let absence = Absence { from: day(from), to: day(to), cover };
    let lead = desk.staff(TestDesk::LEAD);
    let uncovered = desk.app.plan_absence(&lead, who, absence, app::Gaps::Accepted).await.expect("planned");
    assert!(uncovered.is_empty());
}

#[tokio::test]
async fn an_absence_hands_work_down_the_chain_with_its_promises_and_brings_back_what_is_untouched() {
    for desk in desks().await {
        let (touched, untouched) = (ask(&desk, 1, "woonzorgvisie").await, ask(&desk, 2, "woonzorgvisie").await);
        let promised = ticket(&desk, touched).await;
        assert_eq!(promised.assignee, Some(TestDesk::ANNA));
        // Anna names Bram, who is away himself and names Carla.
        away(&desk, TestDesk::ANNA, "2026-11-25", "2026-11-27", Some(TestDesk::BRAM)).await;
        away(&desk, TestDesk::BRAM, "2026-11-25", "2026-11-25", Some(TestDesk::CARLA)).await;
        assert_eq!(desk.app.apply_absences().await.expect("swept"), 0, "nobody is away today");

        desk.clock.advance(Duration::days(1));
        assert_eq!(desk.app.apply_absences().await.expect("swept"), 2);
        let lent = ticket(&desk, touched).await;
        assert_eq!(lent.assignee, Some(TestDesk::CARLA));
        assert_eq!(lent.promises, promised.promises, "the promises stay as they are");
        assert!(lent.routing_summary.contains("Carla Smit neemt waar"), "{}", lent.routing_summary);
        assert_eq!(desk.app.apply_absences().await.expect("swept"), 0, "nothing is left to hand over");

        let carla = desk.staff(TestDesk::CARLA);
        desk.app.add_note(&carla, touched, "Ik zoek dit uit.").await.expect("a note");
        desk.clock.advance(Duration::days(5));
        assert_eq!(desk.app.apply_absences().await.expect("swept"), 1);
        assert_eq!(ticket(&desk, untouched).await.assignee, Some(TestDesk::ANNA), "back with its expert");
        assert_eq!(ticket(&desk, touched).await.assignee, Some(TestDesk::CARLA), "Carla had begun");
        assert_eq!(desk.app.apply_absences().await.expect("swept"), 0);
    }
}

#[tokio::test]
async fn covers_who_name_each_other_do_not_pass_work_round_for_ever() {
    for desk in desks().await {
        let reference = ask(&desk, 1, "woonzorgvisie").await;
        away(&desk, TestDesk::ANNA, "2026-11-25", "2026-12-31", Some(TestDesk::BRAM)).await;
        away(&desk, TestDesk::BRAM, "2026-11-25", "2026-12-31", Some(TestDesk::ANNA)).await;
        desk.clock.advance(Duration::days(1));
        desk.app.apply_absences().await.expect("swept");
        let moved = ticket(&desk, reference).await;
        assert_eq!(moved.assignee, Some(TestDesk::CARLA), "routed again: its promise falls within the absence");
    }
}

#[tokio::test]
async fn an_absence_that_leaves_a_topic_without_anybody_warns_first() {
    for desk in desks().await {
        let bram = desk.staff(TestDesk::BRAM);
        let absence = Absence { from: day("2026-12-21"), to: day("2027-01-01"), cover: None };
        let plan = async |gaps| desk.app.plan_absence(&bram, TestDesk::BRAM, absence.clone(), gaps).await;
        let uncovered = plan(app::Gaps::AskFirst).await.expect("a warning");
        assert!(uncovered.iter().any(|place| place.contains("Flexwonen") && place.contains("heel Nederland")));
        assert!(desk.app.picture().expert(TestDesk::BRAM).expect("Bram").absences.is_empty(), "only warned");
        assert!(plan(app::Gaps::Accepted).await.expect("planned").is_empty());
        assert_eq!(desk.app.picture().expert(TestDesk::BRAM).expect("Bram").absences, std::slice::from_ref(&absence));
        // Twice the same days, and somebody else's days.
        assert!(matches!(plan(app::Gaps::Accepted).await, Err(app::Refusal::Complaints(_))));
        let others = desk.app.plan_absence(&bram, TestDesk::ANNA, absence.clone(), app::Gaps::Accepted).await;
        assert!(matches!(others, Err(app::Refusal::Forbidden)));
        desk.app.cancel_absence(&bram, TestDesk::BRAM, absence.from).await.expect("cancelled");
        assert!(desk.app.picture().expert(TestDesk::BRAM).expect("Bram").absences.is_empty());
    }
}

#[tokio::test]
async fn whoever_is_away_when_the_answer_is_due_gets_nothing_new() {
    for desk in desks().await {
        away(&desk, TestDesk::ANNA, "2026-12-07", "2026-12-11", None).await;
        let reference = ask(&desk, 1, "woonzorgvisie").await;
        assert_eq!(ticket(&desk, reference).await.assignee, Some(TestDesk::CARLA));
    }
}

#[tokio::test]
async fn only_a_wrong_topic_teaches_and_a_conflict_of_interest_is_remembered() {
    for desk in desks().await {
        let anna = desk.staff(TestDesk::ANNA);
        let lead = desk.staff(TestDesk::LEAD);
        let waiting = async || desk.app.view_learning(&lead).await.expect("a view").waiting;
        for (key, reason) in [(1, "Geen ruimte"), (2, "Verkeerde regio: ligt in Friesland")] {
            let reference = ask(&desk, key, "woonzorgvisie").await;
            desk.app.hand_over_ticket(&anna, reference, reason).await.expect("handed over");
            assert_eq!(ticket(&desk, reference).await.assignee, Some(TestDesk::CARLA));
        }
        assert_eq!(waiting().await, 0);
        let wrong = ask(&desk, 3, "woonzorgvisie").await;
        desk.app.hand_over_ticket(&anna, wrong, "Verkeerd onderwerp").await.expect("handed over");
        assert_eq!(waiting().await, 1);

        let conflict = ask_from(&desk, 4, "woonzorgvisie", "Gemeente Zutphen", "GM0301").await;
        desk.app.hand_over_ticket(&anna, conflict, "Belangenconflict").await.expect("handed over");
        let next = ask_from(&desk, 5, "woonzorgvisie", "Gemeente Zutphen", "GM0301").await;
        assert_eq!(ticket(&desk, next).await.assignee, Some(TestDesk::CARLA), "not Anna: she has a conflict there");
        let elsewhere = ask(&desk, 6, "woonzorgvisie").await;
        assert_eq!(ticket(&desk, elsewhere).await.assignee, Some(TestDesk::ANNA));
    }
}

#[tokio::test]
async fn below_the_gate_a_lead_chooses_and_when_nobody_does_the_desk_takes_its_best_proposal() {
    for desk in desks().await {
        let lead = desk.staff(TestDesk::LEAD);
        let rules = RoutingRules { assign_from: 1000, learns: true };
        desk.app.set_routing_rules(&lead, rules).await.expect("set");
        let (chosen, forgotten) = (ask(&desk, 1, "").await, ask(&desk, 2, "").await);
        let sure = ask(&desk, 3, "woonzorgvisie").await;
        assert_eq!(ticket(&desk, sure).await.assignee, Some(TestDesk::ANNA), "the asker said what it is about");

        let list = desk.app.list_triage(&lead, None).await.expect("a list").items;
        assert_eq!(list.iter().map(|item| item.ticket.reference).collect::<Vec<_>>(), [chosen, forgotten]);
        assert!(list[0].ticket.routing_summary.starts_with("Een programmaleider kiest"));
        assert!(!list[0].proposals.is_empty() && list[0].proposals.len() <= 3);
        assert_eq!(desk.app.route_waiting().await.expect("swept"), 0, "the sweep does not choose for the lead");

        desk.app.assign_ticket(&lead, chosen, Some(TestDesk::CARLA), "Gekozen").await.expect("assigned");
        assert_eq!(desk.app.list_triage(&lead, None).await.expect("a list").items.len(), 1);
        assert!(matches!(desk.app.list_triage(&desk.staff(TestDesk::ANNA), None).await, Err(app::Refusal::Forbidden)));

        desk.clock.advance(Duration::days(2));
        assert_eq!(desk.app.route_waiting().await.expect("swept"), 1);
        let taken = desk.app.view_ticket(&lead, forgotten).await.expect("the ticket");
        assert_eq!(taken.ticket.status(), TicketStatus::Assigned);
        let relaxed = taken.routing.expect("a decision").latest.decision.relaxed;
        assert!(relaxed.iter().any(|words| words.contains("niemand koos op tijd")), "{relaxed:?}");
        assert!(desk.app.list_triage(&lead, None).await.expect("a list").items.is_empty());
    }
}

#[tokio::test]
async fn a_lost_topic_or_region_moves_open_work_and_the_replay_says_so_before() {
    for desk in desks().await {
        let lead = desk.staff(TestDesk::LEAD);
        let reference = ask(&desk, 1, "woonzorgvisie").await;
        let without =
            profile(&[("ouderen", Level::Good)], vec![Coverage::Region(domain::RegionRef::new("provincie", "PV25"))]);
        let replay = desk.app.replay_expert_change(&lead, TestDesk::ANNA, &without).await.expect("a replay");
        assert_eq!((replay.questions, replay.changed), (1, 1));
        assert_eq!(replay.shifts, [("Anna de Wit".to_owned(), 1, 0), ("Carla Smit".to_owned(), 0, 1)]);
        assert_eq!(ticket(&desk, reference).await.assignee, Some(TestDesk::ANNA), "a replay changes nothing");
        desk.app.change_expert(&lead, TestDesk::ANNA, &without, None).await.expect("changed");
        assert_eq!(ticket(&desk, reference).await.assignee, Some(TestDesk::CARLA));
        // Given back, she does not get it back by itself.
        let with = profile(&[("woonzorgvisie", Level::Leading)], without.coverage.clone());
        desk.app.change_expert(&lead, TestDesk::ANNA, &with, None).await.expect("changed");
        assert_eq!(ticket(&desk, reference).await.assignee, Some(TestDesk::CARLA));

        let faulty = ExpertProfile { weekly_hours: Some(90), working_days: WorkingDays(0), ..with };
        let refused = desk.app.change_expert(&lead, TestDesk::ANNA, &faulty, None).await;
        let Err(app::Refusal::Complaints(Complaints(complaints))) = refused else { panic!("{refused:?}") };
        assert_eq!(complaints.len(), 2, "all complaints at once");
    }
}

#[tokio::test]
async fn corrected_topics_move_a_question_whose_expert_knows_none_of_them() {
    for desk in desks().await {
        let anna = desk.staff(TestDesk::ANNA);
        let groups = vec![GENERAL.to_owned()];
        let stays = ask(&desk, 1, "woonzorgvisie").await;
        desk.app.set_ticket_topics(&anna, stays, &groups, &["woonzorgvisie".to_owned()]).await.expect("confirmed");
        assert_eq!(ticket(&desk, stays).await.assignee, Some(TestDesk::ANNA));
        let moves = ask(&desk, 2, "woonzorgvisie").await;
        desk.app.set_ticket_topics(&anna, moves, &groups, &["flexwonen".to_owned()]).await.expect("corrected");
        let moved = ticket(&desk, moves).await;
        assert_eq!(moved.assignee, Some(TestDesk::BRAM));
        let open = desk.app.list_tickets(&desk.staff(TestDesk::LEAD), &TicketSearch::default(), 10, None).await;
        assert_eq!(open.expect("a page").items.len(), 2, "nothing is lost on the way");
    }
}
