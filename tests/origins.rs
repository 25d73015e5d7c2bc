//! Where a question comes from is corrected, and the desk looks again who should have it.

use crate::client::{Client, SUBMIT, listening, question};
use app::{Refusal, TicketSearch};
use domain::{EventKind, OrganisationDraft, OrganisationKind, Place, Reference};
use testkit::{TestDesk, desks};

async fn asked(client: &Client, key: u128) -> Reference {
    let receipt = client.ask(None, SUBMIT, question(key)).await["submitQuestion"]["receipt"].clone();
    receipt["reference"].as_str().and_then(|text| text.parse().ok()).expect("a reference")
}

fn from(kind: OrganisationKind, name: &str, municipality: Option<&str>) -> OrganisationDraft {
    let municipality = municipality.map(str::to_owned);
    OrganisationDraft {
        kind: Some(kind),
        name: name.to_owned(),
        municipality,
        region: None,
        ..OrganisationDraft::default()
    }
}

#[tokio::test]
async fn place_organisation_and_language_are_corrected_and_found_and_counted_so_from_then_on() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        let client = listening(&desk).await;
        let reference = asked(&client, 1).await;
        let (anna, lead, app) = (desk.staff(TestDesk::ANNA), desk.staff(TestDesk::LEAD), &desk.app);
        let zutphen = from(OrganisationKind::Municipality, "Gemeente Zutphen", Some("GM0301"));
        let corrected = app.correct_origin(&anna, reference, &zutphen, "nl").await.expect("corrected");
        assert_eq!(corrected.organisation_name, "Gemeente Zutphen");
        assert!(matches!(&corrected.place, Place::Municipality(code) if code.0 == "GM0301"), "{:?}", corrected.place);
        assert_eq!(corrected.assignee, Some(TestDesk::ANNA));
        assert!(corrected.routing_summary.starts_with("Blijft bij Anna"), "{}", corrected.routing_summary);
        let view = app.view_ticket(&lead, reference).await.expect("a view");
        assert!(view.events.iter().any(|event| event.kind() == Some(EventKind::OriginCorrected)));
        app.index_texts().await.expect("findable");
        for (region, there) in [("GM0301", 1), ("GM0202", 0)] {
            let search = TicketSearch { region: Some(region.to_owned()), ..TicketSearch::default() };
            assert_eq!(
                app.list_tickets(&lead, &search, 10, None).await.expect("a list").items.len(),
                there,
                "{region}"
            );
        }
        let again = app.correct_origin(&anna, reference, &zutphen, "nl").await;
        assert!(matches!(again, Err(Refusal::Conflict(_))), "{again:?}");
        let english = app.correct_origin(&anna, reference, &zutphen, "en").await.expect("corrected");
        assert_eq!(english.language, "en");
        let nowhere = from(OrganisationKind::Municipality, "", Some("GM9999"));
        let Err(Refusal::Complaints(all)) = app.correct_origin(&anna, reference, &nowhere, "fr").await else {
            panic!("it is taken")
        };
        let paths: Vec<String> = all.0.iter().map(|one| one.path.join(".")).collect();
        assert_eq!(paths, ["organisation.name", "organisation.municipality", "language"]);
        assert_eq!(all.0[0].message, "Vul de naam van de organisatie in.", "it is not theirs");
    }
}

#[tokio::test]
async fn an_expert_who_should_not_answer_the_organisation_of_now_loses_the_question() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let other = asked(&client, 1).await;
        let (lead, app) = (desk.staff(TestDesk::LEAD), &desk.app);
        let zutphen = from(OrganisationKind::Municipality, "Gemeente Zutphen", Some("GM0301"));
        let corrected = app.correct_origin(&lead, other, &zutphen, "nl").await.expect("corrected");
        app.hand_over_ticket(&desk.staff(TestDesk::ANNA), other, "Belangenconflict").await.expect("handed over");
        let reference = asked(&client, 2).await;
        let before = app.read_ticket(&lead, reference).await.expect("a ticket");
        assert_eq!((before.assignee, corrected.assignee), (Some(TestDesk::ANNA), Some(TestDesk::ANNA)));
        let now = app.correct_origin(&lead, reference, &zutphen, "nl").await.expect("corrected");
        assert_eq!(now.assignee, Some(TestDesk::CARLA), "{}", now.routing_summary);
    }
}
