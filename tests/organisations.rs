//! Organisations are known or typed: what strangers are told, and what an administrator makes of names.

use crate::client::{Client, listening};
use app::{Bucket, Caller, KnownNames, Measure, Refusal, TicketSearch, TrendsBy, TrendsQuery};
use domain::{Actor, ContactDraft, OrganisationDraft, OrganisationId, OrganisationKind, Origin, Reference};
use proptest::prelude::*;
use sea_orm::{ConnectionTrait, Statement};
use std::collections::BTreeSet;
use testkit::database::sqlite;
use testkit::{TestDesk, desks, question_about};

async fn ask(desk: &TestDesk, key: u128, kind: OrganisationKind, name: &str) -> Reference {
    let mut draft = question_about(key, "woonzorgvisie");
    (draft.organisation.kind, draft.organisation.name) = (Some(kind), name.to_owned());
    draft.organisation.municipality = None;
    draft.organisation.places = Some(vec!["GM0202".to_owned()]);
    let nobody = Caller::new(Actor::Anonymous, Origin::Web);
    desk.app.submit_question(&nobody, draft).await.expect("it is taken").reference
}

async fn id_of(desk: &TestDesk, name: &str) -> OrganisationId {
    let found = desk.app.list_organisations(&desk.staff(TestDesk::ADMINISTRATOR), name, KnownNames::All, None).await;
    let found = found.expect("a list").organisations;
    found.iter().find(|one| one.organisation.name == name).expect("it is there").organisation.id
}

/// Names of people and of organisations, as they are typed.
const NAMES: [&str; 6] =
    ["Piet Jansen", "Stichting De Linde", "Wonen Oost", "J. de Vries, Dorpsstraat 1", "Lindenhof", "Oost West Wonen"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn strangers_are_never_told_a_name_that_somebody_typed_and_nobody_confirmed(
        acts in prop::collection::vec((0..NAMES.len(), 0..4_u8, 0..2_usize), 1..14)
    ) {
        let running = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        running.expect("it runs").block_on(async {
            let desk = TestDesk::on(sqlite().await).await;
            let administrator = desk.staff(TestDesk::ADMINISTRATOR);
            let nobody = Caller::new(Actor::Anonymous, Origin::Web);
            let kinds = [OrganisationKind::HousingCorporation, OrganisationKind::SocietalOrganisation];
            let mut confirmed: BTreeSet<String> = BTreeSet::new();
            for (key, (at, act, kind)) in acts.iter().enumerate() {
                let name = NAMES[*at];
                ask(&desk, key as u128, kinds[*kind], name).await;
                let found = desk.app.list_organisations(&administrator, name, KnownNames::All, None).await.expect("a list");
                let Some(known) = found.organisations.first() else { continue };
                let id = known.organisation.id;
                match act {
                    0 => {
                        desk.app.confirm_organisation(&administrator, id).await.expect("confirmed");
                        confirmed.insert(known.organisation.name.clone());
                    }
                    1 => {
                        let domain = format!("d{key}.example");
                        desk.app.confirm_domain(&administrator, &domain, id).await.expect("confirmed");
                        desk.app.withdraw_domain(&administrator, &domain, id).await.expect("withdrawn");
                    }
                    _ => {}
                }
                for text in ["p", "st", "wonen", "oost", "j", "linde", name] {
                    for told in desk.app.find_organisations(&nobody, text, None, 50).await.expect("told") {
                        let typed = NAMES.contains(&told.name.as_str());
                        assert!(!typed || confirmed.contains(&told.name), "{} is told for {text}", told.name);
                    }
                }
            }
        });
    }
}

