//! Conflicts of interest: whom they hold for, whatever the spelling, before and after a merger.

use super::*;

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
        ..domain::OrganisationDraft::default()
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
        desk.app.close_ticket(&anna, closed, app::Closing::default()).await.expect("closed");
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
        let organisation = ticket(&desk, other).await.organisation;
        let tx = desk.store.write().await.expect("a transaction");
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
