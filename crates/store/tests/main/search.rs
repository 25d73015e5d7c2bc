use crate::given::{self, desk, monday, question, read, stored, write};
use domain::{MessageKind, OrganisationKind, Place, RegionRef, Sought, Standing, TicketId};
use sea_orm::{ConnectOptions, ConnectionTrait, Statement};
use std::collections::BTreeMap;
use store::tickets::{self, NewTicket, TicketChange};
use store::{Scope, Store, TicketFilter, messages, search};
use testkit::database::{TestStore, on_both, postgresql, stores};

async fn found(store: &Store, text: &str) -> Vec<TicketId> {
    let filter = TicketFilter { text: Some(text.to_owned()), ..TicketFilter::default() };
    let page = tickets::list(store, &Scope::Everything, &filter, 100, None).await.unwrap();
    page.items.into_iter().map(|(_, ticket)| ticket.id).collect()
}

fn about(number: u128, subject: &str, body: &str) -> NewTicket {
    let question = given::message(number, MessageKind::Question, body);
    NewTicket { subject: subject.to_owned(), question, ..self::question(number) }
}

#[tokio::test]
async fn a_ticket_is_found_by_its_subject_and_by_what_was_said() {
    on_both(async |store| {
        desk(store).await;
        let one = stored(store, &about(1, "Huizen voor ouderen", "Wat mag in Súdwest-Fryslân?")).await.id;
        let two = stored(store, &about(2, "Studenten", "Een huis delen met drie rijbewijzen.")).await.id;
        assert_eq!(found(store, "huis").await, [], "not before the sweep came by");
        assert_eq!(search::index_pending(store, 100).await.unwrap(), 2);
        assert_eq!(search::index_pending(store, 100).await.unwrap(), 0);
        assert_eq!(found(store, "huis").await, [one, two]);
        assert_eq!(found(store, "HUIZEN").await, [one, two]);
        assert_eq!(found(store, "rijbewijs").await, [two]);
        assert_eq!(found(store, "sudwest fryslan").await, [one]);
        assert_eq!(found(store, "huis ouderen").await, [one], "all words must occur");
        assert_eq!(found(store, "huis kerncentrale").await, []);
    })
    .await;
}

#[tokio::test]
async fn a_ticket_is_found_by_its_number_at_once_and_by_who_asked_after_the_sweep() {
    on_both(async |store| {
        desk(store).await;
        let one = stored(store, &about(1, "Huizen", "Wat mag?")).await;
        let two = stored(store, &about(2, "Vraag 1 opnieuw", "Nog eens.")).await;
        let sought = async |text: &str| {
            let sought = Sought::read(text).unwrap();
            let filter = TicketFilter { text: Some(text.to_owned()), sought, ..TicketFilter::default() };
            let page = tickets::list(store, &Scope::Everything, &filter, 100, None).await.unwrap();
            page.items.into_iter().map(|(_, ticket)| ticket.id).collect::<Vec<_>>()
        };
        let year = one.reference.year;
        for text in [one.reference.to_string(), format!("{year}-1"), "#1".to_owned(), "000001".to_owned()] {
            assert_eq!(sought(&text).await, [one.id], "{text}");
        }
        assert_eq!(sought(&format!("{}-1", year - 1)).await, [], "that year had another");
        assert_eq!(sought(&one.contact.email).await, [], "not before the sweep came by");
        search::index_pending(store, 100).await.unwrap();
        for text in [&one.contact.email, &one.contact.name, &one.organisation_name] {
            assert!(sought(text).await.contains(&one.id), "{text}");
        }
        assert_eq!(sought(&two.reference.to_string()).await, [two.id]);
    })
    .await;
}

#[tokio::test]
async fn signs_with_a_meaning_of_their_own_are_harmless() {
    on_both(async |store| {
        desk(store).await;
        let id =
            stored(store, &about(1, "Mag dit (artikel 3.1)?", "De near-not regeling van 2026-01-05, 1e5")).await.id;
        search::index_pending(store, 100).await.unwrap();
        for text in ["artikel 3.1", "\"artikel", "artikel*", "(artikel", "regeling NOT", "2026-01-05", "1e5"] {
            assert_eq!(found(store, text).await, [id], "{text}");
        }
        for text in ["\" OR 1=1 -- *", "stems:*", "%", "'; DROP TABLE tickets; --", "artikel & !regeling | wonen"] {
            assert_eq!(found(store, text).await, [], "{text}");
        }
        for nothing in ["", " ", "?", "a"] {
            assert_eq!(found(store, nothing).await, [], "{nothing:?} asks for nothing");
        }
        assert_eq!(found(store, &"regeling ".repeat(5_000)).await, [id]);
    })
    .await;
}

