//! A table of what people type in the search field, and what they must find: on both databases the same.

use app::{Caller, Order, Paging, Refusal, ShownTo, TicketSearch, Turn};
use chrono::Duration;
use domain::{Actor, OrganisationKind, Origin, QuestionDraft, Reference};
use std::collections::{BTreeMap, BTreeSet};
use testkit::{TestDesk, desks, question_about};

const ROWS: &str = include_str!("finding/rows.txt");

/// The name of a question in the table, its subject and its text, the oldest first.
const QUESTIONS: [(&str, &str, &str); 10] = [
    ("ouder", "Geïsoleerde ouderen", "Wie helpt ouderen die alleen wonen? Ook een mantelzorgwoning is een idee."),
    ("status", "Statushouders", "Hoe regelt u de huisvesting voor gezinnen die wachten?"),
    ("zorg", "Mantelzorgwoning in de tuin", "Een coöperatie van ouderen wil er een plaatsen. Mag dat?"),
    ("tijdelijk", "Huur voor een jaar", "Mag een tijdelijk huurcontract bij een flexibele vorm van verhuren?"),
    ("bosch", "Een pand", "Het pand staat leeg."),
    ("fries", "Ons bezit", "Wij verkopen het."),
    ("kamer", "Kamerverhuur boven een café", "Het gaat om onzelfstandige kamers."),
    ("stand", "Woonwagens", "Is er een recht op een standplaats voor wie op de wachtlijst staat?"),
    ("wagen", "Een kamp", "De woonwagenbewoners in ons dorp vragen om overleg."),
    ("flex", "Flexwoningen", "Wij willen er veertig neerzetten, ook voor statushouders."),
];

fn draft(number: u128, name: &str, subject: &str, body: &str) -> QuestionDraft {
    let mut draft = question_about(number, if name == "flex" { "flexwonen" } else { "" });
    draft.subject = subject.to_owned();
    draft.body = body.to_owned();
    let mut asked_by = |kind, organisation: &str, municipality: &str, who: &str, email: &str| {
        draft.organisation.kind = Some(kind);
        draft.organisation.name = organisation.to_owned();
        draft.organisation.municipality = Some(municipality.to_owned());
        draft.contact.name = who.to_owned();
        draft.contact.email = email.to_owned();
    };
    let municipality = OrganisationKind::Municipality;
    match name {
        "flex" | "stand" => asked_by(municipality, "Gemeente Arnhem", "GM0202", "Ans Vermeer", "ans@arnhem.example"),
        "bosch" => asked_by(municipality, "Gemeente 's-Hertogenbosch", "GM0796", "Bas Kok", "bas@bosch.example"),
        "fries" => asked_by(
            OrganisationKind::HousingCorporation,
            "Stichting Elkien",
            "GM1900",
            "Fenna Wiersma",
            "f.wiersma@elkien.example",
        ),
        _ => asked_by(municipality, "Gemeente Ede", "GM0228", "Ine Prins", "ine@ede.example"),
    }
    draft
}

async fn ask_all(desk: &TestDesk) -> BTreeMap<&'static str, Reference> {
    let mut asked = BTreeMap::new();
    for (number, (name, subject, body)) in (1..).zip(QUESTIONS) {
        let caller = Caller::new(Actor::Anonymous, Origin::Web);
        let ticket = desk.app.submit_question(&caller, draft(number, name, subject, body)).await.expect("it is taken");
        asked.insert(name, ticket.reference);
        desk.clock.advance(Duration::hours(30));
    }
    let lead = desk.staff(TestDesk::LEAD);
    desk.app.assign_ticket(&lead, asked["flex"], Some(TestDesk::ANNA), "Kent dit.").await.ok();
    desk.app.index_texts().await.expect("findable");
    asked
}

