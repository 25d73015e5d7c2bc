//! What leads and experts do about routing: absences, handovers, the gate, the lexicon, learning.

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

#[tokio::test]
async fn the_desk_learns_after_ten_corrections_and_a_lead_can_go_back() {
    for desk in desks().await {
        let lead = desk.staff(TestDesk::LEAD);
        let before = desk.app.view_learning(&lead).await.expect("a view");
        for key in 1..=10 {
            let reference = ask(&desk, key, "").await;
            assert_eq!(desk.app.learn_if_due().await.expect("looked"), 0, "not yet");
            let (groups, themes) = (["arbeidsmigranten".to_owned()], ["draagvlak".to_owned()]);
            desk.app.set_ticket_topics(&lead, reference, &groups, &themes).await.expect("corrected");
        }
        let corrected = desk.app.view_learning(&lead).await.expect("a view");
        assert_eq!(corrected.waiting, 10);
        let bands = corrected.certainty.bands();
        let asked_and_right = bands.iter().map(|band| (band.asked, band.kept)).filter(|(asked, _)| *asked > 0);
        assert_eq!(asked_and_right.collect::<Vec<_>>(), [(10, 0.0)], "the desk was wrong ten times");
        let [by_kind] = corrected.by_kind.as_slice() else { panic!("{:?}", corrected.by_kind) };
        assert_eq!((by_kind.name.as_str(), by_kind.asked, by_kind.right), ("MUNICIPALITY", 10, 0));
        let [(by_theme, meant)] = corrected.by_theme.as_slice() else { panic!("{:?}", corrected.by_theme) };
        assert_eq!((by_theme.name.as_str(), by_theme.asked, by_theme.right), ("woonzorgvisie", 10, 0));
        assert_eq!(meant, &Some(TopicKey::from("draagvlak")), "what was meant instead");
        assert!(by_theme.promised > 5_000, "it had been sure: {by_theme:?}");

        assert_eq!(desk.app.learn_if_due().await.expect("learned"), 1);
        let after = desk.app.view_learning(&lead).await.expect("a view");
        assert_ne!(after.version, before.version);
        assert_eq!((after.waiting, after.models[0].state), (0, ModelState::Active));
        // The same text is now what people said it is, and the decision names the model.
        let reference = ask(&desk, 11, "").await;
        let learned = desk.app.view_ticket(&lead, reference).await.expect("the ticket");
        assert_eq!(learned.ticket.topics[0].key, TopicKey::from("draagvlak"));
        assert_eq!(learned.routing.expect("a decision").latest.classifier, after.version);
        // Another server that opens on this database arrives at the same model.
        desk.app.go_back_to_model(&lead, None).await.expect("back");
        let back = desk.app.view_learning(&lead).await.expect("a view");
        assert_eq!((back.version.as_str(), back.rules.learns), (before.version.as_str(), false));
        desk.app.go_back_to_model(&lead, Some(after.models[0].id)).await.expect("forth");
        assert_eq!(desk.app.view_learning(&lead).await.expect("a view").version, after.version);
        assert_eq!(desk.app.learn_if_due().await.expect("looked"), 0, "the desk learns no further by itself");
    }
}

#[tokio::test]
async fn what_a_text_seems_to_be_about_is_proposed_to_whoever_writes_it() {
    for desk in desks().await {
        let anonymous = Caller::new(domain::Actor::Anonymous, Origin::Web);
        let text = "De omwonenden zijn boos over de komst van dertig statushouders. Hoe voeren wij het gesprek?";
        let proposed = desk.app.propose_topics(&anonymous, "Onrust in de buurt", text).expect("proposals");
        let keys: Vec<&str> = proposed.iter().map(|topic| topic.key.as_str()).collect();
        assert!(keys.contains(&"draagvlak") && keys.contains(&"statushouders"), "{keys:?}");
        assert!(keys.len() <= 6 && !keys.contains(&GENERAL), "{keys:?}");
        let nothing = desk.app.propose_topics(&anonymous, "", "Wachtwoord vergeten, ik kan niet inloggen.");
        assert!(nothing.expect("proposals").is_empty(), "what is not for this desk has no topics");
    }
}

