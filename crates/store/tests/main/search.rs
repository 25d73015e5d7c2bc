use crate::given::{self, desk, monday, question, read, stored, write};
use domain::{MessageKind, Sought, TicketId};
use store::tickets::{self, NewTicket, TicketChange};
use store::{Scope, Store, TicketFilter, messages, search};
use testkit::database::on_both;

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
