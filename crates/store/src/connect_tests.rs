#![allow(clippy::unwrap_used)]

use super::*;

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
    for (connection, query_only) in [(&one, "1"), (&two, "1"), (&writer.0, "0")] {
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