#[tokio::test]
async fn a_question_that_is_doubted_to_be_for_this_desk_waits_for_a_lead_and_for_nobody_else() {
    for desk in desks().await {
        let mut draft = question_about(1, "");
        draft.subject = "Wachtwoord vergeten".to_owned();
        draft.body = "Ik kan niet meer inloggen op het portaal. Kunt u mijn wachtwoord opnieuw instellen?".to_owned();
        let anonymous = Caller::new(domain::Actor::Anonymous, Origin::Web);
        let reference = desk.app.submit_question(&anonymous, draft).await.expect("never refused").reference;
        let lead = desk.staff(TestDesk::LEAD);
        assert_eq!(ticket(&desk, reference).await.assignee, None);
        desk.clock.advance(Duration::days(7));
        desk.app.route_waiting().await.expect("swept");
        assert_eq!(ticket(&desk, reference).await.assignee, None, "nor when the time to choose is over");
        let triage = desk.app.list_triage(&lead, None).await.expect("a list").items;
        assert_eq!(triage.iter().map(|item| item.ticket.reference).collect::<Vec<_>>(), [reference]);
        let themes = ["flexwonen".to_owned()];
        desk.app.set_ticket_topics(&lead, reference, &[GENERAL.to_owned()], &themes).await.expect("it is ours");
        assert_eq!(
            ticket(&desk, reference).await.assignee,
            Some(TestDesk::BRAM),
            "once somebody says what it is about"
        );
    }
}

#[tokio::test]
async fn a_word_is_tried_before_it_counts_and_counts_at_once() {
    for desk in desks().await {
        let lead = desk.staff(TestDesk::LEAD);
        let reference = ask(&desk, 1, "").await;
        let topics = ticket(&desk, reference).await.topics;
        let (groups, themes): (Vec<_>, Vec<_>) = topics.iter().partition(|topic| topic.axis == domain::Axis::Group);
        let keys =
            |topics: Vec<&domain::TicketTopic>| topics.iter().map(|topic| topic.key.0.clone()).collect::<Vec<_>>();
        desk.app.set_ticket_topics(&lead, reference, &keys(groups), &keys(themes)).await.expect("confirmed");
        let term = async |how: bool| {
            if how {
                desk.app.add_term(&lead, "draagvlak", "onderdelen*", 5).await.map(|()| None)
            } else {
                desk.app.try_term(&lead, "draagvlak", "onderdelen*", 5).await.map(Some)
            }
        };
        let run = term(false).await.expect("tried").expect("a run");
        assert_eq!((run.tried, run.changed, run.worse, run.better), (1, 1, 1, 0));
        assert!(desk.app.list_terms(&lead).await.expect("a list").is_empty(), "only tried");
        term(true).await.expect("added");
        assert!(matches!(term(true).await, Err(app::Refusal::Complaints(_))), "twice the same word");
        let next = ask(&desk, 2, "").await;
        assert!(ticket(&desk, next).await.topics.iter().any(|topic| topic.key == TopicKey::from("draagvlak")));
        let id = desk.app.list_terms(&lead).await.expect("a list")[0].id;
        desk.app.remove_term(&lead, id).await.expect("removed");
        let last = ask(&desk, 3, "").await;
        assert!(ticket(&desk, last).await.topics.iter().all(|topic| topic.key != TopicKey::from("draagvlak")));
    }
}

/// A question that the desk doubts is for it.
async fn ask_something_else(desk: &TestDesk, key: u128) -> Reference {
    let mut draft = question_about(key, "");
    draft.subject = "Wachtwoord vergeten".to_owned();
    draft.body = "Ik kan niet meer inloggen op het portaal. Kunt u mijn wachtwoord opnieuw instellen?".to_owned();
    let anonymous = Caller::new(domain::Actor::Anonymous, Origin::Web);
    desk.app.submit_question(&anonymous, draft).await.expect("never refused").reference
}

/// Every question that waits for a lead, page by page.
async fn waiting_for_a_lead(desk: &TestDesk) -> Vec<Ticket> {
    let lead = desk.staff(TestDesk::LEAD);
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = desk.app.list_triage(&lead, after).await.expect("a page");
        seen.extend(page.items.into_iter().map(|item| item.ticket));
        after = page.next;
        if after.is_none() {
            return seen;
        }
    }
}

