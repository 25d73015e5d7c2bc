#![allow(clippy::unwrap_used)]

use super::*;
use crate::reads::sealed::Connected;

async fn store(folder: &tempfile::TempDir, options: Options) -> Store {
    let url = format!("sqlite://{}", folder.path().join("loket.db").display());
    let store = Store::connect(&Options { url, ..options }).await.unwrap();
    store.migrate().await.unwrap();
    store
}

async fn pragma(connection: &impl ConnectionTrait, name: &str) -> String {
    let statement = Statement::from_string(DatabaseBackend::Sqlite, format!("PRAGMA {name}"));
    let row = connection.query_one_raw(statement).await.unwrap().unwrap();
    match row.try_get_by_index::<i64>(0) {
        Ok(number) => number.to_string(),
        Err(_) => row.try_get_by_index(0).unwrap(),
    }
}

#[tokio::test]
async fn every_connection_survives_power_loss_and_checks_foreign_keys() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder, Options::new("")).await;
    // Held at the same time, so that each is another connection of its pool.
    let (one, two) = (store.read.begin().await.unwrap(), store.read.begin().await.unwrap());
    let writer = store.write().await.unwrap();
    for (connection, query_only) in [(&one, "1"), (&two, "1"), (&writer.0.inner, "0")] {
        for (name, expected) in [
            ("journal_mode", "wal"),
            ("synchronous", "2"),
            ("foreign_keys", "1"),
            ("busy_timeout", "5000"),
            ("query_only", query_only),
        ] {
            assert_eq!(pragma(connection, name).await, expected, "{name}");
        }
    }
}

#[tokio::test]
async fn sqlite_plans_without_the_values_of_a_statement() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder, Options::new("")).await;
    let built = Statement::from_string(DatabaseBackend::Sqlite, "PRAGMA compile_options");
    let options = store.read.query_all_raw(built).await.unwrap();
    let options: Vec<String> = options.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
    assert!(options.iter().any(|option| option == "ENABLE_QPSG"), "see .cargo/config.toml: {options:?}");
}

#[tokio::test]
async fn postgresql_compiles_no_statement_and_still_knows_its_time_limits() {
    let database = testkit::postgres::database("empty", async |_| Ok::<_, StoreError>(())).await;
    let Some(database) = database else { return };
    for (durable, commits) in [(true, "on"), (false, "off")] {
        let store = Store::connect(&Options { durable, ..Options::new(&database.url) }).await.unwrap();
        let figures = store.figures().await.unwrap();
        for (pool, limit) in [(&store.read, "30s"), (&store.write, "30s"), (figures.connection(), "5s")] {
            for (setting, value) in [("jit", "off"), ("statement_timeout", limit), ("synchronous_commit", commits)] {
                let shown = Statement::from_string(DatabaseBackend::Postgres, format!("SHOW {setting}"));
                let row = pool.query_one_raw(shown).await.unwrap().unwrap();
                assert_eq!(row.try_get_by_index::<String>(0).unwrap(), value, "{setting}");
            }
        }
    }
}

#[tokio::test]
async fn a_stray_write_on_a_connection_for_reading_fails() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder, Options::new("")).await;
    let refused = store.read.execute_unprepared("UPDATE versions SET roster = 99").await.unwrap_err();
    assert!(refused.to_string().contains("readonly"), "{refused}");
    assert_eq!(crate::versions::current(&store).await.unwrap().roster, 0);
}

#[tokio::test]
async fn only_a_demo_that_can_be_made_again_does_not_wait_for_the_disk() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder, Options { durable: false, ..Options::new("") }).await;
    assert_eq!(pragma(&store.write, "synchronous").await, "0");
}

