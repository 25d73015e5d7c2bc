//! Registers of the government say whose a domain is: colleagues find what was asked from day one, and what people decided stays.

use app::{Caller, DomainImport, DomainsReport, ReadRegister, Refusal, read_register};
use domain::{Actor, EventKind, OrganisationId, OrganisationKind, Origin};
use testkit::{TestDesk, desks, question_about};

/// A register of the structure that is published, with names that nobody has.
fn register(bodies: &[(&str, &str, &str, &[&str])]) -> ReadRegister {
    let mut text = String::from("<p:RegisterInternetdomeinenOverheid xmlns:p=\"urn:x\">");
    for (name, kind, identifier, domains) in bodies {
        let domains: String = domains
            .iter()
            .map(|domain| format!("<p:domeinnaamregistratie><p:naam>{domain}</p:naam></p:domeinnaamregistratie>"))
            .collect();
        text.push_str(&format!(
            "<p:organisatie p:resourceIdentifierTOOI=\"https://register.example/id/{identifier}\"><p:naam>{name}</p:naam>\
             <p:types><p:type>{kind}</p:type></p:types><p:domeinnaamregistraties>{domains}</p:domeinnaamregistraties>\
             </p:organisatie>"
        ));
    }
    text.push_str("</p:RegisterInternetdomeinenOverheid>");
    read_register(text.as_bytes(), "2026-11-24".parse().expect("a day")).expect("a register")
}

fn operator() -> Caller {
    Caller::system(Origin::Cli)
}

async fn import(desk: &TestDesk, read: &ReadRegister) -> DomainsReport {
    desk.app.import_domains(&operator(), read, DomainImport::default()).await.expect("imported")
}

async fn domains(desk: &TestDesk) -> Vec<(String, OrganisationId)> {
    let administrator = desk.staff(TestDesk::ADMINISTRATOR);
    let all = desk.app.list_domains(&administrator).await.expect("a list");
    all.into_iter().map(|one| (one.domain, one.organisation)).collect()
}

async fn names(desk: &TestDesk) -> Vec<String> {
    domains(desk).await.into_iter().map(|(domain, _)| domain).collect()
}

async fn ask(desk: &TestDesk, key: u128, kind: OrganisationKind, name: &str) {
    let mut draft = question_about(key, "woonzorgvisie");
    (draft.organisation.kind, draft.organisation.name) = (Some(kind), name.to_owned());
    draft.organisation.municipality = None;
    let nobody = Caller::new(Actor::Anonymous, Origin::Web);
    desk.app.submit_question(&nobody, draft).await.expect("taken");
}

const ARNHEM: (&str, &str, &str, &[&str]) =
    ("Gemeente Arnhem", "Gemeente", "gemeente/gm0202", &["arnhem.example", "shared.example"]);

#[tokio::test]
async fn colleagues_find_what_was_asked_whatever_the_municipality_was_called_and_a_dry_run_changes_nothing() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        for (key, name) in [(1, "arnhem"), (2, "Gemeente Arnhem")] {
            ask(&desk, key, OrganisationKind::Municipality, name).await;
        }
        ask(&desk, 3, OrganisationKind::Municipality, "Nijmegen").await;
        let read = register(&[
            ARNHEM,
            ("Provincie Gelderland", "Provincie", "provincie/pv25", &["gelderland.example", "shared.example"]),
            ("Gemeente Nergens", "Gemeente", "gemeente/gm9999", &["nergens.example"]),
            ("Omroep", "Organisatie met overheidsbemoeienis", "oorg/1", &["omroep.example"]),
            ("Ministerie van Zaken", "Ministerie", "ministerie/mnre1", &["zaken.example", "gmail.com", "geen domein"]),
        ]);
        let dry = DomainImport { dry_run: true, ..DomainImport::default() };
        let foreseen = desk.app.import_domains(&operator(), &read, dry).await.expect("foreseen");
        assert!(names(&desk).await.is_empty());
        let report = import(&desk, &read).await;
        assert_eq!(report, DomainsReport { stored: true, ..foreseen }, "it was foreseen");
        assert_eq!((report.organisations, report.of_other_kinds, report.unfit), (3, 1, 2));
        assert_eq!(
            (report.added, report.shared, report.unknown),
            (3, vec!["shared.example".to_owned()], vec!["Gemeente Nergens".to_owned()])
        );
        assert_eq!(names(&desk).await, ["arnhem.example", "gelderland.example", "zaken.example"]);
        desk.organisation_link_asked_for("iemand@arnhem.example").await;
        let letters = desk.app.lease_letters(100).await.expect("letters");
        let link = letters.iter().find(|job| job.letter.to_email == "iemand@arnhem.example").expect("a letter");
        let secret = link.letter.body.split("/organisatie/").nth(1).and_then(|rest| rest.split_whitespace().next());
        let questions = desk.app.open_organisation_link(secret.expect("a link")).await.expect("it opens");
        let mut from: Vec<&str> = questions.iter().map(|question| question.organisation.as_str()).collect();
        from.sort_unstable();
        assert_eq!(from, ["Gemeente Arnhem", "arnhem"], "each spelling, and no other municipality");
        let again = import(&desk, &read).await;
        assert_eq!((again.added, again.kept, again.removed.len()), (0, 3, 0));
        let kind = Some(EventKind::DomainsImported);
        let filter = app::LogFilter { kind, ..app::LogFilter::default() };
        assert_eq!(store::events::log(&*desk.store, &filter, None, 9).await.expect("lines").len(), 2);
    }
}

