//! Answers for everybody: every state comes back as it was stored, a stale write changes nothing, and nothing is looked for
//! by reading a whole table.

use crate::given::{day, desk, expert, monday, uuid};
use crate::plans::plans;
use chrono::TimeDelta;
use domain::{
    Answer, AnswerId, AnswerStanding, AnswerText, AnswerUse, AnswerUses, AnswerVersion, Release, SentBack, TicketId,
};
use store::{Store, answer_counts, answers};
use testkit::database::{on_both, stores};

fn answer(number: u128) -> Answer {
    let id = AnswerId(uuid(number));
    Answer { id, key: None, owner: expert(1), ticket: None, first_published_at: None, changed_at: None }
}

fn version(number: u128, standing: AnswerStanding) -> AnswerVersion {
    AnswerVersion {
        answer: AnswerId(uuid(number)),
        number: 1,
        standing,
        text: AnswerText {
            question: format!("Mag dat in geval {number}?"),
            body: "Ja, \"dat\" mag: één keer.\n\nZie ook elders. ".repeat(12),
            topics: vec!["flexwonen".into()],
            ..AnswerText::default()
        },
        author: expert(1),
        written_at: monday() + TimeDelta::seconds(i64::try_from(number).unwrap()),
        revision: 1,
    }
}

fn release() -> Release {
    Release { reader: expert(2), at: monday() }
}

#[tokio::test]
async fn every_state_comes_back_as_it_was_stored_and_a_stale_write_changes_nothing() {
    on_both(async |store| {
        desk(store).await;
        let standings = [
            AnswerStanding::Draft { sent_back: None },
            AnswerStanding::Draft {
                sent_back: Some(SentBack { reader: expert(2), at: monday(), remark: "Noem de wet.".to_owned() }),
            },
            AnswerStanding::Offered { at: monday() },
            AnswerStanding::Published(release()),
            AnswerStanding::Replaced { release: release(), at: monday() },
            AnswerStanding::Withdrawn { release: release(), by: expert(1), at: monday() },
        ];
        for (number, standing) in (10..).zip(standings) {
            let stored = version(number, standing);
            let tx = store.write().await.unwrap();
            answers::insert(&tx, &answer(number), &stored).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(answers::versions_of(store, stored.answer).await.unwrap(), std::slice::from_ref(&stored));
            let tx = store.write().await.unwrap();
            assert!(answers::replace(&tx, &stored).await.unwrap());
            assert!(!answers::replace(&tx, &stored).await.unwrap(), "it changed since");
            assert!(!answers::delete(&tx, &stored).await.unwrap());
            tx.commit().await.unwrap();
        }
        // Of one answer the public reads one version, and one is being written.
        for standing in [AnswerStanding::Published(release()), AnswerStanding::Offered { at: monday() }] {
            let tx = store.write().await.unwrap();
            let number = 50;
            answers::insert(&tx, &answer(number), &version(number, standing.clone())).await.unwrap();
            let second = AnswerVersion { number: 2, ..version(number, standing) };
            assert!(answers::insert_version(&tx, &second).await.is_err());
        }
    })
    .await;
}

#[tokio::test]
async fn uses_are_added_up_by_answer() {
    on_both(async |store| {
        desk(store).await;
        let tx = store.write().await.unwrap();
        for number in [1, 2] {
            let draft = AnswerStanding::Draft { sent_back: None };
            answers::insert(&tx, &answer(number), &version(number, draft)).await.unwrap();
        }
        let (one, other) = (AnswerId(uuid(1)), AnswerId(uuid(2)));
        for (on, used) in [
            ("2026-11-02", AnswerUse::Shown),
            ("2026-11-03", AnswerUse::Shown),
            ("2026-11-03", AnswerUse::Opened),
            ("2026-11-03", AnswerUse::Helped),
            ("2026-08-01", AnswerUse::AskedAnyway),
        ] {
            answer_counts::count(&tx, &[other, one], day(on), used).await.unwrap();
        }
        answer_counts::count(&tx, &[one], day("2026-11-04"), AnswerUse::AskedAnyway).await.unwrap();
        tx.commit().await.unwrap();
        let uses = AnswerUses { shown: 2, opened: 1, helped: 1, asked: 0 };
        let read = answer_counts::since(store, day("2026-11-01")).await.unwrap();
        assert_eq!(read, [(one, AnswerUses { asked: 1, ..uses }), (other, uses)]);
    })
    .await;
}

#[tokio::test]
async fn of_thousands_of_answers_those_that_are_asked_for_are_found_by_an_index() {
    for store in &stores().await {
        desk(store).await;
        let tx = store.write().await.unwrap();
        for number in 1..=1_500_u128 {
            let standing = match number {
                1..=10 => AnswerStanding::Offered { at: monday() },
                _ => AnswerStanding::Published(release()),
            };
            answers::insert(&tx, &answer(number), &version(number, standing)).await.unwrap();
            let changed = Answer { key: Some(format!("mag-dat-{number}")), ..answer(number) };
            answers::change(&tx, &changed, i64::try_from(number).unwrap()).await.unwrap();
            let on = day("2026-11-02") - TimeDelta::days(i64::try_from(number % 1_000).unwrap());
            answer_counts::count(&tx, &[changed.id], on, AnswerUse::Shown).await.unwrap();
        }
        tx.commit().await.unwrap();
        store::statistics::keep(store).await.unwrap();
        let read = plans(store, async |store: &Store| {
            let id = AnswerId(uuid(700));
            assert_eq!(answers::versions_of(store, id).await.unwrap().len(), 1);
            assert_eq!(answers::working(store, 5).await.unwrap().len(), 5);
            assert!(answers::find(store, id).await.unwrap().is_some());
            assert!(answers::is_taken(store, "mag-dat-7", id).await.unwrap());
            assert_eq!(answers::of_ticket(store, TicketId(1)).await.unwrap(), None);
            assert_eq!(answer_counts::since(store, day("2026-11-02")).await.unwrap().len(), 1);
        })
        .await;
        assert_eq!(read.len(), 6, "each is looked at");
        for plan in read {
            let whole = plan.lines().map(|line| line.trim_start_matches([' ', '-', '>'])).find(|line| {
                (line.starts_with("SCAN answer") && !line.contains(" USING ")) || line.starts_with("Seq Scan on answer")
            });
            assert_eq!(whole, None, "{}: {plan}", store.name());
        }
    }
}