#[tokio::test]
async fn a_migration_that_stops_half_way_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("loket.db").display());
    let store = Store::connect(&Options::new(&url)).await.unwrap();
    // In the way of one of the last statements.
    store.write.execute_unprepared("CREATE TABLE sessions (hash text)").await.unwrap();
    store.migrate().await.unwrap_err();
    assert_eq!(store.pending_migrations().await.unwrap().len(), Migrator::migrations().len());
    store.write.execute_unprepared("DROP TABLE sessions").await.unwrap();
    store.migrate().await.unwrap();
    assert_eq!(store.pending_migrations().await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn readiness_does_not_wait_for_connections_that_requests_hold() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder, Options { connections: 2, ..Options::new("") }).await;
    let _held = (store.read.begin().await.unwrap(), store.read.begin().await.unwrap());
    assert_eq!(store.probe().await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn readiness_writes_each_time_and_makes_the_database_no_bigger() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder, Options::new("")).await;
    store.probe().await.unwrap();
    let (pages, beat) = (pragma(&store.read, "page_count").await, beat(&store).await);
    for _ in 0..50 {
        store.probe().await.unwrap();
    }
    assert_eq!(pragma(&store.read, "page_count").await, pages);
    assert_eq!(self::beat(&store).await, beat + 50);
}

async fn beat(store: &Store) -> i64 {
    let row = store.read.query_one_raw(store.statement("SELECT beat FROM pulse")).await.unwrap();
    row.unwrap().try_get_by_index(0).unwrap()
}

#[tokio::test]
async fn readiness_sees_that_somebody_holds_the_file_but_not_that_others_write_all_the_time() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder, Options::new("")).await;
    let held = store.write().await.unwrap();
    let refused = store.probe().await.unwrap_err();
    assert!(matches!(refused, StoreError::Unavailable(_)), "{refused}");
    let (probed, ()) = tokio::join!(store.probe(), async {
        held.commit().await.unwrap();
    });
    assert_eq!(probed.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn a_transaction_in_which_a_statement_failed_stores_nothing_of_what_follows() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder, Options::new("")).await;
    let tx = store.write().await.unwrap();
    tx.0.execute_unprepared("UPDATE pulse SET beat = 7").await.unwrap();
    // As SQLite does on a full disk.
    store.statements().fail_at(1);
    tx.0.execute_unprepared("UPDATE pulse SET beat = 8").await.unwrap_err();
    tx.0.execute_unprepared("UPDATE pulse SET beat = 9").await.unwrap_err();
    let refused = tx.commit().await.unwrap_err();
    assert!(matches!(refused, StoreError::Unavailable(_)), "{refused}");
    assert_eq!(beat(&store).await, 0);
    let tx = store.write().await.unwrap();
    tx.0.execute_unprepared("UPDATE pulse SET beat = 10").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(beat(&store).await, 10);
}

#[tokio::test]
async fn a_connection_that_counts_an_open_transaction_is_not_used_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder, Options::new("")).await;
    for ending in ["dropped", "rolled back", "committed"] {
        let tx = store.write().await.unwrap();
        tx.0.inner.execute_unprepared("ROLLBACK").await.unwrap();
        match ending {
            "dropped" => drop(tx),
            "rolled back" => tx.rollback().await.unwrap(),
            _ => {
                tx.commit().await.unwrap_err();
            }
        }
        let tx = store.write().await.unwrap();
        tx.0.execute_unprepared("UPDATE pulse SET beat = beat + 1").await.unwrap();
        tx.commit().await.unwrap();
    }
    assert_eq!(beat(&store).await, 3, "each of the three was stored");
}

#[tokio::test]
async fn a_figure_that_goes_on_for_ever_is_interrupted_and_the_next_one_has_a_time_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder, Options::new("")).await;
    let figures = store.connect_figures(2, Duration::from_millis(200)).await.unwrap();
    let endless = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n";
    for _ in 0..2 {
        let ended = figures.query_one_raw(store.statement(endless)).await.unwrap_err();
        let ended = StoreError::from(ended);
        assert!(matches!(&ended, StoreError::Unavailable(why) if why.trouble == Trouble::Busy), "{ended}");
        assert!(figures.query_one_raw(store.statement("SELECT 1")).await.unwrap().is_some());
    }
    let refused = figures.execute_unprepared("UPDATE versions SET roster = 99").await.unwrap_err();
    assert!(refused.to_string().contains("readonly"), "{refused}");
}