#[tokio::test]
async fn what_a_person_took_back_stays_away_and_what_a_person_confirmed_stays_when_the_register_forgets_it() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        let administrator = desk.staff(TestDesk::ADMINISTRATOR);
        let many: Vec<String> = (0..30).map(|number| format!("wijk{number}.example")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let all = register(&[("Gemeente Arnhem", "Gemeente", "gemeente/gm0202", &many)]);
        import(&desk, &all).await;
        let (_, arnhem) = domains(&desk).await[0].clone();
        desk.app.withdraw_domain(&administrator, "wijk3.example", arnhem).await.expect("withdrawn");
        desk.app.confirm_domain(&administrator, "wijk4.example", arnhem).await.expect("confirmed by a person too");
        let report = import(&desk, &all).await;
        assert_eq!((report.added, report.withdrawn), (0, vec!["wijk3.example".to_owned()]));
        assert!(!names(&desk).await.contains(&"wijk3.example".to_owned()));
        // The register forgets two of them: one of those a person confirmed.
        let fewer: Vec<&str> =
            many.iter().copied().filter(|name| !["wijk4.example", "wijk5.example"].contains(name)).collect();
        let report = import(&desk, &register(&[("Gemeente Arnhem", "Gemeente", "gemeente/gm0202", &fewer)])).await;
        assert_eq!(report.removed, ["wijk5.example"]);
        assert!(names(&desk).await.contains(&"wijk4.example".to_owned()));
        // Half a file is not believed.
        let half = register(&[("Gemeente Arnhem", "Gemeente", "gemeente/gm0202", &many[..5])]);
        let refused = desk.app.import_domains(&operator(), &half, DomainImport::default()).await;
        let Err(Refusal::Complaints(complaints)) = refused else { panic!("{refused:?}") };
        assert_eq!(complaints.0[0].code, "DROPS");
        assert_eq!(names(&desk).await.len(), 28);
        let meant = DomainImport { allow_drop: true, ..DomainImport::default() };
        desk.app.import_domains(&operator(), &half, meant).await.expect("meant");
        assert_eq!(names(&desk).await.len(), 4, "without what was taken back");
        // A person confirms what a person took back.
        desk.app.confirm_domain(&administrator, "wijk3.example", arnhem).await.expect("confirmed");
        desk.app.withdraw_domain(&administrator, "wijk3.example", arnhem).await.expect("withdrawn");
        desk.app.confirm_domain(&administrator, "wijk3.example", arnhem).await.expect("confirmed again");
        assert!(import(&desk, &half).await.withdrawn.is_empty());
        for who in [desk.staff(TestDesk::LEAD), administrator] {
            let refused = desk.app.import_domains(&who, &half, DomainImport::default()).await;
            assert!(matches!(refused, Err(Refusal::Forbidden)), "{refused:?}");
        }
    }
}