/// What is typed, with references filled in.
fn typed(text: &str, asked: &BTreeMap<&str, Reference>) -> String {
    let mut typed = text.to_owned();
    for (name, reference) in asked {
        let whole = reference.to_string();
        let (year, number) = (reference.year, reference.ticket.0);
        for (way, written) in [
            ("", whole.clone()),
            (":lower", whole.to_lowercase()),
            (":spaces", whole.replace('-', " ")),
            (":bare", whole.replace('-', "")),
            (":no-letter", format!("EHA-{year}-{number:06}")),
            (":year-number", format!("{year}-{number}")),
            (":zeros", format!("{number:06}")),
            ("#", number.to_string()),
        ] {
            typed = typed.replace(&format!("{{{name}{way}}}"), &written);
        }
    }
    typed
}

/// The questions that somebody finds who types this, in order.
async fn found(desk: &TestDesk, caller: &Caller, text: &str) -> Vec<Reference> {
    let meant = desk.app.find_by_reference(caller, text).await.expect("it reads").map(|meant| meant.reference());
    let search = TicketSearch { text: Some(text.to_owned()), ..TicketSearch::default() };
    let paging = Paging { order: Order::Best, turn: Turn::First, rows: 25 };
    let page = desk.app.find_tickets(caller, &search, &paging).await.expect("a page");
    let count = desk.app.count_tickets(caller, &search).await.expect("a number");
    assert!(count.all().is_some_and(|all| all.counted >= page.items.len()), "{text}: {count:?}");
    let others = page.items.into_iter().map(|(_, ticket)| ticket.reference);
    let meant: Vec<Reference> = meant.into_iter().collect();
    meant.iter().copied().chain(others.filter(|reference| !meant.contains(reference))).collect()
}

