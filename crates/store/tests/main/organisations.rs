use crate::given::{self, uuid, write};
use domain::{MunicipalityCode, Organisation, OrganisationId, OrganisationKind, OrganisationName, RegionRef};
use sea_orm::ConnectionTrait;
use store::organisations::Telling;
use store::tickets::NewTicket;
use store::{Store, conflicts, organisation_domains, organisations};
use testkit::database::on_both;

fn name(name: &str) -> OrganisationName {
    OrganisationName {
        kind: OrganisationKind::HousingCorporation,
        name: name.to_owned(),
        municipality: None,
        region: None,
    }
}

async fn learn(store: &Store, number: u128, name: &OrganisationName) -> OrganisationId {
    let id = OrganisationId(uuid(number));
    write(store, async |tx| organisations::learn(tx, id, name).await.unwrap()).await
}

async fn found(store: &Store, text: &str) -> Vec<String> {
    let found = organisations::search(store, text, None, Telling::All, 10).await.unwrap();
    found.into_iter().map(|organisation| organisation.name).collect()
}

#[tokio::test]
async fn the_same_name_in_the_same_place_is_the_same_organisation() {
    on_both(async |store| {
        let utrecht = || Some(MunicipalityCode("GM0344".to_owned()));
        let first = learn(store, 1, &OrganisationName { municipality: utrecht(), ..name("De Búren") }).await;
        assert_eq!(first, OrganisationId(uuid(1)));
        let again = learn(store, 2, &OrganisationName { municipality: utrecht(), ..name(" de  buren") }).await;
        assert_eq!(again, first);
        for (number, different) in [
            (3, name("De Buren")),
            (4, OrganisationName { municipality: Some(MunicipalityCode("GM0518".to_owned())), ..name("De Buren") }),
            (5, OrganisationName { region: Some(RegionRef::new("provincie", "PV26")), ..name("De Buren") }),
            (6, OrganisationName { kind: OrganisationKind::CarePartner, ..name("De Buren") }),
        ] {
            assert_eq!(learn(store, number, &different).await, OrganisationId(uuid(number)));
        }
        let kept = organisations::search(store, "de buren", None, Telling::All, 1).await.unwrap();
        assert_eq!(kept.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn many_who_name_a_new_organisation_at_once_learn_one() {
    on_both(async |store| {
        let mut running = tokio::task::JoinSet::new();
        for number in 1..=8 {
            let store: Store = store.clone();
            running.spawn(async move { learn(&store, number, &name("Woonzorg")).await });
        }
        let mut ids = running.join_all().await;
        ids.dedup();
        assert_eq!(ids.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn organisations_are_found_by_the_beginning_of_a_word() {
    on_both(async |store| {
        let region = Some(RegionRef::new("provincie", "PV26"));
        let known = OrganisationName { region: region.clone(), ..name("Stichting Wonen_in 50%") };
        learn(store, 1, &known).await;
        learn(store, 2, &name("Woongroep")).await;
        learn(store, 3, &name("Beter Wonen")).await;
        assert_eq!(found(store, "wo").await, ["Beter Wonen", "Stichting Wonen_in 50%", "Woongroep"]);
        assert_eq!(found(store, "stich").await, ["Stichting Wonen_in 50%"]);
        assert_eq!(found(store, "onen").await, Vec::<String>::new());
        assert_eq!(found(store, "%").await, Vec::<String>::new());
        assert_eq!(found(store, "w_n").await, Vec::<String>::new());
        assert_eq!(found(store, "\\").await, Vec::<String>::new());
        let of_kind =
            organisations::search(store, "stich", Some(OrganisationKind::Province), Telling::All, 10).await.unwrap();
        assert_eq!(of_kind, []);
        let corporation = Some(OrganisationKind::HousingCorporation);
        let expected = Organisation {
            id: OrganisationId(uuid(1)),
            kind: OrganisationKind::HousingCorporation,
            name: "Stichting Wonen_in 50%".to_owned(),
            municipality: None,
            region,
        };
        assert_eq!(organisations::search(store, "stich", corporation, Telling::All, 10).await.unwrap(), [expected]);
    })
    .await;
}

#[tokio::test]
async fn organisations_folded_by_an_older_version_become_one_with_everything_they_had() {
    for store in testkit::database::stores().await {
        println!("on {}", store.name());
        given::desk(&store).await;
        let anna = given::expert(1);
        let now = given::monday();
        let first = learn(&store, 0x101, &name("Zorg Sm\u{ed}t")).await;
        // As versions before stored them: an accent that stood apart made a gap, and a stroke was not seen through.
        let second = learn(&store, 0x102, &name("Zorg Smi t")).await;
        let alone = learn(&store, 0x103, &name("ooooo")).await;
        let raw = testkit::database::direct(store.url()).await.unwrap();
        for sql in [
            "UPDATE organisations SET name = 'Zorg Smi\u{301}t' WHERE folded = 'zorg smi t'",
            "UPDATE organisations SET name = '\u{d8}rsted', folded = '\u{f8}rsted' WHERE folded = 'ooooo'",
        ] {
            raw.execute_unprepared(sql).await.unwrap();
        }
        raw.close().await.unwrap();
        let asked = given::stored(&store, &NewTicket { organisation: second, ..given::question(1) }).await;
        write(&store, async |tx| {
            organisation_domains::confirm(tx, "smit.example", second, anna, now).await.unwrap();
            organisation_domains::confirm(tx, "smit.example", first, anna, now).await.unwrap();
            conflicts::add(tx, anna, second, now).await.unwrap();
            assert_eq!(organisations::refold(tx).await.unwrap(), 2);
            assert_eq!(organisations::refold(tx).await.unwrap(), 0, "the second time there is nothing to do");
        })
        .await;
        assert_eq!(found(&store, "zorg").await, ["Zorg Sm\u{ed}t"]);
        assert_eq!(learn(&store, 0x109, &name("Zorg Smi\u{301}t")).await, first);
        assert_eq!(learn(&store, 0x10a, &name("Orsted")).await, alone);
        assert_eq!(given::read(&store, asked.id).await.organisation, first);
        assert_eq!(conflicts::of(&*store, first).await.unwrap(), [anna]);
        assert_eq!(organisation_domains::all(&*store).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn another_name_of_an_organisation_stays_one_when_names_are_folded_anew() {
    for store in testkit::database::stores().await {
        println!("on {}", store.name());
        given::desk(&store).await;
        let stays = learn(&store, 0x101, &name("Portaal")).await;
        let gone = learn(&store, 0x102, &name("Portaal Wonen")).await;
        write(&store, async |tx| store::organisations_merged::merge(tx, gone, stays).await.unwrap()).await;
        assert_eq!(learn(&store, 0x103, &name("portaal wonen")).await, stays);
        let raw = testkit::database::direct(store.url()).await.unwrap();
        raw.execute_unprepared("UPDATE organisations SET folded = 'x' WHERE name = 'Portaal Wonen'").await.unwrap();
        write(&store, async |tx| assert_eq!(organisations::refold(tx).await.unwrap(), 1)).await;
        assert_eq!(learn(&store, 0x104, &name("Portaal Wonen")).await, stays);
        // Its own name may come to be folded as that other name is.
        let renamed = "UPDATE organisations SET name = 'PORTAAL  WONEN', folded = 'y' WHERE folded = 'portaal'";
        raw.execute_unprepared(renamed).await.unwrap();
        raw.close().await.unwrap();
        write(&store, async |tx| assert_eq!(organisations::refold(tx).await.unwrap(), 1)).await;
        assert_eq!(learn(&store, 0x105, &name("Portaal Wonen")).await, stays);
        let known = store::organisations_kept::find(&*store, stays).await.unwrap().unwrap();
        assert_eq!(known.organisation.name, "PORTAAL  WONEN");
    }
}