#[tokio::test]
async fn only_administrators_keep_organisations() {
    for desk in desks().await {
        ask(&desk, 1, OrganisationKind::HousingCorporation, "Wonen Oost").await;
        let id = id_of(&desk, "Wonen Oost").await;
        for who in [TestDesk::ANNA, TestDesk::LEAD] {
            let (app, caller) = (&desk.app, desk.staff(who));
            let refused = [
                app.list_organisations(&caller, "", KnownNames::All, None).await.map(|_| ()),
                app.read_organisation(&caller, id).await.map(|_| ()),
                app.confirm_organisation(&caller, id).await,
                app.rename_organisation(&caller, id, "Wonen West", &[]).await,
                app.preview_merge(&caller, id, id).await.map(|_| ()),
                app.merge_organisations(&caller, id, id).await,
            ];
            for outcome in refused {
                assert!(matches!(outcome, Err(Refusal::Forbidden)), "{outcome:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_confirmed_organisation_is_suggested_and_a_corrected_name_is_found() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        let (administrator, app) = (desk.staff(TestDesk::ADMINISTRATOR), &desk.app);
        let reference = ask(&desk, 1, OrganisationKind::HousingCorporation, "Wonen Oots").await;
        ask(&desk, 2, OrganisationKind::HousingCorporation, "Wonen Zuid").await;
        app.index_texts().await.expect("indexed");
        let id = id_of(&desk, "Wonen Oots").await;
        app.rename_organisation(&administrator, id, "Wonen Oost", &["Arnhem".to_owned()]).await.expect("renamed");
        let known = app.read_organisation(&administrator, id).await.expect("known");
        assert_eq!(known.organisation.municipality.as_ref().expect("a place").0, "GM0202");
        assert_eq!((known.questions, known.is_confirmed), (1, false));
        let found = async |text: &str| {
            let filter = TicketSearch { text: Some(text.to_owned()), ..TicketSearch::default() };
            let items = app.list_tickets(&administrator_reads(&desk), &filter, 9, None).await.expect("a list").items;
            items.iter().any(|(_, ticket)| ticket.reference == reference)
        };
        app.index_texts().await.expect("indexed");
        assert!(found("oost").await && !found("oots").await, "by its name of now");
        let taken = app.rename_organisation(&administrator, id, "wonen zuid", &[]).await;
        let Err(Refusal::Complaints(all)) = taken else { panic!("{taken:?}") };
        assert_eq!((all.0[0].code.as_str(), all.0[0].path.join(".")), ("TAKEN", "organisation.name".to_owned()));
        let typed = app.list_organisations(&administrator, "wonen", KnownNames::Typed, None).await.expect("a list");
        assert_eq!(typed.organisations.len(), 2);
        app.confirm_organisation(&administrator, id).await.expect("confirmed");
        let typed = app.list_organisations(&administrator, "", KnownNames::Typed, None).await.expect("a list");
        assert!(typed.organisations.iter().all(|one| one.organisation.id != id));
        let nobody = Caller::new(Actor::Anonymous, Origin::Web);
        let told = app.find_organisations(&nobody, "wonen", None, 9).await.expect("told");
        assert_eq!(told.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Wonen Oost"]);
    }
}

fn administrator_reads(desk: &TestDesk) -> Caller {
    desk.staff(TestDesk::LEAD)
}

async fn numbers(desk: &TestDesk, sql: &str) -> Vec<i64> {
    let there = testkit::database::direct(desk.store.url()).await.expect("it opens");
    let rows = there.query_all_raw(Statement::from_string(there.get_database_backend(), sql)).await.expect("rows");
    rows.iter().map(|row| row.try_get_by_index::<i64>(0).expect("a number")).collect()
}

#[tokio::test]
async fn two_names_of_one_organisation_become_one_with_everything_that_hangs_on_them() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        let (administrator, lead, app) = (desk.staff(TestDesk::ADMINISTRATOR), desk.staff(TestDesk::LEAD), &desk.app);
        let one = ask(&desk, 1, OrganisationKind::CarePartner, "Portaal Wonen").await;
        let two = ask(&desk, 2, OrganisationKind::HousingCorporation, "Portaal").await;
        app.index_texts().await.expect("indexed");
        let (gone, stays) = (id_of(&desk, "Portaal Wonen").await, id_of(&desk, "Portaal").await);
        app.confirm_domain(&administrator, "portaal.example", gone).await.expect("confirmed");
        let conflicted = app.view_ticket(&lead, two).await.expect("a ticket").ticket.assignee.expect("somebody");
        app.hand_over_ticket(&desk.staff(conflicted), two, "Belangenconflict").await.expect("handed over");
        let before = app.view_ticket(&lead, one).await.expect("a ticket").ticket;
        assert_eq!(before.assignee, Some(conflicted));

        app.count_days().await.expect("counted");
        let preview = app.preview_merge(&administrator, gone, stays).await.expect("shown");
        assert_eq!((preview.moves.questions, preview.moves.domains, preview.moves.conflicts), (1, 1, 0));
        app.merge_organisations(&administrator, gone, stays).await.expect("merged");

        let after = app.view_ticket(&lead, one).await.expect("a ticket").ticket;
        assert_eq!((after.organisation, after.organisation_kind), (stays, OrganisationKind::HousingCorporation));
        assert_eq!(after.organisation_name, "Portaal");
        assert_eq!(after.place, before.place, "what it is about stays");
        assert_ne!(after.assignee, Some(conflicted), "who must not answer Portaal does not");
        let found =
            async |filter: TicketSearch| app.list_tickets(&lead, &filter, 9, None).await.expect("a list").items.len();
        for indexed in [false, true] {
            let of_both = TicketSearch { organisation: Some(stays), ..TicketSearch::default() };
            assert_eq!(found(of_both).await, 2, "indexed: {indexed}");
            let kind = vec![OrganisationKind::CarePartner];
            assert_eq!(found(TicketSearch { organisation_kind: kind, ..TicketSearch::default() }).await, 0);
            app.index_texts().await.expect("indexed");
        }
        let of_kind = async || {
            let (from, to) = ("2026-01-01".parse().expect("a day"), "2026-12-31".parse().expect("a day"));
            let (bucket, measure, filter) = (Bucket::Quarter, Measure::Received, TicketSearch::default());
            let query = TrendsQuery { from, to, bucket, measure, by: TrendsBy::OrganisationKind, filter, as_of: None };
            let report = app.read_trends(&lead, &query).await.expect("figures");
            let totals = report.series.iter().map(|named| (named.key.clone(), named.series.total));
            totals.filter(|(_, total)| *total > 0.0).collect::<Vec<_>>()
        };
        assert_eq!(of_kind().await, [("HOUSING_CORPORATION".to_owned(), 2.0)], "figures are counted again");
        let domains = app.list_domains(&administrator).await.expect("domains");
        assert_eq!(domains.iter().map(|one| one.organisation).collect::<Vec<_>>(), [stays]);
        // Whoever types the old name again is the organisation of now, and no second one comes of it.
        let again = ask(&desk, 3, OrganisationKind::CarePartner, "portaal wonen").await;
        let again = app.view_ticket(&lead, again).await.expect("a ticket").ticket;
        assert_eq!((again.organisation, again.organisation_name.as_str()), (stays, "Portaal"));
        let led_to = app.read_organisation(&administrator, gone).await.expect("the one that stays");
        assert_eq!(led_to.organisation.id, stays);
        let lines = numbers(&desk, "SELECT count(*) FROM events WHERE kind = 'organisations_changed'").await;
        assert_eq!(lines, [1]);
        let same = app.merge_organisations(&administrator, stays, stays).await;
        assert!(matches!(same, Err(Refusal::Complaints(_))), "{same:?}");
    }
}

#[tokio::test]
async fn the_page_shows_what_would_move_before_anything_does() {
    for desk in desks().await {
        let client: Client = listening(&desk).await;
        let one = ask(&desk, 1, OrganisationKind::HousingCorporation, "Portaal Wonen").await;
        ask(&desk, 2, OrganisationKind::HousingCorporation, "Portaal").await;
        let (gone, stays) = (id_of(&desk, "Portaal Wonen").await, id_of(&desk, "Portaal").await);
        let session = desk.session(TestDesk::ADMINISTRATOR).await;
        let (token, http) = (app::form_token(&session), reqwest::Client::new());
        let get = async |path: String| {
            let page = http.get(format!("{}{path}", client.address)).header("cookie", TestDesk::cookie(&session));
            page.send().await.expect("an answer").text().await.expect("text")
        };
        let list = get("/organisaties/beheer?zoek=portaal&stand=getypt".to_owned()).await;
        assert!(list.contains(&format!("/organisaties/beheer/{gone}")) && list.contains("getypt"), "{list}");
        let page = get(format!("/organisaties/beheer/{gone}?zoek=portaal")).await;
        assert!(page.contains(&format!("value=\"{stays}\"")) && !page.contains(&format!("value=\"{gone}\"")), "{page}");
        let send = async |how: &str| {
            let (stays, url) =
                (stays.to_string(), format!("{}/organisaties/beheer/{gone}/samenvoegen", client.address));
            let fields = [("token", token.as_str()), ("stays", stays.as_str()), ("how", how)];
            let sent = http.post(url).header("cookie", TestDesk::cookie(&session)).form(&fields);
            sent.send().await.expect("an answer").text().await.expect("text")
        };
        let shown = send("bekijk").await;
        assert!(shown.contains("<li>1 vraag</li>") && shown.contains("U kunt dit niet ongedaan maken"), "{shown}");
        let lead = desk.staff(TestDesk::LEAD);
        assert_eq!(desk.app.view_ticket(&lead, one).await.expect("a ticket").ticket.organisation, gone, "not yet");
        send("bewaar").await;
        assert_eq!(desk.app.view_ticket(&lead, one).await.expect("a ticket").ticket.organisation, stays);
        let led_to = get(format!("/organisaties/beheer/{gone}")).await;
        assert!(led_to.contains(&format!("action=\"/organisaties/beheer/{stays}")), "{led_to}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_question_that_comes_in_while_two_organisations_become_one_is_of_the_one_that_stays() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        let administrator = desk.staff(TestDesk::ADMINISTRATOR);
        for round in 0..12 {
            let name = format!("Wonen {round}");
            ask(&desk, 100 * round, OrganisationKind::HousingCorporation, &name).await;
            ask(&desk, 100 * round + 1, OrganisationKind::HousingCorporation, &format!("{name} Oost")).await;
            let (gone, stays) = (id_of(&desk, &name).await, id_of(&desk, &format!("{name} Oost")).await);
            let more = futures_util::future::join_all(
                (2..8).map(|key| ask(&desk, 100 * round + key, OrganisationKind::HousingCorporation, &name)),
            );
            let merged = desk.app.merge_organisations(&administrator, gone, stays);
            tokio::join!(more, async { merged.await.expect("merged") });
        }
        let left = "SELECT count(*) FROM tickets JOIN organisations ON organisations.id = tickets.organisation_id \
                    WHERE organisations.merged_into IS NOT NULL";
        assert_eq!(numbers(&desk, left).await, [0], "no question is of a name that went");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn questions_whose_origin_and_asker_are_corrected_while_two_organisations_become_one_are_never_in_each_others_way()
 {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        let (administrator, lead) = (desk.staff(TestDesk::ADMINISTRATOR), desk.staff(TestDesk::LEAD));
        let kind = OrganisationKind::HousingCorporation;
        for round in 0..12 {
            let (name, other) = (format!("Wonen {round}"), format!("Wonen {round} Oost"));
            let mut of_gone = Vec::new();
            for key in 0..6 {
                let reference = ask(&desk, 100 * round + key, kind, &name).await;
                of_gone.push(desk.app.read_ticket(&lead, reference).await.expect("the ticket"));
            }
            ask(&desk, 100 * round + 50, kind, &other).await;
            let (gone, stays) = (id_of(&desk, &name).await, id_of(&desk, &other).await);
            // Each becomes of the other, which holds that one, or has another asker of the same name, which holds this one.
            let corrected = futures_util::future::join_all(of_gone.iter().map(async |ticket| {
                if ticket.id.0 % 2 == 0 {
                    let (places, name) = (Some(vec!["GM0202".to_owned()]), other.clone());
                    let other = OrganisationDraft { kind: Some(kind), name, places, ..OrganisationDraft::default() };
                    desk.app.correct_origin(&lead, ticket.reference, &other, "nl").await.map(|_| ())
                } else {
                    let contact = ContactDraft {
                        name: "Anna Berg".to_owned(),
                        email: ticket.contact.email.as_str().to_owned(),
                        phone: None,
                    };
                    desk.app.correct_contact(&lead, ticket.reference, &contact, &other).await.map(|_| ())
                }
            }));
            let (corrected, merged) =
                tokio::join!(corrected, desk.app.merge_organisations(&administrator, gone, stays));
            merged.expect("merged");
            for done in corrected {
                // Made one before it was corrected, there may be nothing left to correct.
                assert!(matches!(done, Ok(()) | Err(Refusal::Conflict(_))), "{done:?}");
            }
        }
        let left = "SELECT count(*) FROM tickets JOIN organisations ON organisations.id = tickets.organisation_id \
                    WHERE organisations.merged_into IS NOT NULL";
        assert_eq!(numbers(&desk, left).await, [0], "no question is of a name that went");
    }
}

#[tokio::test]
async fn what_cannot_be_read_in_the_address_of_the_list_is_said_and_kept() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let browser = crate::words::Browser::of(&desk, &client, TestDesk::ADMINISTRATOR).await;
        for (query, status) in [("", 200), ("?stand=getypt", 200), ("?stand=nope", 422)] {
            let (answer, page) = browser.get(&format!("/organisaties/beheer{query}")).await;
            assert_eq!((answer, page.contains("nope")), (status, status == 422), "{query}");
        }
        let (status, page) = browser.get("/organisaties/beheer?na=nope").await;
        assert!((400..500).contains(&status) && page.contains("nope"), "{status}");
    }
}