#[tokio::test]
async fn the_leads_list_shows_every_open_question_that_nobody_has_and_no_closed_one() {
    for desk in desks().await {
        let lead = desk.staff(TestDesk::LEAD);
        let mut asked = Vec::new();
        for key in 1..=97 {
            asked.push(ask_something_else(&desk, key).await);
        }
        let (closed, open) = asked.split_at(43);
        for reference in closed {
            desk.app.close_ticket(&lead, *reference).await.expect("closed");
        }
        let listed = waiting_for_a_lead(&desk).await;
        assert_eq!(listed.iter().map(|ticket| ticket.reference).collect::<Vec<_>>(), open, "each once, in order");
        // Opened again, a lead gets as long to choose as for a new one.
        desk.clock.advance(Duration::days(20));
        desk.app.reopen_ticket(&lead, closed[0], "Toch een vraag voor ons").await.expect("open again");
        let again = ticket(&desk, closed[0]).await;
        assert!(again.standing.choose_before().is_none_or(|due| due > desk.app.now()), "{again:?}");
    }
}

#[tokio::test]
async fn a_doubted_question_finds_an_expert_once_somebody_says_what_it_is_about_even_when_nobody_has_room_today() {
    for desk in desks().await {
        let lead = desk.staff(TestDesk::LEAD);
        away(&desk, TestDesk::BRAM, "2026-11-24", "2026-12-31", None).await;
        let reference = ask_something_else(&desk, 1).await;
        let themes = ["flexwonen".to_owned()];
        desk.app.set_ticket_topics(&lead, reference, &[GENERAL.to_owned()], &themes).await.expect("it is ours");
        let described = ticket(&desk, reference).await;
        assert!(!described.out_of_scope, "a lead said what it is about");
        desk.app.cancel_absence(&lead, TestDesk::BRAM, day("2026-11-24")).await.expect("he is back");
        desk.app.route_waiting().await.expect("swept");
        assert_eq!(ticket(&desk, reference).await.assignee, Some(TestDesk::BRAM));
    }
}

/// As if so many questions had been looked at, of which every so many-th was wrong, at one certainty.
async fn looked_at(desk: &TestDesk, questions: usize, wrong_every: usize, certainty: i32) {
    let reference = ask(desk, 1_000 + certainty as u128, "").await;
    let tx = desk.store.write().await.expect("a transaction");
    for number in 0..questions {
        let theme = TopicKey::from("woonzorgvisie");
        let line = NewCorrection {
            ticket: reference.ticket,
            groups: vec![TopicKey::from(GENERAL)],
            themes: vec![theme.clone()],
            wrong_theme: None,
            judged: Some(Judged { theme, certainty, right: number % wrong_every != 0 }),
            by: TestDesk::LEAD,
            at: desk.clock.now(),
        };
        store::corrections::append(&tx, &line).await.expect("a line");
    }
    tx.commit().await.expect("stored");
}

#[tokio::test]
async fn a_gate_is_measured_on_the_desks_own_questions_as_soon_as_there_are_enough() {
    for desk in desks().await {
        let lead = desk.staff(TestDesk::LEAD);
        let gates = async || desk.app.view_learning(&lead).await.expect("a view").gates;
        // Of 100 surest ones one in fifty is wrong, of 99 others every third.
        looked_at(&desk, 100, 50, 930).await;
        looked_at(&desk, 99, 3, 610).await;
        let before = gates().await;
        assert_eq!(before.measured_at, MeasuredAt::TheProgram, "199 are too few");
        assert_eq!(before.offers.iter().map(|offer| offer.one_wrong_in).collect::<Vec<_>>(), [20, 10, 5]);
        assert!(before.offers.windows(2).all(|pair| pair[0].assign_from > pair[1].assign_from), "{before:?}");
        assert!(before.offers.windows(2).all(|pair| pair[0].left_to_a_lead > pair[1].left_to_a_lead), "{before:?}");

        looked_at(&desk, 1, 2, 120).await;
        let after = gates().await;
        assert_eq!((after.measured_at, after.measured_on), (MeasuredAt::ThisDesk, 200));
        let offers: Vec<_> =
            after.offers.iter().map(|offer| (offer.one_wrong_in, offer.assign_from, offer.left_to_a_lead)).collect();
        // 36 of 200 wrong is more than one in ten, and fewer than one in five.
        assert_eq!(offers, [(20, 930, 50), (10, 930, 50), (5, 120, 0)]);
    }
}

