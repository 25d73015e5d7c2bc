//! What the desk learns from corrections, when it does not, and how a gate is measured.

use super::*;
use app::BackTo;

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
        desk.app.go_back_to_model(&lead, Some(BackTo::Beginning)).await.expect("back");
        let back = desk.app.view_learning(&lead).await.expect("a view");
        assert_eq!((back.version.as_str(), back.rules.learns), (before.version.as_str(), false));
        desk.app.go_back_to_model(&lead, Some(BackTo::Model(after.models[0].id))).await.expect("forth");
        assert_eq!(desk.app.view_learning(&lead).await.expect("a view").version, after.version);
        assert_eq!(desk.app.learn_if_due().await.expect("looked"), 0, "the desk learns no further by itself");
    }
}

#[tokio::test]
async fn what_a_text_seems_to_be_about_is_proposed_to_whoever_writes_it() {
    for desk in desks().await {
        let anonymous = Caller::new(domain::Actor::Anonymous, Origin::Web);
        let text = "De omwonenden zijn boos over de komst van dertig statushouders. Hoe voeren wij het gesprek?";
        let proposed = desk.app.propose_topics(&anonymous, "Onrust in de buurt", text).await.expect("proposals");
        let keys: Vec<&str> = proposed.iter().map(|topic| topic.key.as_str()).collect();
        assert!(keys.contains(&"draagvlak") && keys.contains(&"statushouders"), "{keys:?}");
        assert!(keys.len() <= 6 && !keys.contains(&GENERAL), "{keys:?}");
        let nothing = desk.app.propose_topics(&anonymous, "", "Wachtwoord vergeten, ik kan niet inloggen.").await;
        assert!(nothing.expect("proposals").is_empty(), "what is not for this desk has no topics");
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
async fn a_desk_that_learned_opens_without_its_model_and_meanwhile_the_one_of_before_answers() {
    for mut desk in desks().await {
        let lead = desk.staff(TestDesk::LEAD);
        let slow = desk.app.clone();
        ask(&desk, 100, "").await;
        let by_itself = slow.picture().classifier.version();
        for key in 1..=10 {
            let reference = ask(&desk, key, "").await;
            let (groups, themes) = (["arbeidsmigranten".to_owned()], ["draagvlak".to_owned()]);
            desk.app.set_ticket_topics(&lead, reference, &groups, &themes).await.expect("corrected");
        }
        // Another server learns.
        desk.reopen(|_| ()).await;
        assert_eq!(desk.app.learn_if_due().await.expect("learned"), 1);
        let learned = desk.app.picture().classifier.version();
        assert_ne!(learned, by_itself);
        // A transaction that finds this out does not wait until the model is fitted.
        slow.route_waiting().await.expect("swept");
        assert_eq!(slow.picture().versions, desk.app.picture().versions);
        assert_eq!(slow.picture().classifier.version(), by_itself, "what is there answers");
        slow.refresh().await.expect("refreshed");
        assert_eq!(slow.picture().classifier.version(), by_itself, "nor whoever looks whether anybody left");
        slow.use_newest_model().await.expect("fitted");
        assert_eq!(slow.picture().classifier.version(), learned);

        desk.reopen(|_| ()).await;
        assert_eq!(desk.app.picture().classifier.version(), learned, "known by name");
        desk.app.health().await;
        assert!(!desk.app.picture().classifier.is_made(), "nobody asked it anything");
        let reference = ask(&desk, 11, "").await;
        assert_eq!(ticket(&desk, reference).await.topics[0].key, TopicKey::from("draagvlak"));
        assert!(desk.app.picture().classifier.is_made());
    }
}