#[tokio::test]
async fn what_people_type_finds_what_they_mean_on_both_databases() {
    let rows: Vec<Vec<&str>> = ROWS
        .lines()
        .filter(|line| !line.starts_with("# ") && !line.trim().is_empty())
        .map(|line| line.split('|').map(str::trim).collect())
        .collect();
    assert!(rows.len() >= 60, "{} rows", rows.len());
    let (mut wrong, mut all) = (Vec::new(), Vec::new());
    for desk in desks().await {
        let asked = ask_all(&desk).await;
        let names: BTreeMap<Reference, &str> = asked.iter().map(|(name, reference)| (*reference, *name)).collect();
        let lead = desk.staff(TestDesk::LEAD);
        let mut here = Vec::new();
        for row in &rows {
            let [text, first, others, not] = row[..] else { panic!("four columns: {row:?}") };
            let text = typed(text, &asked);
            let found: Vec<&str> = found(&desk, &lead, &text).await.iter().map(|one| names[one]).collect();
            let set: BTreeSet<&str> = found.iter().copied().collect();
            let is_right = found.first().copied().unwrap_or("-") == first
                && others.split_whitespace().all(|name| set.contains(name))
                && not.split_whitespace().all(|name| !set.contains(name));
            if !is_right {
                wrong.push(format!("{}: {text:?} found {found:?}, not {row:?}", desk.store.name()));
            }
            here.push((text, found.into_iter().map(str::to_owned).collect::<Vec<_>>()));
        }
        all.push(here);
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
    assert!(all.windows(2).all(|pair| pair[0] == pair[1]), "both databases find the same in the same order");
}

#[tokio::test]
async fn hits_in_any_order_are_gone_through_forward_and_back_without_loss_and_are_as_many_as_was_said() {
    for desk in desks().await {
        ask_all(&desk).await;
        let lead = desk.staff(TestDesk::LEAD);
        for text in [None, Some("woonwagen standplaats"), Some("een"), Some("gemeente arnhem")] {
            let search = TicketSearch { text: text.map(str::to_owned), ..TicketSearch::default() };
            let count = desk.app.count_tickets(&lead, &search).await.expect("a number").all().map(|all| all.counted);
            for order in [Order::Urgent, Order::Newest, Order::Oldest, Order::Best] {
                let page = async |turn| {
                    let paging = Paging { order, turn, rows: 3 };
                    desk.app.find_tickets(&lead, &search, &paging).await.expect("a page")
                };
                let (mut forward, mut turn) = (Vec::new(), Turn::First);
                let last = loop {
                    let now = page(turn).await;
                    forward.push(now.items.iter().map(|(_, ticket)| ticket.id).collect::<Vec<_>>());
                    match now.items.last() {
                        Some((cursor, _)) if now.has_next => turn = Turn::After(*cursor),
                        _ => break now,
                    }
                };
                assert_eq!(Some(forward.concat().len()), count, "{text:?} {order:?} on {}", desk.store.name());
                let distinct: BTreeSet<_> = forward.concat().into_iter().collect();
                assert_eq!(Some(distinct.len()), count, "each once");
                let mut back = vec![forward.last().expect("one").clone()];
                let mut now = last;
                while let Some((first, _)) = now.items.first().filter(|_| now.has_previous) {
                    now = page(Turn::Before(*first)).await;
                    back.insert(0, now.items.iter().map(|(_, ticket)| ticket.id).collect());
                }
                assert_eq!(back, forward, "{text:?} {order:?} on {}", desk.store.name());
                let newest = forward.concat();
                if order == Order::Newest || order == Order::Oldest {
                    let mut sorted = newest.clone();
                    sorted.sort_by_key(|id| if order == Order::Newest { -id.0 } else { id.0 });
                    assert_eq!(newest, sorted);
                }
            }
        }
    }
}

#[tokio::test]
async fn a_list_says_how_many_of_its_questions_others_changed_and_tells_nothing_of_hidden_ones() {
    for desk in desks().await {
        let asked = ask_all(&desk).await;
        let (lead, anna) = (desk.staff(TestDesk::LEAD), desk.staff(TestDesk::ANNA));
        let everything = TicketSearch::default();
        let since = desk.app.newest_line(&lead).await.expect("a line");
        let stirred = async |who: &Caller, search: &TicketSearch| {
            desk.app.count_stirred(who, search, since).await.expect("a number")
        };
        assert_eq!(stirred(&lead, &everything).await, 0);
        desk.app.read_ticket(&anna, asked["flex"]).await.expect("she may read it");
        assert_eq!(stirred(&lead, &everything).await, 0, "reading changes nothing");
        desk.app.add_note(&anna, asked["flex"], "Zie het dossier.").await.expect("a note");
        assert_eq!(stirred(&lead, &everything).await, 1);
        assert_eq!(stirred(&anna, &everything).await, 0, "her own act is no news to her");
        let bram = desk.staff(TestDesk::BRAM);
        let hidden = desk.app.read_ticket(&bram, asked["flex"]).await.is_err();
        assert_eq!(stirred(&bram, &everything).await, usize::from(!hidden), "what may not be seen is no news");
        let other = TicketSearch { text: Some("woonwagen".to_owned()), ..TicketSearch::default() };
        assert_eq!(stirred(&lead, &other).await, 0, "of this list nothing changed");
        assert!(desk.app.count_stirred(&Caller::new(Actor::Anonymous, Origin::Web), &everything, since).await.is_err());
    }
}

#[tokio::test]
async fn a_list_is_kept_by_its_name_and_shared_by_leads_only() {
    for desk in desks().await {
        let (lead, anna, bram) = (desk.staff(TestDesk::LEAD), desk.staff(TestDesk::ANNA), desk.staff(TestDesk::BRAM));
        let names = async |who: &Caller| {
            let views = desk.app.list_views(who).await.expect("views");
            views.into_iter().map(|view| view.name).collect::<Vec<_>>()
        };
        desk.app.keep_view(&anna, "Flex", ("zoek=flex", "flex"), ShownTo::Owner).await.expect("kept");
        let refused = desk.app.keep_view(&anna, "Van allen", ("status=alle", ""), ShownTo::Everybody).await;
        assert!(matches!(refused, Err(Refusal::Forbidden)), "{refused:?}");
        desk.app.keep_view(&lead, "Te laat", ("termijn=te-laat", ""), ShownTo::Everybody).await.expect("kept");
        assert_eq!(names(&anna).await, ["Flex", "Te laat"]);
        assert_eq!(names(&bram).await, ["Te laat"]);
        let shared = desk.app.list_views(&bram).await.expect("views").remove(0);
        let own = desk.app.list_views(&anna).await.expect("views").remove(0);
        for (who, view) in [(&bram, &own), (&bram, &shared), (&lead, &own)] {
            let refused = desk.app.drop_view(who, view.id).await;
            assert!(matches!(refused, Err(Refusal::Hidden)), "{refused:?}");
        }
        desk.app.drop_view(&anna, own.id).await.expect("gone");
        desk.app.drop_view(&lead, shared.id).await.expect("gone");
        assert!(names(&anna).await.is_empty());
        for (name, words) in [("", "flex"), (" ", ""), ("BSN 111222333", ""), ("Goed", "BSN 111222333")] {
            let refused = desk.app.keep_view(&anna, name, ("zoek=iets", words), ShownTo::Owner).await;
            assert!(matches!(refused, Err(Refusal::Complaints(_))), "{name:?} {words:?}: {refused:?}");
        }
        for number in 0..30 {
            desk.app.keep_view(&anna, &format!("Lijst {number}"), ("", ""), ShownTo::Owner).await.expect("kept");
        }
        assert!(desk.app.keep_view(&anna, "Nog een", ("", ""), ShownTo::Owner).await.is_err(), "there is an end to it");
    }
}

#[tokio::test]
async fn a_search_with_a_slip_in_it_is_offered_as_it_was_meant_and_only_in_words_that_the_reader_may_see() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        let asked = ask_all(&desk).await;
        let (lead, bram) = (desk.staff(TestDesk::LEAD), desk.staff(TestDesk::BRAM));
        let offered = async |caller: &Caller, text: &str| desk.app.suggest_spelling(caller, text).await.expect("words");
        for (typed, meant) in [
            ("wonwagens", "woonwagens"),
            ("wooonwagens", "woonwagens"),
            ("woonwagesn", "woonwagens"),
            ("staanplaats", "standplaats"),
            ("statushuoders", "statushouders"),
            ("ztatushouders", "statushouders"),
            ("mantelsorgwoning", "mantelzorgwoning"),
            ("Arnehm", "arnhem"),
            ("flekswoningen arnhem", "flexwoningen arnhem"),
            ("coöperatei", "cooperatie"),
        ] {
            assert_eq!(offered(&lead, typed).await.first().map(String::as_str), Some(meant), "{typed}");
        }
        for nothing in ["rijbewijzen", "xyzzy", "wo", "20226", "\"wonwagens staan\"", ""] {
            assert_eq!(offered(&lead, nothing).await, [""; 0], "{nothing}");
        }
        // Words of notes and of who asked are offered to nobody, and words of hidden questions to nobody who may not read these.
        desk.app.add_note(&lead, asked["flex"], "Zie het kwartiermakersoverleg.").await.expect("a note");
        desk.app.index_texts().await.expect("findable");
        for typed in ["kwartiermakersoverlag", "Wiersna"] {
            assert_eq!(offered(&lead, typed).await, [""; 0], "{typed}");
        }
        let organisation = desk.app.read_ticket(&lead, asked["flex"]).await.expect("a ticket").organisation;
        let tx = desk.store.write().await.expect("a transaction");
        store::conflicts::add(&tx, TestDesk::BRAM, organisation, desk.app.now()).await.expect("noted");
        tx.commit().await.expect("stored");
        assert_eq!(offered(&bram, "flekswoningen").await, [""; 0]);
        assert_eq!(offered(&lead, "flekswoningen").await.first().map(String::as_str), Some("flexwoningen"));
    }
}