#[tokio::test]
async fn a_question_unlike_anything_is_told_apart_on_both_databases() {
    for desk in desks().await {
        let anonymous = Caller::new(domain::Actor::Anonymous, Origin::Web);
        let mut draft = question_about(1, "");
        draft.subject = "Vraag".to_owned();
        draft.body =
            "Botsende neutronensterren zonden zwaartekrachtgolven uit die een laserinterferometer waarnam.".to_owned();
        let reference = desk.app.submit_question(&anonymous, draft).await.expect("a receipt").reference;
        let strange = ticket(&desk, reference).await.routing_summary;
        assert!(strange.ends_with("Dit lijkt op niets wat het loket kent."), "{strange}");
        let plain = ticket(&desk, ask(&desk, 2, "").await).await.routing_summary;
        assert!(!plain.contains("lijkt op niets"), "{plain}");
    }
}

#[tokio::test]
async fn handovers_by_one_expert_put_no_model_into_use_that_nobody_examined() {
    for desk in desks().await {
        let (anna, lead) = (desk.staff(TestDesk::ANNA), desk.staff(TestDesk::LEAD));
        let before = ticket(&desk, ask(&desk, 100, "").await).await.topics;
        for key in 1..=50 {
            let reference = ask(&desk, key, "woonzorgvisie").await;
            desk.app.assign_ticket(&lead, reference, Some(TestDesk::ANNA), "Voor Anna").await.ok();
            desk.app.hand_over_ticket(&anna, reference, "Verkeerd onderwerp").await.expect("handed over");
            desk.app.learn_if_due().await.expect("looked");
        }
        let view = desk.app.view_learning(&lead).await.expect("a view");
        assert!(view.models.iter().all(|model| model.state == ModelState::Rejected), "{:?}", view.models);
        assert_eq!(ticket(&desk, ask(&desk, 101, "").await).await.topics, before, "nothing changed");
        // Confirmed by a lead ten times, there is something to compare on: what one person repeats all day counts little.
        for key in 201..=210 {
            let reference = ask(&desk, key, "").await;
            let topics = ticket(&desk, reference).await.topics;
            let of = |axis| {
                let these = topics.iter().filter(|topic| topic.axis == axis).map(|topic| topic.key.0.clone());
                these.collect::<Vec<_>>()
            };
            let (groups, themes) = (of(domain::Axis::Group), of(domain::Axis::Theme));
            desk.app.set_ticket_topics(&lead, reference, &groups, &themes).await.expect("confirmed");
        }
        desk.app.learn_if_due().await.expect("looked");
        let after = ticket(&desk, ask(&desk, 301, "").await).await.topics;
        assert_eq!(after[0].key, before[0].key, "the theme did not flip");
    }
}