#[tokio::test]
async fn new_words_are_found_after_the_next_sweep_and_the_old_ones_still_are() {
    on_both(async |store| {
        desk(store).await;
        let ticket = stored(store, &about(1, "Woonvisie", "Eerste tekst")).await;
        search::index_pending(store, 100).await.unwrap();
        write(store, async |tx| {
            let answer = given::message(2, MessageKind::Answer, "Lees de handreiking.");
            let change = TicketChange { reindex: true, ..Default::default() };
            assert!(tickets::change(tx, &ticket, monday(), &change).await.unwrap());
            messages::insert(tx, ticket.id, &answer).await.unwrap();
        })
        .await;
        assert_eq!(search::index_pending(store, 100).await.unwrap(), 1);
        assert_eq!(found(store, "handreikingen").await, [ticket.id]);
        assert_eq!(found(store, "eerste woonvisies").await, [ticket.id]);
    })
    .await;
}

#[tokio::test]
async fn a_sweep_takes_no_more_than_it_was_told_and_the_next_goes_on() {
    on_both(async |store| {
        desk(store).await;
        for number in 1..=5 {
            stored(store, &question(number)).await;
        }
        assert_eq!(search::index_pending(store, 3).await.unwrap(), 3);
        assert_eq!(found(store, "wonen").await.len(), 3);
        assert_eq!(search::index_pending(store, 3).await.unwrap(), 2);
        assert_eq!(found(store, "wonen").await.len(), 5);
        assert_eq!(read(store, TicketId(1)).await.revision, 0, "indexing is no change");
    })
    .await;
}

#[tokio::test]
async fn a_very_long_thread_can_be_indexed() {
    on_both(async |store| {
        desk(store).await;
        let body: String = (0..60_000).map(|number| format!("woord{number} ")).collect();
        let id = stored(store, &about(1, "Lang", &body)).await.id;
        assert_eq!(search::index_pending(store, 1).await.unwrap(), 1);
        assert_eq!(found(store, "lang woord1").await, [id]);
    })
    .await;
}

/// Every word and mark of every search row.
async fn everything_found(store: &TestStore) -> Vec<(String, i64)> {
    let mut options = ConnectOptions::new(store.url());
    options.max_connections(1);
    let connection = testkit::database::direct(options).await.unwrap();
    let sql = if store.is_embedded() {
        connection
            .execute_unprepared("CREATE VIRTUAL TABLE temp.held USING fts5vocab(main, ticket_search, instance)")
            .await
            .unwrap();
        "SELECT term AS word, doc AS ticket FROM temp.held ORDER BY term, doc"
    } else {
        "SELECT unnest(tsvector_to_array(stems)) COLLATE \"C\" AS word, ticket_id AS ticket FROM ticket_search ORDER BY 1, 2"
    };
    let backend = connection.get_database_backend();
    let rows = connection.query_all_raw(Statement::from_string(backend, sql)).await.unwrap();
    connection.close().await.unwrap();
    rows.iter().map(|row| (row.try_get("", "word").unwrap(), row.try_get("", "ticket").unwrap())).collect()
}

#[tokio::test]
async fn texts_that_become_findable_together_hold_what_each_would_by_itself_on_both_databases() {
    let mut all = Vec::new();
    for store in &stores().await {
        desk(store).await;
        for number in 1..=12 {
            let new = about(number, &format!("Súdwest {number}€ ’s-Gravenhage"), "Één 3b-huis, 1e5 km² & x_y: o'k");
            let closed = stored(store, &new).await;
            if number % 3 == 0 {
                let standing = Some(Standing::Closed { at: monday(), ending: domain::Ending::default() });
                write(store, async |tx| {
                    let change = TicketChange { standing, ..Default::default() };
                    assert!(tickets::change(tx, &closed, monday(), &change).await.unwrap());
                })
                .await;
            }
        }
        for _ in 0..12 {
            assert_eq!(search::index_pending(store, 1).await.unwrap(), 1);
        }
        let alone = everything_found(store).await;
        for id in 1..=12 {
            let ticket = read(store, TicketId(id)).await;
            write(store, async |tx| {
                let change = TicketChange { reindex: true, ..Default::default() };
                assert!(tickets::change(tx, &ticket, monday(), &change).await.unwrap());
            })
            .await;
        }
        assert_eq!(search::index_pending(store, 100).await.unwrap(), 12);
        assert_eq!(everything_found(store).await, alone);
        assert!(alone.len() > 12 * 12, "{alone:?}");
        all.push(alone);
    }
    assert!(all.windows(2).all(|pair| pair[0] == pair[1]), "both databases hold the same");
}

