use crate::given::{self, desk, question};
use domain::TicketId;
use store::{Options, Scope, Store, StoreError, TicketFilter, tickets};
use testkit::database::{on_both, sqlite};

async fn count(store: &Store) -> usize {
    let page = tickets::list(store, &Scope::Everything, &TicketFilter::default(), 100, None).await.unwrap();
    page.items.len()
}

#[tokio::test]
async fn migrating_again_changes_nothing() {
    on_both(async |store| {
        assert_eq!(store.pending_migrations().await.unwrap(), Vec::<String>::new());
        store.migrate().await.unwrap();
        store.ping().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn replicas_that_migrate_at_once_all_succeed() {
    let folder = tempfile::tempdir().unwrap();
    let mut urls = vec![format!("sqlite://{}", folder.path().join("deep/down/loket.db").display())];
    // Empty, because its template is: nothing has been migrated there.
    let empty = testkit::postgres::database("empty", async |_| Ok::<_, StoreError>(())).await;
    urls.extend(empty.as_ref().map(|database| database.url.clone()));
    for url in urls {
        // One connection each: the lock must not be waited for with a connection that the winner needs.
        let options = Options { connections: 1, ..Options::new(&url) };
        let replicas = [Store::connect(&options).await.unwrap(), Store::connect(&options).await.unwrap()];
        let all = [
            "m0001_desk",
            "m0002_learning",
            "m0003_promises",
            "m0004_identity",
            "m0005_pulse",
            "m0006_matching",
            "m0007_kept_forms",
            "m0008_acts",
            "m0009_set_aside",
            "m0010_finding",
            "m0011_triage",
            "m0012_rounds",
            "m0013_letters",
            "m0014_keys",
            "m0015_waiting",
            "m0016_first_topics",
            "m0017_readings",
            "m0018_rights",
            "m0019_last_letter",
            "m0020_barred",
            "m0021_proposed",
            "m0022_link_requests",
            "m0023_figures",
            "m0024_finding_flat",
            "m0025_lean",
            "m0026_endings",
            "m0027_drafts",
            "m0028_text_blocks",
            "m0029_pieces",
            "m0030_views",
            "m0031_merged",
            "m0032_moved_promises",
            "m0033_nobodys_promises",
            "m0034_together",
            "m0035_splits",
            "m0036_day_and_number",
            "m0037_places",
            "m0038_organisations",
            "m0039_files",
            "m0040_retention",
            "m0041_erasures",
            "m0044_shared_drafts",
            "m0045_feedback",
            "m0046_lost_links",
            "m0048_topic_successors",
            "m0049_register",
            "m0050_house_styles",
            "m0053_incoming",
            "m0054_letters_out",
            "m0058_letter_tries",
            "m0060_rise_notes",
            "m0063_answers",
            "m0064_answer_counts",
        ];
        assert_eq!(replicas[0].pending_migrations().await.unwrap(), all);
        let [one, two] = &replicas;
        let (one_again, two_again) = (one.clone(), two.clone());
        let done = tokio::join!(one.migrate(), two.migrate(), one_again.migrate(), two_again.migrate());
        for migrated in [done.0, done.1, done.2, done.3] {
            migrated.unwrap();
        }
        assert_eq!(replicas[1].pending_migrations().await.unwrap(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_rollback_leaves_nothing_and_neither_does_a_transaction_that_is_dropped() {
    on_both(async |store| {
        desk(store).await;
        let tx = store.write().await.unwrap();
        let id = given::insert(&tx, &question(1)).await.unwrap().unwrap();
        assert!(tickets::find(&tx, id, &Scope::Everything).await.unwrap().is_some(), "it sees its own writes");
        assert_eq!(count(store).await, 0, "nobody else does");
        tx.rollback().await.unwrap();
        let tx = store.write().await.unwrap();
        given::insert(&tx, &question(1)).await.unwrap().unwrap();
        drop(tx);
        let stored = given::stored(store, &question(2)).await;
        assert_eq!(count(store).await, 1);
        assert_eq!(stored.subject, question(2).subject);
    })
    .await;
}

#[tokio::test]
async fn transactions_that_read_before_they_write_wait_for_each_other() {
    on_both(async |store| {
        desk(store).await;
        let mut running = tokio::task::JoinSet::new();
        for number in 1..=20 {
            let store: Store = store.clone();
            running.spawn(async move {
                let tx = store.write().await?;
                tickets::find(&tx, TicketId(1), &Scope::Everything).await?;
                given::insert(&tx, &question(number)).await?;
                tx.commit().await
            });
        }
        for done in running.join_all().await {
            done.unwrap();
        }
        assert_eq!(count(store).await, 20);
    })
    .await;
}

#[tokio::test]
async fn two_stores_on_one_file_see_each_others_commits() {
    let here = sqlite().await;
    desk(&here).await;
    let there = Store::connect(&here.options()).await.unwrap();
    given::stored(&there, &question(1)).await;
    assert_eq!(count(&here).await, 1);
}

#[tokio::test]
async fn a_second_writer_is_told_to_come_back_later() {
    let here = sqlite().await;
    desk(&here).await;
    let patience = std::time::Duration::from_millis(300);
    let there = Store::connect(&Options { patience, ..here.options() }).await.unwrap();
    let _held = here.write().await.unwrap();
    let refused = there.write().await.err().unwrap();
    assert!(matches!(refused, StoreError::Unavailable(_)), "{refused}");
}

#[tokio::test]
async fn a_database_that_is_not_there_is_unavailable() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("postgres://loket@localhost/loket?host={}", folder.path().display());
    let refused = Store::connect(&Options::new(&url)).await.err().unwrap();
    assert!(matches!(refused, StoreError::Unavailable(_)), "{refused}");
}

#[tokio::test]
async fn a_postgres_that_forgets_on_power_loss_is_warned_about() {
    let Some(store) = testkit::database::postgresql().await else { return };
    let warnings = store.warnings().await.unwrap();
    // The test cluster runs without fsync, to be fast.
    assert!(warnings.iter().any(|warning| warning.contains("fsync=off")), "{warnings:?}");
}