#[tokio::test]
async fn a_conflict_of_interest_takes_every_open_question_of_that_organisation_and_no_other() {
    for desk in desks().await {
        let (anna, lead) = (desk.staff(TestDesk::ANNA), desk.staff(TestDesk::LEAD));
        let given_away = ask_from(&desk, 1, "woonzorgvisie", "Gemeente Zutphen", "GM0301").await;
        let typed_otherwise = ask_from(&desk, 2, "woonzorgvisie", "Zutphen (afdeling Wonen)", "GM0301").await;
        let waits = ask_from(&desk, 3, "woonzorgvisie", "Gemeente Zutphen", "GM0301").await;
        let answered = ask_from(&desk, 4, "woonzorgvisie", "Gemeente Zutphen", "GM0301").await;
        let of_another = ask(&desk, 5, "woonzorgvisie").await;
        for reference in [given_away, typed_otherwise, waits, answered, of_another] {
            assert_eq!(ticket(&desk, reference).await.assignee, Some(TestDesk::ANNA));
        }
        desk.app
            .reply_to_ticket(&anna, waits, "Om hoeveel woningen gaat het?", app::Reply::AskBack)
            .await
            .expect("asked back");
        desk.app
            .reply_to_ticket(&anna, answered, "Dat staat in de handreiking.", app::Reply::Answer)
            .await
            .expect("answered");

        desk.app.hand_over_ticket(&anna, given_away, "Belangenconflict").await.expect("handed over");
        for reference in [given_away, typed_otherwise, waits] {
            let now = ticket(&desk, reference).await;
            assert_eq!(now.assignee, Some(TestDesk::CARLA), "{}", now.routing_summary);
        }
        assert_eq!(ticket(&desk, waits).await.status(), TicketStatus::WaitingForAsker);
        let passed = ticket(&desk, answered).await;
        assert_eq!((passed.assignee, passed.status()), (Some(TestDesk::CARLA), TicketStatus::Answered));
        assert_eq!(ticket(&desk, of_another).await.assignee, Some(TestDesk::ANNA));

        // The desk was cut off between the two: a sweep ends it.
        let back = desk.app.list_conflicts(&lead, TestDesk::ANNA).await.expect("a list")[0].organisation;
        desk.app.withdraw_conflict(&lead, TestDesk::ANNA, back).await.expect("withdrawn");
        desk.app.assign_ticket(&lead, typed_otherwise, Some(TestDesk::ANNA), "Zij mag weer").await.expect("given");
        let tx = desk.store.write().await.expect("a transaction");
        store::conflicts::add(&tx, TestDesk::ANNA, back, desk.app.now()).await.expect("noted");
        tx.commit().await.expect("stored");
        assert_eq!(desk.app.apply_absences().await.expect("swept"), 1);
        assert_eq!(ticket(&desk, typed_otherwise).await.assignee, Some(TestDesk::CARLA));
    }
}

async fn ask_as_province(desk: &TestDesk, key: u128, name: &str) -> Reference {
    let mut draft = question_about(key, "woonzorgvisie");
    draft.organisation.kind = Some(domain::OrganisationKind::Province);
    draft.organisation.name = name.to_owned();
    draft.organisation.municipality = None;
    draft.organisation.region = Some("provincie:PV25".to_owned());
    draft.groups = vec![GENERAL.to_owned()];
    let anonymous = Caller::new(domain::Actor::Anonymous, Origin::Web);
    desk.app.submit_question(&anonymous, draft).await.expect("a receipt").reference
}

#[tokio::test]
async fn a_conflict_of_interest_with_a_province_holds_for_every_spelling_and_whoever_says_it() {
    for desk in desks().await {
        let (anna, lead) = (desk.staff(TestDesk::ANNA), desk.staff(TestDesk::LEAD));
        let (first, second) =
            (ask_as_province(&desk, 1, "Provincie Gelderland").await, ask_as_province(&desk, 2, "Gelderland").await);
        for reference in [first, second] {
            desk.app.assign_ticket(&lead, reference, Some(TestDesk::BRAM), "Hij heeft tijd").await.expect("given");
            desk.app.assign_ticket(&lead, reference, Some(TestDesk::ANNA), "Zij weet dit").await.expect("given");
        }
        // A lead says so, in words of their own.
        let why = "Belangenconflict, haar man werkt daar";
        desk.app.assign_ticket(&lead, first, Some(TestDesk::CARLA), why).await.expect("given");
        for reference in [first, second] {
            assert_ne!(ticket(&desk, reference).await.assignee, Some(TestDesk::ANNA));
            assert!(matches!(desk.app.view_ticket(&anna, reference).await, Err(app::Refusal::Hidden)));
        }
        let third = ask_as_province(&desk, 3, "de provincie Gelderland").await;
        assert_ne!(ticket(&desk, third).await.assignee, Some(TestDesk::ANNA));
        let named = desk.app.assign_ticket(&lead, third, Some(TestDesk::ANNA), "Zij weet dit").await;
        assert!(matches!(named, Err(app::Refusal::Complaints(_))), "{named:?}");
        let of_the_municipality = ask(&desk, 4, "woonzorgvisie").await;
        let elsewhere = desk.app.assign_ticket(&lead, of_the_municipality, Some(TestDesk::ANNA), "Zij weet dit").await;
        assert!(
            matches!(elsewhere, Ok(_) | Err(app::Refusal::Conflict(_))),
            "another body in that place: {elsewhere:?}"
        );
    }
}