#[tokio::test]
async fn what_is_said_while_a_text_becomes_findable_is_findable_after_the_next_sweep() {
    on_both(async |store| {
        desk(store).await;
        let ticket = stored(store, &about(1, "Woonvisie", "Eerste tekst")).await;
        let pending = search::pending(store, &[], 10).await.unwrap();
        // Somebody says something after the sweep looked what there was to do, and before it did it.
        write(store, async |tx| {
            let change = TicketChange { reindex: true, ..Default::default() };
            assert!(tickets::change(tx, &ticket, monday(), &change).await.unwrap());
            messages::insert(tx, ticket.id, &given::message(2, MessageKind::Answer, "Kerncentrale")).await.unwrap();
        })
        .await;
        search::index(store, &pending).await.unwrap();
        search::index_pending(store, 10).await.unwrap();
        assert_eq!(found(store, "kerncentrale").await, [ticket.id]);
        assert_eq!(search::pending(store, &[], 10).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn a_ticket_that_somebody_is_changing_is_left_for_the_next_sweep_and_holds_up_no_other() {
    let Some(store) = postgresql().await else { return };
    desk(&store).await;
    let held = stored(&store, &about(1, "Woonvisie", "Eerste tekst")).await;
    let other = stored(&store, &about(2, "Woonvisie", "Tweede tekst")).await;
    let tx = store.write().await.unwrap();
    let change = TicketChange { reindex: true, ..Default::default() };
    assert!(tickets::change(&tx, &held, monday(), &change).await.unwrap());
    messages::insert(&tx, held.id, &given::message(3, MessageKind::Answer, "Kerncentrale")).await.unwrap();
    assert_eq!(search::index_pending(&store, 10).await.unwrap(), 1);
    assert_eq!(found(&store, "tekst").await, [other.id]);
    tx.commit().await.unwrap();
    assert_eq!(search::index_pending(&store, 10).await.unwrap(), 1);
    assert_eq!(found(&store, "kerncentrale").await, [held.id]);
}

/// The search rows as they were before they held marks.
fn as_before(store: &Store, words: &BTreeMap<i64, Vec<String>>) -> Vec<String> {
    let mut all = vec![
        "DELETE FROM seaql_migrations WHERE version = 'm0024_finding_flat'".to_owned(),
        "CREATE INDEX tickets_municipality ON tickets (municipality, urgency, id) WHERE municipality IS NOT NULL"
            .to_owned(),
        "DROP TABLE ticket_search".to_owned(),
    ];
    let (row, number) = if store.is_embedded() {
        all.push(
            "CREATE VIRTUAL TABLE ticket_search USING fts5 (stems, tokenize = 'unicode61 remove_diacritics 2')".into(),
        );
        ("'%'", "rowid")
    } else {
        all.push("DROP FUNCTION search_rows".into());
        all.push(
            "CREATE TABLE ticket_search (ticket_id bigint PRIMARY KEY REFERENCES tickets (id), stems tsvector)".into(),
        );
        all.push("CREATE INDEX ticket_search_stems ON ticket_search USING gin (stems) WITH (fastupdate = off)".into());
        ("to_tsvector('simple', '%')", "ticket_id")
    };
    all.extend(words.iter().map(|(ticket, words)| {
        let row = row.replace('%', &words.join(" "));
        format!("INSERT INTO ticket_search ({number}, stems) VALUES ({ticket}, {row})")
    }));
    all
}

#[tokio::test]
async fn what_was_findable_before_search_rows_held_marks_is_found_as_if_it_were_indexed_now() {
    for store in &stores().await {
        println!("on {}", store.name());
        desk(store).await;
        let province = Place::Region(RegionRef::new("provincie", "PV26"));
        let one = given::assigned(1, given::expert(2));
        let two = NewTicket { place: province, organisation_kind: OrganisationKind::CarePartner, ..question(2) };
        let three = NewTicket { place: Place::Nationwide, topics: Vec::new(), ..question(3) };
        for (new, is_closed) in [(one, false), (two, true), (three, true)] {
            let ticket = stored(store, &new).await;
            let at = monday() + given::minutes(60 * 24 * 40);
            let standing = is_closed.then_some(Standing::Closed { at, ending: domain::Ending::default() });
            write(store, async |tx| {
                let change = TicketChange { standing, ..Default::default() };
                assert!(tickets::change(tx, &ticket, at, &change).await.unwrap());
            })
            .await;
        }
        assert_eq!(search::index_pending(store, 10).await.unwrap(), 3);
        // Words of the subject and for colleagues only, and of which organisation it is, came later.
        let is_later = |word: &str| ["u:", "i:", "b:"].iter().any(|start| word.starts_with(start));
        let as_then = async || {
            let all = everything_found(store).await;
            all.into_iter().filter(|(word, _)| !is_later(word)).collect::<Vec<_>>()
        };
        let all = as_then().await;
        let mut words: BTreeMap<i64, Vec<String>> = BTreeMap::new();
        for (word, ticket) in all.iter().filter(|(word, _)| !word.contains(':')) {
            words.entry(*ticket).or_default().push(word.clone());
        }
        assert_eq!(words.len(), 3);
        let connection = testkit::database::direct(store.url()).await.unwrap();
        for sql in as_before(store, &words) {
            connection.execute_unprepared(&sql).await.unwrap();
        }
        connection.close().await.unwrap();
        store.migrate().await.unwrap();
        assert_eq!(search::index_pending(store, 10).await.unwrap(), 0, "nothing is to be done again");
        assert_eq!(as_then().await, all);
    }
}