#[tokio::test]
async fn a_conflict_of_interest_holds_for_every_spelling_hides_the_question_and_can_be_withdrawn() {
    for desk in desks().await {
        let (anna, lead) = (desk.staff(TestDesk::ANNA), desk.staff(TestDesk::LEAD));
        let given_away = ask_from(&desk, 1, "woonzorgvisie", "Gemeente Zutphen", "GM0301").await;
        desk.app.hand_over_ticket(&anna, given_away, "Belangenconflict").await.expect("handed over");
        let hidden = desk.app.view_ticket(&anna, given_away).await;
        assert!(matches!(hidden, Err(app::Refusal::Hidden)), "she knows the theme, and may not read it");
        let listed = desk.app.list_tickets(&anna, &TicketSearch::default(), 10, None).await.expect("a page");
        assert!(listed.items.is_empty(), "nor find it in a list");

        let typed_otherwise = ask_from(&desk, 2, "woonzorgvisie", "Zutphen (afdeling Wonen)", "GM0301").await;
        assert_eq!(ticket(&desk, typed_otherwise).await.assignee, Some(TestDesk::CARLA), "the same municipality");
        let named = desk.app.assign_ticket(&lead, typed_otherwise, Some(TestDesk::ANNA), "Zij weet dit").await;
        let Err(app::Refusal::Complaints(Complaints(complaints))) = named else { panic!("{named:?}") };
        assert_eq!(complaints[0].code, "CONFLICT_OF_INTEREST");
        // Not as a cover either.
        away(&desk, TestDesk::CARLA, "2026-11-24", "2026-12-31", Some(TestDesk::ANNA)).await;
        desk.app.apply_absences().await.expect("swept");
        for reference in [given_away, typed_otherwise] {
            assert_ne!(ticket(&desk, reference).await.assignee, Some(TestDesk::ANNA));
        }
        let conflicts = desk.app.list_conflicts(&lead, TestDesk::ANNA).await.expect("a list");
        assert_eq!(conflicts.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Gemeente Zutphen"]);
        assert!(matches!(desk.app.list_conflicts(&anna, TestDesk::BRAM).await, Err(app::Refusal::Forbidden)));
        let organisation = conflicts[0].organisation;
        desk.app.withdraw_conflict(&lead, TestDesk::ANNA, organisation).await.expect("withdrawn");
        assert!(desk.app.list_conflicts(&lead, TestDesk::ANNA).await.expect("a list").is_empty());
        let again = ask_from(&desk, 3, "woonzorgvisie", "Gemeente Zutphen", "GM0301").await;
        assert_eq!(ticket(&desk, again).await.assignee, Some(TestDesk::ANNA));
    }
}

/// Asks as an organisation of this kind; in no municipality unless one is named.
async fn ask_as(
    desk: &TestDesk,
    key: u128,
    kind: domain::OrganisationKind,
    name: &str,
    municipality: Option<&str>,
) -> Reference {
    let mut draft = question_about(key, "woonzorgvisie");
    draft.organisation = domain::OrganisationDraft {
        kind: Some(kind),
        name: name.to_owned(),
        municipality: municipality.map(str::to_owned),
        region: None,
    };
    draft.groups = vec![GENERAL.to_owned()];
    let anonymous = Caller::new(domain::Actor::Anonymous, Origin::Web);
    desk.app.submit_question(&anonymous, draft).await.expect("a receipt").reference
}

/// May Anna have this question? By a lead, in her lists, and by the desk itself.
async fn anna_may_have(desk: &TestDesk, reference: Reference) -> bool {
    let (anna, lead) = (desk.staff(TestDesk::ANNA), desk.staff(TestDesk::LEAD));
    let assigned = ticket(desk, reference).await.assignee == Some(TestDesk::ANNA);
    let reads = desk.app.view_ticket(&anna, reference).await.is_ok();
    let given = desk.app.assign_ticket(&lead, reference, Some(TestDesk::ANNA), "Zij weet dit").await;
    let may = match given {
        Ok(_) | Err(app::Refusal::Conflict(_)) => true,
        Err(app::Refusal::Complaints(Complaints(complaints))) => {
            assert_eq!(complaints[0].code, "CONFLICT_OF_INTEREST");
            false
        }
        Err(other) => panic!("{other:?}"),
    };
    assert_eq!(reads, may, "what she may not get she may not read");
    assert!(may || !assigned, "the desk gave it to her");
    may
}

#[tokio::test]
async fn a_conflict_of_interest_holds_for_what_a_municipality_was_before_a_merger_and_for_what_it_becomes() {
    const WIJDEMEREN: &str = "GM1696";
    const HILVERSUM: &str = "GM0402";
    let names = [("Gemeente Wijdemeren", WIJDEMEREN), ("Gemeente Hilversum", HILVERSUM)];
    for (said, asks) in [(0, 1), (1, 0)] {
        for desk in desks().await {
            println!("on {}, {}", desk.store.name(), names[said].0);
            let (anna, lead) = (desk.staff(TestDesk::ANNA), desk.staff(TestDesk::LEAD));
            let first = ask_from(&desk, 1, "woonzorgvisie", names[said].0, names[said].1).await;
            let held = ask_from(&desk, 2, "woonzorgvisie", names[asks].0, names[asks].1).await;
            let other = ask_from(&desk, 3, "woonzorgvisie", "Gemeente Gooise Meren", "GM1942").await;
            for reference in [first, held, other] {
                desk.app.assign_ticket(&lead, reference, Some(TestDesk::ANNA), "Zij weet dit").await.ok();
            }
            desk.app.hand_over_ticket(&anna, first, "Belangenconflict").await.expect("handed over");
            assert_ne!(ticket(&desk, held).await.assignee, Some(TestDesk::ANNA), "what she had left her");
            let later = ask_from(&desk, 4, "woonzorgvisie", names[asks].0, names[asks].1).await;
            for reference in [first, held, later] {
                assert!(!anna_may_have(&desk, reference).await, "{reference}");
            }
            assert!(anna_may_have(&desk, other).await, "a neighbour is another body");
            let conflict = desk.app.list_conflicts(&lead, TestDesk::ANNA).await.expect("a list")[0].organisation;
            desk.app.withdraw_conflict(&lead, TestDesk::ANNA, conflict).await.expect("withdrawn");
            assert!(anna_may_have(&desk, later).await, "withdrawn for both");
        }
    }
}

#[tokio::test]
async fn a_conflict_of_interest_holds_for_the_same_body_under_another_kind_and_for_no_other_of_that_name() {
    use domain::OrganisationKind::{CarePartner, HousingCorporation, Municipality, SocietalOrganisation};
    for desk in desks().await {
        println!("on {}", desk.store.name());
        let (anna, lead) = (desk.staff(TestDesk::ANNA), desk.staff(TestDesk::LEAD));
        for (number, (kind, name, place)) in [
            (Municipality, "Gemeente Utrecht", Some("GM0344")),
            (Municipality, "Gemeente Bergen", Some("GM0373")),
            (HousingCorporation, "Stichting Talis", Some("GM0268")),
            (CarePartner, "Leger des Heils", None),
        ]
        .into_iter()
        .enumerate()
        {
            let reference = ask_as(&desk, 1 + number as u128, kind, name, place).await;
            desk.app.assign_ticket(&lead, reference, Some(TestDesk::ANNA), "Zij weet dit").await.ok();
            desk.app.hand_over_ticket(&anna, reference, "Belangenconflict").await.expect("handed over");
        }
        for (number, (kind, name, place)) in [
            (SocietalOrganisation, "gemeente Utrecht", Some("GM0344")),
            (CarePartner, "Gemeente Utrecht, afdeling Wonen", Some("GM0344")),
            (CarePartner, "Utrecht", Some("GM0344")),
            (SocietalOrganisation, "Gemeente Utrecht", None),
            (CarePartner, "Stichting Talis", Some("GM0268")),
            (SocietalOrganisation, "Leger des Heils", None),
        ]
        .into_iter()
        .enumerate()
        {
            let reference = ask_as(&desk, 21 + number as u128, kind, name, place).await;
            assert!(!anna_may_have(&desk, reference).await, "{name} as {kind:?}");
        }
        for (number, (kind, name, place)) in [
            (domain::OrganisationKind::Province, "Provincie Utrecht", None),
            (domain::OrganisationKind::Province, "Provincie Utrecht", Some("GM0344")),
            (Municipality, "Gemeente Bergen", Some("GM0893")),
            (HousingCorporation, "Mitros", Some("GM0344")),
            (HousingCorporation, "Stichting Talis", Some("GM0344")),
            (SocietalOrganisation, "Leger des Heils", Some("GM0344")),
        ]
        .into_iter()
        .enumerate()
        {
            let reference = ask_as(&desk, 41 + number as u128, kind, name, place).await;
            assert!(anna_may_have(&desk, reference).await, "{name} as {kind:?}");
        }
    }
}

#[tokio::test]
async fn an_answered_question_leaves_who_has_a_conflict_of_interest_and_stays_answered() {
    for desk in desks().await {
        let (anna, lead) = (desk.staff(TestDesk::ANNA), desk.staff(TestDesk::LEAD));
        let first = ask_from(&desk, 1, "woonzorgvisie", "Gemeente Zutphen", "GM0301").await;
        let (answered, closed) = (
            ask_from(&desk, 2, "woonzorgvisie", "Zutphen", "GM0301").await,
            ask_from(&desk, 3, "woonzorgvisie", "Gemeente Zutphen", "GM0301").await,
        );
        for reference in [answered, closed] {
            desk.app
                .reply_to_ticket(&anna, reference, "Dat staat in de handreiking.", app::Reply::Answer)
                .await
                .expect("answered");
        }
        desk.app.close_ticket(&anna, closed).await.expect("closed");
        let load = async || {
            let (loads, _) = store::experts::loads(&*desk.store).await.expect("loads");
            loads.iter().map(|load| load.open_minutes).sum::<i32>()
        };
        let before = load().await;
        desk.app.hand_over_ticket(&anna, first, "Belangenconflict").await.expect("handed over");
        let passed = ticket(&desk, answered).await;
        assert_eq!((passed.assignee, passed.status()), (Some(TestDesk::CARLA), TicketStatus::Answered));
        assert_eq!(passed.standing.choose_before(), None);
        assert_eq!(load().await, before, "an answered question is no work");
        assert_eq!(ticket(&desk, closed).await.assignee, Some(TestDesk::ANNA), "who closed it closed it");
        assert_eq!(desk.app.apply_absences().await.expect("swept"), 0, "and once");
        // Nobody else may have it: then it is with nobody, until its asker writes.
        away(&desk, TestDesk::CARLA, "2026-11-24", "2026-12-31", None).await;
        away(&desk, TestDesk::BRAM, "2026-11-24", "2026-12-31", None).await;
        let other = ask_from(&desk, 4, "woonzorgvisie", "Gemeente Arnhem", "GM0202").await;
        desk.app.assign_ticket(&lead, other, Some(TestDesk::ANNA), "Zij weet dit").await.ok();
        desk.app
            .reply_to_ticket(&anna, other, "Dat staat in de handreiking.", app::Reply::Answer)
            .await
            .expect("answered");
        let tx = desk.store.write().await.expect("a transaction");
        let organisation = ticket(&desk, other).await.organisation;
        store::conflicts::add(&tx, TestDesk::ANNA, organisation, desk.app.now()).await.expect("noted");
        tx.commit().await.expect("stored");
        desk.app.apply_absences().await.expect("swept");
        let left = ticket(&desk, other).await;
        assert_eq!((left.assignee, left.status(), left.standing.choose_before()), (None, TicketStatus::Answered, None));
        let asker = Caller::new(domain::Actor::Asker(other.ticket), Origin::Web);
        desk.app.react_as_asker(&asker, other, "En hoe zit het met de huur?").await.expect("taken");
        let again = ticket(&desk, other).await;
        assert!(again.status().is_open() && again.assignee != Some(TestDesk::ANNA), "{again:?}");
    }
}
